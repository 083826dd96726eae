//! Sessions left open, whatever way they came and whatever they are amid.

use std::time::Duration;

use bytes::Bytes;
use futures::{FutureExt, SinkExt};
use gatepost::demo::SUPERUSER;
use gatepost::gate::Part;

use super::world::{World, gate};
use crate::support::{cluster, eventually};

impl World {
    async fn left_open(&self) -> u64 {
        let entry = self.entry(&gate("[channel]\n")).await;
        match entry.channel.map(|channel| channel.idle_in_transaction) {
            Some(Part::Observed(count)) => count,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_replication_that_waits_in_a_transaction() {
    let world = World::audited();
    assert_eq!(world.left_open().await, 0);
    let database = format!("dbname={} replication=database", world.copy.name);
    let hold = |script: &'static str| {
        let database = database.clone();
        tokio::task::spawn_blocking(move || cluster().psql(SUPERUSER, &database, script))
    };
    let is_there = async || {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'walsender' AND datname = current_database() \
                   AND state LIKE 'idle%'";
        let count = world.copy.superuser(sql);
        count.trim() == "1"
    };
    let held =
        hold("BEGIN;\nCREATE TEMP TABLE zz (a int);\nSELECT pg_current_xact_id();\n\\! sleep 4\n");
    eventually("it is open", is_there).await;
    assert_eq!(world.left_open().await, 1);
    held.await.expect("ends").expect("runs");
    let held = hold("SELECT 1;\n\\! sleep 2\n");
    eventually("it is idle", is_there).await;
    assert_eq!(world.left_open().await, 0, "idle, and in no transaction");
    held.await.expect("ends").expect("runs");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_amid_a_copy_whose_client_is_silent() {
    let world = World::audited();
    let writer = world.writer().await;
    let open = "BEGIN; INSERT INTO elsewhere.growing VALUES (1)";
    writer.batch_execute(open).await.expect("opens");
    let copy = writer.copy_in("COPY elsewhere.growing FROM STDIN");
    let mut rows = Box::pin(copy.await.expect("begins"));
    assert_eq!(world.left_open().await, 1);

    // As long as rows come, it is at work.
    let feed = async {
        loop {
            let some = Bytes::from("1\n".repeat(5000));
            rows.send(some).await.expect("sends");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let seen = async { world.left_open().await }.boxed_local();
    let left_open = tokio::select! {
        () = feed => unreachable!("it goes on"),
        seen = seen => seen,
    };
    assert_eq!(left_open, 0);
    assert_eq!(world.left_open().await, 1, "silent again");
    rows.as_mut().finish().await.expect("ends");
    writer.batch_execute("ROLLBACK").await.expect("ends");
    assert_eq!(world.left_open().await, 0);
}
