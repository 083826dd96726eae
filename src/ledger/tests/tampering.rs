//! Every edit, removal, reordering, cut and change of schema is found, and the first bad record named.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};

use rusqlite::Connection;

use super::super::{Anchor, Error, Finding, Kind, Ledger, Record, RecordHash, verify};
use super::{Place, call, gate_record};

/// A closed ledger of twelve records: an entry is the first.
async fn filled() -> (Place, Anchor) {
    let place = Place::new();
    let ledger = place.open();
    ledger
        .record_entry(&gate_record("e1"))
        .await
        .expect("a receipt");
    for _ in 2..=12 {
        ledger.call_started(&call()).await.expect("a receipt");
    }
    let anchor = ledger.anchor().await.expect("readable");
    ledger.close().await;
    (place, anchor)
}

/// As one would who knows SQLite: the triggers are taken off, and put back as they were.
fn without_triggers(connection: &Connection, change: &str) {
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .expect("a statement")
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows")
        .collect::<Result<_, _>>()
        .expect("triggers");
    assert_eq!(triggers.len(), 3);
    let run = |sql: &str| connection.execute_batch(sql).expect(sql);
    triggers
        .iter()
        .for_each(|(name, _)| run(&format!("DROP TRIGGER {name}")));
    run(change);
    triggers.iter().for_each(|(_, sql)| run(sql));
}

#[tokio::test]
async fn a_change_by_hand_is_found_at_its_first_record() {
    let zeros = "X'0000000000000000000000000000000000000000000000000000000000000000'";
    let changes = [
        ("UPDATE record SET body = '{}' WHERE sequence = 5".to_owned(), Finding::Changed { sequence: 5 }),
        ("UPDATE record SET body = body || ' ' WHERE sequence = 12".to_owned(), Finding::Changed { sequence: 12 }),
        ("UPDATE record SET time = '2020-01-01T00:00:00Z' WHERE sequence = 1".to_owned(), Finding::Changed { sequence: 1 }),
        ("UPDATE record SET kind = 'call_finished' WHERE sequence = 3".to_owned(), Finding::Changed { sequence: 3 }),
        ("UPDATE record SET key = 'e2' WHERE sequence = 1".to_owned(), Finding::Changed { sequence: 1 }),
        (format!("UPDATE record SET hash = {zeros} WHERE sequence = 7"), Finding::Changed { sequence: 7 }),
        (format!("UPDATE record SET previous_hash = {zeros} WHERE sequence = 7"), Finding::Changed { sequence: 7 }),
        ("UPDATE record SET hash = X'00' WHERE sequence = 7".to_owned(), Finding::Changed { sequence: 7 }),
        ("UPDATE record SET body = CAST(X'FF' AS TEXT) WHERE sequence = 7".to_owned(), Finding::Changed { sequence: 7 }),
        ("DELETE FROM record WHERE sequence = 6".to_owned(), Finding::Removed { sequence: 6, next: 7 }),
        ("DELETE FROM record WHERE sequence < 4".to_owned(), Finding::Removed { sequence: 1, next: 4 }),
        (
            "DELETE FROM record WHERE sequence = 6; UPDATE record SET sequence = sequence - 1 WHERE sequence > 6".to_owned(),
            Finding::Changed { sequence: 6 },
        ),
        (
            "UPDATE record SET sequence = -4 WHERE sequence = 4; UPDATE record SET sequence = 4 WHERE sequence = 5; \
             UPDATE record SET sequence = 5 WHERE sequence = -4".to_owned(),
            Finding::Changed { sequence: 4 },
        ),
        (
            format!("INSERT INTO record VALUES (0, '', 'call_started', '', '{{}}', {zeros}, {zeros})"),
            Finding::Foreign { sequence: 0 },
        ),
        (
            format!("INSERT INTO record VALUES (-9, '', 'call_started', '', '{{}}', {zeros}, {zeros})"),
            Finding::Foreign { sequence: -9 },
        ),
        (
            format!("INSERT INTO record VALUES (14, '', 'call_started', '', '{{}}', {zeros}, {zeros})"),
            Finding::Removed { sequence: 13, next: 14 },
        ),
        (
            format!("INSERT INTO record VALUES (13, '', 'call_started', '', '{{}}', {zeros}, {zeros})"),
            Finding::Changed { sequence: 13 },
        ),
    ];
    for (change, expected) in changes {
        let (place, _) = filled().await;
        without_triggers(&place.intruder(), &change);
        let verification = verify(&place.location(), None).expect("it runs");
        assert_eq!(verification.findings, [expected], "{change}");
    }
}

#[tokio::test]
async fn a_record_hashed_anew_breaks_the_next_link() {
    let (place, _) = filled().await;
    let zeros = RecordHash::GENESIS;
    let intruder = place.intruder();
    let mut record = intruder
        .query_row(
            "SELECT time, previous_hash FROM record WHERE sequence = 5",
            [],
            |row| {
                Ok(Record {
                    sequence: 5,
                    time: row.get(0)?,
                    kind: Kind::CallStarted.to_string(),
                    key: String::new(),
                    body: "{}".to_owned(),
                    previous_hash: RecordHash::from_bytes(&row.get::<_, Vec<u8>>(1)?)
                        .unwrap_or(zeros),
                    hash: zeros,
                })
            },
        )
        .expect("record 5");
    record.hash = record.expected_hash();
    let change = format!(
        "UPDATE record SET body = '{{}}', hash = X'{}' WHERE sequence = 5",
        record.hash
    );
    without_triggers(&intruder, &change);
    let verification = verify(&place.location(), None).expect("it runs");
    assert_eq!(verification.findings, [Finding::Unchained { sequence: 6 }]);
    assert_eq!(verification.records, 5);
}

#[tokio::test]
async fn a_cut_or_a_rollback_shows_against_an_anchor_only() {
    let (place, anchor) = filled().await;
    without_triggers(&place.intruder(), "DELETE FROM record WHERE sequence > 9");
    let alone = verify(&place.location(), None).expect("it runs");
    assert!(
        alone.is_intact(),
        "a chain cannot show that its end is missing"
    );
    let against = verify(&place.location(), Some(&anchor)).expect("it runs");
    assert_eq!(
        against.findings,
        [Finding::CutOff {
            last: 9,
            anchor: 12
        }]
    );

    // What was cut is written anew, to the same length.
    let ledger = place.open();
    for _ in 0..3 {
        ledger.call_started(&call()).await.expect("a receipt");
    }
    ledger.close().await;
    let against = verify(&place.location(), Some(&anchor)).expect("it runs");
    assert_eq!(against.findings, [Finding::NotAnchored { sequence: 12 }]);
}

#[tokio::test]
async fn an_anchor_stays_good_as_the_ledger_grows() {
    let (place, anchor) = filled().await;
    let ledger = place.open();
    ledger.call_started(&call()).await.expect("a receipt");
    for good in [anchor, Anchor::EMPTY] {
        let verification = verify(&place.location(), Some(&good)).expect("it runs");
        assert!(
            verification.is_intact(),
            "{good}: {:?}",
            verification.findings
        );
        assert_eq!(verification.records, 13);
    }
    let other = Anchor {
        sequence: 0,
        hash: anchor.hash,
    };
    let verification = verify(&place.location(), Some(&other)).expect("it runs");
    assert_eq!(
        verification.findings,
        [Finding::NotAnchored { sequence: 0 }]
    );
}

#[tokio::test]
async fn the_triggers_forbid_what_is_not_appending() {
    let (place, _) = filled().await;
    let intruder = place.intruder();
    for sql in [
        "UPDATE record SET body = '{}' WHERE sequence = 5",
        "DELETE FROM record WHERE sequence = 5",
        "DELETE FROM record",
        "INSERT OR REPLACE INTO record SELECT sequence, time, kind, key, '{}', previous_hash, hash FROM record WHERE sequence = 5",
        "INSERT INTO record SELECT 14, time, kind, key, body, hash, hash FROM record WHERE sequence = 12",
        "INSERT INTO record SELECT 13, time, kind, key, body, previous_hash, hash FROM record WHERE sequence = 12",
    ] {
        assert!(intruder.execute_batch(sql).is_err(), "{sql}");
    }
    let verification = verify(&place.location(), None).expect("it runs");
    assert_eq!((verification.records, verification.findings), (12, vec![]));
}

#[tokio::test]
async fn a_changed_schema_is_found_and_not_opened() {
    for (change, object) in [
        (
            "DROP TRIGGER record_is_never_changed",
            "trigger record_is_never_changed is missing",
        ),
        ("DROP INDEX record_by_key", "index record_by_key is missing"),
        ("CREATE TABLE other (x)", "table other was added"),
        (
            "CREATE TRIGGER quiet AFTER INSERT ON record BEGIN SELECT RAISE(IGNORE); END",
            "trigger quiet was added",
        ),
        (
            "DROP TRIGGER record_is_never_removed; \
             CREATE TRIGGER record_is_never_removed BEFORE DELETE ON record WHEN 0 BEGIN SELECT 1; END",
            "trigger record_is_never_removed was changed",
        ),
    ] {
        let (place, _) = filled().await;
        place.intruder().execute_batch(change).expect(change);
        let verification = verify(&place.location(), None).expect("it runs");
        assert_eq!(verification.findings, [Finding::Schema(object.to_owned())]);
        let error = Ledger::open(&place.location()).expect_err("it is not opened");
        assert!(matches!(error, Error::Tampered { .. }), "{error}");
        assert!(error.to_string().contains(object), "{error}");
    }
}

#[tokio::test]
async fn a_ledger_without_its_table_is_a_finding() {
    let (place, anchor) = filled().await;
    place
        .intruder()
        .execute_batch("DROP TABLE record")
        .expect("dropped");
    let verification = verify(&place.location(), Some(&anchor)).expect("it runs");
    let missing = Finding::Schema("table record is missing".to_owned());
    assert!(
        verification.findings.contains(&missing),
        "{:?}",
        verification.findings
    );
}

#[tokio::test]
async fn a_changed_last_record_is_not_appended_to() {
    let (place, _) = filled().await;
    without_triggers(
        &place.intruder(),
        "UPDATE record SET body = '{}' WHERE sequence = 12",
    );
    let error = Ledger::open(&place.location()).expect_err("it is not opened");
    assert!(matches!(error, Error::Tampered { .. }), "{error}");
}

#[tokio::test]
async fn a_changed_entry_is_not_given_out() {
    let (place, _) = filled().await;
    let change = "UPDATE record SET body = replace(body, '1.50', '9.99') WHERE sequence = 1";
    without_triggers(&place.intruder(), change);
    let error = place.open().entry("e1").await.expect_err("it is refused");
    assert!(matches!(error, Error::Tampered { .. }), "{error}");
}

/// Past SQLite altogether. A page that was split also holds dead copies of what moved, which say
/// nothing to anyone; of each record only one copy lives.
#[tokio::test]
async fn a_flipped_bit_is_found_in_every_record() {
    let (place, anchor) = filled().await;
    let whole = std::fs::read(place.path()).expect("the file");
    let needle = b"public.articles";
    let mut found = BTreeSet::new();
    for at in (0..whole.len() - needle.len()).filter(|&at| whole[at..].starts_with(needle)) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        std::fs::write(place.path(), &changed).expect("written");
        let verification = verify(&place.location(), Some(&anchor)).expect("it runs");
        found.extend(verification.findings.iter().filter_map(Finding::sequence));
    }
    assert_eq!(found, (2..=12).collect(), "each call, by its number");
}

#[tokio::test]
async fn a_wiped_page_or_a_shortened_file_is_found() {
    for (start, length) in [(4096, 4096), (8192, 4096)] {
        let (place, anchor) = filled().await;
        let mut file = OpenOptions::new()
            .write(true)
            .open(place.path())
            .expect("the file");
        file.seek(SeekFrom::Start(start)).expect("a seek");
        file.write_all(&vec![0xa5; length]).expect("written");
        drop(file);
        let verification = verify(&place.location(), Some(&anchor)).expect("it runs");
        assert!(!verification.is_intact(), "{length} bytes at {start}");
    }
    let (place, anchor) = filled().await;
    let file = OpenOptions::new()
        .write(true)
        .open(place.path())
        .expect("the file");
    file.set_len(4096 * 2 + 100).expect("cut");
    drop(file);
    let verification = verify(&place.location(), Some(&anchor)).expect("it runs");
    assert!(!verification.is_intact());
    let error = Ledger::open(&place.location()).expect_err("it is not opened");
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}
