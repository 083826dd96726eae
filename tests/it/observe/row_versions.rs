//! Writes between entry and exit, and what only looks like one.

use std::time::Duration;

use gatepost::db::Purpose;
use gatepost::gate::{Decision, Part, decide};

use super::world::{World, assert_safe, assert_unsafe, rows_gate};
use crate::support::eventually;

/// Tables with one row of id 5 each, and where that row is found.
const TABLES: [(&str, &str); 7] = [
    ("g.heap", "g.heap"),
    ("g.parted", "g.parted_1"),
    ("g.unlogged", "g.unlogged"),
    ("g.parent", "g.parent"),
    ("g.child", "g.child"),
    ("g.toasted", "g.toasted"),
    ("g.parted_2", "g.parted_2"),
];

#[tokio::test]
async fn every_write_is_named() {
    let world = World::audited();
    let gate = rows_gate("row_versions");
    for (table, found) in TABLES {
        let id = if table == "g.parted_2" { 55 } else { 5 };
        for write in [
            format!(
                "INSERT INTO {found} VALUES ({id}, 'new') ON CONFLICT (id) DO UPDATE SET v = 'new'"
            ),
            format!("UPDATE ONLY {found} SET v = 'changed' WHERE id = {id}"),
            format!("UPDATE {table} SET v = v WHERE id = {id}"),
            format!(
                "WITH gone AS (DELETE FROM ONLY {found} WHERE id = {id} RETURNING *) INSERT INTO {found} SELECT * FROM gone"
            ),
            format!("DELETE FROM ONLY {found} WHERE id = {id}"),
            format!("TRUNCATE ONLY {found}"),
            format!("INSERT INTO {found} VALUES ({id}, 'first')"),
        ] {
            let write = match found {
                "g.parted_1" | "g.parted_2" | "g.parent" | "g.child" => {
                    write.split(" ON CONFLICT").next().expect("a statement")
                }
                _ => write.as_str(),
            };
            let verdict = world.bracket(&gate, write).await;
            assert_unsafe(&verdict, &format!("relation {found}"), write);
        }
    }
}

#[tokio::test]
async fn a_table_without_a_key_and_a_materialized_view_are_seen_too() {
    let world = World::audited();
    let gate = rows_gate("row_versions");
    for (script, name) in [
        (
            "UPDATE g.keyless SET v = v WHERE v = 'v3'",
            "relation g.keyless",
        ),
        (
            "DELETE FROM g.keyless WHERE ctid = (SELECT min(ctid) FROM g.keyless)",
            "relation g.keyless",
        ),
        ("CREATE TABLE g.another (id int)", "relation g.another"),
        ("DROP TABLE g.another", "relation g.another"),
        (
            "INSERT INTO g.heap VALUES (1000); REFRESH MATERIALIZED VIEW g.counted",
            "relation g.counted",
        ),
        (
            "CREATE TABLE g.parted_3 PARTITION OF g.parted FOR VALUES FROM (5000) TO (6000)",
            "relation g.parted_3",
        ),
    ] {
        assert_unsafe(&world.bracket(&gate, script).await, name, script);
    }
}

#[tokio::test]
async fn a_pattern_for_a_parent_covers_its_parts() {
    let world = World::audited();
    world.copy.superuser(
        "CREATE TABLE elsewhere.parted_far PARTITION OF g.parted FOR VALUES FROM (1000) TO (2000);",
    );
    let text = "[unchanged]\nschema = []\nrows = [\"g.parted\", \"g.parent\"]\nsequences = false\nroles = false\nlarge_objects = false\n";
    let gate = super::world::gate(text);
    for (script, name) in [
        (
            "INSERT INTO g.parted VALUES (1500)",
            "relation elsewhere.parted_far",
        ),
        ("INSERT INTO g.child VALUES (1500)", "relation g.child"),
    ] {
        assert_unsafe(&world.bracket(&gate, script).await, name, script);
    }
    assert_safe(
        &world
            .bracket(&gate, "INSERT INTO g.heap VALUES (777)")
            .await,
        "another table",
    );
}

#[tokio::test]
async fn what_changes_no_row_is_no_alarm() {
    let world = World::audited();
    world
        .copy
        .superuser("UPDATE g.heap SET v = v; DELETE FROM g.heap WHERE id > 90;");
    let gate = rows_gate("row_versions");
    for script in [
        "INSERT INTO elsewhere.growing SELECT generate_series(1, 100)",
        "BEGIN; INSERT INTO g.heap VALUES (999); UPDATE g.parent SET v = 'no'; TRUNCATE g.unlogged; ROLLBACK",
        "VACUUM g.heap",
        "VACUUM (FREEZE) g.heap; VACUUM (FREEZE) g.toasted",
        "VACUUM FULL g.heap; VACUUM FULL g.toasted; VACUUM FULL g.keyless",
        "CLUSTER g.heap USING heap_pkey",
        "ANALYZE",
        "REINDEX TABLE g.heap; REINDEX TABLE CONCURRENTLY g.toasted",
        "CHECKPOINT",
        "SELECT count(*) FROM g.heap; SELECT * FROM g.heap FOR UPDATE",
    ] {
        assert_safe(&world.bracket(&gate, script).await, script);
    }
}

#[tokio::test]
async fn a_rolled_back_write_is_told() {
    let world = World::audited();
    let gate = rows_gate("row_versions");
    let entry = world.entry(&gate).await;
    let script =
        "BEGIN; INSERT INTO g.heap VALUES (999); ROLLBACK; SELECT pg_stat_force_next_flush();";
    world.copy.superuser(script);
    let told = async || {
        let verdict = world.exit(&gate, &entry).await;
        assert_safe(&verdict, "rolled back");
        verdict
            .checks
            .iter()
            .flat_map(|check| &check.remarks)
            .any(|remark| remark.contains("g.heap") && remark.contains("1 inserts"))
    };
    eventually("the attempt is counted", told).await;
}

#[tokio::test]
async fn a_writer_open_at_entry_is_seen_when_it_commits() {
    let world = World::audited();
    let gate = rows_gate("row_versions");
    for (what, write) in [
        (
            "in the transaction itself",
            "UPDATE g.heap SET v = v WHERE id = 5",
        ),
        (
            "in a savepoint",
            "INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; UPDATE g.heap SET v = v WHERE id = 5",
        ),
        (
            "in a savepoint, deleting",
            "INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; DELETE FROM g.heap WHERE id = 6",
        ),
        (
            "in a savepoint that is released",
            "INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; INSERT INTO g.heap VALUES (500); RELEASE s",
        ),
    ] {
        for ending in ["COMMIT", "ROLLBACK"] {
            let writer = world.writer().await;
            writer
                .batch_execute(&format!("BEGIN; {write}"))
                .await
                .expect("writes");
            // A transaction that ends meanwhile puts the savepoint's id behind the snapshot's xmax.
            world
                .copy
                .superuser("INSERT INTO elsewhere.growing VALUES (2)");
            let entry = world.entry(&gate).await;
            let (xmin, xmax) = entry
                .transaction_snapshot
                .split_once(':')
                .expect("xmin:xmax:list");
            assert!(
                !xmax.starts_with(&format!("{xmin}:")),
                "the writer holds the snapshot's xmin back"
            );
            writer.batch_execute(ending).await.expect("ends");
            let verdict = world.exit(&gate, &entry).await;
            match ending {
                "COMMIT" => assert_unsafe(&verdict, "relation g.heap", what),
                _ => assert_safe(&verdict, what),
            }
            world.copy.superuser("DELETE FROM g.heap WHERE id >= 500");
        }
    }
}

#[tokio::test]
async fn rows_written_again_alike_by_a_savepoint_are_seen() {
    let world = World::audited();
    let gate = rows_gate("row_versions");
    let writer = world.writer().await;
    writer
        .batch_execute("BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s")
        .await
        .expect("opens");
    // Younger than the writer, so in the gray zone at entry; then written again with the same bytes.
    world.copy.superuser("UPDATE g.heap SET v = v WHERE id = 7");
    writer
        .batch_execute("UPDATE g.heap SET v = v WHERE id = 7")
        .await
        .expect("writes");
    world
        .copy
        .superuser("INSERT INTO elsewhere.growing VALUES (2)");
    let entry = world.entry(&gate).await;
    let Some(Part::Observed(rows)) = &entry.rows else {
        panic!("rows were observed")
    };
    let heap = rows
        .iter()
        .find(|state| state.relation.name == "heap")
        .expect("in scope");
    let Some(Part::Observed(versions)) = &heap.row_versions else {
        panic!("measured")
    };
    assert_eq!(
        (versions.count, versions.newer, versions.gray.count),
        (100, 0, 1)
    );
    writer.batch_execute("COMMIT").await.expect("commits");
    assert_unsafe(
        &world.exit(&gate, &entry).await,
        "relation g.heap",
        "same bytes",
    );
}

#[tokio::test]
async fn a_prepared_transaction_open_at_entry_is_seen_when_it_commits() {
    let world = World::audited();
    if world
        .copy
        .superuser("SHOW max_prepared_transactions")
        .trim()
        == "0"
    {
        // The shared server allows none, so the same is done with an open writer above.
        return;
    }
    let gate = rows_gate("row_versions");
    world
        .copy
        .superuser("BEGIN; INSERT INTO g.heap VALUES (600); PREPARE TRANSACTION 'observe'");
    let entry = world.entry(&gate).await;
    world.copy.superuser("COMMIT PREPARED 'observe'");
    assert_unsafe(
        &world.exit(&gate, &entry).await,
        "relation g.heap",
        "prepared",
    );
}

#[tokio::test]
async fn counters_tell_attempts_and_know_when_they_cannot() {
    let world = World::audited();
    let gate = rows_gate("counters");
    let entry = world.entry(&gate).await;
    world
        .copy
        .superuser("INSERT INTO g.heap VALUES (999); SELECT pg_stat_force_next_flush();");
    eventually("the insert is counted", async || {
        world.exit(&gate, &entry).await.decision == Decision::Unsafe
    })
    .await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let verdict = world.bracket(&gate, "TRUNCATE g.unlogged").await;
    assert_ne!(verdict.decision, Decision::Safe, "{:?}", verdict.checks);
    let verdict = world
        .bracket(
            &gate,
            "SELECT pg_stat_reset(); INSERT INTO elsewhere.growing VALUES (1)",
        )
        .await;
    assert_eq!(
        verdict.decision,
        Decision::Indeterminate,
        "{:?}",
        verdict.checks
    );
}

#[tokio::test]
async fn an_equal_snapshot_spares_the_scan() {
    let world = World::audited();
    let gate = rows_gate("row_versions");
    // Other tests write in the same cluster, which moves the snapshot's text.
    for _ in 0..200 {
        let entry = world.entry(&gate).await;
        let exit = world
            .observe(&gate, Purpose::Exit(&entry))
            .await
            .expect("an exit");
        assert_safe(
            &decide(&gate, &entry, &exit).expect("a verdict"),
            "nothing happened",
        );
        if entry.transaction_snapshot == exit.transaction_snapshot {
            assert_eq!(exit.rows, Some(Part::SameSnapshot));
            return;
        }
        assert!(matches!(exit.rows, Some(Part::Observed(_))));
    }
    panic!("the cluster was never quiet for the time of two observations");
}
