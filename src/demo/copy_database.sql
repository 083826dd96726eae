-- Copies :template to :new. CREATE DATABASE copies neither the owner nor the privileges on the database.
SELECT format('CREATE DATABASE %I TEMPLATE %I OWNER %I', :'new', datname, pg_get_userbyid(datdba))
FROM pg_database WHERE datname = :'template'
\gexec
-- No such template means nothing was made: this fails then.
REVOKE ALL ON DATABASE :"new" FROM PUBLIC;
SELECT format('GRANT %s ON DATABASE %I TO %s', privilege_type, :'new',
              CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
WHERE datname = :'template'
\gexec
