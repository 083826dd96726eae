-- Types, collations, conversions and text search objects in the schemas $1 (oid[]). The rows of tables and the arrays
-- that PostgreSQL makes beside each type are their table's and their type's. Run with search_path = pg_catalog.
WITH ns AS (SELECT oid, nspname FROM pg_namespace WHERE oid = ANY ($1))
SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' ELSE 'type' END AS kind,
       format('%I.%I', ns.nspname, t.typname) AS name,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(t.typowner)),
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(COALESCE(t.typacl, acldefault('T', t.typowner))) a),
         'element=' || CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END,
         'base=' || CASE WHEN t.typbasetype <> 0 THEN format_type(t.typbasetype, t.typtypmod) END,
         'collation=' || NULLIF(t.typcollation, 0)::regcollation::text,
         (SELECT string_agg('label=' || replace(replace(e.enumlabel, E'\\', E'\\\\'), E'\n', E'\\n'), E'\n' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
         (SELECT concat_ws(E'\n', 'subtype=' || format_type(r.rngsubtype, NULL), 'collation=' || NULLIF(r.rngcollation, 0)::regcollation::text,
                   'operator_class=' || (pg_identify_object('pg_opclass'::regclass, r.rngsubopc, 0)).identity,
                   'canonical=' || r.rngcanonical::text, 'difference=' || r.rngsubdiff::text)
          FROM pg_range r WHERE r.rngtypid = t.oid),
         (SELECT string_agg(e.key || '=' || e.value, E'\n' ORDER BY e.key COLLATE "C")
          FROM jsonb_each_text(to_jsonb(t) - '{oid,typname,typnamespace,typowner,typrelid,typelem,typarray,typbasetype,typtypmod,typcollation,typacl,typdefaultbin}'::text[]) e),
         -- A domain's default and a type's functions print without arguments, which tell overloads apart.
         (SELECT string_agg(DISTINCT 'uses=' || CASE d.refclassid WHEN 'pg_proc'::regclass THEN d.refobjid::regprocedure::text
                                                     ELSE d.refobjid::regoperator::text END, E'\n')
          FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
            AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass))) AS definition
FROM pg_type t JOIN ns ON ns.oid = t.typnamespace
WHERE NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
  AND (t.typrelid = 0 OR EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
UNION ALL
SELECT 'collation', (pg_identify_object('pg_collation'::regclass, c.oid, 0)).identity,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(c.collowner)),
         (SELECT string_agg(e.key || '=' || e.value, E'\n' ORDER BY e.key COLLATE "C")
          FROM jsonb_each_text(to_jsonb(c) - '{oid,collname,collnamespace,collowner}'::text[]) e))
FROM pg_collation c JOIN ns ON ns.oid = c.collnamespace
UNION ALL
SELECT 'conversion', (pg_identify_object('pg_conversion'::regclass, c.oid, 0)).identity,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(c.conowner)), 'function=' || c.conproc::text, 'default=' || c.condefault,
         'from=' || c.conforencoding, 'to=' || c.contoencoding)
FROM pg_conversion c JOIN ns ON ns.oid = c.connamespace
UNION ALL
SELECT 'text search configuration', (pg_identify_object('pg_ts_config'::regclass, c.oid, 0)).identity,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(c.cfgowner)), 'parser=' || (pg_identify_object('pg_ts_parser'::regclass, c.cfgparser, 0)).identity,
         (SELECT string_agg(format('token %s.%s %s', m.maptokentype, m.mapseqno, m.mapdict::regdictionary), E'\n' ORDER BY m.maptokentype, m.mapseqno)
          FROM pg_ts_config_map m WHERE m.mapcfg = c.oid))
FROM pg_ts_config c JOIN ns ON ns.oid = c.cfgnamespace
UNION ALL
SELECT 'text search dictionary', (pg_identify_object('pg_ts_dict'::regclass, d.oid, 0)).identity,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(d.dictowner)),
         'template=' || (pg_identify_object('pg_ts_template'::regclass, d.dicttemplate, 0)).identity, 'options=' || d.dictinitoption)
FROM pg_ts_dict d JOIN ns ON ns.oid = d.dictnamespace
UNION ALL
SELECT 'text search parser', (pg_identify_object('pg_ts_parser'::regclass, p.oid, 0)).identity,
       concat_ws(E'\n', p.prsstart::text, p.prstoken::text, p.prsend::text, p.prsheadline::text, p.prslextype::text)
FROM pg_ts_parser p JOIN ns ON ns.oid = p.prsnamespace
UNION ALL
SELECT 'text search template', (pg_identify_object('pg_ts_template'::regclass, t.oid, 0)).identity, concat_ws(E'\n', t.tmplinit::text, t.tmpllexize::text)
FROM pg_ts_template t JOIN ns ON ns.oid = t.tmplnamespace
