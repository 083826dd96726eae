-- name: text_functions
-- expect: rows
SELECT length('abc'), char_length('é'), octet_length('é'), bit_length('a'), lower('A'), upper('a'), initcap('a b'), reverse('abc'), ascii('A'), chr(65), left('abc', 2), right('abc', 2)
-- ---
-- name: text_padding
-- expect: rows
SELECT lpad(id::text, 8, '0'), rpad(name, 20, '.'), lpad('x', 5), repeat('-', 10) FROM products LIMIT 3
-- ---
-- name: text_repeat_depth
-- expect: rows
SELECT repeat('  ', depth) || label FROM (VALUES (0, 'root'), (1, 'child'), (2, 'leaf')) v(depth, label)
-- ---
-- name: text_repeat_constant
-- expect: rows
SELECT repeat('=', 40), repeat('ab', 3), repeat('x', 1000) = repeat('x', 10 * 100)
-- ---
-- name: text_repeat_column
-- expect: rows
SELECT name, repeat('*', criticality) FROM governance.governed_object, LATERAL (SELECT 1) s LIMIT 5
-- ---
-- name: text_repeat_length
-- expect: rows
SELECT name, repeat('-', length(name)) FROM products LIMIT 3
-- ---
-- name: text_repeat_least
-- expect: rows
SELECT repeat('#', least(50, count(*)::int)) FROM orders GROUP BY status
-- ---
-- name: text_mask
-- expect: rows
SELECT left(email, 2) || repeat('*', greatest(length(email) - 4, 0)) || right(email, 2) FROM directus_users LIMIT 3
-- ---
-- name: text_rpad_table
-- expect: rows
SELECT rpad(name, 15) || lpad(price::text, 10) FROM products LIMIT 3
-- ---
-- name: text_lpad_length
-- expect: rows
SELECT lpad(id::text, length((SELECT max(id) FROM products)::text), '0') FROM products LIMIT 3
-- ---
-- name: text_concat
-- expect: rows
SELECT 'a' || 1, concat('a', NULL, 1), concat_ws(', ', 'a', NULL, 'b'), concat(VARIADIC ARRAY['a', 'b']), concat_ws('-', VARIADIC ARRAY[1, 2])
-- ---
-- name: text_format
-- expect: rows
SELECT format('%s is %L in %I', 'a', 'b''c', 'Col umn'), format('%2$s %1$s', 'a', 'b'), format('%10s|%-10s|', 'a', 'b'), format('100%%'), format('%s', VARIADIC ARRAY['x'])
-- ---
-- name: text_quote
-- expect: rows
SELECT quote_ident('A b'), quote_literal('it''s'), quote_nullable(NULL::text)
-- ---
-- name: text_substring
-- expect: rows
SELECT substring('abcdef', 2, 3), substr('abcdef', 3), substring('abcdef' FROM 2 FOR 3), substring('abcdef' FROM 2), substring('abcdef' FOR 2)
-- ---
-- name: text_substring_regex
-- expect: rows
SELECT substring('order 123' FROM '\d+'), substring('foobar' FROM '%#"o_b#"%' FOR '#'), substring('foobar' SIMILAR '%#"o_b#"%' ESCAPE '#')
-- ---
-- name: text_position
-- expect: rows
SELECT position('b' IN 'abc'), strpos('abc', 'c'), starts_with('abc', 'a'), 'abc' ^@ 'ab'
-- ---
-- name: text_trim
-- expect: rows
SELECT trim('  a '), trim(BOTH 'x' FROM 'xax'), trim(LEADING FROM ' a'), trim(TRAILING 'x' FROM 'ax'), btrim('xax', 'x'), ltrim(' a'), rtrim('a '), trim(BOTH FROM ' a ')
-- ---
-- name: text_overlay
-- expect: rows
SELECT overlay('abcdef' PLACING 'XX' FROM 2 FOR 3), overlay('abcdef' PLACING 'XX' FROM 2)
-- ---
-- name: text_replace
-- expect: rows
SELECT replace('abc', 'b', 'X'), translate('abc', 'ab', 'xy'), split_part('a,b,c', ',', 2), split_part('a,b,c', ',', -1), regexp_replace('a1b2', '\d', '#', 'g')
-- ---
-- name: text_split
-- expect: rows
SELECT * FROM string_to_table('a,b,c', ',') AS part
-- ---
-- name: text_encode
-- expect: rows
SELECT encode('\xdeadbeef', 'hex'), decode('3q2+7w==', 'base64'), md5('x'), sha256('x'), to_hex(255), convert_from('\xc3a9', 'UTF8'), convert_to('é', 'LATIN1')
-- ---
-- name: text_unicode
-- expect: rows
SELECT normalize('é', NFD), 'é' IS NORMALIZED, 'é' IS NFC NORMALIZED, normalize('a') IS NOT NFKD NORMALIZED, unistr('\00e9'), to_ascii('x'::text, 'LATIN1')
-- ---
-- name: text_bytea
-- expect: rows
SELECT '\x00ff'::bytea, get_byte('\x0102', 1), substring('\x010203'::bytea FROM 2), length('\x0102'::bytea), '\x01'::bytea || '\x02', trim('\x00'::bytea FROM '\x000100'::bytea), position('\x02'::bytea IN '\x0102'::bytea)
-- ---
-- name: text_to_char
-- expect: rows
SELECT to_char(1234.5, 'FM9,999.00'), to_char(now(), 'YYYY-MM-DD HH24:MI:SS'), to_char(interval '15h', 'HH24:MI'), to_number('1,234.5', '9G999D9'), to_char(42, 'RN'), to_char(-1, 'S99')
-- ---
-- name: text_collate
-- expect: rows
SELECT name FROM customers ORDER BY name COLLATE "C" LIMIT 3
-- ---
-- name: text_collate_after_cast
-- expect: rows
SELECT id::text COLLATE "C" FROM products ORDER BY id::text COLLATE "C" LIMIT 3
-- ---
-- name: text_collate_in_argument
-- expect: rows
SELECT lower(name COLLATE "C"), max(name COLLATE "C"), string_agg(name, ',' ORDER BY name COLLATE "C") FROM directus_roles GROUP BY name
-- ---
-- name: text_collate_comparison
-- expect: rows
SELECT 'a' COLLATE "C" < 'B', 'a' < ('B' COLLATE "POSIX"), count(*) FROM customers WHERE name > 'C' COLLATE pg_catalog."default"
-- ---
-- name: text_collate_group_window
-- expect: rows
SELECT rank() OVER (ORDER BY name COLLATE "C" DESC) FROM customers LIMIT 3
-- ---
-- name: text_collate_in_case_array
-- expect: rows
SELECT CASE WHEN 'a' = 'b' COLLATE "C" THEN 1 END, ARRAY['b', 'a' COLLATE "C"], ('a' || 'b') COLLATE "C", collation for ('a' COLLATE "C")
-- ---
-- name: text_collate_distinct_in
-- expect: rows
SELECT DISTINCT status COLLATE "C" FROM directus_users WHERE status COLLATE "C" IN ('active', 'suspended')
-- ---
-- name: text_like
-- expect: rows
SELECT count(*) FROM customers WHERE name LIKE 'Customer 1%' AND name NOT LIKE '%9'
-- ---
-- name: text_like_escape
-- expect: rows
SELECT 'a_b' LIKE 'a!_b' ESCAPE '!', 'a%b' NOT LIKE 'a\%b', 'a_b' ILIKE 'A#_B' ESCAPE '#', 'x' LIKE 'x' ESCAPE ''
-- ---
-- name: text_ilike
-- expect: rows
SELECT count(*) FROM customers WHERE name ILIKE '%CUSTOMER 2_'
-- ---
-- name: text_like_operators
-- expect: rows
SELECT 'abc' ~~ 'a%', 'abc' !~~ 'b%', 'abc' ~~* 'A%', 'abc' !~~* 'B%'
-- ---
-- name: text_similar
-- expect: rows
SELECT 'abc' SIMILAR TO '(a|b)%', 'abc' NOT SIMILAR TO 'x%', 'a%' SIMILAR TO 'a!%' ESCAPE '!'
-- ---
-- name: text_regex_operators
-- expect: rows
SELECT 'abc' ~ '^a', 'ABC' ~* 'b', 'abc' !~ 'x', 'abc' !~* 'X'
-- ---
-- name: text_regex_functions
-- expect: rows
SELECT regexp_match('a1b22', '\d+'), regexp_matches('a1b22', '(\w)(\d)'), regexp_split_to_array('a b  c', '\s+'), regexp_count('banana', 'a'), regexp_instr('banana', 'n'), regexp_like('abc', '^A', 'i'), regexp_substr('a1b22', '\d+', 1, 2)
-- ---
-- name: text_regex_table
-- expect: rows
SELECT m[1], count(*) FROM system_issues, regexp_matches(message, 'Request (\d)\d*') AS m WHERE id < 2000 GROUP BY 1 ORDER BY 1
-- ---
-- name: text_regex_split_table
-- expect: rows
SELECT word FROM documents, regexp_split_to_table(summary, '\W+') AS word LIMIT 5
-- ---
-- name: text_regex_email
-- expect: rows
SELECT count(*) FROM directus_users WHERE email ~* '^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$'
-- ---
-- name: text_regex_lookahead
-- expect: rows
SELECT regexp_replace('1234567', '(\d)(?=(\d{3})+$)', '\1,', 'g'), 'foobar' ~ 'foo(?!baz)', 'ab' ~ '(?<=a)b', 'aa' ~ '(a)\1'
-- ---
-- name: text_regex_newline_flags
-- expect: rows
SELECT E'a\nb' ~ '(?n)^b$', regexp_replace('a.b', '[.]', '-'), 'x' ~ '[[:alpha:]]', 'É' ~* 'é'
-- ---
-- name: fulltext_match
-- expect: rows
SELECT id, title FROM documents WHERE search @@ to_tsquery('english', 'owner & data')
-- ---
-- name: fulltext_queries
-- expect: rows
SELECT to_tsquery('english', 'cat & (dog | !bird)'), plainto_tsquery('fat cats'), phraseto_tsquery('fat cats'), websearch_to_tsquery('english', '"fat cats" or dogs -birds'), 'a <-> b'::tsquery, 'a:*'::tsquery
-- ---
-- name: fulltext_vectors
-- expect: rows
SELECT to_tsvector('simple', 'a b a'), setweight(to_tsvector('x'), 'A') || to_tsvector('y'), strip('a:1'::tsvector), length('a b'::tsvector), tsvector_to_array('a b'), array_to_tsvector('{a,b}')
-- ---
-- name: fulltext_rank
-- expect: rows
SELECT title, ts_rank(search, query), ts_rank_cd(search, query) FROM documents, websearch_to_tsquery('english', 'change clone') AS query WHERE search @@ query ORDER BY 2 DESC LIMIT 5
-- ---
-- name: fulltext_headline
-- expect: rows
SELECT ts_headline('english', summary, to_tsquery('english', 'change'), 'StartSel=<b>, StopSel=</b>, MaxWords=20, MinWords=5') FROM documents LIMIT 3
-- ---
-- name: fulltext_rewrite_three
-- expect: rows
SELECT ts_rewrite('a & b'::tsquery, 'a'::tsquery, 'c'::tsquery)
-- ---
-- name: fulltext_operators
-- expect: rows
SELECT 'a & b'::tsquery && 'c'::tsquery, 'a'::tsquery || 'b'::tsquery, !! 'a'::tsquery, 'a'::tsquery <-> 'b'::tsquery, 'a & b'::tsquery @> 'a'::tsquery
-- ---
-- name: fulltext_phrase_distance
-- expect: rows
SELECT tsquery_phrase('a', 'b', 3), numnode('a & b'::tsquery), querytree('a & !b'::tsquery)
-- ---
-- name: fulltext_debug
-- expect: rows
SELECT alias, token, lexemes FROM ts_debug('english', 'Owned data')
-- ---
-- name: fulltext_parse
-- expect: rows
SELECT * FROM ts_parse('default', 'a b 1')
-- ---
-- name: fulltext_token_types
-- expect: rows
SELECT tokid, alias FROM ts_token_type('default') LIMIT 5
-- ---
-- name: fulltext_lexize
-- expect: rows
SELECT ts_lexize('english_stem', 'owners'), get_current_ts_config()
-- ---
-- name: fulltext_json
-- expect: rows
SELECT jsonb_to_tsvector('english', '{"a": "the owners"}', '["string"]'), to_tsvector('english', settings) FROM customers LIMIT 1
-- ---
-- name: fulltext_unnest
-- expect: rows
SELECT lexeme, positions FROM documents, unnest(search) LIMIT 5
-- ---
-- name: fulltext_filter_delete
-- expect: rows
SELECT ts_delete('a:1 b:2'::tsvector, 'a'), ts_filter('a:1A b:2B'::tsvector, '{a}')
-- ---
-- name: format_width_from_an_argument
-- expect: rows
SELECT format('%*s|%-*s|', 8, 'x', length(name) + 2, name), format('%1$*2$s', name, 12) FROM customers
-- ---
-- name: rows_as_insert_statements
-- expect: rows
SELECT 'INSERT INTO t VALUES ' || string_agg(format('(%s, %L, %L)', id, name, created_at), E',\n' ORDER BY id) || ';' FROM customers
-- ---
-- name: masked_names
-- expect: rows
SELECT left(name, 1) || repeat('*', length(name) - 2) || right(name, 1) AS name FROM customers WHERE length(name) > 2
-- ---
-- name: normalized_names
-- expect: rows
SELECT id, normalize(name, NFD), name IS NFC NORMALIZED FROM customers WHERE normalize(lower(name)) LIKE '%a%' ORDER BY id LIMIT 10
-- ---
-- name: headlines_of_several_columns
-- expect: rows
SELECT id, ts_headline('english', title, q), ts_headline('english', summary, q), ts_headline('english', body, q, 'MaxFragments=2') FROM documents, websearch_to_tsquery('english', 'audit or governance or audit') q WHERE search @@ q LIMIT 5
