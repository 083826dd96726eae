//! Observations and rules as verdicts show them.

use crate::gate::definition::{Direction, Organic, Rule};
use crate::gate::observation::Observation;
use crate::gate::verdict::Shown;

/// An observation as verdicts show it.
pub(in crate::gate) fn shown(observation: &Observation) -> Shown {
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
pub(in crate::gate) fn describe(rule: &Rule) -> String {
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
