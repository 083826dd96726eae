//! Every call is on the ledger before it runs, its outcome before the answer leaves, and no value is.

use gatepost::db::Databases;
use gatepost::error::ErrorCode;
use gatepost::ledger::verify;
use gatepost::tools::Toolbox;
use serde_json::{Map, Value, json};

use crate::support::{Copy, Served, eventually};

fn arguments(sql: &str) -> Map<String, Value> {
    let mut arguments = Map::new();
    arguments.insert("database".to_owned(), json!("directus"));
    arguments.insert("sql".to_owned(), json!(sql));
    arguments
}

/// The ledger's records as JSON.
fn records(path: &str) -> Vec<Value> {
    let mut lines = Vec::new();
    gatepost::ledger::export(path, 1, None, &mut lines).expect("exports");
    let text = String::from_utf8(lines).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

async fn toolbox(databases: &Databases, path: &str) -> Toolbox {
    crate::support::toolbox(databases, path)
}

#[tokio::test]
async fn calls_and_refusals_are_recorded_without_their_values() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.db").display().to_string();
    let served = Served::shared();
    let toolbox = toolbox(&served.databases, &path).await;
    let read = "SELECT status FROM public.system_issues WHERE message <> 'a_secret_value' LIMIT 3";
    toolbox
        .query_pg("alice", arguments(read))
        .await
        .expect("served");
    let refused = "DELETE FROM public.apr_approvals WHERE id = 4711";
    toolbox
        .query_pg("bob", arguments(refused))
        .await
        .expect_err("refused");
    toolbox.settled().await;
    let records = records(&path);
    let text = serde_json::to_string(&records).expect("JSON");
    assert_eq!(records.len(), 4, "{text}");
    for expected in [
        "alice",
        "bob",
        "public.system_issues",
        "statement_not_allowed",
        "allowed",
        "refused",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    for value in ["a_secret_value", "4711", "resolved"] {
        assert!(!text.contains(value), "{value} is in {text}");
    }
    let verification = verify(&path, None).expect("verifies");
    assert!(
        verification.findings.is_empty(),
        "{:?}",
        verification.findings
    );
}

#[tokio::test]
async fn a_call_that_cannot_be_recorded_is_refused_and_not_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.db").display().to_string();
    let served = Served::shared();
    let toolbox = toolbox(&served.databases, &path).await;
    toolbox
        .query_pg("alice", arguments("SELECT 1"))
        .await
        .expect("served");
    // The file goes away under the running process: what is written now would be lost.
    std::fs::rename(&path, folder.path().join("elsewhere.db")).expect("moves");
    let error = toolbox
        .query_pg("alice", arguments("SELECT 1"))
        .await
        .expect_err("not recorded");
    assert_eq!(error.code, ErrorCode::LedgerUnavailable);
    assert!(!error.to_string().contains("ledger.db"), "{error}");
}

#[tokio::test]
async fn a_caller_that_goes_away_is_recorded_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.db").display().to_string();
    let copy = Copy::new();
    let toolbox = toolbox(&copy.served().databases, &path).await;
    let endless = "SELECT count(*) FROM public.system_issues a, public.system_issues b, public.system_issues c";
    let call = tokio::spawn({
        let toolbox = toolbox.clone();
        async move { toolbox.query_pg("alice", arguments(endless)).await }
    });
    eventually("it runs", async || {
        copy.backends_of_reader()
            .await
            .iter()
            .any(|backend| backend.busy)
    })
    .await;
    call.abort();
    eventually("it is recorded", async || records(&path).len() == 2).await;
    assert!(
        serde_json::to_string(&records(&path))
            .expect("JSON")
            .contains("cancelled")
    );
}
