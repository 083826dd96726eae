-- Relations in the schemas $1 (oid[]) and all that hangs on them: kind, name, definition with one property a line. Of those in
-- PostgreSQL's own schemas only what somebody made is listed; what initdb made is told by system.sql.
-- Run with search_path = pg_catalog. Properties that maintenance changes (statistics, files) stay out; CLUSTER's mark is a
-- line of its own, which the judgement knows. A CASE before a subquery spares what most rows have nothing of: each costs the
-- server a microsecond a row. Where a name has several overloads, the texts leave open which one is meant, so what they
-- use is listed; pg_depend leaves out only what initdb made and pinned, whose overloads cannot be added to unseen.
-- A value that anybody may choose has its line breaks escaped, or one could read as several.
WITH ns AS (
  SELECT oid, nspname, nspowner, nspacl, nspname IN ('pg_catalog', 'information_schema', 'pg_toast') AS own FROM pg_namespace WHERE oid = ANY ($1)
), rel AS (
  SELECT c.*, ns.nspname, format('%I.%I', ns.nspname, c.relname) AS name
  FROM pg_class c JOIN ns ON ns.oid = c.relnamespace
  WHERE (c.oid >= 16384 OR NOT ns.own)
    -- What is kept out of line comes and goes with its table.
    AND c.relkind <> 't' AND NOT (ns.nspname = 'pg_toast' AND c.relkind = 'i' AND c.relname ~ '^pg_toast_[0-9]+_index$')
), uses AS MATERIALIZED (
  SELECT u.classid, u.objid, string_agg('uses=' || u.used, E'\n' ORDER BY u.used COLLATE "C") AS used
  FROM (SELECT DISTINCT classid, objid, CASE refclassid WHEN 'pg_proc'::regclass THEN refobjid::regprocedure::text ELSE refobjid::regoperator::text END AS used
        FROM pg_depend
        WHERE refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass)
          AND classid IN ('pg_class'::regclass, 'pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_trigger'::regclass, 'pg_rewrite'::regclass,
                          'pg_policy'::regclass, 'pg_statistic_ext'::regclass)) u
  GROUP BY u.classid, u.objid
)
SELECT 'schema' AS kind, format('%I', nspname) AS name,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(nspowner)),
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C")
          FROM unnest(COALESCE(nspacl, acldefault('n', nspowner))) a)) AS definition
FROM ns WHERE NOT own
UNION ALL
SELECT CASE r.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
                      WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' END,
       r.name,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(r.relowner)),
         'persistence=' || r.relpersistence::text,
         'row_security=' || r.relrowsecurity || ' forced=' || r.relforcerowsecurity,
         'replica_identity=' || r.relreplident::text,
         'access_method=' || (SELECT quote_ident(amname) FROM pg_am WHERE oid = r.relam),
         'tablespace=' || CASE WHEN r.reltablespace <> 0 THEN (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = r.reltablespace) END,
         'of_type=' || CASE WHEN r.reloftype <> 0 THEN format_type(r.reloftype, NULL) END,
         CASE WHEN r.reloptions IS NOT NULL THEN (SELECT string_agg('option=' || replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n'), E'\n' ORDER BY o COLLATE "C") FROM unnest(r.reloptions) o) END,
         CASE WHEN r.reltoastrelid <> 0 THEN (SELECT string_agg('toast_option=' || replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n'), E'\n' ORDER BY o COLLATE "C")
          FROM pg_class t, unnest(t.reloptions) o WHERE t.oid = r.reltoastrelid AND t.reloptions IS NOT NULL) END,
         'partition_key=' || CASE WHEN r.relkind = 'p' THEN pg_get_partkeydef(r.oid) END,
         'default_partition=' || CASE WHEN r.relkind = 'p' THEN (SELECT NULLIF(p.partdefid, 0)::regclass::text FROM pg_partitioned_table p WHERE p.partrelid = r.oid) END,
         (SELECT string_agg('inherits=' || i.inhparent::regclass::text || CASE WHEN i.inhdetachpending THEN ' (detaching)' ELSE '' END,
                            E'\n' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = r.oid),
         'bound=' || pg_get_expr(r.relpartbound, r.oid),
         CASE WHEN r.relkind = 'f' THEN (SELECT concat_ws(E'\n', 'server=' || quote_ident(s.srvname), (SELECT string_agg('foreign_option=' || replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n'), E'\n' ORDER BY o COLLATE "C") FROM unnest(f.ftoptions) o))
          FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = r.oid) END,
         CASE WHEN r.relkind = 'S' THEN (SELECT format(E'type=%s\nstart=%s\nincrement=%s\nmin=%s\nmax=%s\ncache=%s\ncycle=%s', format_type(s.seqtypid, NULL), s.seqstart,
                        s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle) FROM pg_sequence s WHERE s.seqrelid = r.oid) END,
         CASE WHEN r.relkind = 'S' THEN (SELECT string_agg('owned_by=' || format('%s.%I', d.refobjid::regclass, a.attname), E'\n')
          FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
          WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid
            AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')) END,
         CASE WHEN r.relkind = 'm' THEN 'populated=' || r.relispopulated END,
         -- A table's row type can be granted as any type; hardly any is.
         CASE WHEN r.reltype <> 0 THEN (
           SELECT COALESCE((SELECT string_agg('type_grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(y.typacl) a), 'type_grant of nobody')
           FROM pg_type y WHERE y.oid = r.reltype AND y.typacl IS NOT NULL
             AND NOT (y.typacl @> acldefault('T', y.typowner) AND y.typacl <@ acldefault('T', y.typowner))) END,
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C")
          FROM unnest(COALESCE(r.relacl, acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", r.relowner))) a),
         CASE WHEN r.relkind IN ('v', 'm') THEN 'query=' || pg_get_viewdef(r.oid) END,
         uses.used)
FROM rel r
LEFT JOIN pg_rewrite w ON w.ev_class = r.oid AND w.rulename = '_RETURN'
LEFT JOIN uses ON (uses.classid, uses.objid) = (CASE WHEN w.oid IS NULL THEN 'pg_class'::regclass ELSE 'pg_rewrite'::regclass END, COALESCE(w.oid, r.oid))
WHERE r.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
UNION ALL
-- What a relation's row denies is not looked for, though it is there: a catalog was written to directly.
SELECT 'catalog row', r.name, string_agg(DISTINCT 'unheeded=' || u.what, E'\n')
FROM (SELECT tgrelid, 'triggers' FROM pg_trigger UNION ALL SELECT ev_class, 'rules' FROM pg_rewrite WHERE ev_class >= 16384
      UNION ALL SELECT indrelid, 'indexes' FROM pg_index WHERE indrelid >= 16384 UNION ALL SELECT inhparent, 'children' FROM pg_inherits
      UNION ALL SELECT conrelid, 'checks' FROM pg_constraint WHERE contype = 'c') u (oid, what)
JOIN rel r ON r.oid = u.oid
WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND CASE u.what WHEN 'triggers' THEN NOT r.relhastriggers WHEN 'rules' THEN NOT r.relhasrules WHEN 'indexes' THEN NOT r.relhasindex
                  WHEN 'children' THEN NOT r.relhassubclass ELSE r.relchecks = 0 END
GROUP BY r.name
UNION ALL
-- The number tells a column that was dropped and added again, with its values lost, from one that was left alone.
SELECT 'column', format('%s.%I', r.name, a.attname),
       concat_ws(E'\n', 'number=' || a.attnum, 'type=' || format_type(a.atttypid, a.atttypmod),
         'dimensions=' || NULLIF(a.attndims, 0), 'not_null=' || a.attnotnull,
         'default=' || CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
         'generated=' || CASE WHEN a.attgenerated <> '' THEN a.attgenerated::text || ' ' || pg_get_expr(d.adbin, d.adrelid) END,
         'identity=' || NULLIF(a.attidentity::text, ''),
         'collation=' || NULLIF(a.attcollation, 0)::regcollation::text,
         'storage=' || a.attstorage::text, 'compression=' || NULLIF(a.attcompression::text, ''),
         'statistics=' || NULLIF(a.attstattarget, -1),
         CASE WHEN a.attinhcount > 0 THEN 'inherited=' || a.attinhcount || ' local=' || a.attislocal END,
         CASE WHEN a.attoptions IS NOT NULL THEN (SELECT string_agg('option=' || replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n'), E'\n' ORDER BY o COLLATE "C") FROM unnest(a.attoptions) o) END,
         CASE WHEN a.attfdwoptions IS NOT NULL THEN (SELECT string_agg('foreign_option=' || replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n'), E'\n' ORDER BY o COLLATE "C") FROM unnest(a.attfdwoptions) o) END,
         CASE WHEN a.attacl IS NOT NULL THEN (SELECT string_agg('grant=' || g::text, E'\n' ORDER BY g::text COLLATE "C") FROM unnest(a.attacl) g) END,
         CASE WHEN d.oid IS NOT NULL AND NOT a.atthasdef THEN 'unheeded=default' END,
         uses.used)
FROM pg_attribute a JOIN rel r ON r.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN uses ON uses.classid = 'pg_attrdef'::regclass AND uses.objid = d.oid
-- Columns of sequences and those that every table has are PostgreSQL's own, but may be granted.
WHERE NOT a.attisdropped AND r.relkind IN ('r', 'p', 'v', 'm', 'f', 'c', 'S') AND (a.attnum > 0 AND r.relkind <> 'S' OR a.attacl IS NOT NULL)
UNION ALL
-- A foreign key lives by triggers of PostgreSQL's own, which DISABLE TRIGGER ALL turns off without a word in the constraint.
SELECT 'constraint', format('%s.%I', COALESCE(r.name, quote_ident(ns.nspname) || '.' || quote_ident(t.typname), quote_ident(ns.nspname)), k.conname),
       concat_ws(E'\n', pg_get_constraintdef(k.oid), 'validated=' || k.convalidated, 'local=' || k.conislocal,
         'inherited=' || NULLIF(k.coninhcount, 0), 'no_inherit=' || CASE WHEN k.contype NOT IN ('p', 'u', 'x') THEN k.connoinherit END,
         'operators=' || k.conexclop::regoperator[]::text,
         -- By number, as they are of one database: what a foreign key compares by.
         'compares=' || CASE WHEN k.contype = 'f' THEN concat_ws(' ', k.conpfeqop::text, k.conppeqop::text, k.conffeqop::text) END, internal.triggers, uses.used)
FROM pg_constraint k JOIN ns ON ns.oid = k.connamespace LEFT JOIN rel r ON r.oid = k.conrelid
LEFT JOIN pg_type t ON t.oid = k.contypid
LEFT JOIN (
  SELECT g.tgconstraint, string_agg(g.line, E'\n' ORDER BY g.line COLLATE "C") AS triggers
  FROM (SELECT tgconstraint, concat('enabled on ', tgrelid::regclass, ' for ', tgfoid::regproc, '=', tgenabled, ' type=', tgtype, ' deferrable=', tgdeferrable, tginitdeferred) AS line
        FROM pg_trigger WHERE tgisinternal AND tgconstraint <> 0 OFFSET 0) g
  GROUP BY g.tgconstraint
) internal ON internal.tgconstraint = k.oid
LEFT JOIN uses ON uses.classid = 'pg_constraint'::regclass AND uses.objid = k.oid
WHERE (k.oid >= 16384 OR NOT ns.own)
  -- A key that refers to a partitioned table has a row for each partition too, which come and go with the partitions, wherever
  -- they are; it counts where its triggers are not as PostgreSQL makes them.
  AND NOT (k.contype = 'f' AND k.conparentid <> 0
           AND EXISTS (SELECT FROM pg_constraint whole WHERE whole.oid = k.conparentid AND whole.conrelid = k.conrelid)
           AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgconstraint = k.oid AND g.tgenabled <> 'O'))
UNION ALL
SELECT 'index', i.name,
       concat_ws(E'\n', pg_get_indexdef(x.indexrelid), 'valid=' || x.indisvalid, 'ready=' || x.indisready, 'live=' || x.indislive,
         'primary=' || x.indisprimary, 'unique=' || x.indisunique, 'immediate=' || x.indimmediate, 'replica_identity=' || x.indisreplident, 'exclusion=' || x.indisexclusion,
         'tablespace=' || CASE WHEN i.reltablespace <> 0 THEN (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = i.reltablespace) END,
         'attached_to=' || CASE WHEN i.relispartition THEN (SELECT h.inhparent::regclass::text FROM pg_inherits h WHERE h.inhrelid = x.indexrelid) END,
         (SELECT string_agg(concat_ws(' ', format('column %s', a.attnum), quote_ident(a.attname), 'statistics=' || NULLIF(a.attstattarget, -1)), E'\n' ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = x.indexrelid),
         CASE WHEN x.indisclustered THEN 'clustered=' || (SELECT n.nspname || '.' || c.relname FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = x.indrelid) END,
         uses.used)
FROM pg_index x JOIN rel i ON i.oid = x.indexrelid
LEFT JOIN uses ON uses.classid = 'pg_class'::regclass AND uses.objid = x.indexrelid
UNION ALL
SELECT 'trigger', format('%s.%I', r.name, t.tgname), concat_ws(E'\n', pg_get_triggerdef(t.oid), 'enabled=' || t.tgenabled::text, uses.used)
FROM pg_trigger t JOIN rel r ON r.oid = t.tgrelid LEFT JOIN uses ON uses.classid = 'pg_trigger'::regclass AND uses.objid = t.oid
WHERE NOT t.tgisinternal OR t.tgconstraint = 0
UNION ALL
SELECT 'rule', format('%s.%I', r.name, w.rulename),
       concat_ws(E'\n', CASE WHEN w.rulename <> '_RETURN' THEN pg_get_ruledef(w.oid) END, 'enabled=' || w.ev_enabled::text,
         CASE WHEN w.rulename <> '_RETURN' THEN uses.used END)
FROM pg_rewrite w JOIN rel r ON r.oid = w.ev_class LEFT JOIN uses ON uses.classid = 'pg_rewrite'::regclass AND uses.objid = w.oid
UNION ALL
SELECT 'policy', format('%s.%I', r.name, p.polname),
       concat_ws(E'\n', 'command=' || p.polcmd::text, 'permissive=' || p.polpermissive,
         (SELECT string_agg('role=' || CASE o WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(o)) END, E'\n' ORDER BY pg_get_userbyid(o) COLLATE "C") FROM unnest(p.polroles) o),
         'using=' || pg_get_expr(p.polqual, p.polrelid), 'with_check=' || pg_get_expr(p.polwithcheck, p.polrelid), uses.used)
FROM pg_policy p JOIN rel r ON r.oid = p.polrelid LEFT JOIN uses ON uses.classid = 'pg_policy'::regclass AND uses.objid = p.oid
UNION ALL
SELECT 'statistics object', format('%I.%I', ns.nspname, s.stxname),
       concat_ws(E'\n', pg_get_statisticsobjdef(s.oid), 'owner=' || quote_ident(pg_get_userbyid(s.stxowner)), 'target=' || NULLIF(s.stxstattarget, -1), uses.used)
FROM pg_statistic_ext s JOIN ns ON ns.oid = s.stxnamespace LEFT JOIN uses ON uses.classid = 'pg_statistic_ext'::regclass AND uses.objid = s.oid
