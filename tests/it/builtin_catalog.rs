//! The committed catalog is what a real PostgreSQL of its version says.

use std::io::Write;

use gatepost::demo::{MAINTENANCE_DATABASE, SUPERUSER};
use gatepost::policy::builtin;

use crate::support::cluster;

/// The major version the file was made from.
const MAJOR: &str = "15";

const COMMITTED: &str = include_str!("../../src/policy/builtin-15.tsv");

fn from_the_server() -> String {
    // A database nobody changed.
    cluster()
        .psql(
            SUPERUSER,
            MAINTENANCE_DATABASE,
            include_str!("../../src/policy/builtin.sql"),
        )
        .expect("the query runs")
}

#[test]
fn the_committed_catalog_is_what_its_query_gives() {
    let major = cluster()
        .psql(
            SUPERUSER,
            MAINTENANCE_DATABASE,
            "SELECT current_setting('server_version_num')::int / 10000",
        )
        .expect("asks");
    if major != MAJOR {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: the server is PostgreSQL {major}, the committed catalog of {MAJOR}"
        );
        return;
    }
    let server = from_the_server();
    let differs = |one: &str, other: &str| {
        let lines: std::collections::BTreeSet<&str> = other.lines().collect();
        one.lines()
            .filter(|line| !lines.contains(line))
            .take(20)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        differs(&server, COMMITTED),
        [""; 0],
        "on the server, and not committed"
    );
    assert_eq!(
        differs(COMMITTED, &server),
        [""; 0],
        "committed, and not on the server"
    );
    assert_eq!(server.lines().count(), COMMITTED.lines().count());
}

/// Whatever the server's version: its own catalog is in the format that is read.
#[test]
fn the_servers_catalog_is_read_and_written_back_unchanged() {
    let server = from_the_server() + "\n";
    let catalog = builtin::parse(&server).expect("its own format");
    assert!(
        catalog.functions.len() > 2_900
            && catalog.operators.len() > 750
            && catalog.types.len() > 150
    );
    assert!(
        builtin::render(&catalog) == server,
        "written back, it is another text"
    );
}
