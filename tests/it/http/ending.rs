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
