//! Callers that go away, and a server that is told to stop.

use std::io::Write;

use serde_json::json;

use super::server::Server;
use crate::support::{cluster, eventually};

/// Takes longer than any call may.
const ENDLESS: &str =
    "SELECT count(*) FROM public.system_issues a, public.system_issues b, public.system_issues c";

/// Processes of the server that run something for this application: a query's own, and its parallel workers if it has any.
fn running(application: &str) -> u64 {
    let sql = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = '{application}' AND state = 'active'"
    );
    let count = cluster().psql("postgres", "postgres", &sql).expect("asked");
    count.trim().parse().expect("a number")
}

fn endless(server: &Server) -> Vec<u8> {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "query_pg", "arguments": {"database": "directus", "sql": ENDLESS}}});
    let headers = [
        ("Content-Type", "application/json"),
        ("Accept", "application/json, text/event-stream"),
    ];
    server.bytes("POST /mcp", &headers, &body.to_string())
}

#[tokio::test]
async fn a_caller_that_goes_away_ends_its_query() {
    let server = Server::start("http_gone", "");
    let mut stream = server.connect();
    stream
        .write_all(&endless(&server))
        .expect("the server reads");
    eventually("the query runs", async || running("http_gone") > 0).await;
    let gone = std::time::Instant::now();
    drop(stream);
    eventually("the query ends", async || running("http_gone") == 0).await;
    assert!(
        gone.elapsed().as_secs() < 4,
        "it ended by its own time limit, not by the caller's going"
    );
    server.assert_serves(None);
}

#[tokio::test]
async fn a_server_told_to_stop_ends_its_calls_and_loses_nothing() {
    let server = Server::start("http_stop", "[http]\ngrace = \"1s\"\n");
    server.assert_serves(None);
    let mut stream = server.connect();
    stream
        .write_all(&endless(&server))
        .expect("the server reads");
    eventually("the query runs", async || running("http_stop") > 0).await;
    let ledger = server.ledger();
    let (status, _configuration) = server.terminate();
    assert_eq!(status.code(), Some(0));
    eventually("no query is left", async || running("http_stop") == 0).await;
    let verification = gatepost::ledger::verify(&ledger, None).expect("a ledger");
    assert!(
        verification.findings.is_empty(),
        "{:?}",
        verification.findings
    );
    let mut records = Vec::new();
    gatepost::ledger::export(&ledger, 1, None, &mut records).expect("a ledger");
    let records = String::from_utf8(records).expect("UTF-8");
    let of = |kind: &str| records.matches(&format!("\"kind\":\"{kind}\"")).count();
    assert_eq!(
        (of("call_started"), of("call_finished")),
        (2, 2),
        "{records}"
    );
}

#[tokio::test]
async fn a_notification_cancels_the_call_of_its_own_session_and_no_other() {
    let server = Server::start("http_notified", "[limits]\ntimeout = \"10m\"\n");
    let session = || {
        let parameters = json!({"protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"}});
        let begun = server.ask(None, "initialize", &parameters);
        let name = begun
            .headers
            .lines()
            .find_map(|line| line.strip_prefix("mcp-session-id: "));
        name.expect("a session").to_owned()
    };
    let (own, other) = (session(), session());
    assert_ne!(own, other);
    let post = |session: &str, message: &serde_json::Value| {
        let headers = [
            ("Content-Type", "application/json"),
            ("Accept", "application/json, text/event-stream"),
            ("Mcp-Session-Id", session),
        ];
        server.bytes("POST /mcp", &headers, &message.to_string())
    };
    let call = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {
        "name": "query_pg", "arguments": {"database": "directus", "sql": ENDLESS}}});
    let cancel = |id: u64| json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}});
    let mut stream = server.connect();
    stream
        .write_all(&post(&own, &call))
        .expect("the server reads");
    eventually("the query runs", async || running("http_notified") > 0).await;
    for (session, id) in [(&other, 7), (&own, 8)] {
        assert_eq!(server.exchange(&post(session, &cancel(id))).status, 202);
        server.assert_serves(None);
        assert!(
            running("http_notified") > 0,
            "another call's notification ended it"
        );
    }
    assert_eq!(server.exchange(&post(&own, &cancel(7))).status, 202);
    eventually("the query ends", async || running("http_notified") == 0).await;
    let mut answer = String::new();
    std::io::Read::read_to_string(&mut stream, &mut answer).expect("an answer that ends");
    assert!(
        !answer.contains("jsonrpc"),
        "a cancelled request has no response: {answer}"
    );
    server.assert_serves(None);
}
