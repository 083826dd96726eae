//! From snapshots to a verdict. No clock and no I/O: the same snapshots always give the same verdict.

mod case;

use self::case::Case;
use super::comparable::{compared, judged_alone};
use super::definition::{Definition, Severity};
use super::snapshot::{Moment, Snapshot, SnapshotError};
use super::verdict::{CheckResult, Counts, Decision, Mismatch, Outcome, Verdict};

/// Judges an entry for itself: SAFE means that an exit can be compared with it.
///
/// # Errors
/// Only when the snapshot cannot be serialized.
pub fn enter(definition: &Definition, entry: &Snapshot) -> Result<Verdict, SnapshotError> {
    let mismatches = judged_alone(definition, entry, Moment::Entry);
    Case {
        definition,
        entry: Some(entry),
        exit: None,
        subject: entry,
        moment: Moment::Entry,
    }
    .verdict(mismatches)
}

/// Compares exit with entry.
///
/// # Errors
/// Only when a snapshot cannot be serialized.
pub fn decide(
    definition: &Definition,
    entry: &Snapshot,
    exit: &Snapshot,
) -> Result<Verdict, SnapshotError> {
    let mismatches = compared(definition, entry, exit);
    Case {
        definition,
        entry: Some(entry),
        exit: Some(exit),
        subject: exit,
        moment: Moment::Exit,
    }
    .verdict(mismatches)
}

/// Judges a standing gate.
///
/// # Errors
/// Only when the snapshot cannot be serialized.
pub fn judge(definition: &Definition, snapshot: &Snapshot) -> Result<Verdict, SnapshotError> {
    let mismatches = judged_alone(definition, snapshot, Moment::Check);
    Case {
        definition,
        entry: None,
        exit: Some(snapshot),
        subject: snapshot,
        moment: Moment::Check,
    }
    .verdict(mismatches)
}

fn count(checks: &[CheckResult]) -> Counts {
    let of = |outcome| {
        checks
            .iter()
            .filter(|check| check.outcome == outcome)
            .count()
    };
    Counts {
        planned: checks.len(),
        passed: of(Outcome::Pass),
        failed: of(Outcome::Fail),
        errored: of(Outcome::Error),
        info: of(Outcome::Info),
    }
}

/// FAIL beats ERROR, since what is known to be wrong is known; and nothing proven is not SAFE.
fn conclude(mismatches: &[Mismatch], checks: &[CheckResult]) -> (Decision, String) {
    if let Some(mismatch) = mismatches.first() {
        return (Decision::Indeterminate, mismatch.message.clone());
    }
    for (outcome, decision) in [
        (Outcome::Fail, Decision::Unsafe),
        (Outcome::Error, Decision::Indeterminate),
    ] {
        let found: Vec<&CheckResult> = checks
            .iter()
            .filter(|check| check.severity == Severity::Blocking && check.outcome == outcome)
            .collect();
        if let Some(first) = found.first() {
            let more = match found.len() {
                1 => String::new(),
                count => format!(" (and {} more)", count - 1),
            };
            return (decision, format!("{}: {}{more}", first.name, first.message));
        }
    }
    let proves = |check: &&CheckResult| {
        check.severity == Severity::Blocking
            && check.outcome == Outcome::Pass
            && check.rule != "identity"
    };
    match checks.iter().find(proves) {
        Some(_) => (Decision::Safe, String::new()),
        None => (
            Decision::Indeterminate,
            "no blocking check was asked".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests;
