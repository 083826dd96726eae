-- Who may use the functions, types and relations in PostgreSQL's own schemas, and what the relations are: of what has numbers
-- from $1 to $2 (oid). What initdb made is asked anew only where initial_versions.sql tells of a change.
-- Run with search_path = pg_catalog.
WITH own AS (SELECT * FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema', 'pg_toast'))
-- GRANT and REVOKE leave the default written out where nothing stood.
SELECT 'system function' AS kind, format('%I.%I(%s)', p.pronamespace::regnamespace, p.proname, pg_get_function_identity_arguments(p.oid)) AS name,
       (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(p.proacl) a) AS definition
FROM pg_proc p WHERE p.oid BETWEEN $1 AND $2 AND p.pronamespace IN (SELECT oid FROM own) AND p.proacl IS NOT NULL
  AND NOT (p.proacl @> acldefault('f', p.proowner) AND p.proacl <@ acldefault('f', p.proowner))
UNION ALL
SELECT 'system type', format('%I.%I', t.typnamespace::regnamespace, t.typname),
       (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(t.typacl) a)
FROM pg_type t WHERE t.oid BETWEEN $1 AND $2 AND t.typnamespace IN (SELECT oid FROM own) AND t.typacl IS NOT NULL
  AND NOT (t.typacl @> acldefault('T', t.typowner) AND t.typacl <@ acldefault('T', t.typowner))
UNION ALL
SELECT 'system relation', format('%I.%I', c.relnamespace::regnamespace, c.relname),
       concat_ws(E'\n', 'kind=' || c.relkind::text, 'owner=' || CASE WHEN c.relowner <> 10 THEN quote_ident(pg_get_userbyid(c.relowner)) END,
         CASE WHEN c.relrowsecurity OR c.relforcerowsecurity THEN 'row_security=' || c.relrowsecurity || ' forced=' || c.relforcerowsecurity END,
         'persistence=' || NULLIF(c.relpersistence::text, 'p'), 'replica_identity=' || NULLIF(c.relreplident::text, 'n'),
         'access_method=' || NULLIF(c.relam, 0), 'of_type=' || NULLIF(c.reloftype, 0),
         CASE WHEN c.reloptions IS NOT NULL THEN (SELECT string_agg('option=' || replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n'), E'\n' ORDER BY o COLLATE "C") FROM unnest(c.reloptions) o) END,
         CASE WHEN granted.otherwise THEN (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(c.relacl) a) END,
         columns.grants)
FROM pg_class c LEFT JOIN (
  SELECT t.attrelid, string_agg('grant on ' || quote_ident(t.attname) || '=' || g::text, E'\n' ORDER BY t.attname, g::text COLLATE "C") AS grants
  FROM pg_attribute t, unnest(t.attacl) g WHERE t.attrelid BETWEEN $1 AND $2 AND t.attacl IS NOT NULL GROUP BY t.attrelid
) columns ON columns.attrelid = c.oid
CROSS JOIN LATERAL (
  SELECT c.relacl IS NOT NULL
         AND NOT (c.relacl @> acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
                  AND c.relacl <@ acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS otherwise
) granted
WHERE c.oid BETWEEN $1 AND $2 AND c.relnamespace IN (SELECT oid FROM own)
  -- Tables that hold what is kept out of line come and go with theirs.
  AND (c.relnamespace <> 'pg_toast'::regnamespace
       OR c.oid >= 16384 AND c.relkind <> 't' AND NOT (c.relkind = 'i' AND c.relname ~ '^pg_toast_[0-9]+_index$')
       OR granted.otherwise OR columns.grants IS NOT NULL)
