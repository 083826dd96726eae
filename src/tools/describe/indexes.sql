-- Indexes of the relation $1.
SELECT i.relname AS name, pg_catalog.pg_get_indexdef(x.indexrelid) AS definition, NULLIF(NOT x.indisvalid, false) AS invalid
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = ($1::int8)::oid
ORDER BY i.relname
