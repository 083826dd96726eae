//! A server that was started again: from other files, or with other settings on its command line.

use std::path::Path;
use std::process::Command;

use gatepost::gate::{Decision, Definition, Verdict};

use super::lane::{Lane, unchanged};
use crate::scratch;

fn copied(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(copied.expect("runs").success());
}

fn told(verdict: &Verdict, what: &str) -> bool {
    let mut all = verdict.proof.not_proven.iter();
    all.any(|told| told.contains(what))
}

const EARLIER: &str = "were not set back to an earlier copy";

/// Transactions that get an id, and log beyond where it was.
async fn come_further(lane: &Lane, database: &str) {
    let client = scratch::superuser(&lane.cluster, database).await;
    for _ in 0..60 {
        let nothing = "BEGIN; SELECT pg_current_xact_id(); ROLLBACK";
        client.batch_execute(nothing).await.expect("runs");
    }
    // More log than the copy lacks.
    let fill = "SELECT pg_logical_emit_message(false, 'far', repeat('x', 1000000)) FROM generate_series(1, 4)";
    client.batch_execute(fill).await.expect("runs");
}

#[tokio::test]
async fn files_of_an_earlier_copy_are_told_or_not_proven() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    let database = bracket.database.clone();
    let gate = {
        let text = "name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n[unchanged]\nschema = []\nrows = [\"g.*\"]\n\
                    sequences = false\nroles = false\nlarge_objects = false\n";
        Definition::parse("test.toml", text.as_bytes()).expect("a gate")
    };
    lane.cluster.halt();
    let (data, copy) = (
        lane.cluster.directory().join("data"),
        lane.cluster.directory().join("copy"),
    );
    copied(&data, &copy);
    lane.cluster.resume().expect("starts again");
    let write = "SET synchronous_commit = on; INSERT INTO elsewhere.growing VALUES (1)";
    for _ in 0..8 {
        lane.superuser(&database, write);
    }
    lane.superuser(&database, "CHECKPOINT");
    let entry = bracket.entry(&gate).await.expect("an entry");
    assert_eq!(entry.wal_flushed, Some(true));

    lane.disturb("restart").await;
    let verdict = bracket.exit(&gate, &entry).await.expect("judged");
    assert_eq!(verdict.decision, Decision::Safe, "{verdict:#?}");
    assert!(told(&verdict, EARLIER), "{:?}", verdict.proof);

    lane.cluster.halt();
    std::fs::remove_dir_all(&data).expect("goes");
    copied(&copy, &data);
    lane.cluster.resume().expect("starts again");
    lane.superuser(&database, "UPDATE g.heap SET v = 'changed' WHERE id = 5");
    come_further(&lane, &database).await;
    let verdict = bracket.exit(&gate, &entry).await.expect("judged");
    let rows = verdict.checks.iter().find(|check| check.name == "rows");
    let rows = rows.expect("planned");
    assert_eq!(rows.reason, "set_back", "{verdict:#?}");
    assert_eq!(verdict.decision, Decision::Indeterminate, "{verdict:#?}");

    lane.superuser(&database, "CHECKPOINT");
    let verdict = bracket.exit(&gate, &entry).await.expect("judged");
    assert!(
        verdict.decision != Decision::Safe || told(&verdict, EARLIER),
        "{verdict:#?}"
    );
}

#[tokio::test]
async fn settings_of_the_command_line_are_compared_or_not_proven() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    let gate = unchanged("row_versions");
    for (name, value) in [
        ("search_path", "g,public"),
        ("row_security", "off"),
        ("quote_all_identifiers", "on"),
        ("jit", "off"),
        ("plan_cache_mode", "force_custom_plan"),
    ] {
        let entry = bracket.entry(&gate).await.expect("an entry");
        lane.cluster
            .resume_with(&[(name, value)])
            .expect("starts again");
        let verdict = bracket.exit(&gate, &entry).await.expect("judged");
        assert_eq!(verdict.decision, Decision::Unsafe, "{name}: {verdict:#?}");
        let mut differences = verdict.checks.iter().flat_map(|check| &check.differences);
        assert!(
            differences
                .any(|difference| difference.kind == "server setting" && difference.name == name),
            "{name}: {verdict:#?}"
        );
    }
    for (name, value) in [("TimeZone", "Asia/Tokyo"), ("statement_timeout", "20s")] {
        let entry = bracket.entry(&gate).await.expect("an entry");
        lane.cluster
            .resume_with(&[(name, value)])
            .expect("starts again");
        let verdict = bracket.exit(&gate, &entry).await.expect("judged");
        assert_eq!(verdict.decision, Decision::Safe, "{name}: {verdict:#?}");
        assert!(
            told(&verdict, name) || told(&verdict, "time limits"),
            "{name}: {:?}",
            verdict.proof
        );
    }
    let entry = bracket.entry(&gate).await.expect("an entry");
    lane.superuser(&bracket.database, "SELECT pg_current_xact_id()");
    let verdict = bracket.exit(&gate, &entry).await.expect("judged");
    assert_eq!(verdict.decision, Decision::Safe, "{verdict:#?}");
    assert!(
        !told(&verdict, "command line") && !told(&verdict, EARLIER),
        "{:?}",
        verdict.proof
    );
}
