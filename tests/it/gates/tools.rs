//! Gates as an agent meets them: MCP tools with schemas, progress and cancellation.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::site::{HARD_GATE, Site};
use crate::process::{Client, WITH_HANDSHAKE};
use crate::schemas::violations;

/// A server here, and the tools it lists.
fn served(site: &Site) -> (Client, Vec<Value>) {
    let mut client = Client::start(&mut site.command(&["serve"]));
    client.initialize(WITH_HANDSHAKE);
    let listed = client.request("tools/list", json!({}));
    let tools = listed["tools"].as_array().expect("a list").clone();
    (client, tools)
}

/// One call; its answer conforms to the tool's output schema.
#[track_caller]
fn call(client: &mut Client, tools: &[Value], name: &str, arguments: Value) -> Value {
    let result = client.request("tools/call", json!({"name": name, "arguments": arguments}));
    let tool = tools
        .iter()
        .find(|tool| tool["name"] == name)
        .expect("listed");
    assert_eq!(
        violations(&tool["outputSchema"], &result["structuredContent"]),
        Vec::<String>::new(),
        "{name}"
    );
    result
}

#[test]
fn an_agent_brackets_its_work() {
    let site = Site::own();
    let (mut client, tools) = served(&site);
    let mut call = |name: &str, arguments| call(&mut client, &tools, name, arguments);
    let list = call("gate_list", json!({}));
    let names: Vec<&Value> = list["structuredContent"]["gates"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|gate| &gate["name"])
        .collect();
    assert_eq!(names, ["no-write-channel", HARD_GATE, "unchanged"]);

    let checked = call(
        "gate_check",
        json!({"gate": "no-write-channel", "database": "directus"}),
    );
    assert_eq!(checked["structuredContent"]["verdict"], "SAFE", "{checked}");
    for (changes, verdict) in [(false, "SAFE"), (true, "UNSAFE")] {
        let entry = call("gate_entry", json!({"gate": HARD_GATE}));
        assert_eq!(entry["structuredContent"]["verdict"], "SAFE", "{entry}");
        let id = &entry["structuredContent"]["id"];
        if changes {
            site.psql("DELETE FROM public.apr_approvals WHERE id = 7");
        }
        let exit = call("gate_exit", json!({"entry_id": id}));
        // UNSAFE is an answer, and no error.
        assert_eq!(exit["isError"], false, "{exit}");
        let result = &exit["structuredContent"];
        assert_eq!(result["verdict"], verdict);
        assert_eq!(result["moment"], "exit");
        let line = result["line"].as_str().expect("text");
        let told = exit["content"][0]["text"].as_str().expect("text");
        assert!(told.starts_with(line), "{told}");
        assert_eq!(result["statement"]["predicate"]["summary"], line);
        let again = call("gate_verdict", json!({"id": id}));
        assert_eq!(again["structuredContent"], *result);
    }
    assert!(client.finish().status.success());
}

#[test]
fn what_is_asked_wrongly_is_refused_with_what_to_do() {
    let site = Site::quiet();
    let (mut client, tools) = served(&site);
    for (name, arguments, code) in [
        ("gate_list", json!({"all": true}), "arguments_invalid"),
        ("gate_entry", json!({}), "arguments_invalid"),
        ("gate_entry", json!({"gate": 7}), "arguments_invalid"),
        (
            "gate_entry",
            json!({"gate": HARD_GATE, "sql": "select 1"}),
            "arguments_invalid",
        ),
        (
            "gate_exit",
            json!({"entry_id": "x", "force": true}),
            "arguments_invalid",
        ),
        ("gate_exit", json!({"id": "x"}), "arguments_invalid"),
        (
            "gate_check",
            json!({"gate": "x", "then": 1}),
            "arguments_invalid",
        ),
        (
            "gate_verdict",
            json!({"id": "x", "verdict": "SAFE"}),
            "arguments_invalid",
        ),
        ("gate_entry", json!({"gate": "nothing"}), "gate_unknown"),
        (
            "gate_entry",
            json!({"gate": "no-write-channel"}),
            "gate_kind",
        ),
        ("gate_check", json!({"gate": HARD_GATE}), "gate_kind"),
        (
            "gate_entry",
            json!({"gate": "unchanged"}),
            "arguments_invalid",
        ),
        (
            "gate_entry",
            json!({"gate": "unchanged", "database": "x"}),
            "database_unknown",
        ),
        ("gate_exit", json!({"entry_id": "x"}), "entry_unknown"),
        ("gate_verdict", json!({"id": "x"}), "verdict_unknown"),
    ] {
        let result = call(&mut client, &tools, name, arguments);
        assert_eq!(result["isError"], true, "{result}");
        let refusal = &result["structuredContent"];
        assert_eq!(refusal["code"], code, "{result}");
        assert!(!refusal["hint"].as_str().expect("text").is_empty());
    }
    client.assert_serves();
}

#[test]
fn progress_is_told_to_who_asks_and_only_grows() {
    let site = Site::quiet();
    let (mut client, _) = served(&site);
    let ask = |client: &mut Client, name: &str, arguments: Value, token: Value| {
        let parameters =
            json!({"name": name, "arguments": arguments, "_meta": {"progressToken": token}});
        let id = client.ask("tools/call", parameters);
        let mut told: Vec<Value> = Vec::new();
        loop {
            let mut message = client
                .any_message(Duration::from_secs(20))
                .expect("an answer");
            if message["id"] == id {
                break (told, message["result"]["structuredContent"].take());
            }
            assert_eq!(message["method"], "notifications/progress", "{message}");
            told.push(message["params"].take());
        }
    };
    // Rows by content take a while.
    site.bracket(
        "content",
        "[unchanged]\nschema = []\nrows = [\"public.*\"]\nlevel = \"content\"\n",
    );
    let (mut client_of_content, _) = served(&site);
    for (client, gate) in [
        (&mut client, HARD_GATE),
        (&mut client_of_content, "content"),
    ] {
        let (told, entry) = ask(client, "gate_entry", json!({"gate": gate}), json!("mine"));
        assert_eq!(entry["verdict"], "SAFE", "{entry}");
        assert!(!told.is_empty(), "{gate}");
        for pair in told.windows(2) {
            let done = |at: usize| pair[at]["progress"].as_f64().expect("a number");
            assert!(done(0) < done(1), "{told:?}");
        }
        for each in &told {
            assert_eq!(each["progressToken"], "mine");
            assert!(
                each["progress"].as_f64() <= each["total"].as_f64(),
                "{each}"
            );
            assert!(each["message"].is_string());
        }
        let id = client.ask(
            "tools/call",
            json!({"name": "gate_exit", "arguments": {"entry_id": entry["id"]}}),
        );
        let answer = client.any_message(Duration::from_secs(20)).expect("one");
        assert_eq!(answer["id"], id, "nobody asked for progress: {answer}");
    }
}

#[test]
fn a_cancelled_call_ends_its_query_in_the_server() {
    let site = Site::own_with("[limits]\ntimeout = \"60s\"\n");
    site.bracket(
        "endless",
        "[[check]]\nname = \"endless\"\nrule = \"unchanged\"\n\
         sql = \"select count(*) from public.system_issues a, public.system_issues b, public.system_issues c\"\n",
    );
    let (mut client, _) = served(&site);
    let running = || {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid() \
                   AND usename = 'gatepost_auditor' AND datname = current_database()";
        site.psql(sql).trim().to_owned()
    };
    let eventually = |count: &str| {
        let deadline = Instant::now() + Duration::from_secs(15);
        while running() != count {
            assert!(Instant::now() < deadline, "within 15 s: {count} at work");
            std::thread::sleep(Duration::from_millis(30));
        }
    };
    let id = client.ask(
        "tools/call",
        json!({"name": "gate_entry", "arguments": {"gate": "endless"}}),
    );
    eventually("1");
    client.notify("notifications/cancelled", json!({"requestId": id}));
    eventually("0");
    client.assert_serves();
    assert!(client.finish().status.success());
}
