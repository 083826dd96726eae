//! Which functions are refused, left to the server, and allowed.

use std::collections::BTreeSet;

use crate::error::{ErrorCode, Position};
use crate::policy::{Catalog, Function, FunctionKind, Volatility};
use crate::sql::rules::testing::{all_approved, all_refused, all_undecided, read, refusal};
use crate::sql::{FirstReading, RawSql, read_first};

#[test]
fn refuses_a_denied_function_wherever_it_stands() {
    all_refused(
        ErrorCode::FunctionNotAllowed,
        &[
            "SELECT pg_sleep(1)",
            "SELECT PG_SLEEP(1)",
            "SELECT \"pg_sleep\"(1)",
            "SELECT pg_catalog.pg_sleep(1)",
            "SELECT \"pg_catalog\".\"pg_sleep\"(1)",
            "SELECT PG_CATALOG.Pg_Sleep (1)",
            "SELECT pg_sleep/* */(1)",
            "SELECT pg_sleep -- \n (1)",
            "SELECT * FROM pg_sleep(1)",
            "SELECT * FROM t, pg_sleep(1) AS s",
            "SELECT * FROM t CROSS JOIN LATERAL pg_sleep(t.a) s",
            "SELECT * FROM t JOIN u ON pg_sleep(1) IS NULL",
            "SELECT 1 WHERE pg_sleep(1) IS NULL",
            "SELECT 1 FROM t GROUP BY pg_sleep(1)",
            "SELECT 1 FROM t GROUP BY GROUPING SETS ((a), (pg_sleep(1)))",
            "SELECT 1 FROM t GROUP BY ROLLUP (pg_sleep(1))",
            "SELECT 1 FROM t HAVING pg_sleep(1) IS NULL",
            "SELECT 1 FROM t ORDER BY pg_sleep(1)",
            "SELECT 1 LIMIT length(pg_sleep(1)::text)",
            "SELECT 1 OFFSET length(pg_sleep(1)::text)",
            "SELECT DISTINCT ON (pg_sleep(1)) 1",
            "SELECT count(*) FILTER (WHERE pg_sleep(1) IS NULL) FROM t",
            "SELECT count(pg_sleep(1)) FROM t",
            "SELECT array_agg(a ORDER BY pg_sleep(1)) FROM t",
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY pg_sleep(1)) FROM t",
            "SELECT sum(1) OVER (PARTITION BY pg_sleep(1)) FROM t",
            "SELECT sum(1) OVER (ORDER BY pg_sleep(1)) FROM t",
            "SELECT sum(1) OVER w FROM t WINDOW w AS (ORDER BY pg_sleep(1))",
            "SELECT sum(1) OVER (ROWS pg_sleep(1)::text::int PRECEDING) FROM t",
            "SELECT CASE WHEN a THEN pg_sleep(1) END FROM t",
            "SELECT CASE pg_sleep(1)::text WHEN '' THEN 1 END",
            "SELECT coalesce(NULL, pg_sleep(1)::text)",
            "SELECT ARRAY[pg_sleep(1)]",
            "SELECT ARRAY(SELECT pg_sleep(1))",
            "SELECT a[length(pg_sleep(1)::text)] FROM t",
            "SELECT (pg_sleep(1)).x",
            "SELECT row(1, pg_sleep(1))",
            "SELECT (1, pg_sleep(1)) = (1, 2)",
            "SELECT pg_sleep(1)::text",
            "SELECT CAST(pg_sleep(1) AS text)",
            "SELECT EXISTS (SELECT pg_sleep(1))",
            "SELECT 1 IN (SELECT pg_sleep(1)::text::int)",
            "SELECT 'a' = ANY (ARRAY[pg_sleep(1)::text])",
            "SELECT 1 BETWEEN 0 AND pg_sleep(1)::text::int",
            "SELECT 'a' LIKE pg_sleep(1)::text",
            "SELECT 'a' COLLATE \"C\" || pg_sleep(1)",
            "SELECT extract(epoch FROM pg_sleep(1)::text::timestamp)",
            "SELECT substring('a' FROM pg_sleep(1)::text)",
            "SELECT now() AT TIME ZONE pg_sleep(1)::text",
            "SELECT make_interval(secs => pg_sleep(1)::text::int)",
            "VALUES (1), (pg_sleep(1)::text::int)",
            "WITH x AS (SELECT pg_sleep(1)) SELECT 1",
            "WITH RECURSIVE x AS (SELECT 1 UNION ALL SELECT pg_sleep(1)::text::int FROM x) TABLE x",
            "SELECT 1 UNION SELECT pg_sleep(1)::text::int",
            "SELECT * FROM (SELECT pg_sleep(1)) s",
            "SELECT * FROM unnest(ARRAY[pg_sleep(1)]) u",
            "SELECT * FROM t TABLESAMPLE bernoulli (pg_sleep(1)::text::int)",
            "SELECT -pg_sleep(1)::text::int",
            "SELECT 1 + (2 * (3 - length(pg_sleep(1)::text)))",
            "SELECT E'\\'' || pg_sleep(1)",
            "SELECT E'a'\n'\\'' || pg_sleep(1) --'",
            "SELECT $$'$$ || pg_sleep(1) || $$'$$",
            "SELECT /* /* */ */ pg_sleep(1)",
        ],
    );
}

#[test]
fn refuses_what_read_only_does_not_stop() {
    let calls = [
        "pg_advisory_lock(1)",
        "set_config('a.b', 'c', false)",
        "pg_notify('a', 'b')",
        "nextval('s')",
        "setval('s', 1)",
        "lo_create(0)",
        "lo_get(1)",
        "lo_from_bytea(0, '')",
        "lo_import('/etc/passwd')",
        "pg_logical_emit_message(true, 'a', 'b')",
        "gin_clean_pending_list('i')",
        "brin_summarize_new_values('i')",
        "pg_backup_start('x')",
        "pg_switch_wal()",
        "pg_stat_reset()",
        "pg_terminate_backend(1)",
        "pg_reload_conf()",
        "pg_create_physical_replication_slot('a')",
        "pg_replication_origin_create('a')",
        "pg_read_file('/etc/passwd')",
        "pg_ls_dir('/')",
        "query_to_xml('DELETE FROM t', true, false, '')",
        "cursor_to_xml('c', 1, true, false, '')",
        "ts_stat('SELECT 1')",
        "setseed(0.5)",
    ];
    for call in calls {
        all_refused(
            ErrorCode::FunctionNotAllowed,
            &[
                &format!("SELECT {call}"),
                &format!("SELECT * FROM {call} AS f"),
            ],
        );
    }
}

/// These are not volatile, or not PostgreSQL's own: only `functions.txt` denies them.
#[test]
fn refuses_what_the_list_denies() {
    for call in [
        "table_to_xml('t', true, false, '')",
        "schema_to_xml('public', true, false, '')",
        "database_to_xml(true, false, '')",
        "txid_current()",
        "pg_current_xact_id()",
        "pg_export_snapshot()",
        "dblink('host=x', 'SELECT 1')",
        "public.dblink('host=x', 'SELECT 1')",
        "ext.crosstab('SELECT 1')",
        "cron.schedule('a', 'b', 'c')",
    ] {
        all_refused(
            ErrorCode::FunctionNotAllowed,
            &[
                &format!("SELECT {call}"),
                &format!("SELECT * FROM {call} AS f"),
            ],
        );
    }
}

#[test]
fn what_nobody_knows_is_left_to_the_server() {
    all_undecided(&[
        "SELECT 1 FETCH FIRST (length(pg_sleep(1)::text)) ROWS ONLY",
        "SELECT f(1)",
        "SELECT public.f(1)",
        "SELECT * FROM f(1)",
        "SELECT \"PG_SLEEP\"(1)",
        "SELECT public.pg_sleep(1)",
        "SELECT sum(a) FILTER (WHERE f(a)) FROM t",
        "SELECT (a).pg_sleep FROM (SELECT 0.1::float8 AS a) s",
        "SELECT a.pg_sleep FROM t a",
        "SELECT * FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) r",
    ]);
}

#[test]
fn harmless_functions_pass() {
    all_approved(&[
        "SELECT now(), current_date, current_timestamp(3), localtime, current_user, session_user, user, current_catalog, current_schema",
        "SELECT upper(a), lower(a), length(a), md5(a), coalesce(a, 'x'), nullif(a, ''), greatest(1, 2), least(1, 2) FROM t",
        "SELECT pg_size_pretty(pg_total_relation_size('t'))",
        "SELECT random(), clock_timestamp(), gen_random_uuid()",
        "SELECT to_tsvector('english', a) @@ plainto_tsquery('x'), ts_rank(a, b), ts_headline(a, b) FROM t",
        "SELECT ts_rewrite('a & b'::tsquery, 'a'::tsquery, 'c'::tsquery), ts_rewrite(q, a, b) FROM t",
        "SELECT make_interval(days => 10), make_interval(days := 10)",
        "SELECT to_json(t), row_to_json(t), t.to_json FROM t",
        "SELECT pg_catalog.format_type(1, 2), pg_get_viewdef('v'), obj_description(1, 'pg_class')",
        "SELECT information_schema._pg_char_max_length(1, 2)",
    ]);
}

#[test]
fn ts_rewrite_with_two_arguments_runs_sql() {
    assert!(!matches!(
        read("SELECT ts_rewrite('a'::tsquery, 'SELECT 1')"),
        FirstReading::Approved(_)
    ));
}

#[test]
fn the_inventory_names_every_function() {
    let FirstReading::Approved(inventory) = read(
        "SELECT UPPER(a), \"lower\"(a), pg_catalog.abs(1), extract(year FROM now()) FROM s.T, unnest(b) WHERE trim(a) = ''",
    ) else {
        panic!("a plain read");
    };
    let expected = [
        "upper",
        "lower",
        "pg_catalog.abs",
        "extract",
        "now",
        "unnest",
        "btrim",
    ];
    assert_eq!(inventory.functions, expected.map(str::to_owned).into());
    assert_eq!(inventory.relations, BTreeSet::from(["s.t".to_owned()]));
}

#[test]
fn says_where_and_what_instead() {
    let error = refusal("SELECT 1,\n  pg_catalog.set_config('a', 'b', false)");
    assert_eq!(error.position, Some(Position { line: 2, column: 3 }));
    assert!(error.message.contains("set_config"), "{}", error.message);
    assert!(error.hint.contains("current_setting"), "{}", error.hint);
}

fn user_function(volatility: Volatility) -> Function {
    Function {
        arguments: "integer".into(),
        volatility,
        language: "plpgsql".into(),
        language_trusted: true,
        ..Function::for_tests()
    }
}

fn read_live(sql: &str, functions: &[Function], allowed: &[&str]) -> FirstReading {
    let mut catalog = Catalog::default();
    for (oid, function) in (20_000..).zip(functions) {
        catalog.functions.insert(oid, function.clone());
    }
    let allowed = allowed.iter().map(|name| (*name).to_owned()).collect();
    let raw = RawSql::new(sql, 1_000).expect("a fine text");
    read_first(&raw, &catalog, &allowed)
}

#[test]
fn a_live_catalog_judges_functions_of_users() {
    let stable = user_function(Volatility::Stable);
    let volatile = user_function(Volatility::Volatile);
    let definer = Function {
        security_definer: true,
        ..stable.clone()
    };
    let untrusted = Function {
        language: "plpython3u".into(),
        language_trusted: false,
        ..stable.clone()
    };
    let aggregate = Function {
        kind: FunctionKind::Aggregate,
        volatility: Volatility::Immutable,
        ..stable.clone()
    };
    let sql = "SELECT f(1)";
    let approved = |reading| matches!(reading, FirstReading::Approved(_));
    let refused = |reading| matches!(reading, FirstReading::Refused(_));
    let undecided = |reading| matches!(reading, FirstReading::Undecided(_));
    assert!(approved(read_live(sql, std::slice::from_ref(&stable), &[])));
    assert!(refused(read_live(
        sql,
        std::slice::from_ref(&volatile),
        &[]
    )));
    assert!(refused(read_live(sql, &[definer], &[])));
    assert!(refused(read_live(sql, &[untrusted], &[])));
    assert!(undecided(read_live(sql, &[aggregate], &[])));
    let both = [stable, volatile.clone()];
    assert!(undecided(read_live(sql, &both, &[])));
    assert!(undecided(read_live(
        "SELECT t.f FROM t",
        std::slice::from_ref(&volatile),
        &[]
    )));
    assert!(approved(read_live(
        sql,
        &[volatile],
        &["public.f(integer)"]
    )));
}
