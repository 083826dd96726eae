-- Makes builtin-15.tsv: what PostgreSQL itself defines, from a fresh database of the version in the name.
-- psql -XAt -f builtin.sql > builtin-15.tsv
-- One line per object, tab-separated; the first field is the kind of line:
--   f oid name kind+volatility flags language schema arguments    (schema empty: pg_catalog)
--   o oid name function
--   t oid name kind                                               (schema pg_catalog)
-- kind+volatility: prokind and provolatile. flags: d security definer, a callable in attribute notation, t trusted language.
COPY (
  SELECT line FROM (
    SELECT 1 AS part, p.oid, concat_ws(E'\t', 'f', p.oid, p.proname, p.prokind::text || p.provolatile::text,
        CASE WHEN p.prosecdef THEN 'd' ELSE '' END
        || CASE WHEN p.pronargs = 1 AND (t.typtype = 'c' OR t.typname = 'record'
             OR t.typname IN ('any', 'anyelement', 'anynonarray', 'anycompatible', 'anycompatiblenonarray'))
           THEN 'a' ELSE '' END
        || CASE WHEN l.lanpltrusted THEN 't' ELSE '' END,
        l.lanname, CASE WHEN n.nspname = 'pg_catalog' THEN '' ELSE n.nspname END,
        pg_catalog.oidvectortypes(p.proargtypes)) AS line
      FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      JOIN pg_catalog.pg_language l ON l.oid = p.prolang
      LEFT JOIN pg_catalog.pg_type t ON t.oid = p.proargtypes[0]
     WHERE n.nspname IN ('pg_catalog', 'information_schema')
    UNION ALL
    SELECT 2, o.oid, concat_ws(E'\t', 'o', o.oid, o.oprname, o.oprcode::oid)
      FROM pg_catalog.pg_operator o
     WHERE o.oprnamespace = 'pg_catalog'::pg_catalog.regnamespace
    UNION ALL
    SELECT 3, t.oid, concat_ws(E'\t', 't', t.oid, t.typname,
        CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN 'a' WHEN t.typtype IN ('r', 'm') THEN 'r' ELSE 'p' END)
      FROM pg_catalog.pg_type t
     WHERE t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace AND t.typtype IN ('b', 'p', 'r', 'm')
       -- row types of the system catalogs are left out, and so are the arrays over them
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.oid = t.typelem AND e.typtype = 'c' AND t.typcategory = 'A')
  ) lines ORDER BY part, oid
) TO STDOUT WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
