-- The data catalogue: datasets, their columns, lineage, quality.

CREATE SCHEMA catalogue AUTHORIZATION directus_app;
SET ROLE directus_app;

CREATE TYPE catalogue.sensitivity AS ENUM ('open', 'internal', 'personal', 'secret');

CREATE TABLE catalogue.dataset (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    domain      text NOT NULL,
    description text NOT NULL,
    owner_email text,
    refreshed   interval NOT NULL,
    tags        text[] NOT NULL DEFAULT '{}',
    properties  jsonb NOT NULL DEFAULT '{}',
    valid       daterange NOT NULL
);

CREATE TABLE catalogue.dataset_column (
    dataset_id  integer NOT NULL REFERENCES catalogue.dataset,
    position    smallint NOT NULL,
    name        text NOT NULL,
    data_type   text NOT NULL,
    sensitivity catalogue.sensitivity NOT NULL,
    nullable    boolean NOT NULL,
    PRIMARY KEY (dataset_id, position)
);

CREATE TABLE catalogue.lineage (
    upstream_id   integer NOT NULL REFERENCES catalogue.dataset,
    downstream_id integer NOT NULL REFERENCES catalogue.dataset,
    transformation text NOT NULL,
    PRIMARY KEY (upstream_id, downstream_id)
);

CREATE TABLE catalogue.quality_check (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset_id integer NOT NULL REFERENCES catalogue.dataset,
    rule       text NOT NULL,
    passed     boolean NOT NULL,
    score      numeric(5, 2) NOT NULL,
    checked_at timestamptz NOT NULL
);

INSERT INTO catalogue.dataset (name, domain, description, owner_email, refreshed, tags, properties, valid)
SELECT 'dataset_' || lpad(n::text, 2, '0'), (ARRAY['sales', 'content', 'finance', 'governance'])[1 + n % 4],
       'What the organisation knows of subject ' || n, CASE WHEN n % 3 > 0 THEN 'owner' || n % 7 || '@example.com' END,
       n * interval '1 hour', ARRAY['tier-' || n % 3], jsonb_build_object('rows', n * 1000, 'format', 'table'),
       daterange('2025-01-01', CASE WHEN n % 10 = 0 THEN date '2026-01-01' END)
FROM generate_series(1, 40) AS n;

INSERT INTO catalogue.dataset_column
SELECT d.id, c, 'column_' || c, (ARRAY['integer', 'text', 'timestamptz', 'jsonb'])[1 + c % 4],
       (enum_range(NULL::catalogue.sensitivity))[1 + (d.id + c) % 4], c > 1
FROM catalogue.dataset d, generate_series(1, 8) AS c;

-- A tree, so that a recursive query has somewhere to go.
INSERT INTO catalogue.lineage
SELECT n / 2, n, 'SELECT * FROM dataset_' || n / 2 FROM generate_series(2, 40) AS n;

INSERT INTO catalogue.quality_check (dataset_id, rule, passed, score, checked_at)
SELECT 1 + n % 40, (ARRAY['not_null', 'unique', 'fresh', 'in_range'])[1 + n % 4], n % 11 > 0, 100 - n % 23,
       timestamptz '2026-05-01 00:00+00' + n * interval '20 minutes'
FROM generate_series(1, 2000) AS n;

CREATE VIEW catalogue.personal_columns AS
SELECT d.name AS dataset, c.name AS column_name, c.data_type
FROM catalogue.dataset_column c JOIN catalogue.dataset d ON d.id = c.dataset_id
WHERE c.sensitivity IN ('personal', 'secret');

CREATE VIEW catalogue.unowned_datasets AS SELECT id, name, domain FROM catalogue.dataset WHERE owner_email IS NULL;

RESET ROLE;
