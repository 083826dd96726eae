-- Owners and grants of every kind of object, and default privileges.

-- mutation: grant on a table
-- expect: UNSAFE | table d.plain
GRANT INSERT ON d.plain TO app_user;

-- mutation: grant with grant option
-- expect: UNSAFE | table d.plain
-- before: GRANT INSERT ON d.plain TO app_user;
GRANT INSERT ON d.plain TO app_user WITH GRANT OPTION;

-- mutation: grant to everyone
-- expect: UNSAFE | table d.plain
GRANT SELECT ON d.plain TO PUBLIC;

-- mutation: revoke from the owner
-- expect: UNSAFE | table d.plain
REVOKE DELETE ON d.plain FROM postgres;

-- mutation: grant on all tables of a schema
-- expect: UNSAFE | table d.plain | view d.seen | table d.referring
GRANT SELECT ON ALL TABLES IN SCHEMA d TO app_user;

-- mutation: grant on a column
-- expect: UNSAFE | column d.plain.n
GRANT UPDATE (n) ON d.plain TO app_user;

-- mutation: grant on a view
-- expect: UNSAFE | view d.seen
GRANT UPDATE ON d.seen TO app_user;

-- mutation: grant on a materialized view
-- expect: UNSAFE | materialized view d.kept
GRANT SELECT ON d.kept TO app_user;

-- mutation: grant on a foreign table
-- expect: UNSAFE | foreign table d.remote
GRANT SELECT ON d.remote TO app_user;

-- mutation: grant on a sequence
-- expect: UNSAFE | sequence d.numbers
GRANT USAGE ON SEQUENCE d.numbers TO app_user;

-- mutation: grant on a function
-- expect: UNSAFE | function d.twice(n integer)
REVOKE EXECUTE ON FUNCTION d.twice FROM PUBLIC;

-- mutation: grant on a procedure
-- expect: UNSAFE | procedure d.work(IN n integer)
GRANT EXECUTE ON PROCEDURE d.work TO app_user;

-- mutation: grant on an aggregate
-- expect: UNSAFE | aggregate d.total(integer)
GRANT EXECUTE ON FUNCTION d.total TO app_user;

-- mutation: grant on a schema
-- expect: UNSAFE | schema d
GRANT CREATE ON SCHEMA d TO app_user;

-- mutation: grant on the public schema
-- expect: UNSAFE | schema public
GRANT CREATE ON SCHEMA public TO PUBLIC;

-- mutation: grant on the database
-- expect: UNSAFE | database m_
GRANT TEMP ON DATABASE :"DBNAME" TO app_user;

-- mutation: grant on a type
-- expect: UNSAFE | enum d.mood
REVOKE USAGE ON TYPE d.mood FROM PUBLIC;

-- mutation: grant on a domain
-- expect: UNSAFE | domain d.short
GRANT USAGE ON DOMAIN d.short TO app_user;

-- mutation: grant on the row type of a table
-- expect: UNSAFE | table d.plain
REVOKE USAGE ON TYPE d.plain FROM PUBLIC;

-- mutation: grant on a language
-- expect: UNSAFE | language plpgsql
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;

-- mutation: grant on a foreign server
-- expect: UNSAFE | foreign server far
GRANT USAGE ON FOREIGN SERVER far TO app_user;

-- mutation: grant on a foreign data wrapper
-- expect: UNSAFE | foreign data wrapper elsewhere
GRANT USAGE ON FOREIGN DATA WRAPPER elsewhere TO app_user;

-- mutation: grant on a parameter
-- expect: UNSAFE | parameter log_statement
GRANT SET ON PARAMETER log_statement TO app_user;

-- mutation: grant on a tablespace
-- expect: UNSAFE | tablespace pg_default
GRANT CREATE ON TABLESPACE pg_default TO app_user;

-- mutation: grant on a large object
-- expect: UNSAFE | large objects of the database
GRANT SELECT ON LARGE OBJECT 4242 TO app_user;

-- mutation: grant on a function of PostgreSQL's own
-- expect: UNSAFE | system function pg_catalog.pg_read_file(text)
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO app_user;

-- mutation: grant on a catalog
-- expect: UNSAFE | system relation pg_catalog.pg_authid
GRANT SELECT ON pg_catalog.pg_authid TO app_user;

-- mutation: grant on a column of a catalog
-- expect: UNSAFE | system relation pg_catalog.pg_authid
GRANT SELECT (rolpassword) ON pg_catalog.pg_authid TO app_user;

-- mutation: grant on a type of PostgreSQL's own
-- expect: UNSAFE | system type pg_catalog.int4
REVOKE USAGE ON TYPE pg_catalog.int4 FROM PUBLIC;

-- mutation: grant on the schema pg_catalog
-- expect: UNSAFE | system schema pg_catalog
GRANT CREATE ON SCHEMA pg_catalog TO app_user;

-- mutation: default privileges in a schema
-- expect: UNSAFE | default privileges tables of app_owner in d
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA d GRANT INSERT ON TABLES TO app_user;

-- mutation: default privileges everywhere
-- expect: UNSAFE | default privileges functions of app_owner
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- mutation: default privileges taken back
-- expect: UNSAFE | default privileges tables of app_owner in d
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA d REVOKE SELECT ON TABLES FROM app_user;

-- mutation: owner of a table
-- expect: UNSAFE | table d.plain
ALTER TABLE d.plain OWNER TO app_owner;

-- mutation: owner of a view
-- expect: UNSAFE | view d.seen
ALTER VIEW d.seen OWNER TO app_owner;

-- mutation: owner of a materialized view
-- expect: UNSAFE | materialized view d.kept
ALTER MATERIALIZED VIEW d.kept OWNER TO app_owner;

-- mutation: owner of a foreign table
-- expect: UNSAFE | foreign table d.remote
ALTER FOREIGN TABLE d.remote OWNER TO app_owner;

-- mutation: owner of a sequence
-- expect: UNSAFE | sequence d.numbers
ALTER SEQUENCE d.numbers OWNER TO app_owner;

-- mutation: owner of a function
-- expect: UNSAFE | function d.twice(n integer)
ALTER FUNCTION d.twice OWNER TO app_owner;

-- mutation: owner of a procedure
-- expect: UNSAFE | procedure d.work(IN n integer)
ALTER PROCEDURE d.work OWNER TO app_owner;

-- mutation: owner of an aggregate
-- expect: UNSAFE | aggregate d.total(integer)
ALTER AGGREGATE d.total(int) OWNER TO app_owner;

-- mutation: owner of a schema
-- expect: UNSAFE | schema d
ALTER SCHEMA d OWNER TO app_owner;

-- mutation: owner of the database
-- expect: UNSAFE | database m_
ALTER DATABASE :"DBNAME" OWNER TO app_owner;

-- mutation: owner of a type
-- expect: UNSAFE | enum d.mood
ALTER TYPE d.mood OWNER TO app_owner;

-- mutation: owner of a domain
-- expect: UNSAFE | domain d.short
ALTER DOMAIN d.short OWNER TO app_owner;

-- mutation: owner of a composite type
-- expect: UNSAFE | type d.pair
ALTER TYPE d.pair OWNER TO app_owner;

-- mutation: owner of a range type
-- expect: UNSAFE | range type d.span
ALTER TYPE d.span OWNER TO app_owner;

-- mutation: owner of an operator
-- expect: UNSAFE | operator d.###(integer,integer)
ALTER OPERATOR d.### (int, int) OWNER TO app_owner;

-- mutation: owner of an operator class
-- expect: UNSAFE | operator class d.class USING btree
ALTER OPERATOR CLASS d.class USING btree OWNER TO app_owner;

-- mutation: owner of an operator family
-- expect: UNSAFE | operator family d.family USING btree
ALTER OPERATOR FAMILY d.family USING btree OWNER TO app_owner;

-- mutation: owner of a collation
-- expect: UNSAFE | collation d.plain_order
ALTER COLLATION d.plain_order OWNER TO app_owner;

-- mutation: owner of a conversion
-- expect: UNSAFE | conversion d.conversion
ALTER CONVERSION d.conversion OWNER TO app_owner;

-- mutation: owner of a text search configuration
-- expect: UNSAFE | text search configuration d.searching
ALTER TEXT SEARCH CONFIGURATION d.searching OWNER TO app_owner;

-- mutation: owner of a text search dictionary
-- expect: UNSAFE | text search dictionary d.words
ALTER TEXT SEARCH DICTIONARY d.words OWNER TO app_owner;

-- mutation: owner of an event trigger
-- expect: UNSAFE | event trigger watching
-- before: CREATE ROLE app_super SUPERUSER;
ALTER EVENT TRIGGER watching OWNER TO app_super;

-- mutation: owner of a publication
-- expect: UNSAFE | publication news
ALTER PUBLICATION news OWNER TO app_owner;

-- mutation: owner of a subscription
-- expect: UNSAFE | subscription owned_subscription
-- before: CREATE ROLE app_super_2 SUPERUSER; CREATE SUBSCRIPTION owned_subscription CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE);
ALTER SUBSCRIPTION owned_subscription OWNER TO app_super_2;

-- mutation: owner of a foreign data wrapper
-- expect: UNSAFE | foreign data wrapper elsewhere
-- before: CREATE ROLE app_super_3 SUPERUSER;
ALTER FOREIGN DATA WRAPPER elsewhere OWNER TO app_super_3;

-- mutation: owner of a foreign server
-- expect: UNSAFE | foreign server far
ALTER SERVER far OWNER TO app_owner;

-- mutation: owner of a language
-- expect: UNSAFE | language plpgsql
ALTER LANGUAGE plpgsql OWNER TO app_owner;

-- mutation: owner of a large object
-- expect: UNSAFE | large objects of the database
ALTER LARGE OBJECT 4242 OWNER TO app_owner;

-- mutation: owner of everything of a role
-- expect: UNSAFE | table d.owned | function d.owned()
-- before: CREATE TABLE d.owned (id int); ALTER TABLE d.owned OWNER TO app_owner; CREATE FUNCTION d.owned() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION d.owned() OWNER TO app_owner;
REASSIGN OWNED BY app_owner TO app_user;

-- mutation: grant on a table of what is kept out of line
-- expect: UNSAFE | system relation pg_toast.pg_toast_
SELECT format('GRANT SELECT ON %s TO app_user', reltoastrelid::regclass) FROM pg_class WHERE oid = 'g.toasted'::regclass
\gexec

-- mutation: grant on a column of a sequence
-- expect: UNSAFE | column d.numbers.last_value
GRANT SELECT (last_value) ON TABLE d.numbers TO PUBLIC;

-- mutation: grant on a system column
-- expect: UNSAFE | column d.plain.xmin
GRANT SELECT (xmin) ON d.plain TO PUBLIC;

-- mutation: grant on the row type of a table taken from everyone
-- expect: UNSAFE | table d.plain
-- before: REVOKE ALL ON TYPE d.plain FROM PUBLIC;
REVOKE ALL ON TYPE d.plain FROM postgres;

-- mutation: grant that is the default written out
-- expect: SAFE
GRANT USAGE ON TYPE d.plain TO PUBLIC; REVOKE SELECT (last_value) ON TABLE d.numbers FROM PUBLIC;
