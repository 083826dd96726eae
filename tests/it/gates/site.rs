//! A place where gatepost is set up: a configuration with an auditor, gate files, a ledger. The server is not the one of the
//! other tests: gates watch roles, which are the whole server's.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use gatepost::demo::{AUDITOR_ROLE, Binaries, Cluster, DIRECTUS, READER_ROLE, SUPERUSER, seed};
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{gatepost, text};

/// The demo world.
static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| {
    let binaries = Binaries::find().expect("PostgreSQL's server is installed");
    let cluster =
        Cluster::start(&binaries, &[("max_connections", "200")]).expect("the cluster starts");
    seed(&cluster).expect("the world is seeded");
    cluster
        .create_database_from_template(TEMPLATE, DIRECTUS)
        .expect("a copy to make copies of");
    cluster
});

/// A copy that nobody is connected to, to make copies of.
const TEMPLATE: &str = "directus_template";

static COPIES: AtomicUsize = AtomicUsize::new(1);

/// The gate that the issue is about.
pub(super) const HARD_GATE: &str = "production-hard-gate-0";

/// One configuration; it goes away with the value, ledger, copy and all.
pub(super) struct Site {
    folder: TempDir,
    database: String,
}

impl Site {
    /// Over the database itself, which nobody writes.
    pub(super) fn quiet() -> Self {
        Self::quiet_with("")
    }

    /// The same with further settings.
    pub(super) fn quiet_with(settings: &str) -> Self {
        Self::over(DIRECTUS.to_owned(), settings)
    }

    /// Over a copy of its own, to change.
    pub(super) fn own() -> Self {
        Self::own_with("")
    }

    /// The same with further settings.
    pub(super) fn own_with(settings: &str) -> Self {
        let name = format!("copy_{}", COPIES.fetch_add(1, Ordering::Relaxed));
        CLUSTER
            .create_database_from_template(&name, TEMPLATE)
            .expect("a copy");
        Self::over(name, settings)
    }

    fn over(database: String, settings: &str) -> Self {
        let site = Self {
            folder: tempfile::tempdir().expect("a folder"),
            database,
        };
        site.configure(&CLUSTER, &site.database, settings);
        site
    }

    /// Over a database of another server.
    pub(super) fn elsewhere(cluster: &Cluster, database: &str) -> Self {
        LazyLock::force(&CLUSTER);
        let site = Self {
            folder: tempfile::tempdir().expect("a folder"),
            database: DIRECTUS.to_owned(),
        };
        site.configure(cluster, database, "");
        site
    }

    /// Writes the configuration: the database under the name `directus`, agents and gates each with their role.
    pub(super) fn configure(&self, cluster: &Cluster, database: &str, settings: &str) {
        self.file(
            "gatepost.toml",
            &format!(
                "[databases.directus]\nurl = \"{}\"\nauditor_url = \"{}\"\n{settings}",
                cluster.url(READER_ROLE, database),
                cluster.url(AUDITOR_ROLE, database)
            ),
        );
    }

    /// The server.
    pub(super) fn cluster() -> &'static Cluster {
        &CLUSTER
    }

    /// Writes a file of this folder.
    pub(super) fn file(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        let parent = path.parent().expect("in the folder");
        std::fs::create_dir_all(parent).expect("made");
        std::fs::write(&path, content).expect("written");
        path.display().to_string()
    }

    /// Writes a bracket gate of this name over `directus`, with these sections.
    pub(super) fn bracket(&self, name: &str, sections: &str) {
        let head = format!(
            "name = \"{name}\"\ntitle = \"{name}\"\nkind = \"bracket\"\ndatabase = \"directus\"\n"
        );
        self.file(&format!("gates/{name}.toml"), &(head + sections));
    }

    /// The path of a file of this folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The ledger's file.
    pub(super) fn ledger(&self) -> PathBuf {
        self.path("gatepost-ledger.db")
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The configuration's path.
    pub(super) fn configuration(&self) -> String {
        self.path("gatepost.toml").display().to_string()
    }

    /// A command here.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = gatepost();
        command
            .args(arguments)
            .env("GATEPOST_CONFIG", self.configuration());
        command
    }

    /// Runs a command to its end.
    pub(super) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary runs")
    }

    /// Enters a gate; the id.
    #[track_caller]
    pub(super) fn enter(&self, gate: &str) -> String {
        let output = self.run(&["gate", "entry", gate, "--format", "json"]);
        assert_status(&output, 0);
        let entry: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        entry["id"].as_str().expect("an id").to_owned()
    }

    /// Exits; the status and what was said, on both outputs.
    pub(super) fn exit(&self, id: &str) -> (Option<i32>, String) {
        said(&self.run(&["gate", "exit", id]))
    }

    /// Runs a script in the database as the superuser.
    pub(super) fn psql(&self, script: &str) -> String {
        CLUSTER
            .psql(SUPERUSER, &self.database, script)
            .expect("the script runs")
    }

    /// Fails unless the ledger verifies.
    #[track_caller]
    pub(super) fn assert_ledger_verifies(&self) {
        let output = self.run(&["ledger", "verify"]);
        assert_status(&output, 0);
        let told = text(&output.stdout);
        assert!(told.starts_with("VERIFIED "), "{told}");
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if self.database != DIRECTUS {
            // A test that failed may have left sessions. The cluster goes away in any case.
            let _ = CLUSTER.drop_database(&self.database);
        }
    }
}

/// The status and what was said, on both outputs.
pub(super) fn said(output: &Output) -> (Option<i32>, String) {
    let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
    (output.status.code(), told)
}

/// Fails unless the command ended with this status.
#[track_caller]
pub(super) fn assert_status(output: &Output, status: i32) {
    let (found, told) = said(output);
    assert_eq!(found, Some(status), "{told}");
}

/// Fails unless it is a refusal with this code: status 2, and no verdict.
#[track_caller]
pub(super) fn assert_refused((status, told): &(Option<i32>, String), code: &str) {
    assert_eq!(*status, Some(2), "{told}");
    assert!(told.contains(&format!("REFUSE {code}")), "{code}: {told}");
    assert!(told.contains("  instead: "), "what to do: {told}");
    assert!(!told.contains("SAFE,"), "no verdict: {told}");
}
