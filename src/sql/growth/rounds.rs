//! How often a recursive query goes round, where it counts.

use super::bound::Bound;
use super::evaluate::Evaluation;
use super::nodes::NodeId;
use super::rules::{self, Rule};
use super::times::DAY;

/// The seconds of the day on which the clocks are put forward.
const SHORTEST_DAY: f64 = DAY / 24.0 * 23.0;

impl Evaluation<'_, '_> {
    /// The rounds of a recursive query that adds to a column in each, and ends when it reaches a bound.
    pub(super) fn rounds(&mut self, query: NodeId) -> Option<f64> {
        let branches = self.branches(query);
        let (recursive, first) = branches.split_last()?;
        let conditions = self.conditions(*recursive);
        let rounds = conditions.into_iter().filter_map(|condition| {
            let (column, limit, up) = self.limit(*recursive, condition)?;
            let start = self.start(first, column)?;
            let step = self.step_of(*recursive, first, column, up)?;
            let limit = self.bound(limit);
            let (start, limit) = start.aligned(limit);
            let span = if up {
                limit.high - start.low
            } else {
                start.high - limit.low
            };
            // One round that finds the bound passed, and one before the first.
            let rounds = span.max(0.0) / step + 2.0;
            rounds.is_finite().then_some(rounds)
        });
        rounds.reduce(f64::min)
    }

    /// The conditions of a query's WHERE that all must hold.
    fn conditions(&self, query: NodeId) -> Vec<NodeId> {
        let from = self.nodes.node(query, "jointree");
        self.all_of(from.and_then(|from| self.nodes.node(from, "quals")))
    }

    /// Of a condition that holds a column of the recursive query itself under a bound, or above one: the column, the
    /// bound, and which.
    fn limit(&self, query: NodeId, condition: NodeId) -> Option<(usize, NodeId, bool)> {
        let nodes = self.nodes;
        let less = match rules::rule(nodes.number(condition, "opfuncid")?)? {
            Rule::Less => true,
            Rule::Greater => false,
            _ => return None,
        };
        let arguments = nodes.list(condition, "args");
        let [left, right] = arguments.as_slice() else {
            return None;
        };
        let (column, limit, up) = match (
            self.own_column(query, *left),
            self.own_column(query, *right),
        ) {
            (Some(column), None) => (column, *right, less),
            (None, Some(column)) => (column, *left, !less),
            _ => return None,
        };
        self.is_fixed(limit).then_some((column, limit, up))
    }

    /// A column of the first rows.
    fn start(&mut self, first: &[NodeId], column: usize) -> Option<Bound> {
        let starts = first.iter().map(|branch| self.column(*branch, column));
        starts.reduce(Bound::or)
    }

    /// The rule and the arguments of a call.
    fn called(&self, call: NodeId) -> Option<(Rule, Vec<NodeId>)> {
        let function = self.nodes.number(call, "opfuncid");
        let function = function.or_else(|| self.nodes.number(call, "funcid"))?;
        Some((rules::rule(function)?, self.nodes.list(call, "args")))
    }

    /// By how much a column of the recursive query itself grows in each round at least, or shrinks.
    fn step_of(&mut self, query: NodeId, first: &[NodeId], column: usize, up: bool) -> Option<f64> {
        let (rule, arguments) = self.called(self.nodes.target_expression(query, column)?)?;
        // (day + interval '1 day')::date
        if let (Rule::Zone, [inner]) = (rule, arguments.as_slice()) {
            let (rule, arguments) = self.called(*inner)?;
            let step = self.step_by(query, first, column, up, rule, &arguments)?;
            return (step >= SHORTEST_DAY).then_some(step);
        }
        self.step_by(query, first, column, up, rule, &arguments)
    }

    fn step_by(
        &mut self,
        query: NodeId,
        first: &[NodeId],
        column: usize,
        up: bool,
        rule: Rule,
        arguments: &[NodeId],
    ) -> Option<f64> {
        let [left, right] = arguments else {
            return None;
        };
        let (left_column, right_column) = (
            self.own_column(query, *left),
            self.own_column(query, *right),
        );
        let other = match (left_column, right_column) {
            // a, b = b, a + b grows by what the column was before, which is no less than what it was first.
            (Some(left), Some(right)) if rule == Rule::Add && up && left != right => {
                let other = if left == column { right } else { left };
                let earlier = self.nodes.target_expression(query, other)?;
                let (start, before) = (self.start(first, column)?, self.start(first, other)?);
                let follows = self.own_column(query, earlier) == Some(column);
                let grows = follows && (left == column || right == column);
                return (grows && before.low >= 0.0 && start.low > 0.0).then_some(start.low);
            }
            (Some(same), None) if same == column => *right,
            (None, Some(same)) if same == column && matches!(rule, Rule::Add | Rule::Multiply) => {
                *left
            }
            _ => return None,
        };
        if !self.nodes.is(other, "CONST") {
            return None;
        }
        let by = self.bound(other);
        let least = match rule {
            Rule::Add | Rule::Later if up => by.low,
            Rule::Add | Rule::Later => -by.high,
            Rule::Subtract | Rule::Earlier if up => -by.high,
            Rule::Subtract | Rule::Earlier => by.low,
            Rule::DaysLater if up => by.low * DAY,
            Rule::DaysEarlier if !up => by.low * DAY,
            Rule::Multiply if up => self.start(first, column)?.low * (by.low - 1.0),
            _ => return None,
        };
        // A number below 0 rises towards 0 when it is made smaller, and never gets past.
        let shrinks = rule == Rule::Multiply && by.low <= 1.0;
        (least > 0.0 && !shrinks).then_some(least)
    }

    /// Which column of the recursive query itself an expression is.
    fn own_column(&self, query: NodeId, expression: NodeId) -> Option<usize> {
        let nodes = self.nodes;
        if !nodes.is(expression, "VAR") || nodes.number(expression, "varlevelsup") != Some(0) {
            return None;
        }
        let place: usize = nodes.number(expression, "varno")?;
        let entry = nodes.entry(query, place)?;
        if nodes.word(entry, "self_reference") != Some(b"true") {
            return None;
        }
        nodes.number(expression, "varattno")
    }

    /// Whether an expression is the same in all rounds: it names no column around it, and no WITH query.
    fn is_fixed(&self, expression: NodeId) -> bool {
        let nodes = self.nodes;
        let mut waiting = vec![(expression, 0_usize)];
        while let Some((node, queries)) = waiting.pop() {
            let outside = nodes
                .number::<usize>(node, "varlevelsup")
                .is_some_and(|levels| levels >= queries);
            let with = nodes.is(node, "RANGETBLENTRY") && nodes.number(node, "rtekind") == Some(6);
            if outside || with {
                return false;
            }
            let inside = queries + usize::from(nodes.is(node, "QUERY"));
            waiting.extend(
                nodes
                    .children(node)
                    .into_iter()
                    .map(|child| (child, inside)),
            );
        }
        true
    }
}
