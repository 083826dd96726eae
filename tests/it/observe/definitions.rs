//! Definitions: each kind of change names its object.

use gatepost::gate::Decision;

use super::world::{ROLES, World, assert_safe, assert_unsafe, differences, gate};

const SCHEMA: &str = "[unchanged]\nsequences = false\nroles = false\nlarge_objects = false\n";

/// Objects that the changes change.
const SETUP: &str = "
    CREATE VIEW g.seen AS SELECT id FROM g.heap;
    CREATE FUNCTION g.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
    CREATE FUNCTION g.noticed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER noticing BEFORE UPDATE ON g.heap FOR EACH ROW EXECUTE FUNCTION g.noticed();
    CREATE TYPE g.mood AS ENUM ('calm', 'cross');
    CREATE TYPE g.pair AS (a int, b int);
    CREATE DOMAIN g.short AS text CHECK (length(VALUE) < 9);
    CREATE TABLE g.referring (id int REFERENCES g.heap, a int, b int);
    CREATE AGGREGATE g.total(int) (SFUNC = int4pl, STYPE = int);
    CREATE STATISTICS g.together ON a, b FROM g.referring;
    CREATE COLLATION g.plain (LOCALE = 'C');
    CREATE TEXT SEARCH CONFIGURATION g.searching (COPY = simple);
    CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION public.on_ddl();
    CREATE PUBLICATION news FOR TABLE g.heap;";

/// In a transaction of its own before the rest, since an event trigger's function must exist.
const BEFORE: &str =
    "CREATE FUNCTION public.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';";

#[tokio::test]
async fn every_kind_of_definition_names_its_object() {
    let world = World::audited();
    world.copy.superuser(BEFORE);
    world.copy.superuser(SETUP);
    let gate = gate(SCHEMA);
    for (change, name) in [
        ("ALTER TABLE g.heap ADD extra int", "column g.heap.extra"),
        (
            "ALTER TABLE g.heap ALTER v SET DEFAULT 'x'",
            "column g.heap.v",
        ),
        ("ALTER TABLE g.heap ALTER v SET NOT NULL", "column g.heap.v"),
        (
            "ALTER TABLE g.heap ALTER extra TYPE bigint",
            "column g.heap.extra",
        ),
        (
            "ALTER TABLE g.heap DROP extra, ADD extra bigint",
            "column g.heap.extra",
        ),
        (
            "ALTER TABLE g.heap RENAME extra TO other",
            "column g.heap.other",
        ),
        ("ALTER TABLE g.heap DROP other", "column g.heap.other"),
        (
            "ALTER TABLE g.heap ALTER v SET STORAGE EXTERNAL",
            "column g.heap.v",
        ),
        (
            "ALTER TABLE g.heap ALTER v SET STATISTICS 7",
            "column g.heap.v",
        ),
        (
            "ALTER TABLE g.referring ADD CONSTRAINT positive CHECK (a > 0) NOT VALID",
            "constraint g.referring.positive",
        ),
        (
            "ALTER TABLE g.referring VALIDATE CONSTRAINT positive",
            "constraint g.referring.positive",
        ),
        (
            "ALTER TABLE g.referring DROP CONSTRAINT positive",
            "constraint g.referring.positive",
        ),
        (
            "ALTER TABLE g.referring DISABLE TRIGGER ALL",
            "constraint g.referring.referring_id_fkey",
        ),
        (
            "ALTER TABLE g.referring ALTER CONSTRAINT referring_id_fkey DEFERRABLE",
            "constraint g.referring.referring_id_fkey",
        ),
        ("CREATE INDEX by_v ON g.heap (v)", "index g.by_v"),
        ("ALTER INDEX g.by_v SET (fillfactor = 70)", "index g.by_v"),
        ("DROP INDEX g.by_v", "index g.by_v"),
        (
            "ALTER TABLE g.heap DISABLE TRIGGER noticing",
            "trigger g.heap.noticing",
        ),
        (
            "ALTER TABLE g.heap ENABLE ALWAYS TRIGGER noticing",
            "trigger g.heap.noticing",
        ),
        (
            "CREATE TRIGGER second AFTER INSERT ON g.heap FOR EACH ROW EXECUTE FUNCTION g.noticed()",
            "trigger g.heap.second",
        ),
        ("DROP TRIGGER second ON g.heap", "trigger g.heap.second"),
        (
            "CREATE RULE ignoring AS ON DELETE TO g.heap DO INSTEAD NOTHING",
            "rule g.heap.ignoring",
        ),
        (
            "ALTER TABLE g.heap DISABLE RULE ignoring",
            "rule g.heap.ignoring",
        ),
        ("DROP RULE ignoring ON g.heap", "rule g.heap.ignoring"),
        (
            "CREATE OR REPLACE VIEW g.seen AS SELECT id FROM g.heap WHERE id > 1",
            "view g.seen",
        ),
        (
            "ALTER VIEW g.seen SET (security_barrier = true)",
            "view g.seen",
        ),
        ("ALTER VIEW g.seen OWNER TO directus_app", "view g.seen"),
        (
            "CREATE OR REPLACE FUNCTION g.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n + n'",
            "function g.twice(n integer)",
        ),
        (
            "ALTER FUNCTION g.twice SECURITY DEFINER",
            "function g.twice(n integer)",
        ),
        (
            "ALTER FUNCTION g.twice SET search_path = g",
            "function g.twice(n integer)",
        ),
        (
            "ALTER FUNCTION g.twice IMMUTABLE",
            "function g.twice(n integer)",
        ),
        (
            "REVOKE EXECUTE ON FUNCTION g.twice FROM PUBLIC",
            "function g.twice(n integer)",
        ),
        (
            "CREATE POLICY several ON g.heap USING (id < 50)",
            "policy g.heap.several",
        ),
        (
            "ALTER POLICY several ON g.heap USING (id < 60)",
            "policy g.heap.several",
        ),
        (
            "ALTER POLICY several ON g.heap TO directus_app",
            "policy g.heap.several",
        ),
        (
            "ALTER TABLE g.heap ENABLE ROW LEVEL SECURITY",
            "table g.heap",
        ),
        (
            "ALTER TABLE g.heap FORCE ROW LEVEL SECURITY",
            "table g.heap",
        ),
        ("ALTER TABLE g.heap OWNER TO directus_app", "table g.heap"),
        (
            "ALTER TABLE g.heap SET (autovacuum_enabled = false)",
            "table g.heap",
        ),
        ("ALTER TABLE g.heap REPLICA IDENTITY FULL", "table g.heap"),
        ("ALTER TABLE g.unlogged SET LOGGED", "table g.unlogged"),
        ("ALTER TABLE g.child NO INHERIT g.parent", "table g.child"),
        (
            "ALTER TABLE g.parted DETACH PARTITION g.parted_2",
            "table g.parted_2",
        ),
        ("GRANT INSERT ON g.heap TO workflow_admin", "table g.heap"),
        (
            "GRANT UPDATE (v) ON g.heap TO workflow_admin",
            "column g.heap.v",
        ),
        ("GRANT CREATE ON SCHEMA g TO workflow_admin", "schema g"),
        (
            "GRANT USAGE ON SEQUENCE g.numbers TO workflow_admin",
            "sequence g.numbers",
        ),
        ("ALTER SEQUENCE g.numbers INCREMENT 3", "sequence g.numbers"),
        (
            "ALTER SEQUENCE g.numbers OWNED BY g.parent.id",
            "sequence g.numbers",
        ),
        (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA g GRANT INSERT ON TABLES TO PUBLIC",
            "default privileges tables of postgres in g",
        ),
        (
            "COMMENT ON TABLE g.heap IS 'a heap'",
            "comment table g.heap",
        ),
        (
            "COMMENT ON COLUMN g.heap.v IS 'a value'",
            "comment table column g.heap.v",
        ),
        (
            "ALTER TYPE g.mood ADD VALUE 'merry' BEFORE 'cross'",
            "enum g.mood",
        ),
        (
            "ALTER TYPE g.mood RENAME VALUE 'calm' TO 'still'",
            "enum g.mood",
        ),
        ("ALTER TYPE g.pair ADD ATTRIBUTE c int", "column g.pair.c"),
        ("REVOKE USAGE ON TYPE g.mood FROM PUBLIC", "enum g.mood"),
        (
            "ALTER DOMAIN g.short ADD CONSTRAINT long CHECK (length(VALUE) > 1)",
            "constraint g.short.long",
        ),
        ("ALTER DOMAIN g.short SET NOT NULL", "domain g.short"),
        (
            "CREATE TYPE g.span AS RANGE (SUBTYPE = int)",
            "range type g.span",
        ),
        (
            "CREATE OPERATOR g.### (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl)",
            "operator g.###(integer,integer)",
        ),
        (
            "ALTER OPERATOR g.### (int, int) OWNER TO directus_app",
            "operator g.###(integer,integer)",
        ),
        (
            "CREATE CAST (g.pair AS int) WITH FUNCTION g.twice(int)",
            "refused",
        ),
        (
            "CREATE FUNCTION g.pair_int(g.pair) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE CAST (g.pair AS int) WITH FUNCTION g.pair_int(g.pair)",
            "cast (g.pair AS integer)",
        ),
        (
            "CREATE OR REPLACE AGGREGATE g.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '1')",
            "aggregate g.total(integer)",
        ),
        (
            "CREATE PROCEDURE g.nothing() LANGUAGE sql AS ''",
            "procedure g.nothing()",
        ),
        (
            "CREATE OPERATOR FAMILY g.family USING btree",
            "operator family g.family USING btree",
        ),
        (
            "ALTER OPERATOR FAMILY g.family USING btree ADD OPERATOR 1 < (int, int)",
            "operator family g.family USING btree",
        ),
        (
            "CREATE OPERATOR CLASS g.class FOR TYPE int USING btree FAMILY g.family AS OPERATOR 3 =, FUNCTION 1 btint4cmp(int, int)",
            "operator class g.class USING btree",
        ),
        (
            "ALTER STATISTICS g.together SET STATISTICS 5",
            "statistics object g.together",
        ),
        (
            "ALTER COLLATION g.plain OWNER TO directus_app",
            "collation g.plain",
        ),
        (
            "ALTER TEXT SEARCH CONFIGURATION g.searching DROP MAPPING FOR word",
            "text search configuration g.searching",
        ),
        (
            "ALTER EVENT TRIGGER watching DISABLE",
            "event trigger watching",
        ),
        ("DROP EVENT TRIGGER watching", "event trigger watching"),
        (
            "CREATE SERVER far FOREIGN DATA WRAPPER elsewhere OPTIONS (host 'a')",
            "foreign server far",
        ),
        (
            "ALTER SERVER far OPTIONS (SET host 'b')",
            "foreign server far",
        ),
        (
            "ALTER FOREIGN DATA WRAPPER elsewhere OPTIONS (debug 'true')",
            "foreign data wrapper elsewhere",
        ),
        (
            "CREATE USER MAPPING FOR directus_app SERVER far",
            "user mapping far for directus_app",
        ),
        (
            "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
            "language plpgsql",
        ),
        ("CREATE SCHEMA fresh", "schema fresh"),
        ("ALTER SCHEMA fresh RENAME TO stale", "schema stale"),
        (
            "CREATE TABLE elsewhere.made (id int)",
            "table elsewhere.made",
        ),
        ("DROP TABLE elsewhere.made", "table elsewhere.made"),
        (
            "ALTER TABLE g.keyless SET SCHEMA elsewhere",
            "table elsewhere.keyless",
        ),
        (
            "ALTER TABLE g.toasted SET (toast.autovacuum_enabled = false)",
            "table g.toasted",
        ),
    ] {
        if name == "refused" {
            continue;
        }
        assert_unsafe(&world.bracket(&gate, change).await, name, change);
    }
}

#[tokio::test]
async fn what_defines_nothing_is_no_alarm() {
    let world = World::audited();
    world.copy.superuser(BEFORE);
    world.copy.superuser(SETUP);
    // The mark that the first CLUSTER leaves is a definition.
    world.copy.superuser("CLUSTER g.heap USING heap_pkey");
    let gate = gate(SCHEMA);
    for script in [
        "GRANT INSERT ON g.heap TO workflow_admin; REVOKE INSERT ON g.heap FROM workflow_admin",
        "GRANT EXECUTE ON FUNCTION g.twice TO workflow_admin; REVOKE EXECUTE ON FUNCTION g.twice FROM workflow_admin",
        "ALTER TABLE g.heap ADD extra int; ALTER TABLE g.heap DROP extra",
        "CREATE OR REPLACE VIEW g.seen AS SELECT id FROM g.heap",
        "VACUUM FULL g.heap; ANALYZE; CLUSTER g.heap USING heap_pkey; REINDEX TABLE g.heap; CHECKPOINT",
        "INSERT INTO g.heap VALUES (4000); SELECT nextval('g.numbers')",
        "BEGIN; DROP TABLE g.heap CASCADE; ROLLBACK",
        "CREATE TEMP TABLE gone (id int)",
    ] {
        assert_safe(&world.bracket(&gate, script).await, script);
    }
}

#[tokio::test]
async fn schemas_out_of_scope_are_left_alone() {
    let world = World::audited();
    let gate = gate(
        "[unchanged]\nschema = [\"g\"]\nsequences = false\nroles = false\nlarge_objects = false\n",
    );
    assert_safe(
        &world
            .bracket(
                &gate,
                "CREATE TABLE elsewhere.made (id int); COMMENT ON TABLE elsewhere.made IS 'x'",
            )
            .await,
        "another schema",
    );
    assert_unsafe(
        &world.bracket(&gate, "CREATE TABLE g.made (id int)").await,
        "table g.made",
        "the schema",
    );
}

#[tokio::test]
async fn roles_and_what_belongs_to_the_database_name_their_object() {
    let world = World::audited();
    let database = world.copy.name.clone();
    let gate = gate(ROLES);
    // Roles are the cluster's, and other tests run: each is this database's own.
    let (role, group) = (format!("r_{database}"), format!("q_{database}"));
    let changes = [
        (format!("CREATE ROLE {role}"), format!("role {role}")),
        (format!("ALTER ROLE {role} CREATEDB"), format!("role {role}")),
        (format!("ALTER ROLE {role} VALID UNTIL '2030-01-01'"), format!("role {role}")),
        (format!("CREATE ROLE {group}; GRANT {group} TO {role}"), format!("membership {role} in {group}")),
        (format!("GRANT {group} TO {role} WITH ADMIN OPTION"), format!("membership {role} in {group}")),
        (format!("REVOKE {group} FROM {role}"), format!("membership {role} in {group}")),
        (format!("ALTER ROLE {role} SET work_mem = '1MB'"), format!("setting of role {role}")),
        (format!("ALTER ROLE {role} IN DATABASE {database} SET work_mem = '2MB'"), format!("setting of role {role} in database {database}")),
        (format!("ALTER DATABASE {database} SET search_path = g"), format!("setting of every role in database {database}")),
        (format!("GRANT TEMP ON DATABASE {database} TO {role}"), format!("database {database}")),
        (format!("ALTER DATABASE {database} CONNECTION LIMIT 50"), format!("database {database}")),
        (format!("COMMENT ON ROLE {role} IS 'x'"), format!("comment role {role}")),
        (format!("GRANT EXECUTE ON FUNCTION lo_create(oid) TO {role}"), "system function pg_catalog.lo_create(oid)".to_owned()),
        (format!("GRANT SELECT ON pg_authid TO {role}"), "system relation pg_catalog.pg_authid".to_owned()),
        ("CREATE PUBLICATION news FOR TABLE g.heap".to_owned(), "publication news".to_owned()),
        ("ALTER PUBLICATION news ADD TABLE g.keyless".to_owned(), "publication news".to_owned()),
        ("ALTER PUBLICATION news SET (publish = 'insert')".to_owned(), "publication news".to_owned()),
        (
            "CREATE SUBSCRIPTION reading CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE)".to_owned(),
            "subscription reading".to_owned(),
        ),
        ("DROP SUBSCRIPTION reading".to_owned(), "subscription reading".to_owned()),
        ("DROP EXTENSION plpgsql CASCADE".to_owned(), "extension plpgsql".to_owned()),
    ];
    for (change, name) in &changes {
        assert_unsafe(&world.bracket(&gate, change).await, name, change);
    }
    world
        .copy
        .superuser(&format!("DROP OWNED BY {role}; DROP ROLE {role}, {group};"));
    let verdict = world
        .bracket(&gate, "INSERT INTO g.heap VALUES (5000)")
        .await;
    let own: Vec<String> = differences(&verdict)
        .into_iter()
        .filter(|name| name.contains(&database))
        .collect();
    assert!(
        own.is_empty() && (verdict.decision == Decision::Safe || !differences(&verdict).is_empty()),
        "{verdict:?}"
    );
}
