-- Which versions the rows of initial_digests.sql are, in which files: as long as none differs, the digests are the same.
-- Run with search_path = pg_catalog.
SELECT string_agg(concat_ws(':', v.catalog, pg_relation_filenode(v.catalog), v.version, v.n), ',' ORDER BY v.catalog::oid, v.version::text)
FROM (
    SELECT 'pg_proc'::regclass AS catalog, xmin AS version, count(*) AS n FROM pg_proc WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_type'::regclass, xmin, count(*) FROM pg_type WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_attribute'::regclass, xmin, count(*) FROM pg_attribute WHERE attrelid < 16384 AND attnum > 0 GROUP BY 2
    UNION ALL
    SELECT 'pg_index'::regclass, xmin, count(*) FROM pg_index WHERE indrelid < 16384 GROUP BY 2
) v
