-- Objects in no schema that act on objects in any, and default privileges and comments of the schemas $1 (oid[]).
-- Options that name a secret are listed without their value: the version of the catalog's row, its xmin, tells of a change.
-- Run with search_path = pg_catalog.
WITH ns AS (
  SELECT oid, nspname FROM pg_namespace WHERE oid = ANY ($1)
), left_locked AS MATERIALIZED (
  -- At once: a transaction without its own lock has ended meanwhile.
  SELECT * FROM pg_locks WHERE pid IS NULL
)
SELECT 'cast' AS kind, (pg_identify_object('pg_cast'::regclass, c.oid, 0)).identity AS name,
       concat_ws(E'\n', 'function=' || NULLIF(c.castfunc, 0)::regprocedure::text, 'context=' || c.castcontext::text, 'method=' || c.castmethod::text) AS definition
FROM pg_cast c WHERE c.oid >= 16384
  -- Of a temporary type, with which it goes.
  AND NOT EXISTS (SELECT FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid IN (c.castsource, c.casttarget) AND n.nspname ~ '^pg_temp_[0-9]+$')
  -- Of a range to its multirange: a part of the type, and in its schema.
  AND (NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i')
       OR EXISTS (SELECT FROM pg_type t WHERE t.oid = c.castsource AND t.typnamespace = ANY ($1)))
UNION ALL
SELECT 'transform', (pg_identify_object('pg_transform'::regclass, t.oid, 0)).identity, concat_ws(E'\n', 'from=' || t.trffromsql::text, 'to=' || t.trftosql::text)
FROM pg_transform t
UNION ALL
SELECT 'access method', format('%I', amname), concat_ws(E'\n', 'type=' || amtype::text, 'handler=' || amhandler::text) FROM pg_am WHERE oid >= 16384
UNION ALL
SELECT 'language', format('%I', l.lanname),
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(l.lanowner)), 'trusted=' || l.lanpltrusted, 'handler=' || NULLIF(l.lanplcallfoid, 0)::regprocedure::text,
         'inline=' || NULLIF(l.laninline, 0)::regprocedure::text, 'validator=' || NULLIF(l.lanvalidator, 0)::regprocedure::text,
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(COALESCE(l.lanacl, acldefault('l', l.lanowner))) a))
FROM pg_language l
UNION ALL
SELECT 'event trigger', format('%I', evtname),
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(evtowner)), 'event=' || evtevent, 'function=' || evtfoid::regprocedure::text, 'enabled=' || evtenabled::text,
         'tags=' || evttags::text)
FROM pg_event_trigger
UNION ALL
SELECT 'foreign data wrapper', format('%I', f.fdwname),
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(f.fdwowner)), 'handler=' || NULLIF(f.fdwhandler, 0)::regprocedure::text,
         'validator=' || NULLIF(f.fdwvalidator, 0)::regprocedure::text,
         'row_version=' || CASE WHEN EXISTS (SELECT FROM unnest(f.fdwoptions) o WHERE o ~* '^[^=]*(pass|secret|token|key)') THEN f.xmin::text END,
         (SELECT string_agg('option=' || CASE WHEN o ~* '^[^=]*(pass|secret|token|key)' THEN split_part(o, '=', 1) ELSE replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n') END, E'\n' ORDER BY o COLLATE "C") FROM unnest(f.fdwoptions) o),
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(COALESCE(f.fdwacl, acldefault('F', f.fdwowner))) a))
FROM pg_foreign_data_wrapper f
UNION ALL
SELECT 'foreign server', format('%I', s.srvname),
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(s.srvowner)), 'wrapper=' || quote_ident(w.fdwname), 'type=' || replace(replace(s.srvtype, E'\\', E'\\\\'), E'\n', E'\\n'), 'version=' || replace(replace(s.srvversion, E'\\', E'\\\\'), E'\n', E'\\n'),
         'row_version=' || CASE WHEN EXISTS (SELECT FROM unnest(s.srvoptions) o WHERE o ~* '^[^=]*(pass|secret|token|key)') THEN s.xmin::text END,
         (SELECT string_agg('option=' || CASE WHEN o ~* '^[^=]*(pass|secret|token|key)' THEN split_part(o, '=', 1) ELSE replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n') END, E'\n' ORDER BY o COLLATE "C") FROM unnest(s.srvoptions) o),
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(COALESCE(s.srvacl, acldefault('S', s.srvowner))) a))
FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
UNION ALL
SELECT 'user mapping', format('%I for %s', u.srvname, COALESCE(quote_ident(u.usename), 'PUBLIC')),
       CASE WHEN u.umoptions IS NULL THEN 'options not visible, or none'
            ELSE (SELECT string_agg('option=' || CASE WHEN o ~* '^[^=]*(pass|secret|token|key)' THEN split_part(o, '=', 1) ELSE replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n') END, E'\n' ORDER BY o COLLATE "C")
                  FROM unnest(u.umoptions) o) END
FROM pg_user_mappings u
UNION ALL
SELECT 'default privileges', format('%s of %I%s', CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
                                     WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE d.defaclobjtype::text END,
                                    pg_get_userbyid(d.defaclrole), COALESCE(' in ' || quote_ident(ns.nspname), '')),
       (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(d.defaclacl) a)
FROM pg_default_acl d LEFT JOIN ns ON ns.oid = d.defaclnamespace WHERE d.defaclnamespace = 0 OR ns.oid IS NOT NULL
UNION ALL
SELECT 'comment', i.type || ' ' || i.identity, d.description
FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i
-- What was dropped since the snapshot has no name any more; that it is gone shows by itself.
WHERE i.identity IS NOT NULL
  -- Hundreds, which are in none of the schemas: to identify each takes longer than all the rest.
  AND NOT (d.classoid = 'pg_collation'::regclass AND d.objoid IN (SELECT oid FROM pg_collation WHERE collnamespace = 'pg_catalog'::regnamespace))
  AND (d.objoid >= 12000 OR d.classoid = 'pg_namespace'::regclass AND d.objoid = ANY ($1) OR d.classoid = 'pg_largeobject'::regclass)
  AND CASE WHEN i.type = 'schema' THEN d.objoid = ANY ($1)
           -- These are in their relation's schema.
           WHEN d.classoid = 'pg_trigger'::regclass THEN EXISTS (SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.oid = d.objoid AND c.relnamespace = ANY ($1))
           WHEN d.classoid = 'pg_rewrite'::regclass THEN EXISTS (SELECT FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class WHERE w.oid = d.objoid AND c.relnamespace = ANY ($1))
           WHEN d.classoid = 'pg_policy'::regclass THEN EXISTS (SELECT FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE p.oid = d.objoid AND c.relnamespace = ANY ($1))
           ELSE i.schema IS NULL OR i.schema IN (SELECT nspname::text FROM ns) OR i.schema IN (SELECT quote_ident(nspname) FROM ns) END
UNION ALL
SELECT 'security label', i.type || ' ' || i.identity, l.provider || ': ' || l.label
FROM pg_seclabel l, pg_identify_object(l.classoid, l.objoid, l.objsubid) i
-- PostgreSQL's own objects have none until somebody gives them one.
WHERE i.identity IS NOT NULL
  AND (i.schema IS NULL OR i.schema IN ('pg_catalog', 'information_schema') OR i.schema IN (SELECT nspname::text FROM ns) OR i.schema IN (SELECT quote_ident(nspname) FROM ns))
UNION ALL
-- What a prepared transaction wrote is there as soon as somebody commits it. Its locks tell to what, but for functions,
-- grants and the like, which leave none: without a lock that tells, or with one on what all databases share, it is listed whatever
-- its database is; where all that tell are on relations elsewhere, it may still have defined something, which is not proven.
SELECT CASE WHEN l.elsewhere THEN 'not visible' ELSE 'prepared transaction' END,
       CASE WHEN l.elsewhere THEN 'what transactions left prepared define or grant: their locks tell of relations elsewhere alone' ELSE quote_literal(p.gid) END,
       CASE WHEN l.elsewhere THEN '' ELSE concat_ws(E'\n', 'owner=' || quote_ident(p.owner), 'database=' || quote_ident(p.database), 'prepared=' || p.prepared, l.locks) END
FROM pg_prepared_xacts p JOIN left_locked x ON x.locktype = 'transactionid' AND x.transactionid = p.transaction CROSS JOIN LATERAL (
  SELECT string_agg(k.text, E'\n' ORDER BY k.text COLLATE "C") FILTER (WHERE k.covered) AS locks, COALESCE(NOT bool_or(k.covered), false) AS elsewhere
  FROM (
    SELECT format('%s on %s', k.mode, k.relation::regclass) AS text,
           CASE WHEN k.database = 0 THEN true
                WHEN p.database <> current_database() THEN false
                -- Made by the transaction itself, in a schema that it has locked.
                WHEN c.oid IS NULL THEN NOT EXISTS (SELECT FROM left_locked s WHERE s.virtualtransaction = x.virtualtransaction AND s.classid = 'pg_namespace'::regclass)
                ELSE c.relnamespace IN (SELECT oid FROM ns) OR c.relnamespace = 'pg_catalog'::regnamespace END AS covered
    FROM left_locked k LEFT JOIN pg_class c ON c.oid = k.relation
    WHERE k.virtualtransaction = x.virtualtransaction AND k.locktype = 'relation' AND k.mode NOT IN ('AccessShareLock', 'RowShareLock')
    UNION ALL
    SELECT format('something new in schema %s', k.objid::regnamespace), ns.oid IS NOT NULL
    FROM left_locked k LEFT JOIN ns ON ns.oid = k.objid
    WHERE k.virtualtransaction = x.virtualtransaction AND k.locktype = 'object' AND k.classid = 'pg_namespace'::regclass
      AND p.database = current_database()
  ) k) l
