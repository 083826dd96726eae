//! What goes wrong between entry and exit, or during either: a coded answer, and never SAFE.

use std::time::Duration;

use gatepost::db::{Progress, Purpose};
use gatepost::demo::{MAINTENANCE_DATABASE, READER_ROLE};
use gatepost::error::ErrorCode;
use gatepost::gate::{Decision, Definition, Verdict, decide};

use super::lane::{Bracket, Lane};
use crate::scratch;

const SLOW: &str = "CREATE OR REPLACE VIEW g.asked AS SELECT 1 AS one FROM g.heap a, g.heap b, g.heap c, g.heap d, g.heap e;";
const QUICK: &str = "CREATE OR REPLACE VIEW g.asked AS SELECT 1 AS one;
                     GRANT USAGE ON SCHEMA g TO query_pg_ro; GRANT SELECT ON g.asked TO query_pg_ro;";

fn gate(head: &str, sql: &str) -> Definition {
    let text = format!(
        "name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n{head}\n[[check]]\nname = \"asked\"\nsql = \"{sql}\"\nrule = \"unchanged\"\n"
    );
    Definition::parse("test.toml", text.as_bytes()).expect("a gate")
}

fn counting() -> Definition {
    gate("", "select count(*) from g.asked")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_or_server_that_ends_during_entry_or_exit() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    let gate = counting();
    lane.superuser(&bracket.database, QUICK);
    let entry = bracket.entry(&gate).await.expect("an entry");
    lane.superuser(&bracket.database, SLOW);
    for stop_the_server in [false, true] {
        for purpose in [Purpose::Entry, Purpose::Exit(&entry)] {
            let database = bracket.served.database();
            let observing = database.observe(&gate, purpose, |_: Progress| {});
            let ending = async {
                end_the_observer(&lane, &bracket).await;
                if stop_the_server {
                    tokio::task::block_in_place(|| lane.cluster.halt());
                }
            };
            // The session is ended in both cases: a server that stops waits for nobody either.
            let (observed, ()) = tokio::join!(observing, ending);
            let error = observed.expect_err("it was ended");
            assert_eq!(error.code, ErrorCode::DatabaseUnavailable, "{error:?}");
            if stop_the_server {
                let refused = bracket.exit(&gate, &entry).await.expect_err("it is down");
                assert!(!refused.is_empty());
                lane.cluster.resume().expect("starts again");
            }
        }
    }
    lane.superuser(&bracket.database, QUICK);
    let verdict = bracket.exit(&gate, &entry).await.expect("the next works");
    assert_eq!(verdict.decision, Decision::Safe, "{verdict:#?}");
}

/// Waits until the check runs, and ends its session.
async fn end_the_observer(lane: &Lane, bracket: &Bracket) {
    let client = scratch::superuser(&lane.cluster, MAINTENANCE_DATABASE).await;
    let sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
               WHERE datname = $1 AND state = 'active' AND query LIKE '%g.asked%' AND query LIKE '%num_nulls%'";
    for _ in 0..200 {
        let ended = client.query(sql, &[&bracket.database]).await;
        if !ended.expect("asks").is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the check never ran");
}

#[track_caller]
fn assert_not_comparable(verdict: &Verdict, code: &str) {
    assert_eq!(verdict.decision, Decision::Indeterminate, "{code}");
    assert!(
        verdict
            .mismatches
            .iter()
            .any(|mismatch| mismatch.code == code),
        "{code}: {:?}",
        verdict.mismatches
    );
    assert!(!verdict.reason.is_empty(), "{code}");
}

#[tokio::test]
async fn an_entry_of_something_else_is_no_entry() {
    let (mut lane, mut elsewhere) = (Lane::start(), Lane::start());
    let bracket = lane.copy();
    let others = [
        ("other_database", lane.copy()),
        ("other_server", elsewhere.copy()),
    ];
    lane.superuser(&bracket.database, QUICK);
    let gate = counting();
    for (code, other) in &others {
        let cluster = if *code == "other_server" {
            &elsewhere
        } else {
            &lane
        };
        cluster.superuser(&other.database, QUICK);
        let entry = other.entry(&gate).await.expect("an entry");
        let verdict = bracket.exit(&gate, &entry).await.expect("a verdict");
        assert_not_comparable(&verdict, code);
    }
    let plain = Bracket {
        database: bracket.database.clone(),
        served: scratch::served(&lane.cluster.url(READER_ROLE, &bracket.database), |_| {}),
    };
    let entry = plain.entry(&gate).await.expect("an entry");
    let verdict = bracket.exit(&gate, &entry).await.expect("a verdict");
    assert_not_comparable(&verdict, "other_role");

    // Another gate file with the same checks, before or after the exit was observed.
    let entry = bracket.entry(&gate).await.expect("an entry");
    let changed = self::gate("# a word more", "select count(*) from g.asked");
    let verdict = bracket.exit(&changed, &entry).await.expect("a verdict");
    assert_not_comparable(&verdict, "gate_changed");
    let exit = bracket
        .served
        .database()
        .observe(&gate, Purpose::Exit(&entry), |_: Progress| {})
        .await
        .expect("an exit");
    let verdict = decide(&changed, &entry, &exit).expect("a verdict");
    assert_not_comparable(&verdict, "gate_changed");

    // An exit that was measured against another entry.
    let later = bracket.entry(&gate).await.expect("an entry");
    let verdict = decide(&gate, &later, &exit).expect("a verdict");
    assert_not_comparable(&verdict, "other_entry");

    let brief = self::gate("expires = \"1s\"", "select count(*) from g.asked");
    let entry = bracket.entry(&brief).await.expect("an entry");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let verdict = bracket.exit(&brief, &entry).await.expect("a verdict");
    assert_not_comparable(&verdict, "entry_expired");
}

#[tokio::test]
async fn a_check_without_one_answer_in_time_is_an_error() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    for (sql, then, reason) in [
        ("select count(*) from g.asked", SLOW, "57014"),
        (
            "select one from g.asked",
            "CREATE OR REPLACE VIEW g.asked AS SELECT n AS one FROM generate_series(1, 2) n",
            "shape",
        ),
        (
            "select one from g.asked",
            "CREATE OR REPLACE VIEW g.asked AS SELECT 1 AS one WHERE false",
            "empty",
        ),
        (
            "select one from g.asked",
            "CREATE OR REPLACE VIEW g.asked AS SELECT NULL::int AS one",
            "null",
        ),
        (
            "select one from g.asked",
            "CREATE OR REPLACE VIEW g.asked AS SELECT (1 / (count(*) - count(*)))::int AS one FROM g.columnless",
            "22012",
        ),
    ] {
        lane.superuser(&bracket.database, QUICK);
        let gate = gate("", sql);
        let entry = bracket.entry(&gate).await.expect("an entry");
        lane.superuser(&bracket.database, then);
        let verdict = bracket.exit(&gate, &entry).await.expect("a verdict");
        assert_eq!(verdict.decision, Decision::Indeterminate, "{verdict:#?}");
        let check = verdict.checks.iter().find(|check| check.name == "asked");
        assert_eq!(check.expect("planned").reason, reason, "{verdict:#?}");
    }
}
