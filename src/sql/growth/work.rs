//! Work that PostgreSQL does in one go, so that no time limit is looked at meanwhile: arithmetic on numbers of very many
//! digits, and functions that compare each part of one argument with each of another.

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

/// Functions of two texts whose time is as the product of their lengths: `translate`, `ltrim`, `rtrim`, `btrim`.
const TEXTS: [Oid; 7] = [875, 876, 878, 884, 2015, 6195, 6196];

/// The same of points and elements: what compares polygons, paths and arrays.
const PARTS: [Oid; 10] = [339, 340, 345, 346, 370, 729, 973, 2747, 2748, 2749];

/// Bytes that a point or an element has at least, read from a text.
const PART_BYTES: f64 = 4.0;

/// Bytes that a stored text or array is taken to have on the average.
const STORED_BYTES: f64 = 1000.0;

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
        self.takes(id, (digits / AT_ONCE).powi(2));
    }

    /// Counts the work of a call that compares each part of its first argument with each of its second.
    pub(super) fn multiplied(&mut self, function: Oid, id: NodeId, arguments: &[NodeId]) {
        let part = if TEXTS.contains(&function) {
            1.0
        } else if PARTS.contains(&function) {
            PART_BYTES
        } else {
            return;
        };
        if self.recursive.is_trying() {
            return;
        }
        let mut parts = 1.0;
        for argument in arguments.iter().take(2) {
            let bound = self.bound(*argument);
            let stored = (bound.size - bound.grown).clamp(0.0, STORED_BYTES);
            parts *= ((bound.grown + stored) / part).max(1.0);
        }
        self.takes(id, parts);
    }

    fn takes(&mut self, id: NodeId, steps: f64) {
        if self.work.count(id, steps) > LIMIT {
            self.found(Growth::Value {
                what: "so many digits, signs or points that no time limit stops the work on them",
                bytes: None,
            });
        }
    }
}
