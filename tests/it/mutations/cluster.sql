-- Roles of the whole cluster, made once.
CREATE ROLE query_pg_ro LOGIN;
CREATE ROLE gate_auditor LOGIN BYPASSRLS;
GRANT pg_read_all_data, pg_read_all_settings, pg_read_all_stats TO gate_auditor;
CREATE ROLE app_owner LOGIN PASSWORD 'first';
CREATE ROLE app_user LOGIN;
CREATE ROLE app_group;
