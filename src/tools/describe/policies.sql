-- Row-level policies of the relation $1: why the role may see fewer rows than there are.
SELECT p.polname AS name,
       CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END AS command,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS rows, NULLIF(NOT p.polpermissive, false) AS restrictive
FROM pg_catalog.pg_policy p
WHERE p.polrelid = ($1::int8)::oid
ORDER BY p.polname
