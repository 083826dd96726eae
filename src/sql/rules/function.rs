//! Functions, wherever they occur, are judged by name: all overloads of the name must be allowed.

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};
use sqlparser::tokenizer::Span;

use crate::error::{ErrorCode, ToolError};
use crate::policy::{
    Body, Function, FunctionKind, ListedFunction, Listing, Oid, Volatility, line, line_of,
};
use crate::sql::reading::{Name, Reading, Rule};

use super::reserved;

/// Values that are written without parentheses and run nothing.
const VALUES: &[&str] = &[
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "user",
];

/// Syntax that looks like a call; the grammar takes it before any function of that name.
const FORMS: &[&str] = &[
    "array",
    "coalesce",
    "current_time",
    "current_timestamp",
    "greatest",
    "grouping",
    "least",
    "localtime",
    "localtimestamp",
    "nullif",
    "row",
    "xmlconcat",
    "xmlforest",
];

/// Judges a call of `name` with `count` arguments; no count when there are no parentheses.
pub(in crate::sql) fn check_call(
    name: &ObjectName,
    count: Option<usize>,
    reading: &mut Reading<'_>,
) {
    let unquoted = match name.0.as_slice() {
        [ObjectNamePart::Identifier(only)] => only.quote_style.is_none(),
        _ => false,
    };
    let Some(folded) = reading.name(name) else {
        return;
    };
    reading.saw_function(&folded);
    match count {
        None if unquoted && VALUES.contains(&folded.name.as_str()) => {}
        None => reading.unknown_syntax("a call without parentheses"),
        Some(_) if unquoted && FORMS.contains(&folded.name.as_str()) => {}
        Some(count) => {
            if let Some(ObjectNamePart::Identifier(first)) = name.0.first() {
                reserved::check(first, reading);
            }
            judge(&folded, count, reading);
        }
    }
}

/// Judges syntax that PostgreSQL turns into a call of its own function `name`.
pub(in crate::sql) fn check_syntax(name: &str, reading: &mut Reading<'_>) {
    let name = Name {
        schema: String::new(),
        name: name.to_owned(),
        span: Span::empty(),
    };
    reading.saw_function(&name);
    if let Some((line, Listing::Denied(_))) =
        line("pg_catalog", &name.name).map(|line| (line, line.listing))
    {
        let why = Why::Listed(line);
        reading.refuse(Rule::Function, name.span, error(&name, &why));
    }
}

/// `row.name` and `(value).name` call a function of that name when there is no such column.
pub(in crate::sql) fn check_attribute(name: &Ident, reading: &mut Reading<'_>) {
    let Some(folded) = reading.fold(name) else {
        return;
    };
    let catalog = reading.catalog;
    let all_allowed = || {
        let mut overloads = catalog.functions_named(&folded).iter();
        overloads.all(|oid| overload_is_allowed(*oid, reading))
    };
    if !catalog.function_is_plain(&folded) && !all_allowed() {
        reading.undecided(
            name.span,
            format!(
                "{folded} may be a column or a function that is not allowed; the server can tell"
            ),
        );
    }
}

/// True when the function with this OID may run.
pub(super) fn overload_is_allowed(oid: Oid, reading: &Reading<'_>) -> bool {
    match reading.catalog.functions.get(&oid) {
        Some(function) => matches!(judge_overload(oid, function, reading, 0), Overload::Allowed),
        None => false,
    }
}

enum Overload {
    Allowed,
    Denied(Why),
    Unknown,
}

/// Why a function may not be called.
enum Why {
    Listed(&'static ListedFunction),
    Itself(&'static str),
}

fn judge(name: &Name, count: usize, reading: &mut Reading<'_>) {
    let catalog = reading.catalog;
    if matches!(name.schema.as_str(), "" | "pg_catalog") && catalog.function_is_plain(&name.name) {
        return;
    }
    let overloads: Vec<(Oid, &Function)> = catalog
        .functions_named(&name.name)
        .iter()
        .filter_map(|oid| Some((*oid, catalog.functions.get(oid)?)))
        .filter(|(_, function)| name.schema.is_empty() || *function.schema == *name.schema)
        .collect();
    if overloads.is_empty() {
        // Of extensions only names are known.
        match line(&name.schema, &name.name).map(|line| (line, line.listing)) {
            Some((line, Listing::Denied(_))) => {
                let why = Why::Listed(line);
                reading.refuse(Rule::Function, name.span, error(name, &why));
            }
            _ => reading.undecided(
                name.span,
                format!(
                    "{} is not one of PostgreSQL's own functions, so only the server can judge it",
                    name.name
                ),
            ),
        }
        return;
    }
    let (mut others, mut unknown, mut denied) = (false, false, None);
    for (oid, function) in overloads {
        if takes_fewer(function, count) {
            continue;
        }
        match judge_overload(oid, function, reading, 0) {
            Overload::Allowed => others = true,
            Overload::Unknown => unknown = true,
            Overload::Denied(why) => denied = denied.or(Some(why)),
        }
    }
    match denied {
        Some(why) if !others && !unknown => {
            reading.refuse(Rule::Function, name.span, error(name, &why));
        }
        None if !unknown => {}
        _ => reading.undecided(
            name.span,
            format!(
                "not every function called {} is allowed; the server can tell which one this is",
                name.name
            ),
        ),
    }
}

/// True when the call has more arguments than the overload can take. One whose last argument could be
/// variadic takes any number.
fn takes_fewer(function: &Function, count: usize) -> bool {
    let arguments = function.arguments.as_ref();
    if arguments.ends_with("[]") || arguments.ends_with("\"any\"") {
        return false;
    }
    let parameters = if arguments.is_empty() {
        0
    } else {
        arguments.matches(',').count() + 1
    };
    parameters < count
}

/// Bodies and aggregates name other functions; a longer chain is for the server.
const CALL_DEPTH: usize = 8;

fn judge_overload(oid: Oid, function: &Function, reading: &Reading<'_>, depth: usize) -> Overload {
    if depth > CALL_DEPTH {
        return Overload::Unknown;
    }
    if !reading.allow_functions.is_empty()
        && reading.allow_functions.contains(&function.signature())
    {
        return Overload::Allowed;
    }
    let built_in = *function.schema == *"pg_catalog";
    if let Some(line) = line_of(function) {
        match line.listing {
            Listing::Denied(_) => return Overload::Denied(Why::Listed(line)),
            Listing::Harmless(_) => return Overload::Allowed,
            Listing::Unlisted => {}
        }
    }
    if function.kind == FunctionKind::Procedure {
        return Overload::Denied(Why::Itself("it is a procedure"));
    }
    if function.security_definer && !built_in {
        return Overload::Denied(Why::Itself("it runs with its owner's rights"));
    }
    // Functions in `internal` and `c` are compiled, and only a superuser can add one.
    if !function.language_trusted && !matches!(function.language.as_ref(), "internal" | "c") {
        return Overload::Denied(Why::Itself("its language is not trusted"));
    }
    if function.volatility == Volatility::Volatile {
        return Overload::Denied(Why::Itself("it is volatile, so it may do more than read"));
    }
    let parts = match &function.body {
        Body::Refused(_) => {
            return Overload::Denied(Why::Itself("its body holds something no read does"));
        }
        Body::Reads(named) => named.functions.as_slice(),
        // pg_proc calls every aggregate immutable; its parts tell.
        Body::Compiled if function.kind == FunctionKind::Aggregate && !built_in => {
            match reading.catalog.aggregates.get(&oid) {
                Some(aggregate) => aggregate.functions.as_slice(),
                None => return Overload::Unknown,
            }
        }
        Body::Compiled => &[],
    };
    let all_allowed = parts.iter().all(|part| {
        reading.catalog.functions.get(part).is_some_and(|function| {
            matches!(
                judge_overload(*part, function, reading, depth + 1),
                Overload::Allowed
            )
        })
    });
    if all_allowed {
        Overload::Allowed
    } else {
        Overload::Unknown
    }
}

fn error(name: &Name, why: &Why) -> ToolError {
    let (reason, instead) = match why {
        Why::Itself(reason) => ((*reason).to_owned(), None),
        Why::Listed(line) => {
            let reason = match line.listing {
                Listing::Denied(reason) | Listing::Harmless(reason) => reason,
                Listing::Unlisted => "it is not allowed",
            };
            (format!("it {reason}"), line.instead)
        }
    };
    ToolError::new(
        ErrorCode::FunctionNotAllowed,
        format!("the function {} may not be called: {reason}", name.name),
        match instead {
            Some(instead) => format!("Instead, {instead}."),
            None => "Leave the call out of the statement.".to_owned(),
        },
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::testing::{all_approved, all_refused, all_undecided, read, refusal};
    use crate::error::{ErrorCode, Position};
    use crate::policy::{Catalog, Function, FunctionKind, Volatility};
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
}
