-- Directus' own tables, as its migrations name them, with a small agency's content.

SET ROLE directus_app;

CREATE TABLE directus_roles (
    id          uuid PRIMARY KEY,
    name        varchar(100) NOT NULL,
    icon        varchar(64) NOT NULL DEFAULT 'supervised_user_circle',
    description text,
    parent      uuid REFERENCES directus_roles
);

-- Holds what an operator would deny by column: password, token, tfa_secret.
CREATE TABLE directus_users (
    id          uuid PRIMARY KEY,
    first_name  varchar(50),
    last_name   varchar(50),
    email       varchar(255) UNIQUE,
    password    varchar(255),
    token       varchar(255) UNIQUE,
    tfa_secret  varchar(255),
    status      varchar(16) NOT NULL DEFAULT 'active',
    role        uuid REFERENCES directus_roles,
    tags        json,
    last_access timestamptz,
    provider    varchar(128) NOT NULL DEFAULT 'default'
);

CREATE TABLE directus_collections (
    collection       varchar(64) PRIMARY KEY,
    icon             varchar(64),
    note             text,
    hidden           boolean NOT NULL DEFAULT false,
    singleton        boolean NOT NULL DEFAULT false,
    translations     json,
    accountability   varchar(255) DEFAULT 'all',
    sort             integer
);

CREATE TABLE directus_fields (
    id         serial PRIMARY KEY,
    collection varchar(64) NOT NULL,
    field      varchar(64) NOT NULL,
    special    varchar(64),
    interface  varchar(64),
    options    json,
    readonly   boolean NOT NULL DEFAULT false,
    hidden     boolean NOT NULL DEFAULT false,
    required   boolean NOT NULL DEFAULT false,
    UNIQUE (collection, field)
);

CREATE TABLE directus_folders (
    id     uuid PRIMARY KEY,
    name   varchar(255) NOT NULL,
    parent uuid REFERENCES directus_folders
);

CREATE TABLE directus_files (
    id                uuid PRIMARY KEY,
    storage           varchar(255) NOT NULL,
    filename_download varchar(255) NOT NULL,
    title             varchar(255),
    type              varchar(255),
    folder            uuid REFERENCES directus_folders,
    uploaded_by       uuid REFERENCES directus_users,
    uploaded_on       timestamptz NOT NULL,
    filesize          bigint,
    width             integer,
    height            integer,
    metadata          jsonb
);

CREATE TABLE directus_activity (
    id         serial PRIMARY KEY,
    action     varchar(45) NOT NULL,
    "user"     uuid REFERENCES directus_users,
    timestamp  timestamptz NOT NULL,
    ip         inet,
    user_agent text,
    collection varchar(64) NOT NULL,
    item       varchar(255) NOT NULL
);

CREATE TABLE directus_revisions (
    id         serial PRIMARY KEY,
    activity   integer NOT NULL REFERENCES directus_activity,
    collection varchar(64) NOT NULL,
    item       varchar(255) NOT NULL,
    data       jsonb,
    delta      jsonb,
    parent     integer REFERENCES directus_revisions
);

CREATE TABLE directus_permissions (
    id          serial PRIMARY KEY,
    collection  varchar(64) NOT NULL,
    action      varchar(10) NOT NULL,
    permissions jsonb,
    fields      text[],
    role        uuid REFERENCES directus_roles
);

CREATE TABLE directus_settings (
    id            integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    project_name  varchar(100) NOT NULL,
    project_url   varchar(255),
    project_color varchar(50) NOT NULL DEFAULT '#6644FF',
    basemaps      json
);

INSERT INTO directus_roles (id, name, description) VALUES
    ('10000000-0000-4000-8000-000000000001', 'Administrator', 'Everything'),
    ('10000000-0000-4000-8000-000000000002', 'Editor', 'Content of all collections'),
    ('10000000-0000-4000-8000-000000000003', 'Steward', 'Approvals and governance');

INSERT INTO directus_users (id, first_name, last_name, email, password, token, status, role, tags, last_access)
SELECT ('20000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
       (ARRAY['Ada', 'Grace', 'Minh', 'Linh', 'Søren', 'Chloé', 'José', 'Zoë'])[1 + n % 8],
       (ARRAY['Tran', 'Müller', 'Nguyễn', 'O''Brien', 'García'])[1 + n % 5],
       'user' || n || '@example.com',
       '$argon2id$v=19$m=65536,t=3,p=4$' || md5('password' || n),
       CASE WHEN n % 10 = 0 THEN md5('token' || n) END,
       CASE WHEN n % 12 = 0 THEN 'suspended' ELSE 'active' END,
       ('10000000-0000-4000-8000-00000000000' || 1 + n % 3)::uuid,
       CASE WHEN n % 4 = 0 THEN '["early", "beta"]'::json END,
       timestamptz '2026-06-03 08:00+00' - n * interval '7 hours'
FROM generate_series(1, 60) AS n;

INSERT INTO directus_collections (collection, icon, note, sort)
SELECT name, 'box', 'Collection ' || name, ordinality
FROM unnest(ARRAY['customers', 'products', 'orders', 'order_items', 'documents', 'system_issues', 'apr_approvals'])
     WITH ORDINALITY AS t(name, ordinality);

INSERT INTO directus_fields (collection, field, interface, options, required)
SELECT collection, field, 'input', json_build_object('trim', true, 'position', position), position = 1
FROM directus_collections, unnest(ARRAY['id', 'name', 'status', 'created_at', 'metadata']) WITH ORDINALITY AS f(field, position);

INSERT INTO directus_folders VALUES
    ('30000000-0000-4000-8000-000000000001', 'Contracts', NULL),
    ('30000000-0000-4000-8000-000000000002', '2026', '30000000-0000-4000-8000-000000000001');

INSERT INTO directus_files (id, storage, filename_download, title, type, folder, uploaded_by, uploaded_on, filesize, width, height, metadata)
SELECT ('40000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'local', 'file-' || n || '.png', 'File ' || n,
       CASE WHEN n % 3 = 0 THEN 'application/pdf' ELSE 'image/png' END,
       ('30000000-0000-4000-8000-00000000000' || 1 + n % 2)::uuid,
       ('20000000-0000-4000-8000-' || lpad((1 + n % 60)::text, 12, '0'))::uuid,
       timestamptz '2026-01-01 00:00+00' + n * interval '11 hours',
       1024 * n, 100 + n, 80 + n,
       jsonb_build_object('exif', jsonb_build_object('iso', 100 * (1 + n % 8)), 'tags', jsonb_build_array('t' || n % 5))
FROM generate_series(1, 200) AS n;

INSERT INTO directus_activity (action, "user", timestamp, ip, user_agent, collection, item)
SELECT (ARRAY['create', 'update', 'login', 'delete'])[1 + n % 4],
       ('20000000-0000-4000-8000-' || lpad((1 + n % 60)::text, 12, '0'))::uuid,
       timestamptz '2026-05-01 00:00+00' + n * interval '16 minutes',
       inet '10.0.0.0' + n % 250, 'Mozilla/5.0', (ARRAY['orders', 'products', 'customers'])[1 + n % 3], (n % 500)::text
FROM generate_series(1, 3000) AS n;

INSERT INTO directus_revisions (activity, collection, item, data, delta)
SELECT id, collection, item, jsonb_build_object('status', 'open', 'n', id), jsonb_build_object('status', action)
FROM directus_activity WHERE action = 'update';

INSERT INTO directus_permissions (collection, action, permissions, fields, role)
SELECT collection, action, '{"_and": [{"status": {"_eq": "published"}}]}', ARRAY['*'], '10000000-0000-4000-8000-000000000002'
FROM directus_collections, unnest(ARRAY['create', 'read', 'update']) AS action;

INSERT INTO directus_settings (project_name, project_url) VALUES ('Incomex', 'https://directus.example.com');

RESET ROLE;
