-- Roles, memberships, settings, tablespaces, extensions, publications and subscriptions. Passwords and connection strings
-- are nobody's to see; how far a subscription's tables are copied moves by itself. Run with search_path = pg_catalog.
WITH db AS (SELECT * FROM pg_database WHERE datname = current_database())
SELECT 'role' AS kind, format('%I', r.rolname) AS name,
       (SELECT string_agg(e.key || '=' || COALESCE(e.value, ''), E'\n' ORDER BY e.key COLLATE "C")
        FROM jsonb_each_text(to_jsonb(r) - '{oid,rolname,rolpassword,rolconfig}'::text[]) e) AS definition
FROM pg_roles r
UNION ALL
SELECT 'membership', format('%I in %I', pg_get_userbyid(m.member), pg_get_userbyid(m.roleid)),
       concat_ws(E'\n', 'granted_by=' || quote_ident(pg_get_userbyid(m.grantor)),
         (SELECT string_agg(e.key || '=' || e.value, E'\n' ORDER BY e.key COLLATE "C")
          FROM jsonb_each_text(to_jsonb(m) - '{oid,roleid,member,grantor}'::text[]) e))
FROM pg_auth_members m
UNION ALL
SELECT 'setting', concat_ws(' ', CASE s.setrole WHEN 0 THEN 'of every role' ELSE 'of role ' || quote_ident(pg_get_userbyid(s.setrole)) END,
                            CASE WHEN s.setdatabase <> 0 THEN 'in database ' || quote_ident(current_database()) END),
       (SELECT string_agg(replace(replace(c, E'\\', E'\\\\'), E'\n', E'\\n'), E'\n' ORDER BY c COLLATE "C") FROM unnest(s.setconfig) c)
FROM pg_db_role_setting s WHERE s.setdatabase IN (0, (SELECT oid FROM db))
UNION ALL
SELECT 'database', format('%I', d.datname),
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(d.datdba)), 'tablespace=' || (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = d.dattablespace),
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(COALESCE(d.datacl, acldefault('d', d.datdba))) a),
         (SELECT string_agg(e.key || '=' || e.value, E'\n' ORDER BY e.key COLLATE "C")
          FROM jsonb_each_text(to_jsonb(d) - '{oid,datname,datdba,dattablespace,datacl,datfrozenxid,datminmxid,datlastsysoid}'::text[]) e))
FROM db d
UNION ALL
SELECT 'tablespace', format('%I', t.spcname),
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(t.spcowner)), 'location=' || pg_tablespace_location(t.oid),
         (SELECT string_agg('option=' || replace(replace(o, E'\\', E'\\\\'), E'\n', E'\\n'), E'\n' ORDER BY o COLLATE "C") FROM unnest(t.spcoptions) o),
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(COALESCE(t.spcacl, acldefault('t', t.spcowner))) a))
FROM pg_tablespace t
UNION ALL
SELECT 'extension', format('%I', e.extname),
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(e.extowner)), 'version=' || e.extversion, 'schema=' || e.extnamespace::regnamespace::text,
         'relocatable=' || e.extrelocatable,
         (SELECT string_agg(format('configuration=%s %s', c::regclass, e.extcondition[n]), E'\n' ORDER BY c::regclass::text COLLATE "C")
          FROM unnest(e.extconfig) WITH ORDINALITY AS u(c, n)),
         -- Members, and what ALTER ... DEPENDS ON EXTENSION tied to it.
         (SELECT string_agg(CASE d.deptype WHEN 'e' THEN 'member=' ELSE 'dependent=' END || pg_describe_object(d.classid, d.objid, d.objsubid), E'\n'
                            ORDER BY d.deptype, pg_describe_object(d.classid, d.objid, d.objsubid) COLLATE "C")
          FROM pg_depend d WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype IN ('e', 'x')))
FROM pg_extension e
UNION ALL
SELECT 'publication', format('%I', p.pubname),
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(p.pubowner)),
         (SELECT string_agg(e.key || '=' || e.value, E'\n' ORDER BY e.key COLLATE "C") FROM jsonb_each_text(to_jsonb(p) - '{oid,pubname,pubowner}'::text[]) e),
         -- What it names itself, not what that comes to: partitions, and tables of its schemas, are made beside it.
         (SELECT string_agg('table=' || t.prrelid::regclass::text, E'\n' ORDER BY t.prrelid::regclass::text COLLATE "C")
          FROM pg_publication_rel t WHERE t.prpubid = p.oid))
FROM pg_publication p
UNION ALL
SELECT 'subscription', format('%I', s.subname),
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(s.subowner)), 'enabled=' || s.subenabled, 'binary=' || s.subbinary, 'slot=' || s.subslotname,
         'synchronous_commit=' || s.subsynccommit, 'streaming=' || s.substream::text, 'publications=' || s.subpublications::text,
         (SELECT string_agg('table=' || t.srrelid::regclass::text, E'\n' ORDER BY t.srrelid::regclass::text COLLATE "C")
          FROM pg_subscription_rel t WHERE t.srsubid = s.oid))
FROM pg_subscription s WHERE s.subdbid = (SELECT oid FROM db)
UNION ALL
SELECT 'comment', i.type || ' ' || i.identity, d.description
FROM pg_shdescription d, pg_identify_object(d.classoid, d.objoid, 0) i
WHERE i.identity IS NOT NULL AND (d.classoid <> 'pg_database'::regclass OR d.objoid = (SELECT oid FROM db))
UNION ALL
SELECT 'security label', i.type || ' ' || i.identity, l.provider || ': ' || l.label
FROM pg_shseclabel l, pg_identify_object(l.classoid, l.objoid, 0) i
WHERE i.identity IS NOT NULL AND (l.classoid <> 'pg_database'::regclass OR l.objoid = (SELECT oid FROM db))
