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

/// Columns in which two values may have one text, each with two such values in rows 1 and 2.
const ALIKE: &str = r#"
    CREATE FUNCTION g.same(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION g.same(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE OPERATOR g.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
    CREATE OPERATOR g.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq);
    CREATE DOMAIN g.named AS regproc;
    CREATE DOMAIN g.several AS xml[];
    CREATE TYPE g.pair AS (n int, r regproc);
    CREATE TABLE g.alike (id int PRIMARY KEY, "a proc" regproc, operator regoper, markup xml, procs regproc[], markups xml[],
                          named g.named, several g.several, names g.named[], query tsquery, plain text);
    INSERT INTO g.alike
    SELECT 1, p, o, x, ARRAY[p], ARRAY[x], p, ARRAY[x], ARRAY[p]::g.named[], 'a & b & c', 'p'
    FROM (SELECT 'g.same(int)'::regprocedure::oid::regproc, 'g.===(int, int)'::regoperator::oid::regoper, '<?xml version="1.0"?><a/>'::xml) v(p, o, x);
    INSERT INTO g.alike
    SELECT 2, p, o, x, ARRAY[p], ARRAY[x], p, ARRAY[x], ARRAY[p]::g.named[], 'a & (b & c)', 'p'
    FROM (SELECT 'g.same(text)'::regprocedure::oid::regproc, 'g.===(text, text)'::regoperator::oid::regoper, '<a/>'::xml) v(p, o, x);
    CREATE TABLE g.keyed_alike (k regclass PRIMARY KEY, r regproc);
    INSERT INTO g.keyed_alike SELECT 'g.heap', r."a proc" FROM g.alike r WHERE id = 1;
    CREATE TABLE g.inside (id int PRIMARY KEY, held g.pair, who aclitem, plain text);
    INSERT INTO g.inside VALUES (1, (1, 'now'), 'postgres=r/postgres', 'a');
    CREATE TABLE g.inside_parted (id int, held g.pair) PARTITION BY LIST (id);
"#;

#[tokio::test]
async fn values_that_read_alike_are_told_apart() {
    let world = World::audited();
    world.copy.superuser(ALIKE);
    let alike = "SELECT (to_jsonb(a) - 'id')::text = (to_jsonb(b) - 'id')::text FROM g.alike a, g.alike b WHERE a.id = 1 AND b.id = 2";
    assert_eq!(world.copy.superuser(alike).trim(), "t");
    let gate = rows_gate("content");
    for column in [
        "\"a proc\"",
        "operator",
        "markup",
        "procs",
        "markups",
        "named",
        "several",
        "names",
        "query",
    ] {
        let other = format!(
            "UPDATE g.alike SET {column} = (SELECT o.{column} FROM g.alike o WHERE id = 2) WHERE id = 1"
        );
        assert_unsafe(
            &world.bracket(&gate, &other).await,
            "relation g.alike",
            column,
        );
    }
    let other = "UPDATE g.keyed_alike SET r = 'g.same(text)'::regprocedure::oid";
    let verdict = world.bracket(&gate, other).await;
    assert_unsafe(&verdict, "relation g.keyed_alike", other);
    for same in [
        "UPDATE g.alike SET markup = markup, procs = procs, query = query",
        "UPDATE g.keyed_alike SET r = r",
    ] {
        assert_safe(&world.bracket(&gate, same).await, same);
    }
}

#[tokio::test]
async fn values_that_may_read_alike_inside_others_are_named_and_not_proven() {
    let world = World::audited();
    world.copy.superuser(ALIKE);
    let told = |verdict: &gatepost::gate::Verdict| {
        verdict
            .proof
            .not_proven
            .iter()
            .filter(|what| what.starts_with("g.inside: column held, who: "))
            .count()
    };
    let of_the_parent = |verdict: &gatepost::gate::Verdict| {
        let mut all = verdict.proof.not_proven.iter();
        all.any(|what| what.starts_with("g.inside_parted"))
    };
    for (level, times) in [("content", 1), ("row_versions", 0)] {
        // Something ends between the two moments, or nothing would be read again.
        let quiet = world
            .bracket(&rows_gate(level), "SELECT pg_current_xact_id()")
            .await;
        assert_safe(&quiet, level);
        assert_eq!(told(&quiet), times, "{level}: {:?}", quiet.proof);
        assert!(!of_the_parent(&quiet), "it has no rows of its own");
        assert!(!quiet.proof.byte_unchanged);
    }
    let gate = rows_gate("content");
    let change = "UPDATE g.inside SET plain = 'b'";
    let changed = world.bracket(&gate, change).await;
    assert_unsafe(&changed, "relation g.inside", change);
    let whole = super::world::gate(
        "[unchanged]\nrows = [\"g.*\"]\nlevel = \"content\"\nroles = false\nlarge_objects = false\n",
    );
    let proof = world.bracket(&whole, "SELECT 1").await.proof;
    assert!(!proof.byte_unchanged, "{proof:?}");
    world.copy.superuser("DROP TABLE g.inside");
    let proof = world.bracket(&whole, "SELECT 1").await.proof;
    assert!(proof.byte_unchanged, "{proof:?}");
}

#[tokio::test]
async fn types_that_are_not_postgresqls_own_are_named_and_not_proven() {
    let world = World::audited();
    world.copy.superuser(
        "CREATE EXTENSION intarray; CREATE EXTENSION citext;
         CREATE TABLE g.foreign_types (id int PRIMARY KEY, q query_int, several query_int[], c citext, cs citext[], v text);
         INSERT INTO g.foreign_types VALUES (1, '1&(2&3)', '{1&(2&3)}', 'a', '{a}', 'x');
         CREATE TABLE g.exact (id int PRIMARY KEY, c citext);
         INSERT INTO g.exact VALUES (1, 'a'); GRANT SELECT ON ALL TABLES IN SCHEMA g TO PUBLIC;",
    );
    let told = |verdict: &gatepost::gate::Verdict, start: &str| {
        let all = verdict.proof.not_proven.iter();
        all.filter(|what| what.starts_with(start)).count()
    };
    for (level, times) in [("content", 1), ("row_versions", 0)] {
        let script = "SELECT pg_current_xact_id()";
        let quiet = world.bracket(&rows_gate(level), script).await;
        assert_safe(&quiet, level);
        let columns = told(&quiet, "g.foreign_types: column q, several: ");
        assert_eq!(columns, times, "{level}: {:?}", quiet.proof);
        assert_eq!(told(&quiet, "g.exact"), 0, "{level}: {:?}", quiet.proof);
    }
    let gate = rows_gate("content");
    for other in [
        "UPDATE g.foreign_types SET c = 'A'",
        "UPDATE g.foreign_types SET cs = '{A}'",
        "UPDATE g.foreign_types SET q = '2'",
    ] {
        let verdict = world.bracket(&gate, other).await;
        assert_unsafe(&verdict, "relation g.foreign_types", other);
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
