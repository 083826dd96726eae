//! A crash that takes back the ends of transactions, so that their ids are given again.

use gatepost::gate::{Decision, Definition, Outcome};

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

/// Roles alone, whose secrets are told by the versions of their rows.
fn roles() -> Definition {
    let text = "name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n[unchanged]\nschema = []\n\
                sequences = false\nlarge_objects = false\n";
    Definition::parse("test.toml", text.as_bytes()).expect("a gate")
}

#[tokio::test]
async fn a_password_set_under_an_id_that_was_given_before_is_no_safe() {
    let mut lane = Lane::start_with(&[("wal_writer_delay", "10s")]);
    let bracket = lane.copy();
    let database = bracket.database.clone();
    let version = "SELECT xmin::text FROM pg_authid WHERE rolname = 'app_owner'";
    let set = |password: &str| {
        format!("SET synchronous_commit = off; ALTER ROLE app_owner PASSWORD '{password}'")
    };
    for flushed in [false, true] {
        lane.superuser(&database, "CHECKPOINT");
        let mut found = None;
        // Its own flush, every ten seconds, may come between.
        for _ in 0..5 {
            let client = scratch::superuser(&lane.cluster, &database).await;
            client.batch_execute(&set("first")).await.expect("set");
            if flushed {
                let waits = "SET synchronous_commit = on; INSERT INTO elsewhere.growing VALUES (1)";
                client.batch_execute(waits).await.expect("is flushed");
            }
            let row = client.query_one(version, &[]).await.expect("is there");
            let entry = bracket.entry(&roles()).await.expect("an entry");
            if entry.wal_flushed == Some(flushed) {
                found = Some((entry, row.get::<_, String>(0)));
                break;
            }
        }
        let (entry, was) = found.expect("an entry before, or after, the log was on disk");
        lane.disturb("backend crash").await;
        let quiet = bracket.exit(&roles(), &entry).await.expect("judged");
        if flushed {
            assert_eq!(quiet.decision, Decision::Safe, "{quiet:#?}");
        }
        let client = scratch::superuser(&lane.cluster, &database).await;
        client.batch_execute(&set("second")).await.expect("set");
        let row = client.query_one(version, &[]).await.expect("is there");
        let again = row.get::<_, String>(0) == was;
        let verdict = bracket.exit(&roles(), &entry).await.expect("judged");
        match flushed {
            true => assert_eq!(verdict.decision, Decision::Unsafe, "{verdict:#?}"),
            // Else the version of the row is another, and told.
            false if again => assert_eq!(verdict.decision, Decision::Indeterminate, "{verdict:#?}"),
            false => assert_ne!(verdict.decision, Decision::Safe, "{verdict:#?}"),
        }
    }
}
