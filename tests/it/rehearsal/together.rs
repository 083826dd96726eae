//! Others on the clone while a rehearsal runs.

use std::sync::Arc;

use gatepost::error::ErrorCode;
use gatepost::gate::Decision;
use gatepost::ledger::Ledger;
use gatepost::rehearsal::{Mode, rehearse, text};
use tokio_postgres::Client;

use super::stage::{BASE, ENTRY, Files, Stage, files, found};
use crate::clone::world::cluster;
use crate::scratch::superuser;
use crate::support::eventually;

/// Another session that holds an advisory lock, for which a file of the change set waits.
struct Held {
    other: Client,
}

impl Held {
    async fn at(path: &str, change: &mut Files, stage: &Stage) -> Self {
        let text = String::from_utf8(change[path].clone()).expect("UTF-8");
        let waiting = "SET LOCAL lock_timeout = '10s';\nSELECT pg_advisory_xact_lock(1);";
        let text = text.replace("SET LOCAL lock_timeout = '2s';", waiting);
        change.insert(path.to_owned(), text.into());
        let other = superuser(cluster(), &stage.clone.name).await;
        let lock = "SELECT pg_advisory_lock(1)";
        other.execute(lock, &[]).await.expect("the lock is free");
        Self { other }
    }

    /// Until a rehearsal waits for the lock.
    async fn awaited(&self) {
        let waits = "SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        eventually("it waits", async || {
            let row = self.other.query_one(waits, &[]).await.expect("asks");
            row.get(0)
        })
        .await;
    }

    async fn let_go(&self) {
        let unlock = "SELECT pg_advisory_unlock(1)";
        self.other.execute(unlock, &[]).await.expect("unlocks");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_rehearsal_is_refused_while_one_runs() {
    let stage = Arc::new(Stage::new(ENTRY).await);
    let entry = stage.state();
    let mut change = files(BASE);
    let held = Held::at("02_rows.sql", &mut change, &stage).await;
    let first = tokio::spawn({
        let (stage, change) = (Arc::clone(&stage), change.clone());
        async move { stage.rehearse(&change, Mode::Full).await }
    });
    held.awaited().await;
    // Another change set, another ledger: what counts is the clone.
    let ledger = stage.folder.path().join("another.db").display().to_string();
    let ledger = Ledger::open(&ledger).expect("opens");
    let second = rehearse(
        &stage.channel,
        &ledger,
        "another",
        files(BASE),
        Mode::Full,
        &|_| {},
    );
    let error = second.await.expect_err("one at a time");
    assert_eq!(error.code, ErrorCode::RehearsalRunning, "{error}");
    assert!(error.message.contains("server process "), "{error}");
    held.let_go().await;
    let report = first.await.expect("it ends");
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    assert_eq!(stage.state(), entry);
    let report = stage.rehearse(&files(BASE), Mode::Full).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_another_session_holds_is_named() {
    let stage = Stage::new(ENTRY).await;
    let entry = stage.state();
    let other = superuser(cluster(), &stage.clone.name).await;
    let hold = "BEGIN; LOCK TABLE public.old IN SHARE ROW EXCLUSIVE MODE";
    other.batch_execute(hold).await.expect("the table is free");
    let report = stage.rehearse(&files(BASE), Mode::Full).await;
    assert_eq!(report.verdict, Decision::Unsafe, "{}", text(&report));
    assert_eq!(
        found(&report),
        Some((
            "guard_bites".to_owned(),
            vec!["lock_not_available".to_owned()]
        ))
    );
    other.batch_execute("ROLLBACK").await.expect("lets go");
    assert_eq!(stage.state(), entry);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_session_writes_meanwhile_is_no_safe_rehearsal() {
    let stage = Arc::new(Stage::new(ENTRY).await);
    let mut change = files(BASE);
    let held = Held::at("Z_rollback.sql", &mut change, &stage).await;
    let run = tokio::spawn({
        let (stage, change) = (Arc::clone(&stage), change.clone());
        async move { stage.rehearse(&change, Mode::Full).await }
    });
    held.awaited().await;
    held.other
        .batch_execute("UPDATE public.quiet SET value = 'meanwhile' WHERE id = 3")
        .await
        .expect("writes");
    held.let_go().await;
    let report = run.await.expect("it ends");
    assert_eq!(report.verdict, Decision::Unsafe, "{}", text(&report));
    let codes = found(&report).expect("a step that does not pass").1;
    assert_eq!(codes, ["table_undeclared"], "{}", text(&report));
}
