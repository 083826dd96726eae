//! Rule by observation: the fixed semantics of every check.
//!
//! An observation that gives no answer is an ERROR under every rule, never a PASS and never a FAIL. Types are
//! compared without coercion, numbers as exact decimals.

use super::decimal::Decimal;
use super::definition::{
    Check, Direction, Literal, NullMeaning, Number, Organic, Rule, Shape, is_refusal,
};
use super::judgement::{Judgement, at};
use super::observation::{Observation, Row, RowSet};
use super::verdict::{Change, Difference, Outcome, Shown};

/// PostgreSQL's types whose texts are numbers.
const NUMBER_TYPES: [&str; 8] = [
    "int2", "int4", "int8", "numeric", "float4", "float8", "oid", "xid8",
];

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

/// Whether one observation satisfies a rule by itself.
enum Holds {
    Yes,
    No(String),
    Unknown(String),
}

fn holds_on_every_side(rule: &Rule, seen: Seen<'_>) -> Judgement {
    let mut unknown = None;
    for (when, observation) in seen.sides() {
        match holds(rule, observation) {
            Holds::Yes => {}
            Holds::No(message) => {
                let mut judgement =
                    Judgement::fail(format!("not_{}", rule.name()), at(when, &message));
                if let (Rule::ZeroRows, Observation::Rows(set)) = (rule, observation) {
                    judgement.differences = set
                        .rows()
                        .iter()
                        .take(NAMED_ROWS)
                        .map(|row| row_difference(Change::Found, row))
                        .collect();
                }
                return judgement;
            }
            Holds::Unknown(message) => unknown = unknown.or(Some(at(when, &message))),
        }
    }
    match unknown {
        Some(message) => Judgement::error("shape", message),
        None => Judgement::pass(rule.name()),
    }
}

fn holds(rule: &Rule, observation: &Observation) -> Holds {
    let bound = |fits: &dyn Fn(&Decimal) -> bool, wanted: String| match number(observation) {
        Err(message) => Holds::Unknown(message),
        Ok((value, _)) if fits(&value) => Holds::Yes,
        Ok((_, text)) => Holds::No(format!("is {text}, not {wanted}")),
    };
    match rule {
        Rule::Equals(literal) => equals(literal, observation),
        Rule::AtLeast(low) => bound(
            &|value| *value >= low.value,
            format!("at least {}", low.text),
        ),
        Rule::AtMost(high) => bound(
            &|value| *value <= high.value,
            format!("at most {}", high.text),
        ),
        Rule::Between(low, high) => bound(
            &|value| *value >= low.value && *value <= high.value,
            format!("between {} and {}", low.text, high.text),
        ),
        Rule::Absent => match observation {
            Observation::Null => Holds::Yes,
            other => Holds::No(format!("is present: {}", shown(other).value)),
        },
        Rule::Present => match observation {
            Observation::Null => Holds::No("is absent".to_owned()),
            _ => Holds::Yes,
        },
        Rule::ZeroRows => match observation {
            Observation::Rows(set) => Holds::No(format!(
                "{} rows, where there should be none",
                set.rows().len()
            )),
            _ => Holds::Yes,
        },
        other => Holds::Unknown(format!(
            "rule {} is no statement about one observation",
            other.name()
        )),
    }
}

fn equals(literal: &Literal, observation: &Observation) -> Holds {
    let Observation::Value { type_name, text } = observation else {
        return Holds::No(format!("is NULL, not {}", literal.text()));
    };
    let mismatch = || {
        Holds::Unknown(format!(
            "is {text} of type {type_name}, which cannot be compared with {}",
            literal.text()
        ))
    };
    let equal = match literal {
        Literal::Integer(_) | Literal::Text(_) if is_number(type_name) => {
            match (Decimal::parse(text), Decimal::parse(literal.text())) {
                (Some(value), Some(wanted)) => value == wanted,
                _ => return mismatch(),
            }
        }
        Literal::Integer(_) => return mismatch(),
        Literal::Boolean(wanted) if type_name == "bool" => match text.as_str() {
            "t" | "true" => *wanted,
            "f" | "false" => !*wanted,
            _ => return mismatch(),
        },
        Literal::Boolean(_) => return mismatch(),
        Literal::Text(_) if type_name == "bool" => return mismatch(),
        Literal::Text(wanted) => text == wanted,
    };
    if equal {
        Holds::Yes
    } else {
        Holds::No(format!("is {text}, not {}", literal.text()))
    }
}

/// What an entry must be so that its exit can be compared with it.
fn entry_of_comparison(rule: &Rule, entry: &Observation) -> Judgement {
    match (rule, number(entry)) {
        (Rule::Unchanged | Rule::SetUnchanged | Rule::SupersetOfEntry | Rule::SubsetOfEntry, _) => {
            Judgement::pass("recorded")
        }
        (_, Err(message)) => Judgement::error("shape", at("entry", &message)),
        (Rule::Organic(_), Ok(_)) => Judgement::new(Outcome::Info, "organic", ""),
        (_, Ok(_)) => Judgement::pass("recorded"),
    }
}

fn compare(rule: &Rule, entry: &Observation, exit: &Observation) -> Judgement {
    if let (
        Observation::Value {
            type_name: before, ..
        },
        Observation::Value {
            type_name: after, ..
        },
    ) = (entry, exit)
        && before != after
    {
        return Judgement::error("shape", format!("the type was {before} and is {after}"));
    }
    match rule {
        Rule::Unchanged if entry == exit => Judgement::pass("unchanged"),
        Rule::Unchanged => Judgement::fail(
            "changed",
            format!("was {}, is {}", shown(entry).value, shown(exit).value),
        ),
        Rule::SetUnchanged | Rule::SupersetOfEntry | Rule::SubsetOfEntry => {
            compare_sets(rule, entry, exit)
        }
        _ => compare_numbers(rule, entry, exit),
    }
}

fn compare_numbers(rule: &Rule, entry: &Observation, exit: &Observation) -> Judgement {
    let ((before, before_text), (after, after_text)) = match (number(entry), number(exit)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(message), _) => return Judgement::error("shape", at("entry", &message)),
        (_, Err(message)) => return Judgement::error("shape", at("exit", &message)),
    };
    let delta = after.minus(&before);
    let signed = if delta > Decimal::zero() {
        format!("+{delta}")
    } else {
        delta.to_string()
    };
    let fails = |wanted: String| {
        Judgement::fail(
            format!("not_{}", rule.name()),
            format!("{before_text} to {after_text} is {signed}, not {wanted}"),
        )
    };
    match rule {
        Rule::NonDecreasing if after < before => fails("at least 0".to_owned()),
        Rule::NonIncreasing if after > before => fails("at most 0".to_owned()),
        Rule::ChangedBy(wanted) if delta != wanted.value => fails(wanted.text.clone()),
        Rule::DeltaBetween(low, high) if delta < low.value || delta > high.value => {
            fails(format!("between {} and {}", low.text, high.text))
        }
        Rule::Organic(bounds) => match organic_breach(bounds, &delta) {
            Some(wanted) => fails(wanted),
            None => Judgement::new(Outcome::Info, "organic", signed),
        },
        _ => Judgement::pass(rule.name()),
    }
}

fn organic_breach(bounds: &Organic, delta: &Decimal) -> Option<String> {
    match bounds.direction {
        Direction::Up if *delta < Decimal::zero() => return Some("upwards".to_owned()),
        Direction::Down if *delta > Decimal::zero() => return Some("downwards".to_owned()),
        _ => {}
    }
    match &bounds.max_delta {
        Some(Number { value, text }) if delta.clone().absolute() > *value => {
            Some(format!("within {text}"))
        }
        _ => None,
    }
}

fn compare_sets(rule: &Rule, entry: &Observation, exit: &Observation) -> Judgement {
    let none = RowSet::new(Vec::new(), Vec::new());
    let set = |observation| match observation {
        Observation::Rows(set) => set,
        _ => none.clone(),
    };
    let (before, after) = (set(entry.clone()), set(exit.clone()));
    let both = !before.rows().is_empty() && !after.rows().is_empty();
    if both && before.types() != after.types() {
        let types = |set: &RowSet| set.types().join(", ");
        return Judgement::error(
            "shape",
            format!(
                "the columns were ({}) and are ({})",
                types(&before),
                types(&after)
            ),
        );
    }
    let (added, removed) = (after.less(&before), before.less(&after));
    let breach = match rule {
        Rule::SupersetOfEntry => !removed.is_empty(),
        Rule::SubsetOfEntry => !added.is_empty(),
        _ => !added.is_empty() || !removed.is_empty(),
    };
    let sizes = format!("{} added, {} removed", added.len(), removed.len());
    let mut judgement = if breach {
        Judgement::fail("changed", sizes)
    } else {
        Judgement::new(Outcome::Pass, rule.name(), sizes)
    };
    let named = |change, rows: Vec<&Row>| {
        rows.into_iter()
            .take(NAMED_ROWS)
            .map(move |row| row_difference(change, row))
            .collect::<Vec<_>>()
    };
    judgement.differences = [named(Change::Added, added), named(Change::Removed, removed)].concat();
    judgement
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

fn is_number(type_name: &str) -> bool {
    NUMBER_TYPES.contains(&type_name)
}

/// The number observed with its text, or why there is none.
fn number(observation: &Observation) -> Result<(Decimal, &str), String> {
    match observation {
        Observation::Value { type_name, text } if is_number(type_name) => {
            match Decimal::parse(text) {
                Some(value) => Ok((value, text)),
                None => Err(format!("{text} is no number that can be compared")),
            }
        }
        Observation::Value { type_name, text } => {
            Err(format!("{text} of type {type_name} is no number"))
        }
        other => Err(format!("{} is no number", shown(other).type_name)),
    }
}

/// An observation as verdicts show it.
pub(super) fn shown(observation: &Observation) -> Shown {
    let (type_name, value) = match observation {
        Observation::Value { type_name, text } => (type_name.as_str(), text.clone()),
        Observation::Rows(set) => (
            "rows",
            format!("{} sha256:{}", set.rows().len(), set.sha256()),
        ),
        Observation::Null => ("null", "NULL".to_owned()),
        Observation::Empty => ("empty", "0 rows".to_owned()),
        Observation::Error(failure) => ("error", failure.sqlstate.clone()),
        Observation::Truncated { cap } => ("truncated", format!("more than {cap} rows")),
        Observation::NotRun => ("not_run", "not run".to_owned()),
    };
    Shown {
        type_name: type_name.to_owned(),
        value,
    }
}

/// The rule with its arguments, as verdicts show it.
pub(super) fn describe(rule: &Rule) -> String {
    let arguments = match rule {
        Rule::Equals(literal) => literal.text().to_owned(),
        Rule::AtLeast(number) | Rule::AtMost(number) | Rule::ChangedBy(number) => {
            number.text.clone()
        }
        Rule::Between(low, high) | Rule::DeltaBetween(low, high) => {
            format!("{}, {}", low.text, high.text)
        }
        Rule::Refused(states) => states.join(", "),
        Rule::Organic(Organic {
            max_delta,
            direction,
        }) => {
            let direction = match direction {
                Direction::Any => None,
                Direction::Up => Some("up".to_owned()),
                Direction::Down => Some("down".to_owned()),
            };
            let bound = max_delta
                .as_ref()
                .map(|delta| format!("max_delta {}", delta.text));
            direction
                .into_iter()
                .chain(bound)
                .collect::<Vec<_>>()
                .join(", ")
        }
        _ => String::new(),
    };
    if arguments.is_empty() {
        rule.name().to_owned()
    } else {
        format!("{}({arguments})", rule.name())
    }
}

#[cfg(test)]
mod tests;
