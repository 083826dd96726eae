//! Rules that one observation satisfies by itself: asked of every side there is.

use super::number::{is_number, number};
use super::{NAMED_ROWS, Seen, row_difference, shown};
use crate::gate::decimal::Decimal;
use crate::gate::definition::{Literal, Rule};
use crate::gate::judgement::{Judgement, at};
use crate::gate::observation::Observation;
use crate::gate::verdict::Change;

/// Whether one observation satisfies a rule by itself.
enum Holds {
    Yes,
    No(String),
    Unknown(String),
}

pub(super) fn holds_on_every_side(rule: &Rule, seen: Seen<'_>) -> Judgement {
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
