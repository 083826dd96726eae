//! A PostgreSQL of its own on which brackets run one after another: roles and restarts are the whole cluster's.

use std::time::{Duration, Instant};

use gatepost::db::{Progress, Purpose};
use gatepost::demo::{Binaries, Cluster, MAINTENANCE_DATABASE, READER_ROLE, SUPERUSER};
use gatepost::gate::{Decision, Definition, Snapshot, Verdict, decide, enter};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::list::{Expected, Mutation};
use crate::scratch;
use crate::support::{AUDITOR, MAKE_AUDITOR, Served, audited};

const TEMPLATE: &str = "mutable";
/// Counters reach the statistics when the session that made them ends, a little after its client has gone.
const COUNTED_WITHIN: Duration = Duration::from_secs(3);

/// The built-in gate at another level than its own.
pub(super) fn unchanged(level: &str) -> Definition {
    unchanged_in(level, None)
}

/// The same of one schema alone.
fn unchanged_in(level: &str, scope: Option<&str>) -> Definition {
    let text = include_str!("../../../src/gate/builtin/unchanged.toml");
    let mut text = text.replace("\"row_versions\"", &format!("\"{level}\""));
    if let Some(schema) = scope {
        text = text
            .replace("schema = [\"*\"]", &format!("schema = [\"{schema}\"]"))
            .replace("rows = [\"*\"]", &format!("rows = [\"{schema}.*\"]"));
    }
    Definition::parse("unchanged.toml", text.as_bytes()).expect("a gate")
}

pub(super) struct Lane {
    pub(super) cluster: Cluster,
    made: usize,
    /// A copy on which only mutations ran that ended as they must.
    used: Option<Bracket>,
}

impl Lane {
    pub(super) fn start() -> Self {
        Self::start_with(&[])
    }

    /// With more settings of the server.
    pub(super) fn start_with(more: &[(&str, &str)]) -> Self {
        let binaries = Binaries::find().expect("PostgreSQL's server is installed");
        let mut settings = vec![
            ("max_prepared_transactions", "10"),
            ("wal_level", "logical"),
            ("restart_after_crash", "on"),
        ];
        settings.extend(more);
        let cluster = Cluster::start(&binaries, &settings).expect("the cluster starts");
        let run = |database, script: &str| {
            cluster
                .psql(SUPERUSER, database, script)
                .expect("the fixture is made")
        };
        run(MAINTENANCE_DATABASE, MAKE_AUDITOR);
        run(MAINTENANCE_DATABASE, include_str!("cluster.sql"));
        run(
            MAINTENANCE_DATABASE,
            &format!(
                "CREATE DATABASE {TEMPLATE}; REVOKE ALL ON DATABASE {TEMPLATE} FROM PUBLIC;
                 GRANT CONNECT ON DATABASE {TEMPLATE} TO {READER_ROLE}, {AUDITOR}, app_user, app_owner;"
            ),
        );
        run(TEMPLATE, include_str!("../observe/fixture.sql"));
        run(TEMPLATE, include_str!("fixture.sql"));
        run(TEMPLATE, "VACUUM ANALYZE");
        Self {
            cluster,
            made: 0,
            used: None,
        }
    }

    /// A fresh copy of the fixture, and gatepost over it.
    pub(super) fn copy(&mut self) -> Bracket {
        self.made += 1;
        let database = format!("m_{}", self.made);
        self.cluster
            .create_database_from_template(&database, TEMPLATE)
            .expect("a copy");
        let url = self.cluster.url(READER_ROLE, &database);
        let served = scratch::served(&url, audited);
        Bracket { database, served }
    }

    /// Another gatepost over the same copy, which knows nothing of what the first was told.
    pub(super) fn again(&self, bracket: &Bracket) -> Bracket {
        let url = self.cluster.url(READER_ROLE, &bracket.database);
        Bracket {
            database: bracket.database.clone(),
            served: scratch::served(&url, audited),
        }
    }

    pub(super) fn superuser(&self, database: &str, script: &str) {
        self.run(SUPERUSER, database, script)
            .unwrap_or_else(|error| panic!("{script}\n{error}"));
    }

    fn run(&self, role: &str, database: &str, script: &str) -> Result<(), String> {
        if !script.trim().is_empty() {
            let ran = self.cluster.psql(role, database, script);
            ran.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// One mutation; what it should have ended in and did not.
    ///
    /// A copy costs as much as the bracket on it, so mutations that must be found run one after another on the same;
    /// what is missed there, or cannot run for what went before, runs again on a copy of its own.
    pub(super) async fn bracket(&mut self, mutation: &Mutation) -> Vec<String> {
        let found_anywhere =
            matches!(mutation.expected, Expected::Unsafe(_)) && mutation.server.is_none();
        let used = self.used.take();
        if let (Some(used), true) = (used, found_anywhere) {
            if self.ran_on(&used, mutation).await.is_empty() {
                self.used = Some(used);
                return Vec::new();
            }
            self.drop(used);
        }
        let fresh = self.copy();
        let misses = self.ran_on(&fresh, mutation).await;
        if found_anywhere && misses.is_empty() {
            self.used = Some(fresh);
        } else {
            self.drop(fresh);
        }
        misses
    }

    fn drop(&self, bracket: Bracket) {
        let database = bracket.database.clone();
        drop(bracket);
        // The cluster goes away in any case; a mutation may have made it a template.
        let _ = self.cluster.drop_database(&database);
    }

    async fn ran_on(&mut self, bracket: &Bracket, mutation: &Mutation) -> Vec<String> {
        self.bracket_on(bracket, mutation)
            .await
            .unwrap_or_else(|error| vec![format!("{}: it did not run: {error}", mutation.name)])
    }

    async fn bracket_on(
        &mut self,
        bracket: &Bracket,
        mutation: &Mutation,
    ) -> Result<Vec<String>, String> {
        let database = bracket.database.clone();
        let failed = |error: tokio_postgres::Error| format!("{error:?}");
        self.run(SUPERUSER, &database, &mutation.before)?;
        let held = match &mutation.open {
            Some(open) => {
                let client = scratch::superuser(&self.cluster, &database).await;
                client.batch_execute(open).await.map_err(failed)?;
                Some(client)
            }
            None => None,
        };
        self.run(SUPERUSER, &database, &mutation.around)?;
        let mut brackets = Vec::new();
        for (level, expected) in [
            ("row_versions", Some(&mutation.expected)),
            ("content", mutation.content.as_ref()),
            ("counters", mutation.counters.as_ref()),
        ] {
            let Some(expected) = expected else { continue };
            let gate = unchanged_in(level, mutation.scope.as_deref());
            let entry = bracket.entry(&gate).await?;
            brackets.push((level, gate, entry, expected));
        }
        let role = mutation.role.as_deref().unwrap_or(SUPERUSER);
        self.run(role, &database, &mutation.script)?;
        if let Some(what) = &mutation.server {
            self.disturb(what).await;
        }
        if let (Some(held), Some(finish)) = (&held, &mutation.finish) {
            for statement in finish.split("; ") {
                held.batch_execute(statement).await.map_err(failed)?;
            }
        }
        let mut misses = Vec::new();
        for (level, gate, entry, expected) in &brackets {
            let counted = *level == "counters" || matches!(expected, Expected::Safe(Some(_)));
            let started = Instant::now();
            let found = loop {
                let found = bracket.judged(gate, entry, expected).await;
                if found.is_none() || !counted || started.elapsed() > COUNTED_WITHIN {
                    break found;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            };
            misses.extend(
                found.map(|found| {
                    format!("{} ({level}): expected {expected}, {found}", mutation.name)
                }),
            );
        }
        Ok(misses)
    }

    pub(super) async fn disturb(&mut self, what: &str) {
        match what {
            "restart" => self.cluster.resume().expect("starts again"),
            "crash" => {
                let file = self
                    .cluster
                    .psql(
                        SUPERUSER,
                        MAINTENANCE_DATABASE,
                        "SELECT pg_read_file('postmaster.pid')",
                    )
                    .expect("its own file");
                let process = file.lines().next().expect("a process").parse();
                kill(Pid::from_raw(process.expect("a number")), Signal::SIGQUIT).expect("is there");
                self.cluster.resume().expect("starts again");
            }
            "backend crash" => {
                let client = scratch::superuser(&self.cluster, MAINTENANCE_DATABASE).await;
                let row = client.query_one("SELECT pg_backend_pid()", &[]).await;
                let process = row.expect("asks").get(0);
                kill(Pid::from_raw(process), Signal::SIGKILL).expect("is there");
                for _ in 0..200 {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    let answer = self
                        .cluster
                        .psql(SUPERUSER, MAINTENANCE_DATABASE, "SELECT 1");
                    if client.is_closed() && answer.is_ok() {
                        return;
                    }
                }
                panic!("the server did not come back");
            }
            other => panic!("`{other}` is nothing that happens to a server"),
        }
    }
}

/// One database observed.
pub(super) struct Bracket {
    pub(super) database: String,
    pub(super) served: Served,
}

impl Bracket {
    pub(super) async fn entry(&self, gate: &Definition) -> Result<Snapshot, String> {
        let entry = self
            .served
            .database()
            .observe(gate, Purpose::Entry, |_: Progress| {})
            .await
            .map_err(|error| format!("{}: {error}", error.code.as_str()))?;
        let verdict = enter(gate, &entry).expect("a verdict");
        if verdict.is_usable_entry() {
            Ok(entry)
        } else {
            Err(format!("no entry: {}", verdict.reason))
        }
    }

    pub(super) async fn exit(
        &self,
        gate: &Definition,
        entry: &Snapshot,
    ) -> Result<Verdict, String> {
        let exit = self
            .served
            .database()
            .observe(gate, Purpose::Exit(entry), |_: Progress| {})
            .await
            .map_err(|error| format!("{}: {error}", error.code.as_str()))?;
        Ok(decide(gate, entry, &exit).expect("a verdict"))
    }

    /// What the exit says, if that is not what is expected.
    async fn judged(
        &self,
        gate: &Definition,
        entry: &Snapshot,
        expected: &Expected,
    ) -> Option<String> {
        let verdict = match self.exit(gate, entry).await {
            Ok(verdict) => verdict,
            Err(error) => return Some(format!("could not be observed: {error}")),
        };
        let differences: Vec<String> = verdict
            .checks
            .iter()
            .flat_map(|check| &check.differences)
            .map(|difference| format!("{} {}", difference.kind, difference.name))
            .collect();
        let messages: Vec<&str> = verdict
            .checks
            .iter()
            .map(|check| check.message.as_str())
            .chain([verdict.reason.as_str()])
            .filter(|message| !message.is_empty())
            .collect();
        let holds = match expected {
            Expected::Unsafe(names) => {
                verdict.decision == Decision::Unsafe
                    && names.iter().all(|name| {
                        differences
                            .iter()
                            .any(|difference| difference.starts_with(name))
                    })
            }
            Expected::Safe(remark) => {
                verdict.decision == Decision::Safe
                    && remark.as_ref().is_none_or(|remark| {
                        verdict
                            .warnings
                            .iter()
                            .any(|warning| warning.contains(remark))
                    })
            }
            Expected::Indeterminate(texts) => {
                verdict.decision == Decision::Indeterminate
                    && texts
                        .iter()
                        .all(|text| messages.iter().any(|message| message.contains(text)))
            }
        };
        (!holds).then(|| {
            format!(
                "found {} {differences:?} {messages:?} {:?}",
                verdict.decision, verdict.warnings
            )
        })
    }
}
