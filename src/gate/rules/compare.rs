//! Rules that compare exit with entry.

use super::number::number;
use super::{NAMED_ROWS, row_difference, shown};
use crate::gate::decimal::Decimal;
use crate::gate::definition::{Direction, Number, Organic, Rule};
use crate::gate::judgement::{Judgement, at};
use crate::gate::observation::{Observation, Row, RowSet};
use crate::gate::verdict::{Change, Outcome};

/// What an entry must be so that its exit can be compared with it.
pub(super) fn entry_of_comparison(rule: &Rule, entry: &Observation) -> Judgement {
    match (rule, number(entry)) {
        (Rule::Unchanged | Rule::SetUnchanged | Rule::SupersetOfEntry | Rule::SubsetOfEntry, _) => {
            Judgement::pass("recorded")
        }
        (_, Err(message)) => Judgement::error("shape", at("entry", &message)),
        (Rule::Organic(_), Ok(_)) => Judgement::new(Outcome::Info, "organic", ""),
        (_, Ok(_)) => Judgement::pass("recorded"),
    }
}

pub(super) fn compare(rule: &Rule, entry: &Observation, exit: &Observation) -> Judgement {
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
