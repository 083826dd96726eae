-- Everything here exists to be refused.
--
-- EXECUTE is PUBLIC's, as it is by default, so PostgreSQL's privileges do not stop a call: only the reading of
-- the statement does, or the READ ONLY transaction, or the privileges on the table behind. Each way of reaching
-- a function without writing its name as a call has an object of its own.

SET ROLE directus_app;

CREATE TABLE governance.access_log (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    what    text NOT NULL,
    seen_by name NOT NULL DEFAULT session_user,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE governance.access_log IS 'A row here that no one wrote on purpose is the trace of an attack that worked';

-- Called by name -----------------------------------------------------------------------------------------------

CREATE FUNCTION governance.log_access(what text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    INSERT INTO governance.access_log (what) VALUES ($1);
    RETURN true;
END $$;

CREATE FUNCTION governance.touch_issue(issue integer) RETURNS integer LANGUAGE sql VOLATILE AS $$
    UPDATE public.system_issues SET occurrences = occurrences + 1 WHERE id = issue RETURNING occurrences
$$;

CREATE FUNCTION governance.touch_issues(first integer, last integer) RETURNS SETOF public.system_issues LANGUAGE sql VOLATILE AS $$
    UPDATE public.system_issues SET occurrences = occurrences + 1 WHERE id BETWEEN first AND last RETURNING *
$$;

-- Runs as its owner, who may write: the caller's privileges do not help.
CREATE FUNCTION governance.approve_all() RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    approved integer;
BEGIN
    UPDATE public.apr_approvals SET decision = 'approved', decided_at = now() WHERE decision = 'pending';
    GET DIAGNOSTICS approved = ROW_COUNT;
    RETURN approved;
END $$;

CREATE PROCEDURE governance.purge_issues() LANGUAGE sql AS $$
    DELETE FROM public.system_issues
$$;

-- Declared STABLE and not so. A validator that goes by declarations lets it pass, so the transaction has to hold.
CREATE FUNCTION governance.misdeclared(what text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN governance.log_access(what);
END $$;

-- A volatile function that harms nothing but is unknown, so refused until the operator allows it.
CREATE FUNCTION governance.roll_dice() RETURNS integer LANGUAGE sql VOLATILE AS $$
    SELECT 1 + floor(random() * 6)::integer
$$;

-- Harmless, and allowed: stable and reads only.
CREATE FUNCTION governance.open_issues(level public.issue_severity) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM public.system_issues WHERE status = 'open' AND severity = level
$$;

-- By attribute notation: SELECT a.touched FROM apr_approvals a -----------------------------------------------------

CREATE FUNCTION public.touched(approval public.apr_approvals) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT governance.log_access('approval ' || approval.id)
$$;

-- By a view, and a view on it ------------------------------------------------------------------------------------

CREATE VIEW governance.issue_touched AS SELECT governance.touch_issue(1) AS occurrences;
CREATE VIEW governance.issue_touched_report AS SELECT 'issue 1' AS subject, t.* FROM governance.issue_touched t;

-- By a row-level policy ------------------------------------------------------------------------------------------

CREATE TABLE governance.watched_note (
    id   integer PRIMARY KEY,
    note text NOT NULL
);
INSERT INTO governance.watched_note VALUES (1, 'Reading this leaves a trace'), (2, 'So does reading this');
ALTER TABLE governance.watched_note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY watched ON governance.watched_note FOR SELECT USING (governance.log_access('note ' || id));

-- By a domain's check: SELECT 'x'::governance.logged_text --------------------------------------------------------

CREATE DOMAIN governance.logged_text AS text CHECK (governance.log_access(VALUE));

-- By an operator: SELECT 1 <!> 2 ---------------------------------------------------------------------------------

CREATE FUNCTION governance.logged_equal(a integer, b integer) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN governance.log_access('compared') THEN a = b END
$$;
CREATE OPERATOR public.<!> (LEFTARG = integer, RIGHTARG = integer, FUNCTION = governance.logged_equal);

-- By a cast: SELECT ROW(1)::governance.issue_reference::text ---------------------------------------------------------

CREATE TYPE governance.issue_reference AS (id integer);
CREATE FUNCTION governance.issue_reference_text(reference governance.issue_reference) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT 'issue ' || governance.touch_issue(reference.id)
$$;
CREATE CAST (governance.issue_reference AS text) WITH FUNCTION governance.issue_reference_text AS ASSIGNMENT;

-- By a type's own cast to json, which to_json() runs for it: SELECT level FROM governance.alarm ------------------------

CREATE TYPE governance.alarm_level AS ENUM ('quiet', 'loud');
CREATE FUNCTION governance.alarm_level_json(level governance.alarm_level) RETURNS json LANGUAGE sql VOLATILE AS $$
    SELECT to_json(governance.log_access('alarm ' || level::text))
$$;
CREATE CAST (governance.alarm_level AS json) WITH FUNCTION governance.alarm_level_json;
CREATE TABLE governance.alarm (
    id    integer PRIMARY KEY,
    level governance.alarm_level NOT NULL,
    past  governance.alarm_level[] NOT NULL DEFAULT '{}'
);
INSERT INTO governance.alarm VALUES (1, 'quiet', '{}'), (2, 'loud', '{quiet,loud}');

-- By an aggregate, also as a window function: SELECT governance.logged_sum(id) FROM ... ----------------------------------

CREATE FUNCTION governance.logged_add(state bigint, value bigint) RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN governance.log_access('summed') THEN state + value END
$$;
CREATE AGGREGATE governance.logged_sum(bigint) (SFUNC = governance.logged_add, STYPE = bigint, INITCOND = '0');

RESET ROLE;

-- A table on another server. It has no handler, so nothing can be fetched; it must be refused before that shows.
CREATE FOREIGN DATA WRAPPER elsewhere;
CREATE SERVER ledger_server FOREIGN DATA WRAPPER elsewhere;
CREATE FOREIGN TABLE public.remote_ledger (id bigint, entry jsonb) SERVER ledger_server;
CREATE VIEW public.remote_entries AS SELECT entry FROM public.remote_ledger;
