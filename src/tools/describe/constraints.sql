-- Keys and checks of the relation $1, and the foreign keys of other relations that point to it.
SELECT CASE WHEN k.conrelid = ($1::int8)::oid THEN k.conname ELSE k.conrelid::pg_catalog.regclass::text END AS name,
       CASE WHEN k.conrelid <> ($1::int8)::oid THEN 'referenced by' ELSE
         CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'f' THEN 'foreign key' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclusion' ELSE 'check' END
       END AS kind,
       pg_catalog.pg_get_constraintdef(k.oid, true) AS definition, NULLIF(NOT k.convalidated, false) AS not_validated
FROM pg_catalog.pg_constraint k
WHERE (k.conrelid = ($1::int8)::oid AND k.contype IN ('p', 'f', 'u', 'x', 'c')
       OR k.confrelid = ($1::int8)::oid AND k.contype = 'f' AND k.conrelid <> k.confrelid)
  AND k.conparentid = 0
ORDER BY k.conrelid <> ($1::int8)::oid, k.contype <> 'p', k.contype, 1
