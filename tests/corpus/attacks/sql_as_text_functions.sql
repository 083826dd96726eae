-- name: query_to_xml
-- expect: refused function_not_allowed
SELECT query_to_xml('SELECT pg_sleep(1)', true, false, '')
-- ---
-- name: query_to_xml_in_from
-- expect: refused function_not_allowed
SELECT * FROM query_to_xml('SELECT secret FROM trap.account', true, false, '')
-- ---
-- name: query_to_xml_named_arguments
-- expect: refused function_not_allowed
SELECT query_to_xml(query => 'SELECT 1', nulls => true, tableforest => false, targetns => '')
-- ---
-- name: query_to_xml_as_a_table_hidden
-- expect: refused function_not_allowed
SELECT xpath('//secret/text()', query_to_xml('SELECT * FROM trap.account', true, false, ''))
-- ---
-- name: query_to_xml_and_xmlschema
-- expect: refused function_not_allowed
SELECT query_to_xml_and_xmlschema('DELETE FROM trap.account RETURNING *', true, false, '')
-- ---
-- name: query_to_xmlschema
-- expect: refused function_not_allowed
SELECT query_to_xmlschema('SELECT 1', true, false, '')
-- ---
-- name: cursor_to_xml
-- expect: refused function_not_allowed
SELECT cursor_to_xml('c', 10, true, false, '')
-- ---
-- name: cursor_to_xmlschema
-- expect: refused function_not_allowed
SELECT cursor_to_xmlschema('c', true, false, '')
-- ---
-- name: table_to_xml
-- expect: refused function_not_allowed
SELECT table_to_xml('trap.account', true, false, '')
-- ---
-- name: table_to_xml_dynamic_regclass
-- expect: refused function_not_allowed
SELECT table_to_xml(oid::regclass, true, false, '') FROM pg_class WHERE relname = 'account'
-- ---
-- name: table_to_xmlschema
-- expect: refused function_not_allowed
SELECT table_to_xmlschema('trap.account', true, false, '')
-- ---
-- name: table_to_xml_and_xmlschema
-- expect: refused function_not_allowed
SELECT table_to_xml_and_xmlschema('trap.account', true, false, '')
-- ---
-- name: schema_to_xml
-- expect: refused function_not_allowed
SELECT schema_to_xml('trap', true, false, '')
-- ---
-- name: schema_to_xmlschema
-- expect: refused function_not_allowed
SELECT schema_to_xmlschema('trap', true, false, '')
-- ---
-- name: schema_to_xml_and_xmlschema
-- expect: refused function_not_allowed
SELECT schema_to_xml_and_xmlschema('trap', true, false, '')
-- ---
-- name: database_to_xml
-- expect: refused function_not_allowed
SELECT database_to_xml(true, false, '')
-- ---
-- name: database_to_xmlschema
-- expect: refused function_not_allowed
SELECT database_to_xmlschema(true, false, '')
-- ---
-- name: database_to_xml_and_xmlschema
-- expect: refused function_not_allowed
SELECT database_to_xml_and_xmlschema(true, false, '')
-- ---
-- name: ts_stat
-- expect: refused function_not_allowed
SELECT * FROM ts_stat('SELECT to_tsvector(secret) FROM trap.account')
-- ---
-- name: ts_stat_with_weights
-- expect: refused function_not_allowed
SELECT word FROM ts_stat('SELECT ''a:1A''::tsvector', 'ab')
-- ---
-- name: ts_stat_qualified_in_rows_from
-- expect: refused function_not_allowed
SELECT * FROM ROWS FROM (pg_catalog.ts_stat('SELECT to_tsvector(holder) FROM trap.account')) t
-- ---
-- name: ts_rewrite_query_text
-- expect: refused function_not_allowed
SELECT ts_rewrite('a & b'::tsquery, 'SELECT ''a''::tsquery, ''b''::tsquery')
-- ---
-- name: ts_rewrite_unknown_literal
-- expect: refused function_not_allowed
SELECT ts_rewrite('a', 'SELECT ''a''::tsquery, ''c''::tsquery')
-- ---
-- name: query_to_xml_count_every_table
-- expect: refused function_not_allowed
SELECT relname, (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I.%I', relnamespace::regnamespace, relname), false, true, '')))[1] FROM pg_class WHERE relkind = 'r' LIMIT 3
