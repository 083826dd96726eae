//! Content: bytes, and nothing but bytes.

use std::collections::BTreeMap;
use std::time::Duration;

use gatepost::db::{Progress, Purpose};
use gatepost::gate::{Content, Decision, Part, Snapshot};

use super::world::{World, assert_safe, assert_unsafe, rows_gate};
use crate::support::{AUDITOR, eventually};
use gatepost::demo::SUPERUSER;

fn contents(snapshot: &Snapshot) -> BTreeMap<String, Content> {
    let Some(Part::Observed(rows)) = &snapshot.rows else {
        panic!("rows were observed: {:?}", snapshot.rows)
    };
    rows.iter()
        .map(|state| match &state.content {
            Some(Part::Observed(content)) => (state.relation.to_string(), content.clone()),
            other => panic!("{}: {other:?}", state.relation),
        })
        .collect()
}

#[tokio::test]
async fn bytes_count_and_versions_do_not() {
    let world = World::audited();
    let gate = rows_gate("content");
    for (script, name) in [
        ("UPDATE g.heap SET v = 'x' WHERE id = 5", "relation g.heap"),
        (
            "UPDATE g.toasted SET v = v || '.' WHERE id = 5",
            "relation g.toasted",
        ),
        (
            "UPDATE g.keyless SET v = 'x' WHERE ctid = (SELECT min(ctid) FROM g.keyless)",
            "relation g.keyless",
        ),
        // The same set of values, one more and one less of each: any digest that cancels pairs is blind to it.
        (
            "UPDATE g.keyless SET v = 'v1' WHERE ctid IN (SELECT ctid FROM g.keyless WHERE v = 'v2' LIMIT 2)",
            "relation g.keyless",
        ),
        ("DELETE FROM g.child WHERE id = 9", "relation g.child"),
        (
            "INSERT INTO g.parted VALUES (150, NULL)",
            "relation g.parted_2",
        ),
        (
            "UPDATE g.parted SET v = '' WHERE id = 150",
            "relation g.parted_2",
        ),
        (
            "UPDATE g.parted SET v = E'\\\\N' WHERE id = 150",
            "relation g.parted_2",
        ),
        (
            "REFRESH MATERIALIZED VIEW g.counted; INSERT INTO g.heap VALUES (1001); REFRESH MATERIALIZED VIEW g.counted",
            "relation g.counted",
        ),
    ] {
        assert_unsafe(&world.bracket(&gate, script).await, name, script);
    }
    for script in [
        "UPDATE g.heap SET v = v",
        "WITH gone AS (DELETE FROM g.keyless RETURNING *) INSERT INTO g.keyless SELECT * FROM gone ORDER BY random()",
        "VACUUM FULL g.heap",
        "REFRESH MATERIALIZED VIEW g.counted",
    ] {
        assert_safe(&world.bracket(&gate, script).await, script);
    }
}

/// Tables too large for one statement: with a key of one column, of two, of text, without any, and with large values.
const LARGE: &str = "
    CREATE TABLE g.large (id bigint PRIMARY KEY, v text);
    INSERT INTO g.large SELECT n, repeat('x', 1000) || n FROM generate_series(1, 20000) n;
    CREATE TABLE g.large_pair (a text, b int, v text, PRIMARY KEY (a, b));
    INSERT INTO g.large_pair SELECT 'it''s ' || n % 300, n, repeat('x', 1000) FROM generate_series(1, 20000) n;
    CREATE TABLE g.large_keyless (v text);
    INSERT INTO g.large_keyless SELECT repeat('x', 1900) || n % 1000 FROM generate_series(1, 8000) n;
    CREATE TABLE g.large_values (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), v text);
    ALTER TABLE g.large_values ALTER v SET STORAGE EXTERNAL;
    INSERT INTO g.large_values (v) SELECT repeat(md5(n::text), 10000) FROM generate_series(1, 60) n;";

#[tokio::test]
async fn content_is_the_same_however_the_rows_lie() {
    let world = World::audited();
    world.copy.superuser(LARGE);
    let gate = rows_gate("content");
    let before = contents(&world.entry(&gate).await);
    assert_eq!(
        (before["g.large"].rows, before["g.large_pair"].rows),
        (20_000, 20_000)
    );
    assert_eq!(
        (
            before["g.large_keyless"].rows,
            before["g.large_values"].rows
        ),
        (8_000, 60)
    );
    // As a dump and its restoration would: other files, other order, other chunks.
    world.copy.superuser(
        "CREATE TEMP TABLE a AS SELECT * FROM g.large; TRUNCATE g.large; INSERT INTO g.large SELECT * FROM a ORDER BY random();
         CREATE TEMP TABLE b AS SELECT * FROM g.large_pair; TRUNCATE g.large_pair; INSERT INTO g.large_pair SELECT * FROM b ORDER BY random();
         CREATE TEMP TABLE c AS SELECT * FROM g.large_keyless; TRUNCATE g.large_keyless; INSERT INTO g.large_keyless SELECT * FROM c ORDER BY random();
         CREATE TEMP TABLE d AS SELECT * FROM g.large_values; TRUNCATE g.large_values; INSERT INTO g.large_values SELECT * FROM d ORDER BY random();",
    );
    assert_eq!(contents(&world.entry(&gate).await), before);
    for (change, table) in [
        ("UPDATE g.large SET v = 'y' WHERE id = 17777", "g.large"),
        ("DELETE FROM g.large_pair WHERE b = 11000", "g.large_pair"),
        ("INSERT INTO g.large_keyless VALUES ('')", "g.large_keyless"),
        (
            "UPDATE g.large_values SET v = overlay(v PLACING '!' FROM 300000) WHERE id = (SELECT max(id::text)::uuid FROM g.large_values)",
            "g.large_values",
        ),
    ] {
        let before = contents(&world.entry(&gate).await);
        world.copy.superuser(change);
        let after = contents(&world.entry(&gate).await);
        let changed: Vec<&String> = before
            .keys()
            .filter(|name| before[*name] != after[*name])
            .collect();
        assert_eq!(changed, [table], "{change}");
    }
}

#[tokio::test]
async fn large_objects_count_by_number_owner_and_bytes() {
    let world = World::audited();
    world.copy.superuser("SELECT lo_from_bytea(4711, 'abc')");
    let gate = super::world::gate(
        "[unchanged]\nschema = []\nsequences = false\nroles = false\nlarge_objects = true\n",
    );
    for script in [
        "SELECT lo_put(4711, 1, 'x')",
        "SELECT lo_from_bytea(4712, 'abc')",
        "GRANT SELECT ON LARGE OBJECT 4711 TO directus_app",
        "ALTER LARGE OBJECT 4712 OWNER TO directus_app",
        "SELECT lo_unlink(4712)",
    ] {
        let verdict = world.bracket(&gate, script).await;
        assert_eq!(
            verdict.decision,
            Decision::Unsafe,
            "{script}: {:?}",
            verdict.checks
        );
    }
    assert_safe(
        &world.bracket(&gate, "SELECT lo_get(4711)").await,
        "reading",
    );
}

#[tokio::test]
async fn progress_grows_and_a_dropped_observation_ends_in_the_server() {
    let world = World::audited();
    world.copy.superuser(LARGE);
    let gate = rows_gate("content");
    let seen = std::sync::Mutex::new(Vec::new());
    let report = |progress: Progress| {
        seen.lock()
            .expect("no panic")
            .push((progress.done, progress.total))
    };
    world
        .served
        .database()
        .observe(&gate, Purpose::Entry, report)
        .await
        .expect("observed");
    let seen = seen.into_inner().expect("no panic");
    assert!(
        seen.len() > 20 && seen.is_sorted_by_key(|(done, _)| *done),
        "{seen:?}"
    );
    assert!(
        seen.iter().all(|(done, total)| done <= total)
            && seen.last().is_some_and(|(done, total)| done == total)
    );

    let database = world.served.database().clone();
    let task = tokio::spawn(async move {
        database
            .observe(&rows_gate("content"), Purpose::Entry, |_: Progress| {})
            .await
    });
    let client = world.copy.connect(SUPERUSER).await;
    let busy = async || -> i64 {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = $1 \
                   AND (state = 'active' OR state LIKE 'idle in%')";
        client
            .query_one(sql, &[&AUDITOR])
            .await
            .expect("asks")
            .get(0)
    };
    eventually("it runs", async || busy().await > 0).await;
    tokio::time::sleep(Duration::from_millis(30)).await;
    task.abort();
    eventually("nothing runs", async || busy().await == 0).await;
    world.entry(&gate).await;
}
