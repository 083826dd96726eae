//! Values that would outgrow memory: `repeat('x', 1000000000)`, doubling in a recursive query, and their like.
//!
//! PostgreSQL computes constant expressions while it plans, where a time limit comes late, and 49 bytes of SQL can ask
//! for gigabytes. So a bound on the size of every value is worked out from the tree, before anything is planned:
//! constants count as they are, stored values as [`bound::STORED`] bytes and no larger number, and what cannot be
//! bounded counts as infinite. It is a bound on the shape of ordinary reads, not on stored data: that was bounded when
//! it was stored.
//!
//! Rows count as well, where something collects them: those of a series by its span and its step, with times from
//! `now()` on among them, those of a relation as [`rows`] says. A parameter is not known when a statement is judged, so a
//! series that ends at one has no bound. Not counted: rows of a recursion over stored relations that never ends but by time.

mod bound;
mod calls;
mod casts;
mod columns;
mod constant;
mod data;
mod evaluate;
mod formatted;
mod gathered;
mod groups;
mod inlined;
mod joins;
mod nodes;
mod numerals;
mod own;
mod recursion;
mod replaced;
mod rounds;
mod rows;
mod rules;
mod series;
mod times;
mod total;
mod work;
mod working;

use crate::policy::{Growth, Oid, TreeFacts};
use evaluate::Evaluation;
use nodes::Nodes;
use numerals::Numerals;
pub use numerals::long_number;
pub use rules::growing_functions;

/// Calls of `||` and its like, of functions that quote, and casts, rows and elements that do, and multiplications, from which on
/// they can make much of little: each may double what it is given, or its digits.
const DOUBLINGS: usize = 10;

/// What puts two values together: `||` of texts, bytes, bits, arrays, lexemes, queries and documents, `&&` and `<->` of queries,
/// `+` of paths, `overlay`.
const CONCATENATIONS: [Oid; 21] = [
    1258, 2003, 2004, 2011, 383, 378, 379, 749, 752, 1404, 1405, 3030, 3031, 1679, 3625, 3669,
    3670, 5003, 5004, 1435, 3301,
];

/// `*` of `numeric`, whose result has the digits of both.
const PRODUCT: Oid = 1726;

/// Bytes of a constant as printed, three or four for each of its own, from which on it is long, as any parameter may be. Shorter ones compared part by
/// part take some seconds at most in all the columns that a statement can have.
const LONG: usize = 4096;

/// What a scan sees that values may grow by, besides the functions called.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// Calls and other nodes that can double what they are given.
    doublings: usize,
    /// Some WITH query is recursive.
    pub(super) recursive: bool,
    /// Bytes of the longest constant, as printed, or of what may be given as a parameter.
    longest_constant: usize,
    /// Numbers in constants that have very many digits.
    numerals: Numerals,
}

impl Signs {
    /// Counts a constant of this type, its bytes as printed.
    pub(super) fn constant(&mut self, data_type: Oid, printed: &[u8]) {
        self.longest_constant = self.longest_constant.max(printed.len());
        self.numerals = self.numerals.and(Numerals::of_constant(data_type, printed));
    }

    /// Counts a node of this label. A row or an array as a text quotes what it holds, and an element may hold the same twice.
    pub(super) fn node(&mut self, label: &[u8]) {
        match label {
            b"COERCEVIAIO" | b"ROW" | b"ROWEXPR" | b"XMLEXPR" => self.doublings += 1,
            b"PARAM" => self.longest_constant = self.longest_constant.max(work::PARAMETER),
            _ => {}
        }
    }

    /// Counts a call of this function.
    pub(super) fn call(&mut self, function: Oid) {
        if doubles(function) {
            self.doublings += 1;
        }
    }

    /// Whether a bound must be worked out at all: only few statements call what can grow. One call is enough in a recursion,
    /// whatever puts its values together.
    fn may_grow(&self, facts: &TreeFacts) -> bool {
        let mut called = facts.functions.iter().chain(&facts.aggregates);
        called.any(|oid| {
            rules::rule(*oid).is_some_and(rules::Rule::amplifies)
                || work::may_take_long(*oid)
                || self.longest_constant > LONG && work::depends_on_length(*oid)
                || own::is_own(*oid)
        }) || self.doublings > DOUBLINGS
            || self.recursive
            || self.numerals.in_text.is_some()
    }
}

/// Whether a call of this function can double what it is given.
fn doubles(function: Oid) -> bool {
    function == PRODUCT
        || CONCATENATIONS.contains(&function)
        || rules::rule(function) == Some(rules::Rule::Double)
}

/// What may outgrow memory in a tree that a scan has understood, and has seen this of; `None` when nothing does.
pub(super) fn find(tree: &str, facts: &TreeFacts, signs: &Signs) -> Option<Growth> {
    if let Some(digits) = signs.numerals.hidden {
        return Some(Growth::Number { digits });
    }
    if !signs.may_grow(facts) {
        return None;
    }
    match Nodes::parse(tree) {
        Ok(nodes) => Evaluation::new(&nodes, signs.numerals.in_text).find(),
        // A scan understood it, so this cannot be; were it so, nothing would be known.
        Err(_) => Some(Growth::Unknown),
    }
}

#[cfg(test)]
mod tests;
