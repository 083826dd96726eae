//! Values must not grow past every bound: `repeat(repeat(repeat('x',1000),1000),1000)` is folded while the
//! statement is planned, and takes gigabytes before a time limit can stop it.
//!
//! The rule works out how large each growing call can get from the statement alone. What comes from a stored
//! column counts as a number of at most 10,000 and a text of 64 bytes; what the text fixes counts as it is.

mod arithmetic;
mod bound;
mod evaluate;
mod expansion;
mod literal;
mod parts;
mod relations;
mod sources;

pub(in crate::sql) use literal::declared_length;
pub(in crate::sql) use sources::{Call, Sources};
use sqlparser::tokenizer::Span;

use crate::error::{ErrorCode, ToolError};
use crate::sql::reading::{Reading, Rule};

use evaluate::Evaluator;

/// The largest value a statement may make by itself, in bytes: as much as an answer holds.
const LIMIT: f64 = 1_048_576.0;

/// All the growing calls of a statement together, in bytes.
const SUM_LIMIT: f64 = 16.0 * LIMIT;

/// All that a statement puts together from rows it makes itself, in bytes: a time limit stops that between two rows.
const COLLECTED_LIMIT: f64 = 64.0 * LIMIT;

/// Refuses a value that can grow past the limit, and a statement that planning would blow up.
pub(in crate::sql) fn check(sources: &Sources<'_>, reading: &mut Reading<'_>) {
    if expansion::is_too_large(sources) {
        reading.refuse(
            Rule::Growth,
            Span::empty(),
            ToolError::new(
                ErrorCode::GrowthUnbounded,
                "the statement grows past every bound when its WITH queries and subqueries are put together",
                "Use each column of a subquery fewer times, or write AS MATERIALIZED.",
            ),
        );
        return;
    }
    if let Some(length) = sources.padded_lengths.iter().max()
        && *length as f64 > LIMIT
    {
        reading.refuse(
            Rule::Growth,
            Span::empty(),
            error(&format!("a value padded to a length of {length}")),
        );
    }
    let builds = !sources.growing_calls.is_empty() || !sources.concatenations.is_empty();
    if !builds {
        return;
    }
    let mut evaluator = Evaluator::new(sources);
    let (mut sum, mut collected) = (0.0, 0.0);
    for call in &sources.growing_calls {
        let size = evaluator.call(*call).size.total();
        let too_large = if call.collects() {
            if evaluator.has_unknown_rows() {
                reading.undecided(
                    call.span(),
                    "how many rows a series gives only the server can tell",
                );
            }
            collected += size;
            collected > COLLECTED_LIMIT
        } else {
            sum += size;
            size > LIMIT || sum > SUM_LIMIT
        };
        if too_large {
            let what = format!("the result of {}", call.folded());
            let error = if call.collects() {
                collected_error(&what)
            } else {
                error(&what)
            };
            refuse(call.span(), error, &evaluator, reading);
        }
    }
    for whole in &sources.concatenations {
        if evaluator.expr(whole).size.total() > LIMIT {
            refuse(Span::empty(), error("a concatenation"), &evaluator, reading);
        }
    }
}

fn error(what: &str) -> ToolError {
    ToolError::new(
        ErrorCode::GrowthUnbounded,
        format!("{what} can grow past 1 MiB, which no time limit stops in time"),
        "Use smaller counts, written as literals; least(n, 100) bounds a count that is worked out.",
    )
}

fn collected_error(what: &str) -> ToolError {
    ToolError::new(
        ErrorCode::GrowthUnbounded,
        format!("{what} can grow past 64 MiB, with all that the statement collects"),
        "Collect fewer rows: a shorter series, a longer step, or a LIMIT in a subquery.",
    )
}

fn refuse(span: Span, error: ToolError, evaluator: &Evaluator<'_, '_>, reading: &mut Reading<'_>) {
    if evaluator.gave_up() {
        reading.undecided(
            span,
            "how large the values get is too involved to tell from the text",
        );
        return;
    }
    reading.refuse(Rule::Growth, span, error);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_approved, all_refused, read, refusal};
    use crate::error::{ErrorCode, Position};
    use crate::sql::FirstReading;

    #[test]
    fn refuses_growth_in_every_spelling() {
        all_refused(
            ErrorCode::GrowthUnbounded,
            &[
                "SELECT repeat(repeat(repeat('x',1000),1000),1000)",
                "SELECT length(repeat('x', 1000000000))",
                "SELECT pg_catalog.repeat('x', 1000000000)",
                "SELECT REPEAT('x', 1e9::int)",
                "SELECT repeat('x', '1000000000')",
                "SELECT repeat('x', '1000000000'::int)",
                "SELECT repeat('x', CAST('1000000000' AS int))",
                "SELECT repeat('x', ('10000' || '00000')::int)",
                "SELECT repeat('x', 1000 * 1000 * 1000)",
                "SELECT repeat('x', 1000000 + 999999999)",
                "SELECT repeat('x', (10 ^ 9)::int)",
                "SELECT repeat('x', power(10, 9)::int)",
                "SELECT repeat('x', 1 << 30)",
                "SELECT repeat('x', -(-1000000000))",
                "SELECT repeat('x', (1 / 0.000000001)::int)",
                "SELECT repeat('x', (1 / (0.5 * 0.000000002))::int)",
                "SELECT repeat('x', CASE WHEN true THEN 1000000000 ELSE 1 END)",
                "SELECT repeat('x', coalesce(NULL, 1000000000))",
                "SELECT repeat('x', greatest(1, 1000000000))",
                "SELECT repeat('x', (SELECT 1000000000))",
                "SELECT repeat('x', (ARRAY[1000000000])[1])",
                "SELECT repeat('x', ('{1000000000}'::int[])[1])",
                "SELECT repeat('x', ('{\"a\":1000000000}'::json ->> 'a')::int)",
                "SELECT repeat('x', extract(epoch FROM now())::int)",
                "SELECT repeat('x', $1)",
                "SELECT repeat('x', hashtext('a'))",
                "SELECT repeat('x', 1000000000 / relnatts) FROM pg_class",
                "SELECT repeat('x', 1000000000 * relnatts / relnatts) FROM pg_class",
                "SELECT repeat('x', 1000000000 + 0 * relnatts) FROM pg_class",
                "SELECT repeat('x', max(1000000000)) FROM t",
                "SELECT lpad('x', 1000000000)",
                "SELECT rpad('x', 1000000000, 'y')",
                "SELECT lpad(lpad('x', 1000000000), 5)",
                "SELECT format('%1000000000s', 'x')",
                "SELECT format('%-1000000000s|', a) FROM t",
                "SELECT format('%*s', 1000000000, 'x')",
                "SELECT format('%' || '1000000000' || 's', 'x')",
                "SELECT array_fill(0, ARRAY[100000000])",
                "SELECT array_fill(0, ARRAY[1000, 1000, 1000])",
                "SELECT array_fill(0, '{1000,1000,1000}')",
                "SELECT replace(replace(replace(replace(repeat('a', 1000), 'a', repeat('b', 1000)), 'b', 'cc'), 'c', 'dd'), 'd', 'ee')",
                "SELECT regexp_replace(repeat('a', 10000), 'a', repeat('b', 10000), 'g')",
                "SELECT string_agg(repeat('x', 10000), '') FROM generate_series(1, 1000000)",
                "SELECT string_agg('x', ',') FROM generate_series(1, 1000000000)",
                "SELECT array_agg(g) FROM generate_series(1, 100000000) g",
                "SELECT jsonb_agg(1) FROM generate_series(1, 10000) a, generate_series(1, 10000) b",
                "SELECT array_length(ARRAY(SELECT generate_series(1, 1000000000)), 1)",
                "SELECT string_agg(x, '') FROM (SELECT 'x' AS x FROM generate_series(1, 1000000000)) s",
                "SELECT repeat('x', g) FROM generate_series(1, 1000000000) g",
                "SELECT repeat('x', g.n) FROM generate_series(1, 1000000000) AS g(n)",
                "SELECT repeat('x', generate_series) FROM generate_series(1000000000, 1000000001)",
                "SELECT repeat('x', n) FROM (SELECT 1000000000 n) s",
                "SELECT repeat('x', n) FROM (SELECT 1000000000) AS s(n)",
                "SELECT repeat('x', n) FROM (SELECT *, 1 FROM (SELECT 1000000000 AS m) i) AS s(n, o)",
                "WITH c AS (SELECT 1000000000 AS n) SELECT repeat('x', n) FROM c",
                "WITH c(n) AS (SELECT 1000000000) SELECT repeat('x', n) FROM c",
                "WITH c AS (SELECT 1000000000 AS n) SELECT repeat('x', m) FROM c AS d(m)",
                "SELECT repeat('x', n) FROM (VALUES (1000000000)) AS v(n)",
                "SELECT repeat('x', column1) FROM (VALUES (1000000000)) v",
                "SELECT repeat('x', \"?column?\") FROM (SELECT 1000000000) v",
                "SELECT repeat('x', int4) FROM (SELECT '1000000000'::int4) v",
                "SELECT repeat('x', n) FROM t, LATERAL (SELECT 1000000000 AS n) s",
                "SELECT repeat('x', (r).f1) FROM (SELECT row(1000000000) AS r) s",
                "SELECT repeat('x', u) FROM unnest(ARRAY[1000000000]) u",
                "SELECT * FROM repeat('x', 1000000000)",
                "SELECT 1 FROM t WHERE a = repeat('x', 1000000000)",
                "SELECT 1 ORDER BY repeat('x', 1000000000)",
                "SELECT 'x'::char(10485760)",
                "SELECT ARRAY['a', 'b']::char(10485760)[]",
                "SELECT B'1'::bit(83886080)",
                "SELECT array_to_string(array_fill('x'::text, ARRAY[10000]), repeat('y', 10000))",
                "SELECT range_agg(int4range(g, g + 1)) FROM generate_series(1, 50000000) g",
                "SELECT length(c || c || c || c || c || c || c || c) FROM (SELECT b || b || b || b || b || b || b || b AS c FROM (SELECT a || a || a || a || a || a || a || a AS b FROM (SELECT repeat('x', 10000) AS a) s) s) s",
                "SELECT length(d) FROM (SELECT concat(c, c, c, c, c, c, c, c) AS d FROM (SELECT concat(b, b, b, b, b, b, b, b) AS c FROM (SELECT repeat('x', 100000) AS b) s) s) s",
                "WITH RECURSIVE r AS (SELECT 'x'::text AS s UNION ALL SELECT s || s FROM r) SELECT length(s) FROM r",
                "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM r) SELECT max(length(s)) FROM r",
                "WITH RECURSIVE r AS (SELECT * FROM t UNION ALL SELECT s || s FROM r) SELECT 1 FROM r",
                "SELECT repeat('x', a) FROM (SELECT a FROM t UNION ALL SELECT 1000000000) s",
                "SELECT repeat('x', a) FROM (SELECT 1 AS a UNION ALL VALUES (1000000000)) s",
                "WITH RECURSIVE r(s) AS (SELECT name FROM t UNION ALL SELECT s || s FROM r) SELECT 1 FROM r",
                "WITH RECURSIVE r AS (SELECT t.*, name AS s FROM t UNION ALL SELECT r.*, s || s FROM r) SELECT 1 FROM r",
                "WITH RECURSIVE r AS (SELECT t.*, name AS s FROM t UNION ALL SELECT t.*, s || s FROM t, r) SELECT 1 FROM r",
                "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT concat(s, s) FROM r) SELECT 1 FROM r",
                "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT repeat(s, 2) FROM r) SELECT 1 FROM r",
                "WITH RECURSIVE r(a) AS (SELECT ARRAY[1] UNION ALL SELECT a || a FROM r) SELECT 1 FROM r",
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n * 2 FROM r) SELECT repeat('x', n) FROM r",
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + n FROM r) SELECT repeat('x', n) FROM r",
                "WITH RECURSIVE r(a, b) AS (SELECT 0, 1 UNION ALL SELECT b, a + b FROM r) SELECT repeat('x', a) FROM r",
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1000000 FROM r) SELECT repeat('x', n) FROM r",
            ],
        );
    }

    #[test]
    fn passes_what_ordinary_reads_do() {
        all_approved(&[
            "SELECT repeat('#', (100 * n / max(n) OVER ())::int) FROM t",
            "SELECT repeat('#', n) FROM t",
            "SELECT repeat('-', 80)",
            "SELECT repeat(name, 3), repeat('*', length(password)) FROM t",
            "SELECT lpad(id::text, 8, '0'), rpad(name, 40, '.') FROM t",
            "SELECT lpad('', 2 * (depth - 1)) || name FROM t",
            "SELECT repeat('x', least(n, 50)), repeat('x', n % 10), repeat('x', mod(n, 10)) FROM t",
            "SELECT repeat('x', extract(day FROM now())::int)",
            "SELECT repeat('x', (random() * 20)::int), repeat('x', round(random() * 20)::int)",
            "SELECT repeat('#', (extract(epoch FROM took) / 5)::int), repeat('#', (extract(epoch FROM now() - created) / 3600)::int) FROM t",
            "WITH RECURSIVE tree(id, path) AS (SELECT id, ARRAY[id] FROM node WHERE parent IS NULL UNION ALL SELECT n.id, t.path || n.id FROM node n JOIN tree t ON n.parent = t.id) SELECT id, array_to_string(path, ' > ') FROM tree",
            "SELECT format('%s has %s', name, n), format('%10s|%-10s|%I', a, b, c) FROM t",
            "WITH RECURSIVE t(id, depth, path) AS (SELECT id, 0, name FROM node WHERE parent IS NULL UNION ALL SELECT n.id, t.depth + 1, t.path || ' > ' || n.name FROM node n JOIN t ON n.parent = t.id) SELECT repeat('  ', depth) || path FROM t",
            "WITH RECURSIVE locks AS (SELECT pid, ARRAY[pid] AS chain FROM pg_stat_activity UNION ALL SELECT b.pid, chain || b.pid FROM locks JOIN LATERAL unnest(pg_blocking_pids(locks.pid)) AS b(pid) ON true) SELECT * FROM locks",
            "WITH RECURSIVE a AS (SELECT pg_blocking_pids(pid) AS blocked_by, * FROM pg_stat_activity), b AS (SELECT array_agg(DISTINCT c) AS pids FROM (SELECT unnest(blocked_by) FROM a) AS dt(c)), t AS (SELECT a.*, 1 AS level, ARRAY[a.pid] AS path FROM a, b WHERE ARRAY[pid] <@ b.pids UNION ALL SELECT a.*, t.level + 1, path || ARRAY[a.pid] FROM a, t WHERE NOT ARRAY[a.pid] <@ t.path) SELECT pid, repeat('.', level) || left(query, 100) FROM t",
            "SELECT repeat('#', cbrt(n)::int) FROM t",
            "SELECT string_agg(name, ', ' ORDER BY name), array_agg(id), json_agg(t), jsonb_object_agg(a, b) FROM t",
            "SELECT string_agg(g::text, ',') FROM generate_series(1, 1000) g",
            "SELECT array_agg(g) FROM generate_series(1000000, 1000010) g",
            "SELECT count(*), sum(g), max(g) FROM generate_series(1, 1000000000) g",
            "SELECT d::date FROM generate_series(now() - interval '30 days', now(), '1 day') d",
            "SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM t",
            "SELECT replace(replace(replace(replace(name, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '\"', '&quot;') FROM t",
            "SELECT regexp_replace(name, '[^a-z]', '', 'g'), regexp_replace(name, '(a)(b)', '\\2\\1') FROM t",
            "SELECT array_fill(0, ARRAY[3, 4])",
            "SELECT ARRAY(SELECT id FROM t), ARRAY[1, 2] || 3",
            "SELECT 1000000000 * 1000000000::numeric, 2 ^ 100, factorial(20)",
            "SELECT 'x'::char(10), name::varchar(255) FROM t",
            "WITH RECURSIVE t AS (SELECT id, 1 AS depth, name::text AS path FROM node UNION ALL SELECT n.id, t.depth + 1, t.path || ' > ' || n.name FROM node n JOIN t ON n.parent = t.id) SELECT repeat('  ', depth) || path FROM t",
            "WITH RECURSIVE t(id, path) AS (SELECT id, ARRAY[id] FROM node UNION ALL SELECT n.id, path || n.id FROM node n, t WHERE NOT n.id = ANY (path)) SELECT * FROM t",
            "WITH RECURSIVE fib(a, b) AS (SELECT 0, 1 UNION ALL SELECT b, a + b FROM fib WHERE b < 1000) SELECT a FROM fib",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT lpad(i::text, 3) FROM n",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i * 2 FROM n WHERE i < 100) SELECT i FROM n",
            "WITH RECURSIVE n(i, total) AS (SELECT 1, 0.0 UNION ALL SELECT i + 1, total + price * qty FROM n JOIN p ON p.id = n.i) SELECT * FROM n",
        ]);
    }

    #[test]
    fn a_series_whose_ends_are_not_in_the_text_is_left_to_the_server() {
        for sql in [
            "SELECT string_agg('x', '') FROM generate_series(1, $1) g",
            "SELECT ARRAY(SELECT 1 FROM generate_series(1, hashtext('a')))",
            "SELECT array_agg(d) FROM generate_series('2026-01-01'::date, '2026-01-31', '1 day') d",
            "SELECT array_agg(d) FROM generate_series(date '2026-01-01', date '2026-01-31', interval '1 day') d",
            "SELECT json_agg(d) FROM generate_series(now() - interval '30 days', now(), '1 day') d",
        ] {
            assert!(matches!(read(sql), FirstReading::Undecided(_)), "{sql}");
        }
        all_approved(&[
            "SELECT count(*), sum(g) FROM generate_series(1, $1) g",
            "SELECT g FROM generate_series($1, $2) g",
            "SELECT array_agg(g) FROM generate_series(1, 100000) g WHERE g % 997 = 0",
        ]);
    }

    #[test]
    fn refuses_what_blows_up_in_planning() {
        let mut expression = "SELECT 1 AS a".to_owned();
        for (below, above) in "abcdefg".chars().zip("bcdefgh".chars()) {
            expression = format!(
                "SELECT {below}+{below}+{below}+{below}+{below}+{below}+{below}+{below} AS {above} FROM ({expression}) s"
            );
        }
        let levels = |materialized: &str| {
            let mut with = "WITH c0 AS (SELECT 1 AS x)".to_owned();
            for level in 1..12 {
                let below = level - 1;
                with.push_str(&format!(
                    ", c{level} AS {materialized} (SELECT * FROM c{below} UNION ALL SELECT * FROM c{below} UNION ALL SELECT * FROM c{below})"
                ));
            }
            with + " SELECT count(*) FROM c11"
        };
        all_refused(
            ErrorCode::GrowthUnbounded,
            &[&expression, &levels("NOT MATERIALIZED")],
        );
        all_approved(&[&levels("MATERIALIZED"), &levels("")]);
    }

    #[test]
    fn names_used_again_level_by_level_are_no_recursion() {
        all_approved(&[
            "WITH a AS (SELECT n * 2 AS n, name || '!' AS name FROM t), b AS (SELECT n * 2 AS n, name || name AS name FROM a) SELECT repeat('x', n), lpad(name, 20) FROM b",
            "WITH a AS (SELECT id, price * qty AS price FROM t), b AS (SELECT id, price * 1.2 + price * 0.1 AS price FROM a), c AS (SELECT id, price - price * 0.05 AS price FROM b), d AS (SELECT id, round(price, 2) AS price FROM c) SELECT id, price || ' EUR' FROM d",
        ]);
    }

    #[test]
    fn names_used_again_outside_a_recursion_are_none() {
        all_approved(&[
            "WITH RECURSIVE t AS (SELECT id, name, 1 AS level FROM node UNION ALL SELECT n.id, n.name, level + 1 FROM node n JOIN t ON n.parent = t.id) SELECT lpad('', 2 * (level - 1)) || name AS name, replace(name, 'a', 'bc') AS label FROM t",
            "WITH RECURSIVE r AS (SELECT id, name, ARRAY[name] AS names FROM node UNION ALL SELECT d.id, d.name, r.names || d.name FROM node d JOIN r ON d.parent = r.id) SELECT id, array_to_string(names, ' / ') AS name FROM r",
            "WITH RECURSIVE m AS (SELECT id, name, lpad(id::text, 5, '0') AS sort, 1 AS depth FROM node UNION ALL SELECT d.id, d.name, m.sort || '.' || lpad(d.id::text, 5, '0'), m.depth + 1 FROM node d JOIN m ON m.id = d.parent) SELECT repeat('  ', depth - 1) || name AS name FROM m ORDER BY sort",
            "WITH RECURSIVE perm(s, rest) AS (SELECT ''::text, ARRAY['a', 'b'] UNION ALL SELECT s || x, array_remove(rest, x) FROM perm, unnest(rest) AS x) SELECT s FROM perm",
            "WITH RECURSIVE t AS (SELECT pid, query, 1 AS level FROM a UNION ALL SELECT b.pid, b.query, level + 1 FROM b, t) SELECT format('%s %s%s', lpad('[' || pid || ']', 9), repeat('.', level - 1), left(query, 1000)) AS query FROM t",
        ]);
        all_refused(
            ErrorCode::GrowthUnbounded,
            &[
                "WITH RECURSIVE r AS (SELECT 'x'::text AS s UNION ALL SELECT s || s FROM r) SELECT s || 'y' AS s FROM r",
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n * 2 FROM r) SELECT repeat('x', n) AS n FROM r",
                "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT u.s FROM (SELECT s || s AS s FROM r) u) SELECT left(s, 9) AS s FROM r",
                "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT d.s || d.s FROM r AS d) SELECT s FROM r",
                "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT d.s || d.s FROM node AS n, (SELECT s FROM r) AS d) SELECT d.s FROM node AS d, r",
                "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT r.s || r.s FROM ONLY r) SELECT s FROM r",
                "SELECT s || 'y' AS s FROM (WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM r) SELECT s FROM r) AS q",
            ],
        );
    }

    #[test]
    fn what_planning_keeps_is_not_copied() {
        let levels = |first: &str, from: &dyn Fn(usize) -> (String, String)| {
            let mut with = format!("WITH {first} c0 AS (SELECT 1 AS a0)");
            for level in 1..9 {
                let (name, rest) = from(level);
                let sum = vec![format!("a{}", level - 1); 8].join(" + ");
                with.push_str(
                    &format!(", {name} AS {rest} UNION ALL SELECT 1)").replace("SUM", &sum),
                );
            }
            with + " SELECT count(*) FROM c0"
        };
        let plain = |level: usize| {
            (
                format!("c{level}"),
                format!("(SELECT SUM AS a{level} FROM c{}", level - 1),
            )
        };
        let kept = |level: usize| {
            let (name, rest) = plain(level);
            (name, format!("MATERIALIZED {rest}"))
        };
        // A function in FROM that has the name of the query around it is no recursion.
        let called = |level: usize| {
            (
                format!("f{level}"),
                format!("(SELECT SUM AS a{level} FROM f{}, f{level}(1)", level - 1),
            )
        };
        all_refused(
            ErrorCode::GrowthUnbounded,
            &[&levels("", &plain), &levels("RECURSIVE", &plain)],
        );
        assert!(!matches!(
            read(&levels("RECURSIVE", &called)),
            FirstReading::Approved(_)
        ));
        all_approved(&[
            &levels("", &kept),
            "WITH RECURSIVE z(x, y, cx, cy, i) AS (SELECT a, b, a, b, 0 FROM (SELECT 0.1 * n AS a, 0.1 * m AS b FROM p) AS p UNION ALL SELECT x * x - y * y + cx AS x, y * x * 2 + cy, cx, cy, i + 1 FROM z WHERE x * x + y * y < 16.0 AND i < 27) SELECT max(i) FROM z",
        ]);
    }

    #[test]
    fn says_where() {
        let error = refusal("SELECT 1,\n  repeat('x', 1000000000)");
        assert_eq!(error.position, Some(Position { line: 2, column: 3 }));
    }

    #[test]
    fn says_what_to_do_about_a_count_and_about_rows() {
        for (sql, hint) in [
            ("SELECT repeat('x', 1000000000)", "smaller counts"),
            (
                "SELECT array_agg(g) FROM generate_series(1, 100000000) g",
                "fewer rows",
            ),
        ] {
            let said = refusal(sql).hint;
            assert!(said.contains(hint), "{sql}: {said}");
        }
    }

    #[test]
    fn involved_statements_end_soon() {
        let columns: Vec<String> = (0..60)
            .map(|i| format!("a{} + a{} AS a{i}", (i + 1) % 60, (i + 7) % 60))
            .collect();
        let sql = format!(
            "WITH RECURSIVE r AS (SELECT {} FROM r) SELECT repeat('x', a0) FROM r",
            columns.join(", ")
        );
        assert!(!matches!(read(&sql), FirstReading::Approved(_)));
    }
}
