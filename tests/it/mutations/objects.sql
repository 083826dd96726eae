-- Objects beside relations: routines, types, operators, text search, extensions, replication, foreign data, schemas.

-- mutation: function created
-- expect: UNSAFE | function d.fresh()
CREATE FUNCTION d.fresh() RETURNS int LANGUAGE sql AS 'SELECT 1';

-- mutation: function dropped
-- expect: UNSAFE | function d.listed()
DROP FUNCTION d.listed();

-- mutation: function's body
-- expect: UNSAFE | function d.twice(n integer)
CREATE OR REPLACE FUNCTION d.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 3';

-- mutation: function's volatility
-- expect: UNSAFE | function d.twice(n integer)
ALTER FUNCTION d.twice IMMUTABLE;

-- mutation: function as security definer
-- expect: UNSAFE | function d.twice(n integer)
ALTER FUNCTION d.twice SECURITY DEFINER;

-- mutation: function leakproof
-- expect: UNSAFE | function d.twice(n integer)
ALTER FUNCTION d.twice LEAKPROOF;

-- mutation: function parallel
-- expect: UNSAFE | function d.twice(n integer)
ALTER FUNCTION d.twice PARALLEL SAFE;

-- mutation: function's cost
-- expect: UNSAFE | function d.twice(n integer)
ALTER FUNCTION d.twice COST 7;

-- mutation: function's rows
-- expect: UNSAFE | function d.listed()
ALTER FUNCTION d.listed ROWS 7;

-- mutation: function's cost, in its seventh digit
-- expect: UNSAFE | function d.twice(n integer)
-- before: ALTER FUNCTION d.twice COST 1000001;
ALTER FUNCTION d.twice COST 1000002;

-- mutation: function's cost, in its seventh digit after the point
-- expect: UNSAFE | function d.twice(n integer)
-- before: ALTER FUNCTION d.twice COST 1;
ALTER FUNCTION d.twice COST 1.000001;

-- mutation: function's rows, in their seventh digit
-- expect: UNSAFE | function d.listed()
-- before: ALTER FUNCTION d.listed ROWS 1000001;
ALTER FUNCTION d.listed ROWS 1000002;

-- mutation: function strict
-- expect: UNSAFE | function d.twice(n integer)
ALTER FUNCTION d.twice STRICT;

-- mutation: function's setting
-- expect: UNSAFE | function d.twice(n integer)
ALTER FUNCTION d.twice SET search_path = d;

-- mutation: function's support
-- expect: UNSAFE | function d.twice(n integer)
ALTER FUNCTION d.twice SUPPORT textlike_support;

-- mutation: function's default argument
-- expect: UNSAFE | function d.twice(n integer)
CREATE OR REPLACE FUNCTION d.twice(n int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT n * 2';

-- mutation: function renamed
-- expect: UNSAFE | function d.thrice(n integer)
ALTER FUNCTION d.twice RENAME TO thrice;

-- mutation: function moved to another schema
-- expect: UNSAFE | function empty_one.twice(n integer)
ALTER FUNCTION d.twice SET SCHEMA empty_one;

-- mutation: function of another extension
-- expect: UNSAFE | extension hstore
ALTER FUNCTION d.twice DEPENDS ON EXTENSION hstore;

-- mutation: two functions that exchange their names
-- expect: UNSAFE | function d.listed() | function d.other()
-- before: CREATE FUNCTION d.other() RETURNS SETOF int LANGUAGE sql AS 'SELECT 2';
ALTER FUNCTION d.listed() RENAME TO third; ALTER FUNCTION d.other() RENAME TO listed; ALTER FUNCTION d.third() RENAME TO other;

-- mutation: procedure's body
-- expect: UNSAFE | procedure d.work(IN n integer)
CREATE OR REPLACE PROCEDURE d.work(n int) LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE ''x''; END';

-- mutation: procedure as security definer
-- expect: UNSAFE | procedure d.work(IN n integer)
ALTER PROCEDURE d.work SECURITY DEFINER;

-- mutation: aggregate created
-- expect: UNSAFE | aggregate d.product(integer)
CREATE AGGREGATE d.product(int) (SFUNC = int4mul, STYPE = int);

-- mutation: aggregate's start
-- expect: UNSAFE | aggregate d.total(integer)
CREATE OR REPLACE AGGREGATE d.total(int) (SFUNC = d.add, STYPE = int, INITCOND = '1');

-- mutation: aggregate renamed
-- expect: UNSAFE | aggregate d.sum(integer)
ALTER AGGREGATE d.total(int) RENAME TO sum;

-- mutation: aggregate made again from its own text, of another overload
-- expect: UNSAFE | aggregate d.tot(integer)
-- before: CREATE FUNCTION d.ad(anyelement, anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT $1'; CREATE AGGREGATE d.tot(int) (SFUNC = d.ad, STYPE = int);
-- before: CREATE FUNCTION d.ad(int, int) RETURNS int LANGUAGE sql AS 'SELECT $2';
CREATE OR REPLACE AGGREGATE d.tot(int) (SFUNC = d.ad, STYPE = int);

-- mutation: aggregate's final function of another overload
-- expect: UNSAFE | aggregate d.ended(integer)
-- before: CREATE FUNCTION d.fin(anyelement) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE AGGREGATE d.ended(int) (SFUNC = d.add, STYPE = int, FINALFUNC = d.fin);
-- before: CREATE FUNCTION d.fin(int) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE OR REPLACE AGGREGATE d.ended(int) (SFUNC = d.add, STYPE = int, FINALFUNC = d.fin);

-- mutation: function with a body of SQL made again from its own text, of another overload
-- expect: UNSAFE | function d.bodied()
-- before: CREATE FUNCTION d.inner_one(anyelement) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION d.bodied() RETURNS int LANGUAGE sql RETURN d.inner_one(1);
-- before: CREATE FUNCTION d.inner_one(int) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE OR REPLACE FUNCTION d.bodied() RETURNS int LANGUAGE sql RETURN d.inner_one(1);

-- mutation: domain's default made again from its own text, of another overload
-- expect: UNSAFE | domain d.defaulted
-- before: CREATE FUNCTION d.inner_two(anyelement) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE DOMAIN d.defaulted AS int DEFAULT d.inner_two(1);
-- before: CREATE FUNCTION d.inner_two(int) RETURNS int LANGUAGE sql AS 'SELECT 2';
ALTER DOMAIN d.defaulted SET DEFAULT d.inner_two(1);

-- mutation: function made in pg_catalog
-- expect: UNSAFE | system object function pg_catalog.evil()
CREATE FUNCTION pg_catalog.evil() RETURNS int LANGUAGE sql AS 'SELECT 1';

-- mutation: function of PostgreSQL's own altered
-- expect: UNSAFE | system objects pg_proc
ALTER FUNCTION pg_catalog.pg_sleep(float8) COST 5;

-- mutation: function of PostgreSQL's own made parallel unsafe
-- expect: UNSAFE | system objects pg_proc
ALTER FUNCTION pg_catalog.now() PARALLEL UNSAFE;

-- mutation: function of PostgreSQL's own with a body of SQL
-- expect: UNSAFE | system objects pg_proc
CREATE OR REPLACE FUNCTION pg_catalog.lpad(text, integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 1 RETURN 'evil'::text;

-- mutation: function of PostgreSQL's own with a body of several statements
-- expect: UNSAFE | system objects pg_proc
CREATE OR REPLACE FUNCTION information_schema._pg_truetypid(pg_attribute, pg_type) RETURNS oid LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT BEGIN ATOMIC SELECT 1; SELECT 25::oid; END;

-- mutation: type of PostgreSQL's own shorter
-- expect: UNSAFE | system objects pg_type
UPDATE pg_type SET typtypmod = 9 WHERE typname = 'yes_or_no';

-- mutation: type of PostgreSQL's own with another delimiter
-- expect: UNSAFE | system objects pg_type
UPDATE pg_type SET typdelim = ';' WHERE oid = 'circle'::regtype;

-- mutation: domain of information_schema altered
-- expect: UNSAFE | system objects pg_type
ALTER DOMAIN information_schema.yes_or_no SET DEFAULT 'NO';

-- mutation: view of information_schema replaced
-- expect: UNSAFE | system objects pg_rewrite
CREATE OR REPLACE VIEW information_schema.information_schema_catalog_name AS SELECT 'elsewhere'::information_schema.sql_identifier AS catalog_name;

-- mutation: operator made in pg_catalog
-- expect: UNSAFE | system object operator pg_catalog.@@@@(integer,integer)
CREATE OPERATOR pg_catalog.@@@@ (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);

-- mutation: type made in pg_catalog
-- expect: UNSAFE | system object type pg_catalog.evil
CREATE TYPE pg_catalog.evil AS ENUM ('x');

-- mutation: cast of PostgreSQL's own altered
-- expect: UNSAFE | system objects pg_cast
UPDATE pg_cast SET castcontext = 'i' WHERE castsource = 'int8'::regtype AND casttarget = 'int4'::regtype;

-- mutation: operator family of PostgreSQL's own with another function
-- expect: UNSAFE | system objects pg_amproc
-- before: CREATE FUNCTION d.text_int(text, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 0';
ALTER OPERATOR FAMILY pg_catalog.text_ops USING btree ADD FUNCTION 1 (text, int4) d.text_int(text, int4);

-- mutation: operator family of PostgreSQL's own with another operator
-- expect: UNSAFE | system objects pg_amop
-- before: CREATE FUNCTION d.less(numeric, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true'; CREATE OPERATOR d.<<<< (LEFTARG = numeric, RIGHTARG = int, FUNCTION = d.less);
ALTER OPERATOR FAMILY pg_catalog.numeric_ops USING btree ADD OPERATOR 1 d.<<<< (numeric, int4);

-- mutation: operator family made in pg_catalog, with another operator
-- expect: UNSAFE | system objects pg_amop
-- before: CREATE OPERATOR FAMILY pg_catalog.theirs USING btree;
ALTER OPERATOR FAMILY pg_catalog.theirs USING btree ADD OPERATOR 1 < (int4, int4);

-- mutation: aggregate made in pg_catalog, with another start
-- expect: UNSAFE | system objects pg_aggregate
-- before: CREATE AGGREGATE pg_catalog.theirs(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE OR REPLACE AGGREGATE pg_catalog.theirs(int) (SFUNC = int4pl, STYPE = int, INITCOND = '1');

-- mutation: rule on a view of information_schema
-- expect: UNSAFE | system objects pg_rewrite
CREATE RULE evil AS ON INSERT TO information_schema.schemata DO INSTEAD NOTHING;

-- mutation: enum made in pg_catalog, value renamed
-- expect: UNSAFE | system objects pg_enum
-- before: CREATE TYPE pg_catalog.moods AS ENUM ('calm', 'cross');
ALTER TYPE pg_catalog.moods RENAME VALUE 'calm' TO 'still';

-- mutation: enum made in pg_catalog, value added
-- expect: UNSAFE | system objects pg_enum
-- before: CREATE TYPE pg_catalog.more_moods AS ENUM ('calm', 'cross');
ALTER TYPE pg_catalog.more_moods ADD VALUE 'merry';

-- mutation: column of a view of information_schema renamed
-- expect: UNSAFE | system objects pg_attribute
ALTER VIEW information_schema.schemata RENAME COLUMN schema_owner TO owner;

-- mutation: column of a table of information_schema added
-- expect: UNSAFE | system objects pg_attribute
ALTER TABLE information_schema.sql_sizing ADD COLUMN more int;

-- mutation: default of a table of information_schema
-- expect: UNSAFE | system objects pg_attrdef
ALTER TABLE information_schema.sql_parts ALTER is_supported SET DEFAULT 'NO';

-- mutation: constraint on a table of information_schema
-- expect: UNSAFE | system objects pg_constraint
ALTER TABLE information_schema.sql_parts ADD CONSTRAINT never CHECK (feature_id <> 'x');

-- mutation: index on a table of information_schema
-- expect: UNSAFE | system relation information_schema.by_feature
CREATE INDEX by_feature ON information_schema.sql_features (feature_name);

-- mutation: policy on a table of information_schema
-- expect: UNSAFE | system objects pg_policy
CREATE POLICY few ON information_schema.sql_features USING (false);

-- mutation: row security of a table of information_schema
-- expect: UNSAFE | system relation information_schema.sql_features
ALTER TABLE information_schema.sql_features ENABLE ROW LEVEL SECURITY;

-- mutation: trigger on a view of information_schema
-- expect: UNSAFE | system objects pg_trigger
CREATE TRIGGER evil INSTEAD OF INSERT ON information_schema.tables FOR EACH ROW EXECUTE FUNCTION d.noticed();

-- mutation: options of a view of information_schema
-- expect: UNSAFE | system relation information_schema.tables
ALTER VIEW information_schema.tables SET (security_invoker = true);

-- mutation: owner of a view of information_schema
-- expect: UNSAFE | system relation information_schema.columns
ALTER VIEW information_schema.columns OWNER TO app_owner;

-- mutation: domain of information_schema without its constraint
-- expect: UNSAFE | system objects pg_constraint
ALTER DOMAIN information_schema.cardinal_number DROP CONSTRAINT cardinal_number_domain_check;

-- mutation: sequence made in information_schema
-- expect: UNSAFE | sequence information_schema.numbers | system relation information_schema.numbers
CREATE SEQUENCE information_schema.numbers;

-- mutation: sequence of information_schema altered
-- expect: UNSAFE | sequence information_schema.counting
-- before: CREATE SEQUENCE information_schema.counting;
ALTER SEQUENCE information_schema.counting INCREMENT 7;

-- mutation: view made in information_schema, replaced
-- expect: UNSAFE | view information_schema.ours | system objects pg_rewrite
-- before: CREATE VIEW information_schema.ours AS SELECT 1 AS a;
CREATE OR REPLACE VIEW information_schema.ours AS SELECT 2 AS a;

-- mutation: column of a view of pg_catalog
-- expect: UNSAFE | system objects pg_attribute
SET allow_system_table_mods = on; ALTER VIEW pg_catalog.pg_shadow RENAME COLUMN passwd TO word;

-- mutation: index of pg_catalog marked invalid
-- expect: UNSAFE | system objects pg_index
UPDATE pg_index SET indisunique = false WHERE indexrelid = 'pg_cast_source_target_index'::regclass;

-- mutation: schema with a name like PostgreSQL's own
-- expect: UNSAFE | schema pg_hidden
SET allow_system_table_mods = on; CREATE SCHEMA pg_hidden;

-- mutation: function in a schema with a name like PostgreSQL's own
-- expect: UNSAFE | function pg_obscure.evil() | table pg_obscure.t
-- before: SET allow_system_table_mods = on; CREATE SCHEMA pg_obscure;
CREATE FUNCTION pg_obscure.evil() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE pg_obscure.t (a int);

-- mutation: type created
-- expect: UNSAFE | type d.fresh
CREATE TYPE d.fresh AS (a int);

-- mutation: type dropped
-- expect: UNSAFE | enum d.mood
DROP TYPE d.mood;

-- mutation: type renamed
-- expect: UNSAFE | enum d.feeling
ALTER TYPE d.mood RENAME TO feeling;

-- mutation: type moved to another schema
-- expect: UNSAFE | enum empty_one.mood
ALTER TYPE d.mood SET SCHEMA empty_one;

-- mutation: shell type
-- expect: UNSAFE | type d.shell
CREATE TYPE d.shell;

-- mutation: composite attribute added
-- expect: UNSAFE | column d.pair.c
ALTER TYPE d.pair ADD ATTRIBUTE c int;

-- mutation: composite attribute's type
-- expect: UNSAFE | column d.pair.a
-- before: DROP CAST (d.pair AS int); DROP FUNCTION d.pair_int(d.pair);
ALTER TYPE d.pair ALTER ATTRIBUTE a TYPE bigint;

-- mutation: composite attribute renamed
-- expect: UNSAFE | column d.pair.z
ALTER TYPE d.pair RENAME ATTRIBUTE a TO z;

-- mutation: enum value added
-- expect: UNSAFE | enum d.mood
ALTER TYPE d.mood ADD VALUE 'merry' BEFORE 'cross';

-- mutation: enum value renamed
-- expect: UNSAFE | enum d.mood
ALTER TYPE d.mood RENAME VALUE 'calm' TO 'still';

-- mutation: domain's default
-- expect: UNSAFE | domain d.short
ALTER DOMAIN d.short SET DEFAULT 'e';

-- mutation: domain not null
-- expect: UNSAFE | domain d.short
ALTER DOMAIN d.short SET NOT NULL;

-- mutation: domain's constraint added
-- expect: UNSAFE | constraint d.short.more
ALTER DOMAIN d.short ADD CONSTRAINT more CHECK (VALUE <> '');

-- mutation: domain's constraint dropped
-- expect: UNSAFE | constraint d.short.brief
ALTER DOMAIN d.short DROP CONSTRAINT brief;

-- mutation: domain's constraint validated
-- expect: UNSAFE | constraint d.short.lower
ALTER DOMAIN d.short VALIDATE CONSTRAINT lower;

-- mutation: domain's constraint renamed
-- expect: UNSAFE | constraint d.short.tiny
ALTER DOMAIN d.short RENAME CONSTRAINT brief TO tiny;

-- mutation: range type created
-- expect: UNSAFE | range type d.more
CREATE TYPE d.more AS RANGE (SUBTYPE = int);

-- mutation: multirange type renamed
-- expect: UNSAFE | type d.spans
ALTER TYPE d.span_multirange RENAME TO spans;

-- mutation: type's storage
-- expect: UNSAFE | type d.hstore
ALTER TYPE d.hstore SET (STORAGE = external);

-- mutation: operator created
-- expect: UNSAFE | operator d.@+@(integer,integer)
CREATE OPERATOR d.@+@ (LEFTARG = int, RIGHTARG = int, FUNCTION = d.add);

-- mutation: operator's estimator
-- expect: UNSAFE | operator d.===(integer,integer)
-- before: CREATE FUNCTION d.same(int, int) RETURNS bool LANGUAGE sql AS 'SELECT true'; CREATE OPERATOR d.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = d.same);
ALTER OPERATOR d.=== (int, int) SET (RESTRICT = eqsel);

-- mutation: operator moved to another schema
-- expect: UNSAFE | operator empty_one.###(integer,integer)
ALTER OPERATOR d.### (int, int) SET SCHEMA empty_one;

-- mutation: operator dropped
-- expect: UNSAFE | operator d.###(integer,integer)
DROP OPERATOR d.### (int, int);

-- mutation: operator class created
-- expect: UNSAFE | operator class d.more USING btree
CREATE OPERATOR CLASS d.more FOR TYPE int USING btree FAMILY d.family AS STORAGE int;

-- mutation: operator class renamed
-- expect: UNSAFE | operator class d.other USING btree
ALTER OPERATOR CLASS d.class USING btree RENAME TO other;

-- mutation: operator class dropped
-- expect: UNSAFE | operator class d.class USING btree
DROP OPERATOR CLASS d.class USING btree;

-- mutation: operator family's operator added
-- expect: UNSAFE | operator family d.family USING btree
ALTER OPERATOR FAMILY d.family USING btree ADD OPERATOR 1 < (int4, int8);

-- mutation: operator family's function added
-- expect: UNSAFE | operator family d.family USING btree
ALTER OPERATOR FAMILY d.family USING btree ADD FUNCTION 1 (int4, int8) btint48cmp(int4, int8);

-- mutation: operator family's member of PostgreSQL's own
-- expect: UNSAFE | system objects pg_amop
UPDATE pg_amop SET amoppurpose = 'o' WHERE amopfamily = (SELECT oid FROM pg_opfamily WHERE opfname = 'integer_ops' AND opfmethod = 403) AND amopstrategy = 1 AND amoplefttype = 23 AND amoprighttype = 23;

-- mutation: cast created
-- expect: UNSAFE | cast (d.pair AS pg_catalog.text)
CREATE CAST (d.pair AS text) WITH INOUT;

-- mutation: cast's context
-- expect: UNSAFE | cast (d.pair AS integer)
DROP CAST (d.pair AS int); CREATE CAST (d.pair AS int) WITH FUNCTION d.pair_int(d.pair) AS IMPLICIT;

-- mutation: cast dropped
-- expect: UNSAFE | cast (d.pair AS integer)
DROP CAST (d.pair AS int);

-- mutation: collation created
-- expect: UNSAFE | collation d.german
CREATE COLLATION d.german (LOCALE = 'POSIX');

-- mutation: collation replaced
-- expect: UNSAFE | collation d.plain_order
DROP COLLATION d.plain_order; CREATE COLLATION d.plain_order (LOCALE = 'POSIX');

-- mutation: conversion dropped
-- expect: UNSAFE | conversion d.conversion
DROP CONVERSION d.conversion;

-- mutation: conversion made default
-- expect: UNSAFE | conversion d.conversion
DROP CONVERSION d.conversion; CREATE DEFAULT CONVERSION d.conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

-- mutation: text search configuration's mapping
-- expect: UNSAFE | text search configuration d.searching
ALTER TEXT SEARCH CONFIGURATION d.searching ALTER MAPPING FOR word WITH d.words, simple;

-- mutation: text search configuration renamed
-- expect: UNSAFE | text search configuration d.other
ALTER TEXT SEARCH CONFIGURATION d.searching RENAME TO other;

-- mutation: text search dictionary's options
-- expect: UNSAFE | text search dictionary d.words
ALTER TEXT SEARCH DICTIONARY d.words (stopwords = german);

-- mutation: text search parser dropped
-- expect: UNSAFE | text search parser d.parser
DROP TEXT SEARCH PARSER d.parser;

-- mutation: text search template renamed
-- expect: UNSAFE | text search template d.other
ALTER TEXT SEARCH TEMPLATE d.template RENAME TO other;

-- mutation: text search configuration of PostgreSQL's own
-- expect: UNSAFE | system objects pg_ts_config_map
ALTER TEXT SEARCH CONFIGURATION pg_catalog.english DROP MAPPING FOR word;

-- mutation: statistics object's owner
-- expect: UNSAFE | statistics object d.together
ALTER STATISTICS d.together OWNER TO app_owner;

-- mutation: extension created
-- expect: UNSAFE | extension citext
CREATE EXTENSION citext SCHEMA d;

-- mutation: extension dropped
-- expect: UNSAFE | extension hstore
DROP EXTENSION hstore CASCADE;

-- mutation: extension updated
-- expect: UNSAFE | extension hstore
ALTER EXTENSION hstore UPDATE;

-- mutation: extension moved to another schema
-- expect: UNSAFE | extension hstore
ALTER EXTENSION hstore SET SCHEMA empty_one;

-- mutation: extension's member added
-- expect: UNSAFE | extension hstore
ALTER EXTENSION hstore ADD FUNCTION d.twice(int);

-- mutation: extension's member dropped
-- expect: UNSAFE | extension hstore
ALTER EXTENSION hstore DROP FUNCTION d.isexists(d.hstore, text);

-- mutation: extension's owner
-- expect: UNSAFE | extension hstore
UPDATE pg_extension SET extowner = 'app_owner'::regrole WHERE extname = 'hstore';

-- mutation: extension's configuration tables
-- expect: UNSAFE | extension hstore
UPDATE pg_extension SET extconfig = ARRAY['d.plain'::regclass::oid], extcondition = ARRAY[''] WHERE extname = 'hstore';

-- mutation: event trigger created
-- expect: UNSAFE | event trigger more
CREATE EVENT TRIGGER more ON sql_drop EXECUTE FUNCTION d.on_ddl();

-- mutation: event trigger disabled
-- expect: UNSAFE | event trigger watching
ALTER EVENT TRIGGER watching DISABLE;

-- mutation: event trigger enabled always
-- expect: UNSAFE | event trigger watching
ALTER EVENT TRIGGER watching ENABLE ALWAYS;

-- mutation: event trigger's tags
-- expect: UNSAFE | event trigger watching
DROP EVENT TRIGGER watching; CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION d.on_ddl();

-- mutation: event trigger renamed
-- expect: UNSAFE | event trigger other
ALTER EVENT TRIGGER watching RENAME TO other;

-- mutation: event trigger dropped
-- expect: UNSAFE | event trigger watching
DROP EVENT TRIGGER watching;

-- mutation: publication created
-- expect: UNSAFE | publication more
CREATE PUBLICATION more FOR TABLE d.secured;

-- mutation: publication's table added
-- expect: UNSAFE | publication news
ALTER PUBLICATION news ADD TABLE d.secured;

-- mutation: publication's table dropped
-- expect: UNSAFE | publication news
ALTER PUBLICATION news DROP TABLE d.plain;

-- mutation: publication's row filter
-- expect: UNSAFE | publication news
ALTER PUBLICATION news SET TABLE d.plain, d.referring WHERE (a > 1);

-- mutation: publication's columns
-- expect: UNSAFE | publication news
ALTER PUBLICATION news SET TABLE d.plain (id), d.referring WHERE (a > 0);

-- mutation: publication's operations
-- expect: UNSAFE | publication news
ALTER PUBLICATION news SET (publish = 'insert, delete');

-- mutation: publication through the root
-- expect: UNSAFE | publication news
ALTER PUBLICATION news SET (publish_via_partition_root = true);

-- mutation: publication of an empty schema
-- expect: UNSAFE | publication news
-- before: ALTER PUBLICATION news SET TABLE d.plain;
ALTER PUBLICATION news ADD TABLES IN SCHEMA empty_one;

-- mutation: publication of a schema and of its table too
-- expect: UNSAFE | publication news
-- before: ALTER PUBLICATION news SET TABLES IN SCHEMA d;
ALTER PUBLICATION news ADD TABLE d.plain;

-- mutation: publication renamed
-- expect: UNSAFE | publication other
ALTER PUBLICATION news RENAME TO other;

-- mutation: publication dropped
-- expect: UNSAFE | publication all_of_it
DROP PUBLICATION all_of_it;

-- mutation: subscription created
-- expect: UNSAFE | subscription more
CREATE SUBSCRIPTION more CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE);

-- mutation: subscription's connection
-- expect: UNSAFE | subscription reading
-- before: DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_subscription WHERE subname = 'reading' AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN CREATE SUBSCRIPTION reading CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE); END IF; END$$;
ALTER SUBSCRIPTION reading CONNECTION 'host=elsewhere password=x';

-- mutation: subscription's publications
-- expect: UNSAFE | subscription reading
-- before: DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_subscription WHERE subname = 'reading' AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN CREATE SUBSCRIPTION reading CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE); END IF; END$$;
ALTER SUBSCRIPTION reading SET PUBLICATION q WITH (refresh = false);

-- mutation: subscription's options
-- expect: UNSAFE | subscription reading
-- before: DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_subscription WHERE subname = 'reading' AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN CREATE SUBSCRIPTION reading CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE); END IF; END$$;
ALTER SUBSCRIPTION reading SET (disable_on_error = true);

-- mutation: subscription streaming
-- expect: UNSAFE | subscription reading
-- before: DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_subscription WHERE subname = 'reading' AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN CREATE SUBSCRIPTION reading CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE); END IF; END$$;
ALTER SUBSCRIPTION reading SET (streaming = true);

-- mutation: subscription's tables
-- expect: UNSAFE | subscription reading
-- before: DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_subscription WHERE subname = 'reading' AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN CREATE SUBSCRIPTION reading CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE); END IF; END$$;
INSERT INTO pg_subscription_rel SELECT oid, 'd.plain'::regclass, 'r', NULL FROM pg_subscription WHERE subname = 'reading' AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database());

-- mutation: subscription dropped
-- expect: UNSAFE | subscription reading
-- before: DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_subscription WHERE subname = 'reading' AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN CREATE SUBSCRIPTION reading CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE); END IF; END$$;
DROP SUBSCRIPTION reading;

-- mutation: replication slot
-- expect: UNSAFE | replication slot kept_slot
SELECT pg_create_physical_replication_slot('kept_slot');

-- mutation: replication slot made again, with two phases
-- expect: UNSAFE | replication slot logical_slot
-- before: SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'logical_slot';
-- before: SELECT pg_create_logical_replication_slot('logical_slot', 'pgoutput');
SELECT pg_drop_replication_slot('logical_slot'); SELECT pg_create_logical_replication_slot('logical_slot', 'pgoutput', false, true);

-- mutation: replication slot made again, with nothing reserved
-- expect: UNSAFE | replication slot physical_slot
-- before: SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name IN ('physical_slot', 'logical_slot');
-- before: SELECT pg_create_physical_replication_slot('physical_slot', true);
SELECT pg_drop_replication_slot('physical_slot'); SELECT pg_create_physical_replication_slot('physical_slot');

-- mutation: replication origin
-- expect: UNSAFE | replication origin kept_origin
SELECT pg_replication_origin_create('kept_origin');

-- mutation: foreign data wrapper's options
-- expect: UNSAFE | foreign data wrapper elsewhere
ALTER FOREIGN DATA WRAPPER elsewhere OPTIONS (SET debug 'true');

-- mutation: foreign data wrapper's handler
-- expect: UNSAFE | foreign data wrapper elsewhere
ALTER FOREIGN DATA WRAPPER elsewhere VALIDATOR postgresql_fdw_validator;

-- mutation: foreign server's options
-- expect: UNSAFE | foreign server far
ALTER SERVER far OPTIONS (SET host 'b');

-- mutation: foreign server's secret
-- expect: UNSAFE | foreign server far
ALTER SERVER far OPTIONS (SET api_key 'second');

-- mutation: foreign server's version
-- expect: UNSAFE | foreign server far
ALTER SERVER far VERSION '2';

-- mutation: foreign server renamed
-- expect: UNSAFE | foreign server farther
ALTER SERVER far RENAME TO farther;

-- mutation: user mapping created
-- expect: UNSAFE | user mapping far for public
CREATE USER MAPPING FOR PUBLIC SERVER far;

-- mutation: user mapping's name
-- expect: UNSAFE | user mapping far for app_user
ALTER USER MAPPING FOR app_user SERVER far OPTIONS (SET username 'v');

-- mutation: user mapping's password
-- expect: UNSAFE | user mapping far for app_user
ALTER USER MAPPING FOR app_user SERVER far OPTIONS (SET password 'second');

-- mutation: access method created
-- expect: UNSAFE | access method third_heap
CREATE ACCESS METHOD third_heap TYPE TABLE HANDLER heap_tableam_handler;

-- mutation: access method dropped
-- expect: UNSAFE | access method second_heap
DROP ACCESS METHOD second_heap CASCADE;

-- mutation: transform dropped
-- expect: UNSAFE | transform for d.hstore on language plpgsql
DROP TRANSFORM FOR d.hstore LANGUAGE plpgsql;

-- mutation: language created
-- expect: UNSAFE | language other
CREATE LANGUAGE other HANDLER plpgsql_call_handler;

-- mutation: language trusted no more
-- expect: UNSAFE | language plpgsql
UPDATE pg_language SET lanpltrusted = false WHERE lanname = 'plpgsql';

-- mutation: schema created
-- expect: UNSAFE | schema fresh
CREATE SCHEMA fresh;

-- mutation: schema dropped
-- expect: UNSAFE | schema empty_one
DROP SCHEMA empty_one;

-- mutation: schema renamed
-- expect: UNSAFE | schema renamed
ALTER SCHEMA empty_one RENAME TO renamed;

-- mutation: comment on a table changed
-- expect: UNSAFE | comment table d.plain
COMMENT ON TABLE d.plain IS 'other';

-- mutation: comment on a column
-- expect: UNSAFE | comment table column d.plain.n
COMMENT ON COLUMN d.plain.n IS 'n';

-- mutation: comment on a function
-- expect: UNSAFE | comment function d.twice(integer)
COMMENT ON FUNCTION d.twice IS 'twice';

-- mutation: comment on a schema
-- expect: UNSAFE | comment schema public
COMMENT ON SCHEMA public IS 'ours';

-- mutation: comment on a large object
-- expect: UNSAFE | comment large object 4242
COMMENT ON LARGE OBJECT 4242 IS 'x';

-- mutation: comment on an extension of PostgreSQL's own
-- expect: UNSAFE | comment extension plpgsql
COMMENT ON EXTENSION plpgsql IS 'x';

-- mutation: comment on a function of PostgreSQL's own
-- expect: UNSAFE | system objects pg_description
COMMENT ON FUNCTION pg_catalog.now() IS 'x';

-- mutation: comment on the schema pg_catalog
-- expect: UNSAFE | system objects pg_description
COMMENT ON SCHEMA pg_catalog IS 'x';

-- mutation: comment on a view of pg_catalog
-- expect: UNSAFE | system objects pg_description
COMMENT ON VIEW pg_catalog.pg_stat_activity IS 'x';

-- mutation: comment on a collation that initdb found
-- expect: UNSAFE | system objects pg_description
COMMENT ON COLLATION pg_catalog."C.utf8" IS 'x';

-- mutation: comment on a table made in pg_catalog
-- expect: UNSAFE | system objects pg_description
-- before: SET allow_system_table_mods = on; CREATE TABLE pg_catalog.ours (a int);
COMMENT ON COLUMN pg_catalog.ours.a IS 'x';

-- mutation: comment removed
-- expect: UNSAFE | comment table d.plain
COMMENT ON TABLE d.plain IS NULL;

-- mutation: enum values, two that read as one
-- expect: UNSAFE | enum d.lines
-- before: CREATE TYPE d.lines AS ENUM (E'a\nlabel=b');
DROP TYPE d.lines; CREATE TYPE d.lines AS ENUM ('a', 'b');

-- mutation: foreign server's options, two that read as one
-- expect: UNSAFE | foreign server lines
-- before: CREATE SERVER lines FOREIGN DATA WRAPPER elsewhere OPTIONS (host E'a\noption=port=5');
ALTER SERVER lines OPTIONS (SET host 'a', ADD port '5');

-- mutation: foreign server's version, that reads as an option
-- expect: UNSAFE | foreign server versioned
-- before: CREATE SERVER versioned VERSION E'1\noption=port=5' FOREIGN DATA WRAPPER elsewhere;
ALTER SERVER versioned VERSION '1' OPTIONS (port '5');

-- mutation: foreign table's options, two that read as one
-- expect: UNSAFE | foreign table d.lines | column d.lines.a
-- before: CREATE FOREIGN TABLE d.lines (a int OPTIONS (x E'a\nforeign_option=y=5')) SERVER far OPTIONS (x E'a\nforeign_option=y=5');
ALTER FOREIGN TABLE d.lines OPTIONS (SET x 'a', ADD y '5'), ALTER a OPTIONS (SET x 'a', ADD y '5');

-- mutation: user mapping's options, two that read as one
-- expect: UNSAFE | user mapping far for app_owner
-- before: CREATE USER MAPPING FOR app_owner SERVER far OPTIONS (x E'a\noption=y=5');
ALTER USER MAPPING FOR app_owner SERVER far OPTIONS (SET x 'a', ADD y '5');

-- mutation: owner that reads as an owner and a grant
-- expect: UNSAFE | schema owned | type owned.kind
-- before: DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = E'app_owner\ngrant=app_user=U/app_owner') THEN CREATE ROLE U&"app_owner\000agrant=app_user=U/app_owner"; END IF; END$$;
-- before: CREATE SCHEMA owned; GRANT USAGE ON SCHEMA owned TO app_user; CREATE TYPE owned.kind AS (a int); REVOKE ALL ON TYPE owned.kind FROM PUBLIC; GRANT USAGE ON TYPE owned.kind TO app_user;
-- before: ALTER SCHEMA owned OWNER TO app_owner; ALTER TYPE owned.kind OWNER TO app_owner; REVOKE ALL ON SCHEMA owned FROM app_owner; REVOKE ALL ON TYPE owned.kind FROM app_owner;
REVOKE ALL ON SCHEMA owned FROM app_user; REVOKE ALL ON TYPE owned.kind FROM app_user; ALTER SCHEMA owned OWNER TO U&"app_owner\000agrant=app_user=U/app_owner"; ALTER TYPE owned.kind OWNER TO U&"app_owner\000agrant=app_user=U/app_owner";

-- mutation: tablespace that reads as a tablespace and an option
-- expect: UNSAFE | table d.unattached
-- before: SET allow_in_place_tablespaces = on;
-- before: CREATE TABLESPACE plain_space LOCATION '';
-- before: CREATE TABLESPACE U&"plain_space\000aoption=fillfactor=50" LOCATION '';
-- before: ALTER TABLE d.unattached SET TABLESPACE plain_space; ALTER TABLE d.unattached SET (fillfactor = 50);
ALTER TABLE d.unattached SET TABLESPACE U&"plain_space\000aoption=fillfactor=50"; ALTER TABLE d.unattached RESET (fillfactor);

-- mutation: base type's element
-- expect: UNSAFE | type d.vector
-- before: CREATE TYPE d.vector; CREATE FUNCTION d.vector_in(cstring) RETURNS d.vector LANGUAGE internal IMMUTABLE STRICT AS 'point_in'; CREATE FUNCTION d.vector_out(d.vector) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
-- before: CREATE TYPE d.vector (INPUT = d.vector_in, OUTPUT = d.vector_out, INTERNALLENGTH = 16, ALIGNMENT = double, ELEMENT = float8);
DROP TYPE d.vector CASCADE; CREATE TYPE d.vector; CREATE FUNCTION d.vector_in(cstring) RETURNS d.vector LANGUAGE internal IMMUTABLE STRICT AS 'point_in'; CREATE FUNCTION d.vector_out(d.vector) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE d.vector (INPUT = d.vector_in, OUTPUT = d.vector_out, INTERNALLENGTH = 16, ALIGNMENT = double, ELEMENT = int8);

-- mutation: operator's function, another overload
-- expect: UNSAFE | operator d.###(integer,integer)
-- before: CREATE FUNCTION d.add(a int8, b int8) RETURNS int LANGUAGE sql AS 'SELECT 1';
UPDATE pg_operator SET oprcode = 'd.add(int8,int8)'::regprocedure WHERE oprname = '###' AND oprnamespace = 'd'::regnamespace;

-- mutation: view made in pg_toast
-- expect: UNSAFE | view pg_toast.evil
SET allow_system_table_mods = on; CREATE VIEW pg_toast.evil AS SELECT 1 AS a;

-- mutation: operator family's member of another method
-- expect: UNSAFE | operator family d.family USING btree
UPDATE pg_amop SET amopmethod = 405 WHERE amopfamily = (SELECT oid FROM pg_opfamily WHERE opfname = 'family' AND opfnamespace = 'd'::regnamespace) AND amopstrategy = 1;

-- mutation: cast of a range to its multirange
-- expect: UNSAFE | cast (d.span AS d.span_multirange)
UPDATE pg_cast SET castcontext = 'i' WHERE castsource = 'd.span'::regtype;

-- mutation: cast of a range to its multirange by another function
-- expect: UNSAFE | cast (d.span AS d.span_multirange)
UPDATE pg_cast SET castfunc = 'd.twice'::regproc WHERE castsource = 'd.span'::regtype;

-- mutation: security label
-- expect: UNSAFE | security label table d.plain
INSERT INTO pg_seclabel VALUES ('d.plain'::regclass, 'pg_class'::regclass, 0, 'provider', 'secret');

-- mutation: security label of a function of PostgreSQL's own
-- expect: UNSAFE | security label function pg_catalog.now()
INSERT INTO pg_seclabel VALUES ('pg_catalog.now()'::regprocedure, 'pg_proc'::regclass, 0, 'provider', 'secret');

-- mutation: aggregate as security definer
-- expect: UNSAFE | aggregate d.total(integer)
UPDATE pg_proc SET prosecdef = true WHERE oid = 'd.total(int)'::regprocedure;

-- mutation: aggregate's setting
-- expect: UNSAFE | aggregate d.total(integer)
UPDATE pg_proc SET proconfig = '{search_path=d}' WHERE oid = 'd.total(int)'::regprocedure;
