//! What a statement keeps of the rows of its queries: all of it is in memory at once.

use super::bound::Bound;
use super::evaluate::{Evaluation, bytes};
use super::nodes::NodeId;
use super::rows::Rows;
use crate::policy::{Growth, Oid};

/// What all that is kept of rows may take together, in bytes, while it is made.
const GATHERED_LIMIT: f64 = 320.0 * 1024.0 * 1024.0;

/// `jsonb_agg`, `jsonb_object_agg`: each value as a tree, and then as a document.
const DOCUMENTS: [Oid; 2] = [3267, 3270];

/// `json_agg`, `json_object_agg`: a text is escaped.
const JSON: [Oid; 2] = [3175, 3197];

impl Evaluation<'_, '_> {
    /// The rows of the query that an aggregate stands in, before they are grouped.
    pub(super) fn rows_around(&mut self, id: NodeId) -> Rows {
        let query = self.nodes.get(id).query;
        query.map_or(Rows::UNKNOWN, |query| self.input_rows(query))
    }

    /// The values of all rows in one, which takes so many bytes for each byte of them while it is made.
    pub(super) fn collected(&mut self, id: NodeId, arguments: &[NodeId], overhead: f64) -> Bound {
        let all = self.together(arguments);
        let one = self.either(arguments);
        let element = Bound {
            size: all.size,
            grown: all.grown,
            ..one
        };
        let rows = self.rows_around(id);
        self.bounded_rows(rows);
        let all = element.collected_over(rows);
        self.gathered(id, all.grown * overhead);
        all
    }

    /// How many bytes a collection takes while it is made, for each byte of what is collected.
    pub(super) fn overhead(&self, aggregate: Oid, arguments: &[NodeId]) -> f64 {
        let escapes = JSON.contains(&aggregate) && arguments.iter().any(|id| self.is_text(*id));
        if escapes || DOCUMENTS.contains(&aggregate) {
            6.0
        } else {
            2.0
        }
    }

    /// Rows without bound that are collected are a finding, whatever one of them takes.
    pub(super) fn bounded_rows(&mut self, rows: Rows) {
        if rows.all().is_infinite() {
            self.found(Growth::Value {
                what: "what is collected from a series whose ends are not literals (least($1, 1000) bounds one)",
                bytes: None,
            });
        }
    }

    /// Counts what a node keeps of rows; what all keep together is bounded.
    pub(super) fn gathered(&mut self, id: NodeId, size: f64) {
        if self.recursive.is_trying() {
            return;
        }
        let all = self.gathered.count(id, size);
        if all > GATHERED_LIMIT {
            self.found(Growth::Value {
                what: "all that the statement collects and makes together",
                bytes: bytes(all),
            });
        }
    }

    /// What INTERSECT, EXCEPT and a recursive UNION keep: all rows, in a table in memory that is never written out.
    pub(super) fn compared_rows(&mut self, query: NodeId, recursive: bool) {
        let nodes = self.nodes;
        let mut waiting: Vec<NodeId> = nodes.node(query, "setOperations").into_iter().collect();
        let mut compares = false;
        while let Some(operation) = waiting.pop() {
            // enum SetOperation: SETOP_UNION
            let is_union = nodes.number(operation, "op") == Some(1);
            let all = nodes.word(operation, "all") == Some(b"true");
            compares |= !all && (!is_union || recursive);
            let sides = ["larg", "rarg"].into_iter();
            let sides = sides.filter_map(|side| nodes.node(operation, side));
            waiting.extend(sides.filter(|side| nodes.is(*side, "SETOPERATIONSTMT")));
        }
        if !compares {
            return;
        }
        let columns = nodes.list(query, "targetList").len();
        let row = (1..=columns)
            .map(|column| self.column(query, column).grown)
            .sum();
        let kept = Bound::sized(row, row).collected_over(self.rows(query));
        self.gathered(query, kept.grown);
    }
}
