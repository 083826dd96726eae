//! A crash that takes back the ends of transactions, so that their ids are given again.

use gatepost::gate::{Decision, Outcome};

use super::lane::{Lane, unchanged};
use crate::scratch;

/// Transactions that get an id and write nothing.
async fn spend(client: &tokio_postgres::Client, ids: usize) {
    for _ in 0..ids {
        let nothing = "BEGIN; SELECT pg_current_xact_id(); ROLLBACK";
        client
            .batch_execute(nothing)
            .await
            .expect("comes to nothing");
    }
}

#[tokio::test]
async fn a_row_written_under_an_id_that_was_given_before_is_no_safe() {
    // Nothing is flushed but what a commit waits for.
    let mut lane = Lane::start_with(&[("wal_writer_delay", "10s")]);
    let bracket = lane.copy();
    let gate = unchanged("row_versions");
    for flushed in [false, true] {
        lane.superuser(&bracket.database, "CHECKPOINT");
        let client = scratch::superuser(&lane.cluster, &bracket.database).await;
        let mut entry = None;
        // Its own flush, every ten seconds, may come between.
        for _ in 0..5 {
            spend(&client, 8).await;
            if flushed {
                let waits = "SET synchronous_commit = on; INSERT INTO elsewhere.growing VALUES (1)";
                client.batch_execute(waits).await.expect("is flushed");
            }
            let taken = bracket.entry(&gate).await.expect("an entry");
            if taken.wal_flushed == Some(flushed) {
                entry = Some(taken);
                break;
            }
        }
        let entry = entry.expect("an entry before, or after, the log was on disk");
        lane.disturb("backend crash").await;
        let client = scratch::superuser(&lane.cluster, &bracket.database).await;
        let verdict = bracket.exit(&gate, &entry).await.expect("judged");
        let rows = verdict.checks.iter().find(|check| check.name == "rows");
        let rows = rows.expect("planned");
        match flushed {
            true => assert_ne!(rows.reason, "ids_given_again", "{verdict:#?}"),
            false => assert_eq!(
                (rows.outcome, rows.reason.as_str()),
                (Outcome::Error, "ids_given_again"),
                "{verdict:#?}"
            ),
        }
        let write = "UPDATE g.heap SET v = v WHERE id = 5";
        client.batch_execute(write).await.expect("writes");
        spend(&client, 9).await;
        let verdict = bracket.exit(&gate, &entry).await.expect("judged");
        match flushed {
            true => assert_eq!(verdict.decision, Decision::Unsafe, "{verdict:#?}"),
            false => assert_ne!(verdict.decision, Decision::Safe, "{verdict:#?}"),
        }
    }
}
