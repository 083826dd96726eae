-- Workflows, their runs and the steps of each run.

SET ROLE directus_app;

CREATE TYPE run_state AS ENUM ('queued', 'running', 'succeeded', 'failed', 'cancelled');

CREATE TABLE workflows (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE,
    definition jsonb NOT NULL,
    enabled    boolean NOT NULL DEFAULT true,
    schedule   text
);

CREATE TABLE runs (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workflow_id integer NOT NULL REFERENCES workflows,
    state       run_state NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    input       jsonb NOT NULL DEFAULT '{}',
    error       text
);

CREATE TABLE steps (
    run_id   bigint NOT NULL REFERENCES runs,
    position smallint NOT NULL,
    name     text NOT NULL,
    state    run_state NOT NULL,
    took     interval,
    PRIMARY KEY (run_id, position)
);

INSERT INTO workflows (name, definition, enabled, schedule)
SELECT 'workflow-' || n, jsonb_build_object('steps', jsonb_build_array('fetch', 'check', 'store'), 'retries', n % 4), n % 6 > 0,
       CASE WHEN n % 2 = 0 THEN '0 ' || n % 24 || ' * * *' END
FROM generate_series(1, 18) AS n;

INSERT INTO runs (workflow_id, state, started_at, finished_at, input, error)
SELECT 1 + n % 18, CASE WHEN n % 13 = 0 THEN 'failed' WHEN n % 29 = 0 THEN 'cancelled' ELSE 'succeeded' END::run_state,
       timestamptz '2026-05-01 00:00+00' + n * interval '15 minutes',
       timestamptz '2026-05-01 00:00+00' + n * interval '15 minutes' + (n % 300) * interval '1 second',
       jsonb_build_object('attempt', n % 3), CASE WHEN n % 13 = 0 THEN 'upstream closed the connection' END
FROM generate_series(1, 3000) AS n;

INSERT INTO steps
SELECT r.id, position, name, CASE WHEN r.state = 'failed' AND position = 3 THEN 'failed' ELSE 'succeeded' END::run_state,
       (r.id % 100) * interval '1 second'
FROM runs r, unnest(ARRAY['fetch', 'check', 'store']) WITH ORDINALITY AS s(name, position);

CREATE INDEX runs_workflow_id ON runs (workflow_id, started_at DESC);

CREATE VIEW latest_run AS
SELECT DISTINCT ON (workflow_id) workflow_id, id AS run_id, state, started_at
FROM runs ORDER BY workflow_id, started_at DESC;

RESET ROLE;
