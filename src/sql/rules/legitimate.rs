//! Ordinary reads of every family: none is refused.

use super::testing::{all_approved, read};
use crate::sql::FirstReading;

#[test]
fn ordinary_reads_are_approved() {
    all_approved(&[
        "SELECT a.x, b.y FROM a JOIN b USING (id) LEFT JOIN c ON c.id = a.id NATURAL JOIN d CROSS JOIN e FULL JOIN g ON true",
        "WITH x AS (SELECT 1 AS n), y AS MATERIALIZED (SELECT * FROM x) SELECT * FROM y WHERE n > 0 ORDER BY n DESC NULLS LAST LIMIT 10 OFFSET 5",
        "WITH RECURSIVE tree AS (SELECT id, parent, 1 AS depth FROM node WHERE parent IS NULL UNION ALL SELECT n.id, n.parent, t.depth + 1 FROM node n JOIN tree t ON n.parent = t.id) SELECT * FROM tree",
        "SELECT row_number() OVER (PARTITION BY a ORDER BY b), lag(a, 1, 0) OVER w, ntile(4) OVER (ORDER BY a) FROM t WINDOW w AS (ORDER BY b)",
        "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), avg(a) OVER (ORDER BY b ROWS 3 PRECEDING), sum(a) OVER (ORDER BY b GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t",
        "SELECT count(*) FILTER (WHERE a > 1), count(DISTINCT b), string_agg(c, ', ' ORDER BY c) FROM t",
        "SELECT a, b, grouping(a), sum(c) FROM t GROUP BY GROUPING SETS ((a), (b), ()) HAVING sum(c) > 1",
        "SELECT a, b, count(*) FROM t GROUP BY ROLLUP (a, b)",
        "SELECT a, b, count(*) FROM t GROUP BY CUBE (a, b)",
        "SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.id = a.id LIMIT 1) s",
        "SELECT * FROM a LEFT JOIN LATERAL jsonb_array_elements(a.tags) WITH ORDINALITY AS e(tag, n) ON true",
        "SELECT * FROM generate_series(1, 10) AS g(n), unnest(ARRAY[1, 2], ARRAY['a', 'b']) AS u(x, y)",
        "SELECT * FROM json_to_recordset('[]') AS r(a int, b text)",
        "SELECT data -> 'a' ->> 'b', data #>> '{a,b}', data @> '{\"a\": 1}', data ? 'k', jsonb_path_query(data, '$.a[*]') FROM t",
        "SELECT tags[1], tags[1:2], tags && ARRAY['a'], 'a' = ANY (tags), array_length(tags, 1), ARRAY(SELECT id FROM u), cardinality(tags) FROM t",
        "SELECT int4range(1, 5) @> 3, tstzrange(now(), NULL) && r, lower(r), upper_inf(r) FROM t",
        "SELECT xpath('/a/b/text()', doc) FROM t",
        "SELECT * FROM pg_stat_activity WHERE state = 'active' AND query NOT ILIKE '%pg_stat%' ESCAPE '!'",
        "SELECT n.nspname, c.relname, pg_catalog.pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')",
        "SELECT * FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT relname, pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class ORDER BY pg_total_relation_size(oid) DESC LIMIT 10",
        "SELECT name COLLATE \"C\" FROM t ORDER BY name COLLATE \"de-x-icu\"",
        "TABLE t ORDER BY a LIMIT 5",
        "SELECT * FROM ONLY t WHERE a = 1",
        "SELECT now() - interval '1 day', interval '1' year, date_trunc('month', now()), age(now(), created) FROM t",
        "SELECT extract(epoch FROM a), position('x' IN b), substring(b FROM 1 FOR 2), overlay(b PLACING 'x' FROM 1), trim(BOTH 'x' FROM b), trim(b), a AT TIME ZONE 'UTC', b IS NFC NORMALIZED FROM t",
        "SELECT (a, b) OVERLAPS (c, d) FROM t",
        "SELECT EXISTS (SELECT 1 FROM t), 1 IN (1, 2), 2 NOT IN (SELECT id FROM t), 3 BETWEEN 1 AND 5, a IS DISTINCT FROM b, a IS NOT NULL, a IS TRUE FROM t",
        "SELECT CASE a WHEN 1 THEN 'x' ELSE 'y' END, CASE WHEN a > 1 THEN 'x' END FROM t",
        "SELECT (a, b) < (1, 2), row(a, b) = row(1, 2), (SELECT max(a) FROM t) FROM t",
        "SELECT * FROM t WHERE id = $1 AND name = $2::text",
        "SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b",
        "SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4 ORDER BY 1",
        "SELECT * FROM t TABLESAMPLE system (1) REPEATABLE (1)",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a), mode() WITHIN GROUP (ORDER BY b), corr(a, b) FROM t",
        "SELECT t.* FROM t; -- all of it",
        "SELECT 'it''s', E'a\\nb', $q$a'b$q$, U&'\\0061', B'101', X'1F', 1.5e3, .5, 1e-3",
        "SELECT a::text, CAST(a AS numeric(10, 2)), a::timestamptz, 'x'::text[] FROM t",
        "SELECT \"Order\".\"Id\" FROM \"Order\"",
        "VALUES (1, 'a'), (2, 'b') ORDER BY 1",
        "SELECT a FROM t FETCH FIRST 5 ROWS WITH TIES",
        "SELECT a FROM t WHERE a SIMILAR TO '%(b|d)%' AND b ~* '^x' AND c LIKE 'a!%' ESCAPE '!'",
        "SELECT count(*) FROM t WHERE created >= current_date - 7",
        "SELECT width_bucket(a, 0, 10, 5), round(a, 2), ceil(a), floor(a), a % 2, a ^ 2 FROM t",
        "SELECT regexp_replace(a, 'x', 'y', 'g'), split_part(a, ',', 1), regexp_matches(a, 'x') FROM t",
    ]);
}

#[test]
fn reads_the_parser_cannot_read_are_left_to_the_server() {
    for sql in [
        "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) FROM t",
        "SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN '1 year'::interval PRECEDING AND CURRENT ROW) FROM t",
        "SELECT * FROM ROWS FROM (generate_series(1, 2), json_to_record('{}') AS (a int)) WITH ORDINALITY",
        "SELECT (r).* FROM (SELECT row(1, 2) AS r) s",
        "SELECT format('%s', VARIADIC ARRAY['a'])",
        "SELECT xmlexists('//b' PASSING doc) FROM t",
        "SELECT xmlelement(name a, xmlattributes(b AS c), 'd') FROM t",
        "SELECT xmlparse(CONTENT '<a/>'), xmlserialize(CONTENT x AS text), xmlpi(name php) FROM t",
        "SELECT * FROM xmltable('/r' PASSING x COLUMNS a int PATH 'a', b text DEFAULT 'z') t",
        "SELECT json_object('a' VALUE 1), json_array(1, 2), json_arrayagg(a) FROM t",
        "SELECT * FROM json_table('{}', '$' COLUMNS (a int PATH '$.a')) j",
        "WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a FROM x) SEARCH DEPTH FIRST BY a SET o CYCLE a SET c USING p SELECT * FROM x",
        "SELECT a::text COLLATE \"C\", max(a COLLATE \"C\") FROM t",
        "SELECT * FROM t AS x (a, b) JOIN u USING (a) AS j",
        "SELECT U&'d!0061t' UESCAPE '!'",
        "SELECT substring(a SIMILAR 'x' ESCAPE '#') FROM t",
        "SELECT 1 BETWEEN SYMMETRIC 2 AND 0",
        "SELECT * FROM t, ONLY (u) AS v",
        "SELECT collation for ('a')",
        "SELECT treat(a AS text) FROM t",
        "SELECT * FROM f(1) AS (a int, b text)",
        "SELECT a FROM t FETCH FIRST (1 + 1) ROWS ONLY",
        "SELECT count(*) FROM t GROUP BY DISTINCT ROLLUP (a), CUBE (b)",
        "SELECT float8 '1.5', int4 '1', jsonb '{}', point '(1,2)'",
        "SELECT 'a'\n'b'",
        "SELECT -(-(-1)), NOT NOT true, @ -1",
        "SELECT FROM t",
        "SELECT WHERE true",
        "SELECT t FROM t",
        "SELECT a AS \"select\", b value, c name FROM t",
        "SELECT timestamp with time zone '2026-01-01', time(3) '12:00', interval(3) '1 day', bit '1'",
        "SELECT a IS OF (int) FROM t",
        "SELECT a ISNULL, b NOTNULL FROM t",
        "SELECT (ARRAY[1,2])[1], (SELECT ARRAY[1])[1], a[1][2], ((a).b).c[1] FROM t",
        "SELECT * FROM (VALUES (1, 'a')) AS v(n, s), (t JOIN u ON true) AS j",
        "SELECT substring('abc', 2, 1), substring('abc' FOR 1), position('a' in 'b'), overlay('a' placing 'b' from 1 for 1)",
    ] {
        if let FirstReading::Refused(error) = read(sql) {
            panic!("{sql}\nis a read, but was refused: {error:?}");
        }
    }
}
