//! A clone with something on it, a ledger, and a look at the clone that owes nothing to the product.

use std::collections::BTreeMap;
use std::process::Command;

use gatepost::db::clone::CloneChannel;
use gatepost::demo::{Binaries, SUPERUSER};
use gatepost::ledger::Ledger;
use gatepost::rehearsal::{Mode, Outcome, Report, Step, rehearse};
use tempfile::TempDir;

use crate::clone::world::{Clone, WRITER, cluster};

/// The files of a change set.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// What a clone holds before a change set comes.
pub(crate) const ENTRY: &str = include_str!("../../corpus/rehearsals/entry.sql");

/// A change set that fits it.
pub(crate) const BASE: [(&str, &str); 5] = [
    (
        "manifest.toml",
        include_str!("../../corpus/rehearsals/base/manifest.toml"),
    ),
    (
        "01_objects.sql",
        include_str!("../../corpus/rehearsals/base/01_objects.sql"),
    ),
    (
        "02_rows.sql",
        include_str!("../../corpus/rehearsals/base/02_rows.sql"),
    ),
    (
        "90_negatives.sql",
        include_str!("../../corpus/rehearsals/base/90_negatives.sql"),
    ),
    (
        "Z_rollback.sql",
        include_str!("../../corpus/rehearsals/base/Z_rollback.sql"),
    ),
];

/// Texts as files.
pub(crate) fn files<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Files {
    let texts = texts.into_iter();
    texts
        .map(|(path, text)| (path.to_owned(), text.into()))
        .collect()
}

/// A clone to rehearse on.
pub(crate) struct Stage {
    /// The database.
    pub(crate) clone: Clone,
    /// The way to it.
    pub(crate) channel: CloneChannel,
    ledger: Ledger,
    /// Where the ledger is.
    pub(crate) folder: TempDir,
}

impl Stage {
    /// A clone on which its owner ran this script.
    pub(crate) async fn new(entry: &str) -> Self {
        let clone = Clone::new();
        let ran = cluster().psql(WRITER, &clone.name, entry);
        ran.expect("the clone's owner makes it");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ledger = folder.path().join("ledger.db").display().to_string();
        Self {
            channel: clone.open("").await.expect("a clone"),
            ledger: Ledger::open(&ledger).expect("opens"),
            clone,
            folder,
        }
    }

    /// Rehearses a change set.
    pub(crate) async fn rehearse(&self, files: &Files, mode: Mode) -> Report {
        self.rehearse_as("change", files, mode).await
    }

    /// The same, under this name.
    pub(crate) async fn rehearse_as(&self, name: &str, files: &Files, mode: Mode) -> Report {
        let files = files.clone();
        let report = rehearse(&self.channel, &self.ledger, name, files, mode, &|_| {});
        report.await.expect("the clone can be asked")
    }

    /// Runs a script as the superuser; what it printed.
    pub(crate) fn superuser(&self, script: &str) -> String {
        let ran = cluster().psql(SUPERUSER, &self.clone.name, script);
        ran.expect("the script runs")
    }

    /// Definitions as `pg_dump` has them, and rows, counted and digested by PostgreSQL.
    pub(crate) fn state(&self) -> String {
        let binaries = Binaries::find().expect("PostgreSQL is installed");
        // Beside the server or the client, wherever that is a link to.
        let beside = [binaries.postgres, binaries.psql];
        let whole = beside.iter().filter_map(|path| path.canonicalize().ok());
        let dump = beside.iter().cloned().chain(whole);
        let mut dump = dump.map(|path| path.with_file_name("pg_dump"));
        let dump = dump.find(|path| path.exists()).expect("pg_dump is there");
        let dump = Command::new(dump)
            .args(["--schema-only", "--dbname"])
            .arg(cluster().url(SUPERUSER, &self.clone.name))
            .output()
            .expect("pg_dump runs");
        assert!(dump.status.success(), "{dump:?}");
        // Newer versions put a random word around what they dump.
        let dump = String::from_utf8(dump.stdout).expect("UTF-8");
        let dump = dump
            .lines()
            .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"));
        dump.chain([self.rows().as_str()])
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The rows of every table, counted and digested by PostgreSQL.
    pub(crate) fn rows(&self) -> String {
        self.superuser(
            "SELECT format('SELECT %L, count(*), md5(coalesce(string_agg(t::text, E''\\n'' ORDER BY t::text), '''')) FROM %I.%I t', \
               c.oid::regclass, n.nspname, c.relname) \
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 \\gexec\n",
        )
    }
}

/// The first step that did not pass, and the codes of its problems; none when all passed.
pub(crate) fn found(report: &Report) -> Option<(String, Vec<String>)> {
    let step = report
        .steps
        .iter()
        .find(|step| step.outcome != Outcome::Pass)?;
    let name = serde_json::to_value(step.step).expect("a step");
    let mut codes: Vec<String> = step
        .problems
        .iter()
        .map(|problem| problem.code.clone())
        .collect();
    codes.sort();
    codes.dedup();
    Some((name.as_str().expect("a name").to_owned(), codes))
}

/// What was noted at a step.
pub(crate) fn remarks(report: &Report, step: Step) -> Vec<&str> {
    let steps = report.steps.iter().filter(|result| result.step == step);
    steps
        .flat_map(|result| &result.remarks)
        .map(String::as_str)
        .collect()
}
