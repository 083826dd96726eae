-- Partitions and children of the relation $1.
SELECT c.oid::pg_catalog.regclass::text AS name, pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound
FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
WHERE h.inhparent = ($1::int8)::oid
ORDER BY 1
