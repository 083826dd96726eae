-- Operator classes: one that nobody asked for of a type of PostgreSQL's own, one with its operators, and defaults.
CREATE SCHEMA classes;
GRANT USAGE ON SCHEMA classes TO PUBLIC;
SET search_path = classes, public;
CREATE FUNCTION nat_cmp(a text, b text) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN bttextcmp(a, b); END';
CREATE FUNCTION nat_lt(a text, b text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN a < b; END';
CREATE FUNCTION nat_eq(a text, b text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN a = b; END';
CREATE FUNCTION nat_gt(a text, b text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN a > b; END';
CREATE OPERATOR <# (LEFTARG = text, RIGHTARG = text, FUNCTION = nat_lt, COMMUTATOR = >#);
CREATE OPERATOR =# (LEFTARG = text, RIGHTARG = text, FUNCTION = nat_eq, COMMUTATOR = =#, MERGES);
CREATE OPERATOR ># (LEFTARG = text, RIGHTARG = text, FUNCTION = nat_gt, COMMUTATOR = <#);
CREATE OPERATOR CLASS nat_ops FOR TYPE text USING btree AS
    OPERATOR 1 <#, OPERATOR 3 =#, OPERATOR 5 >#, FUNCTION 1 nat_cmp(text, text);
CREATE OPERATOR <~ (LEFTARG = text, RIGHTARG = text, FUNCTION = nat_lt);
CREATE TABLE names (id int, name text, ids int[]);
CREATE INDEX ON names (name nat_ops);
CREATE TYPE span AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = nat_ops);
CREATE TABLE spans (id int, span span);
CREATE AGGREGATE first_name(text) (SFUNC = text_smaller, STYPE = text, SORTOP = <#);
CREATE TABLE parted (id int, name text) PARTITION BY RANGE (name nat_ops);
CREATE TABLE parted_one PARTITION OF parted FOR VALUES FROM ('a') TO ('b');
CREATE TABLE parted_two PARTITION OF parted FOR VALUES FROM ('b') TO ('c');
CREATE FUNCTION sorts(x int) RETURNS text LANGUAGE sql STABLE AS 'SELECT name FROM classes.names ORDER BY name USING OPERATOR(classes.<#) LIMIT 1';
CREATE FUNCTION sorts_atomic(x int) RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC SELECT name FROM names ORDER BY name USING <# LIMIT 1; END;
CREATE FUNCTION sorts_plainly(x int) RETURNS text LANGUAGE sql STABLE AS 'SELECT name FROM classes.names ORDER BY name LIMIT 1';
-- A type whose default is volatile, and one whose default is not.
CREATE TYPE bad AS (a int);
CREATE FUNCTION bad_cmp(a bad, b bad) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 0; END';
CREATE FUNCTION bad_is(a bad, b bad) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
CREATE OPERATOR <% (LEFTARG = bad, RIGHTARG = bad, FUNCTION = bad_is);
CREATE OPERATOR =% (LEFTARG = bad, RIGHTARG = bad, FUNCTION = bad_is);
CREATE OPERATOR >% (LEFTARG = bad, RIGHTARG = bad, FUNCTION = bad_is);
CREATE OPERATOR CLASS bad_ops DEFAULT FOR TYPE bad USING btree AS
    OPERATOR 1 <%, OPERATOR 3 =%, OPERATOR 5 >%, FUNCTION 1 bad_cmp(bad, bad);
CREATE TABLE bads (id int, bad bad);
GRANT SELECT ON ALL TABLES IN SCHEMA classes TO PUBLIC;
