-- What holds secrets, for roles that may read it: a changed one shows by the version of its row, its xmin, and tells no more.
-- Run with search_path = pg_catalog.
SELECT 'role' AS kind, format('%I', a.rolname) AS name, 'password=set, row_version=' || a.xmin AS definition
FROM pg_authid a WHERE a.rolpassword IS NOT NULL
UNION ALL
SELECT 'user mapping', format('%I for %s', s.srvname, COALESCE(quote_ident(pg_get_userbyid(NULLIF(u.umuser, 0))), 'public')), 'row_version=' || u.xmin
FROM pg_user_mapping u JOIN pg_foreign_server s ON s.oid = u.umserver WHERE u.umoptions IS NOT NULL
UNION ALL
SELECT 'subscription', format('%I', s.subname),
       concat_ws(E'\n', 'row_version=' || s.xmin,
         (SELECT string_agg(e.key || '=' || e.value, E'\n' ORDER BY e.key COLLATE "C")
          FROM jsonb_each_text(to_jsonb(s) - '{oid,subdbid,subname,subowner,subconninfo}'::text[]) e))
FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()
