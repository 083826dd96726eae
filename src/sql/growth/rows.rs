//! How many rows a query may give, as far as that decides how large an aggregate grows.

use super::bound::{Bound, STORED};
use super::evaluate::Evaluation;
use super::nodes::{NodeId, Value};
use super::rules::{self, Rule};

/// Rows that one stored relation is taken to give; what all relations of a query give together is taken to be no more
/// than [`STORED`].
const RELATION_ROWS: f64 = 1_000.0;

/// Rows of stored relations for each of which there is already a collection of rows inside.
const OUTER_ROWS: f64 = 10.0;

/// How deep queries may lie inside each other before nothing is known of their rows.
const DEPTH: usize = 30;

/// The rows of a query, by where they come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rows {
    /// From stored relations, or from what only time bounds.
    stored: f64,
    /// Made by the statement itself: a series, a VALUES list.
    made: f64,
}

impl Rows {
    /// Nothing is known.
    pub(super) const UNKNOWN: Self = Self {
        stored: STORED,
        made: 1.0,
    };

    const ONE: Self = Self {
        stored: 1.0,
        made: 1.0,
    };

    /// All rows.
    pub(super) fn all(self) -> f64 {
        self.stored * self.made
    }

    fn times(self, other: Self) -> Self {
        Self {
            stored: (self.stored * other.stored).min(STORED),
            made: self.made * other.made,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            stored: self.stored.max(other.stored),
            made: self.made + other.made,
        }
    }

    fn at_most(self, rows: f64) -> Self {
        if self.all() <= rows {
            return self;
        }
        Self {
            stored: self.stored.min(rows),
            made: (rows / self.stored.min(rows)).max(1.0),
        }
    }
}

impl Bound {
    /// The values of all rows in one.
    pub(super) fn collected_over(self, rows: Rows) -> Self {
        if self.stored {
            return self;
        }
        let stored = if self.collected {
            rows.stored.min(OUTER_ROWS)
        } else {
            rows.stored
        };
        let grown = self.grown * stored * rows.made;
        Self {
            size: STORED + grown,
            grown,
            collected: self.collected || stored > 1.0,
            ..self
        }
    }
}

impl Evaluation<'_, '_> {
    /// The rows of a query.
    pub(super) fn rows(&mut self, query: NodeId) -> Rows {
        self.rows_within(query, DEPTH)
    }

    /// The rows of an aggregate's input: those of the query it stands in, before they are grouped.
    pub(super) fn input_rows(&mut self, query: NodeId) -> Rows {
        self.joined_rows(query, DEPTH)
    }

    fn rows_within(&mut self, query: NodeId, depth: usize) -> Rows {
        if depth == 0 || !self.step(1) {
            return Rows::UNKNOWN;
        }
        let nodes = self.nodes;
        let is_set = |name| !matches!(nodes.field(query, name), None | Some(Value::Word(_)));
        let grouped = is_set("groupClause") || is_set("groupingSets");
        let rows = if is_set("setOperations") {
            let branches = self.branches(query).into_iter();
            let rows: Vec<Rows> = branches
                .map(|branch| self.rows_within(branch, depth - 1))
                .collect();
            rows.into_iter().reduce(Rows::plus).unwrap_or(Rows::UNKNOWN)
        } else if nodes.word(query, "hasAggs") == Some(b"true") && !grouped {
            Rows::ONE
        } else {
            self.joined_rows(query, depth)
        };
        match nodes.node(query, "limitCount") {
            Some(limit) => rows.at_most(self.bound(limit).high.max(1.0)),
            None => rows,
        }
    }

    fn joined_rows(&mut self, query: NodeId, depth: usize) -> Rows {
        let entries = self.nodes.list(query, "rtable").into_iter();
        let rows: Vec<Rows> = entries.map(|entry| self.entry_rows(entry, depth)).collect();
        rows.into_iter().fold(Rows::ONE, Rows::times)
    }

    /// The rows of an entry of FROM.
    fn entry_rows(&mut self, entry: NodeId, depth: usize) -> Rows {
        let nodes = self.nodes;
        let relation = Rows {
            stored: RELATION_ROWS,
            made: 1.0,
        };
        // enum RTEKind
        match nodes.number::<u32>(entry, "rtekind") {
            Some(0) => relation,
            Some(1) => match nodes.node(entry, "subquery") {
                Some(query) => self.rows_within(query, depth - 1),
                None => relation,
            },
            Some(3) => self.function_rows(entry).unwrap_or(relation),
            Some(5) => match nodes.field(entry, "values_lists") {
                Some(Value::List(rows)) => Rows {
                    stored: 1.0,
                    made: rows.len() as f64,
                },
                _ => relation,
            },
            Some(6) => {
                let with = self.with_query(entry);
                let once = with.filter(|with| nodes.word(*with, "cterecursive") != Some(b"true"));
                match once.and_then(|with| nodes.node(with, "ctequery")) {
                    Some(query) => self.rows_within(query, depth - 1),
                    None => relation,
                }
            }
            _ => Rows::ONE,
        }
    }

    /// The rows of the longest `generate_series` of numbers among the functions of an entry; unknown when there is none
    /// whose ends are known, for then only time bounds them.
    fn function_rows(&mut self, entry: NodeId) -> Option<Rows> {
        let functions = self.nodes.list(entry, "functions").into_iter();
        let rows = functions.filter_map(|function| self.series_rows(function));
        let made = rows.reduce(f64::max)?;
        Some(Rows { stored: 1.0, made })
    }

    fn series_rows(&mut self, function: NodeId) -> Option<f64> {
        let call = self.nodes.node(function, "funcexpr")?;
        if rules::rule(self.nodes.number(call, "funcid")?) != Some(Rule::Series) {
            return None;
        }
        let arguments = self.nodes.list(call, "args");
        let from = self.bound(*arguments.first()?);
        let to = self.bound(*arguments.get(1)?);
        let span = (to.high - from.low).abs().max((from.high - to.low).abs()) + 1.0;
        span.is_finite().then_some(span)
    }
}
