-- Schemas that the role may use, with how many objects of each kind it may see there.
SELECT n.nspname AS schema, pg_catalog.obj_description(n.oid, 'pg_namespace') AS comment,
       NULLIF(r.tables, 0) AS tables, NULLIF(r.views, 0) AS views, NULLIF(r.materialized_views, 0) AS materialized_views,
       NULLIF(r.foreign_tables, 0) AS foreign_tables, NULLIF(f.functions, 0) AS functions, NULLIF(t.types, 0) AS types
FROM pg_catalog.pg_namespace n
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition) AS tables,
         count(*) FILTER (WHERE c.relkind = 'v') AS views,
         count(*) FILTER (WHERE c.relkind = 'm') AS materialized_views,
         count(*) FILTER (WHERE c.relkind = 'f') AS foreign_tables
  FROM pg_catalog.pg_class c
  WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
) r
CROSS JOIN LATERAL (SELECT count(*) AS functions FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid) f
CROSS JOIN LATERAL (
  SELECT count(*) AS types FROM pg_catalog.pg_type t
  LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
  WHERE t.typnamespace = n.oid AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
) t
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
ORDER BY n.nspname
