//! A role that can write is refused service, whatever way it can; what only looks like it is served and named.

use std::sync::LazyLock;
use std::time::Duration;

use gatepost::config::WritableRole;
use gatepost::db::Posture;
use gatepost::demo::{Cluster, MAINTENANCE_DATABASE, SUPERUSER};
use gatepost::error::ErrorCode;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::scratch;
use crate::support::{Served, query_pg};

/// The database that those of the cases are copies of.
pub(crate) const TEMPLATE: &str = "posture_template";

/// What there is to write to. Everybody may read all of it.
const OBJECTS: &str = "
    CREATE SCHEMA shop;
    CREATE TABLE shop.item (id int, name text);
    CREATE TABLE shop.order_line (id int);
    CREATE VIEW shop.items AS TABLE shop.item;
    CREATE TABLE shop.log (at date) PARTITION BY RANGE (at);
    CREATE TABLE shop.log_2026 PARTITION OF shop.log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE SEQUENCE shop.number;
    CREATE FOREIGN DATA WRAPPER elsewhere;
    CREATE SERVER elsewhere FOREIGN DATA WRAPPER elsewhere;
    CREATE FOREIGN TABLE shop.remote (id int) SERVER elsewhere;
    GRANT USAGE ON SCHEMA shop TO PUBLIC;
    GRANT SELECT ON ALL TABLES IN SCHEMA shop TO PUBLIC;
    REVOKE TEMPORARY ON DATABASE posture_template FROM PUBLIC;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;";

/// Databases and roles of these tests; roles are the whole server's.
pub(crate) static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| {
    let cluster = scratch::start();
    cluster
        .psql(
            SUPERUSER,
            MAINTENANCE_DATABASE,
            "CREATE DATABASE posture_template;",
        )
        .expect("a database");
    cluster
        .psql(SUPERUSER, TEMPLATE, OBJECTS)
        .expect("its objects");
    cluster
});

/// A database and a role of the same name, after `setup`, in which `@role@` stands for both.
pub(crate) struct Case {
    name: String,
    pub(crate) superuser: Client,
}

impl Case {
    pub(crate) async fn new(name: &str, setup: &str) -> Self {
        CLUSTER
            .create_database_from_template(name, TEMPLATE)
            .expect("a database");
        let superuser = scratch::superuser(&CLUSTER, name).await;
        superuser
            .batch_execute(&format!("CREATE ROLE {name} LOGIN"))
            .await
            .expect("a role");
        superuser
            .batch_execute(&setup.replace("@role@", name))
            .await
            .expect(setup);
        Self {
            name: name.to_owned(),
            superuser,
        }
    }

    /// gatepost that knows nothing yet, and forgets what it learns.
    fn served(&self) -> Served {
        scratch::served(&CLUSTER.url(&self.name, &self.name), |config| {
            config.limits.catalog_age = Duration::ZERO
        })
    }

    async fn posture(&self) -> Posture {
        self.served().database().posture().await.expect("a posture")
    }

    /// Runs what mends the findings, as a superuser would.
    async fn mend(&self, posture: &Posture) {
        for finding in &posture.findings {
            self.superuser
                .batch_execute(&finding.mend)
                .await
                .expect(&finding.mend);
        }
    }
}

/// What was done to the role, the code of the finding, and what the refusal names.
const WAYS_TO_WRITE: [(&str, &str, &str); 50] = [
    (
        "ALTER ROLE @role@ SUPERUSER",
        "role_attribute",
        "@role@ is SUPERUSER",
    ),
    (
        "ALTER ROLE @role@ CREATEROLE",
        "role_attribute",
        "@role@ is CREATEROLE",
    ),
    (
        "ALTER ROLE @role@ CREATEDB",
        "role_attribute",
        "@role@ is CREATEDB",
    ),
    (
        "ALTER ROLE @role@ REPLICATION",
        "role_attribute",
        "@role@ is REPLICATION",
    ),
    (
        "ALTER TABLE shop.item OWNER TO @role@",
        "owns_relations",
        "@role@ owns 1 relation(s), for example shop.item",
    ),
    (
        "ALTER VIEW shop.items OWNER TO @role@",
        "owns_relations",
        "for example shop.items",
    ),
    (
        "ALTER SEQUENCE shop.number OWNER TO @role@",
        "owns_relations",
        "for example shop.number",
    ),
    (
        "ALTER TABLE shop.log_2026 OWNER TO @role@",
        "owns_relations",
        "for example shop.log_2026",
    ),
    (
        "ALTER FOREIGN TABLE shop.remote OWNER TO @role@",
        "owns_relations",
        "for example shop.remote",
    ),
    (
        "CREATE TABLE information_schema.own (); ALTER TABLE information_schema.own OWNER TO @role@",
        "owns_relations",
        "information_schema.own",
    ),
    (
        "ALTER SCHEMA shop OWNER TO @role@",
        "owns_schema",
        "@role@ owns 1 schema(s), for example shop",
    ),
    (
        "ALTER DATABASE @role@ OWNER TO @role@",
        "owns_database",
        "@role@ owns the database",
    ),
    (
        "GRANT INSERT ON shop.item TO @role@",
        "table_privilege",
        "@role@ has INSERT on 1 table(s) or view(s), for example shop.item",
    ),
    (
        "GRANT UPDATE ON shop.item TO @role@",
        "table_privilege",
        "has UPDATE on",
    ),
    (
        "GRANT DELETE ON shop.item TO @role@",
        "table_privilege",
        "has DELETE on",
    ),
    (
        "GRANT TRUNCATE ON shop.item TO @role@",
        "table_privilege",
        "has TRUNCATE on",
    ),
    (
        "GRANT ALL ON shop.item, shop.order_line TO @role@",
        "table_privilege",
        "has DELETE on 2 table(s) or view(s), for example shop.item",
    ),
    (
        "GRANT INSERT (name) ON shop.item TO @role@",
        "table_privilege",
        "has INSERT on",
    ),
    (
        "GRANT UPDATE (name) ON shop.item TO @role@",
        "table_privilege",
        "has UPDATE on",
    ),
    (
        "GRANT INSERT ON shop.items TO @role@",
        "table_privilege",
        "for example shop.items",
    ),
    (
        "GRANT UPDATE (name) ON shop.items TO @role@",
        "table_privilege",
        "for example shop.items",
    ),
    (
        "GRANT DELETE ON shop.log_2026 TO @role@",
        "table_privilege",
        "for example shop.log_2026",
    ),
    (
        "GRANT INSERT ON shop.remote TO @role@",
        "table_privilege",
        "for example shop.remote",
    ),
    (
        "GRANT INSERT ON information_schema.sql_features TO @role@",
        "table_privilege",
        "information_schema.sql_features",
    ),
    (
        "GRANT INSERT ON shop.item TO PUBLIC",
        "table_privilege",
        "PUBLIC has INSERT on",
    ),
    (
        "GRANT UPDATE (name) ON shop.item TO PUBLIC, @role@",
        "table_privilege",
        "PUBLIC has UPDATE on",
    ),
    (
        "GRANT UPDATE ON SEQUENCE shop.number TO @role@",
        "sequence_privilege",
        "@role@ has UPDATE on 1 sequence(s), for example shop.number",
    ),
    (
        "GRANT UPDATE ON SEQUENCE shop.number TO PUBLIC",
        "sequence_privilege",
        "PUBLIC has UPDATE on",
    ),
    (
        "GRANT pg_write_all_data TO @role@",
        "membership",
        "@role@ is a member of pg_write_all_data",
    ),
    (
        "GRANT pg_execute_server_program TO @role@",
        "membership",
        "@role@ is a member of pg_execute_server_program",
    ),
    (
        "GRANT pg_write_server_files TO @role@",
        "membership",
        "@role@ is a member of pg_write_server_files",
    ),
    (
        "GRANT pg_signal_backend TO @role@",
        "membership",
        "@role@ is a member of pg_signal_backend",
    ),
    (
        "GRANT TRIGGER ON shop.item TO @role@",
        "table_privilege",
        "has TRIGGER on",
    ),
    (
        "SET allow_system_table_mods = on; CREATE SCHEMA pg_odd; CREATE TABLE pg_odd.item (); GRANT DELETE ON pg_odd.item TO @role@",
        "table_privilege",
        "for example pg_odd.item",
    ),
    (
        "SET allow_system_table_mods = on; CREATE TABLE pg_catalog.own (id int); GRANT INSERT (id) ON pg_catalog.own TO @role@",
        "table_privilege",
        "for example pg_catalog.own",
    ),
    (
        "GRANT UPDATE (groname) ON pg_catalog.pg_group TO @role@",
        "table_privilege",
        "for example pg_catalog.pg_group",
    ),
    (
        "CREATE FUNCTION shop.owned() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION shop.owned() OWNER TO @role@",
        "owns_objects",
        "@role@ owns 1 other object(s), for example function shop.owned()",
    ),
    (
        "CREATE TYPE shop.mood AS ENUM (); ALTER TYPE shop.mood OWNER TO @role@",
        "owns_objects",
        "for example type shop.mood",
    ),
    (
        "CREATE PUBLICATION news; ALTER PUBLICATION news OWNER TO @role@",
        "owns_objects",
        "for example publication news",
    ),
    (
        "SELECT lo_create(4711); ALTER LARGE OBJECT 4711 OWNER TO @role@",
        "owns_objects",
        "for example large object 4711",
    ),
    (
        "CREATE ROLE @role@_group; CREATE TYPE shop.mood AS ENUM (); ALTER TYPE shop.mood OWNER TO @role@_group; GRANT @role@_group TO @role@",
        "owns_objects",
        "role @role@_group owns 1 other object(s)",
    ),
    (
        "CREATE ROLE @role@_group; GRANT @role@_group TO @role@ WITH ADMIN OPTION",
        "admin_option",
        "@role@ may grant role @role@_group to others",
    ),
    (
        "GRANT EXECUTE ON FUNCTION pg_catalog.lo_import(text), pg_catalog.pg_replication_origin_create(text) TO @role@",
        "function_privilege",
        "@role@ may execute lo_import(text), pg_replication_origin_create(text)",
    ),
    (
        "GRANT EXECUTE ON FUNCTION pg_catalog.lo_export(oid, text) TO PUBLIC",
        "function_privilege",
        "PUBLIC may execute lo_export(oid,text)",
    ),
    (
        "GRANT ALTER SYSTEM ON PARAMETER work_mem TO @role@",
        "parameter_privilege",
        "@role@ has ALTER SYSTEM on parameter(s) work_mem",
    ),
    (
        "CREATE ROLE @role@_group; GRANT INSERT ON shop.item TO @role@_group; GRANT @role@_group TO @role@",
        "table_privilege",
        "role @role@_group has INSERT on",
    ),
    (
        "CREATE ROLE @role@_group; GRANT INSERT ON shop.item TO @role@_group; ALTER ROLE @role@ NOINHERIT; GRANT @role@_group TO @role@",
        "table_privilege",
        "role @role@_group has INSERT on",
    ),
    (
        "CREATE ROLE @role@_top SUPERUSER; CREATE ROLE @role@_group NOINHERIT; GRANT @role@_top TO @role@_group; GRANT @role@_group TO @role@",
        "role_attribute",
        "role @role@_top is SUPERUSER",
    ),
    (
        "CREATE ROLE @role@_group; ALTER TABLE shop.item OWNER TO @role@_group; ALTER ROLE @role@ NOINHERIT; GRANT @role@_group TO @role@",
        "owns_relations",
        "role @role@_group owns 1 relation(s), for example shop.item",
    ),
    (
        "CREATE ROLE @role@_group; GRANT pg_write_all_data TO @role@_group; ALTER ROLE @role@ NOINHERIT; GRANT @role@_group TO @role@",
        "membership",
        "@role@ is a member of pg_write_all_data",
    ),
];

#[tokio::test]
async fn each_way_to_write_is_refused_by_name_and_mended() {
    for (index, (setup, code, seen)) in WAYS_TO_WRITE.iter().enumerate() {
        let case = Case::new(&format!("writer_{index}"), setup).await;
        let error = case.served().query("SELECT 1").await.expect_err(setup);
        assert_eq!(error.code, ErrorCode::RoleCanWrite, "{setup}: {error}");
        let seen = seen.replace("@role@", &case.name);
        assert!(error.message.contains(&seen), "{setup}: {error}");
        let posture = case.posture().await;
        let found = posture.findings.iter().any(|finding| {
            finding.refused && finding.code == *code && finding.what.contains(&seen)
        });
        assert!(found, "{setup}: {:?}", posture.findings);
        case.mend(&posture).await;
        let mended = case.posture().await.findings;
        assert!(
            mended.is_empty(),
            "{setup}: mended by {:?}, and yet {mended:?}",
            posture.findings
        );
        let answer = case
            .served()
            .query("SELECT count(*) FROM shop.item")
            .await
            .expect(setup);
        assert_eq!(
            answer.rows.rows,
            ["[0]"],
            "{setup}: the mended role still reads"
        );
    }
}

/// What was done to the role, and what is noted of it.
const READERS: [(&str, &[(&str, &str)]); 22] = [
    ("SELECT", &[]),
    ("GRANT pg_read_all_data TO @role@", &[]),
    ("GRANT pg_monitor TO @role@", &[]),
    (
        "GRANT SELECT, REFERENCES (id) ON shop.item TO @role@; GRANT SELECT ON SEQUENCE shop.number TO @role@",
        &[],
    ),
    (
        "CREATE ROLE @role@_group; GRANT SELECT ON shop.item TO @role@_group; GRANT @role@_group TO @role@",
        &[],
    ),
    (
        "CREATE ROLE @role@_other; GRANT INSERT ON shop.item TO @role@_other; GRANT @role@ TO @role@_other",
        &[],
    ),
    (
        "GRANT TEMPORARY ON DATABASE @role@ TO PUBLIC",
        &[(
            "temporary_tables",
            "PUBLIC has TEMPORARY on database @role@",
        )],
    ),
    (
        "GRANT TEMPORARY ON DATABASE @role@ TO @role@",
        &[(
            "temporary_tables",
            "role @role@ has TEMPORARY on database @role@",
        )],
    ),
    (
        "GRANT CREATE ON DATABASE @role@ TO @role@",
        &[("create_schema", "role @role@ has CREATE on database @role@")],
    ),
    (
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        &[("create_in_schema", "PUBLIC has CREATE on schema public")],
    ),
    (
        "GRANT CREATE ON SCHEMA public, shop TO @role@",
        &[(
            "create_in_schema",
            "role @role@ has CREATE on schema public, shop",
        )],
    ),
    (
        "ALTER ROLE @role@ BYPASSRLS",
        &[("bypassrls", "role @role@ is BYPASSRLS")],
    ),
    (
        "GRANT USAGE ON SEQUENCE shop.number TO @role@",
        &[(
            "sequence_usage",
            "role @role@ has USAGE on 1 sequence(s), for example shop.number",
        )],
    ),
    (
        "GRANT CREATE ON SCHEMA pg_catalog TO @role@",
        &[(
            "create_in_schema",
            "role @role@ has CREATE on schema pg_catalog",
        )],
    ),
    (
        "GRANT SET ON PARAMETER session_replication_role TO @role@",
        &[(
            "parameter_privilege",
            "role @role@ has SET on parameter(s) session_replication_role",
        )],
    ),
    ("GRANT SET ON PARAMETER log_min_messages TO @role@", &[]),
    (
        "GRANT EXECUTE ON FUNCTION pg_catalog.pg_reload_conf(), pg_catalog.pg_stat_reset() TO @role@",
        &[(
            "function_privilege",
            "role @role@ may execute pg_reload_conf(), pg_stat_reset()",
        )],
    ),
    // Everybody may, and it asks for the attribute REPLICATION.
    (
        "GRANT EXECUTE ON FUNCTION pg_catalog.pg_create_physical_replication_slot(name, boolean, boolean), \
         pg_catalog.pg_read_file(text), pg_catalog.pg_hba_file_rules() TO @role@",
        &[],
    ),
    (
        "GRANT pg_checkpoint TO @role@",
        &[("membership", "role @role@ is a member of pg_checkpoint")],
    ),
    // What PUBLIC may do in a database as it is made.
    (
        "GRANT SELECT, UPDATE ON pg_catalog.pg_settings TO PUBLIC",
        &[],
    ),
    // They name the role, and it owns nothing by them.
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE @role@ GRANT SELECT ON TABLES TO PUBLIC; CREATE USER MAPPING FOR @role@ SERVER elsewhere",
        &[],
    ),
    (
        "CREATE ROLE @role@_group; GRANT CREATE ON SCHEMA public TO @role@_group; GRANT @role@_group TO @role@; GRANT USAGE ON SEQUENCE shop.number TO PUBLIC",
        &[
            (
                "create_in_schema",
                "role @role@_group has CREATE on schema public",
            ),
            ("sequence_usage", "PUBLIC has USAGE on 1 sequence(s)"),
        ],
    ),
];

#[tokio::test]
async fn readers_are_served_and_what_they_could_do_besides_is_named_and_mended() {
    for (index, (setup, noted)) in READERS.iter().enumerate() {
        let case = Case::new(&format!("reader_{index}"), setup).await;
        let answer = case
            .served()
            .query("SELECT count(*) FROM shop.items")
            .await
            .expect(setup);
        assert!(!answer.role_can_write, "{setup}");
        let posture = case.posture().await;
        assert!(
            !posture.can_write() && posture.role == case.name && posture.database == case.name,
            "{setup}: {posture:?}"
        );
        assert_eq!(
            posture.findings.len(),
            noted.len(),
            "{setup}: {:?}",
            posture.findings
        );
        for (finding, (code, seen)) in posture.findings.iter().zip(*noted) {
            assert_eq!(finding.code, *code, "{setup}");
            assert!(
                finding.what.contains(&seen.replace("@role@", &case.name)),
                "{setup}: {finding:?}"
            );
        }
        case.mend(&posture).await;
        assert_eq!(
            case.posture().await.findings,
            [],
            "{setup}: mended by {:?}",
            posture.findings
        );
    }
}

#[tokio::test]
async fn the_role_that_initdb_made_is_refused_and_told_to_be_replaced() {
    let served = scratch::served(&CLUSTER.url(SUPERUSER, MAINTENANCE_DATABASE), |_| {});
    let error = served.query("SELECT 1").await.expect_err("a superuser");
    assert_eq!(error.code, ErrorCode::RoleCanWrite);
    assert!(
        error.message.contains("role postgres is SUPERUSER"),
        "{error}"
    );
    assert!(
        error.message.len() < 200,
        "one finding says it all: {error}"
    );
    let posture = served.database().posture().await.expect("a posture");
    assert!(
        posture.findings[0].mend.contains("gatepost role-sql"),
        "{:?}",
        posture.findings
    );
}

#[tokio::test]
async fn a_writable_role_that_is_accepted_is_served_with_a_warning() {
    let case = Case::new("accepted", "GRANT INSERT ON shop.item TO @role@").await;
    let served = scratch::served(&CLUSTER.url("accepted", "accepted"), |config| {
        for database in config.databases.values_mut() {
            database.writable_role = WritableRole::Accept;
        }
    });
    let Value::Object(arguments) = json!({"database": "directus", "sql": "SELECT 1"}) else {
        panic!("an object")
    };
    for _ in 0..2 {
        let result = query_pg(&served.databases, arguments.clone())
            .await
            .expect("served");
        assert!(
            result
                .warning
                .is_some_and(|warning| warning.contains("can write")),
            "every answer says so"
        );
    }
    let error = served
        .query("INSERT INTO shop.item VALUES (1)")
        .await
        .expect_err("a write");
    assert_eq!(error.code, ErrorCode::StatementNotAllowed);
    let rows: i64 = case
        .superuser
        .query_one("SELECT count(*) FROM shop.item", &[])
        .await
        .expect("asks")
        .get(0);
    assert_eq!(rows, 0);
    let reader = Case::new("accepted_reader", "SELECT").await;
    let result = query_pg(&reader.served().databases, arguments)
        .await
        .expect("served");
    assert_eq!(result.warning, None);
}

#[tokio::test]
async fn a_grant_made_while_serving_is_noticed_in_time_and_so_is_its_end() {
    const AGE: Duration = Duration::from_millis(300);
    let case = Case::new("granted_later", "SELECT").await;
    let served = scratch::served(&CLUSTER.url(&case.name, &case.name), |config| {
        config.limits.catalog_age = AGE
    });
    for (change, refused) in [
        ("GRANT INSERT (name) ON shop.item TO granted_later", true),
        (
            "REVOKE INSERT (name) ON shop.item FROM granted_later",
            false,
        ),
        ("GRANT pg_write_all_data TO granted_later", true),
        ("REVOKE pg_write_all_data FROM granted_later", false),
        ("ALTER ROLE granted_later CREATEROLE", true),
    ] {
        // Whether a call comes in between, and has the knowledge read early, must make no difference.
        let _ = served.query("SELECT 1").await;
        case.superuser.batch_execute(change).await.expect(change);
        let _ = served.query("SELECT 1").await;
        tokio::time::sleep(AGE).await;
        let code = served.query("SELECT 1").await.err().map(|error| error.code);
        assert_eq!(
            code,
            refused.then_some(ErrorCode::RoleCanWrite),
            "after {change}"
        );
    }
}
