-- Governance in production, in the state the report describes: objects registered, owners not yet assigned.

CREATE SCHEMA governance AUTHORIZATION directus_app;
SET ROLE directus_app;

CREATE TYPE issue_severity AS ENUM ('info', 'warning', 'error', 'critical');
CREATE TYPE issue_status AS ENUM ('open', 'acknowledged', 'resolved');

CREATE TABLE system_issues (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text NOT NULL,
    severity    issue_severity NOT NULL,
    status      issue_status NOT NULL,
    message     text NOT NULL,
    fingerprint integer NOT NULL,
    occurrences integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    resolved_at timestamptz
);

CREATE TABLE apr_approvals (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject      text NOT NULL,
    requested_by uuid NOT NULL REFERENCES directus_users,
    decided_by   uuid REFERENCES directus_users,
    decision     text NOT NULL DEFAULT 'pending' CHECK (decision IN ('pending', 'approved', 'rejected')),
    requested_at timestamptz NOT NULL,
    decided_at   timestamptz,
    evidence     jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE governance.governed_object (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind          text NOT NULL CHECK (kind IN ('collection', 'field', 'flow', 'report', 'integration')),
    name          text NOT NULL UNIQUE,
    criticality   smallint NOT NULL CHECK (criticality BETWEEN 1 AND 5),
    registered_at timestamptz NOT NULL
);

CREATE TABLE governance.ownership (
    object_id integer PRIMARY KEY REFERENCES governance.governed_object,
    owner     uuid NOT NULL REFERENCES directus_users,
    steward   uuid REFERENCES directus_users,
    since     timestamptz NOT NULL DEFAULT now()
);

CREATE VIEW governance.owner_gap AS
SELECT o.id, o.kind, o.name, o.criticality
FROM governance.governed_object o
WHERE NOT EXISTS (SELECT FROM governance.ownership w WHERE w.object_id = o.id);

-- Empty on purpose: nothing may be activated while it is.
CREATE TABLE governance.ospa (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object_id   integer NOT NULL REFERENCES governance.governed_object,
    standard    text NOT NULL,
    process     text NOT NULL,
    approved_at timestamptz
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
    created_at timestamptz NOT NULL DEFAULT now(),
    emitted_at timestamptz
);

CREATE TABLE governance.ruleset (
    id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text NOT NULL UNIQUE,
    rules    jsonb NOT NULL,
    in_force daterange
);

CREATE TABLE governance.candidate (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object_id  integer NOT NULL REFERENCES governance.governed_object,
    ruleset_id integer NOT NULL REFERENCES governance.ruleset,
    score      numeric(5, 2) NOT NULL
);

CREATE TABLE governance.worker (
    id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name      text NOT NULL UNIQUE,
    heartbeat timestamptz
);

CREATE SEQUENCE governance.case_number START 1000;

-- Row-level security: only public notes can be read by others than the owner, without a word about the rest.
CREATE TABLE governance.restricted_note (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    visibility text NOT NULL CHECK (visibility IN ('public', 'board')),
    note       text NOT NULL
);
ALTER TABLE governance.restricted_note ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_notes ON governance.restricted_note FOR SELECT USING (visibility = 'public');

INSERT INTO system_issues (source, severity, status, message, fingerprint, occurrences, created_at, resolved_at)
SELECT (ARRAY['directus', 'flows', 'storage', 'auth', 'websocket'])[1 + n % 5],
       (ARRAY['info', 'info', 'warning', 'warning', 'error', 'critical'])[1 + n % 6]::issue_severity,
       (ARRAY['open', 'resolved', 'resolved', 'acknowledged'])[1 + n % 4]::issue_status,
       'Request ' || n || ' took too long', n % 977, 1 + n % 13,
       timestamptz '2025-06-01 00:00+00' + n * interval '155 seconds',
       CASE WHEN n % 4 IN (1, 2) THEN timestamptz '2025-06-01 02:00+00' + n * interval '155 seconds' END
FROM generate_series(1, 203537) AS n;
CREATE INDEX system_issues_created_at ON system_issues (created_at);
CREATE INDEX system_issues_open ON system_issues (severity) WHERE status = 'open';

INSERT INTO apr_approvals (subject, requested_by, decided_by, decision, requested_at, decided_at, evidence)
SELECT 'Change ' || n, '20000000-0000-4000-8000-000000000001',
       CASE WHEN n % 3 > 0 THEN '20000000-0000-4000-8000-000000000002'::uuid END,
       (ARRAY['pending', 'approved', 'rejected'])[1 + n % 3],
       timestamptz '2026-05-01 09:00+00' + n * interval '17 hours',
       CASE WHEN n % 3 > 0 THEN timestamptz '2026-05-02 09:00+00' + n * interval '17 hours' END,
       jsonb_build_object('ticket', 'GOV-' || n)
FROM generate_series(1, 42) AS n;

INSERT INTO governance.governed_object (kind, name, criticality, registered_at)
SELECT (ARRAY['collection', 'field', 'flow', 'report', 'integration'])[1 + n % 5], 'object-' || lpad(n::text, 3, '0'), 1 + n % 5,
       timestamptz '2026-04-01 00:00+00' + n * interval '1 hour'
FROM generate_series(1, 210) AS n;

INSERT INTO governance.event_type (code, description) VALUES
    ('governance.owner.assigned', 'An object got its owner'),
    ('governance.owner.removed', 'An object lost its owner'),
    ('governance.scan.finding', 'A scan found something');

INSERT INTO governance.restricted_note (visibility, note)
SELECT CASE WHEN n % 3 = 0 THEN 'public' ELSE 'board' END, 'Note ' || n FROM generate_series(1, 9) AS n;

RESET ROLE;
