//! What became of one check, before it is put beside its name.

use super::observation::Failure;
use super::verdict::{Difference, Outcome};

/// An outcome and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) outcome: Outcome,
    /// A stable word.
    pub(super) reason: String,
    pub(super) message: String,
    pub(super) mend: Option<String>,
    pub(super) differences: Vec<Difference>,
    pub(super) remarks: Vec<String>,
}

impl Judgement {
    pub(super) fn new(
        outcome: Outcome,
        reason: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            outcome,
            reason: reason.into(),
            message: message.into(),
            mend: None,
            differences: Vec::new(),
            remarks: Vec::new(),
        }
    }

    pub(super) fn pass(reason: impl Into<String>) -> Self {
        Self::new(Outcome::Pass, reason, "")
    }

    pub(super) fn fail(reason: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Outcome::Fail, reason, message)
    }

    pub(super) fn error(reason: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Outcome::Error, reason, message)
    }

    /// The observer could not see; `when` is `entry`, `exit` or empty.
    pub(super) fn failure(when: &str, failure: &Failure) -> Self {
        let mut judgement = Self::error(&failure.sqlstate, at(when, &failure.message));
        judgement.mend.clone_from(&failure.mend);
        judgement
    }

    pub(super) fn not_run(when: &str) -> Self {
        Self::error("not_run", at(when, "not observed"))
    }

    /// FAIL with the differences when there are any, else PASS.
    pub(super) fn of_differences(mut differences: Vec<Difference>) -> Self {
        differences.sort();
        let Some(first) = differences.first() else {
            return Self::pass("unchanged");
        };
        let headline = headline(first);
        let message = match differences.len() {
            1 => headline,
            count => format!("{headline}, and {} more", count - 1),
        };
        Self {
            differences,
            ..Self::fail("changed", message)
        }
    }
}

/// One difference in one line: its object, what happened, and the detail when that is one line too.
pub(super) fn headline(difference: &Difference) -> String {
    let Difference {
        change,
        kind,
        name,
        detail,
    } = difference;
    if detail.is_empty() || detail.contains('\n') {
        format!("{kind} {name} {}", change.as_str())
    } else {
        format!("{kind} {name} {}: {detail}", change.as_str())
    }
}

/// The message with its moment in front.
pub(super) fn at(when: &str, message: &str) -> String {
    if when.is_empty() {
        message.to_owned()
    } else {
        format!("at {when}: {message}")
    }
}
