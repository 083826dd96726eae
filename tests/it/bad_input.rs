//! Whatever is wrong with what a caller sends, it is refused by code, and the next good call works.

use std::io::Write;
use std::process::{Command, Stdio};

use gatepost::db::Call;
use gatepost::demo::{DIRECTUS, READER_ROLE};
use gatepost::error::ErrorCode;
use serde_json::{Map, Value, json};

use crate::support::{Served, cluster, query_pg, shared_name};

fn arguments(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(arguments) => arguments,
        other => panic!("not an object: {other}"),
    }
}

#[tokio::test]
async fn only_the_exact_name_of_a_database_is_one() {
    let served = Served::shared();
    let long = "directus".repeat(1280);
    for name in [
        "",
        " ",
        "directus ",
        " directus",
        "Directus",
        "DIRECTUS",
        "directu",
        "directuss",
        "directus\0",
        "directus\n",
        "directus\u{200b}",
        "d\u{456}rectus",
        "ｄirectus",
        "postgres",
        "template1",
        "workflow",
        "directus_gov_test_20260602",
        "directus_shared",
        "directus.public",
        "\"directus\"",
        "'directus'",
        "directus;",
        "directus--",
        "../directus",
        "directus host=x",
        "host=127.0.0.1 dbname=directus",
        "directus?options=",
        "directus?options=-c%20default_transaction_read_only%3Doff",
        "postgres://postgres@127.0.0.1/directus",
        "directus' OR '1'='1",
        "*",
        "%",
        "${directus}",
        "null",
        &long,
    ] {
        let error = query_pg(
            &served.databases,
            arguments(json!({"database": name, "sql": "SELECT 1"})),
        )
        .await
        .expect_err(name);
        assert_eq!(error.code, ErrorCode::DatabaseUnknown, "{name:?}: {error}");
        assert!(
            error.message.len() < 500,
            "the name is not echoed whole: {}",
            error.message.len()
        );
        assert!(
            error.hint.contains("directus"),
            "the hint names what is served: {error:?}"
        );
    }
    for wrong in [
        json!({}),
        json!({"database": "directus"}),
        json!({"sql": "SELECT 1"}),
        json!({"database": null, "sql": "SELECT 1"}),
        json!({"database": ["directus"], "sql": "SELECT 1"}),
        json!({"database": "directus", "sql": 1}),
        json!({"database": "directus", "sql": "SELECT 1", "role": "postgres"}),
        json!({"database": "directus", "sql": "SELECT 1", "parameters": "x"}),
        json!({"database": "directus", "sql": "SELECT 1", "parameters": {"1": 2}}),
        json!({"database": "directus", "sql": "SELECT 1", "max_rows": 0}),
        json!({"database": "directus", "sql": "SELECT 1", "max_rows": -1}),
        json!({"database": "directus", "sql": "SELECT 1", "max_rows": 1e30}),
        json!({"database": "directus", "sql": "SELECT 1", "timeout_ms": 0}),
        json!({"database": "directus", "sql": "SELECT 1", "timeout_ms": "5s"}),
    ] {
        let error = query_pg(&served.databases, arguments(wrong.clone()))
            .await
            .expect_err("does not fit");
        assert_eq!(error.code, ErrorCode::ArgumentsInvalid, "{wrong}: {error}");
    }
    let result = query_pg(
        &served.databases,
        arguments(json!({"database": "directus", "sql": "SELECT 1"})),
    )
    .await;
    assert_eq!(result.expect("the exact name").row_count, 1);
}

#[tokio::test]
async fn sql_that_is_none_or_too_much_is_refused_by_code() {
    let served = Served::shared();
    const LIMIT: usize = 100 * 1024;
    let padded = |bytes: usize| format!("SELECT 1 --{}", "x".repeat(bytes - 11));
    let literal = |bytes: usize| format!("SELECT length('{}')", "ü".repeat((bytes - 17) / 2));
    for (sql, code) in [
        (String::new(), ErrorCode::SqlEmpty),
        (" \t\r\n".to_owned(), ErrorCode::SqlEmpty),
        (";".to_owned(), ErrorCode::SqlEmpty),
        (" ; ; ".to_owned(), ErrorCode::SqlEmpty),
        ("-- nothing".to_owned(), ErrorCode::SqlEmpty),
        (
            "/* nothing /* at all */ */ -- here\n;".to_owned(),
            ErrorCode::SqlEmpty,
        ),
        (padded(LIMIT + 1), ErrorCode::SqlTooLarge),
        (padded(10 << 20), ErrorCode::SqlTooLarge),
        (literal(LIMIT + 3), ErrorCode::SqlTooLarge),
        ("SELECT 1\0".to_owned(), ErrorCode::ForbiddenCharacter),
        ("SELECT 'a\0b'".to_owned(), ErrorCode::ForbiddenCharacter),
        ("SELECT 'unclosed".to_owned(), ErrorCode::SqlError),
        (
            "SELECT 1; SELECT 2".to_owned(),
            ErrorCode::MultipleStatements,
        ),
        ("nonsense".to_owned(), ErrorCode::StatementNotAllowed),
        ("SELECT nonsense".to_owned(), ErrorCode::SqlError),
        (
            "SELECT".to_owned() + &" 1 +".repeat(5) + " from where",
            ErrorCode::SqlError,
        ),
    ] {
        let shown: String = sql.chars().take(60).collect();
        let error = served.query(&sql).await.expect_err(&shown);
        assert_eq!(error.code, code, "{shown:?}: {error}");
        assert!(error.message.len() < 2000, "{shown:?}: a short message");
    }
    let involved = format!("SELECT array[{}1]", "1.0*2,".repeat(12_000));
    let error = served.query(&involved).await.expect_err("a large tree");
    assert_eq!(error.code, ErrorCode::AnalysisUnavailable);
    assert!(error.message.contains("bytes, more than"), "{error}");
    for sql in [padded(LIMIT), literal(LIMIT)] {
        let answer = served.query(&sql).await.expect("exactly the limit").rows;
        assert_eq!(answer.rows.len(), 1);
    }
}

#[tokio::test]
async fn parameters_that_do_not_fit_are_refused_and_the_next_ones_served() {
    let served = Served::shared();
    let call = |sql: &str, parameters: Vec<Value>| Call {
        sql: sql.to_owned(),
        parameters,
        ..Call::default()
    };
    let many = vec![json!(1); 70_000];
    for (sql, parameters, code) in [
        ("SELECT $1::int", many, ErrorCode::ParameterCount),
        (
            "SELECT $1::int, $2::int, $3::int",
            vec![json!(1)],
            ErrorCode::ParameterCount,
        ),
        (
            "SELECT $1::int2",
            vec![json!(40_000)],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::int",
            vec![json!(1.5)],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::bool",
            vec![json!("perhaps")],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::text",
            vec![json!("a\0b")],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::uuid",
            vec![json!("123")],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::int[]",
            vec![json!([1, "x"])],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::int[]",
            vec![json!([[1], [2, 3]])],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::int[]",
            vec![json!(5)],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::timestamptz",
            vec![json!("2026-01-01T00:00:00 Nowhere/Land")],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::numeric",
            vec![json!(true)],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::public.issue_severity",
            vec![json!("no such label")],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT * FROM generate_series(1, 3) LIMIT $1",
            vec![json!("all")],
            ErrorCode::ParameterInvalid,
        ),
    ] {
        // Twice: as a new statement, and as one seen before.
        for _ in 0..2 {
            let error = served
                .database()
                .query(&call(sql, parameters.clone()))
                .await
                .expect_err(sql);
            assert_eq!(error.code, code, "{sql}: {error}");
        }
        served.query("SELECT 1").await.expect("the next call works");
    }
}

#[tokio::test]
async fn a_long_text_among_the_parameters_is_refused_and_many_texts_are_not() {
    let served = Served::shared();
    let answer = async |sql: &str, parameter: Value| {
        let call = Call {
            sql: sql.to_owned(),
            parameters: vec![parameter],
            ..Call::default()
        };
        served.database().query(&call).await
    };
    let text = |bytes: usize| json!("x".repeat(bytes));
    let longest = answer("SELECT length($1::text)", text(100 << 10)).await;
    assert_eq!(longest.expect("just as long").rows.rows, ["[102400]"]);
    let ids = json!(vec![json!("019335a5-8c6b-7c39-a3f3-6a4e0a9f2a11"); 50_000]);
    let many = answer("SELECT cardinality($1::uuid[])", ids).await;
    assert_eq!(many.expect("two megabytes of ids").rows.rows, ["[50000]"]);
    for (sql, parameter) in [
        ("SELECT strpos($1, right($1, 50000))", text(200 << 10)),
        (
            "SELECT strpos(($1::text[])[1], 'y')",
            json!([text(200 << 10)]),
        ),
        ("SELECT $1::jsonb", json!({"a": text(200 << 10)})),
    ] {
        let error = answer(sql, parameter).await.expect_err(sql);
        assert_eq!(error.code, ErrorCode::ParameterInvalid, "{sql}: {error}");
        assert!(error.message.contains("102400"), "{error}");
    }
    let next = answer("SELECT length($1::text)", text(1)).await;
    next.expect("the next call works");
}

/// The program with `input` on its standard input: its status, what it printed and what it complained of.
fn query_from_stdin(url: &str, input: &[u8]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatepost"));
    command
        .args(["query", DIRECTUS, "-", "--format", "json", "--url", url])
        .env_remove("GATEPOST_CONFIG");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("gatepost runs");
    // A program that has read enough closes its end.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("gatepost ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn sql_that_is_not_utf_8_is_refused_by_code() {
    let url = cluster().url(READER_ROLE, &shared_name(DIRECTUS));
    for input in [
        &b"SELECT '\xff'"[..],
        b"\xfe\xffS\0E\0L\0E\0C\0T\0",
        b"SELECT '\xed\xa0\x80'",
    ] {
        let (status, shown, _) = query_from_stdin(&url, input);
        assert_eq!(status, Some(1), "{shown}");
        let error: Value = serde_json::from_str(&shown).expect("JSON");
        assert_eq!(error["code"], "sql_invalid_encoding", "{shown}");
    }
    let (status, shown, _) = query_from_stdin(&url, &vec![b' '; 8 << 20]);
    assert_eq!(
        (status, shown.contains("sql_too_large")),
        (Some(1), true),
        "{shown}"
    );
}

#[tokio::test]
async fn what_postgresql_refuses_comes_with_what_to_do_here() {
    let served = Served::shared();
    for (sql, state, hint) in [
        ("SELECT id FROM orders WHERE id = ?", "42601", "$1, $2"),
        (
            "SELECT id FROM orders WHERE id =",
            "42601",
            "near the position",
        ),
        ("SELECT $2::int", "42P18", "$1::int"),
        ("SELECT * FROM workflow.public.tasks", "0A000", "`database`"),
        ("SELECT settings.theme FROM orders", "42P01", "->>"),
        ("SELECT '2026-13-01'::date", "22008", "year-month-day"),
        ("SELECT pg_current_logfile()", "42501", "grant the role"),
        ("SELECT idd FROM orders", "42703", "orders.id"),
    ] {
        let error = served.query(sql).await.expect_err(sql);
        assert_eq!(error.sqlstate.as_deref(), Some(state), "{sql}: {error:?}");
        assert!(error.hint.contains(hint), "{sql}: {error:?}");
        assert!(!error.hint.contains("setting"), "{sql}: {error:?}");
        if state == "42601" {
            assert!(error.position.is_some(), "{sql}: {error:?}");
        }
    }
    let deep = format!(
        "SELECT '{}1{}'::json",
        "[".repeat(60_000),
        "]".repeat(60_000)
    );
    let error = served.query(&deep).await.expect_err("too deep");
    assert!(!error.hint.contains("max_stack_depth"), "{error:?}");
}
