-- Values of a domain whose check is volatile, made by functions without a word for the domain; and the nearest that make none.
CREATE SCHEMA made;
GRANT USAGE ON SCHEMA made TO PUBLIC;
SET search_path = made, public;
SET check_function_bodies = off;
CREATE FUNCTION act(i int) RETURNS boolean LANGUAGE plpgsql VOLATILE AS 'BEGIN PERFORM pg_notify(''acts'', ''''); RETURN true; END';
CREATE DOMAIN acting AS int CHECK (made.act(VALUE));
CREATE DOMAIN short AS text CHECK (length(VALUE) < 10);
CREATE TABLE held (a acting, b int);
CREATE TABLE plain (a short, b int);
INSERT INTO plain VALUES ('x', 1);
CREATE VIEW seen AS SELECT a, b FROM held;
CREATE FUNCTION takes(x acting) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION takes_row(x held) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION gives() RETURNS acting LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 5; END';
CREATE FUNCTION of_column() RETURNS int LANGUAGE plpgsql STABLE AS 'DECLARE x made.held.a%TYPE; BEGIN x := 5; RETURN 1; END';
CREATE FUNCTION of_row() RETURNS int LANGUAGE plpgsql STABLE AS 'DECLARE x made.held%ROWTYPE; BEGIN x.a := 5; RETURN 1; END';
CREATE FUNCTION of_view() RETURNS int LANGUAGE plpgsql STABLE AS 'DECLARE x made.seen; BEGIN x.a := 5; RETURN 1; END';
CREATE FUNCTION of_rows() RETURNS int LANGUAGE plpgsql STABLE AS 'DECLARE x made.held[]; BEGIN x := ARRAY[ROW(1, 2)]; RETURN 1; END';
CREATE FUNCTION into_row() RETURNS int LANGUAGE plpgsql STABLE AS 'DECLARE x made.held; BEGIN SELECT 1, 2 INTO x; RETURN 1; END';
CREATE FUNCTION cast_row() RETURNS int LANGUAGE sql STABLE AS 'SELECT (ROW(1, 2)::made.held).b';
CREATE FUNCTION from_json() RETURNS int LANGUAGE sql STABLE AS 'SELECT (jsonb_populate_record(CAST(NULL AS made.held), ''{"a": 1}'')).b';
CREATE FUNCTION from_text() RETURNS int LANGUAGE sql STABLE AS 'SELECT (made.held ''(1,2)'').b';
CREATE FUNCTION from_text_found() RETURNS int LANGUAGE sql STABLE SET search_path = made AS 'SELECT (held ''(1,2)'').b';
CREATE FUNCTION to_argument() RETURNS int LANGUAGE sql STABLE AS 'SELECT made.takes(5)';
CREATE FUNCTION to_row() RETURNS int LANGUAGE sql STABLE AS 'SELECT made.takes_row(ROW(1, 2))';
CREATE FUNCTION of_result() RETURNS int LANGUAGE sql STABLE AS 'SELECT made.gives() + 0';
CREATE FUNCTION to_own(x acting) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN x := 5; RETURN 1; END';
CREATE FUNCTION state(a acting, i int) RETURNS acting LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION ended(a acting) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE AGGREGATE begun(int) (SFUNC = state, STYPE = acting, FINALFUNC = ended, INITCOND = '1');
CREATE FUNCTION state_short(a short, t text) RETURNS short LANGUAGE sql IMMUTABLE AS 'SELECT $2';
CREATE AGGREGATE last_short(text) (SFUNC = state_short, STYPE = short, INITCOND = 'x');
CREATE FUNCTION in_body() RETURNS int LANGUAGE sql STABLE AS 'SELECT made.begun(b) FROM made.plain';

CREATE FUNCTION reads() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(b) FROM made.held WHERE b = 1';
CREATE FUNCTION reads_seen() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT max(s.b) FROM made.seen s';
CREATE FUNCTION declares() RETURNS text LANGUAGE plpgsql STABLE AS 'DECLARE x made.plain%ROWTYPE; BEGIN SELECT * INTO x FROM made.plain LIMIT 1; RETURN x.a; END';
GRANT SELECT ON ALL TABLES IN SCHEMA made TO PUBLIC;

-- A language that only its handler understands, as PL/Perl, PL/Tcl and PL/V8 are; only a superuser can add one.
CREATE TRUSTED LANGUAGE made_other HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION unread() RETURNS int LANGUAGE made_other STABLE AS 'BEGIN PERFORM pg_notify(''acts'', ''''); RETURN 1; END';
CREATE FUNCTION unread_one() RETURNS int LANGUAGE made_other IMMUTABLE AS 'BEGIN RETURN 1; END';
CREATE FUNCTION of_unread() RETURNS int LANGUAGE sql STABLE AS 'SELECT made.unread()';
CREATE VIEW v_unread AS SELECT made.unread() AS n;
