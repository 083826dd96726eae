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

/// The same of what looks for its second argument at each place of its first: `position`, `strpos`, `replace`, `split_part`,
/// `string_to_array`, `string_to_table`.
const SEARCHES: [Oid; 10] = [376, 394, 849, 868, 1698, 2014, 2087, 2088, 6160, 6161];

/// `LIKE`, `ILIKE`, `NOT LIKE`, `NOT ILIKE`, which look for what stands behind each `%` at each place.
const PATTERNS: [Oid; 20] = [
    850, 851, 858, 859, 1569, 1570, 1571, 1572, 1631, 1632, 1633, 1634, 1635, 1636, 1660, 1661,
    2005, 2006, 2007, 2008,
];

/// `@>`, `<@`, `?|`, `?&` and `- text[]` of `jsonb`, which look for each element of one array in the other. An element takes
/// two bytes as text and two steps to compare.
const ELEMENTS: [Oid; 5] = [3343, 4046, 4048, 4049, 4050];

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

/// Bytes of the parts that a call of this function compares each with each; `None` where it does not.
fn part(function: Oid) -> Option<f64> {
    let mut each = [&TEXTS[..], &SEARCHES, &PATTERNS, &ELEMENTS].into_iter();
    if each.any(|functions| functions.contains(&function)) {
        Some(1.0)
    } else if PARTS.contains(&function) {
        Some(PART_BYTES)
    } else {
        None
    }
}

/// Whether a statement that holds a long constant and calls this function is looked at.
pub(super) fn depends_on_length(function: Oid) -> bool {
    part(function).is_some() || QUADRATIC.contains(&function)
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
        let Some(part) = part(function).filter(|_| !self.recursive.is_trying()) else {
            return;
        };
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
