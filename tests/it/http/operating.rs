//! What operators need: numbers, a log that tells requests apart, and a configuration that is read again.

use std::time::{Duration, Instant};

use serde_json::json;

use super::server::{Server, token};

#[test]
fn calls_refusals_verdicts_pools_and_the_ledger_are_told_in_numbers() {
    let server = Server::start("http_metrics", "");
    server.assert_serves(None);
    server.assert_serves(None);
    let query = |sql: &str| {
        let arguments = json!({"database": "directus", "sql": sql});
        server.call(None, "query_pg", arguments).result()
    };
    query("DELETE FROM a_secret_table");
    server.call(
        None,
        "gate_check",
        json!({"gate": "no-write-channel", "database": "directus"}),
    );
    server.call(None, "a_secret_tool", json!({}));
    assert_eq!(server.request("GET /nowhere", &[], "").status, 404);
    // A session whose call is over may still be made ready for the next.
    let idle = "gatepost_connections{database=\"directus\",state=\"in_use\"} 0";
    let patience = Instant::now() + Duration::from_secs(5);
    let told = loop {
        let told = server.request("GET /metrics", &[], "");
        if told.body.contains(idle) || Instant::now() > patience {
            break told;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(told.status, 200, "{told:?}");
    assert!(told.headers.contains("openmetrics-text"), "{told:?}");
    for line in [
        "gatepost_calls_total{tool=\"query_pg\",outcome=\"answered\"} 2",
        "gatepost_calls_total{tool=\"query_pg\",outcome=\"refused\"} 1",
        "gatepost_refusals_total{code=\"statement_not_allowed\"} 1",
        "gatepost_verdicts_total{decision=\"",
        "gatepost_call_seconds_bucket{le=\"5.0\",tool=\"query_pg\"} 3",
        "gatepost_connections{database=\"directus\",state=\"limit\"} 8",
        idle,
        "gatepost_ledger_failures_total 0",
        "gatepost_http_responses_total{status=\"404\"} 1",
        "# EOF",
    ] {
        assert!(told.body.contains(line), "{line} is not in {}", told.body);
    }
    assert!(!told.body.contains("secret"), "{}", told.body);
    let records = told
        .body
        .lines()
        .find_map(|line| line.strip_prefix("gatepost_ledger_records_total "));
    let records: u64 = records
        .and_then(|count| count.parse().ok())
        .expect("a count");
    // Each call has two; the verdict is one more.
    assert_eq!(records, 9, "{}", told.body);
    let foreign = server.request("GET /metrics", &[("Host", "evil.example.org")], "");
    assert_eq!(foreign.status, 403, "{foreign:?}");
}

#[test]
fn numbers_are_not_told_to_other_machines_unless_the_operator_says_so() {
    let (secret, entry) = token("prometheus", "tools = []");
    for (open, status) in [("", 401), ("[http]\nopen_metrics = true\n", 200)] {
        let settings = format!("{open}[auth]\nmode = \"token\"\n{entry}");
        let server = Server::on("http_metrics_open", &settings, "0.0.0.0:0");
        assert_eq!(
            server.request("GET /metrics", &[], "").status,
            status,
            "{open}"
        );
        let bearer = format!("Bearer {secret}");
        let told = server.request("GET /metrics", &[("Authorization", &bearer)], "");
        assert_eq!(told.status, 200, "{told:?}");
    }
}

#[test]
fn the_log_names_each_request_its_principal_and_its_trace() {
    let (alice, entry) = token("alice", "");
    let server = Server::start("http_log", &format!("[auth]\nmode = \"token\"\n{entry}"));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let call = |meta: serde_json::Value, header: &str| {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
            "name": "query_pg", "arguments": {"database": "directus", "sql": "SELECT 1"}, "_meta": meta}});
        let bearer = format!("Bearer {alice}");
        let headers = [
            ("Content-Type", "application/json"),
            ("Accept", "application/json, text/event-stream"),
            ("Authorization", bearer.as_str()),
            ("traceparent", header),
        ];
        let reply = server.request("POST /mcp", &headers, &body.to_string());
        assert_eq!(reply.status, 200, "{reply:?}");
        let id = reply
            .headers
            .lines()
            .find_map(|line| line.strip_prefix("x-request-id: "));
        let id = id.expect("an id").to_owned();
        let span = server.logged(|line| line["span"]["request_id"] == id)["span"].clone();
        assert_eq!(span["principal"], "alice");
        assert_eq!(span["tool"], "query_pg");
        span
    };
    let by_header = call(json!({}), trace);
    assert_eq!(by_header["trace_id"], "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(by_header["parent_id"], "b7ad6b7169203331");
    let own = "00-0af7651916cd43dd8448eb211c80319c-00000000000000aa-00";
    let by_message = call(json!({ "traceparent": own }), trace);
    assert_eq!(by_message["parent_id"], "00000000000000aa");
    let malformed = call(json!({"traceparent": 7}), "00-a_malformed_value");
    assert_eq!(malformed.get("trace_id"), None, "{malformed}");
    let refused = server.ask(Some("gp_wrong"), "tools/list", &json!({}));
    assert_eq!(refused.status, 401);
    let line = server.logged(|line| line["fields"]["status"] == 401);
    let id = line["fields"]["request_id"].as_str().expect("an id");
    assert!(refused.headers.contains(id), "{refused:?}");
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < deadline, "within 10 s: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_changed_configuration_is_taken_over_whole_or_not_at_all() {
    let (alice, first) = token("alice", "");
    let (bob, second) = token("bob", "databases = [\"workflow\"]");
    let auth = format!("[auth]\nmode = \"token\"\n{first}");
    let server = Server::start("http_reload", &auth);
    let status = |secret: &str| server.ask(Some(secret), "tools/list", &json!({})).status;
    assert_eq!((status(&alice), status(&bob)), (200, 401));

    server
        .configuration
        .replace(|text| format!("{text}{second}"));
    server.reload();
    eventually("bob may call", || status(&bob) == 200);
    server.assert_serves(Some(&alice));
    let refused = server.call(
        Some(&bob),
        "query_pg",
        json!({"database": "directus", "sql": "SELECT 1"}),
    );
    assert_eq!(
        refused.result()["structuredContent"]["code"],
        "database_unknown"
    );

    // Each of these takes bob away, and none can be used.
    let good = server.configuration.text();
    let without_bob = good.replace(&second, "");
    for (change, said) in [
        ("[http]\nlisten = 7\n", "listen"),
        ("[no_such_section]\n", "no_such_section"),
        ("[gates]\ndir = \"no/such/folder\"\n", "no/such/folder"),
        (
            "[http]\ncert_file = \"no.pem\"\nkey_file = \"no.pem\"\n",
            "TLS",
        ),
        ("[ledger]\nsigning_key_file = \"no.pem\"\n", "no.pem"),
    ] {
        server
            .configuration
            .replace(|_| format!("{without_bob}{change}"));
        server.reload();
        let line = server.logged(|line| line["level"] == "ERROR");
        let error = line["fields"]["error"].as_str().unwrap_or_default();
        assert!(error.contains(said), "{change}: {line}");
        assert_eq!((status(&alice), status(&bob)), (200, 200), "{change}");
    }

    // What cannot be changed is named, and the rest is in force.
    server
        .configuration
        .replace(|_| format!("{without_bob}[ledger]\nurl = \"other.db\"\n"));
    server.reload();
    let line =
        server.logged(|line| line["level"] == "WARN" && !line["fields"]["setting"].is_null());
    assert_eq!(line["fields"]["setting"], "ledger.url", "{line}");
    eventually("bob may no longer call", || status(&bob) == 401);
    server.assert_serves(Some(&alice));
    let (status, configuration) = server.terminate();
    assert_eq!(status.code(), Some(0));
    let verification = gatepost::ledger::verify(&configuration.ledger(), None).expect("a ledger");
    assert!(
        verification.is_intact() && verification.records == 6,
        "{verification:?}"
    );
}
