//! One PostgreSQL for the whole run, a database of its own for each test that writes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use gatepost::config::{Config, GatesConfig, WritableRole};
use gatepost::db::{Answer, Call, Database, Databases};
use gatepost::demo::{
    Binaries, Cluster, DIRECTUS, PRODUCTION_DATABASES, READER_ROLE, SUPERUSER, seed,
};
use gatepost::error::ToolError;
use gatepost::gatekeeper::{Bounds, Gatekeeper, Library};
use gatepost::ledger::Ledger;
use gatepost::policy::Policy;
use gatepost::tools::Toolbox;
use tokio_postgres::{Client, NoTls};

/// The demo world. Its own databases are templates: tests connect to copies.
static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| {
    let binaries = Binaries::find().expect("PostgreSQL's server is installed");
    let cluster =
        Cluster::start(&binaries, &[("max_connections", "200")]).expect("the cluster starts");
    seed(&cluster).expect("the world is seeded");
    for database in PRODUCTION_DATABASES {
        cluster
            .create_database_from_template(&shared_name(database), database)
            .expect("a copy for all who only read");
    }
    cluster
});

static COPIES: AtomicUsize = AtomicUsize::new(1);

/// The role that gates observe with, on servers that are the tests' own.
pub(crate) const AUDITOR: &str = "gate_auditor";

/// Makes it.
pub(crate) const MAKE_AUDITOR: &str = "CREATE ROLE gate_auditor LOGIN BYPASSRLS; \
     GRANT pg_read_all_data, pg_read_all_settings, pg_read_all_stats TO gate_auditor;";

/// Gives each database the auditor.
pub(crate) fn audited(config: &mut Config) {
    for database in config.databases.values_mut() {
        let mut auditor = database.clone();
        auditor.connection.user(AUDITOR);
        database.auditor = Some(Box::new(auditor));
    }
}

/// The copy of a production database that all tests share, to read.
pub(crate) fn shared_name(database: &str) -> String {
    format!("{database}_shared")
}

/// The server of this run.
pub(crate) fn cluster() -> &'static Cluster {
    &CLUSTER
}

/// A copy of the demo's `directus` that goes away with the value.
pub(crate) struct Copy {
    /// Its name on the server.
    pub(crate) name: String,
}

impl Copy {
    /// Makes a copy; nobody else is connected to it.
    pub(crate) fn new() -> Self {
        let name = format!("copy_{}", COPIES.fetch_add(1, Ordering::Relaxed));
        cluster()
            .create_database_from_template(&name, DIRECTUS)
            .expect("a copy");
        Self { name }
    }

    /// A copy with the objects that the corpora's attacks name.
    pub(crate) fn with_traps() -> Self {
        let copy = Self::new();
        copy.superuser(include_str!("../corpus/fixture.sql"));
        copy
    }

    /// The reader's server processes on this copy.
    pub(crate) async fn backends_of_reader(&self) -> Vec<Backend> {
        let client = self.connect(SUPERUSER).await;
        let sql = "SELECT pid, state <> 'idle' FROM pg_stat_activity \
                   WHERE datname = current_database() AND usename = $1 AND state IS NOT NULL";
        let rows = client.query(sql, &[&READER_ROLE]).await.expect("asks");
        rows.iter()
            .map(|row| Backend {
                busy: row.get(1),
                peak_kib: peak_kib(row.get(0)),
            })
            .collect()
    }

    /// Ends the reader's server processes on this copy.
    pub(crate) async fn end_backends_of_reader(&self) {
        let client = self.connect(SUPERUSER).await;
        let sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                   WHERE datname = current_database() AND usename = $1";
        client.query(sql, &[&READER_ROLE]).await.expect("asks");
    }

    /// Runs a script as the superuser.
    pub(crate) fn superuser(&self, script: &str) -> String {
        cluster()
            .psql(SUPERUSER, &self.name, script)
            .expect("the script runs")
    }

    /// gatepost over this copy as the reader, under the name `directus`.
    pub(crate) fn served(&self) -> Served {
        Served::new(READER_ROLE, &self.name, |_| {})
    }

    /// A connection of its own, past gatepost.
    pub(crate) async fn connect(&self, role: &str) -> Client {
        connect(role, &self.name).await
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // A test that failed may have left sessions; the drop ends them. The cluster goes away in any case.
        let _ = cluster().drop_database(&self.name);
    }
}

/// A server process.
pub(crate) struct Backend {
    /// It runs something.
    pub(crate) busy: bool,
    /// The most memory it ever held, shared buffers it touched included; `None` where the system does not tell.
    pub(crate) peak_kib: Option<u64>,
}

fn peak_kib(pid: i32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A connection past gatepost.
pub(crate) async fn connect(role: &str, database: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(&cluster().url(role, database), NoTls)
        .await
        .expect("connects");
    tokio::spawn(connection);
    client
}

/// gatepost serving one database under the name `directus`.
pub(crate) struct Served {
    /// The allowlist.
    pub(crate) databases: Databases,
}

impl Served {
    /// Serves the copy of `directus` that all tests share, to read.
    pub(crate) fn shared() -> Self {
        Self::new(READER_ROLE, &shared_name(DIRECTUS), |_| {})
    }

    /// Serves `database` as `role`, with the configuration changed by `change`.
    pub(crate) fn new(role: &str, database: &str, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::from_url(&cluster().url(role, database)).expect("a URL");
        config.databases.retain(|name, _| name == DIRECTUS);
        for served in config.databases.values_mut() {
            served.connection.dbname(database);
        }
        change(&mut config);
        let databases = Databases::new(&config).expect("a configuration that can be used");
        Self { databases }
    }

    /// As a role that can write, which is accepted: for tests of the readings alone.
    pub(crate) fn writable(role: &str, database: &str) -> Self {
        Self::new(role, database, |config| {
            for served in config.databases.values_mut() {
                served.writable_role = WritableRole::Accept;
            }
        })
    }

    /// The database served.
    pub(crate) fn database(&self) -> &Arc<Database> {
        self.databases.get(DIRECTUS).expect("served")
    }

    /// One call with nothing but SQL.
    pub(crate) async fn query(&self, sql: &str) -> Result<Answer, ToolError> {
        self.database()
            .query(&Call {
                sql: sql.to_owned(),
                ..Call::default()
            })
            .await
    }
}

/// The tools over these databases, with the built-in gates and a ledger at this path.
pub(crate) fn toolbox(databases: &Databases, ledger: &str) -> Toolbox {
    let ledger = Ledger::open(ledger).expect("opens");
    let gates = GatesConfig {
        dir: "no/such/folder".into(),
        required: false,
    };
    let policy = Policy::default();
    let bounds = Bounds {
        builtin: &gatepost::gate::definition::builtin::BUILTIN,
        databases: databases.names().collect(),
        policy: &policy,
        sql_bytes: 100 << 10,
    };
    let library = Library::load(&gates, &bounds).expect("the built-in gates");
    let gatekeeper = Gatekeeper::new(library, databases.clone(), ledger.clone(), None);
    Toolbox::new(databases.clone(), gatekeeper, ledger)
}

/// One call of the tool, as an agent makes it, on a ledger of its own.
pub(crate) async fn query_pg(
    databases: &Databases,
    arguments: serde_json::Map<String, serde_json::Value>,
) -> Result<gatepost::tools::QueryResult, ToolError> {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger.db").display().to_string();
    toolbox(databases, &ledger)
        .query_pg("test", arguments)
        .await
}

/// Waits until the condition holds, for things the server does in its own time.
pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..100 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("within 5 s: {what}");
}
