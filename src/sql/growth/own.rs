//! Functions that are not PostgreSQL's own, of which nothing is known but what they are given.

use super::bound::{Bound, STORED};
use super::constant::{is_fixed_size, is_number};
use super::evaluate::Evaluation;
use super::nodes::NodeId;
use super::rows::Rows;
use crate::policy::{FIRST_NORMAL_OID, Oid};

/// A number from here on may be how many bytes a function is to make.
const MANY_BYTES: f64 = 1024.0 * 1024.0;

/// A text from here on is longer than what ordinary statements put into another one.
const LONG: f64 = 1024.0;

/// What a function is taken to say that is told nothing, in bytes.
const SHORT: f64 = 64.0;

/// How many bytes an aggregate of the database takes for each byte of its rows: its state may be an array that is copied
/// when it grows, or a document.
const OVERHEAD: f64 = 6.0;

/// `record` and `void`: no text, array or document.
const NO_VALUES: [u32; 2] = [2249, 2278];

/// Whether a function was created in the database, by an extension or by its owner.
pub(super) fn is_own(function: Oid) -> bool {
    function >= FIRST_NORMAL_OID
}

impl Evaluation<'_, '_> {
    /// A call of a function of the database: an aggregate may keep all its rows, and what makes a text or an array may
    /// make it as long as a number says.
    pub(super) fn own_call(&mut self, id: NodeId, arguments: &[NodeId]) -> Bound {
        let nodes = self.nodes;
        let all = self.together(arguments);
        let all = Bound {
            size: all.size.max(SHORT),
            ..all
        };
        if nodes.is(id, "AGGREF") || nodes.is(id, "WINDOWFUNC") {
            let collected = self.collected(id, arguments, OVERHEAD);
            return match self.data_type(id) {
                Some(result) if is_fixed_size(result) => all,
                _ => collected,
            };
        }
        if nodes.word(id, "funcretset") == Some(b"true") || !self.may_be_long(id) {
            return all;
        }
        let many = |bytes: &f64| bytes.is_finite() && *bytes > MANY_BYTES;
        let asked_for = self.asked_for(arguments).filter(many);
        match asked_for
            .into_iter()
            .chain(self.put_together(id, arguments))
            .reduce(f64::max)
        {
            Some(bytes) => {
                self.gathered(id, bytes);
                Bound {
                    size: all.size + bytes,
                    grown: all.grown + bytes,
                    ..all
                }
            }
            None => all,
        }
    }

    /// What a function makes that puts one of its texts wherever it finds something in another, where both are long.
    fn put_together(&mut self, id: NodeId, arguments: &[NodeId]) -> Option<f64> {
        if !self.nodes.is(id, "FUNCEXPR") {
            return None;
        }
        let mut grown: Vec<f64> = arguments.iter().map(|id| self.bound(*id).grown).collect();
        grown.sort_unstable_by(|a, b| b.total_cmp(a));
        match grown.as_slice() {
            [longest, second, ..] if *second > LONG => Some(longest * second),
            _ => None,
        }
    }

    /// The rows of a call of a function of the database: as many as a number says that it is given.
    pub(super) fn own_rows(&mut self, arguments: &[NodeId]) -> Rows {
        let bytes = self.together(arguments).grown;
        let bytes = if bytes > STORED { bytes } else { 0.0 };
        match self.asked_for(arguments).unwrap_or_default().max(bytes) {
            rows if rows > Rows::RELATION.all() => Rows::made(rows),
            _ => Rows::RELATION,
        }
    }

    /// The largest number among arguments, but for stored ones.
    fn asked_for(&mut self, arguments: &[NodeId]) -> Option<f64> {
        let mut most: Option<f64> = None;
        for id in arguments {
            let bound = self.bound(*id);
            let number = bound.low.abs().max(bound.high.abs());
            let is_number = match self.type_of(*id) {
                Some(data_type) => is_number(data_type),
                None => number.is_finite(),
            };
            if is_number && !bound.stored {
                most = Some(most.unwrap_or_default().max(number));
            }
        }
        most
    }

    /// The type of an expression, of parameters and choices too.
    fn type_of(&self, id: NodeId) -> Option<u32> {
        let fields = ["paramtype", "casetype", "coalescetype", "minmaxtype"];
        let of_choice = || fields.iter().find_map(|field| self.nodes.number(id, field));
        self.data_type(id).or_else(of_choice)
    }

    /// Whether the result of a call is of a type of PostgreSQL's own whose values can be long.
    fn may_be_long(&self, id: NodeId) -> bool {
        let result = self.data_type(id).unwrap_or_default();
        result < FIRST_NORMAL_OID && !is_fixed_size(result) && !NO_VALUES.contains(&result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgresql_s_own_functions_are_not_those_of_the_database() {
        for (function, own) in [(1622, false), (16_383, false), (16_384, true)] {
            assert_eq!(is_own(function), own, "{function}");
        }
    }
}
