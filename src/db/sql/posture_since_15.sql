-- Settings that the current role may set or alter by a grant, from PostgreSQL 15 on: as posture.sql has it. Whatever ALTER SYSTEM
-- writes is the whole server's; of what a session sets for itself, what decides over its writes. One row a finding.
SELECT 'parameter_privilege' AS code, a.privilege_type = 'ALTER SYSTEM' AS refused,
       pg_catalog.format('%s has %s on parameter(s) %s', g.shown, a.privilege_type, pg_catalog.string_agg(p.parname, ', ' ORDER BY p.parname)) AS what,
       pg_catalog.format('REVOKE %s ON PARAMETER %s FROM %s;', a.privilege_type, pg_catalog.string_agg(p.parname, ', ' ORDER BY p.parname), g.quoted) AS mend
FROM pg_catalog.pg_parameter_acl p CROSS JOIN LATERAL pg_catalog.aclexplode(p.paracl) a
LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
CROSS JOIN LATERAL (SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.format('role %I', r.rolname) END AS shown,
                           CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(r.rolname) END AS quoted) g
WHERE (a.grantee = 0 OR NOT r.rolsuper AND pg_catalog.pg_has_role(current_user, a.grantee, 'MEMBER')
                        -- A superuser is a member of every role; what it may is told as that.
                        AND NOT (SELECT own.rolsuper FROM pg_catalog.pg_roles own WHERE own.rolname = current_user))
  AND (a.privilege_type = 'ALTER SYSTEM'
       OR p.parname IN ('session_replication_role', 'allow_system_table_mods', 'lo_compat_privileges', 'session_preload_libraries',
                        'dynamic_library_path', 'zero_damaged_pages', 'ignore_checksum_failure', 'ignore_system_indexes'))
GROUP BY a.privilege_type, g.shown, g.quoted
ORDER BY 2 DESC, 3
