-- Who may set or alter settings; from PostgreSQL 15 on. Run with search_path = pg_catalog.
SELECT 'parameter' AS kind, p.parname AS name,
       (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(p.paracl) a) AS definition
FROM pg_parameter_acl p
