//! Rows under other columns than at entry, where the gate asks for rows and not for definitions.

use gatepost::demo::SUPERUSER;
use gatepost::gate::{Decision, Definition};

use super::lane::{Bracket, Lane};

const LEVELS: [&str; 3] = ["row_versions", "content", "counters"];

fn rows(level: &str) -> Definition {
    let text = format!(
        "name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n[unchanged]\nschema = []\nrows = [\"shaped.*\"]\n\
         level = \"{level}\"\nsequences = false\nroles = false\nlarge_objects = false\n"
    );
    Definition::parse("test.toml", text.as_bytes()).expect("a gate")
}

/// Made anew for every mutation: what one takes away the next needs.
const FIXTURE: &str = "
DROP SCHEMA IF EXISTS shaped CASCADE; CREATE SCHEMA shaped;
CREATE TYPE shaped.mood AS ENUM ('calm', 'cross');
CREATE TYPE shaped.inner_pair AS (c int, d shaped.mood);
CREATE TYPE shaped.pair AS (a int, b shaped.inner_pair);
CREATE DOMAIN shaped.pairs AS shaped.pair[];
CREATE TABLE shaped.t (id int PRIMARY KEY, a text, b text, m shaped.mood, p shaped.pair, q shaped.pairs);
INSERT INTO shaped.t SELECT n, '1', '2', 'calm', '(1,\"(2,cross)\")', ARRAY['(1,\"(2,calm)\")'::shaped.pair] FROM generate_series(1, 20) n;
CREATE TABLE shaped.parted (id int, v text) PARTITION BY RANGE (id);
CREATE TABLE shaped.parted_1 PARTITION OF shaped.parted FOR VALUES FROM (1) TO (50);
INSERT INTO shaped.parted VALUES (1, 'x');
CREATE TABLE shaped.columnless ();
INSERT INTO shaped.columnless DEFAULT VALUES;
CREATE MATERIALIZED VIEW shaped.counted AS SELECT count(*) AS n FROM shaped.t;
GRANT USAGE ON SCHEMA shaped TO PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA shaped TO PUBLIC;";

/// With the relation that is named.
const OTHER: [(&str, &str); 15] = [
    ("shaped.t", "ALTER TABLE shaped.t DROP COLUMN b"),
    (
        "shaped.t",
        "ALTER TABLE shaped.t DROP COLUMN b; VACUUM FULL shaped.t",
    ),
    (
        "shaped.t",
        "ALTER TABLE shaped.t RENAME a TO c; ALTER TABLE shaped.t RENAME b TO a; ALTER TABLE shaped.t RENAME c TO b",
    ),
    ("shaped.t", "ALTER TABLE shaped.t ADD c int DEFAULT 6"),
    (
        "shaped.t",
        "ALTER TABLE shaped.t ADD c text; ALTER TABLE shaped.t DROP b; ALTER TABLE shaped.t RENAME c TO b",
    ),
    ("shaped.t", "ALTER TYPE shaped.inner_pair DROP ATTRIBUTE c"),
    ("shaped.t", "ALTER TYPE shaped.pair RENAME ATTRIBUTE a TO z"),
    ("shaped.t", "ALTER TYPE shaped.mood RENAME TO temper"),
    ("shaped.t", "ALTER TABLE shaped.t ALTER a TYPE varchar"),
    (
        "shaped.t",
        "ALTER TABLE shaped.t ALTER a TYPE int USING a::int",
    ),
    (
        "shaped.t",
        "ALTER TABLE shaped.t ADD c text; UPDATE shaped.t SET c = b, b = a; ALTER TABLE shaped.t DROP a",
    ),
    (
        "shaped.t",
        "ALTER TABLE shaped.t ADD c int GENERATED ALWAYS AS (id * 2) STORED",
    ),
    ("shaped.parted_1", "ALTER TABLE shaped.parted RENAME v TO w"),
    (
        "shaped.columnless",
        "ALTER TABLE shaped.columnless ADD a int",
    ),
    (
        "shaped.counted",
        "DROP MATERIALIZED VIEW shaped.counted; CREATE MATERIALIZED VIEW shaped.counted AS SELECT count(*) AS m FROM shaped.t; \
         GRANT SELECT ON shaped.counted TO PUBLIC",
    ),
];

const SAME: [&str; 4] = [
    "SELECT pg_current_xact_id()",
    "ALTER TYPE shaped.mood ADD VALUE 'glad' BEFORE 'cross'",
    "ALTER TABLE shaped.t ADD c int; ALTER TABLE shaped.t DROP c",
    "ALTER TABLE shaped.t ALTER a SET DEFAULT 'x', ALTER b SET STATISTICS 5; ANALYZE shaped.t; VACUUM (FREEZE) shaped.t; \
     ALTER TABLE shaped.t ENABLE ROW LEVEL SECURITY; ALTER TABLE shaped.t DISABLE ROW LEVEL SECURITY",
];

async fn decided(lane: &Lane, bracket: &Bracket, script: &str) -> Vec<gatepost::gate::Verdict> {
    lane.superuser(&bracket.database, FIXTURE);
    // Counters reach the statistics a little after whoever wrote has gone.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let mut entries = Vec::new();
    for level in LEVELS {
        let gate = rows(level);
        let entry = bracket.entry(&gate).await.expect("an entry");
        entries.push((gate, entry));
    }
    for statement in script.split("; ") {
        lane.cluster
            .psql(SUPERUSER, &bracket.database, statement)
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let mut verdicts = Vec::new();
    for (gate, entry) in &entries {
        verdicts.push(bracket.exit(gate, entry).await.expect("judged"));
    }
    verdicts
}

#[tokio::test]
async fn rows_under_other_columns_are_other_rows() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    for (relation, script) in OTHER {
        for (level, verdict) in LEVELS.iter().zip(decided(&lane, &bracket, script).await) {
            assert_eq!(
                verdict.decision,
                Decision::Unsafe,
                "{script}: {level}: {verdict:#?}"
            );
            let mut differences = verdict.checks.iter().flat_map(|check| &check.differences);
            let named = differences.find(|difference| difference.name == relation);
            let named = named.unwrap_or_else(|| panic!("{script}: {level}: {verdict:#?}"));
            // A relation that was made anew is told as such.
            assert!(
                named.detail.contains("its columns differ") || relation == "shaped.counted",
                "{script}: {level}: {named:?}"
            );
        }
    }
    for script in SAME {
        for (level, verdict) in LEVELS.iter().zip(decided(&lane, &bracket, script).await) {
            assert_eq!(
                verdict.decision,
                Decision::Safe,
                "{script}: {level}: {verdict:#?}"
            );
        }
    }
}
