-- The functions, types, columns and indexes that initdb made, by content: to grant what stood before writes their rows again,
-- as CLUSTER does an index's, and changes nothing.
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
UNION ALL
-- Thousands of short rows, of which the text would take longer than all the rest.
SELECT 'system objects', 'pg_attribute', encode(sha256(convert_to(string_agg(hash_record_extended(ROW(t.attrelid, t.attnum, t.attname, t.atttypid, t.atttypmod,
         t.attndims, t.attnotnull, t.attstattarget, t.atthasdef, t.attidentity, t.attgenerated, t.attisdropped, t.attislocal, t.attinhcount,
         t.attcollation, t.attstorage, t.attcompression, t.attoptions), 0)::text, ',' ORDER BY t.attrelid, t.attnum), 'UTF8')), 'hex')
FROM pg_attribute t WHERE t.attrelid < 16384 AND t.attnum > 0
UNION ALL
SELECT 'system objects', 'pg_index', encode(sha256(convert_to(string_agg(concat_ws(E'\x1f', t.indexrelid, t.indrelid, t.indnatts, t.indnkeyatts, t.indisunique,
         t.indisprimary, t.indisexclusion, t.indimmediate, t.indisvalid, t.indisready, t.indislive, t.indisreplident, t.indkey::text,
         t.indcollation::text, t.indclass::text, t.indoption::text, 'expressions=' || t.indexprs::text, 'where=' || t.indpred::text), E'\x1e'
         ORDER BY t.indexrelid), 'UTF8')), 'hex')
FROM pg_index t WHERE t.indrelid < 16384
