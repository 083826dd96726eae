-- Functions, procedures, aggregates, operators and the classes that indexes use, in the schemas $1 (oid[]).
-- Bodies of SQL and defaults are listed with what they use, as overloads print alike. Run with search_path = pg_catalog.
WITH ns AS (SELECT oid, nspname FROM pg_namespace WHERE oid = ANY ($1)),
uses AS MATERIALIZED (
  SELECT u.objid, string_agg('uses=' || u.used, E'\n' ORDER BY u.used COLLATE "C") AS used
  FROM (SELECT DISTINCT objid, CASE refclassid WHEN 'pg_proc'::regclass THEN refobjid::regprocedure::text ELSE refobjid::regoperator::text END AS used
        FROM pg_depend WHERE refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass) AND classid = 'pg_proc'::regclass) u
  GROUP BY u.objid
)
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind,
       format('%I.%I(%s)', ns.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS name,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(p.proowner)),
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(COALESCE(p.proacl, acldefault('f', p.proowner))) a),
         CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END,
         -- That prints six digits of these, and as many are left in a numeric.
         CASE WHEN p.procost <> p.procost::numeric::float4 OR p.prorows <> p.prorows::numeric::float4 THEN format('cost=%s rows=%s', p.procost, p.prorows) END,
         (SELECT concat_ws(E'\n', 'returns=' || pg_get_function_result(p.oid), 'parallel=' || p.proparallel::text,
                   -- Nothing but a write to the catalog alters these of an aggregate.
                   format('security_definer=%s leakproof=%s strict=%s volatility=%s settings=%s', p.prosecdef, p.proleakproof, p.proisstrict, p.provolatile, p.proconfig),
                   'state_type=' || format_type(g.aggtranstype, NULL),
                   'moving_state_type=' || CASE WHEN g.aggmtranstype <> 0 THEN format_type(g.aggmtranstype, NULL) END,
                   'sort_operator=' || NULLIF(g.aggsortop, 0)::regoperator::text,
                   'functions=' || ARRAY[g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggserialfn, g.aggdeserialfn, g.aggmtransfn, g.aggminvtransfn,
                                         g.aggmfinalfn]::oid[]::regprocedure[]::text,
                   (SELECT string_agg(e.key || '=' || e.value, E'\n' ORDER BY e.key COLLATE "C")
                    FROM jsonb_each_text(to_jsonb(g) - '{aggfnoid,aggtranstype,aggmtranstype,aggsortop}'::text[]) e))
          FROM pg_aggregate g WHERE g.aggfnoid = p.oid), uses.used) AS definition
FROM pg_proc p JOIN ns ON ns.oid = p.pronamespace LEFT JOIN uses ON uses.objid = p.oid
UNION ALL
SELECT 'operator', (pg_identify_object('pg_operator'::regclass, o.oid, 0)).identity,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(o.oprowner)), 'function=' || NULLIF(o.oprcode, 0)::oid::regprocedure::text, 'returns=' || format_type(o.oprresult, NULL),
         'commutator=' || NULLIF(o.oprcom, 0)::regoperator::text, 'negator=' || NULLIF(o.oprnegate, 0)::regoperator::text,
         'restrict=' || o.oprrest::text, 'join=' || o.oprjoin::text, 'merges=' || o.oprcanmerge, 'hashes=' || o.oprcanhash)
FROM pg_operator o JOIN ns ON ns.oid = o.oprnamespace
UNION ALL
SELECT 'operator class', (pg_identify_object('pg_opclass'::regclass, c.oid, 0)).identity,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(c.opcowner)),
         'family=' || (pg_identify_object('pg_opfamily'::regclass, c.opcfamily, 0)).identity,
         'type=' || format_type(c.opcintype, NULL), 'default=' || c.opcdefault,
         'storage=' || CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) END)
FROM pg_opclass c JOIN ns ON ns.oid = c.opcnamespace
UNION ALL
SELECT 'operator family', (pg_identify_object('pg_opfamily'::regclass, f.oid, 0)).identity,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(f.opfowner)),
         (SELECT string_agg(m.line, E'\n' ORDER BY m.line COLLATE "C") FROM (
            SELECT format('operator %s (%s, %s) %s %s', amopstrategy, format_type(amoplefttype, NULL), format_type(amoprighttype, NULL),
                          amopopr::regoperator, amoppurpose)
                   || COALESCE(' by ' || (pg_identify_object('pg_opfamily'::regclass, NULLIF(amopsortfamily, 0), 0)).identity, '')
                   || CASE WHEN amopmethod <> f.opfmethod THEN ' of method ' || amopmethod ELSE '' END AS line FROM pg_amop WHERE amopfamily = f.oid
            UNION ALL
            SELECT format('function %s (%s, %s) %s', amprocnum, format_type(amproclefttype, NULL), format_type(amprocrighttype, NULL),
                          amproc::oid::regprocedure) FROM pg_amproc WHERE amprocfamily = f.oid) m))
FROM pg_opfamily f JOIN ns ON ns.oid = f.opfnamespace
