//! Rows, bytes, time and connections: every call ends, and the next good one works.

use std::time::{Duration, Instant};

use gatepost::db::{Call, Truncated};
use gatepost::demo::{READER_ROLE, SUPERUSER};
use gatepost::error::ErrorCode;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;

use crate::support::{Copy, Served, eventually};

/// How many queries of the reader run on the database now.
async fn running(copy: &Copy) -> i64 {
    let client = copy.connect(SUPERUSER).await;
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND usename = $1";
    client
        .query_one(sql, &[&READER_ROLE])
        .await
        .expect("asks")
        .get(0)
}

const ENDLESS: &str =
    "SELECT count(*) FROM public.system_issues a, public.system_issues b, public.system_issues c";

#[tokio::test]
async fn rows_past_the_limit_are_cut_and_said_so() {
    let served = Served::shared();
    let all = "SELECT id FROM public.system_issues ORDER BY id";
    let answer = served.query(all).await.expect("served").rows;
    assert_eq!(
        (answer.rows.len(), answer.truncated),
        (500, Some(Truncated::Rows))
    );
    assert_eq!(
        (answer.rows[0].as_str(), answer.rows[499].as_str()),
        ("[1]", "[500]")
    );
    for (asked, given, truncated) in [(1, 1, true), (500, 500, true), (100_000, 500, true)] {
        let call = Call {
            sql: all.to_owned(),
            rows: Some(asked),
            ..Call::default()
        };
        let answer = served.database().query(&call).await.expect("served").rows;
        assert_eq!(
            (answer.rows.len(), answer.truncated.is_some()),
            (given, truncated),
            "{asked} asked"
        );
    }
    let exactly = served
        .query("SELECT * FROM generate_series(1, 500)")
        .await
        .expect("served")
        .rows;
    assert_eq!((exactly.rows.len(), exactly.truncated), (500, None));
}

#[tokio::test]
async fn bytes_past_the_limit_are_cut_and_the_query_cancelled() {
    let copy = Copy::new();
    let served = copy.served();
    let answer = served
        .query("SELECT i, rpad('x', 100000) FROM generate_series(1, 400) i")
        .await
        .expect("served")
        .rows;
    assert_eq!(answer.truncated, Some(Truncated::Bytes));
    assert_eq!(
        answer.rows.len(),
        10,
        "ten rows of 100 kB and a bit fit a MiB"
    );
    eventually("nothing runs", async || running(&copy).await == 0).await;
    served.query("SELECT 1").await.expect("the next call works");
}

#[tokio::test]
async fn a_cell_larger_than_the_limit_is_not_carried_whole() {
    let copy = Copy::new();
    copy.superuser(
        "CREATE TABLE public.large AS SELECT repeat('x', 200 * 1024 * 1024) AS words, \
         convert_to(repeat('x', 50 * 1024 * 1024), 'UTF8') AS raw;",
    );
    let served = copy.served();
    for sql in [
        "SELECT words FROM public.large",
        "SELECT raw FROM public.large",
    ] {
        let answer = served.query(sql).await.expect("served").rows;
        assert_eq!(
            (answer.rows.len(), answer.truncated),
            (0, Some(Truncated::Bytes)),
            "{sql}"
        );
    }
    let answer = served
        .query("SELECT length(words) FROM public.large")
        .await
        .expect("served")
        .rows;
    assert_eq!(answer.rows, ["[209715200]"]);
}

#[tokio::test]
async fn a_row_far_larger_than_the_limit_is_not_carried_at_all() {
    let served = Served::shared();
    let many = |column: &str, times: usize| vec![column; times].join(", ");
    let long = |cells: String| {
        format!(
            "WITH one AS MATERIALIZED (SELECT repeat('x', 1000000) AS t) SELECT {cells} FROM one"
        )
    };
    for sql in [
        long(many("t", 9)),
        long(many("t", 1663)),
        long(format!("1, {}", many("t || 'y'", 12))),
        long(many("to_jsonb(t)", 9)),
        long(many("ARRAY[t]", 9)),
        "SELECT jsonb_agg(repeat('x', 1000)) FROM generate_series(1, 10000)".to_owned(),
    ] {
        let answer = served.query(&sql).await.expect("served").rows;
        let beginning = sql.chars().take(60).collect::<String>();
        assert_eq!(
            (answer.rows.len(), answer.truncated),
            (0, Some(Truncated::Bytes)),
            "{beginning}"
        );
    }
    for (sql, length) in [
        (
            format!("SELECT {}", many("'long enough'::text", 1663)),
            1663 * 14 + 1,
        ),
        (long("t::varchar".to_owned()), 1_000_004),
        (long(many("left(t, 60000)", 17)), 17 * 60_003 + 1),
        // In PostgreSQL's own form it is six times as large.
        (
            "SELECT jsonb_agg(1) FROM generate_series(1, 300000)".to_owned(),
            900_002,
        ),
        (
            "SELECT array_agg(1::int8) FROM generate_series(1, 500000)".to_owned(),
            1_000_003,
        ),
        (
            "SELECT NULL::jsonb, '{}'::jsonb, NULL::text[]".to_owned(),
            14,
        ),
    ] {
        let answer = served.query(&sql).await.expect("served").rows;
        let beginning = sql.chars().take(60).collect::<String>();
        assert_eq!(answer.rows.len(), 1, "{beginning}");
        assert_eq!(answer.rows[0].len(), length, "{beginning}");
    }
}

#[tokio::test]
async fn the_deadline_holds_for_the_whole_call_and_cancels_in_the_server() {
    let copy = Copy::new();
    let served = copy.served();
    let call = Call {
        sql: ENDLESS.to_owned(),
        timeout: Some(Duration::from_millis(700)),
        ..Call::default()
    };
    let started = Instant::now();
    let error = served
        .database()
        .query(&call)
        .await
        .expect_err("cannot end");
    assert_eq!(error.code, ErrorCode::Timeout);
    assert!(
        started.elapsed() < Duration::from_millis(1500),
        "took {:?}",
        started.elapsed()
    );
    eventually("nothing runs", async || running(&copy).await == 0).await;
    served.query("SELECT 1").await.expect("the next call works");
}

#[tokio::test]
async fn a_caller_that_goes_away_cancels_its_query_in_the_server() {
    let copy = Copy::new();
    let served = copy.served();
    let database = served.database().clone();
    let call = Call {
        sql: ENDLESS.to_owned(),
        ..Call::default()
    };
    let task = tokio::spawn(async move { database.query(&call).await });
    eventually("it runs", async || running(&copy).await == 1).await;
    task.abort();
    eventually("nothing runs", async || running(&copy).await == 0).await;
    served.query("SELECT 1").await.expect("the next call works");
}

#[tokio::test]
async fn a_full_pool_refuses_within_the_deadline_and_recovers() {
    let copy = Copy::new();
    let served = Served::new(READER_ROLE, &copy.name, |config| {
        config.limits.connections = 2
    });
    served.query("SELECT 1").await.expect("served");
    let busy: Vec<_> = (0..2)
        .map(|_| {
            let database = served.database().clone();
            let call = Call {
                sql: ENDLESS.to_owned(),
                timeout: Some(Duration::from_secs(3)),
                ..Call::default()
            };
            tokio::spawn(async move { database.query(&call).await })
        })
        .collect();
    eventually("both run", async || running(&copy).await == 2).await;
    let call = Call {
        sql: "SELECT 1".to_owned(),
        timeout: Some(Duration::from_millis(500)),
        ..Call::default()
    };
    let started = Instant::now();
    let error = served
        .database()
        .query(&call)
        .await
        .expect_err("no connection is free");
    assert!(
        matches!(error.code, ErrorCode::PoolExhausted | ErrorCode::Timeout),
        "{error}"
    );
    assert!(started.elapsed() < Duration::from_secs(1));
    for task in busy {
        task.await.expect("ends").expect_err("cannot end in time");
    }
    served.query("SELECT 1").await.expect("the pool recovers");
}

#[tokio::test]
async fn a_query_that_does_not_stop_keeps_its_connection_until_it_does() {
    let copy = Copy::new();
    let served = Served::new(READER_ROLE, &copy.name, |config| {
        config.limits.connections = 1
    });
    let call = |sql: &str| Call {
        sql: sql.to_owned(),
        timeout: Some(Duration::from_millis(700)),
        ..Call::default()
    };
    let database = served.database().clone();
    let endless = call(ENDLESS);
    let task = tokio::spawn(async move { database.query(&endless).await });
    let client = copy.connect(SUPERUSER).await;
    let sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND usename = $1 \
               AND query LIKE '%system_issues c%'";
    let mut pid = 0;
    eventually("it runs", async || {
        let found = client.query_opt(sql, &[&READER_ROLE]).await.expect("asks");
        pid = found.map_or(0, |row| row.get::<_, i32>(0));
        pid != 0
    })
    .await;
    // A process that is stopped looks for no request, like one that is deep in arithmetic.
    kill(Pid::from_raw(pid), Signal::SIGSTOP).expect("a server of ours");
    let ended = task.await.expect("ends");
    // Longer than a session may take to be cleaned.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    let meanwhile = served.database().query(&call("SELECT 1")).await;
    kill(Pid::from_raw(pid), Signal::SIGCONT).expect("a server of ours");
    assert_eq!(ended.expect_err("cannot end").code, ErrorCode::Timeout);
    let refused = meanwhile.expect_err("no connection is free").code;
    assert!(
        matches!(refused, ErrorCode::PoolExhausted | ErrorCode::Timeout),
        "{refused}"
    );
    eventually("the next call works", async || {
        served.query("SELECT 1").await.is_ok()
    })
    .await;
    eventually("nothing runs", async || running(&copy).await == 0).await;
}

#[tokio::test]
async fn nothing_of_one_call_is_left_for_the_next() {
    let copy = Copy::new();
    let served = Served::new(READER_ROLE, &copy.name, |config| {
        config.limits.connections = 1
    });
    let state = "SELECT (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory') AS locks, \
                 current_setting('TimeZone') AS zone, current_setting('debug_print_rewritten') AS trees, \
                 current_setting('statement_timeout') AS timeout, \
                 (SELECT count(*) FROM pg_cursors WHERE name <> '') AS cursors, \
                 (SELECT count(*) FROM pg_listening_channels()) AS channels";
    for sql in [
        "SELECT 1/0",
        "SELECT nonsense",
        ENDLESS,
        "SELECT rpad('x', 1000000) FROM generate_series(1, 9)",
    ] {
        let call = Call {
            sql: sql.to_owned(),
            timeout: Some(Duration::from_millis(400)),
            ..Call::default()
        };
        let _ = served.database().query(&call).await;
        let answer = served.query(state).await.expect("served").rows;
        assert_eq!(answer.rows, [r#"[0,"UTC","off","5s",0,0]"#], "after {sql}");
    }
}

#[tokio::test]
async fn values_are_postgresqls_own_json() {
    let served = Served::shared();
    for (expression, cell) in [
        ("9007199254740992::int8", "9007199254740992"),
        ("9007199254740993::int8", "\"9007199254740993\""),
        ("1.10::numeric", "1.10"),
        (
            "12345678901234567890.5::numeric",
            "\"12345678901234567890.5\"",
        ),
        ("'NaN'::float8", "\"NaN\""),
        ("'Infinity'::numeric", "\"Infinity\""),
        ("0.1::float8", "0.1"),
        ("NULL::int", "null"),
        ("true", "true"),
        ("'ü\"x'::text", "\"ü\\\"x\""),
        (
            "'2026-01-02 03:04:05+02'::timestamptz",
            "\"2026-01-02T01:04:05+00:00\"",
        ),
        (
            "'1 year 2 days 03:04:05'::interval",
            "\"1 year 2 days 03:04:05\"",
        ),
        ("'\\x00ff'::bytea", "\"\\\\x00ff\""),
        ("ARRAY[1,NULL,3]", "[1,null,3]"),
        ("'[1,5)'::int4range", "\"[1,5)\""),
        ("'{\"a\": [1, 2]}'::jsonb", "{\"a\": [1, 2]}"),
        ("ROW(1, 'x')", "{\"f1\":1,\"f2\":\"x\"}"),
        ("'quiet'::text::name", "\"quiet\""),
        (
            "'00000000-0000-0000-0000-000000000001'::uuid",
            "\"00000000-0000-0000-0000-000000000001\"",
        ),
    ] {
        let answer = served
            .query(&format!("SELECT {expression}"))
            .await
            .expect(expression)
            .rows;
        assert_eq!(answer.rows, [format!("[{cell}]")], "{expression}");
    }
}

#[tokio::test]
async fn shapes_of_results_that_wrapping_could_break() {
    let served = Served::shared();
    for (sql, rows) in [
        ("SELECT 1 AS a, 2 AS a, 3", vec!["[1,2,3]"]),
        ("SELECT FROM generate_series(1, 3)", vec!["[]", "[]", "[]"]),
        ("VALUES (1, 'a'), (2, 'b')", vec!["[1,\"a\"]", "[2,\"b\"]"]),
        ("SELECT 1; -- the end", vec!["[1]"]),
        ("SELECT 1 -- the end", vec!["[1]"]),
        ("SELECT 1 /* the end */ ;\n\n", vec!["[1]"]),
        ("-- first\nSELECT 1", vec!["[1]"]),
        (
            "SELECT x FROM generate_series(3, 1, -1) x ORDER BY x",
            vec!["[1]", "[2]", "[3]"],
        ),
        ("WITH t AS (SELECT 1 AS one) SELECT * FROM t", vec!["[1]"]),
        (
            "(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1 DESC",
            vec!["[2]", "[1]"],
        ),
        (
            "SELECT 1 AS \"t\", 2 AS \"c0\", 3 AS \"c1\"",
            vec!["[1,2,3]"],
        ),
    ] {
        let answer = served.query(sql).await.expect(sql).rows;
        assert_eq!(answer.rows, rows, "{sql}");
    }
}

#[tokio::test]
async fn parameters_are_bound_and_never_text() {
    let served = Served::shared();
    let call = |sql: &str, parameters| Call {
        sql: sql.to_owned(),
        parameters,
        ..Call::default()
    };
    let database = served.database();
    for (sql, parameters, row) in [
        ("SELECT $1::int + 1", vec![json!(41)], "[42]"),
        (
            "SELECT $1::text",
            vec![json!("'; DROP TABLE x; --")],
            "[\"'; DROP TABLE x; --\"]",
        ),
        (
            "SELECT $1::int[] || $2::int",
            vec![json!([1, 2]), json!(3)],
            "[[1,2,3]]",
        ),
        (
            "SELECT $1::jsonb -> 'a'",
            vec![json!({"a": {"b": null}})],
            "[{\"b\": null}]",
        ),
        ("SELECT $1::date IS NULL", vec![json!(null)], "[true]"),
        (
            "SELECT count(*) FROM public.system_issues WHERE id = ANY($1)",
            vec![json!([1, 2, 3])],
            "[3]",
        ),
    ] {
        // Twice: as a new statement, and as one seen before.
        for _ in 0..2 {
            let answer = database
                .query(&call(sql, parameters.clone()))
                .await
                .expect(sql)
                .rows;
            assert_eq!(answer.rows, [row], "{sql}");
        }
    }
    for (sql, parameters, code) in [
        ("SELECT $1::int", vec![], ErrorCode::ParameterCount),
        ("SELECT 1", vec![json!(1)], ErrorCode::ParameterCount),
        (
            "SELECT $1::int",
            vec![json!("many")],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::int",
            vec![json!({"a": 1})],
            ErrorCode::ParameterInvalid,
        ),
        (
            "SELECT $1::date",
            vec![json!("2026-02-31")],
            ErrorCode::ParameterInvalid,
        ),
    ] {
        let error = database.query(&call(sql, parameters)).await.expect_err(sql);
        assert_eq!(error.code, code, "{sql}: {error}");
        served.query("SELECT 1").await.expect("the next call works");
    }
}

#[tokio::test]
async fn a_parameter_of_a_domain_is_given_as_one_of_the_type_below() {
    let copy = Copy::new();
    copy.superuser(
        "CREATE DOMAIN public.few AS int[] CHECK (pg_catalog.cardinality(VALUE) < 4);
         CREATE DOMAIN public.fewer AS public.few CHECK (pg_catalog.cardinality(VALUE) < 3);
         CREATE DOMAIN public.settings AS jsonb CHECK (pg_catalog.jsonb_typeof(VALUE) = 'object');
         CREATE DOMAIN public.many_settings AS public.settings[];",
    );
    let served = copy.served();
    for (sql, parameter, outcome) in [
        ("SELECT $1::few", json!([1, 2]), Ok("[[1,2]]")),
        ("SELECT $1::fewer", json!([1, null]), Ok("[[1,null]]")),
        ("SELECT $1::fewer", json!("{1,2}"), Ok("[[1,2]]")),
        (
            "SELECT $1::fewer",
            json!([1, 2, 3]),
            Err(ErrorCode::SqlError),
        ),
        (
            "SELECT $1::few",
            json!(["x"]),
            Err(ErrorCode::ParameterInvalid),
        ),
        (
            "SELECT $1::few",
            json!({"a": 1}),
            Err(ErrorCode::ParameterInvalid),
        ),
        (
            "SELECT $1::settings",
            json!({"a": [1]}),
            Ok("[{\"a\": [1]}]"),
        ),
        ("SELECT $1::settings", json!([1]), Err(ErrorCode::SqlError)),
        (
            "SELECT $1::many_settings",
            json!([{"a": 1}, {}]),
            Ok("[[{\"a\": 1},{}]]"),
        ),
    ] {
        let call = Call {
            sql: sql.to_owned(),
            parameters: vec![parameter],
            ..Call::default()
        };
        let answer = served.database().query(&call).await;
        let answer = answer.as_ref().map(|answer| answer.rows.rows[0].as_str());
        assert_eq!(answer.map_err(|error| error.code), outcome, "{sql}");
    }
}
