-- The clone, where governance was rehearsed to its end: every object owned, axes in place, events inert.
-- Tag of everything that differs from production: TEST_CLONE_finalization_2026-06-03.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO workflow_admin;
CREATE SCHEMA governance AUTHORIZATION workflow_admin;
SET ROLE workflow_admin;

COMMENT ON SCHEMA governance IS 'TEST_CLONE_finalization_2026-06-03';

CREATE TABLE system_issues (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source     text NOT NULL,
    severity   text NOT NULL,
    message    text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE apr_approvals (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject      text NOT NULL,
    decision     text NOT NULL CHECK (decision IN ('pending', 'approved', 'rejected')),
    requested_at timestamptz NOT NULL
);

CREATE TABLE governance.governed_object (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL,
    name        text NOT NULL UNIQUE,
    criticality smallint NOT NULL CHECK (criticality BETWEEN 1 AND 5)
);

CREATE TABLE governance.ownership (
    object_id integer PRIMARY KEY REFERENCES governance.governed_object,
    owner     text NOT NULL,
    steward   text,
    tag       text NOT NULL DEFAULT 'TEST_CLONE_finalization_2026-06-03'
);

CREATE TABLE governance.event_type (
    code        text PRIMARY KEY,
    description text NOT NULL,
    active      boolean NOT NULL DEFAULT false
);

CREATE TABLE governance.event_outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type       text NOT NULL REFERENCES governance.event_type,
    payload    jsonb NOT NULL,
    emitted_at timestamptz
);

-- The substrate: three axes and six tables around them.
CREATE TABLE governance.axis (
    code  text PRIMARY KEY,
    title text NOT NULL
);
CREATE TABLE governance.axis_value (
    axis  text NOT NULL REFERENCES governance.axis,
    value text NOT NULL,
    PRIMARY KEY (axis, value)
);
CREATE TABLE governance.axis_steward (
    axis  text PRIMARY KEY REFERENCES governance.axis,
    email text NOT NULL
);
CREATE TABLE governance.axis_assignment (
    object_id integer NOT NULL REFERENCES governance.governed_object,
    axis      text NOT NULL,
    value     text NOT NULL,
    PRIMARY KEY (object_id, axis),
    FOREIGN KEY (axis, value) REFERENCES governance.axis_value
);
CREATE TABLE governance.axis_rule (
    id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    axis     text NOT NULL REFERENCES governance.axis,
    name     text NOT NULL UNIQUE,
    severity text NOT NULL CHECK (severity IN ('info', 'minor', 'critical'))
);
CREATE TABLE governance.axis_finding (
    object_id integer NOT NULL REFERENCES governance.governed_object,
    rule_id   integer NOT NULL REFERENCES governance.axis_rule,
    detail    text NOT NULL,
    PRIMARY KEY (object_id, rule_id)
);
CREATE TABLE governance.axis_exception (
    object_id integer NOT NULL REFERENCES governance.governed_object,
    rule_id   integer NOT NULL REFERENCES governance.axis_rule,
    reason    text NOT NULL,
    until     date,
    PRIMARY KEY (object_id, rule_id)
);

SELECT format('COMMENT ON TABLE %s IS %L', oid::regclass, 'TEST_CLONE_finalization_2026-06-03')
FROM pg_class WHERE relnamespace = 'governance'::regnamespace AND relkind = 'r'
\gexec

INSERT INTO system_issues (source, severity, message, created_at)
SELECT 'directus', 'info', 'Request ' || n || ' took too long', timestamptz '2025-06-01 00:00+00' + n * interval '155 seconds'
FROM generate_series(1, 2000) AS n;

INSERT INTO apr_approvals (subject, decision, requested_at)
SELECT 'Change ' || n, (ARRAY['pending', 'approved', 'rejected'])[1 + n % 3], timestamptz '2026-05-01 09:00+00' + n * interval '17 hours'
FROM generate_series(1, 42) AS n;

INSERT INTO governance.governed_object (kind, name, criticality)
SELECT (ARRAY['collection', 'field', 'flow', 'report', 'integration'])[1 + n % 5], 'object-' || lpad(n::text, 3, '0'), 1 + n % 5
FROM generate_series(1, 210) AS n;

INSERT INTO governance.ownership (object_id, owner, steward)
SELECT id, 'owner' || id % 9 || '@example.com', CASE WHEN id % 4 > 0 THEN 'steward' || id % 5 || '@example.com' END
FROM governance.governed_object;

INSERT INTO governance.event_type (code, description) VALUES
    ('governance.owner.assigned', 'An object got its owner'),
    ('governance.owner.removed', 'An object lost its owner'),
    ('governance.scan.finding', 'A scan found something');

INSERT INTO governance.axis VALUES ('domain', 'Business domain'), ('lifecycle', 'Lifecycle'), ('sensitivity', 'Sensitivity');
INSERT INTO governance.axis_value VALUES
    ('domain', 'sales'), ('domain', 'content'), ('domain', 'finance'),
    ('lifecycle', 'draft'), ('lifecycle', 'live'), ('lifecycle', 'retired'),
    ('sensitivity', 'open'), ('sensitivity', 'internal'), ('sensitivity', 'personal');
INSERT INTO governance.axis_steward SELECT code, code || '@example.com' FROM governance.axis;
INSERT INTO governance.axis_assignment
SELECT o.id, v.axis, (array_agg(v.value ORDER BY v.value))[1 + o.id % 3]
FROM governance.governed_object o, governance.axis_value v GROUP BY o.id, v.axis;
INSERT INTO governance.axis_rule (axis, name, severity) VALUES
    ('lifecycle', 'retired objects have no steward', 'info'),
    ('sensitivity', 'personal data has a steward', 'minor'),
    ('domain', 'every object has a domain', 'critical');

-- Brings the findings in line with the state: a second call in a row changes no row. Returns what it changed.
CREATE FUNCTION fn_governance_scan() RETURNS TABLE (added bigint, removed bigint) LANGUAGE sql AS $$
    WITH found AS (
        SELECT o.id AS object_id, r.id AS rule_id, r.name AS detail
        FROM governance.governed_object o
        JOIN governance.ownership w ON w.object_id = o.id
        CROSS JOIN governance.axis_rule r
        LEFT JOIN governance.axis_assignment a ON a.object_id = o.id AND a.axis = r.axis
        WHERE (r.axis = 'lifecycle' AND a.value = 'retired' AND w.steward IS NOT NULL)
           OR (r.axis = 'sensitivity' AND a.value = 'personal' AND w.steward IS NULL)
           OR (r.axis = 'domain' AND a.value IS NULL)
    ), gone AS (
        DELETE FROM governance.axis_finding f
        WHERE NOT EXISTS (SELECT FROM found WHERE found.object_id = f.object_id AND found.rule_id = f.rule_id)
        RETURNING 1
    ), new AS (
        INSERT INTO governance.axis_finding SELECT * FROM found ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT (SELECT count(*) FROM new), (SELECT count(*) FROM gone)
$$;
COMMENT ON FUNCTION fn_governance_scan IS 'TEST_CLONE_finalization_2026-06-03: called explicitly, never by a worker; idempotent';

RESET ROLE;
