//! Checks that rest on evidence: on what the ledger has of this very database, or on what happens while one waits.
//!
//! What is not there, is too old, or is of another database of that name is no answer, and its check an error that says what
//! to run: never a PASS.

use std::sync::Arc;
use std::time::Instant;

use super::{Gatekeeper, internal, refusals};
use crate::db::{Database, Progress, Purpose};
use crate::drift::Comparison;
use crate::error::ToolError;
use crate::gate::{
    self, Asks, Decision, Definition, Evidence, Failure, Observation, Snapshot, Timestamp, Witness,
};
use crate::ledger::{DriftRecord, Kind, Record, RehearsalEnd, RehearsalRecord, database_identity};

/// What a quiet wait looks at: all that is stored or defined in the database.
const STILL: &str = "name = \"quiet\"\ntitle = \"Quiet wait\"\nkind = \"bracket\"\n[unchanged]\nschema = [\"*\"]\n\
                     rows = [\"*\"]\nlevel = \"row_versions\"\nsequences = true\nroles = false\nlarge_objects = false\n";

const REHEARSE: &str = "gatepost rehearse CHANGE_SET";
const COMPARE: &str = "gatepost drift compare INVENTORY_FILE";

/// Why there is no answer, with what to run.
fn none(code: &str, message: impl Into<String>, mend: &str) -> Failure {
    Failure {
        mend: Some(mend.to_owned()),
        ..Failure::new(code, message)
    }
}

impl Gatekeeper {
    /// Puts the answers of the checks that rest on evidence into what was seen.
    ///
    /// # Errors
    /// When the database is lost, or the ledger cannot be read: that says nothing of any check.
    pub(super) async fn attest(
        &self,
        database: &Arc<Database>,
        definition: &Definition,
        seen: &mut Snapshot,
    ) -> Result<(), ToolError> {
        for check in &definition.checks {
            let Asks::Evidence(evidence) = &check.asks else {
                continue;
            };
            let started = Instant::now();
            let answer = match evidence.witness {
                Witness::Rehearsal => self
                    .rehearsed(evidence, seen)
                    .await?
                    .and_then(|end| verdict(&end)),
                Witness::Scanner => self
                    .rehearsed(evidence, seen)
                    .await?
                    .and_then(|end| scanner(&end)),
                Witness::Drift => self.drifted(evidence, seen).await?,
                Witness::Quiet => quiet(database, evidence).await?,
            };
            let answered = seen
                .checks
                .iter_mut()
                .find(|answer| answer.name == check.name);
            if let Some(answered) = answered {
                answered.observation = answer.unwrap_or_else(Observation::Error);
                answered.duration_ms =
                    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            }
        }
        Ok(())
    }

    /// How the last full rehearsal on this database ended.
    async fn rehearsed(
        &self,
        evidence: &Evidence,
        seen: &Snapshot,
    ) -> Result<Result<RehearsalEnd, Failure>, ToolError> {
        let here = here(seen);
        let of_this = {
            let here = here.clone();
            move |record: &RehearsalRecord| record.clone_identity == here
        };
        let last = self.last(Kind::RehearsalRun, of_this.clone()).await?;
        let Some((_, last)) = last else {
            let name = seen.identity.current_database.clone();
            let other = self
                .last(Kind::RehearsalRun, move |record: &RehearsalRecord| {
                    record.clone == name
                })
                .await?;
            let message = match other {
                Some(_) => "the rehearsals on the ledger were of another database of that name",
                None => "no rehearsal of this database is on the ledger",
            };
            return Ok(Err(none("no_record", message, REHEARSE)));
        };
        let set = &last.change_set;
        match &last.ended {
            None => {
                let message =
                    format!("a rehearsal of `{set}` began and did not end: it runs, or was killed");
                return Ok(Err(none(
                    "not_ended",
                    message,
                    &format!("gatepost rehearse {set}"),
                )));
            }
            Some(end) if end.is_standing => {
                let message = format!("`{set}`, or some of it, is still on the clone");
                return Ok(Err(none(
                    "standing",
                    message,
                    &format!("gatepost rehearse {set} --rollback"),
                )));
            }
            Some(_) => {}
        }
        let full = self
            .last(Kind::RehearsalRun, move |record: &RehearsalRecord| {
                of_this(record) && record.is_full
            })
            .await?;
        Ok(match full {
            None => Err(none(
                "no_record",
                "no rehearsal of this database went all the way",
                REHEARSE,
            )),
            Some((record, full)) => {
                fresh(&record, evidence, seen, "rehearsal", REHEARSE).and_then(|()| {
                    full.ended.ok_or_else(|| {
                        let message = format!(
                            "the last full rehearsal, of `{}`, did not end",
                            full.change_set
                        );
                        none("not_ended", message, REHEARSE)
                    })
                })
            }
        })
    }

    /// How many critical drifts the last comparison of this database found.
    async fn drifted(
        &self,
        evidence: &Evidence,
        seen: &Snapshot,
    ) -> Result<Result<Observation, Failure>, ToolError> {
        let here = here(seen);
        let of_this =
            move |record: &DriftRecord| record.clone_identity.as_deref() == Some(here.as_str());
        let Some((record, last)) = self.last(Kind::DriftComparison, of_this).await? else {
            let message = "no comparison of this database with production is on the ledger";
            return Ok(Err(none("no_record", message, COMPARE)));
        };
        let comparison = Comparison::from_json(&last.document)
            .map_err(|error| refusals::damaged("the last comparison", &error))?;
        let fresh = fresh(&record, evidence, seen, "comparison", COMPARE);
        Ok(fresh.and_then(|()| match comparison.not_compared.first() {
            Some(blind) if comparison.counts.critical == 0 => Err(none(
                "not_compared",
                format!("not all could be compared: {blind}"),
                COMPARE,
            )),
            _ => Ok(Observation::value(
                "int8",
                comparison.counts.critical.to_string(),
            )),
        }))
    }

    /// The last record of that kind that is the one looked for. A body of another form is none.
    async fn last<T: serde::de::DeserializeOwned + 'static>(
        &self,
        kind: Kind,
        is_it: impl Fn(&T) -> bool + Send + 'static,
    ) -> Result<Option<(Record, T)>, ToolError> {
        let read = |body: &str| serde_json::from_str::<T>(body);
        let found = self
            .ledger
            .latest_where(kind, move |body| {
                read(body).is_ok_and(|record| is_it(&record))
            })
            .await
            .map_err(|error| refusals::unreadable(&error))?;
        let Some(record) = found else {
            return Ok(None);
        };
        let body = read(&record.body).map_err(|error| refusals::damaged(kind.as_str(), &error))?;
        Ok(Some((record, body)))
    }
}

/// Which database was looked at, whatever it is called.
fn here(seen: &Snapshot) -> String {
    database_identity(&seen.identity.system_identifier, seen.identity.database_oid)
}

/// That the record is young enough.
fn fresh(
    record: &Record,
    evidence: &Evidence,
    seen: &Snapshot,
    what: &str,
    mend: &str,
) -> Result<(), Failure> {
    let written = Timestamp::try_from(record.time.clone()).map_err(|error| {
        none(
            "no_record",
            format!("the last {what} has no time: {error}"),
            mend,
        )
    })?;
    match seen.taken_at.since(written) {
        Some(age) if age <= evidence.within => Ok(()),
        Some(_) => {
            let most = humantime::format_duration(evidence.within);
            let message = format!("the last {what} is of {written}, and counts for {most}");
            Err(none("stale", message, mend))
        }
        // Both are this machine's clock, unless that was set back.
        None => Err(none(
            "stale",
            format!("the last {what} is of {written}, which is yet to come"),
            mend,
        )),
    }
}

fn verdict(end: &RehearsalEnd) -> Result<Observation, Failure> {
    match end.verdict.as_str() {
        known @ ("SAFE" | "UNSAFE") => Ok(Observation::value("text", known)),
        _ => Err(none(
            "indeterminate",
            "the last full rehearsal could not be decided",
            REHEARSE,
        )),
    }
}

fn scanner(end: &RehearsalEnd) -> Result<Observation, Failure> {
    match end.scanner.as_deref() {
        Some("pass") => Ok(Observation::value("text", "idempotent")),
        Some("fail") => Ok(Observation::value("text", "not idempotent")),
        Some(_) => Err(none(
            "indeterminate",
            "the last full rehearsal could not ask its scanner",
            REHEARSE,
        )),
        None => Err(none(
            "no_record",
            "the last full rehearsal ran no scanner",
            "give a change set's manifest its [scanner], and rehearse it",
        )),
    }
}

/// Whether anything changes while nobody does anything.
async fn quiet(
    database: &Arc<Database>,
    evidence: &Evidence,
) -> Result<Result<Observation, Failure>, ToolError> {
    let definition = Definition::parse("quiet", STILL.as_bytes()).map_err(internal)?;
    let silent = |_: Progress| {};
    let mut before = database
        .observe(&definition, Purpose::Entry, silent)
        .await?;
    tokio::time::sleep(evidence.within).await;
    let exit = Purpose::Exit(&before);
    let mut after = database.observe(&definition, exit, silent).await?;
    // What the role may do is for the gate itself to judge; here it is asked what was done.
    after.identity.role_can_write = false;
    before.identity.role_can_write = false;
    after.compared_with = Some(before.digest().map_err(internal)?);
    let verdict = gate::decide(&definition, &before, &after).map_err(internal)?;
    Ok(match verdict.decision {
        Decision::Safe => Ok(Observation::value("text", "quiet")),
        Decision::Unsafe => Ok(Observation::value("text", verdict.reason)),
        Decision::Indeterminate => Err(none(
            "indeterminate",
            format!(
                "whether anything changed could not be seen: {}",
                verdict.reason
            ),
            "mend what is named",
        )),
    })
}
