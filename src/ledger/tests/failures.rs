//! A ledger that cannot be written says which file, why and what to do, and the call is refused.

use std::fs::{OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::super::connection::{BUSY_TIMEOUT, open_for_appending};
use super::super::{Error, Ledger, verify};
use super::processes::{Child, Task};
use super::{Place, call, gate_record};

/// The message names the file and ends with something to do.
fn assert_helpful(error: &Error, place: &Place) {
    let text = error.to_string();
    assert!(text.contains(&place.location()), "which file: {text}");
    assert!(text.contains("; "), "what to do: {text}");
}

#[test]
fn a_directory_that_is_not_there() {
    let error = Ledger::open("/no/such/place/ledger.db").expect_err("refused");
    assert!(matches!(error, Error::DirectoryMissing { .. }), "{error}");
    assert!(error.to_string().contains("/no/such/place/ledger.db"));
}

#[test]
fn a_directory_in_the_place_of_the_file() {
    let place = Place::new();
    std::fs::create_dir(place.path()).expect("made");
    let error = Ledger::open(&place.location()).expect_err("refused");
    assert!(matches!(error, Error::NotALedger { .. }), "{error}");
    assert_helpful(&error, &place);
}

#[test]
fn verifying_what_is_not_there_makes_nothing() {
    let place = Place::new();
    let error = verify(&place.location(), None).expect_err("refused");
    assert!(matches!(error, Error::Missing { .. }), "{error}");
    assert!(!place.path().exists());
}

#[tokio::test]
async fn a_read_only_file() {
    let place = Place::new();
    let ledger = place.open();
    ledger.call_started(&call()).await.expect("a receipt");
    ledger.close().await;
    std::fs::set_permissions(place.path(), Permissions::from_mode(0o444)).expect("set");
    let said = Child::unprivileged(Task::Append, &place).wait();
    assert!(said.contains("read-only for this user"), "{said}");
    assert!(said.contains(&place.location()), "{said}");
}

#[tokio::test]
async fn a_read_only_directory_can_still_be_verified() {
    let place = Place::new();
    let ledger = place.open();
    ledger.call_started(&call()).await.expect("a receipt");
    ledger.close().await;
    let directory = place.directory.path();
    std::fs::set_permissions(directory, Permissions::from_mode(0o555)).expect("set");
    let appended = Child::unprivileged(Task::Append, &place).wait();
    let verified = Child::unprivileged(Task::Verify, &place).wait();
    std::fs::set_permissions(directory, Permissions::from_mode(0o755)).expect("set");
    assert!(appended.contains("read-only for this user"), "{appended}");
    assert!(verified.contains("verified 1"), "{verified}");
}

#[tokio::test]
async fn a_lock_held_by_another_process_refuses_and_then_lets_go() {
    let place = Place::new();
    let ledger = place.open();
    ledger.call_started(&call()).await.expect("a receipt");
    let other = place.intruder();
    other.execute_batch("BEGIN EXCLUSIVE").expect("held");

    let start = Instant::now();
    let (pair, entry) = (call(), gate_record("e1"));
    let mut ticks = 0;
    let appended = async { tokio::join!(ledger.call_started(&pair), ledger.record_entry(&entry)) };
    tokio::pin!(appended);
    let (one, two) = loop {
        tokio::select! {
            outcomes = &mut appended => break outcomes,
            () = tokio::time::sleep(Duration::from_millis(20)) => ticks += 1,
        }
    };
    for outcome in [one.map(|_| ()), two.map(|_| ())] {
        let error = outcome.expect_err("refused");
        assert!(matches!(error, Error::Locked { .. }), "{error}");
        assert_helpful(&error, &place);
    }
    assert!(start.elapsed() >= BUSY_TIMEOUT, "it waited its turn");
    assert!(ticks > 20, "the runtime went on meanwhile: {ticks}");
    let error = Ledger::open(&place.location()).expect_err("refused");
    assert!(matches!(error, Error::Locked { .. }), "{error}");

    other.execute_batch("ROLLBACK").expect("released");
    let receipt = ledger.call_started(&call()).await.expect("a receipt");
    assert_eq!(receipt.sequence, 2, "what was refused is not there");
}

#[test]
fn something_that_is_not_a_ledger_is_left_as_it_is() {
    let foreign = Place::new();
    foreign
        .intruder()
        .execute_batch("CREATE TABLE shop (id)")
        .expect("made");
    let newer = Place::new();
    drop(newer.open());
    let intruder = newer.intruder();
    intruder
        .pragma_update(None, "user_version", 2)
        .expect("set");
    // What still waits in the log would reach the file later, by whoever closes last.
    intruder
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .expect("the log is emptied");
    drop(intruder);
    let text = Place::new();
    std::fs::write(text.path(), "dear diary, ".repeat(1000)).expect("written");
    for place in [foreign, newer, text] {
        let before = std::fs::read(place.path()).expect("the file");
        for error in [
            Ledger::open(&place.location()).expect_err("refused"),
            verify(&place.location(), None).expect_err("refused"),
        ] {
            assert!(matches!(error, Error::NotALedger { .. }), "{error}");
            assert_helpful(&error, &place);
        }
        assert_eq!(std::fs::read(place.path()).expect("the file"), before);
    }
}

#[tokio::test]
async fn a_header_that_was_overwritten() {
    let place = Place::new();
    let ledger = place.open();
    ledger.call_started(&call()).await.expect("a receipt");
    ledger.close().await;
    let mut file = OpenOptions::new()
        .write(true)
        .open(place.path())
        .expect("the file");
    file.write_all(&[0; 64]).expect("written");
    drop(file);
    let error = Ledger::open(&place.location()).expect_err("refused");
    assert!(matches!(error, Error::NotALedger { .. }), "{error}");
    assert_helpful(&error, &place);
}

#[tokio::test]
async fn an_empty_file_becomes_a_ledger() {
    let place = Place::new();
    std::fs::write(place.path(), "").expect("written");
    let verification = verify(&place.location(), None).expect("a chain without records");
    assert_eq!((verification.records, verification.is_intact()), (0, true));
    let receipt = place.open().call_started(&call()).await.expect("a receipt");
    assert_eq!(receipt.sequence, 1);
}

/// SQLite answers a file at its largest as it does a full disk.
#[tokio::test]
async fn a_full_disk_refuses_and_leaves_a_ledger_that_verifies() {
    let place = Place::new();
    let connection = open_for_appending(&place.path(), BUSY_TIMEOUT).expect("open");
    connection
        .query_row("PRAGMA max_page_count = 40", [], |_| Ok(()))
        .expect("set");
    let ledger = Ledger::start(place.path(), connection).expect("started");
    let mut written = 0;
    let error = loop {
        match ledger.call_started(&call()).await {
            Ok(receipt) => written = receipt.sequence,
            Err(error) => break error,
        }
        assert!(written < 10_000, "it never filled up");
    };
    assert_eq!(error, Error::Full { path: place.path() });
    assert_helpful(&error, &place);
    assert!(written > 50, "{written}");
    let again = ledger.call_started(&call()).await.expect_err("still full");
    assert!(matches!(again, Error::Full { .. }), "{again}");
    ledger.close().await;
    let verification = verify(&place.location(), None).expect("it runs");
    assert_eq!(
        (verification.records, verification.findings),
        (written, vec![])
    );
}

#[tokio::test]
async fn a_file_that_was_moved_away_is_not_written_behind_its_back() {
    let place = Place::new();
    let ledger = place.open();
    ledger.call_started(&call()).await.expect("a receipt");
    let aside = place.directory.path().join("aside.db");
    std::fs::rename(place.path(), &aside).expect("moved");
    for put_in_its_place in [false, true] {
        if put_in_its_place {
            std::fs::write(place.path(), "").expect("written");
        }
        let error = ledger.call_started(&call()).await.expect_err("refused");
        assert!(matches!(error, Error::Replaced { .. }), "{error}");
        assert_helpful(&error, &place);
    }
    std::fs::rename(&aside, place.path()).expect("put back");
    ledger.call_started(&call()).await.expect("a receipt");
}

#[tokio::test]
async fn a_log_that_was_taken_away_is_not_written_behind_its_back() {
    let place = Place::new();
    let ledger = place.open();
    ledger.call_started(&call()).await.expect("a receipt");
    let log = place.directory.path().join("ledger.db-wal");
    let aside = place.directory.path().join("aside");
    std::fs::rename(&log, &aside).expect("moved");
    for put_in_its_place in [false, true] {
        if put_in_its_place {
            std::fs::copy(&aside, &log).expect("copied");
        }
        let error = ledger.call_started(&call()).await.expect_err("refused");
        assert!(matches!(error, Error::Replaced { .. }), "{error}");
        assert_helpful(&error, &place);
    }
    std::fs::rename(&aside, &log).expect("put back");
    ledger.call_started(&call()).await.expect("a receipt");
    ledger.close().await;
    let verification = verify(&place.location(), None).expect("it runs");
    assert_eq!((verification.records, verification.findings), (2, vec![]));
}

#[tokio::test]
async fn a_ledger_that_a_link_leads_to_is_one_ledger() {
    let place = Place::new();
    place.open().close().await;
    let link = place.directory.path().join("elsewhere").join("link.db");
    std::fs::create_dir(link.parent().expect("a folder")).expect("a folder");
    for target in [place.path(), PathBuf::from("../ledger.db")] {
        std::os::unix::fs::symlink(&target, &link).expect("a link");
        let linked = Ledger::open(link.to_str().expect("UTF-8")).expect("a ledger");
        let direct = place.open();
        linked.call_started(&call()).await.expect("a receipt");
        direct.call_started(&call()).await.expect("a receipt");
        linked.close().await;
        direct.close().await;
        std::fs::remove_file(&link).expect("removed");
    }
    let verification = verify(&place.location(), None).expect("it runs");
    assert_eq!((verification.records, verification.findings), (4, vec![]));
}

#[tokio::test]
async fn a_body_without_a_json_form_is_refused() {
    let place = Place::new();
    let ledger = place.open();
    let body = std::collections::BTreeMap::from([(vec![1], 1)]);
    let error = ledger
        .append(super::super::Kind::Rehearsal, &body)
        .await
        .expect_err("refused");
    assert!(matches!(error, Error::Body { .. }), "{error}");
}
