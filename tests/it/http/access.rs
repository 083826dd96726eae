//! Who may call, and what each may do.

use serde_json::{Value, json};

use super::server::{Server, token};
use crate::process::{Configuration, run, text};

/// Alice may read one database and call two tools, Bob may do everything.
fn with_principals(application: &str) -> (Server, String, String) {
    let grants = "databases = [\"directus\"]\ntools = [\"query_pg\", \"gate_list\", \"gate_entry\", \"gate_verdict\"]\ngates = [\"unchanged\"]";
    let (alice, first) = token("alice", grants);
    let (bob, second) = token("bob", "");
    let settings = format!("[auth]\nmode = \"token\"\n{first}{second}");
    (Server::start(application, &settings), alice, bob)
}

#[test]
fn another_machine_is_served_only_by_choice() {
    let configuration = Configuration::shared("http_choice");
    let started = run(&[
        "serve",
        "--transport",
        "http",
        "--listen",
        "0.0.0.0:0",
        "--config",
        configuration.path(),
    ]);
    assert_eq!(started.status.code(), Some(2));
    let said = text(&started.stderr);
    assert!(
        said.contains("[auth] mode") && said.contains("gatepost token"),
        "{said}"
    );
}

#[test]
fn a_token_is_asked_for_and_names_its_principal() {
    let (server, alice, _) = with_principals("http_token");
    for (secret, error) in [(None, false), (Some("gp_wrong"), true), (Some(""), true)] {
        let reply = server.ask(secret, "tools/list", &json!({}));
        assert_eq!(reply.status, 401, "{reply:?}");
        assert!(
            reply.headers.contains("www-authenticate: bearer"),
            "{reply:?}"
        );
        assert_eq!(reply.headers.contains("invalid_token"), error, "{reply:?}");
        assert!(!reply.body.contains("directus"), "{reply:?}");
    }
    server.assert_serves(Some(&alice));
    let mut records = Vec::new();
    gatepost::ledger::export(&server.ledger(), 1, None, &mut records).expect("a ledger");
    let records = text(&records);
    assert!(records.contains("\"principal\":\"alice\""), "{records}");
    assert!(!records.contains(&alice), "the secret is on the ledger");
}

#[test]
fn a_principal_sees_and_reaches_only_what_it_is_granted() {
    let (server, alice, bob) = with_principals("http_grants");
    let listed = |secret: &str| -> Vec<Value> {
        let result = server.ask(Some(secret), "tools/list", &json!({})).result();
        result["tools"].as_array().expect("tools").clone()
    };
    let tools = listed(&alice);
    let names: Vec<&str> = tools
        .iter()
        .filter_map(|tool| tool["name"].as_str())
        .collect();
    assert_eq!(
        names,
        ["query_pg", "gate_list", "gate_entry", "gate_verdict"]
    );
    assert_eq!(
        tools[0]["inputSchema"]["properties"]["database"]["enum"],
        json!(["directus"])
    );
    assert_eq!(listed(&bob).len(), 8);

    // A tool that is withheld is as unknown as one that there is not.
    let withheld = server.call(
        Some(&alice),
        "explain_pg",
        json!({"database": "directus", "sql": "SELECT 1"}),
    );
    assert!(
        withheld.body.contains("there is no tool") && !withheld.body.contains("explain_pg, "),
        "{withheld:?}"
    );

    let refused = |tool: &str, arguments: Value, code: &str| {
        let result = server.call(Some(&alice), tool, arguments).result();
        assert_eq!(result["isError"], true, "{result}");
        assert_eq!(result["structuredContent"]["code"], code, "{result}");
        assert!(!result.to_string().contains("workflow,"), "{result}");
    };
    refused(
        "query_pg",
        json!({"database": "workflow", "sql": "SELECT 1"}),
        "database_unknown",
    );
    refused(
        "gate_entry",
        json!({"gate": "unchanged", "database": "workflow"}),
        "database_unknown",
    );
    refused(
        "gate_entry",
        json!({"gate": "production-hard-gate-0"}),
        "gate_unknown",
    );

    // Another's entry on a database that is withheld is not to be looked up either.
    let entry = server
        .call(
            Some(&bob),
            "gate_entry",
            json!({"gate": "unchanged", "database": "workflow"}),
        )
        .result();
    let id = entry["structuredContent"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    refused("gate_verdict", json!({"id": id}), "gate_unknown");
    let seen = server
        .call(Some(&bob), "gate_verdict", json!({"id": id}))
        .result();
    assert_eq!(seen["isError"], false, "{seen}");

    let gates = server.call(Some(&alice), "gate_list", json!({})).result();
    let gates = gates["structuredContent"]["gates"]
        .as_array()
        .expect("gates")
        .clone();
    assert_eq!(gates.len(), 1, "{gates:?}");
}

#[test]
fn a_principal_has_its_own_bounds() {
    let (carol, entry) = token("carol", "calls_per_minute = 2");
    let server = Server::start("http_rate", &format!("[auth]\nmode = \"token\"\n{entry}"));
    server.assert_serves(Some(&carol));
    server.assert_serves(Some(&carol));
    let third = server
        .call(
            Some(&carol),
            "query_pg",
            json!({"database": "directus", "sql": "SELECT 1"}),
        )
        .result();
    assert_eq!(
        third["structuredContent"]["code"], "rate_limited",
        "{third}"
    );
}

#[test]
fn settings_that_cannot_hold_are_refused_at_start() {
    let entry = |name: &str| format!("[auth.tokens.{name}]\nsha256 = \"{}\"\n", "ab".repeat(32));
    let (named, again) = (entry("a"), entry("b"));
    for (settings, said) in [
        ("[auth]\nmode = \"token\"\n", "gatepost token"),
        ("[auth]\nmode = \"open\"\n", "mode = "),
        (
            "[auth.tokens.a]\nsha256 = \"abc\"\n",
            "auth.tokens.a.sha256",
        ),
        ("[http]\ncert_file = \"cert.pem\"\n", "http.cert_file"),
        ("[http]\nlisten = \"everywhere\"\n", "listen"),
        // Who named callers meant that they prove it.
        (named.as_str(), "mode = \"token\""),
        (&format!("[auth]\n{named}"), "auth.mode"),
        ("[auth.scopes.read]\n", "auth.mode"),
        (
            "[auth.jwt]\nissuer = \"i\"\nresource = \"https://r\"\njwks_file = \"keys\"\n",
            "mode = \"jwt\"",
        ),
        (
            &format!("[auth]\nmode = \"token\"\n{named}{again}"),
            "auth.tokens.b.sha256: is that of `a` too",
        ),
        (
            &format!(
                "[auth]\nmode = \"token\"\n{named}{}",
                again
                    .to_uppercase()
                    .replace("[AUTH.TOKENS.B]\nSHA256", "[auth.tokens.b]\nsha256")
            ),
            "auth.tokens.b.sha256: is that of `a` too",
        ),
    ] {
        let configuration = Configuration::shared_with("http_settings", settings);
        let started = run(&[
            "serve",
            "--transport",
            "http",
            "--config",
            configuration.path(),
        ]);
        assert_eq!(started.status.code(), Some(2), "{settings}");
        let complained = text(&started.stderr);
        assert!(complained.contains(said), "{settings}: {complained}");
    }
}

#[test]
fn callers_may_be_named_and_not_be_asked_for_a_proof() {
    let (_, first) = token("alice", "");
    let (_, second) = token("bob", "");
    let settings = format!("[auth]\nmode = \"none\"\n{first}{second}");
    Server::start("http_open", &settings).assert_serves(None);
}
