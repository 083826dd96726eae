//! Arithmetic on numbers of very many digits, which PostgreSQL does in one go: no time limit is looked at meanwhile.

use super::evaluate::Evaluation;
use super::nodes::NodeId;
use crate::policy::{Growth, Oid};

/// Functions of `numeric` whose time is as the square of the digits. Where their arguments are constants they are worked
/// out while the statement is planned.
const QUADRATIC: [Oid; 15] = [
    1376, 1726, 1727, 1728, 1729, 1732, 1733, 1738, 1739, 1973, 1980, 2169, 5048, 5049, 1731,
];

/// Those of them that ordinary statements call with small numbers only, and seldom.
const SELDOM: [Oid; 6] = [1728, 1729, 1973, 1980, 5048, 5049];

/// Digits that `numeric` works on at once.
const AT_ONCE: f64 = 4.0;

/// What all of a statement may take, in steps of a nanosecond or two.
const LIMIT: f64 = 1e9;

/// Whether a statement that calls this function is looked at.
pub(super) fn may_take_long(function: Oid) -> bool {
    SELDOM.contains(&function)
}

impl Evaluation<'_, '_> {
    /// Counts the work of a call on numbers of so many digits.
    pub(super) fn worked(&mut self, function: Oid, id: NodeId, digits: f64) {
        if self.recursive.is_trying() || !QUADRATIC.contains(&function) {
            return;
        }
        self.work.insert(id, (digits / AT_ONCE).powi(2));
        let all: f64 = self.work.values().sum();
        if all > LIMIT {
            self.found(Growth::Value {
                what: "numbers of so many digits that no time limit stops their arithmetic",
                bytes: None,
            });
        }
    }
}
