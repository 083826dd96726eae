-- Which versions the rows are that initial_digests.sql and system_grants.sql tell of, in which files, and what roles and schemas
-- named there are called: as long as none differs, both answer the same. Run with search_path = pg_catalog.
SELECT concat_ws(';',
  (SELECT string_agg(concat_ws(':', v.catalog, pg_relation_filenode(v.catalog), v.version, v.n), ',' ORDER BY v.catalog::oid, v.version::text)
   FROM (
    SELECT 'pg_proc'::regclass AS catalog, xmin AS version, count(*) AS n FROM pg_proc WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_type'::regclass, xmin, count(*) FROM pg_type WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_attribute'::regclass, xmin, count(*) FROM pg_attribute WHERE attrelid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_index'::regclass, xmin, count(*) FROM pg_index WHERE indrelid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_class'::regclass, xmin, count(*) FROM pg_class WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_namespace'::regclass, xmin, count(*) FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema', 'pg_toast') GROUP BY 2
   ) v),
  (SELECT string_agg(oid || ':' || rolname, E'\n' ORDER BY oid) FROM pg_roles))
