//! `gate wrap`: one verdict around any command, which keeps its own output.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use super::site::{HARD_GATE, Site, assert_refused, assert_status, said};
use crate::process::text;

#[test]
fn the_commands_output_is_its_own_and_the_verdict_is_told_beside_it() {
    let site = Site::quiet();
    let script = "echo \"$GATEPOST_ENTRY_ID\"; echo complaint >&2";
    let output = site.run(&["gate", "wrap", HARD_GATE, "--", "sh", "-c", script]);
    assert_status(&output, 0);
    let (shown, told) = (text(&output.stdout), text(&output.stderr));
    let id = shown.trim_end();
    assert!(id.starts_with("entry-") && !id.contains('\n'), "{shown}");
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].ends_with("→ SAFE, entry recorded"), "{told}");
    assert_eq!(lines[1..3], [id, "complaint"], "{told}");
    assert!(lines[3].contains("→ SAFE, "), "{told}");
    assert_status(&site.run(&["gate", "show", id]), 0);

    let arguments = ["gate", "wrap", HARD_GATE, "--format", "json", "--", "true"];
    let output = site.run(&arguments);
    assert_status(&output, 0);
    assert!(output.stdout.is_empty());
    let outcome: Value = serde_json::from_slice(&output.stderr).expect("one document");
    assert_eq!(
        (&outcome["moment"], &outcome["verdict"]),
        (&"exit".into(), &"SAFE".into())
    );
}

#[test]
fn a_command_that_fails_is_status_2_and_still_judged() {
    let site = Site::quiet();
    for (command, complaint) in [
        (["sh", "-c", "exit 7"].as_slice(), "exit status: 7"),
        (&["sh", "-c", "kill -9 $$"], "signal: 9"),
        (&["no-such-command"], "cannot run no-such-command"),
        (&["/"], "cannot run /"),
    ] {
        let output = site.run(&[&["gate", "wrap", HARD_GATE, "--"], command].concat());
        assert_status(&output, 2);
        let told = text(&output.stderr);
        assert_eq!(told.matches("→ SAFE, ").count(), 2, "{told}");
        assert!(told.contains(complaint), "{told}");
    }
    let (status, _) = said(&site.run(&["gate", "wrap", HARD_GATE]));
    assert_eq!(status, Some(2), "a command is needed");
}

#[test]
fn a_command_that_changes_the_database_is_unsafe_whatever_its_own_status() {
    for status in ["0", "7"] {
        let site = Site::own();
        let url = Site::cluster().socket_directory().display().to_string();
        let database = site.psql("SELECT current_database()");
        let script = format!(
            "psql -qX -h {url} -p {} -U postgres -c 'DELETE FROM public.apr_approvals WHERE id = 7' {} ; exit {status}",
            Site::cluster().port(),
            database.trim()
        );
        let output = site.run(&["gate", "wrap", HARD_GATE, "--", "sh", "-c", &script]);
        assert_status(&output, 1);
        let told = text(&output.stderr);
        assert!(told.contains("apr_approvals 42→41❌"), "{told}");
    }
}

/// `gate wrap` around this script, once the script has said that it runs; its entry's id.
fn wrapped(site: &Site, script: &str) -> (Child, String) {
    let mut child = site
        .command(&["gate", "wrap", HARD_GATE, "--", "sh", "-c", script])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut line = String::new();
    let output = child.stdout.as_mut().expect("piped");
    BufReader::new(output).read_line(&mut line).expect("a line");
    (child, line.trim_end().to_owned())
}

fn signal(child: &Child, signal: Signal) {
    let process = i32::try_from(child.id()).expect("small");
    kill(Pid::from_raw(process), signal).expect("it runs");
}

#[test]
fn an_interruption_of_the_command_still_gives_the_verdict() {
    let site = Site::quiet();
    // As from a terminal the command gets its own; here it goes on for a moment.
    let (child, id) = wrapped(&site, "echo $GATEPOST_ENTRY_ID; exec sleep 0.5");
    for each in [Signal::SIGINT, Signal::SIGHUP] {
        signal(&child, each);
        std::thread::sleep(Duration::from_millis(50));
    }
    let output = child.wait_with_output().expect("ends");
    assert_status(&output, 0);
    let told = text(&output.stderr);
    assert_eq!(told.matches("→ SAFE, ").count(), 2, "{told}");
    assert_refused(&site.exit(&id), "entry_used");

    // A request to terminate is passed on to the command.
    let began = Instant::now();
    let (child, id) = wrapped(&site, "echo $GATEPOST_ENTRY_ID; exec sleep 60");
    signal(&child, Signal::SIGTERM);
    let output = child.wait_with_output().expect("ends");
    assert!(
        began.elapsed() < Duration::from_secs(30),
        "the command ended"
    );
    assert_status(&output, 2);
    let told = text(&output.stderr);
    assert!(
        told.matches("→ SAFE, ").count() == 2 && told.contains("signal: 15"),
        "{told}"
    );
    assert_refused(&site.exit(&id), "entry_used");
}
