//! Joins that look something up for each value of a series.

use super::evaluate::Evaluation;
use super::nodes::NodeId;
use super::rules::{self, Rule};

impl Evaluation<'_, '_> {
    /// Of each `series LEFT JOIN other ON other.column = series` of a query, which entries the two are.
    pub(super) fn looked_up(&self, query: NodeId) -> Vec<(usize, usize)> {
        let nodes = self.nodes;
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut waiting: Vec<NodeId> = nodes.node(query, "jointree").into_iter().collect();
        while let Some(node) = waiting.pop() {
            waiting.extend(nodes.list(node, "fromlist"));
            let (Some(left), Some(right)) = (nodes.node(node, "larg"), nodes.node(node, "rarg"))
            else {
                continue;
            };
            waiting.extend([left, right]);
            // enum JoinType: JOIN_LEFT
            if nodes.number(node, "jointype") != Some(1) {
                continue;
            }
            let (Some(left), Some(right)) = (self.entry_of(left), self.entry_of(right)) else {
                continue;
            };
            let entry = nodes.list(query, "rtable").get(left - 1).copied();
            let is_series = entry.is_some_and(|entry| self.is_series(entry));
            let conditions = self.all_of(nodes.node(node, "quals"));
            let mut conditions = conditions.into_iter();
            if is_series && conditions.any(|condition| self.equals(condition, left, right)) {
                found.push((left - 1, right - 1));
            }
        }
        found
    }

    /// The conditions that all must hold.
    pub(super) fn all_of(&self, conditions: Option<NodeId>) -> Vec<NodeId> {
        let nodes = self.nodes;
        match conditions {
            Some(all) if nodes.is(all, "BOOLEXPR") && nodes.word(all, "boolop") == Some(b"and") => {
                nodes.list(all, "args")
            }
            Some(one) => vec![one],
            None => Vec::new(),
        }
    }

    /// The place of an entry of FROM that is joined as it is.
    fn entry_of(&self, side: NodeId) -> Option<usize> {
        let place = self.nodes.number(side, "rtindex")?;
        (self.nodes.is(side, "RANGETBLREF") && place > 0).then_some(place)
    }

    /// Whether an entry of FROM is one series, and nothing else.
    fn is_series(&self, entry: NodeId) -> bool {
        let nodes = self.nodes;
        let functions = nodes.list(entry, "functions");
        let [function] = functions.as_slice() else {
            return false;
        };
        let called = nodes.node(*function, "funcexpr");
        let called = called.and_then(|call| nodes.number(call, "funcid"));
        let rule = called.and_then(rules::rule);
        nodes.number(entry, "rtekind") == Some(3)
            && matches!(rule, Some(Rule::Series | Rule::TimeSeries))
    }

    /// Whether a condition says that the series is what a column of the other side is.
    fn equals(&self, condition: NodeId, series: usize, other: usize) -> bool {
        let nodes = self.nodes;
        let rule = nodes.number(condition, "opfuncid").and_then(rules::rule);
        let sides = nodes.list(condition, "args");
        let ([left, right], Some(Rule::Equal)) = (sides.as_slice(), rule) else {
            return false;
        };
        let is_series = |id: NodeId| self.column_of(id) == Some(series);
        (is_series(*left) && self.is_column(*right, other))
            || (is_series(*right) && self.is_column(*left, other))
    }

    /// The entry whose column an expression is.
    fn column_of(&self, id: NodeId) -> Option<usize> {
        let nodes = self.nodes;
        let is_own = nodes.is(id, "VAR") && nodes.number(id, "varlevelsup") == Some(0);
        // The column after the values of a series numbers them.
        let first = nodes.number(id, "varattno") == Some(1);
        (is_own && first).then(|| nodes.number(id, "varno"))?
    }

    /// Whether an expression is a column of an entry, or that rounded.
    fn is_column(&self, id: NodeId, entry: usize) -> bool {
        let nodes = self.nodes;
        match nodes.get(id).label {
            b"VAR" => {
                nodes.number(id, "varlevelsup") == Some(0)
                    && nodes.number(id, "varno") == Some(entry)
            }
            b"RELABELTYPE" => nodes
                .node(id, "arg")
                .is_some_and(|arg| self.is_column(arg, entry)),
            b"FUNCEXPR" => {
                let rule = nodes.number(id, "funcid").and_then(rules::rule);
                let rounds = matches!(
                    rule,
                    Some(
                        Rule::Pass
                            | Rule::PassWhole
                            | Rule::Zone
                            | Rule::ZoneSecond
                            | Rule::Truncate
                    )
                );
                let arguments = nodes.list(id, "args").into_iter();
                let mut columns = arguments.filter(|id| !nodes.is(*id, "CONST"));
                let column = columns.next();
                rounds
                    && columns.next().is_none()
                    && column.is_some_and(|column| self.is_column(column, entry))
            }
            _ => false,
        }
    }
}
