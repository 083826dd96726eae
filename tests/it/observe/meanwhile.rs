//! Definitions committed while an entry or exit reads, after its snapshot was taken.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gatepost::db::Purpose;
use gatepost::gate::{Decision, Definition, Snapshot, decide, enter};

use super::world::{World, assert_safe, assert_unsafe, gate};
use crate::support::eventually;

const FIXTURE: &str = "
    CREATE TABLE g.aaa_slow (id int);
    CREATE TABLE elsewhere.staged (id int);
    INSERT INTO elsewhere.staged VALUES (1);
    CREATE FUNCTION g.one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE FUNCTION g.two() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER guard BEFORE INSERT ON g.heap FOR EACH ROW EXECUTE FUNCTION g.one();
    CREATE TYPE g.mood AS ENUM ('good', 'bad');
    CREATE TABLE g.moods (mood g.mood);
    GRANT SELECT ON g.moods, g.aaa_slow TO query_pg_ro;";

/// What was done, and what takes it back.
const CHANGES: [(&str, &str); 7] = [
    ("TRUNCATE g.keyless", "TRUNCATE g.keyless"),
    ("TRUNCATE g.parted", "TRUNCATE g.parted_2"),
    (
        "CREATE OR REPLACE TRIGGER guard BEFORE INSERT ON g.heap FOR EACH ROW EXECUTE FUNCTION g.two()",
        "CREATE OR REPLACE TRIGGER guard BEFORE INSERT ON g.heap FOR EACH ROW EXECUTE FUNCTION g.one()",
    ),
    (
        "BEGIN; SAVEPOINT s; ALTER TABLE g.heap DISABLE TRIGGER guard; RELEASE s; COMMIT",
        "ALTER TABLE g.heap ENABLE TRIGGER guard",
    ),
    (
        "ALTER TABLE g.heap RENAME v TO w",
        "ALTER TABLE g.heap RENAME w TO v",
    ),
    (
        "ALTER TYPE g.mood RENAME VALUE 'bad' TO 'worse'",
        "ALTER TYPE g.mood RENAME VALUE 'worse' TO 'bad'",
    ),
    (
        "ALTER FUNCTION g.one() RENAME TO three",
        "ALTER FUNCTION g.three() RENAME TO one",
    ),
];

fn everything_in_g() -> Definition {
    gate("[unchanged]\nschema = [\"g\"]\nrows = [\"g.*\"]\nroles = false\n")
}

/// `pg_snapshot_xmax` as the number it is.
fn newest(snapshot: &Snapshot) -> u64 {
    let mut parts = snapshot.transaction_snapshot.split(':');
    let newest = parts.nth(1).expect("a snapshot");
    newest.parse().expect("a number")
}

impl World {
    /// Observes while a script is committed: after the snapshot is taken, and before the first relation is measured. What
    /// comes of it is of a later moment.
    async fn observe_beside(
        &self,
        gate: &Definition,
        purpose: Purpose<'_>,
        script: &str,
    ) -> Snapshot {
        let writer = self.writer().await;
        let hold = "BEGIN; LOCK TABLE g.aaa_slow IN ACCESS EXCLUSIVE MODE";
        writer.batch_execute(hold).await.expect("holds");
        let disturbed = async {
            let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'g.aaa_slow'::regclass";
            eventually("it waits", async || {
                self.copy.superuser(waits).trim() != "0"
            })
            .await;
            self.copy.superuser(script);
            let newest = self.newest().await;
            writer.batch_execute("ROLLBACK").await.expect("lets go");
            newest
        };
        let (snapshot, after) = tokio::join!(self.observe(gate, purpose), disturbed);
        let snapshot = snapshot.expect("observed");
        assert!(
            newest(&snapshot) >= after,
            "{script}: the snapshot is older"
        );
        snapshot
    }

    async fn newest(&self) -> u64 {
        let newest = "SELECT pg_snapshot_xmax(pg_current_snapshot())";
        self.copy
            .superuser(newest)
            .trim()
            .parse()
            .expect("a number")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_beside_a_change_is_read_again() {
    let world = World::audited();
    world.copy.superuser(FIXTURE);
    let gate = everything_in_g();
    for (change, back) in CHANGES {
        let entry = world.observe_beside(&gate, Purpose::Entry, change).await;
        let verdict = enter(&gate, &entry).expect("a verdict");
        assert!(verdict.is_usable_entry(), "{change}: {verdict:#?}");
        assert_safe(&world.exit(&gate, &entry).await, change);

        let exit = world
            .observe_beside(&gate, Purpose::Exit(&entry), back)
            .await;
        if change != back && !change.starts_with("TRUNCATE") {
            let verdict = decide(&gate, &entry, &exit).expect("a verdict");
            assert_eq!(verdict.decision, Decision::Unsafe, "{back}: {verdict:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_check_reads_is_of_one_moment_too() {
    let world = World::audited();
    let gate = gate(
        "[[check]]\nname = \"slow\"\nsql = \"select count(*) from generate_series(1, 3000000)\"\nrule = \"unchanged\"\n\
         [[check]]\nname = \"parted\"\nsql = \"select count(*) from g.parted\"\nrule = \"unchanged\"\n",
    );
    let disturbed = async {
        let runs = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
                    AND pid <> pg_backend_pid() AND query LIKE '%num_nulls%3000000%'";
        eventually("it runs", async || world.copy.superuser(runs).trim() != "0").await;
        world.copy.superuser("TRUNCATE g.parted_1");
        world.newest().await
    };
    let (entry, after) = tokio::join!(world.observe(&gate, Purpose::Entry), disturbed);
    let entry = entry.expect("observed");
    assert!(newest(&entry) >= after, "{entry:#?}");
    assert_safe(&world.exit(&gate, &entry).await, "an entry of one moment");
    let verdict = world.bracket(&gate, "TRUNCATE g.parted_2").await;
    assert_eq!(verdict.decision, Decision::Unsafe, "{verdict:#?}");
}

/// Runs a script without end beside the work.
async fn beside<T>(world: &World, script: &str, work: impl Future<Output = T>) -> T {
    let writer = world.writer().await;
    let busy = AtomicBool::new(true);
    let writing = async {
        while busy.load(Ordering::Relaxed) {
            writer.batch_execute(script).await.expect("goes on");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let working = async {
        let done = work.await;
        busy.store(false, Ordering::Relaxed);
        done
    };
    tokio::join!(working, writing).0
}

#[tokio::test(flavor = "multi_thread")]
async fn definitions_that_never_settle_are_no_answer() {
    let world = World::audited();
    world.copy.superuser(FIXTURE);
    let gate = everything_in_g();
    let entry = world.entry(&gate).await;
    let script = "CREATE OR REPLACE TRIGGER guard BEFORE INSERT ON g.heap FOR EACH ROW EXECUTE FUNCTION g.one()";
    let (exit, other) = beside(&world, script, async {
        let exit = world.exit(&gate, &entry).await;
        (exit, world.entry(&gate).await)
    })
    .await;
    assert_eq!(exit.decision, Decision::Indeterminate, "{exit:#?}");
    assert!(exit.reason.contains("g.heap"), "{}", exit.reason);
    let entered = enter(&gate, &other).expect("a verdict");
    assert!(!entered.is_usable_entry(), "{entered:#?}");
    let unsettled = |check: &gatepost::gate::CheckResult| check.reason == "unsettled";
    assert!(entered.checks.iter().any(unsettled), "{entered:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_application_does_all_the_time_is_no_change() {
    let world = World::audited();
    world.copy.superuser(FIXTURE);
    // Holds back what counts as new, with a definition and a savepoint's rows on either side.
    let old = world.writer().await;
    let open = "BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; INSERT INTO elsewhere.growing VALUES (2)";
    old.batch_execute(open).await.expect("opens");
    world.copy.superuser(
        "CREATE TABLE g.young (id int); BEGIN; SAVEPOINT s; CREATE TABLE g.younger (id int); RELEASE s; COMMIT",
    );
    let gate = everything_in_g();
    for script in [
        "CREATE TEMP TABLE t (id serial PRIMARY KEY, v text DEFAULT 'x' CHECK (v <> '')); INSERT INTO t DEFAULT VALUES; TRUNCATE t; \
         CREATE INDEX ON t (v); DROP TABLE t; INSERT INTO elsewhere.growing VALUES (3)",
        "CREATE TABLE elsewhere.staging AS SELECT 1 AS id; TRUNCATE elsewhere.staged; DROP TABLE elsewhere.staging",
        "INSERT INTO elsewhere.growing VALUES (4); UPDATE elsewhere.staged SET id = id + 1; SELECT nextval('g.numbers') - setval('g.numbers', 1, false)",
        "INSERT INTO elsewhere.growing VALUES (5); ANALYZE g.heap, elsewhere.growing",
    ] {
        let verdict = beside(&world, script, async {
            let gate = match script.contains("nextval") {
                true => super::world::gate("[unchanged]\nschema = [\"g\"]\nrows = [\"g.*\"]\nroles = false\nsequences = false\n"),
                false => gate.clone(),
            };
            let entry = world.entry(&gate).await;
            world.exit(&gate, &entry).await
        })
        .await;
        assert_safe(&verdict, script);
    }
    old.batch_execute("COMMIT").await.expect("ends");
    let verdict = world
        .bracket(&gate, "INSERT INTO g.younger VALUES (1)")
        .await;
    assert_unsafe(&verdict, "relation g.younger", "a write between");
}
