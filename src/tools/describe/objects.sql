-- Objects by schema ($1), name pattern ($2, as LIKE has it) and kind ($3), each NULL for all, after the place $4, at most $5.
-- Partitions are left to their parent.
SELECT o.kind, o.schema, o.name, o.signature, o.rows, o.volatility, o.comment, o.function, o.place
FROM (
  SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind,
         n.nspname::text AS schema, c.relname::text AS name, NULL::text AS signature,
         CASE WHEN c.relkind IN ('r', 'm') AND c.reltuples >= 0 THEN c.reltuples::int8 END AS rows,
         NULL::text AS volatility, pg_catalog.obj_description(c.oid, 'pg_class') AS comment, NULL::int8 AS function,
         n.nspname || '.' || c.relname || ' 1' AS place
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
    AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
  UNION ALL
  SELECT CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window function' WHEN 'p' THEN 'procedure' ELSE 'function' END,
         n.nspname, p.proname,
         pg_catalog.pg_get_function_identity_arguments(p.oid) || COALESCE(' -> ' || pg_catalog.pg_get_function_result(p.oid), ''),
         NULL, CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
         pg_catalog.obj_description(p.oid, 'pg_proc'), p.oid::int8,
         n.nspname || '.' || p.proname || ' 2' || p.oid
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  UNION ALL
  SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' ELSE 'composite type' END,
         n.nspname, t.typname,
         CASE t.typtype WHEN 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod)
              WHEN 'e' THEN (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) END,
         NULL, NULL, pg_catalog.obj_description(t.oid, 'pg_type'), NULL, n.nspname || '.' || t.typname || ' 3'
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
  WHERE t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c'
) o
WHERE o.schema !~ '^pg_' AND o.schema <> 'information_schema' AND pg_catalog.has_schema_privilege(o.schema, 'USAGE')
  AND ($1::text IS NULL OR o.schema = $1) AND ($2::text IS NULL OR o.name ILIKE $2) AND ($3::text IS NULL OR o.kind = $3)
  AND ($4::text IS NULL OR o.place COLLATE "C" > $4)
ORDER BY o.place COLLATE "C"
LIMIT $5::int8
