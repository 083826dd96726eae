//! The commands as a person or a script types them: what they print, where, and the exit status.

mod answers;
mod configuration;
mod deciding;

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::process::{Client, Configuration, WITH_HANDSHAKE, gatepost, run, text};

/// A command over the databases that all tests read.
fn over_shared(arguments: &[&str]) -> Output {
    over_shared_command(arguments)
        .output()
        .expect("the binary runs")
}

fn over_shared_command(arguments: &[&str]) -> Command {
    // The file must outlive the command, so it goes through the environment of one that reads it at once.
    static CONFIGURATION: std::sync::LazyLock<Configuration> =
        std::sync::LazyLock::new(|| Configuration::shared("cli"));
    let mut command = gatepost();
    command
        .args(arguments)
        .env("GATEPOST_CONFIG", CONFIGURATION.path());
    command
}

/// Nobody listens on port 1.
const DEAD: &str = "postgres://query_pg_ro:correct-horse@127.0.0.1:1";

/// Runs a command with this on its standard input.
fn with_input(mut command: Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stream = child.stdin.take().expect("piped");
    // A command that has read enough closes its end.
    let _ = stream.write_all(input);
    drop(stream);
    child.wait_with_output().expect("ends")
}

#[track_caller]
fn assert_status(output: &Output, status: i32) {
    let (shown, complained) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(
        output.status.code(),
        Some(status),
        "stdout: {shown}\nstderr: {complained}"
    );
}

#[test]
fn a_reader_that_had_enough_is_no_failure() {
    let sql = "SELECT n, repeat('x', 1000) FROM generate_series(1, 500) n";
    let mut child = over_shared_command(&["query", "directus", sql])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    // What `head` does: close the pipe before everything was written.
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_status(&output, 0);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn a_full_disk_behind_standard_output_is_a_failure() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let output = over_shared_command(&["query", "directus", "SELECT 1"])
        .stdout(full)
        .output()
        .expect("runs");
    assert_status(&output, 2);
    assert!(
        text(&output.stderr).contains("cannot write to standard output"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn every_command_explains_itself() {
    let overview = run(&["--help"]);
    assert_status(&overview, 0);
    let overview = text(&overview.stdout);
    for command in [
        "demo",
        "serve",
        "query",
        "check-sql",
        "doctor",
        "role-sql",
        "gate",
        "verify",
        "keygen",
        "schemas",
        "ledger",
    ] {
        assert!(
            overview.contains(&format!("\n  {command} ")),
            "{command} is missing in {overview}"
        );
        let help = run(&[command, "--help"]);
        assert_status(&help, 0);
        assert!(
            text(&help.stdout).contains("Usage: gatepost"),
            "{}",
            text(&help.stdout)
        );
        assert!(help.stderr.is_empty());
    }
    assert_eq!(
        text(&run(&["--version"]).stdout),
        concat!("gatepost ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn the_demo_serves_mcp_and_leaves_nothing() {
    let mut client = Client::start(gatepost().args(["demo", "--serve", "stdio"]));
    client.initialize(WITH_HANDSHAKE);
    let result = client.query("SELECT count(*) FROM apr_approvals");
    assert_eq!(
        result["structuredContent"]["rows"],
        json!([[42]]),
        "{result}"
    );
    assert_eq!(client.query("DELETE FROM apr_approvals")["isError"], true);
    let folder = client.query("SHOW data_directory");
    assert_eq!(folder["isError"], true, "settings are not told");
    let port = client.query("SELECT inet_server_port() AS port")["structuredContent"]["rows"][0][0]
        .clone();
    let ended = client.finish();
    assert!(ended.status.success(), "{}: {}", ended.status, ended.log);
    let port = u16::try_from(port.as_u64().expect("a port")).expect("a port");
    assert!(
        std::net::TcpStream::connect(("127.0.0.1", port)).is_err(),
        "the server is gone"
    );
}
