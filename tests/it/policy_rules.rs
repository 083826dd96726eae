//! The operator's rules, end to end: what `[policy]` allows and denies is what agents can call and read.

mod parts;

use gatepost::config::PolicyConfig;
use gatepost::demo::READER_ROLE;
use gatepost::error::ErrorCode;

use crate::support::{Copy, Served};

const OBJECTS: &str = "
    CREATE SCHEMA desk;
    CREATE TABLE desk.person (id int, name text, password text, born date);
    INSERT INTO desk.person VALUES (1, 'An', 'hunter2', '1990-01-01'), (2, 'Chi', NULL, NULL);
    CREATE TABLE desk.salary (person int, amount numeric);
    INSERT INTO desk.salary VALUES (1, 100);
    CREATE VIEW desk.people AS SELECT id, name FROM desk.person;
    CREATE VIEW desk.people_with_passwords AS SELECT * FROM desk.person;
    CREATE VIEW desk.counted AS SELECT count(*) AS n FROM desk.salary;
    CREATE MATERIALIZED VIEW desk.kept AS SELECT id, name, password FROM desk.person;
    CREATE TABLE desk.event (at date, secret text) PARTITION BY RANGE (at);
    CREATE TABLE desk.event_2026 PARTITION OF desk.event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE TABLE desk.base (id int, note text);
    CREATE TABLE desk.derived (hidden text) INHERITS (desk.base);
    CREATE SEQUENCE desk.number;
    CREATE FUNCTION desk.roll() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 4';
    CREATE FUNCTION desk.roll(faces int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 4';
    CREATE FUNCTION desk.name_of(person int) RETURNS text LANGUAGE sql STABLE AS 'SELECT name FROM desk.person WHERE id = $1';
    CREATE VIEW desk.rolled AS SELECT desk.roll() AS value;
    CREATE FOREIGN DATA WRAPPER far;
    CREATE SERVER far FOREIGN DATA WRAPPER far;
    CREATE FOREIGN TABLE desk.remote (id int) SERVER far;
    CREATE FOREIGN TABLE desk.other_remote (id int) SERVER far;
    CREATE VIEW desk.remote_view AS SELECT id FROM desk.remote;
    GRANT USAGE ON SCHEMA desk TO PUBLIC;
    GRANT SELECT ON ALL TABLES IN SCHEMA desk TO PUBLIC;
    GRANT SELECT ON ALL SEQUENCES IN SCHEMA desk TO PUBLIC;
    ANALYZE desk.person;";

pub(crate) fn rules(list: &[&str]) -> Vec<String> {
    list.iter().map(|rule| (*rule).to_owned()).collect()
}

/// Each statement with the code of its refusal, or `None` when it is served. What is decided must be what is run.
pub(crate) async fn judged(copy: &Copy, policy: PolicyConfig, cases: &[(&str, Option<ErrorCode>)]) {
    let served = Served::new(READER_ROLE, &copy.name, |config| {
        config.policy = policy.clone()
    });
    let mut wrong = Vec::new();
    for (sql, expected) in cases {
        // Twice: as a new statement, and as one seen before.
        for _ in 0..2 {
            let outcome = served.query(sql).await;
            let code = outcome.as_ref().err().map(|error| error.code);
            if code != *expected {
                wrong.push(format!(
                    "{sql}\n    expected {expected:?}, came out as {outcome:?}"
                ));
            }
        }
        let decided = served
            .database()
            .check(sql)
            .await
            .err()
            .map(|error| error.code);
        // A foreign table without a server behind it fails only when it is run.
        if decided != expected.filter(|code| *code != ErrorCode::SqlError) {
            wrong.push(format!(
                "{sql}\n    expected {expected:?}, decided as {decided:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "under {policy:?}:\n{}", wrong.join("\n"));
}

fn prepared() -> Copy {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    copy
}

#[tokio::test]
async fn functions_are_allowed_by_their_whole_signature() {
    const REFUSED: Option<ErrorCode> = Some(ErrorCode::FunctionNotAllowed);
    let copy = prepared();
    judged(
        &copy,
        PolicyConfig::default(),
        &[
            ("SELECT desk.roll()", REFUSED),
            ("SELECT value FROM desk.rolled", REFUSED),
        ],
    )
    .await;
    let policy = PolicyConfig {
        allow_functions: rules(&[
            "desk.roll()",
            "pg_catalog.lo_get(oid)",
            "pg_catalog.pg_sleep(double precision)",
        ]),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        policy,
        &[
            ("SELECT desk.roll()", None),
            ("SELECT value FROM desk.rolled", None),
            ("SELECT desk.roll(6)", REFUSED),
            ("SELECT pg_sleep(0)", None),
            ("SELECT pg_catalog.pg_sleep(0)", None),
            ("SELECT pg_sleep_for('0')", REFUSED),
            ("SELECT lo_get(1, 0, 1)", REFUSED),
            ("SELECT desk.name_of(1)", None),
        ],
    )
    .await;
    // What is allowed still runs in a transaction that cannot write.
    copy.superuser(
        "CREATE FUNCTION desk.write() RETURNS void LANGUAGE sql VOLATILE AS 'INSERT INTO desk.salary VALUES (2, 2)'; \
         GRANT INSERT ON desk.salary TO PUBLIC;",
    );
    let served = Served::new(READER_ROLE, &copy.name, |config| {
        config.policy.allow_functions = rules(&["desk.write()"]);
        for database in config.databases.values_mut() {
            database.writable_role = gatepost::config::WritableRole::Accept;
        }
    });
    let error = served
        .query("SELECT desk.write()")
        .await
        .expect_err("READ ONLY holds");
    assert_eq!(
        (error.code, error.sqlstate.as_deref()),
        (ErrorCode::StatementNotAllowed, Some("25006")),
        "{error}"
    );
    assert_eq!(copy.superuser("SELECT count(*) FROM desk.salary"), "1");
}

#[tokio::test]
async fn only_relations_allowed_are_read() {
    const REFUSED: Option<ErrorCode> = Some(ErrorCode::RelationNotAllowed);
    let policy = PolicyConfig {
        allow_relations: Some(rules(&["desk.people*", "desk.event", "desk.number"])),
        ..PolicyConfig::default()
    };
    judged(
        &prepared(),
        policy,
        &[
            ("SELECT * FROM desk.people", None),
            ("SELECT * FROM desk.people_with_passwords", None),
            ("SELECT * FROM desk.event", None),
            ("SELECT last_value FROM desk.number", None),
            ("SELECT * FROM desk.event_2026", REFUSED),
            ("SELECT * FROM desk.person", REFUSED),
            ("SELECT count(*) FROM desk.person", REFUSED),
            (
                "SELECT p.* FROM desk.people p JOIN desk.person USING (id)",
                REFUSED,
            ),
            ("SELECT (SELECT max(amount) FROM desk.salary)", REFUSED),
            (
                "WITH people AS (SELECT * FROM desk.salary) SELECT * FROM people",
                REFUSED,
            ),
            ("TABLE desk.counted", REFUSED),
            ("SELECT 1 WHERE EXISTS (SELECT FROM desk.salary)", REFUSED),
            ("SELECT desk.name_of(1)", REFUSED),
            ("SELECT count(*) FROM public.system_issues", REFUSED),
            ("SELECT relname FROM pg_class LIMIT 1", None),
            (
                "SELECT table_name FROM information_schema.tables LIMIT 1",
                None,
            ),
            (
                "SELECT most_common_vals FROM pg_stats WHERE tablename = 'person'",
                REFUSED,
            ),
            ("SELECT 1", None),
            ("VALUES (1)", None),
        ],
    )
    .await;
}

#[tokio::test]
async fn relations_denied_are_not_read_by_any_way() {
    const REFUSED: Option<ErrorCode> = Some(ErrorCode::RelationNotAllowed);
    let policy = PolicyConfig {
        allow_relations: Some(rules(&["desk.*"])),
        deny_relations: rules(&[
            "*.salary",
            "desk.event_*",
            "desk.derived",
            "public.directus_users",
            "desk.number",
        ]),
        ..PolicyConfig::default()
    };
    judged(
        &prepared(),
        policy,
        &[
            ("SELECT * FROM desk.person", None),
            ("SELECT * FROM desk.salary", REFUSED),
            ("SELECT FROM desk.salary", REFUSED),
            ("SELECT * FROM ONLY desk.salary", REFUSED),
            ("SELECT s FROM \"desk\".\"salary\" s", REFUSED),
            ("SELECT n FROM desk.counted", REFUSED),
            ("SELECT * FROM desk.person p WHERE EXISTS (SELECT FROM desk.salary s WHERE s.person = p.id)", REFUSED),
            ("SELECT * FROM desk.event", REFUSED),
            ("SELECT * FROM desk.base", REFUSED),
            ("SELECT last_value FROM desk.number", REFUSED),
            ("SELECT * FROM public.directus_users", REFUSED),
            ("SELECT * FROM directus_users", REFUSED),
            ("SELECT histogram_bounds FROM pg_stats", REFUSED),
            // The name is only text here.
            ("SELECT 'desk.salary', 'desk.salary'::regclass::text", None),
        ],
    )
    .await;
}

#[tokio::test]
async fn columns_denied_are_not_read_by_name_in_a_row_or_through_a_view() {
    const REFUSED: Option<ErrorCode> = Some(ErrorCode::ColumnNotAllowed);
    let policy = PolicyConfig {
        deny_columns: rules(&[
            "desk.person.password",
            "*.*.secret",
            "desk.kept.password",
            "desk.derived.hidden",
            "desk.salary.ctid",
        ]),
        ..PolicyConfig::default()
    };
    judged(
        &prepared(),
        policy,
        &[
            ("SELECT id, name FROM desk.person", None),
            ("SELECT count(*) FROM desk.person", None),
            ("SELECT FROM desk.person", None),
            ("SELECT password FROM desk.person", REFUSED),
            ("SELECT * FROM desk.person", REFUSED),
            ("TABLE desk.person", REFUSED),
            ("SELECT p FROM desk.person p", REFUSED),
            ("SELECT p.* FROM desk.person p", REFUSED),
            // PostgreSQL marks the whole row as read here.
            ("SELECT (p).name FROM desk.person p", REFUSED),
            ("SELECT to_json(p) FROM desk.person p", REFUSED),
            (
                "SELECT row_to_json(p) FROM (SELECT id FROM desk.person) p",
                None,
            ),
            ("SELECT count(password) FROM desk.person", REFUSED),
            (
                "SELECT id FROM desk.person WHERE password = 'hunter2'",
                REFUSED,
            ),
            ("SELECT id FROM desk.person ORDER BY password", REFUSED),
            ("SELECT id FROM desk.person GROUP BY id, password", REFUSED),
            (
                "SELECT a.id FROM desk.person a JOIN desk.person b USING (password)",
                REFUSED,
            ),
            (
                "SELECT a.id FROM desk.person a NATURAL JOIN desk.person b",
                REFUSED,
            ),
            (
                "SELECT row_number() OVER (ORDER BY password) FROM desk.person",
                REFUSED,
            ),
            ("SELECT (SELECT p.password) FROM desk.person p", REFUSED),
            ("SELECT x FROM desk.person p(a, b, x, d)", REFUSED),
            ("SELECT b FROM desk.person p(a, b, x, d)", None),
            ("SELECT \"password\" FROM desk.person", REFUSED),
            ("SELECT U&\"pass\\0077ord\" FROM desk.person", REFUSED),
            ("SELECT id FROM desk.people", None),
            ("SELECT desk.name_of(1)", REFUSED),
            ("SELECT password FROM desk.kept", REFUSED),
            ("SELECT name FROM desk.kept", None),
            ("SELECT at FROM desk.event", None),
            ("SELECT secret FROM desk.event", REFUSED),
            ("SELECT secret FROM desk.event_2026", REFUSED),
            ("SELECT note FROM desk.base", None),
            ("SELECT hidden FROM desk.derived", REFUSED),
            ("SELECT amount FROM desk.salary", None),
            ("SELECT ctid FROM desk.salary", REFUSED),
            ("SELECT id FROM desk.people_with_passwords", REFUSED),
            ("SELECT 'password' AS password", None),
            (
                "SELECT most_common_vals FROM pg_stats WHERE attname = 'password'",
                Some(ErrorCode::RelationNotAllowed),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn foreign_tables_are_read_only_where_allowed() {
    const REFUSED: Option<ErrorCode> = Some(ErrorCode::ForeignTable);
    /// The wrapper of the test has no handler: past every layer, PostgreSQL itself says so.
    const READ: Option<ErrorCode> = Some(ErrorCode::SqlError);
    let copy = prepared();
    let closed = [
        ("SELECT * FROM desk.remote", REFUSED),
        ("SELECT * FROM desk.remote_view", REFUSED),
        ("SELECT count(*) FROM desk.other_remote", REFUSED),
        ("SELECT 1 WHERE EXISTS (SELECT FROM desk.remote)", REFUSED),
    ];
    judged(&copy, PolicyConfig::default(), &closed).await;
    let policy = PolicyConfig {
        allow_foreign_tables: rules(&["desk.remote"]),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        policy,
        &[
            ("SELECT * FROM desk.remote", READ),
            ("SELECT * FROM desk.remote_view", READ),
            ("SELECT * FROM desk.other_remote", REFUSED),
            ("SELECT * FROM desk.remote, desk.other_remote", REFUSED),
        ],
    )
    .await;
    let policy = PolicyConfig {
        allow_foreign_tables: rules(&["desk.*"]),
        deny_relations: rules(&["desk.remote"]),
        ..PolicyConfig::default()
    };
    let denied = Some(ErrorCode::RelationNotAllowed);
    judged(
        &copy,
        policy,
        &[
            ("SELECT * FROM desk.remote", denied),
            ("SELECT * FROM desk.other_remote", READ),
        ],
    )
    .await;
}

#[test]
fn a_rule_that_could_never_match_is_refused_at_the_start() {
    for (policy, setting) in [
        (
            PolicyConfig {
                deny_relations: rules(&["salary"]),
                ..PolicyConfig::default()
            },
            "policy.deny_relations",
        ),
        (
            PolicyConfig {
                deny_columns: rules(&["person.password"]),
                ..PolicyConfig::default()
            },
            "policy.deny_columns",
        ),
        (
            PolicyConfig {
                allow_functions: rules(&["desk.roll"]),
                ..PolicyConfig::default()
            },
            "policy.allow_functions",
        ),
        (
            PolicyConfig {
                allow_relations: Some(rules(&["desk.[a"])),
                ..PolicyConfig::default()
            },
            "policy.allow_relations",
        ),
        (
            PolicyConfig {
                allow_foreign_tables: rules(&[""]),
                ..PolicyConfig::default()
            },
            "policy.allow_foreign_tables",
        ),
    ] {
        let error = policy.compile().expect_err(setting).to_string();
        assert!(error.contains(setting), "{error}");
    }
}
