//! Work that PostgreSQL does in one go, so that no time limit is looked at meanwhile: arithmetic on numbers of very many
//! digits, and functions that compare each part of one argument with each of another, or with each other.

use super::bound::Bound;
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

/// `normalize` and `IS NORMALIZED`, which move each mark on a letter past those before it that belong behind it.
const MARKS: [Oid; 2] = [4350, 4351];

/// Functions and operators of a `jsonpath`, which may compare all values at one place of a document with all at another. The
/// path is the second argument, and the fourth says what becomes of errors.
const PATHS: [Oid; 12] = [
    1177, 1179, 1180, 2023, 2030, 4005, 4006, 4007, 4008, 4009, 4010, 4011,
];

/// Bytes that a point or an element has at least, read from a text.
const PART_BYTES: f64 = 4.0;

/// Bytes that a stored text or array is taken to have on the average.
const STORED_BYTES: f64 = 1000.0;

/// How much longer than a stored value a text among the parameters is taken to be: one may be searched for another once, which
/// takes some seconds at most (measured), and not in column after column.
const LONGER: f64 = 3.0;

/// Digits that `numeric` works on at once.
const AT_ONCE: f64 = 4.0;

/// What all of a statement may take, in steps of a nanosecond or two.
const LIMIT: f64 = 1e9;

/// Bytes that a text among the parameters can have, unless the operator lets statements be longer.
pub(super) const PARAMETER: usize = 100 * 1024;

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

/// Whether a call of this function compares each part of its arguments with each other.
fn squares(function: Oid) -> bool {
    MARKS.contains(&function) || PATHS.contains(&function)
}

/// Whether a statement that holds a long constant or a parameter and calls this function is looked at.
pub(super) fn depends_on_length(function: Oid) -> bool {
    part(function).is_some() || squares(function) || QUADRATIC.contains(&function)
}

impl Evaluation<'_, '_> {
    /// Counts the work of a call on numbers of so many digits.
    pub(super) fn worked(&mut self, function: Oid, id: NodeId, digits: f64) {
        if self.recursive.is_trying() || !QUADRATIC.contains(&function) {
            return;
        }
        self.takes(id, (digits / AT_ONCE).powi(2));
    }

    /// Counts the work of a call that compares each part of its first argument with each of its second, or all with each
    /// other.
    pub(super) fn multiplied(&mut self, function: Oid, id: NodeId, arguments: &[NodeId]) {
        if self.recursive.is_trying() {
            return;
        }
        if squares(function) {
            // The document and the variables of a path, whose values take two bytes at least.
            let compared = arguments.iter().step_by(2).take(2);
            let bytes: f64 = compared.map(|id| self.compared_length(*id)).sum();
            let part = if PATHS.contains(&function) { 2.0 } else { 1.0 };
            self.takes(id, (bytes / part).powi(2));
        }
        let (Some(part), [first, second, ..]) = (part(function), arguments) else {
            return;
        };
        let (first, second) = (self.length(*first), self.length(*second));
        let searches = SEARCHES.contains(&function) || PATTERNS.contains(&function);
        // A text holds nothing longer than itself; a sign of a pattern may take two bytes. Elements are looked for one by one.
        let second = match searches && !self.nodes.is(id, "SCALARARRAYOPEXPR") {
            true => second.min(first * 2.0),
            false => second,
        };
        self.takes(id, (first / part).max(1.0) * (second / part).max(1.0));
    }

    /// Bytes of an argument whose parts are compared with each other; what is collected of stored rows counts as stored.
    fn compared_length(&mut self, id: NodeId) -> f64 {
        let bound = self.bound(id);
        if bound.collected {
            STORED_BYTES
        } else {
            bound.grown + stored_length(bound)
        }
    }

    /// Bytes of an argument, with parameters in it longer than they are taken to be elsewhere.
    fn length(&mut self, id: NodeId) -> f64 {
        let bound = self.bound(id);
        let longer = if self.is_given(id) { LONGER } else { 1.0 };
        bound.grown * longer + stored_length(bound)
    }

    /// Whether an expression holds a parameter, be it as a column of a subquery.
    fn is_given(&mut self, id: NodeId) -> bool {
        let nodes = self.nodes;
        let mut waiting = vec![id];
        while let Some(id) = waiting
            .pop()
            .filter(|_| self.has_parameters && self.step(1))
        {
            match nodes.get(id).label {
                b"PARAM" => return true,
                b"VAR" => waiting.extend(self.subquery_column(id)),
                b"SUBLINK" => {
                    let query = nodes.node(id, "subselect");
                    waiting.extend(query.and_then(|query| nodes.target_expression(query, 1)));
                }
                _ => waiting.extend(nodes.children(id)),
            }
        }
        false
    }

    /// The expression of a subquery's column, or of a WITH query's that is not recursive.
    fn subquery_column(&self, variable: NodeId) -> Option<NodeId> {
        let nodes = self.nodes;
        let levels = nodes.number(variable, "varlevelsup")?;
        let query = self.query_around(nodes.get(variable).query, levels)?;
        let entry = nodes.entry(query, nodes.number(variable, "varno")?)?;
        // enum RTEKind
        let query = match nodes.number::<u32>(entry, "rtekind")? {
            1 => nodes.node(entry, "subquery")?,
            6 => {
                let with = self.with_query(entry)?;
                if nodes.word(with, "cterecursive") == Some(b"true") {
                    return None;
                }
                nodes.node(with, "ctequery")?
            }
            _ => return None,
        };
        nodes.target_expression(query, nodes.number(variable, "varattno")?)
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

/// Bytes of what is stored of a value.
fn stored_length(bound: Bound) -> f64 {
    (bound.size - bound.grown).clamp(0.0, STORED_BYTES)
}
