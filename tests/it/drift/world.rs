//! The demo's `directus`, its inventory, and a clone of it.

use gatepost::demo::{MAINTENANCE_DATABASE, READER_ROLE, SUPERUSER};
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Configuration, run, text};
use crate::support::{Copy, cluster};

/// The role that owns the clone.
const WRITER: &str = "directus_app";
/// Row-level security hides rows from the agents' role, and what is hidden is not compared.
const AUDITOR: &str = "gatepost_auditor";

/// What a comparison gave.
pub(crate) struct Compared {
    /// The exit status.
    pub(crate) status: Option<i32>,
    /// What was printed, as JSON.
    pub(crate) json: Value,
}

impl Compared {
    /// The line.
    pub(crate) fn line(&self) -> &str {
        self.json["line"].as_str().expect("a line")
    }

    /// The verdict.
    pub(crate) fn verdict(&self) -> &str {
        let verdict = &self.json["comparison"]["verdict"];
        verdict.as_str().expect("a verdict")
    }

    /// Class, name and id of every drift.
    pub(crate) fn drifts(&self) -> Vec<(&str, &str, &str)> {
        let drifts = self.json["comparison"]["drifts"].as_array();
        drifts
            .expect("a list")
            .iter()
            .map(|drift| {
                (
                    drift["class"].as_str().expect("a class"),
                    drift["name"].as_str().expect("a name"),
                    drift["id"].as_str().expect("an id"),
                )
            })
            .collect()
    }
}

/// A production database with its inventory, and a clone of it.
pub(crate) struct World {
    /// What production is. A copy, as every test's.
    pub(crate) production: Copy,
    /// The clone.
    pub(crate) clone: Copy,
    /// The production channel's file.
    pub(crate) production_file: Configuration,
    /// The clone channel's file.
    pub(crate) clone_file: Configuration,
    folder: TempDir,
}

impl World {
    /// The two as equal as a clone ever is, with the inventory captured.
    pub(crate) fn new() -> Self {
        Self::with("", "")
    }

    /// The same with further settings in production's file and in the clone's.
    pub(crate) fn with(of_production: &str, of_clone: &str) -> Self {
        let (production, clone) = (Copy::new(), Copy::new());
        for database in [&production, &clone] {
            // The clone is read by its owner, whom policies that are forced bind too.
            database.superuser("ALTER TABLE governance.watched_note NO FORCE ROW LEVEL SECURITY");
        }
        mark(&clone.name);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let inventory = folder.path().join("production.json").display().to_string();
        let url = cluster().url(READER_ROLE, &production.name);
        let auditor = cluster().url(AUDITOR, &production.name);
        let production_file = Configuration::new(&format!(
            "[databases.directus]\nurl = \"{url}\"\nauditor_url = \"{auditor}\"\n{of_production}"
        ));
        let url = cluster().url(WRITER, &clone.name);
        let clone_file = Configuration::new(&format!(
            "[clone]\nname = \"{}\"\nurl = \"{url}\"\ninventory = \"{inventory}\"\n{of_clone}",
            clone.name
        ));
        let world = Self {
            production,
            clone,
            production_file,
            clone_file,
            folder,
        };
        world.capture();
        world
    }

    /// Where the inventory is.
    pub(crate) fn inventory(&self) -> String {
        let path = self.folder.path().join("production.json");
        path.display().to_string()
    }

    /// Captures production's inventory anew, and gives its digest.
    pub(crate) fn capture(&self) -> String {
        let (file, inventory) = (self.production_file.path(), self.inventory());
        let output = run(&[
            "drift", "capture", "directus", "--output", &inventory, "--format", "json", "--config",
            file,
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let shown: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        shown["sha256"].as_str().expect("a digest").to_owned()
    }

    /// Compares the clone.
    pub(crate) fn compare(&self) -> Compared {
        let inventory = self.inventory();
        let file = self.clone_file.path();
        let output = run(&[
            "drift", "compare", &inventory, "--format", "json", "--config", file,
        ]);
        let json = serde_json::from_slice(&output.stdout);
        Compared {
            status: output.status.code(),
            json: json.unwrap_or_else(|_| panic!("{}", text(&output.stderr))),
        }
    }
}

/// Makes the database a clone.
pub(crate) fn mark(name: &str) {
    let script = format!(
        "REVOKE CONNECT ON DATABASE {name} FROM query_pg_ro, gatepost_auditor;\n\
         ALTER DATABASE {name} SET gatepost.clone = '{name}';"
    );
    cluster()
        .psql(SUPERUSER, MAINTENANCE_DATABASE, &script)
        .expect("marks");
}
