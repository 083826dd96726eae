-- Roles, memberships, settings, the database itself and the server, which all databases share.

-- mutation: role created
-- expect: UNSAFE | role fresh_role
CREATE ROLE fresh_role;

-- mutation: role dropped
-- expect: UNSAFE | role fresh_role_2
-- before: CREATE ROLE fresh_role_2;
DROP ROLE fresh_role_2;

-- mutation: role renamed
-- expect: UNSAFE | role renamed_role
-- before: CREATE ROLE fresh_role_3;
ALTER ROLE fresh_role_3 RENAME TO renamed_role;

-- mutation: role may log in
-- expect: UNSAFE | role app_group
ALTER ROLE app_group LOGIN;

-- mutation: role is a superuser
-- expect: UNSAFE | role app_user
ALTER ROLE app_user SUPERUSER;

-- mutation: role may make databases
-- expect: UNSAFE | role app_user
ALTER ROLE app_user CREATEDB;

-- mutation: role may make roles
-- expect: UNSAFE | role app_user
ALTER ROLE app_user CREATEROLE;

-- mutation: role may replicate
-- expect: UNSAFE | role app_user
ALTER ROLE app_user REPLICATION;

-- mutation: role bypasses row security
-- expect: UNSAFE | role app_user
ALTER ROLE app_user BYPASSRLS;

-- mutation: role inherits nothing
-- expect: UNSAFE | role app_user
ALTER ROLE app_user NOINHERIT;

-- mutation: role's connection limit
-- expect: UNSAFE | role app_user
ALTER ROLE app_user CONNECTION LIMIT 5;

-- mutation: role's end
-- expect: UNSAFE | role app_user
ALTER ROLE app_user VALID UNTIL '2040-01-01';

-- mutation: role's password set
-- expect: UNSAFE | role app_user
ALTER ROLE app_user PASSWORD 'x';

-- mutation: role's password changed
-- expect: UNSAFE | role app_owner
ALTER ROLE app_owner PASSWORD 'second';

-- mutation: role's password removed
-- expect: UNSAFE | role app_owner
ALTER ROLE app_owner PASSWORD NULL;

-- mutation: membership
-- expect: UNSAFE | membership app_user in app_group
GRANT app_group TO app_user;

-- mutation: membership with admin option
-- expect: UNSAFE | membership app_owner in app_group
-- before: GRANT app_group TO app_owner;
GRANT app_group TO app_owner WITH ADMIN OPTION;

-- mutation: membership revoked
-- expect: UNSAFE | membership app_user in app_group
-- before: GRANT app_group TO app_user;
REVOKE app_group FROM app_user;

-- mutation: membership in a role of PostgreSQL's own
-- expect: UNSAFE | membership app_user in pg_write_all_data
GRANT pg_write_all_data TO app_user;

-- mutation: setting of a role
-- expect: UNSAFE | setting of role app_user
ALTER ROLE app_user SET work_mem = '1MB';

-- mutation: setting of a role in the database
-- expect: UNSAFE | setting of role app_user in database
ALTER ROLE app_user IN DATABASE :"DBNAME" SET work_mem = '2MB';

-- mutation: setting of every role
-- expect: UNSAFE | setting of every role
ALTER ROLE ALL SET statement_timeout = '1h';

-- mutation: setting of the database
-- expect: UNSAFE | setting of every role in database
ALTER DATABASE :"DBNAME" SET search_path = g;

-- mutation: setting of a role removed
-- expect: UNSAFE | setting of role app_owner
-- before: ALTER ROLE app_owner SET work_mem = '1MB';
ALTER ROLE app_owner RESET ALL;

-- mutation: connection limit of the database
-- expect: UNSAFE | database m_
ALTER DATABASE :"DBNAME" CONNECTION LIMIT 50;

-- mutation: database as a template
-- expect: UNSAFE | database m_
ALTER DATABASE :"DBNAME" IS_TEMPLATE true;

-- mutation: comment on a role
-- expect: UNSAFE | comment role app_user
COMMENT ON ROLE app_user IS 'x';

-- mutation: comment on the database
-- expect: UNSAFE | comment database
COMMENT ON DATABASE :"DBNAME" IS 'x';

-- mutation: tablespace's options
-- expect: UNSAFE | tablespace pg_default
ALTER TABLESPACE pg_default SET (random_page_cost = 2);

-- mutation: tablespace created
-- expect: UNSAFE | tablespace fresh_space
SET allow_in_place_tablespaces = on; CREATE TABLESPACE fresh_space LOCATION '';

-- mutation: table in another tablespace
-- expect: UNSAFE | table d.plain
-- before: SET allow_in_place_tablespaces = on; CREATE TABLESPACE second_space LOCATION '';
ALTER TABLE d.plain SET TABLESPACE second_space;

-- mutation: index in another tablespace
-- expect: UNSAFE | index d.plain_by_n
-- before: SET allow_in_place_tablespaces = on; CREATE TABLESPACE third_space LOCATION '';
ALTER INDEX d.plain_by_n SET TABLESPACE third_space;

-- mutation: setting of the server
-- expect: UNSAFE | server setting log_min_duration_statement
ALTER SYSTEM SET log_min_duration_statement = '7s'; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);

-- mutation: setting of the server that waits for a restart
-- expect: UNSAFE | server setting max_locks_per_transaction
ALTER SYSTEM SET max_locks_per_transaction = 77; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);

-- mutation: setting of the server that nobody loads
-- expect: UNSAFE | setting in a file deadlock_timeout
ALTER SYSTEM SET deadlock_timeout = '777ms';

-- mutation: setting of the server put back to its default
-- expect: UNSAFE | setting in a file work_mem
-- before: ALTER SYSTEM SET work_mem = '5MB';
ALTER SYSTEM RESET work_mem;

-- mutation: setting of the server that few are shown
-- expect: UNSAFE | server setting dynamic_library_path
ALTER SYSTEM SET dynamic_library_path = '$libdir:/elsewhere'; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);

-- mutation: connection to a primary server, which holds a password
-- expect: UNSAFE | server setting primary_conninfo | setting in a file primary_conninfo
-- before: ALTER SYSTEM SET primary_conninfo = 'host=nowhere password=first'; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);
ALTER SYSTEM SET primary_conninfo = 'host=nowhere password=second'; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);

-- mutation: command that tells a passphrase
-- expect: UNSAFE | setting in a file ssl_passphrase_command
ALTER SYSTEM SET ssl_passphrase_command = 'echo secret';

-- mutation: setting that gatepost's own session overrides
-- expect: UNSAFE | setting in a file statement_timeout
ALTER SYSTEM SET statement_timeout = '3s'; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);

-- mutation: setting of an application, in a file
-- expect: UNSAFE | setting in a file app.kill_switch
COPY (SELECT 'app.kill_switch = on') TO PROGRAM 'cat >> postgresql.conf'; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);

-- mutation: who may connect
-- expect: UNSAFE | client authentication pg_hba.conf
COPY (SELECT 'host all all 10.0.0.0/8 trust') TO PROGRAM 'cat >> pg_hba.conf'; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);

-- mutation: who may connect, with a secret
-- expect: UNSAFE | client authentication pg_hba.conf
-- before: COPY (SELECT 'host all all 10.1.0.0/16 ldap ldapserver=x ldapbasedn="dc=x" ldapbinddn="cn=x" ldapbindpasswd=first') TO PROGRAM 'cat >> pg_hba.conf';
COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; sed -i s/passwd=first/passwd=second/ pg_hba.conf';

-- mutation: who may be whom
-- expect: UNSAFE | user name maps pg_ident.conf
COPY (SELECT 'anybody /^(.*)$ postgres') TO PROGRAM 'cat >> pg_ident.conf';

-- mutation: settings of a role, two that read as one
-- expect: UNSAFE | setting of role app_user
-- before: ALTER ROLE app_user RESET ALL; ALTER ROLE app_user SET app.a = E'1\napp.b=2';
ALTER ROLE app_user SET app.a = '1'; ALTER ROLE app_user SET app.b = '2';

-- mutation: setting of a role, a line break for its escape
-- expect: UNSAFE | setting of role app_user
-- before: ALTER ROLE app_user RESET ALL; ALTER ROLE app_user SET app.a = E'1\n2';
ALTER ROLE app_user SET app.a = '1\n2';

-- mutation: who may connect, a name that was a keyword
-- expect: UNSAFE | client authentication pg_hba.conf as written
-- before: COPY (SELECT 'host "all" all 10.2.0.0/16 scram-sha-256') TO PROGRAM 'cat >> pg_hba.conf';
COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; sed -i "s/host \"all\" all 10.2/host all all 10.2/" pg_hba.conf';

-- mutation: who may connect, an option that is not among the rules
-- expect: UNSAFE | client authentication pg_hba.conf as written
-- before: COPY (SELECT 'hostssl all all 10.3.0.0/16 cert clientname=CN') TO PROGRAM 'cat >> pg_hba.conf';
COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; sed -i s/clientname=CN/clientname=DN/ pg_hba.conf';
