//! A ledger that cannot be used: no entry and no verdict without their record.

use std::fs::{OpenOptions, Permissions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use rusqlite::Connection;
use serde_json::json;

use super::site::{HARD_GATE, Site, assert_refused, assert_status, said};
use crate::process::{Client, WITH_HANDSHAKE, gatepost, text};

/// Fails unless the command ended with status 2, named what is wrong, and gave no verdict.
#[track_caller]
fn assert_unusable((status, told): &(Option<i32>, String), reason: &str) {
    assert_eq!(*status, Some(2), "{told}");
    assert!(told.contains(reason), "{reason} is not in {told}");
    assert!(!told.contains("SAFE,"), "no verdict: {told}");
}

#[test]
fn a_ledger_that_another_process_holds_gives_no_verdict() {
    let site = Site::quiet();
    let id = site.enter(HARD_GATE);
    let holder = Connection::open(site.ledger()).expect("opens");
    holder.execute_batch("BEGIN EXCLUSIVE").expect("held");
    for arguments in [["gate", "entry", HARD_GATE], ["gate", "exit", &id]] {
        assert_unusable(&said(&site.run(&arguments)), "locked by another process");
    }
    holder.execute_batch("ROLLBACK").expect("released");
    drop(holder);
    assert_eq!(site.exit(&id).0, Some(0));
    site.assert_ledger_verifies();
}

#[test]
fn a_ledger_that_is_taken_while_serving_gives_no_verdict() {
    let site = Site::quiet();
    let mut client = Client::start(&mut site.command(&["serve"]));
    client.initialize(WITH_HANDSHAKE);
    let mut call = |name: &str, arguments| {
        client.request("tools/call", json!({"name": name, "arguments": arguments}))
    };
    let entry = call("gate_entry", json!({"gate": HARD_GATE}));
    let id = entry["structuredContent"]["id"].clone();
    let holder = Connection::open(site.ledger()).expect("opens");
    holder.execute_batch("BEGIN EXCLUSIVE").expect("held");
    for (name, arguments) in [
        ("gate_exit", json!({"entry_id": id})),
        ("gate_entry", json!({"gate": HARD_GATE})),
    ] {
        let result = call(name, arguments);
        assert_eq!(result["isError"], true, "{result}");
        let refusal = &result["structuredContent"];
        assert_eq!(refusal["code"], "ledger_unavailable", "{result}");
        assert!(
            !refusal.to_string().contains("gatepost-ledger"),
            "{refusal}"
        );
    }
    holder.execute_batch("ROLLBACK").expect("released");
    let exit = call("gate_exit", json!({"entry_id": id}));
    assert_eq!(exit["structuredContent"]["verdict"], "SAFE", "{exit}");
}

#[test]
fn a_ledger_that_cannot_grow_gives_no_verdict() {
    let site = Site::quiet();
    let id = site.enter(HARD_GATE);
    // Evidence is tens of kilobytes, the record of a call less than one: the call is recorded and its evidence is not.
    let limited = |arguments: &[&str]| {
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; ulimit -f 40; exec \"$@\"", "sh"])
            .arg(env!("CARGO_BIN_EXE_gatepost"))
            .args(arguments)
            .env("GATEPOST_CONFIG", site.configuration())
            .env_remove("GATEPOST_LEDGER");
        said(&command.output().expect("runs"))
    };
    for arguments in [["gate", "entry", HARD_GATE], ["gate", "exit", &id]] {
        assert_unusable(&limited(&arguments), "the ledger");
    }
    site.assert_ledger_verifies();
    assert_eq!(site.exit(&id).0, Some(0), "the entry is still good");
    site.assert_ledger_verifies();
}

/// A command of the binary that file permissions bind, even when the tests are run by root.
fn bound(site: &Site, arguments: &[&str]) -> (Option<i32>, String) {
    let binary = env!("CARGO_BIN_EXE_gatepost");
    let mut command = if nix::unistd::geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args([
            "--bounding-set=-dac_override,-dac_read_search",
            "--",
            binary,
        ]);
        command
    } else {
        Command::new(binary)
    };
    command
        .args(arguments)
        .env("GATEPOST_CONFIG", site.configuration())
        .env_remove("GATEPOST_LEDGER");
    said(&command.output().expect("runs"))
}

#[test]
fn a_ledger_that_may_not_be_written_gives_no_verdict() {
    let site = Site::quiet();
    let id = site.enter(HARD_GATE);
    let permit = |mode| {
        let permissions = Permissions::from_mode(mode);
        std::fs::set_permissions(site.ledger(), permissions).expect("set");
    };
    permit(0o444);
    for arguments in [["gate", "entry", HARD_GATE], ["gate", "exit", &id]] {
        assert_unusable(&bound(&site, &arguments), "read-only for this user");
    }
    permit(0o600);
    let mut command = site.command(&["gate", "list"]);
    command.env("GATEPOST_LEDGER", "/no/such/folder/ledger.db");
    let output = said(&command.output().expect("runs"));
    assert_unusable(&output, "its directory does not exist");
    assert_eq!(site.exit(&id).0, Some(0));
}

#[test]
fn a_ledger_that_was_damaged_gives_no_verdict() {
    let site = Site::quiet();
    let id = site.enter(HARD_GATE);
    let length = std::fs::metadata(site.ledger()).expect("there").len();
    let mut file = OpenOptions::new()
        .write(true)
        .open(site.ledger())
        .expect("opens");
    file.seek(SeekFrom::Start(4096)).expect("seeks");
    let garbage = vec![0xA5; usize::try_from(length).expect("small") - 4096];
    file.write_all(&garbage).expect("written");
    drop(file);
    for arguments in [["gate", "entry", HARD_GATE], ["gate", "exit", &id]] {
        assert_unusable(&said(&site.run(&arguments)), "damaged");
    }
    let (status, told) = said(&site.run(&["ledger", "verify"]));
    assert_ne!(status, Some(0), "{told}");

    std::fs::write(site.ledger(), "dear diary, ".repeat(1000)).expect("written");
    let refused = said(&site.run(&["gate", "exit", &id]));
    assert_unusable(&refused, "is not a gatepost ledger");
}

/// As one would who knows SQLite: the triggers are taken off, and put back as they were.
fn tamper(site: &Site, change: &str) {
    let connection = Connection::open(site.ledger()).expect("opens");
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .expect("a statement")
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows")
        .collect::<Result<_, _>>()
        .expect("triggers");
    for (name, _) in &triggers {
        connection
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .expect("dropped");
    }
    assert_eq!(connection.execute(change, []).expect("changed"), 1);
    for (_, sql) in &triggers {
        connection.execute_batch(sql).expect("put back");
    }
}

#[test]
fn an_entry_that_was_edited_is_no_entry() {
    let site = Site::quiet();
    let id = site.enter(HARD_GATE);
    // The entry is made to have seen 41 approvals.
    tamper(
        &site,
        "UPDATE record SET body = replace(body, '42', '41') WHERE kind = 'gate_entry'",
    );
    assert_refused(&site.exit(&id), "ledger_unavailable");
    assert_refused(
        &said(&site.run(&["gate", "show", &id])),
        "ledger_unavailable",
    );
    let verified = site.run(&["ledger", "verify"]);
    assert_status(&verified, 1);
    assert!(text(&verified.stdout).starts_with("TAMPERED"));
}

#[test]
fn two_processes_share_one_ledger() {
    let site = Site::quiet();
    let mut client = Client::start(&mut site.command(&["serve"]));
    client.initialize(WITH_HANDSHAKE);
    let (mut from_shell, mut from_agent) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let asked = client.ask(
            "tools/call",
            json!({"name": "gate_entry", "arguments": {"gate": HARD_GATE}}),
        );
        from_shell.push(site.enter(HARD_GATE));
        let mut entry = client.response(asked);
        from_agent.push(entry["result"]["structuredContent"]["id"].take());
    }
    // Each exits what the other entered.
    for (shell, agent) in from_shell.iter().zip(&from_agent) {
        let asked = client.ask(
            "tools/call",
            json!({"name": "gate_exit", "arguments": {"entry_id": shell}}),
        );
        let agent = agent.as_str().expect("an id");
        assert_eq!(site.exit(agent).0, Some(0));
        let exit = client.response(asked);
        let verdict = &exit["result"]["structuredContent"]["verdict"];
        assert_eq!(verdict, "SAFE", "{exit}");
    }
    site.assert_ledger_verifies();
    assert!(client.finish().status.success());
    site.assert_ledger_verifies();
}

#[test]
fn the_ledger_is_found_without_naming_it() {
    let site = Site::quiet();
    site.enter(HARD_GATE);
    let ledger = site.ledger().display().to_string();
    let by_option = gatepost()
        .args(["ledger", "verify", "--ledger", &ledger])
        .output();
    let by_configuration = gatepost()
        .args(["ledger", "verify", "--config", &site.configuration()])
        .output();
    let by_variable = gatepost()
        .args(["ledger", "verify"])
        .env("GATEPOST_LEDGER", &ledger)
        .output();
    let beside = gatepost()
        .args(["ledger", "verify"])
        .current_dir(site.folder())
        .output();
    for output in [by_option, by_configuration, by_variable, beside] {
        assert_status(&output.expect("runs"), 0);
    }
}
