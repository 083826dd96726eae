-- Operators with the names and operands of PostgreSQL's own, and functions that may come to them.
CREATE SCHEMA found;
GRANT USAGE ON SCHEMA found TO PUBLIC;
CREATE TABLE found.kept (secret text);
CREATE FUNCTION found.equal(a int, b int) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN PERFORM pg_logical_emit_message(false, 'found', 'w'); RETURN a OPERATOR(pg_catalog.=) b; END $$;
CREATE OPERATOR found.= (LEFTARG = int, RIGHTARG = int, FUNCTION = found.equal);
CREATE FUNCTION found.joined(a text, b text) RETURNS text LANGUAGE sql STABLE AS 'SELECT secret FROM found.kept';
CREATE OPERATOR found.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = found.joined);
SET check_function_bodies = off;
-- Nothing but PostgreSQL's own.
CREATE FUNCTION found.p_none(x int) RETURNS boolean LANGUAGE plpgsql STABLE AS 'BEGIN RETURN x = 5; END';
CREATE FUNCTION found.p_first(x int) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = pg_catalog, found AS 'BEGIN RETURN x = 5; END';
CREATE FUNCTION found.p_implied(x int) RETURNS boolean LANGUAGE sql STABLE SET search_path = found, public AS 'SELECT x IN (5)';
CREATE FUNCTION found.p_empty(x text) RETURNS text LANGUAGE sql STABLE SET search_path = '' AS $$SELECT x || ''$$;
CREATE FUNCTION found.p_written(x int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT x OPERATOR(pg_catalog.=) 5';
-- Those before PostgreSQL's own, once somebody names pg_catalog last; those that write a schema, always.
CREATE FUNCTION found.w_written(x int) RETURNS boolean LANGUAGE plpgsql STABLE AS 'BEGIN RETURN x OPERATOR(found.=) 5; END';
CREATE FUNCTION found.w_quoted(x int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT x operator ( "found" . = ) 5';
CREATE FUNCTION found.w_joined(x text) RETURNS text LANGUAGE sql STABLE AS $$SELECT x OPERATOR(found.||) ''$$;
GRANT SELECT ON ALL TABLES IN SCHEMA found TO PUBLIC;
