//! Numbers as PostgreSQL writes them.

use super::shown;
use crate::gate::decimal::Decimal;
use crate::gate::observation::Observation;

/// PostgreSQL's types whose texts are numbers.
const NUMBER_TYPES: [&str; 8] = [
    "int2", "int4", "int8", "numeric", "float4", "float8", "oid", "xid8",
];

pub(super) fn is_number(type_name: &str) -> bool {
    NUMBER_TYPES.contains(&type_name)
}

/// The number observed with its text, or why there is none.
pub(super) fn number(observation: &Observation) -> Result<(Decimal, &str), String> {
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
