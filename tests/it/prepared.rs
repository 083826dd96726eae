//! Statements that a session keeps prepared: they are what was approved, or the session is not used.

use gatepost::db::Answer;
use gatepost::demo::{READER_ROLE, SUPERUSER};

use crate::support::{Copy, Served};

/// Functions that an operator could allow by mistake: one drops every prepared statement, one puts others in their place.
const OBJECTS: &str = "
    CREATE SCHEMA kept;
    CREATE TABLE kept.note (id int);
    INSERT INTO kept.note VALUES (7);
    CREATE FUNCTION kept.drop_all() RETURNS int LANGUAGE plpgsql VOLATILE AS
      $$BEGIN DEALLOCATE ALL; RETURN 1; END$$;
    CREATE FUNCTION kept.replace_all() RETURNS int LANGUAGE plpgsql VOLATILE AS $$
      DECLARE one record; replaced int := 0;
      BEGIN
        FOR one IN SELECT name FROM pg_prepared_statements LOOP
          EXECUTE format('DEALLOCATE %I', one.name);
          EXECUTE format('PREPARE %I AS SELECT 666', one.name);
          replaced := replaced + 1;
        END LOOP;
        RETURN replaced;
      END$$;
    GRANT USAGE ON SCHEMA kept TO PUBLIC;
    GRANT SELECT ON ALL TABLES IN SCHEMA kept TO PUBLIC;";

/// One session, so that the calls of a test meet what those before them left.
fn served(copy: &Copy) -> Served {
    copy.superuser(OBJECTS);
    Served::new(READER_ROLE, &copy.name, |config| {
        config.limits.connections = 1;
        let allowed = ["kept.drop_all()", "kept.replace_all()"];
        config.policy.allow_functions = allowed.into_iter().map(str::to_owned).collect();
    })
}

async fn rows(served: &Served, sql: &str) -> Vec<String> {
    let answer: Answer = served.query(sql).await.expect(sql);
    answer.rows.rows
}

const KEPT: &str = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%kept.note%' AND NOT from_sql";

#[tokio::test]
async fn what_comes_again_is_prepared_once_and_not_before() {
    let copy = Copy::new();
    let served = served(&copy);
    let sql = "SELECT id FROM kept.note";
    for (calls, kept) in [(1, "[0]"), (1, "[1]"), (3, "[1]")] {
        for _ in 0..calls {
            assert_eq!(rows(&served, sql).await, ["[7]"]);
        }
        // The statement that asks holds the words itself.
        let others = format!("{KEPT} AND statement NOT LIKE '%pg_prepared_statements%'");
        assert_eq!(rows(&served, &others).await, [kept], "after {calls} more");
    }
}

#[tokio::test]
async fn a_session_that_lost_its_statements_is_replaced() {
    let copy = Copy::new();
    let served = served(&copy);
    for _ in 0..3 {
        assert_eq!(rows(&served, "SELECT id FROM kept.note").await, ["[7]"]);
    }
    assert_eq!(rows(&served, "SELECT kept.drop_all()").await, ["[1]"]);
    assert_eq!(rows(&served, "SELECT id FROM kept.note").await, ["[7]"]);
    assert_eq!(rows(&served, "SELECT kept.drop_all()").await, ["[1]"]);
    assert_eq!(rows(&served, "SELECT id + 1 FROM kept.note").await, ["[8]"]);
}

#[tokio::test]
async fn a_statement_put_in_the_place_of_ours_is_never_run() {
    let copy = Copy::new();
    let served = served(&copy);
    for _ in 0..3 {
        assert_eq!(rows(&served, "SELECT id FROM kept.note").await, ["[7]"]);
    }
    let replaced = rows(&served, "SELECT kept.replace_all()").await;
    assert_ne!(replaced, ["[0]"], "there was something to replace");
    assert_eq!(rows(&served, "SELECT id FROM kept.note").await, ["[7]"]);
}

#[tokio::test]
async fn a_column_of_another_type_is_described_anew() {
    let copy = Copy::new();
    let served = served(&copy);
    for _ in 0..3 {
        assert_eq!(rows(&served, "SELECT id FROM kept.note").await, ["[7]"]);
    }
    let superuser = copy.connect(SUPERUSER).await;
    superuser
        .batch_execute("ALTER TABLE kept.note ALTER id TYPE text")
        .await
        .expect("alters");
    let answer = served
        .query("SELECT id FROM kept.note")
        .await
        .expect("reads");
    assert_eq!(answer.rows.rows, ["[\"7\"]"]);
    assert_eq!(answer.rows.columns[0].type_name, "text");
}

/// Values that are written here and not by `to_json`.
const VALUES: [&str; 34] = [
    "true",
    "false",
    "NULL::bool",
    "0::int2",
    "(-32768)::int2",
    "32767::int2",
    "(-2147483648)::int4",
    "2147483647",
    "NULL::int4",
    "9007199254740991",
    "9007199254740992",
    "(-9007199254740993)::int8",
    "1152921504606846976",
    "(-9223372036854775808)::int8",
    "9223372036854775807",
    "''::text",
    "NULL::text",
    "'plain'::text",
    "E'quote \" backslash \\\\ slash / tab \\t line \\n return \\r back \\b feed \\f'::text",
    "E'\\x01\\x1f\\x7f'::text",
    "U&'\\0085 \\00fc \\2028 \\FEFF \\+01F600'::text",
    "'varying'::varchar(4)",
    "'fixed'::char(9)",
    "'a name'::name",
    "7::whole",
    "'a \"domain\"'::words",
    "'2025-06-01 00:02:35.1+02'::timestamptz",
    "'2024-02-29 23:59:59.999999'::timestamp",
    "'1999-12-31 24:00'::timestamp",
    "'4713-01-01 BC'::timestamptz",
    "'0001-12-31 BC'::timestamp",
    "'294276-12-31 23:59:59.999999'::timestamptz",
    "'infinity'::timestamptz",
    "'-infinity'::timestamp",
];

#[tokio::test]
async fn values_are_written_as_to_json_writes_them() {
    let copy = Copy::new();
    copy.superuser("CREATE DOMAIN whole AS int8; CREATE DOMAIN words AS varchar(20)");
    let served = copy.served();
    for value in VALUES {
        let sql = format!("SELECT ({value}) FROM generate_series(1, 1)");
        let ours = rows(&served, &sql).await;
        let theirs = rows(&served, &sql.replace(value, &format!("to_json({value})"))).await;
        assert_eq!(ours, theirs, "{value}");
    }
}

#[tokio::test]
async fn dates_are_reckoned_as_postgresql_reckons_them() {
    let copy = Copy::new();
    let served = copy.served();
    let sql = "SELECT t, to_json(t) FROM generate_series(0, 499) AS n, \
               LATERAL (SELECT '4713-01-01 BC'::timestamptz + n * interval '579 years 37 days 1234567 us') AS s(t)";
    for row in rows(&served, sql).await {
        let row: [String; 2] = serde_json::from_str(&row).expect("two strings");
        assert_eq!(row[0], row[1]);
    }
}
