-- name: recursion_without_end
-- expect: bounded
WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT count(*) FROM a
-- ---
-- name: recursion_without_end_rows
-- expect: bounded
WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n FROM a) SELECT n FROM a ORDER BY n
-- ---
-- name: recursion_doubling_rows
-- expect: bounded
WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a, generate_series(1, 10)) SELECT count(*) FROM a
-- ---
-- name: recursion_long_text
-- expect: bounded
WITH RECURSIVE a(t) AS (SELECT 'x'::text UNION ALL SELECT t || 'x' FROM a) SELECT max(length(t)) FROM a
-- ---
-- name: recursion_mutual_limit
-- expect: bounded
WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT n FROM a LIMIT 100000000
-- ---
-- name: recursion_union_distinct
-- expect: bounded
WITH RECURSIVE a(n) AS (SELECT 1 UNION SELECT n + 1 FROM a) SELECT count(*) FROM a
-- ---
-- name: cross_join_series
-- expect: bounded
SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b, generate_series(1, 100000) c
-- ---
-- name: cross_join_catalog
-- expect: bounded
SELECT count(*) FROM pg_attribute a, pg_attribute b, pg_attribute c
-- ---
-- name: cross_join_rows_returned
-- expect: bounded
SELECT * FROM pg_attribute a, pg_attribute b
-- ---
-- name: cross_join_order
-- expect: bounded
SELECT a.attname FROM pg_attribute a, pg_attribute b ORDER BY md5(a.attname || b.attname)
-- ---
-- name: series_billions
-- expect: bounded
SELECT count(*) FROM generate_series(1, 9000000000000)
-- ---
-- name: series_in_target_list
-- expect: bounded
SELECT generate_series(1, 1000000000)
-- ---
-- name: series_sorted
-- expect: bounded
SELECT g FROM generate_series(1, 1000000000) g ORDER BY g DESC
-- ---
-- name: series_distinct
-- expect: bounded
SELECT count(DISTINCT md5(g::text)) FROM generate_series(1, 200000000) g
-- ---
-- name: series_hashed
-- expect: bounded
SELECT md5(g::text), count(*) FROM generate_series(1, 200000000) g GROUP BY 1
-- ---
-- name: series_timestamps
-- expect: bounded
SELECT count(*) FROM generate_series('0001-01-01'::timestamp, '9999-12-31', '1 second')
-- ---
-- name: series_window
-- expect: bounded
SELECT sum(g) OVER (ORDER BY g ROWS BETWEEN 1000000 PRECEDING AND 1000000 FOLLOWING EXCLUDE CURRENT ROW) FROM generate_series(1, 10000000) g
-- ---
-- name: series_window_distinct_frames
-- expect: bounded
SELECT array_agg(g) OVER (ORDER BY g) FROM generate_series(1, 100000) g
-- ---
-- name: lateral_explosion
-- expect: bounded
SELECT count(*) FROM generate_series(1, 100000) a, LATERAL generate_series(1, a) b, LATERAL generate_series(1, b) c
-- ---
-- name: nested_set_functions
-- expect: bounded
SELECT count(*) FROM (SELECT generate_series(1, 100000), generate_series(1, 99999)) s, generate_series(1, 100000)
-- ---
-- name: intersect_large
-- expect: bounded
SELECT count(*) FROM (SELECT g FROM generate_series(1, 100000000) g INTERSECT SELECT g FROM generate_series(1, 100000000) g) s
-- ---
-- name: correlated_subselects
-- expect: bounded
SELECT count(*) FROM pg_attribute a WHERE (SELECT count(*) FROM pg_attribute b WHERE b.attlen > a.attlen) > 1
-- ---
-- name: grouping_cube
-- expect: bounded
SELECT count(*) FROM (SELECT 1 FROM generate_series(1, 100000) a, generate_series(1, 10) b GROUP BY CUBE (a, b, a + b, a - b, a * b, a % 7, a % 11, b % 3, a % 13, a % 17)) s
-- ---
-- name: regex_nested_quantifiers
-- expect: bounded
SELECT repeat('a', 30) || '!' ~ '^(a+)+$'
-- ---
-- name: regex_backreference
-- expect: bounded
SELECT repeat('a', 200) ~ '^(a*)*(a*)*(a*)*(a*)*\1\2\3\4b$'
-- ---
-- name: regex_backreferences_long
-- expect: bounded
SELECT repeat('ab', 2000) ~ '(.*)(.*)(.*)(.*)(.*)\1\2\3\4\5x'
-- ---
-- name: regex_large_bounds
-- expect: bounded
SELECT 'a' ~ '((((a{1,100}){1,100}){1,100}){1,100})'
-- ---
-- name: regex_large_alternation
-- expect: bounded
-- repeats: on
SELECT 'x' ~ '({{2000*(a|b)?}})c'
-- ---
-- name: regex_nested_groups
-- expect: bounded
-- repeats: on
SELECT 'x' ~ '{{5000*(}}a{{5000*)}}'
-- ---
-- name: regex_unicode_class
-- expect: bounded
SELECT count(*) FROM regexp_matches(repeat('é', 1000000), '\w\w?\w??', 'g')
-- ---
-- name: regex_lookahead
-- expect: bounded
SELECT repeat('a', 5000) ~ '(?=(a+)+$)(?=(a+)+b)a'
-- ---
-- name: regex_similar_to
-- expect: bounded
SELECT repeat('a', 30) SIMILAR TO '(a|aa|aaa|a_|_a|%a%)*(a|aa|aaa)*b'
-- ---
-- name: regex_in_jsonpath
-- expect: bounded
SELECT jsonb_path_exists(to_jsonb(repeat('a', 3000)), '$ ? (@ like_regex "^(a*)*(a*)*(a|aa)+$b")')
-- ---
-- name: regex_split_table
-- expect: bounded
SELECT count(*) FROM regexp_split_to_table(repeat('a', 10000000), '')
-- ---
-- name: regex_per_row
-- expect: bounded
SELECT count(*) FROM generate_series(1, 10000000) g WHERE g::text ~ '^(1|2|3|4|5)*(5|6|7|8|9|0)*(.*)\3$'
-- ---
-- name: like_many_wildcards
-- expect: bounded
-- repeats: on
SELECT repeat('a', 20000) LIKE '{{50*%a}}%b'
-- ---
-- name: ilike_many_wildcards
-- expect: bounded
-- repeats: on
SELECT repeat('a', 20000) ILIKE '{{50*%A}}%b'
-- ---
-- name: xml_entity_expansion
-- expect: bounded
SELECT xmlparse(DOCUMENT '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]><a>&g;&g;&g;</a>')
-- ---
-- name: xml_external_entity
-- expect: bounded
SELECT xmlparse(DOCUMENT '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
-- ---
-- name: xml_external_dtd
-- expect: bounded
SELECT xmlparse(DOCUMENT '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>')
-- ---
-- name: xml_parameter_entity
-- expect: bounded
SELECT '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd"> %b;]><a/>'::xml
-- ---
-- name: xpath_expensive
-- expect: bounded
SELECT cardinality(xpath('//a[count(//a[count(//a) > 1]) > 1]', ('<r>' || repeat('<a/>', 3000) || '</r>')::xml))
-- ---
-- name: xpath_document_function
-- expect: bounded
SELECT xpath('document("file:///etc/passwd")', '<a/>')
-- ---
-- name: numeric_modulo_per_row
-- expect: bounded
SELECT count(*) FROM generate_series(1, 100000) g WHERE (g::numeric ^ 3000) % 7 = 1
-- ---
-- name: hashing_loop
-- expect: bounded
SELECT count(*) FROM generate_series(1, 100000000) g WHERE sha512(g::text::bytea) = '\x00'
-- ---
-- name: full_text_rank_cover
-- expect: bounded
SELECT ts_rank_cd(to_tsvector('simple', repeat('a b ', 16000)), to_tsquery('simple', 'a <-> b <-> a <-> b <-> a <-> b')) FROM generate_series(1, 1000)
-- ---
-- name: full_text_headline
-- expect: bounded
SELECT length(ts_headline('simple', repeat('word ', 3000000), 'word', 'MaxFragments=1000000,MaxWords=1000,MinWords=1'))
-- ---
-- name: full_text_phrase_distance
-- expect: bounded
SELECT to_tsvector('simple', repeat('a ', 100000)) @@ to_tsquery('simple', 'a <16000> a <16000> a <16000> (a & a)')
-- ---
-- name: cte_not_materialized_explosion
-- expect: bounded
WITH a AS NOT MATERIALIZED (SELECT 1 AS x UNION ALL SELECT 1), b AS NOT MATERIALIZED (SELECT * FROM a UNION ALL SELECT * FROM a UNION ALL SELECT * FROM a UNION ALL SELECT * FROM a), c AS NOT MATERIALIZED (SELECT * FROM b UNION ALL SELECT * FROM b UNION ALL SELECT * FROM b UNION ALL SELECT * FROM b), d AS NOT MATERIALIZED (SELECT * FROM c UNION ALL SELECT * FROM c UNION ALL SELECT * FROM c UNION ALL SELECT * FROM c), e AS NOT MATERIALIZED (SELECT * FROM d UNION ALL SELECT * FROM d UNION ALL SELECT * FROM d UNION ALL SELECT * FROM d), f AS NOT MATERIALIZED (SELECT * FROM e UNION ALL SELECT * FROM e UNION ALL SELECT * FROM e UNION ALL SELECT * FROM e), g AS NOT MATERIALIZED (SELECT * FROM f UNION ALL SELECT * FROM f UNION ALL SELECT * FROM f UNION ALL SELECT * FROM f), h AS NOT MATERIALIZED (SELECT * FROM g UNION ALL SELECT * FROM g UNION ALL SELECT * FROM g UNION ALL SELECT * FROM g), i AS NOT MATERIALIZED (SELECT * FROM h UNION ALL SELECT * FROM h UNION ALL SELECT * FROM h UNION ALL SELECT * FROM h), j AS NOT MATERIALIZED (SELECT * FROM i UNION ALL SELECT * FROM i UNION ALL SELECT * FROM i UNION ALL SELECT * FROM i), k AS NOT MATERIALIZED (SELECT * FROM j UNION ALL SELECT * FROM j UNION ALL SELECT * FROM j UNION ALL SELECT * FROM j) SELECT count(*) FROM k
-- ---
-- name: expression_explosion_by_pull_up
-- expect: bounded
SELECT h + h FROM (SELECT g + g + g + g + g + g + g + g AS h FROM (SELECT f + f + f + f + f + f + f + f AS g FROM (SELECT e + e + e + e + e + e + e + e AS f FROM (SELECT d + d + d + d + d + d + d + d AS e FROM (SELECT c + c + c + c + c + c + c + c AS d FROM (SELECT b + b + b + b + b + b + b + b AS c FROM (SELECT a + a + a + a + a + a + a + a AS b FROM (SELECT random() AS a) s1) s2) s3) s4) s5) s6) s7) s8
-- ---
-- name: expression_explosion_of_columns
-- expect: bounded
SELECT h + h FROM (SELECT g + g + g + g + g + g + g + g AS h FROM (SELECT f + f + f + f + f + f + f + f AS g FROM (SELECT e + e + e + e + e + e + e + e AS f FROM (SELECT d + d + d + d + d + d + d + d AS e FROM (SELECT c + c + c + c + c + c + c + c AS d FROM (SELECT b + b + b + b + b + b + b + b AS c FROM (SELECT attlen + attlen + attlen + attlen + attlen + attlen + attlen + attlen AS b FROM pg_attribute) s2) s3) s4) s5) s6) s7) s8
-- ---
-- name: join_order_explosion
-- expect: bounded
-- repeats: on
SELECT count(*) FROM pg_class a {{60*NATURAL JOIN pg_class p{i} }}
-- ---
-- name: join_many_tables
-- expect: bounded
-- repeats: on
SELECT 1 FROM (SELECT 1 AS x) s{{400*, LATERAL (SELECT s.x) z{i} }}
-- ---
-- name: union_of_thousands
-- expect: bounded
-- repeats: on
SELECT 1{{4000* UNION SELECT 1}}
-- ---
-- name: union_all_of_catalog
-- expect: bounded
-- repeats: on
SELECT count(*) FROM (TABLE pg_class{{300* UNION ALL TABLE pg_class}}) s
-- ---
-- name: in_list_of_thousands
-- expect: bounded
-- repeats: on
SELECT 1 WHERE 2 IN ({{30000*1,}}1)
-- ---
-- name: or_chain_of_thousands
-- expect: bounded
-- repeats: on
SELECT 1 FROM pg_class WHERE false{{3000* OR relname = 'x'}}
-- ---
-- name: case_of_thousands
-- expect: bounded
-- repeats: on
SELECT CASE{{3000* WHEN random() < 0 THEN 1}} END
-- ---
-- name: target_list_of_columns
-- expect: bounded
-- repeats: on
SELECT {{1663*1,}}1
-- ---
-- name: target_list_too_long
-- expect: refused
-- repeats: on
-- note: PostgreSQL allows 1664 columns
SELECT {{2000*1,}}1
-- ---
-- name: values_of_thousands
-- expect: bounded
-- repeats: on
VALUES (0){{20000*,(1)}}
-- ---
-- name: array_of_thousands
-- expect: bounded
-- repeats: on
SELECT ARRAY[{{30000*1,}}1]
-- ---
-- name: concatenation_of_thousands
-- expect: bounded
-- repeats: on
SELECT 'x'{{3000*||'x'}}
-- ---
-- name: grouping_sets_of_thousands
-- expect: bounded
-- repeats: on
SELECT 1 FROM pg_class GROUP BY GROUPING SETS ((relname){{3000*,(relname)}})
-- ---
-- name: window_definitions_of_hundreds
-- expect: bounded
-- repeats: on
SELECT 1{{300*, sum(oid::int) OVER (ORDER BY relname)}} FROM pg_class
-- ---
-- name: translate_by_a_long_set
-- expect: refused growth_unbounded
SELECT length(translate(a, b, '')) FROM (SELECT repeat('x', 1000000) AS a) x, (SELECT string_agg(chr(200 + n % 500), '') AS b FROM generate_series(1, 10000) n) y
-- ---
-- name: position_of_a_long_text
-- expect: refused growth_unbounded
SELECT strpos(repeat('a', 900000), 'b' || repeat('a', 400000))
-- ---
-- name: position_of_a_long_literal
-- expect: refused growth_unbounded
-- repeats: on
SELECT position('b{{32000*a}}' IN '{{65000*a}}')
-- ---
-- name: long_pattern_in_columns
-- expect: refused growth_unbounded
-- repeats: on
SELECT 1 {{1600*, t LIKE p}} FROM (SELECT '{{20000*a}}' AS t, '%{{10000*a}}b%' AS p OFFSET 0) s
-- ---
-- name: long_pattern_in_any
-- expect: refused growth_unbounded
SELECT repeat('a', 900000) LIKE ANY (ARRAY['x', '%' || repeat('a', 400000) || 'b%'])
-- ---
-- name: elements_of_each_other
-- expect: refused growth_unbounded
SELECT (SELECT jsonb_agg(g) FROM generate_series(1, 40000) g) @> (SELECT jsonb_agg(g) FROM generate_series(39000, 1, -1) g)
-- ---
-- name: marks_in_reverse_order
-- expect: refused growth_unbounded
-- note: each mark is moved past those before it, and no cancel request is looked for meanwhile
SELECT length(normalize(repeat(U&'\0301', 50000) || repeat(U&'\0323', 50000)))
-- ---
-- name: marks_in_reverse_order_asked_for
-- expect: refused growth_unbounded
SELECT (repeat(U&'\0301', 50000) || repeat(U&'\0323', 50000)) IS NFD NORMALIZED
-- ---
-- name: marks_in_reverse_order_written_out
-- expect: refused growth_unbounded
-- repeats: on
SELECT length(normalize('a{{24000*́}}{{24000*̣}}', NFKD))
-- ---
-- name: path_that_compares_all_with_all
-- expect: refused growth_unbounded
SELECT jsonb_path_exists((SELECT jsonb_build_object('a', jsonb_agg(g), 'b', jsonb_agg(-g)) FROM generate_series(1, 60000) g), '$ ? (@.a[*] == @.b[*])')
-- ---
-- name: path_operator_that_compares_all_with_all
-- expect: refused growth_unbounded
SELECT (SELECT jsonb_build_object('a', jsonb_agg(g), 'b', jsonb_agg(-g)) FROM generate_series(1, 60000) g) @@ '$.a[*] == $.b[*]'
-- ---
-- name: path_over_a_long_literal
-- expect: refused growth_unbounded
-- repeats: on
SELECT '{"a": [{{20000*1,}}1], "b": [{{20000*2,}}2]}'::jsonb @? '$ ? (@.a[*] == @.b[*])'
-- ---
-- name: headline_of_a_repeated_word
-- expect: refused growth_unbounded
-- note: an entry of 24 bytes for each word of the text and each same word of the query
SELECT length(ts_headline('simple', repeat('a ', 48000), (repeat('a | ', 3000) || 'a')::tsquery))
-- ---
-- name: headline_of_a_document_with_a_repeated_word
-- expect: refused growth_unbounded
SELECT ts_headline('simple', jsonb_build_array(repeat('a ', 48000)), plainto_tsquery('simple', repeat('a ', 3000)))
-- ---
-- name: headlines_by_a_long_query
-- expect: refused growth_unbounded
-- repeats: on
SELECT ts_headline('simple', d.body, 'a{{20000*&a}}'::tsquery) FROM documents d
