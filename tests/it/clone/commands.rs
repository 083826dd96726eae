//! The commands: each channel's refuse the other's file; marking, checking, serving.

use gatepost::demo::{READER_ROLE, SUPERUSER};
use serde_json::{Value, json};

use super::world::{Clone, OBSERVER, cluster};
use crate::process::{Client, Configuration, WITH_HANDSHAKE, gatepost, run, text};

/// A file of production's over the tests' server.
fn production() -> Configuration {
    let url = cluster().url(READER_ROLE, "workflow");
    Configuration::new(&format!("[databases.workflow]\nurl = \"{url}\"\n"))
}

#[test]
fn a_production_command_refuses_a_clones_file() {
    let clone = Clone::new();
    let file = Configuration::new(&clone.toml(""));
    for command in [
        &["query", "workflow", "SELECT 1"][..],
        &["serve"],
        &["serve", "--channel", "production"],
        &["serve", "--transport", "http"],
        &["check-sql", "--database", "workflow", "SELECT 1"],
    ] {
        let output = run(&[command, &["--config", file.path()]].concat());
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        let said = text(&output.stderr);
        assert!(said.contains("gatepost clone check"), "{command:?}: {said}");
    }
}

#[test]
fn a_clones_command_refuses_productions_file_and_url() {
    let file = production();
    let url = cluster().url(READER_ROLE, "workflow");
    for command in [&["clone", "check"][..], &["serve", "--channel", "clone"]] {
        for way in [["--config", file.path()], ["--url", &url]] {
            let output = run(&[command, &way].concat());
            assert_eq!(output.status.code(), Some(2), "{command:?} {way:?}");
            let said = text(&output.stderr);
            assert!(
                said.contains("[clone] and no [databases]"),
                "{command:?}: {said}"
            );
        }
    }
}

#[test]
fn a_file_with_both_is_nobodys() {
    let clone = Clone::new();
    let url = cluster().url(READER_ROLE, "workflow");
    let both = format!("[databases.workflow]\nurl = \"{url}\"\n{}", clone.toml(""));
    let file = Configuration::new(&both);
    for command in [
        &["serve"][..],
        &["clone", "check"],
        &["doctor"],
        &["query", "workflow", "SELECT 1"],
    ] {
        let output = run(&[command, &["--config", file.path()]].concat());
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        let said = text(&output.stderr);
        assert!(
            said.contains("one process has one channel"),
            "{command:?}: {said}"
        );
    }
}

#[test]
fn check_says_what_holds_and_what_mends() {
    let clone = Clone::unmarked();
    let file = Configuration::new(&clone.toml(""));
    for command in [&["clone", "check"][..], &["doctor"]] {
        let output = run(&[command, &["--config", file.path()]].concat());
        assert_eq!(
            output.status.code(),
            Some(1),
            "{command:?}: {}",
            text(&output.stderr)
        );
        let said = text(&output.stdout);
        assert!(
            said.contains("NOT USED") && said.contains("refused:  marker"),
            "{said}"
        );
    }
    let marked = run(&[
        "clone",
        "mark",
        &clone.name,
        "--url",
        &cluster().url(SUPERUSER, "postgres"),
    ]);
    assert_eq!(marked.status.code(), Some(0), "{}", text(&marked.stderr));
    let output = run(&[
        "clone",
        "check",
        "--format",
        "json",
        "--config",
        file.path(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let seen: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(seen["usable"], true, "{seen}");
}

#[test]
fn mark_prints_what_makes_a_clone_and_never_for_production() {
    let output = run(&["clone", "mark", "rehearsal"]);
    assert_eq!(output.status.code(), Some(0));
    let sql = text(&output.stdout);
    assert!(
        sql.contains("REVOKE CONNECT ON DATABASE \"rehearsal\" FROM PUBLIC;"),
        "{sql}"
    );
    assert!(
        sql.contains("ALTER DATABASE \"rehearsal\" SET gatepost.clone = E'rehearsal';"),
        "{sql}"
    );
    for arguments in [&["workflow"][..], &["erp", "--production", "erp"]] {
        let output = run(&[&["clone", "mark"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "no SQL for production");
        assert!(text(&output.stderr).contains("production"));
    }
}

#[test]
fn the_clone_is_served_by_tools_of_its_own() {
    let clone = Clone::new();
    let observer = cluster().url(OBSERVER, &clone.name);
    let file = Configuration::new(&clone.toml(&format!("observer_url = \"{observer}\"\n")));
    let mut client =
        Client::start(gatepost().args(["serve", "--channel", "clone", "--config", file.path()]));
    let hello = client.initialize(WITH_HANDSHAKE);
    let said = hello["instructions"].as_str().expect("told");
    assert!(
        said.contains(&clone.name) && said.contains("query_clone"),
        "{said}"
    );
    let tools = client.request("tools/list", json!({}));
    let tools = tools["tools"].as_array().expect("a list").clone();
    let names: Vec<&str> = tools
        .iter()
        .filter_map(|tool| tool["name"].as_str())
        .collect();
    assert_eq!(
        names,
        [
            "query_clone",
            "describe_clone",
            "rehearse",
            "drift_compare",
            "gate_list",
            "gate_entry",
            "gate_exit",
            "gate_check",
            "gate_verdict"
        ]
    );
    assert!(tools[0]["inputSchema"]["properties"]["database"].is_null());
    let call = |client: &mut Client, name: &str, arguments: Value| {
        client.request("tools/call", json!({"name": name, "arguments": arguments}))
    };
    let answer = call(
        &mut client,
        "query_clone",
        json!({"sql": "SELECT current_database() AS d"}),
    );
    assert_eq!(
        answer["structuredContent"]["rows"],
        json!([[clone.name]]),
        "{answer}"
    );
    let refused = call(
        &mut client,
        "query_clone",
        json!({"sql": "CREATE TABLE t ()"}),
    );
    assert_eq!(
        refused["structuredContent"]["code"], "statement_not_allowed",
        "{refused}"
    );
    let elsewhere = json!({"sql": "SELECT 1", "database": "workflow"});
    let refused = call(&mut client, "query_clone", elsewhere);
    assert_eq!(
        refused["structuredContent"]["code"], "arguments_invalid",
        "{refused}"
    );
    let described = call(&mut client, "describe_clone", json!({}));
    assert_eq!(
        described["structuredContent"]["items"][0]["schema"], "public",
        "{described}"
    );
    client.finish();
    let exported = run(&["ledger", "export", "--ledger", &file.ledger()]);
    let exported = text(&exported.stdout);
    assert!(
        exported.contains("\"query_clone\"") && exported.contains("\"channel\":\"clone\""),
        "{exported}"
    );
}

#[test]
fn a_server_of_a_database_that_is_no_clone_does_not_start() {
    let clone = Clone::unmarked();
    let file = Configuration::new(&clone.toml(""));
    let output = run(&["serve", "--channel", "clone", "--config", file.path()]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("clone_marker_missing"), "{said}");
}
