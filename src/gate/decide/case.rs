//! One verdict in the making: each planned check judged by what its snapshots hold.

use super::{conclude, count};
use crate::gate::comparable::same_snapshot;
use crate::gate::definition::{Check, Definition, Severity};
use crate::gate::judgement::Judgement;
use crate::gate::plan::{Planned, plan};
use crate::gate::proof;
use crate::gate::rules::{self, Seen, describe, shown};
use crate::gate::snapshot::{CheckObservation, Moment, Snapshot, SnapshotError};
use crate::gate::state::{ChannelState, Objects, Part};
use crate::gate::structure::{self, Comparison};
use crate::gate::verdict::{CheckResult, Mismatch, Outcome, Shown, SnapshotReference, Verdict};

/// Where definitions that rows' versions tell of cannot be compared.
const INSTEAD: &str = "take a new entry";

/// What one verdict is made from.
pub(super) struct Case<'a> {
    pub(super) definition: &'a Definition,
    pub(super) entry: Option<&'a Snapshot>,
    pub(super) exit: Option<&'a Snapshot>,
    /// The later of the two.
    pub(super) subject: &'a Snapshot,
    pub(super) moment: Moment,
}

/// The judgement of one planned check with what was seen.
struct Judged {
    judgement: Judgement,
    entry: Option<Shown>,
    exit: Option<Shown>,
    duration_ms: u64,
}

impl<'a> Case<'a> {
    pub(super) fn verdict(self, mismatches: Vec<Mismatch>) -> Result<Verdict, SnapshotError> {
        let mut facts = proof::Facts::default();
        let planned = plan(self.definition);
        let checks: Vec<CheckResult> = planned
            .iter()
            .map(|planned| {
                let mut judged = self.judge(planned, &mut facts);
                if let Some(mismatch) = mismatches.first() {
                    // What cannot be compared is not known to differ either.
                    judged.judgement = Judgement::error("not_comparable", &mismatch.message);
                }
                result(planned, judged)
            })
            .collect();
        let (decision, reason) = conclude(&mismatches, &checks);
        let entry = match (self.exit, self.entry) {
            (Some(_), Some(entry)) => Some(reference(entry)?),
            _ => None,
        };
        Ok(Verdict {
            gate: self.definition.name.clone(),
            title: self.definition.title.clone(),
            kind: self.definition.kind,
            gate_digest: self.definition.digest.clone(),
            moment: self.moment,
            decision,
            reason,
            counts: count(&checks),
            proof: proof::proof(self.definition, self.entry, self.exit, &checks, &facts),
            warnings: self.warnings(&checks),
            mismatches,
            checks,
            identity: self.subject.identity.clone(),
            entry,
            subject: reference(self.subject)?,
        })
    }

    fn judge(&self, planned: &Planned<'_>, facts: &mut proof::Facts) -> Judged {
        match planned {
            Planned::Database => self.database(),
            Planned::Check(check) => self.check(check),
            Planned::IdleInTransaction => self.idle_in_transaction(),
            Planned::NoWriteChannel => {
                let channel = self.definition.channel.clone().unwrap_or_default();
                self.unshown(structure::no_write_channel(
                    &channel,
                    &self.channel_moments(),
                ))
            }
            Planned::Schema => self.schema(),
            Planned::Roles => self.objects(|snapshot| snapshot.roles.as_ref()),
            Planned::Rows => self.rows(facts),
            Planned::Sequences => {
                let part = |snapshot: Option<&'a Snapshot>| {
                    snapshot.and_then(|snapshot| snapshot.sequences.as_ref())
                };
                let judgement =
                    structure::sequences(self.comparison(), part(self.entry), part(self.exit));
                self.shown(judgement, |snapshot| {
                    observed(snapshot.sequences.as_ref(), |all| Shown {
                        type_name: "sequences".to_owned(),
                        value: all.len().to_string(),
                    })
                })
            }
            Planned::LargeObjects => self.large_objects(facts),
        }
    }

    fn comparison(&self) -> Comparison {
        let same_snapshot = match (self.entry, self.exit) {
            (Some(entry), Some(exit)) => {
                same_snapshot(entry, &exit.identity, &exit.transaction_snapshot)
            }
            _ => false,
        };
        Comparison {
            has_exit: self.exit.is_some(),
            same_snapshot,
        }
    }

    fn unshown(&self, judgement: Judgement) -> Judged {
        Judged {
            judgement,
            entry: None,
            exit: None,
            duration_ms: 0,
        }
    }

    fn shown(&self, judgement: Judgement, show: impl Fn(&Snapshot) -> Option<Shown>) -> Judged {
        Judged {
            judgement,
            entry: self.entry.and_then(&show),
            exit: self.exit.and_then(&show),
            duration_ms: 0,
        }
    }

    /// Mismatches of identity are found before and make every check an ERROR, so here it holds.
    fn database(&self) -> Judged {
        self.shown(Judgement::pass("identity"), |snapshot| {
            Some(Shown {
                type_name: "name".to_owned(),
                value: snapshot.identity.current_database.clone(),
            })
        })
    }

    fn check(&self, check: &Check) -> Judged {
        let find = |snapshot: &'a Snapshot| {
            snapshot
                .checks
                .iter()
                .find(|answer| answer.name == check.name)
        };
        let (entry, exit) = (self.entry.map(find), self.exit.map(find));
        let judgement = match (entry, exit) {
            (Some(None), _) => Judgement::not_run("entry"),
            (_, Some(None)) => Judgement::not_run(if self.entry.is_some() { "exit" } else { "" }),
            (Some(Some(entry)), None) => rules::judge(check, Seen::Entry(&entry.observation)),
            (None, Some(Some(only))) => rules::judge(check, Seen::Once(&only.observation)),
            (Some(Some(entry)), Some(Some(exit))) => {
                let seen = Seen::Bracket(&entry.observation, &exit.observation);
                rules::of_the_same_question(rules::judge(check, seen), entry, exit)
            }
            (None, None) => Judgement::not_run(""),
        };
        let show = |answer: Option<Option<&CheckObservation>>| {
            answer.flatten().map(|answer| shown(&answer.observation))
        };
        let duration_ms = exit
            .or(entry)
            .flatten()
            .map_or(0, |answer| answer.duration_ms);
        Judged {
            judgement,
            entry: show(entry),
            exit: show(exit),
            duration_ms,
        }
    }

    fn channel_moments(&self) -> Vec<(&'static str, Option<&'a ChannelState>)> {
        let exit = if self.entry.is_some() { "exit" } else { "" };
        [("entry", self.entry), (exit, self.exit)]
            .into_iter()
            .filter_map(|(when, snapshot)| Some((when, snapshot?.channel.as_ref())))
            .collect()
    }

    fn idle_in_transaction(&self) -> Judged {
        let channel = self.definition.channel.clone().unwrap_or_default();
        let judgement = structure::idle_in_transaction(&channel, &self.channel_moments());
        self.shown(judgement, |snapshot| {
            observed(
                snapshot
                    .channel
                    .as_ref()
                    .map(|channel| &channel.idle_in_transaction),
                |count| Shown {
                    type_name: "int8".to_owned(),
                    value: count.to_string(),
                },
            )
        })
    }

    fn schema(&self) -> Judged {
        let mut judged = self.objects(|snapshot| snapshot.schema.as_ref());
        let seen = [self.entry, self.exit].into_iter().flatten();
        let seen = seen.filter_map(|snapshot| match &snapshot.schema {
            Some(Part::Observed(objects)) => Some(objects),
            _ => None,
        });
        let unchanged = self.definition.unchanged.as_ref();
        let unmatched =
            unchanged.and_then(|unchanged| structure::unmatched_schemas(unchanged, seen));
        if let (Some(unmatched), Outcome::Pass) = (unmatched, judged.judgement.outcome) {
            judged.judgement = unmatched;
        }
        judged
    }

    fn objects(&self, part: impl Fn(&Snapshot) -> Option<&Part<Objects>>) -> Judged {
        let sides = self
            .comparison()
            .sides(self.entry.and_then(&part), self.exit.and_then(&part));
        let judgement = match sides {
            Ok(sides) => structure::objects(
                &sides,
                &|table| self.in_the_same_file(table),
                self.entry
                    .zip(self.exit)
                    .and_then(|(entry, exit)| structure::given_again(entry, exit, INSTEAD)),
            ),
            Err(judgement) => *judgement,
        };
        self.shown(judgement, |snapshot| {
            observed(part(snapshot), |objects| Shown {
                type_name: "objects".to_owned(),
                value: format!("{} sha256:{}", objects.as_slice().len(), objects.digest()),
            })
        })
    }

    /// Whether rows were observed and the table's file is the one it was in; the name is unquoted.
    fn in_the_same_file(&self, table: &str) -> bool {
        let file = |snapshot: Option<&Snapshot>| match &snapshot?.rows {
            Some(Part::Observed(relations)) => {
                relations
                    .iter()
                    .find(|state| state.relation.to_string() == table)?
                    .relfilenode
            }
            _ => None,
        };
        let before = file(self.entry);
        before.is_some() && before == file(self.exit)
    }

    fn rows(&self, facts: &mut proof::Facts) -> Judged {
        let (Some(unchanged), Some(entry)) = (&self.definition.unchanged, self.entry) else {
            return self.unshown(Judgement::not_run("entry"));
        };
        let rows = structure::rows(unchanged, self.comparison(), entry, self.exit);
        facts.rows_by_same_snapshot = rows.by_same_snapshot;
        self.shown(rows.judgement, |snapshot| {
            observed(snapshot.rows.as_ref(), |relations| Shown {
                type_name: "relations".to_owned(),
                value: relations.len().to_string(),
            })
        })
    }

    fn large_objects(&self, facts: &mut proof::Facts) -> Judged {
        let part = |snapshot: Option<&'a Snapshot>| {
            snapshot.and_then(|snapshot| snapshot.large_objects.as_ref())
        };
        let judgement = match self.comparison().sides(part(self.entry), part(self.exit)) {
            Ok(sides) => {
                let (judgement, not_proven) = structure::large_objects(&sides);
                facts.not_proven.extend(not_proven);
                judgement
            }
            Err(judgement) => *judgement,
        };
        self.shown(judgement, |snapshot| {
            observed(snapshot.large_objects.as_ref(), |state| Shown {
                type_name: "large_objects".to_owned(),
                value: state.count.to_string(),
            })
        })
    }

    /// What decided nothing and a reader should know all the same.
    fn warnings(&self, checks: &[CheckResult]) -> Vec<String> {
        let mut warnings: Vec<String> = checks
            .iter()
            .flat_map(|check| check.remarks.clone())
            .collect();
        for check in checks
            .iter()
            .filter(|check| check.severity == Severity::Advisory)
        {
            if matches!(check.outcome, Outcome::Fail | Outcome::Error) {
                warnings.push(format!("advisory check {}: {}", check.name, check.message));
            }
        }
        if let (Some(entry), Some(exit)) = (self.entry, self.exit) {
            let (before, after) = (&entry.identity, &exit.identity);
            if before.stats_reset != after.stats_reset {
                warnings.push("the statistics were reset since entry, so rolled-back writes cannot be reported".to_owned());
            }
            if before.server_started != after.server_started {
                warnings.push(format!(
                    "the server was restarted, crashed or had its shared statistics reset since entry, at {}",
                    after.server_started
                ));
            }
            if before.server_version != after.server_version {
                let versions = format!("{} to {}", before.server_version, after.server_version);
                warnings.push(format!("the server's version went from {versions}"));
            }
        }
        warnings
    }
}

fn observed<T>(part: Option<&Part<T>>, show: impl Fn(&T) -> Shown) -> Option<Shown> {
    match part? {
        Part::Observed(value) => Some(show(value)),
        Part::Failed(failure) => Some(Shown {
            type_name: "error".to_owned(),
            value: failure.sqlstate.clone(),
        }),
        Part::SameSnapshot => Some(Shown {
            type_name: "same_snapshot".to_owned(),
            value: "same transaction snapshot".to_owned(),
        }),
    }
}

fn reference(snapshot: &Snapshot) -> Result<SnapshotReference, SnapshotError> {
    Ok(SnapshotReference {
        digest: snapshot.digest()?,
        taken_at: snapshot.taken_at,
        transaction_snapshot: snapshot.transaction_snapshot.clone(),
        wal_position: snapshot.wal_position.clone(),
    })
}

fn result(planned: &Planned<'_>, judged: Judged) -> CheckResult {
    let (rule, severity, note) = match planned {
        Planned::Check(check) => (describe(&check.rule), check.severity, check.note.clone()),
        Planned::Database => ("identity".to_owned(), Severity::Blocking, None),
        Planned::IdleInTransaction | Planned::NoWriteChannel => {
            ("channel".to_owned(), Severity::Blocking, None)
        }
        _ => ("unchanged".to_owned(), Severity::Blocking, None),
    };
    let Judged {
        judgement,
        entry,
        exit,
        duration_ms,
    } = judged;
    CheckResult {
        name: planned.name().to_owned(),
        rule,
        severity,
        outcome: judgement.outcome,
        entry,
        exit,
        reason: judgement.reason,
        message: judgement.message,
        mend: judgement.mend,
        note,
        differences: judgement.differences,
        remarks: judgement.remarks,
        duration_ms,
    }
}
