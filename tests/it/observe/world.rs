//! A database with the fixture, served with an auditor, and gates over it.

use std::sync::LazyLock;

use gatepost::db::{Progress, Purpose};
use gatepost::demo::{READER_ROLE, SUPERUSER};
use gatepost::error::ToolError;
use gatepost::gate::{Decision, Definition, Snapshot, Verdict, decide};
use tokio_postgres::Client;

use crate::support::{AUDITOR, Copy, MAKE_AUDITOR, Served, audited, cluster};

static AUDITOR_MADE: LazyLock<()> = LazyLock::new(|| {
    cluster()
        .psql(SUPERUSER, "postgres", MAKE_AUDITOR)
        .expect("the auditor is made");
});

/// What a bracket over roles and what is PostgreSQL's own covers.
pub(super) const ROLES: &str =
    "[unchanged]\nschema = []\nsequences = false\nroles = true\nlarge_objects = false\n";

/// A gate over the fixture's rows alone, at a level.
pub(super) fn rows_gate(level: &str) -> Definition {
    gate(&format!(
        "[unchanged]\nschema = []\nrows = [\"g.*\"]\nlevel = \"{level}\"\nsequences = false\nroles = false\nlarge_objects = false\n"
    ))
}

/// A bracket with the sections given.
pub(super) fn gate(sections: &str) -> Definition {
    let text = format!("name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n{sections}");
    Definition::parse("test.toml", text.as_bytes()).expect("a gate")
}

/// A database of its own, and gatepost over it.
pub(super) struct World {
    pub(super) copy: Copy,
    pub(super) served: Served,
}

impl World {
    /// With the fixture, observed by the auditor.
    pub(super) fn audited() -> Self {
        LazyLock::force(&AUDITOR_MADE);
        let copy = Self::copy();
        copy.superuser(&format!(
            "GRANT CONNECT ON DATABASE {} TO {AUDITOR};",
            copy.name
        ));
        let served = Served::new(READER_ROLE, &copy.name, audited);
        Self { copy, served }
    }

    /// Another gatepost over the same database, with no second session to spare.
    pub(super) fn with_one_connection(&self) -> Served {
        Served::new(READER_ROLE, &self.copy.name, |config| {
            config.limits.connections = 1;
            audited(config);
        })
    }

    /// With the fixture, observed by the reader.
    pub(super) fn unaudited() -> Self {
        let copy = Self::copy();
        let served = copy.served();
        Self { copy, served }
    }

    fn copy() -> Copy {
        let copy = Copy::new();
        copy.superuser(include_str!("fixture.sql"));
        copy
    }

    pub(super) async fn observe(
        &self,
        gate: &Definition,
        purpose: Purpose<'_>,
    ) -> Result<Snapshot, ToolError> {
        let snapshot = self
            .served
            .database()
            .observe(gate, purpose, |_: Progress| {})
            .await?;
        let bytes = snapshot.to_bytes().expect("serializable");
        assert_eq!(Snapshot::from_bytes(&bytes).expect("canonical"), snapshot);
        Ok(snapshot)
    }

    pub(super) async fn entry(&self, gate: &Definition) -> Snapshot {
        self.observe(gate, Purpose::Entry).await.expect("an entry")
    }

    pub(super) async fn exit(&self, gate: &Definition, entry: &Snapshot) -> Verdict {
        let exit = self
            .observe(gate, Purpose::Exit(entry))
            .await
            .expect("an exit");
        decide(gate, entry, &exit).expect("a verdict")
    }

    /// Entry, a script of the superuser, exit.
    pub(super) async fn bracket(&self, gate: &Definition, script: &str) -> Verdict {
        let entry = self.entry(gate).await;
        self.copy.superuser(script);
        self.exit(gate, &entry).await
    }

    /// A writer past gatepost.
    pub(super) async fn writer(&self) -> Client {
        self.copy.connect(SUPERUSER).await
    }
}

/// The names of all differences of a verdict, as `kind name`.
pub(super) fn differences(verdict: &Verdict) -> Vec<String> {
    let differences = verdict.checks.iter().flat_map(|check| &check.differences);
    differences
        .map(|difference| format!("{} {}", difference.kind, difference.name))
        .collect()
}

/// Fails unless the verdict is UNSAFE and names the object.
#[track_caller]
pub(super) fn assert_unsafe(verdict: &Verdict, names: &str, why: &str) {
    let found = differences(verdict);
    assert_eq!(verdict.decision, Decision::Unsafe, "{why}: {verdict:#?}");
    assert!(
        found.iter().any(|name| name == names),
        "{why}: {names} is not among {found:?}"
    );
}

/// Fails unless the verdict is SAFE.
#[track_caller]
pub(super) fn assert_safe(verdict: &Verdict, why: &str) {
    assert_eq!(
        verdict.decision,
        Decision::Safe,
        "{why}: {:#?}",
        verdict.checks
    );
}
