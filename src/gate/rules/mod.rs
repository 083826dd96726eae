//! Rule by observation: the fixed semantics of every check.
//!
//! An observation that gives no answer is an ERROR under every rule, never a PASS and never a FAIL. Types are
//! compared without coercion, numbers as exact decimals.

mod compare;
mod holds;
mod number;
mod relations;
mod shown;

pub(super) use relations::of_the_same_question;
pub(super) use shown::{describe, shown};

use self::compare::{compare, entry_of_comparison};
use self::holds::holds_on_every_side;
use super::definition::{Check, NullMeaning, Rule, Shape, is_refusal};
use super::judgement::{Judgement, at};
use super::observation::{Observation, Row};
use super::verdict::{Change, Difference};

/// The most rows named on each side of a set that changed.
const NAMED_ROWS: usize = 20;

/// What there is to judge.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen<'a> {
    /// An entry, judged for itself.
    Entry(&'a Observation),
    /// An exit with its entry.
    Bracket(&'a Observation, &'a Observation),
    /// The one moment of a standing gate.
    Once(&'a Observation),
}

impl<'a> Seen<'a> {
    fn sides(self) -> Vec<(&'static str, &'a Observation)> {
        match self {
            Self::Entry(entry) => vec![("entry", entry)],
            Self::Bracket(entry, exit) => vec![("entry", entry), ("exit", exit)],
            Self::Once(only) => vec![("", only)],
        }
    }
}

/// Judges what was seen of one check.
pub(super) fn judge(check: &Check, seen: Seen<'_>) -> Judgement {
    if let Rule::Refused(states) = &check.rule {
        return refused(states, seen);
    }
    for (when, observation) in seen.sides() {
        if let Some(error) = unanswered(check, when, observation) {
            return error;
        }
    }
    if !check.rule.needs_entry() {
        return holds_on_every_side(&check.rule, seen);
    }
    match seen {
        Seen::Once(_) => Judgement::error("no_entry", "the rule compares exit with entry"),
        Seen::Entry(entry) => entry_of_comparison(&check.rule, entry),
        Seen::Bracket(entry, exit) => compare(&check.rule, entry, exit),
    }
}

/// The ERROR of an observation that gives the rule no answer.
fn unanswered(check: &Check, when: &str, observation: &Observation) -> Option<Judgement> {
    let shape = check.rule.shape();
    let wrong = |what: &str| Some(Judgement::error("shape", at(when, what)));
    match observation {
        Observation::Error(failure) => Some(Judgement::failure(when, failure)),
        Observation::Truncated { cap } => Some(Judgement::error(
            "truncated",
            at(when, &format!("more than {cap} rows, so not all were seen")),
        )),
        Observation::NotRun => Some(Judgement::not_run(when)),
        Observation::Value { .. } if shape == Shape::Rows => {
            wrong("one value, where the rule is about rows")
        }
        Observation::Rows(_) if shape == Shape::Scalar => {
            wrong("rows, where the rule is about one value")
        }
        Observation::Null if shape == Shape::Rows => wrong("NULL, where the rule is about rows"),
        Observation::Empty if shape == Shape::Scalar => Some(Judgement::error(
            "empty",
            at(when, "the query found no row"),
        )),
        Observation::Null => match check.rule {
            Rule::Absent | Rule::Present => None,
            _ if check.null == NullMeaning::Value && check.rule.accepts_null_as_value() => None,
            _ => Some(Judgement::error("null", at(when, "the query gave NULL"))),
        },
        Observation::Value { .. } | Observation::Rows(_) | Observation::Empty => None,
    }
}

/// A probe that must be refused. At entry nothing is asked of it but that it could be run: what counts is exit.
fn refused(states: &[String], seen: Seen<'_>) -> Judgement {
    for (when, observation) in seen.sides() {
        match observation {
            Observation::NotRun => return Judgement::not_run(when),
            Observation::Error(failure) if !is_refusal(&failure.sqlstate) => {
                return Judgement::failure(when, failure);
            }
            _ => {}
        }
    }
    let (when, observation) = match seen {
        Seen::Entry(_) => return Judgement::pass("refused"),
        Seen::Bracket(_, exit) => ("exit", exit),
        Seen::Once(only) => ("", only),
    };
    match observation {
        Observation::Error(failure) if states.contains(&failure.sqlstate) => {
            Judgement::pass("refused")
        }
        Observation::Error(failure) => {
            let message = format!(
                "failed with {} and not with {}: {}",
                failure.sqlstate,
                states.join(" or "),
                failure.message
            );
            Judgement::error("other_sqlstate", at(when, &message))
        }
        // Whatever the statement gave, it ran.
        _ => Judgement::fail("not_refused", at(when, "the statement was not refused")),
    }
}

fn row_difference(change: Change, row: &Row) -> Difference {
    let fields: Vec<&str> = row
        .iter()
        .map(|field| field.as_deref().unwrap_or("NULL"))
        .collect();
    Difference {
        change,
        kind: "row".to_owned(),
        name: format!("({})", fields.join(", ")),
        detail: String::new(),
    }
}

#[cfg(test)]
mod tests;
