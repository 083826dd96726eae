-- Roles of the whole cluster, made once, the auditor before them.
CREATE ROLE query_pg_ro LOGIN;
CREATE ROLE app_owner LOGIN PASSWORD 'first';
CREATE ROLE app_user LOGIN;
CREATE ROLE app_group;
