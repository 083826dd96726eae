//! What is appended is there, in order, and found again.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::super::{Anchor, Error, Kind, Ledger, export, verify};
use super::{Place, call, gate_record, outcome_of};

#[tokio::test]
async fn a_call_is_a_pair_of_records_in_one_chain() {
    let place = Place::new();
    let ledger = place.open();
    assert_eq!(ledger.anchor().await, Ok(Anchor::EMPTY));
    let started = ledger.call_started(&call()).await.expect("a receipt");
    let finished = ledger
        .call_finished(&outcome_of(started.sequence))
        .await
        .expect("a receipt");
    assert_eq!((started.sequence, finished.sequence), (1, 2));
    ledger.close().await;

    let mut lines = Vec::new();
    let written = export(&place.location(), 1, None, &mut lines).expect("an export");
    assert_eq!(written, 2);
    let lines: Vec<Value> = String::from_utf8(lines)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert_eq!(lines[0]["kind"], "call_started");
    assert_eq!(lines[0]["body"]["principal"], "agent");
    assert_eq!(lines[1]["kind"], "call_finished");
    assert_eq!(lines[1]["body"]["call"], 1);
    assert_eq!(lines[1]["body"]["decision"], "allowed");
    assert_eq!(lines[1]["previous_hash"], lines[0]["hash"]);
    assert_eq!(lines[1]["hash"], finished.hash.to_string());
    humantime::parse_rfc3339(lines[0]["time"].as_str().expect("a time")).expect("RFC 3339");
}

#[tokio::test]
async fn an_export_can_begin_and_end_anywhere() {
    let place = Place::new();
    let ledger = place.open();
    for _ in 0..5 {
        ledger.call_started(&call()).await.expect("a receipt");
    }
    for (first, last, expected) in [
        (1, None, vec![1, 2, 3, 4, 5]),
        (0, Some(2), vec![1, 2]),
        (3, Some(4), vec![3, 4]),
        (5, Some(u64::MAX), vec![5]),
        (4, Some(3), vec![]),
        (u64::MAX, None, vec![]),
    ] {
        let mut lines = Vec::new();
        export(&place.location(), first, last, &mut lines).expect("an export");
        let found: Vec<u64> = serde_json::Deserializer::from_slice(&lines)
            .into_iter::<Value>()
            .map(|line| line.expect("JSON")["sequence"].as_u64().expect("a number"))
            .collect();
        assert_eq!(found, expected, "from {first} to {last:?}");
    }
}

#[tokio::test]
async fn an_entry_is_used_by_the_first_verdict_only() {
    let place = Place::new();
    let (one, other) = (place.open(), place.open());
    one.record_entry(&gate_record("e1"))
        .await
        .expect("a receipt");
    let entry = other
        .entry("e1")
        .await
        .expect("readable")
        .expect("it is there");
    assert_eq!(entry.recorded, gate_record("e1"));
    assert_eq!(entry.used_by, None);

    let first_verdict = gate_record("e1");
    let (first, second) = tokio::join!(
        one.record_verdict(&first_verdict),
        other.record_verdict(&first_verdict)
    );
    let (receipt, refused) = match (first, second) {
        (Ok(receipt), Err(error)) | (Err(error), Ok(receipt)) => (receipt, error),
        both => panic!("one of two verdicts stands: {both:?}"),
    };
    assert!(matches!(refused, Error::Taken { .. }), "{refused}");
    let entry = one.entry("e1").await.expect("readable").expect("there");
    assert_eq!(entry.used_by, Some(receipt.sequence));
    let verdict = one.verdict("e1").await.expect("readable").expect("there");
    assert_eq!(verdict.recorded.document, gate_record("e1").document);
    assert_eq!(verdict.record.hash, receipt.hash);
}

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    let place = Place::new();
    let ledger = place.open();
    ledger
        .record_entry(&gate_record("e1"))
        .await
        .expect("a receipt");
    for id in ["", "e", "e11", "E1"] {
        assert_eq!(ledger.entry(id).await, Ok(None), "{id}");
    }
    assert_eq!(ledger.verdict("e1").await, Ok(None));
    assert_eq!(ledger.find(Kind::Rehearsal, "e1").await, Ok(None));
}

#[tokio::test]
async fn a_refused_record_leaves_the_others_of_its_transaction() {
    let place = Place::new();
    let ledger = place.open();
    let (entry, pair) = (gate_record("same"), call());
    let (one, two, three, four) = tokio::join!(
        ledger.call_started(&pair),
        ledger.record_entry(&entry),
        ledger.record_entry(&entry),
        ledger.call_started(&pair),
    );
    one.expect("a receipt");
    assert!(two.is_ok() ^ three.is_ok(), "{two:?} {three:?}");
    four.expect("a receipt");
    let verification = verify(&place.location(), None).expect("it runs");
    assert_eq!(verification.findings, []);
    assert_eq!(verification.records, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_make_one_chain_with_every_record() {
    let place = Place::new();
    let ledger = place.open();
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let ledger = ledger.clone();
            tokio::spawn(async move {
                let mut sequences = Vec::new();
                for _ in 0..50 {
                    let receipt = ledger.call_started(&call()).await.expect("a receipt");
                    sequences.push(receipt.sequence);
                }
                assert!(sequences.is_sorted(), "a caller's records are in its order");
                sequences
            })
        })
        .collect();
    let mut all = BTreeSet::new();
    for task in tasks {
        all.extend(task.await.expect("the task ends"));
    }
    assert_eq!(all, (1..=1600).collect());
    let anchor = ledger.anchor().await.expect("readable");
    let verification = verify(&place.location(), Some(&anchor)).expect("it runs");
    assert_eq!(
        (verification.records, verification.findings),
        (1600, vec![])
    );
    assert_eq!(verification.anchor, anchor);
}

#[tokio::test]
async fn closing_leaves_one_file_and_refuses_what_comes_after() {
    let place = Place::new();
    let ledger = place.open();
    let clone = ledger.clone();
    ledger.call_started(&call()).await.expect("a receipt");
    ledger.close().await;
    let names: Vec<_> = std::fs::read_dir(place.directory.path())
        .expect("the directory")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names, ["ledger.db"]);
    let error = clone.call_started(&call()).await.expect_err("it is closed");
    assert!(matches!(error, Error::Closed { .. }), "{error}");
    clone.close().await;
}

#[tokio::test]
async fn dropping_every_handle_loses_nothing_acknowledged() {
    let place = Place::new();
    let receipt = place.open().call_started(&call()).await.expect("a receipt");
    let ledger = place.open();
    let anchor = ledger.anchor().await.expect("readable");
    assert_eq!((anchor.sequence, anchor.hash), (1, receipt.hash));
}

#[tokio::test]
async fn a_caller_that_stops_waiting_does_not_harm_the_chain() {
    let place = Place::new();
    let ledger = place.open();
    for _ in 0..20 {
        let (first, second) = (call(), call());
        tokio::select! {
            biased;
            _ = ledger.call_started(&first) => {}
            _ = ledger.call_started(&second) => {}
        }
    }
    let last = ledger.call_started(&call()).await.expect("a receipt");
    let verification = verify(&place.location(), None).expect("it runs");
    assert_eq!(verification.findings, []);
    assert_eq!(verification.records, last.sequence);
}

#[test]
fn the_file_is_its_owners_alone() {
    let place = Place::new();
    let _ledger = place.open();
    for name in ["ledger.db", "ledger.db-wal"] {
        let metadata = std::fs::metadata(place.directory.path().join(name)).expect("it is there");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_relative_url_is_a_file_here() {
    let error = Ledger::open("sqlite://no/such/directory/ledger.db").expect_err("no directory");
    assert!(matches!(error, Error::DirectoryMissing { .. }), "{error}");
}
