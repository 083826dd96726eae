-- name: array_constructors
-- expect: rows
SELECT ARRAY[1, 2, 3], ARRAY[[1, 2], [3, 4]], '{a,b}'::text[], ARRAY[]::int[], '[0:2]={1,2,3}'::int[]
-- ---
-- name: array_index_slice
-- expect: rows
SELECT tags[1], tags[1:2], tags[2:], tags[:1], tags[:] FROM customers LIMIT 3
-- ---
-- name: array_two_dimensions
-- expect: rows
SELECT (ARRAY[[1, 2], [3, 4]])[2][1], (ARRAY[[1, 2], [3, 4]])[1:2][2:2]
-- ---
-- name: array_contains
-- expect: rows
SELECT count(*) FROM customers WHERE tags @> ARRAY['vip']
-- ---
-- name: array_contained_overlap
-- expect: rows
SELECT ARRAY[1] <@ ARRAY[1, 2], ARRAY[1, 2] && ARRAY[2, 3]
-- ---
-- name: array_any
-- expect: rows
SELECT count(*) FROM customers WHERE 'vip' = ANY (tags)
-- ---
-- name: array_all
-- expect: rows
SELECT 5 > ALL (ARRAY[1, 2, 3]), 'a' <> ALL ('{b,c}')
-- ---
-- name: array_like_any
-- expect: rows
SELECT name FROM customers WHERE name LIKE ANY (ARRAY['%1', '%2']) LIMIT 3
-- ---
-- name: array_concatenation
-- expect: rows
SELECT ARRAY[1] || 2, 0 || ARRAY[1], ARRAY[1] || ARRAY[2, 3], array_cat(ARRAY[1], ARRAY[2])
-- ---
-- name: array_functions
-- expect: rows
SELECT array_append(ARRAY[1], 2), array_prepend(0, ARRAY[1]), array_remove(ARRAY[1, 2], 2), array_replace(ARRAY[1, 2], 2, 3), array_position(ARRAY['a', 'b'], 'b'), array_positions(ARRAY[1, 1], 1), trim_array(ARRAY[1, 2, 3], 1)
-- ---
-- name: array_sizes
-- expect: rows
SELECT array_length(tags, 1), cardinality(tags), array_ndims(tags), array_lower(tags, 1), array_upper(tags, 1), array_dims(tags) FROM customers LIMIT 3
-- ---
-- name: array_text
-- expect: rows
SELECT array_to_string(ARRAY[1, NULL, 3], ',', '-'), string_to_array('a,b,,c', ',', ''), string_to_array('abc', NULL)
-- ---
-- name: array_unnest
-- expect: rows
SELECT tag, count(*) FROM customers, unnest(tags) AS tag GROUP BY tag ORDER BY 2 DESC
-- ---
-- name: array_unnest_target
-- expect: rows
SELECT id, unnest(sizes) FROM products LIMIT 5
-- ---
-- name: array_subscripts
-- expect: rows
SELECT s, tags[s] FROM customers, generate_subscripts(tags, 1) AS s LIMIT 5
-- ---
-- name: array_fill_small
-- expect: rows
SELECT array_fill(0, ARRAY[3]), array_fill('x'::text, ARRAY[2, 2], ARRAY[0, 0])
-- ---
-- name: array_comparison
-- expect: rows
SELECT ARRAY[1, 2] < ARRAY[1, 3], ARRAY[1] = ARRAY[1], ARRAY[1] IS DISTINCT FROM NULL
-- ---
-- name: array_cast
-- expect: rows
SELECT ARRAY[1, 2]::text[], ARRAY['1', '2']::int[], tags::text FROM customers LIMIT 1
-- ---
-- name: array_aggregate_of_arrays
-- expect: rows
SELECT array_agg(sizes) FROM products WHERE id < 4
-- ---
-- name: array_of_rows
-- expect: rows
SELECT ARRAY(SELECT ROW(id, name) FROM directus_roles)
-- ---
-- name: array_distinct_sorted
-- expect: rows
SELECT ARRAY(SELECT DISTINCT unnest(ARRAY[3, 1, 3]) ORDER BY 1)
-- ---
-- name: array_constructed_in_where
-- expect: rows
SELECT id FROM products WHERE sizes = ARRAY[id % 10, id % 10 + 2, NULL] LIMIT 3
-- ---
-- name: composite_field
-- expect: rows
SELECT (home).city, (home).country FROM customers LIMIT 3
-- ---
-- name: composite_field_qualified
-- expect: rows
SELECT (c.home).street FROM customers c LIMIT 3
-- ---
-- name: composite_star
-- expect: rows
SELECT id, (home).* FROM customers LIMIT 3
-- ---
-- name: composite_star_of_function
-- expect: rows
SELECT (json_populate_record(NULL::address, '{"city": "Lyon"}')).*
-- ---
-- name: composite_star_of_row
-- expect: rows
SELECT (x).* FROM (SELECT ROW('a', 'b', 'c', 'd')::address AS x) s
-- ---
-- name: composite_whole_row_star
-- expect: rows
SELECT (c).* FROM governance.event_type c
-- ---
-- name: composite_group_by
-- expect: rows
SELECT (home).country, count(*) FROM customers GROUP BY (home).country ORDER BY 2
-- ---
-- name: composite_where
-- expect: rows
SELECT id FROM customers WHERE (home).city = 'Köln' LIMIT 3
-- ---
-- name: composite_literal
-- expect: rows
SELECT '("Street 1",Lyon,69001,FR)'::address, ROW('a', 'b', 'c', 'd')::address
-- ---
-- name: composite_compare
-- expect: rows
SELECT count(*) FROM customers WHERE home IS NOT NULL AND home = home
-- ---
-- name: composite_array
-- expect: rows
SELECT a_composite, composites, (a_composite).amount, (composites[1]).unit FROM type_gallery
-- ---
-- name: composite_whole_row_compare
-- expect: rows
SELECT count(*) FROM customers a JOIN customers b ON a = b
-- ---
-- name: composite_null_test
-- expect: rows
SELECT home IS NULL, home IS DISTINCT FROM NULL FROM customers LIMIT 2
-- ---
-- name: enum_compare
-- expect: rows
SELECT count(*) FROM system_issues WHERE severity >= 'error'
-- ---
-- name: enum_order
-- expect: rows
SELECT DISTINCT severity FROM system_issues ORDER BY severity DESC
-- ---
-- name: enum_functions
-- expect: rows
SELECT enum_range(NULL::issue_severity), enum_first(NULL::issue_severity), enum_last('info'::issue_severity), enum_range('warning'::issue_severity, NULL)
-- ---
-- name: enum_cast_text
-- expect: rows
SELECT status::text, 'paid'::order_status, order_status 'draft' FROM orders LIMIT 2
-- ---
-- name: enum_array
-- expect: rows
SELECT id FROM orders WHERE status = ANY ('{paid,shipped}'::order_status[]) LIMIT 3
-- ---
-- name: enum_unnest_labels
-- expect: rows
SELECT unnest(enum_range(NULL::order_status)) AS status
-- ---
-- name: builtin_domain_values
-- expect: rows
SELECT contact, price FROM customers, products LIMIT 3
-- ---
-- name: builtin_domain_cast
-- expect: rows
SELECT 'a@example.com'::email, 12.5::positive_amount, CAST(NULL AS email)
-- ---
-- name: builtin_domain_literal
-- expect: rows
SELECT email 'a@example.com', positive_amount '3.00'
-- ---
-- name: builtin_domain_comparison
-- expect: rows
SELECT count(*) FROM customers WHERE contact = 'customer1@example.com'::email
-- ---
-- name: builtin_domain_arithmetic
-- expect: rows
SELECT sum(price), max(price) * 2 FROM products
-- ---
-- name: builtin_domain_array
-- expect: rows
SELECT ARRAY[1.5, 2.5]::positive_amount[]
-- ---
-- name: gallery_of_types
-- expect: rows
SELECT * FROM type_gallery ORDER BY id
-- ---
-- name: gallery_identity
-- expect: rows
SELECT id, a_boolean, an_enum, enums, a_domain, a_regclass, an_oid FROM type_gallery
-- ---
-- name: text_of_a_type_with_a_cast_to_json
-- expect: rows
-- note: the type's cast to json is volatile, and making text of a value does not run it
SELECT id, level::text, past::text[] FROM governance.alarm
-- ---
-- name: groups_of_a_type_with_a_cast_to_json
-- expect: rows
SELECT count(*), max(level)::text FROM governance.alarm GROUP BY level ORDER BY level
