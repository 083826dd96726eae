//! How many groups GROUP BY gives.

use std::collections::BTreeSet;

use super::evaluate::Evaluation;
use super::nodes::{NodeId, Value};
use super::rows::Rows;
use super::rules::{self, Rule};
use crate::policy::Oid;

/// `to_char` of a time, which says the same of the same time.
const TO_CHAR: [Oid; 2] = [1770, 2049];

/// How deep expressions to group by may lie inside each other.
const DEPTH: usize = 30;

impl Evaluation<'_, '_> {
    /// The groups of a query: no more than there are combinations of rows of the entries whose columns it groups by.
    pub(super) fn groups(&mut self, query: NodeId, depth: usize) -> Option<Rows> {
        let nodes = self.nodes;
        if matches!(nodes.field(query, "groupingSets"), Some(Value::List(_))) {
            return None;
        }
        let targets = nodes.list(query, "targetList");
        let mut places = BTreeSet::new();
        for clause in nodes.list(query, "groupClause") {
            let named: usize = nodes.number(clause, "tleSortGroupRef")?;
            let mut targets = targets.iter();
            let target =
                targets.find(|target| nodes.number(**target, "ressortgroupref") == Some(named))?;
            places.extend(self.places(nodes.node(*target, "expr")?)?);
        }
        let mut groups = Rows::made(1.0);
        for place in places {
            if self.is_lateral(query, place) {
                return None;
            }
            let entry = nodes.entry(query, place)?;
            groups = groups.times(self.entry_rows(entry, depth).or_none());
        }
        Some(groups)
    }

    /// The places of the entries whose columns an expression is made of, when it is the same for the same columns.
    pub(super) fn places(&self, id: NodeId) -> Option<BTreeSet<usize>> {
        let mut places = BTreeSet::new();
        self.add_places(id, &mut places, DEPTH).then_some(places)
    }

    fn add_places(&self, id: NodeId, places: &mut BTreeSet<usize>, depth: usize) -> bool {
        let nodes = self.nodes;
        if depth == 0 || nodes.word(id, "funcretset") == Some(b"true") {
            return false;
        }
        let function = match nodes.get(id).label {
            b"CONST" | b"PARAM" => return true,
            b"VAR" => return self.add_place(id, places, depth),
            b"FUNCEXPR" => nodes.number(id, "funcid"),
            b"OPEXPR" => nodes.number(id, "opfuncid"),
            b"RELABELTYPE" | b"COERCEVIAIO" | b"COLLATE" | b"COLLATEEXPR" | b"CASE"
            | b"CASEEXPR" | b"CASEWHEN" | b"WHEN" | b"COALESCE" | b"COALESCEEXPR" => Some(0),
            _ => None,
        };
        let is_fixed = function.is_some_and(|function| function == 0 || is_fixed(function));
        let mut inside = nodes.children(id).into_iter();
        is_fixed && inside.all(|inner| self.add_places(inner, places, depth - 1))
    }

    fn add_place(&self, id: NodeId, places: &mut BTreeSet<usize>, depth: usize) -> bool {
        let nodes = self.nodes;
        // A column of a query around is one value here.
        if nodes.number(id, "varlevelsup") != Some(0) {
            return true;
        }
        let Some(place) = nodes.number::<usize>(id, "varno") else {
            return false;
        };
        let query = nodes.get(id).query;
        let Some(entry) = query.and_then(|query| nodes.entry(query, place)) else {
            return false;
        };
        // enum RTEKind: RTE_JOIN, RTE_GROUP
        let stands_for = match nodes.number::<u32>(entry, "rtekind") {
            Some(2) => "joinaliasvars",
            Some(9) => "groupexprs",
            _ => {
                places.insert(place);
                return true;
            }
        };
        let Some(column @ 1..) = nodes.number::<usize>(id, "varattno") else {
            return false;
        };
        let expressions = nodes.list(entry, stands_for);
        expressions
            .get(column - 1)
            .is_some_and(|id| self.add_places(*id, places, depth - 1))
    }
}

/// Whether a function gives the same for the same arguments, as far as its rule says.
fn is_fixed(function: Oid) -> bool {
    TO_CHAR.contains(&function)
        || matches!(
            rules::rule(function),
            Some(
                Rule::Pass
                    | Rule::PassWhole
                    | Rule::Piece
                    | Rule::Cut
                    | Rule::Length
                    | Rule::Later
                    | Rule::LaterFirst
                    | Rule::Earlier
                    | Rule::DaysLater
                    | Rule::DaysLaterFirst
                    | Rule::DaysEarlier
                    | Rule::Between
                    | Rule::DaysBetween
                    | Rule::Zone
                    | Rule::ZoneSecond
                    | Rule::Truncate
                    | Rule::Year
                    | Rule::Extract
                    | Rule::Equal
                    | Rule::Less
                    | Rule::Greater
                    | Rule::Add
                    | Rule::Subtract
                    | Rule::Multiply
                    | Rule::Divide
                    | Rule::DivideWhole
                    | Rule::Modulo
            )
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_row_to_row_is_not_fixed() {
        // random(), clock_timestamp(), generate_series(integer, integer), count(*)
        for function in [1598, 2649, 1067, 2803] {
            assert!(!is_fixed(function), "{function}");
        }
        // date_trunc(text, timestamp), date(timestamptz), int4pl
        for function in [2020, 1178, 177] {
            assert!(is_fixed(function), "{function}");
        }
    }
}
