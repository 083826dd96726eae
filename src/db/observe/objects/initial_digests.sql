-- The functions and types that initdb made, by content: to grant what stood before writes their rows again, and changes nothing.
-- All columns but the grants; functions by number, as two may print alike, and what may be absent by its name, as an absent
-- value leaves no place. Run with search_path = pg_catalog.
SELECT 'system objects' AS kind, 'pg_proc' AS name, encode(sha256(convert_to(string_agg(concat_ws(E'\x1f', t.oid, t.proname, t.pronamespace, t.proowner,
         t.prolang, t.procost, t.prorows, t.provariadic, t.prosupport::oid, t.prokind, t.prosecdef, t.proleakproof, t.proisstrict, t.proretset,
         t.provolatile, t.proparallel, t.pronargs, t.pronargdefaults, t.prorettype, t.proargtypes::text, t.prosrc,
         'all=' || t.proallargtypes::text, 'modes=' || t.proargmodes::text, 'names=' || t.proargnames::text, 'defaults=' || t.proargdefaults::text,
         'transforms=' || t.protrftypes::text, 'file=' || t.probin, 'body=' || t.prosqlbody::text, 'settings=' || t.proconfig::text), E'\x1e' ORDER BY t.oid), 'UTF8')), 'hex') AS definition
FROM pg_proc t WHERE t.oid < 16384
UNION ALL
SELECT 'system objects', 'pg_type', encode(sha256(convert_to(string_agg(concat_ws(E'\x1f', t.oid, t.typname, t.typnamespace, t.typowner, t.typlen, t.typbyval,
         t.typtype, t.typcategory, t.typispreferred, t.typisdefined, t.typdelim, t.typrelid, t.typsubscript::oid, t.typelem, t.typarray,
         t.typinput::oid, t.typoutput::oid, t.typreceive::oid, t.typsend::oid, t.typmodin::oid, t.typmodout::oid, t.typanalyze::oid, t.typalign,
         t.typstorage, t.typnotnull, t.typbasetype, t.typtypmod, t.typndims, t.typcollation,
         'default=' || t.typdefault, 'tree=' || t.typdefaultbin::text), E'\x1e' ORDER BY t.oid), 'UTF8')), 'hex')
FROM pg_type t WHERE t.oid < 16384
