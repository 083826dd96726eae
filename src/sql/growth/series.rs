//! Columns that are the values of one series, as they are or rounded, through the queries they come from.

use super::bound::Bound;
use super::evaluate::Evaluation;
use super::nodes::{NodeId, Value};
use super::rules::{self, Rule};
use super::times::{DAY, period};

/// How many queries a column is followed through.
const DEPTH: usize = 10;

/// `date`
const DATE: u32 = 1082;

/// How far two times may be apart that are the same in another time zone, or without a fraction of a second.
const ZONE: f64 = DAY / 12.0;

/// Casts of whole numbers to wider types, which keep every value apart from all others.
const WIDENING: [u32; 5] = [235, 316, 1740, 1781, 1782];

impl Evaluation<'_, '_> {
    /// How many rows of a series have the same value at most, of an expression that is the values of one series.
    pub(super) fn repeats(&mut self, id: NodeId) -> Option<f64> {
        let (series, period) = self.origin(id, DEPTH)?;
        if period == 0.0 {
            return Some(1.0);
        }
        let least = self.least_step(series)?;
        Some((period / least).floor() + 1.0)
    }

    /// The series that an expression comes from, and to how much its values are rounded.
    fn origin(&mut self, id: NodeId, depth: usize) -> Option<(NodeId, f64)> {
        if depth == 0 || !self.step(1) {
            return None;
        }
        let nodes = self.nodes;
        match nodes.get(id).label {
            b"VAR" => self.origin_of_column(id, depth - 1),
            b"RELABELTYPE" => self.origin(nodes.node(id, "arg")?, depth),
            b"FUNCEXPR" if self.is_series(id) => Some((id, 0.0)),
            b"FUNCEXPR" => {
                let rounded_to = self.rounded_to(id)?;
                let arguments = nodes.list(id, "args").into_iter();
                let mut values = arguments.filter(|id| !nodes.is(*id, "CONST"));
                let (value, None) = (values.next()?, values.next()) else {
                    return None;
                };
                let (series, period) = self.origin(value, depth - 1)?;
                Some((series, period + rounded_to))
            }
            _ => None,
        }
    }

    fn origin_of_column(&mut self, id: NodeId, depth: usize) -> Option<(NodeId, f64)> {
        let nodes = self.nodes;
        if nodes.number(id, "varlevelsup") != Some(0) {
            return None;
        }
        let place: usize = nodes.number(id, "varno")?;
        let column: usize = nodes.number(id, "varattno")?;
        let entry = nodes.entry(nodes.get(id).query?, place)?;
        // enum RTEKind
        let query = match nodes.number::<u32>(entry, "rtekind")? {
            1 => nodes.node(entry, "subquery")?,
            3 => {
                let functions = nodes.list(entry, "functions");
                let [function] = functions.as_slice() else {
                    return None;
                };
                let series = nodes.node(*function, "funcexpr")?;
                // The column after the values of a series numbers them.
                return (column == 1 && self.is_series(series)).then_some((series, 0.0));
            }
            6 => {
                let with = self.with_query(entry)?;
                if nodes.word(with, "cterecursive") == Some(b"true") {
                    return None;
                }
                nodes.node(with, "ctequery")?
            }
            _ => return None,
        };
        // Beside another entry, or functions that give several rows, each value would come several times.
        let entries = nodes.list(query, "rtable").len();
        let gives_several = nodes.word(query, "hasTargetSRFs") == Some(b"true");
        let is_set = !matches!(
            nodes.field(query, "setOperations"),
            None | Some(Value::Word(_))
        );
        if is_set || entries > 1 || (entries == 1 && gives_several) {
            return None;
        }
        self.origin(nodes.target_expression(query, column)?, depth)
    }

    /// Whether a call is a series whose arguments are no series themselves.
    fn is_series(&self, call: NodeId) -> bool {
        let nodes = self.nodes;
        let rule = nodes.number(call, "funcid").and_then(rules::rule);
        let mut inside = nodes.list(call, "args");
        while let Some(node) = inside.pop() {
            if nodes.word(node, "funcretset") == Some(b"true") {
                return false;
            }
            if !nodes.is(node, "QUERY") {
                inside.extend(nodes.children(node));
            }
        }
        matches!(rule, Some(Rule::Series | Rule::TimeSeries))
    }

    /// How far two values may be apart that a call makes the same; `None` when that is not known.
    fn rounded_to(&self, call: NodeId) -> Option<f64> {
        let nodes = self.nodes;
        let function = nodes.number(call, "funcid")?;
        match rules::rule(function)? {
            Rule::PassWhole => Some(1.0),
            Rule::Pass => WIDENING.contains(&function).then_some(0.0),
            // A day may have 25 hours.
            Rule::Zone if nodes.number(call, "funcresulttype") == Some(DATE) => Some(DAY + ZONE),
            Rule::Zone | Rule::ZoneSecond => Some(ZONE),
            Rule::Truncate => {
                let unit = nodes.list(call, "args").first().copied()?;
                let units = self.texts(unit)?;
                Some(units.iter().map(|unit| period(unit)).fold(DAY, f64::max) + ZONE)
            }
            _ => None,
        }
    }

    /// How far two values of a series are apart at least.
    fn least_step(&mut self, series: NodeId) -> Option<f64> {
        let nodes = self.nodes;
        let step = match nodes.list(series, "args").get(2) {
            Some(step) => self.bound(*step),
            None => Bound::number(1.0, 1.0, true),
        };
        let of_numbers = nodes.number(series, "funcid").and_then(rules::rule) == Some(Rule::Series);
        let least = step.low.max(-step.high).max(0.0);
        let least = if of_numbers && step.whole && !step.stored {
            least.max(1.0)
        } else {
            least
        };
        (least > 0.0 && !step.stored).then_some(least)
    }
}
