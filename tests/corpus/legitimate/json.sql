-- name: json_arrows
-- expect: rows
SELECT settings -> 'limits' -> 'credit', settings ->> 'newsletter' FROM customers LIMIT 3
-- ---
-- name: json_path_arrows
-- expect: rows
SELECT settings #> '{limits,credit}', settings #>> '{limits,currency}' FROM customers LIMIT 3
-- ---
-- name: json_array_index
-- expect: rows
SELECT attributes -> 'parts' -> 0, attributes -> 'parts' -> -1 FROM products LIMIT 3
-- ---
-- name: json_subscript
-- expect: rows
SELECT settings['limits']['credit'], (attributes['parts'])[0] FROM customers, products LIMIT 3
-- ---
-- name: json_contains
-- expect: rows
SELECT id FROM products WHERE attributes @> '{"colour": "red"}' LIMIT 5
-- ---
-- name: json_contained
-- expect: rows
SELECT '{"a": 1}'::jsonb <@ '{"a": 1, "b": 2}'
-- ---
-- name: json_key_exists
-- expect: rows
SELECT count(*) FROM customers WHERE settings ? 'newsletter'
-- ---
-- name: json_any_key
-- expect: rows
SELECT count(*) FROM customers WHERE settings ?| ARRAY['newsletter', 'none']
-- ---
-- name: json_all_keys
-- expect: rows
SELECT count(*) FROM customers WHERE settings ?& ARRAY['newsletter', 'limits']
-- ---
-- name: json_concatenate_delete
-- expect: rows
SELECT '{"a": 1}'::jsonb || '{"b": 2}', '{"a": 1, "b": 2}'::jsonb - 'a', '[1, 2]'::jsonb - 0, '{"a": {"b": 1}}'::jsonb #- '{a,b}', '{"a": 1, "b": 2}'::jsonb - ARRAY['a', 'b']
-- ---
-- name: json_path_exists_operator
-- expect: rows
SELECT count(*) FROM products WHERE attributes @? '$.parts[*] ? (@ > 100)'
-- ---
-- name: json_path_match_operator
-- expect: rows
SELECT count(*) FROM products WHERE attributes @@ '$.weight > 10'
-- ---
-- name: json_path_query
-- expect: rows
SELECT jsonb_path_query(attributes, '$.parts[*]') FROM products LIMIT 5
-- ---
-- name: json_path_query_from
-- expect: rows
SELECT p.id, v FROM products p, jsonb_path_query(p.attributes, '$.parts[*] ? (@ > $least)', '{"least": 50}') v LIMIT 5
-- ---
-- name: json_path_functions
-- expect: rows
SELECT jsonb_path_exists('{"a": [1, 2]}', '$.a[*] ? (@ == 2)'), jsonb_path_query_array('{"a": [1, 2]}', '$.a[0] * 2'), jsonb_path_query_first('[1, 2]', 'strict $[0 to last]'), jsonb_path_match('{"a": 1}', 'exists($.a)')
-- ---
-- name: json_path_like_regex
-- expect: rows
SELECT jsonb_path_query('["apple", "pear"]', '$[*] ? (@ like_regex "^a" flag "i")')
-- ---
-- name: json_path_time_zone
-- expect: rows
SELECT jsonb_path_query_tz('["2026-01-01 10:00:00+00"]', '$[*].datetime()'), jsonb_path_exists_tz('["2026-01-01"]', '$[*] ? (@.datetime() < "2026-01-02".datetime())')
-- ---
-- name: json_path_literal
-- expect: rows
SELECT '$.a[*] ? (@.size() > 3 && @.type() == "array").keyvalue()'::jsonpath
-- ---
-- name: json_each
-- expect: rows
SELECT key, value FROM jsonb_each('{"a": 1, "b": "x"}')
-- ---
-- name: json_each_text
-- expect: rows
SELECT * FROM json_each_text('{"a": 1, "b": "x"}')
-- ---
-- name: json_array_elements
-- expect: rows
SELECT value FROM jsonb_array_elements('[1, {"a": 2}]')
-- ---
-- name: json_array_elements_text
-- expect: rows
SELECT * FROM json_array_elements_text('["a", "b"]') WITH ORDINALITY AS t(v, n)
-- ---
-- name: json_object_keys
-- expect: rows
SELECT DISTINCT jsonb_object_keys(settings) FROM customers
-- ---
-- name: json_typeof_lengths
-- expect: rows
SELECT jsonb_typeof('[1]'), json_typeof('{"a": 1}'), jsonb_array_length('[1, 2]'), json_array_length('[1]')
-- ---
-- name: json_build
-- expect: rows
SELECT json_build_object('a', 1, 'b', ARRAY[1, 2]), jsonb_build_array(1, 'x', NULL), json_object('{a,b}', '{1,2}'), jsonb_object(ARRAY['a', '1'])
-- ---
-- name: json_build_variadic
-- expect: rows
SELECT jsonb_build_object(VARIADIC ARRAY['a', 'b']), json_build_array(VARIADIC ARRAY[1, 2])
-- ---
-- name: json_to_json
-- expect: rows
SELECT to_json(home), to_jsonb(tags), row_to_json(c, true), array_to_json(tags) FROM customers c LIMIT 2
-- ---
-- name: json_row_to_json_subselect
-- expect: rows
SELECT row_to_json(t) FROM (SELECT id, name FROM customers LIMIT 2) t
-- ---
-- name: json_populate_record
-- expect: rows
SELECT * FROM jsonb_populate_record(NULL::governance.event_type, '{"code": "x", "active": true}')
-- ---
-- name: json_populate_recordset
-- expect: rows
SELECT * FROM json_populate_recordset(NULL::address, '[{"city": "Lyon"}, {"city": "Porto"}]')
-- ---
-- name: json_to_record
-- expect: rows
SELECT * FROM jsonb_to_record('{"a": 1, "b": [1, 2], "c": {"x": 1}}') AS t(a int, b int[], c jsonb)
-- ---
-- name: json_to_recordset
-- expect: rows
SELECT * FROM json_to_recordset('[{"a": 1}, {"a": 2}]') AS t(a int, b text)
-- ---
-- name: json_set_insert
-- expect: rows
SELECT jsonb_set('{"a": 1}', '{b}', '2', true), jsonb_insert('[1, 2]', '{1}', '9'), jsonb_set_lax('{"a": 1}', '{a}', NULL, true, 'delete_key'), jsonb_strip_nulls('{"a": null}')
-- ---
-- name: json_pretty
-- expect: rows
SELECT jsonb_pretty(settings) FROM customers LIMIT 1
-- ---
-- name: json_extract_path
-- expect: rows
SELECT jsonb_extract_path(settings, 'limits', 'credit'), jsonb_extract_path_text(settings, VARIADIC ARRAY['limits', 'currency']) FROM customers LIMIT 2
-- ---
-- name: json_cast_values
-- expect: rows
SELECT (settings #>> '{limits,credit}')::int + 1, (settings -> 'newsletter')::boolean FROM customers LIMIT 3
-- ---
-- name: json_group_by_value
-- expect: rows
SELECT attributes ->> 'colour' AS colour, avg((attributes ->> 'weight')::numeric) FROM products GROUP BY 1 ORDER BY 1
-- ---
-- name: json_comparison
-- expect: rows
SELECT '{"a": 1}'::jsonb = '{"a": 1.0}', '[1]'::jsonb < '[2]'
-- ---
-- name: json_duplicate_keys
-- expect: rows
SELECT '{"a": 1, "a": 2}'::json, '{"a": 1, "a": 2}'::jsonb
-- ---
-- name: json_order_by_key
-- expect: rows
SELECT id FROM products ORDER BY (attributes -> 'weight')::numeric DESC LIMIT 3
-- ---
-- name: json_permissions_column
-- expect: rows
SELECT collection, permissions #>> '{_and,0,status,_eq}' FROM directus_permissions LIMIT 3
-- ---
-- name: json_aggregate_nested
-- expect: rows
SELECT json_agg(json_build_object('kind', kind, 'names', names)) FROM (SELECT kind, json_agg(name ORDER BY name) AS names FROM governance.governed_object WHERE id < 20 GROUP BY kind) s
-- ---
-- name: json_array_of_rows
-- expect: rows
SELECT array_to_json(array_agg(r)) FROM (SELECT id, name FROM directus_roles) r
-- ---
-- name: json_is_numeric_text
-- expect: rows
SELECT to_jsonb(1.50), to_jsonb('text'::text), to_jsonb(NULL::int), to_json(now()::date)
-- ---
-- name: paths_over_collected_rows
-- expect: rows
SELECT jsonb_path_query_array(jsonb_agg(attributes), '$[*].colour'), jsonb_path_exists(jsonb_agg(to_jsonb(p)), '$[*] ? (@.price > 10 && @.name like_regex "^a")') FROM products p
