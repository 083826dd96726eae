-- name: repeat_nested
-- expect: refused growth_unbounded
SELECT repeat(repeat(repeat('x', 1000), 1000), 1000)
-- ---
-- name: repeat_nested_length
-- expect: refused growth_unbounded
SELECT length(repeat(repeat(repeat('x', 1000), 1000), 1000))
-- ---
-- name: repeat_huge
-- expect: refused growth_unbounded
SELECT repeat('x', 1000000000)
-- ---
-- name: repeat_huge_in_where
-- expect: refused growth_unbounded
SELECT 1 WHERE repeat('x', 1000000000) = 'y'
-- ---
-- name: repeat_arithmetic
-- expect: refused growth_unbounded
SELECT repeat('x', 1000 * 1000 * 1000)
-- ---
-- name: repeat_power
-- expect: refused growth_unbounded
SELECT repeat('x', (10 ^ 9)::int)
-- ---
-- name: repeat_shift
-- expect: refused growth_unbounded
SELECT repeat('x', 1 << 29)
-- ---
-- name: repeat_cast_text
-- expect: refused growth_unbounded
SELECT repeat('x', '1000000000'::int)
-- ---
-- name: repeat_typed_literal
-- expect: refused growth_unbounded
SELECT repeat('x', int '1000000000')
-- ---
-- name: repeat_negative_negative
-- expect: refused growth_unbounded
SELECT repeat('x', - -1000000000)
-- ---
-- name: repeat_case
-- expect: refused growth_unbounded
SELECT repeat('x', CASE WHEN true THEN 1000000000 END)
-- ---
-- name: repeat_length_of_repeat
-- expect: refused growth_unbounded
SELECT repeat('x', length(repeat('x', 100000)) * 10000)
-- ---
-- name: repeat_qualified
-- expect: refused growth_unbounded
SELECT pg_catalog.repeat('x', 1000000000)
-- ---
-- name: repeat_quoted
-- expect: refused growth_unbounded
SELECT "repeat"('x', 1000000000)
-- ---
-- name: repeat_mixed_case
-- expect: refused growth_unbounded
SELECT RePeAt('x', 1000000000)
-- ---
-- name: repeat_unicode_name
-- expect: refused growth_unbounded
SELECT U&"rep\0065at"('x', 1000000000)
-- ---
-- name: repeat_in_from
-- expect: refused growth_unbounded
SELECT length(r) FROM repeat('x', 1000000000) r
-- ---
-- name: repeat_in_limit
-- expect: refused growth_unbounded
SELECT 1 LIMIT length(repeat('x', 1000000000))
-- ---
-- name: repeat_concatenated
-- expect: refused growth_unbounded
SELECT repeat('x', 500000000) || repeat('y', 500000000)
-- ---
-- name: repeat_in_values
-- expect: refused growth_unbounded
VALUES (repeat('x', 1000000000))
-- ---
-- name: repeat_in_unreached_case
-- expect: bounded
-- note: never evaluated, so it may also run
SELECT CASE WHEN false THEN repeat('x', 1000000000) ELSE 'x' END
-- ---
-- name: repeat_digest
-- expect: refused growth_unbounded
SELECT md5(repeat('x', 1000000000))
-- ---
-- name: repeat_to_bytea
-- expect: refused growth_unbounded
SELECT sha256(repeat('x', 500000000)::bytea)
-- ---
-- name: repeat_to_array
-- expect: refused growth_unbounded
SELECT string_to_array(repeat('a,', 400000000), ',')
-- ---
-- name: lpad_huge
-- expect: refused growth_unbounded
SELECT lpad('x', 250000000)
-- ---
-- name: lpad_fill
-- expect: refused growth_unbounded
SELECT lpad('x', 250000000, 'ab')
-- ---
-- name: rpad_huge
-- expect: refused growth_unbounded
SELECT rpad('x', 250000000, 'y')
-- ---
-- name: lpad_nested
-- expect: refused growth_unbounded
SELECT lpad(rpad('x', 200000000), 250000000)
-- ---
-- name: array_fill_huge
-- expect: refused growth_unbounded
SELECT array_fill(1, ARRAY[100000000])
-- ---
-- name: array_fill_dimensions
-- expect: refused growth_unbounded
SELECT array_fill(0, ARRAY[10000, 10000])
-- ---
-- name: array_fill_cardinality
-- expect: refused growth_unbounded
SELECT cardinality(array_fill('x'::text, ARRAY[100000000]))
-- ---
-- name: format_width
-- expect: refused growth_unbounded
SELECT format('%1000000000s', 'x')
-- ---
-- name: format_width_argument
-- expect: refused growth_unbounded
SELECT format('%*s', 1000000000, 'x')
-- ---
-- name: format_left_width
-- expect: refused growth_unbounded
SELECT format('%-1000000000s|', 'x')
-- ---
-- name: format_width_variadic
-- expect: refused growth_unbounded
SELECT format('%*s', VARIADIC ARRAY['1000000000', 'x'])
-- ---
-- name: replace_multiplies
-- expect: bounded
SELECT length(replace(repeat('x', 30000), 'x', repeat('y', 30000)))
-- ---
-- name: replace_chain
-- expect: bounded
SELECT length(replace(replace(replace(replace(replace('aaaaaaaaaa', 'a', 'bbbbbbbbbbbbbbbbbbbb'), 'b', 'cccccccccccccccccccc'), 'c', 'dddddddddddddddddddd'), 'd', 'eeeeeeeeeeeeeeeeeeee'), 'e', 'ffffffffffffffffffff'))
-- ---
-- name: regexp_replace_multiplies
-- expect: bounded
SELECT length(regexp_replace(regexp_replace(regexp_replace(regexp_replace('aaaaaaaaaa', '.', '\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&', 'g'), '.', '\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&', 'g'), '.', '\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&', 'g'), '.', '\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&\&', 'g'))
-- ---
-- name: concatenation_doubles_in_subselects
-- expect: bounded
SELECT length(h) FROM (SELECT g || g || g || g || g || g || g || g AS h FROM (SELECT f || f || f || f || f || f || f || f AS g FROM (SELECT e || e || e || e || e || e || e || e AS f FROM (SELECT d || d || d || d || d || d || d || d AS e FROM (SELECT c || c || c || c || c || c || c || c AS d FROM (SELECT b || b || b || b || b || b || b || b AS c FROM (SELECT a || a || a || a || a || a || a || a AS b FROM (SELECT 'xxxxxxxx' AS a) s0) s1) s2) s3) s4) s5) s6) t
-- ---
-- name: concatenation_doubles_materialized
-- expect: bounded
WITH a AS MATERIALIZED (SELECT 'xxxxxxxxxxxxxxxx'::text AS t), b AS MATERIALIZED (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM a), c AS MATERIALIZED (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM b), d AS MATERIALIZED (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM c), e AS MATERIALIZED (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM d), f AS MATERIALIZED (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM e), g AS MATERIALIZED (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM f), h AS MATERIALIZED (SELECT t || t || t || t || t AS t FROM g) SELECT length(t) FROM h
-- ---
-- name: concatenation_doubles_recursively
-- expect: bounded
WITH RECURSIVE a(n, t) AS (SELECT 1, 'x'::text UNION ALL SELECT n + 1, t || t FROM a WHERE n < 30) SELECT max(length(t)) FROM a
-- ---
-- name: array_doubles_recursively
-- expect: bounded
WITH RECURSIVE a(n, t) AS (SELECT 1, ARRAY[1] UNION ALL SELECT n + 1, t || t FROM a WHERE n < 27) SELECT max(cardinality(t)) FROM a
-- ---
-- name: jsonb_doubles_recursively
-- expect: bounded
WITH RECURSIVE a(n, t) AS (SELECT 1, '[1]'::jsonb UNION ALL SELECT n + 1, t || t FROM a WHERE n < 25) SELECT max(jsonb_array_length(t)) FROM a
-- ---
-- name: string_agg_over_series
-- expect: bounded
SELECT length(string_agg('0123456789012345678901234567890123456789', '')) FROM generate_series(1, 25000000)
-- ---
-- name: string_agg_of_repeats
-- expect: bounded
SELECT length(string_agg(repeat('x', 1000), '')) FROM generate_series(1, 1000000)
-- ---
-- name: array_agg_over_series
-- expect: bounded
SELECT cardinality(array_agg(g)) FROM generate_series(1, 100000000) g
-- ---
-- name: json_agg_over_series
-- expect: bounded
SELECT length(json_agg(g)::text) FROM generate_series(1, 100000000) g
-- ---
-- name: xmlagg_over_series
-- expect: bounded
SELECT length(xmlagg(xmlelement(name a, g))::text) FROM generate_series(1, 10000000) g
-- ---
-- name: array_of_subselect
-- expect: bounded
SELECT cardinality(ARRAY(SELECT g FROM generate_series(1, 100000000) g))
-- ---
-- name: repeat_by_column
-- expect: bounded
SELECT repeat('x', g) FROM generate_series(100000000, 100000500) g
-- ---
-- name: repeat_by_random
-- expect: bounded
SELECT repeat('x', (random() * 1000000000)::int)
-- ---
-- name: repeat_by_subselect
-- expect: bounded
SELECT length(repeat('x', (SELECT 1000000000)))
-- ---
-- name: repeat_by_cte
-- expect: bounded
WITH n AS (SELECT 1000000000 AS count) SELECT length(repeat('x', count)) FROM n
-- ---
-- name: repeat_by_values_column
-- expect: bounded
SELECT length(repeat('x', n)) FROM (VALUES (1000000000)) v(n)
-- ---
-- name: repeat_by_setting
-- expect: bounded
SELECT length(repeat('x', 1000 * current_setting('max_connections')::int * 10000))
-- ---
-- name: repeat_by_extract
-- expect: bounded
SELECT length(repeat('x', extract(epoch FROM now())::int / 2))
-- ---
-- name: repeat_by_inner_column
-- expect: bounded
SELECT length(repeat(t, 1000000)) FROM (SELECT repeat('x', 1000) AS t OFFSET 0) s
-- ---
-- name: lpad_by_column
-- expect: bounded
SELECT length(lpad('x', g)) FROM generate_series(250000000, 1000000010) g
-- ---
-- name: lateral_repeats
-- expect: bounded
SELECT length(r) FROM generate_series(1, 10) g, LATERAL repeat('x', g * 100000000) r
-- ---
-- name: array_to_string_of_fill
-- expect: bounded
SELECT length(array_to_string(array_fill('xxxxxxxxxxxxxxxxxxxx'::text, ARRAY[10000]), repeat('y', 10000)))
-- ---
-- name: regexp_split_to_array
-- expect: bounded
SELECT cardinality(regexp_split_to_array(repeat('x', 5000000), ''))
-- ---
-- name: string_to_table
-- expect: bounded
SELECT count(*) FROM string_to_table(repeat('x,', 50000000), ',')
-- ---
-- name: translate_of_repeat
-- expect: bounded
SELECT length(translate(repeat('x', 100000000), 'x', 'y'))
-- ---
-- name: encode_of_repeat
-- expect: bounded
SELECT length(encode(repeat('x', 200000000)::bytea, 'hex'))
-- ---
-- name: quote_literal_of_repeat
-- expect: bounded
SELECT length(quote_literal(repeat('''', 300000000)))
-- ---
-- name: convert_of_repeat
-- expect: bounded
SELECT length(convert(repeat('x', 200000000)::bytea, 'LATIN1', 'UTF8'))
-- ---
-- name: upper_of_repeat
-- expect: bounded
SELECT length(upper(repeat('x', 300000000)))
-- ---
-- name: unaccented_normalize_of_repeat
-- expect: bounded
SELECT length(normalize(repeat('é', 50000000), NFKD))
-- ---
-- name: xmlelement_of_repeat
-- expect: bounded
SELECT length(xmlelement(name a, repeat('<', 200000000))::text)
-- ---
-- name: to_json_of_repeat
-- expect: bounded
SELECT length(to_json(repeat('"', 200000000))::text)
-- ---
-- name: concat_of_repeats
-- expect: bounded
SELECT length(concat(repeat('x', 200000000), repeat('y', 200000000), repeat('z', 200000000)))
-- ---
-- name: concat_ws_of_repeats
-- expect: bounded
SELECT length(concat_ws(repeat('-', 300000000), 'a', 'b', 'c'))
-- ---
-- name: overlay_of_repeats
-- expect: bounded
SELECT length(overlay(repeat('x', 300000000) PLACING repeat('y', 300000000) FROM 1))
-- ---
-- name: char_type_length
-- expect: bounded
SELECT 'x'::char(10485760), 'y'::char(10485760), 'z'::char(10485760)
-- ---
-- name: bit_type_length
-- expect: bounded
SELECT length(B'1'::bit(83886080) || B'1'::bit(83886080))
-- ---
-- name: char_array_lengths
-- expect: bounded
SELECT ARRAY['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']::char(10485760)[]
-- ---
-- name: numeric_power
-- expect: bounded
SELECT length((10::numeric ^ 100000)::text)
-- ---
-- name: numeric_power_chain
-- expect: bounded
SELECT ((7::numeric ^ 100000) * (9::numeric ^ 100000)) % 10
-- ---
-- name: numeric_power_fraction
-- expect: bounded
SELECT 1.0000001::numeric ^ 123456789.123456789
-- ---
-- name: numeric_exponential
-- expect: bounded
SELECT length(exp(200000::numeric)::text)
-- ---
-- name: factorial_large
-- expect: bounded
SELECT length(factorial(32000)::text)
-- ---
-- name: factorial_per_row
-- expect: bounded
SELECT sum(length(factorial(20000)::text)) FROM generate_series(1, 1000)
-- ---
-- name: numeric_scale
-- expect: bounded
SELECT length((1::numeric / 3::numeric(1000, 999))::text)
-- ---
-- name: to_char_long_format
-- expect: bounded
SELECT length(to_char(now(), repeat('Month ', 10000000)))
-- ---
-- name: generate_series_set_in_array
-- expect: bounded
SELECT length(array_agg(ARRAY[g, g, g, g])::text) FROM generate_series(1, 20000000) g
-- ---
-- name: range_agg
-- expect: bounded
SELECT length(range_agg(int4range(g * 2, g * 2 + 1))::text) FROM generate_series(1, 50000000) g
-- ---
-- name: tsvector_of_repeat
-- expect: bounded
SELECT length(to_tsvector('simple', repeat('a b c d ', 50000000)))
-- ---
-- name: jsonb_path_wildcards
-- expect: bounded
SELECT count(*) FROM jsonb_path_query((SELECT jsonb_agg(g) FROM generate_series(1, 100000) g), '$[*] ? (@ > $.size())')
-- ---
-- name: jsonb_set_doubling
-- expect: bounded
SELECT length(jsonb_set(jsonb_set('{"a": {}}', '{a,b}', to_jsonb(repeat('x', 200000000))), '{c}', to_jsonb(repeat('y', 200000000)))::text)
-- ---
-- name: one_huge_cell
-- expect: bounded
SELECT string_agg(md5(g::text), '') FROM generate_series(1, 3000000) g
-- ---
-- name: many_wide_cells
-- expect: bounded
SELECT repeat(md5(g::text), 30000) FROM generate_series(1, 500) g
-- ---
-- name: many_columns_wide
-- expect: bounded
-- repeats: on
SELECT {{1500*repeat('x', 100000), }}1
-- ---
-- name: tsvector_of_collected_text
-- expect: refused growth_unbounded
WITH b AS (SELECT string_agg(repeat('ab cd ', 1000), '') AS t FROM generate_series(1, 5000)) SELECT length(to_tsvector('simple', t)) FROM b
-- ---
-- name: copies_of_a_column
-- expect: refused growth_unbounded
-- repeats: on
WITH x AS (SELECT repeat('x', 1000000) AS t) SELECT count(*) FROM customers, x WHERE name = t{{900* OR name || {i} = t}}
-- ---
-- name: format_width_argument_below_zero
-- expect: refused growth_unbounded
SELECT length(format('%*s', -1000000000, 5))
-- ---
-- name: format_width_below_zero_of_a_series
-- expect: refused growth_unbounded
SELECT length(format('%-*s', n, 5)) FROM ROWS FROM (generate_series(-200000000, -199999999)) AS g(n)
-- ---
-- name: format_width_after_a_place
-- expect: refused growth_unbounded
SELECT length(format('%1$s%*s', 1, 0 - 1000000000, 5))
