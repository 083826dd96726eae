-- The functions and types that initdb made, by content: to grant what stood before writes their rows again, and changes nothing.
-- Run with search_path = pg_catalog.
SELECT 'system objects' AS kind, 'pg_proc' AS name, encode(sha256(convert_to(string_agg(concat_ws(E'\x1f', t.proname, t.pronamespace, t.proowner, t.prolang, t.procost, t.prorows, t.provariadic,
         t.prosupport::oid, t.prokind, t.prosecdef, t.proleakproof, t.proisstrict, t.proretset, t.provolatile, t.proparallel, t.prorettype, t.proargtypes::text,
         t.proallargtypes::text, t.proargmodes::text, t.proargnames::text, t.proargdefaults::text, t.protrftypes::text, t.prosrc, t.probin, t.proconfig::text), E'\x1e' ORDER BY t.oid), 'UTF8')), 'hex') AS definition
FROM pg_proc t WHERE t.oid < 16384
UNION ALL
SELECT 'system objects', 'pg_type', encode(sha256(convert_to(string_agg(concat_ws(E'\x1f', t.typname, t.typnamespace, t.typowner, t.typlen, t.typtype,
         t.typcategory, t.typispreferred, t.typinput::oid, t.typoutput::oid, t.typreceive::oid, t.typsend::oid, t.typmodin::oid, t.typmodout::oid,
         t.typanalyze::oid, t.typsubscript::oid, t.typelem, t.typalign, t.typstorage, t.typnotnull, t.typbasetype, t.typcollation, t.typdefault), E'\x1e' ORDER BY t.oid), 'UTF8')), 'hex')
FROM pg_type t WHERE t.oid < 16384
