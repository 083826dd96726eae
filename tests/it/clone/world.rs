//! A server of these tests' own, since they make roles, with a clone for each test.

use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use gatepost::config::{Channel, CloneConfig};
use gatepost::db::clone::{CloneChannel, CloneSession};
use gatepost::demo::{Binaries, Cluster, MAINTENANCE_DATABASE, SUPERUSER};
use gatepost::error::{ErrorCode, ToolError};

use crate::scratch::superuser;
use crate::support::eventually;

/// The role that owns the clones.
pub(crate) const WRITER: &str = "clone_owner";
/// A role that reads a clone.
pub(crate) const OBSERVER: &str = "clone_observer";
/// The role of production's process.
pub(crate) const READER: &str = "query_pg_ro";

static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| {
    let binaries = Binaries::find().expect("PostgreSQL's server is installed");
    let cluster =
        Cluster::start(&binaries, &[("max_connections", "200")]).expect("the cluster starts");
    let roles = "CREATE ROLE query_pg_ro LOGIN; CREATE ROLE clone_owner LOGIN; CREATE ROLE clone_observer LOGIN; \
                 CREATE DATABASE workflow; REVOKE CONNECT ON DATABASE workflow FROM PUBLIC; \
                 GRANT CONNECT ON DATABASE workflow TO query_pg_ro;";
    administrator(&cluster, roles);
    cluster
});

static CLONES: AtomicUsize = AtomicUsize::new(1);

fn administrator(cluster: &Cluster, script: &str) {
    cluster
        .psql(SUPERUSER, MAINTENANCE_DATABASE, script)
        .expect("the script runs");
}

/// The server.
pub(crate) fn cluster() -> &'static Cluster {
    &CLUSTER
}

/// A database that is a clone in all respects.
pub(crate) struct Clone {
    /// Its name.
    pub(crate) name: String,
}

impl Clone {
    pub(crate) fn new() -> Self {
        let clone = Self::unmarked();
        let name = &clone.name;
        clone.administrator(&format!(
            "ALTER DATABASE {name} SET gatepost.clone = '{name}'"
        ));
        clone
    }

    /// The same without its marker.
    pub(crate) fn unmarked() -> Self {
        let name = format!("clone_{}", CLONES.fetch_add(1, Ordering::Relaxed));
        let clone = Self { name };
        let name = &clone.name;
        clone.administrator(&format!(
            "CREATE DATABASE {name} OWNER {WRITER};\nREVOKE CONNECT ON DATABASE {name} FROM PUBLIC;\n\
             GRANT CONNECT ON DATABASE {name} TO {OBSERVER};"
        ));
        clone
    }

    /// Runs a script as the superuser, elsewhere.
    pub(crate) fn administrator(&self, script: &str) {
        administrator(cluster(), script);
    }

    /// The writer's URL.
    pub(crate) fn url(&self) -> String {
        cluster().url(WRITER, &self.name)
    }

    /// `[clone]` with further settings.
    pub(crate) fn toml(&self, settings: &str) -> String {
        let mut text = format!("[clone]\nname = \"{}\"\n", self.name);
        if !settings.contains("\nurl =") && !settings.starts_with("url =") {
            let _ = writeln!(text, "url = \"{}\"", self.url());
        }
        text + settings
    }

    /// The configuration with further settings.
    pub(crate) fn config(&self, settings: &str) -> CloneConfig {
        config(&self.toml(settings))
    }

    /// The channel with further settings.
    pub(crate) async fn open(&self, settings: &str) -> Result<CloneChannel, ToolError> {
        CloneChannel::open(&self.config(settings)).await
    }

    /// A session that writes.
    pub(crate) async fn session(&self) -> (CloneChannel, CloneSession) {
        let channel = self.open("").await.expect("a clone");
        let session = channel.session().await.expect("a session");
        (channel, session)
    }

    /// Waits until this server process has ended.
    pub(crate) async fn process_ended(&self, pid: i32) {
        let client = superuser(cluster(), &self.name).await;
        let sql = "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $1";
        eventually("the server process is gone", async || {
            let row = client.query_one(sql, &[&pid]).await.expect("asks");
            row.get(0)
        })
        .await;
    }

    /// The refusal that the channel gives.
    pub(crate) async fn refusal(&self, settings: &str) -> ToolError {
        match self.open(settings).await {
            Ok(_) => panic!("the channel opened with {settings:?}"),
            Err(error) => error,
        }
    }

    /// That the channel is refused with this code, for a reason that says this.
    pub(crate) async fn assert_refused(&self, settings: &str, code: ErrorCode, said: &str) {
        let error = self.refusal(settings).await;
        assert_eq!(error.code, code, "{error}");
        let whole = format!("{} {}", error.message, error.hint);
        assert!(whole.contains(said), "{said:?} is missing: {whole}");
    }
}

impl Drop for Clone {
    fn drop(&mut self) {
        // The cluster goes away in any case.
        let _ = cluster().drop_database(&self.name);
    }
}

/// A clone's configuration.
pub(crate) fn config(toml: &str) -> CloneConfig {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("clone.toml");
    std::fs::write(&path, toml).expect("writes");
    load(&path).expect("a configuration that can be used")
}

/// A file as a clone's configuration.
pub(crate) fn load(path: &Path) -> Result<CloneConfig, gatepost::config::Error> {
    Channel::from_file(path).and_then(Channel::into_clone)
}
