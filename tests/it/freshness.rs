//! What changes in the database ends what was approved before: within the configured age, and at once for what is new.

use std::time::Duration;

use gatepost::db::Call;
use gatepost::demo::{READER_ROLE, SUPERUSER};
use gatepost::error::ErrorCode;

use crate::support::{Copy, Served};

const AGE: Duration = Duration::from_millis(400);

/// Objects that only read, and a function that does not.
const OBJECTS: &str = "
    CREATE SCHEMA fresh;
    CREATE TABLE fresh.effect (cause text);
    CREATE FUNCTION fresh.act(cause text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS
      $$BEGIN INSERT INTO fresh.effect VALUES (cause); RETURN true; END$$;
    CREATE TABLE fresh.note (id int, owner text);
    INSERT INTO fresh.note VALUES (1, 'an'), (2, 'chi');
    CREATE VIEW fresh.notes AS SELECT id, owner FROM fresh.note;
    CREATE VIEW fresh.notes_again AS SELECT id FROM fresh.notes;
    CREATE FUNCTION fresh.answer() RETURNS int LANGUAGE sql STABLE AS 'SELECT 42';
    CREATE FUNCTION fresh.same(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
    CREATE OPERATOR fresh.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = fresh.same);
    CREATE FUNCTION fresh.step(state int, value int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT state + value';
    CREATE AGGREGATE fresh.total(int) (SFUNC = fresh.step, STYPE = int, INITCOND = '0');
    CREATE DOMAIN fresh.positive AS int CHECK (VALUE > 0);
    CREATE TYPE fresh.pair AS (a int, b int);
    CREATE FUNCTION fresh.pair_text(fresh.pair) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a::text';
    CREATE CAST (fresh.pair AS text) WITH FUNCTION fresh.pair_text(fresh.pair);
    GRANT USAGE ON SCHEMA fresh TO PUBLIC;
    GRANT SELECT ON ALL TABLES IN SCHEMA fresh TO PUBLIC;";

fn aged(copy: &Copy) -> Served {
    Served::new(READER_ROLE, &copy.name, |config| {
        config.limits.catalog_age = AGE;
        // One session, so that a statement that comes again is prepared in it.
        config.limits.connections = 1;
    })
}

/// A statement that is served, what is then changed, and the refusal that follows.
const CHANGES: [(&str, &str, ErrorCode); 14] = [
    (
        "SELECT fresh.answer()",
        "ALTER FUNCTION fresh.answer() VOLATILE",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT fresh.answer() + 1",
        "CREATE OR REPLACE FUNCTION fresh.answer() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT fresh.act(''answer'')::int'",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT fresh.answer() + 2",
        "CREATE OR REPLACE FUNCTION fresh.answer() RETURNS int LANGUAGE sql STABLE AS 'SELECT fresh.act(''hidden'')::int'",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT fresh.answer() + 3",
        "ALTER FUNCTION fresh.answer() SECURITY DEFINER",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT id FROM fresh.notes",
        "CREATE OR REPLACE VIEW fresh.notes AS SELECT id, owner FROM fresh.note WHERE fresh.act('view')",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT id FROM fresh.notes_again",
        "CREATE OR REPLACE VIEW fresh.notes AS SELECT id, owner FROM fresh.note WHERE fresh.act('view below')",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT id FROM fresh.notes_again ORDER BY id",
        "CREATE OR REPLACE VIEW fresh.notes AS SELECT id, owner FROM fresh.note FOR UPDATE",
        ErrorCode::RowLocking,
    ),
    (
        "SELECT id FROM fresh.note",
        "ALTER TABLE fresh.note ENABLE ROW LEVEL SECURITY; CREATE POLICY watched ON fresh.note FOR SELECT USING (fresh.act('policy'))",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT 1::fresh.positive",
        "ALTER DOMAIN fresh.positive ADD CONSTRAINT acting CHECK (fresh.act('domain'))",
        ErrorCode::TypeNotAllowed,
    ),
    (
        "SELECT 1 OPERATOR(fresh.===) 1",
        "CREATE OR REPLACE FUNCTION fresh.same(int, int) RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT fresh.act(''operator'')'",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT fresh.total(id) FROM fresh.note",
        "CREATE OR REPLACE FUNCTION fresh.step(state int, value int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT fresh.act(''aggregate'')::int'",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT ROW(1, 2)::fresh.pair::text",
        "CREATE OR REPLACE FUNCTION fresh.pair_text(fresh.pair) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT fresh.act(''cast'')::text'",
        ErrorCode::FunctionNotAllowed,
    ),
    (
        "SELECT count(*) FROM fresh.note",
        "CREATE FOREIGN DATA WRAPPER away; CREATE SERVER away FOREIGN DATA WRAPPER away; \
         CREATE FOREIGN TABLE fresh.far () INHERITS (fresh.note) SERVER away",
        ErrorCode::ForeignTable,
    ),
    (
        "SELECT owner FROM fresh.note",
        "REVOKE SELECT ON fresh.note FROM PUBLIC, query_pg_ro",
        ErrorCode::PermissionDenied,
    ),
];

#[tokio::test]
async fn a_change_ends_what_was_approved_before_it() {
    let copy = Copy::new();
    let superuser = copy.connect(SUPERUSER).await;
    let effects = "SELECT string_agg(cause, ', ') FROM fresh.effect";
    for (sql, change, code) in CHANGES {
        superuser.batch_execute(OBJECTS).await.expect("the objects");
        let served = aged(&copy);
        for _ in 0..4 {
            served.query(sql).await.expect(sql);
        }
        superuser.batch_execute(change).await.expect(change);
        // A call in between has the knowledge read early; it may come before or after the change is seen.
        let _ = served.query(sql).await;
        tokio::time::sleep(AGE).await;
        let error = served.query(sql).await.expect_err(change);
        assert_eq!(error.code, code, "{sql} after {change}: {error}");
        let effect: Option<String> = superuser
            .query_one(effects, &[])
            .await
            .expect("asks")
            .get(0);
        assert_eq!(effect, None, "{sql} after {change}");
        superuser
            .batch_execute(
                "DROP SCHEMA fresh CASCADE; DROP FOREIGN DATA WRAPPER IF EXISTS away CASCADE",
            )
            .await
            .expect("drops");
    }
}

#[tokio::test]
async fn a_change_back_is_noticed_too() {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    let superuser = copy.connect(SUPERUSER).await;
    let served = aged(&copy);
    for (change, refused) in [
        ("VOLATILE", true),
        ("STABLE", false),
        ("VOLATILE", true),
        ("IMMUTABLE", false),
    ] {
        superuser
            .batch_execute(&format!("ALTER FUNCTION fresh.answer() {change}"))
            .await
            .expect(change);
        tokio::time::sleep(AGE).await;
        assert_eq!(
            served.query("SELECT fresh.answer()").await.is_err(),
            refused,
            "{change}"
        );
    }
}

/// What is made, and a statement that names it; `None` is served.
const NEW: [(&str, &str, Option<ErrorCode>); 9] = [
    (
        "CREATE FUNCTION fresh.made() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'",
        "SELECT fresh.made()",
        None,
    ),
    (
        "CREATE FUNCTION fresh.bad() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT fresh.act(''new'')'",
        "SELECT fresh.bad()",
        Some(ErrorCode::FunctionNotAllowed),
    ),
    (
        "CREATE TABLE fresh.made (id int); GRANT SELECT ON fresh.made TO PUBLIC",
        "SELECT * FROM fresh.made",
        None,
    ),
    (
        "CREATE VIEW fresh.bad AS SELECT fresh.act('new view'); GRANT SELECT ON fresh.bad TO PUBLIC",
        "SELECT * FROM fresh.bad",
        Some(ErrorCode::FunctionNotAllowed),
    ),
    (
        "CREATE TYPE fresh.mood AS ENUM ('calm')",
        "SELECT 'calm'::fresh.mood",
        None,
    ),
    (
        "CREATE DOMAIN fresh.barred AS int CHECK (fresh.act('new domain'))",
        "SELECT 1::fresh.barred",
        Some(ErrorCode::TypeNotAllowed),
    ),
    (
        "CREATE OPERATOR fresh.=/= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
        "SELECT 'a' OPERATOR(fresh.=/=) 'b'",
        None,
    ),
    (
        "CREATE AGGREGATE fresh.adding(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0')",
        "SELECT fresh.adding(1)",
        None,
    ),
    (
        "CREATE FOREIGN DATA WRAPPER away; CREATE SERVER away FOREIGN DATA WRAPPER away; \
         CREATE FOREIGN TABLE fresh.far (id int) SERVER away; GRANT SELECT ON fresh.far TO PUBLIC",
        "SELECT id FROM fresh.far",
        Some(ErrorCode::ForeignTable),
    ),
];

#[tokio::test]
async fn what_is_new_is_known_at_once() {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    let superuser = copy.connect(SUPERUSER).await;
    // The default age: only the unknown object can have the knowledge read again.
    let served = copy.served();
    served.query("SELECT 1").await.expect("served");
    for (make, sql, refused) in NEW {
        let missing = served.query(sql).await.expect_err("not there yet");
        assert_eq!(missing.code, ErrorCode::SqlError, "{sql}: {missing}");
        superuser.batch_execute(make).await.expect(make);
        let code = served.query(sql).await.err().map(|error| error.code);
        assert_eq!(code, refused, "{sql}");
    }
}

/// A statement seen before, and what is changed under it so that it means something else or nothing.
#[tokio::test]
async fn a_statement_seen_before_is_read_again_when_it_no_longer_fits() {
    let copy = Copy::new();
    let superuser = copy.connect(SUPERUSER).await;
    // The default age: what was approved is still remembered.
    for (sql, change, outcome) in [
        (
            "SELECT * FROM fresh.note ORDER BY 1",
            "ALTER TABLE fresh.note DROP COLUMN owner CASCADE",
            Ok("[1]"),
        ),
        (
            "SELECT * FROM fresh.note ORDER BY 1",
            "ALTER TABLE fresh.note DROP COLUMN owner CASCADE, ADD COLUMN other text DEFAULT 'new'",
            Ok("[1,\"new\"]"),
        ),
        (
            "TABLE fresh.note ORDER BY 1 DESC",
            "ALTER TABLE fresh.note RENAME COLUMN owner TO was; ALTER TABLE fresh.note ADD COLUMN owner text DEFAULT 'new', DROP COLUMN was CASCADE",
            Ok("[2,\"new\"]"),
        ),
        (
            "SELECT owner FROM fresh.note ORDER BY 1",
            "ALTER TABLE fresh.note DROP COLUMN owner CASCADE",
            Err("42703"),
        ),
        (
            "SELECT owner FROM fresh.note ORDER BY 1",
            "DROP VIEW fresh.notes CASCADE; ALTER TABLE fresh.note ALTER COLUMN owner TYPE int USING length(owner)",
            Ok("[2]"),
        ),
        (
            "SELECT id FROM fresh.note ORDER BY 1",
            "DROP VIEW fresh.notes CASCADE; ALTER TABLE fresh.note ALTER COLUMN id TYPE text USING 'no ' || id",
            Ok("[\"no 1\"]"),
        ),
        (
            "SELECT count(*) FROM fresh.note",
            "DROP TABLE fresh.note CASCADE",
            Err("42P01"),
        ),
        (
            "SELECT fresh.answer()",
            "DROP FUNCTION fresh.answer()",
            Err("42883"),
        ),
        (
            "SELECT 1::fresh.positive",
            "DROP DOMAIN fresh.positive",
            Err("42704"),
        ),
        (
            "SELECT count(*) AS n FROM fresh.note",
            "DROP SCHEMA fresh CASCADE",
            Err("42P01"),
        ),
    ] {
        superuser.batch_execute(OBJECTS).await.expect("the objects");
        let served = copy.served();
        for _ in 0..4 {
            served.query(sql).await.expect(sql);
        }
        superuser.batch_execute(change).await.expect(change);
        for _ in 0..4 {
            match (served.query(sql).await, outcome) {
                (Ok(answer), Ok(row)) => {
                    assert_eq!(answer.rows.rows[0], row, "{sql} after {change}")
                }
                (Err(error), Err(state)) => {
                    assert_eq!(
                        error.code,
                        ErrorCode::SqlError,
                        "{sql} after {change}: {error}"
                    );
                    assert_eq!(
                        error.sqlstate.as_deref(),
                        Some(state),
                        "{sql} after {change}: {error}"
                    );
                    assert!(!error.hint.is_empty());
                }
                (seen, _) => panic!("{sql} after {change}: {seen:?}"),
            }
        }
        served.query("SELECT 1").await.expect("the next call works");
        superuser
            .batch_execute("DROP SCHEMA IF EXISTS fresh CASCADE")
            .await
            .expect("drops");
    }
}

/// A `*` that comes to stand for other columns, as many and of the same types.
#[tokio::test]
async fn columns_keep_their_names_or_are_read_anew() {
    let copy = Copy::new();
    let superuser = copy.connect(SUPERUSER).await;
    for (sql, change, columns) in [
        (
            "SELECT * FROM fresh.note",
            "ALTER TABLE fresh.note DROP COLUMN owner CASCADE, ADD COLUMN other text",
            Some(["id", "other"]),
        ),
        (
            "TABLE fresh.note",
            "ALTER TABLE fresh.note RENAME COLUMN owner TO other",
            Some(["id", "other"]),
        ),
        (
            "SELECT n.* FROM fresh.note n WHERE id > 0 ORDER BY id LIMIT 5",
            "ALTER TABLE fresh.note DROP COLUMN owner CASCADE, ADD COLUMN secret text",
            None,
        ),
        (
            "SELECT * FROM fresh.note",
            "ALTER TABLE fresh.note ADD COLUMN more int",
            Some(["id", "owner"]),
        ),
    ] {
        superuser.batch_execute(OBJECTS).await.expect("the objects");
        let served = Served::new(READER_ROLE, &copy.name, |config| {
            config.policy.deny_columns = vec!["fresh.note.secret".to_owned()];
        });
        for _ in 0..3 {
            served.query(sql).await.expect(sql);
        }
        superuser.batch_execute(change).await.expect(change);
        for _ in 0..3 {
            match (served.query(sql).await, columns) {
                (Ok(answer), Some(columns)) => {
                    let named = answer.rows.columns.iter();
                    let named: Vec<&str> = named.map(|column| column.name.as_str()).collect();
                    assert_eq!(named, columns, "{sql} after {change}");
                }
                (Err(error), None) => {
                    assert_eq!(error.code, ErrorCode::ColumnNotAllowed, "{error}");
                }
                (seen, _) => panic!("{sql} after {change}: {seen:?}"),
            }
        }
        superuser
            .batch_execute("DROP SCHEMA fresh CASCADE")
            .await
            .expect("drops");
    }
}

/// Many calls at the moment the knowledge ends: each is answered, by the new knowledge.
#[tokio::test(flavor = "multi_thread")]
async fn calls_that_find_the_knowledge_too_old_share_one_reading() {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    let superuser = copy.connect(SUPERUSER).await;
    let served = aged(&copy);
    served.query("SELECT fresh.answer()").await.expect("served");
    superuser
        .batch_execute("ALTER FUNCTION fresh.answer() VOLATILE")
        .await
        .expect("alters");
    tokio::time::sleep(AGE).await;
    let calls = (0..8).map(|_| {
        let database = served.database().clone();
        tokio::spawn(async move {
            database
                .query(&Call {
                    sql: "SELECT fresh.answer()".to_owned(),
                    ..Call::default()
                })
                .await
        })
    });
    for call in calls.collect::<Vec<_>>() {
        let error = call.await.expect("ends").expect_err("volatile now");
        assert_eq!(error.code, ErrorCode::FunctionNotAllowed, "{error}");
    }
}
