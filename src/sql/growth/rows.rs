//! How many rows a query may give, as far as that decides how large an aggregate grows.

use super::bound::{Bound, STORED};
use super::evaluate::Evaluation;
use super::nodes::{NodeId, Value};
use super::own::is_own;
use super::rules::{self, Rule};
use crate::policy::Oid;

/// Rows that one stored relation is taken to give; what all relations of a query give together is taken to be no more
/// than [`STORED`].
const RELATION_ROWS: f64 = 1_000.0;

/// Rows of stored relations for each of which there is already a collection of rows inside.
const OUTER_ROWS: f64 = 10.0;

/// Bytes that a stored value is taken to have on the average, where rows made by the statement carry it.
const CARRIED: f64 = 128.0;

/// Rows that a recursion over nothing stored is taken to give before time stops it.
const ROUNDS: f64 = 1_000_000.0;

/// Labels that an enumeration is taken to have at most.
const LABELS: f64 = 100.0;

/// `unnest(anyarray)`
const UNNEST: Oid = 2331;

/// `enum_range(anyenum, anyenum)`, `enum_range(anyenum)`
const ENUM_RANGE: [Oid; 2] = [3530, 3531];

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

    /// Those of a relation.
    pub(super) const RELATION: Self = Self {
        stored: RELATION_ROWS,
        made: 1.0,
    };

    /// The labels of an enumeration.
    const LABELS: Self = Self {
        stored: LABELS,
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

    /// So many, made by the statement.
    pub(super) const fn made(rows: f64) -> Self {
        Self {
            stored: 1.0,
            made: rows,
        }
    }

    /// Those of both, each with each.
    pub(super) fn times(self, other: Self) -> Self {
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

    /// The same, with one that an outer join adds where nothing is found.
    pub(super) fn or_none(self) -> Self {
        if self.stored > 1.0 {
            self
        } else {
            Self::made(self.made + 1.0)
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
        if self.stored && rows.made <= 1.0 {
            return self;
        }
        let stored = if self.collected {
            rows.stored.min(OUTER_ROWS)
        } else {
            rows.stored
        };
        // What is stored is there once; rows that the statement makes carry it again and again.
        let carried = if rows.made > 1.0 {
            (self.size - self.grown).clamp(0.0, CARRIED)
        } else {
            0.0
        };
        let each = self.grown + carried;
        let grown = if each == 0.0 {
            0.0
        } else {
            each * stored * rows.made
        };
        Self {
            size: STORED + grown,
            grown,
            collected: self.collected || stored > 1.0,
            stored: false,
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
            let joined = self.joined_rows(query, depth);
            let groups = if grouped {
                self.groups(query, depth)
            } else {
                None
            };
            let fewer = groups.filter(|groups| groups.all() < joined.all());
            fewer.unwrap_or(joined).times(self.target_rows(query))
        };
        match nodes.node(query, "limitCount") {
            Some(limit) => rows.at_most(self.bound(limit).high.max(1.0)),
            None => rows,
        }
    }

    fn joined_rows(&mut self, query: NodeId, depth: usize) -> Rows {
        let nodes = self.nodes;
        let entries = nodes.list(query, "rtable");
        let mut rows: Vec<Rows> = entries
            .iter()
            .map(|entry| self.entry_rows(*entry, depth))
            .collect();
        // Each value of a series is there once, or a few times when it was rounded, so that a row finds few of them: in an
        // outer join those that find none come once more.
        for found in self.looked_up(query) {
            let others = found.others.iter().filter_map(|other| rows.get(*other));
            let others = others.copied().fold(Rows::ONE, Rows::times);
            let Some(series) = rows.get(found.series).copied() else {
                continue;
            };
            let unmatched = if found.keeps_all { series.all() } else { 0.0 };
            let matched = unmatched + found.repeats * others.all();
            if matched < series.times(others).all() {
                rows[found.series] = Rows::made(matched);
                for other in found.others {
                    rows[other] = Rows::ONE;
                }
            }
        }
        let all = rows.into_iter().fold(Rows::ONE, Rows::times);
        // While a round is tried out its own rows come one by one: all rounds together give no more than all rows.
        let itself = |entry: &NodeId| nodes.word(*entry, "self_reference") == Some(b"true");
        if self.recursive.is_trying() && entries.iter().any(itself) {
            return Rows { stored: 1.0, ..all };
        }
        all
    }

    /// The rows of an entry of FROM.
    pub(super) fn entry_rows(&mut self, entry: NodeId, depth: usize) -> Rows {
        let nodes = self.nodes;
        let relation = Rows::RELATION;
        // enum RTEKind
        match nodes.number::<u32>(entry, "rtekind") {
            Some(0) => relation,
            Some(1) => match nodes.node(entry, "subquery") {
                Some(query) => self.rows_within(query, depth - 1),
                None => relation,
            },
            Some(3) => self.function_rows(entry),
            Some(5) => match nodes.field(entry, "values_lists") {
                Some(Value::List(rows)) => Rows {
                    stored: 1.0,
                    made: rows.len() as f64,
                },
                _ => relation,
            },
            Some(6) => {
                let with = self.with_query(entry);
                let recursive = |with| nodes.word(with, "cterecursive") == Some(b"true");
                match with.and_then(|with| Some((with, nodes.node(with, "ctequery")?))) {
                    Some((with, query)) if recursive(with) => self.recursive_rows(query, depth - 1),
                    Some((_, query)) => self.rows_within(query, depth - 1),
                    None => relation,
                }
            }
            _ => Rows::ONE,
        }
    }

    /// The rows of the longest of the functions of an entry.
    fn function_rows(&mut self, entry: NodeId) -> Rows {
        let functions = self.nodes.list(entry, "functions").into_iter();
        let rows = functions.map(|function| match self.nodes.node(function, "funcexpr") {
            Some(call) => self.call_rows(call),
            None => Rows::made(f64::INFINITY),
        });
        rows.reduce(|most, next| if next.all() > most.all() { next } else { most })
            .unwrap_or(Rows::RELATION)
    }

    /// The rows of a call: of a series those between its ends, of another function those of a relation, or as many as
    /// there are bytes that the statement itself gives it.
    fn call_rows(&mut self, call: NodeId) -> Rows {
        let function = self.nodes.number(call, "funcid").unwrap_or_default();
        let arguments = self.nodes.list(call, "args");
        match rules::rule(function) {
            Some(Rule::Series) => Rows::made(self.number_series_rows(&arguments)),
            Some(Rule::TimeSeries) => Rows::made(self.time_series_rows(&arguments)),
            _ if is_own(function) => self.own_rows(&arguments),
            _ if function == UNNEST && self.is_enumeration(&arguments) => Rows::LABELS,
            _ => match self.together(&arguments).grown {
                bytes if bytes > STORED => Rows::made(bytes),
                _ => Rows::RELATION,
            },
        }
    }

    /// Whether what is unnested is all labels of an enumeration.
    fn is_enumeration(&self, arguments: &[NodeId]) -> bool {
        let mut functions = arguments
            .iter()
            .filter_map(|id| self.nodes.number(*id, "funcid"));
        functions.any(|function: Oid| ENUM_RANGE.contains(&function))
    }

    fn number_series_rows(&mut self, arguments: &[NodeId]) -> f64 {
        let (from, to) = (self.argument(arguments, 0), self.argument(arguments, 1));
        let step = match arguments.get(2) {
            Some(step) => self.bound(*step),
            None => Bound::number(1.0, 1.0, true),
        };
        series_rows(from, to, step)
    }

    /// How many rows the columns of a query make of one, by functions that give several.
    fn target_rows(&mut self, query: NodeId) -> Rows {
        let nodes = self.nodes;
        if nodes.word(query, "hasTargetSRFs") != Some(b"true") {
            return Rows::ONE;
        }
        let mut most = Rows::ONE;
        for target in nodes.list(query, "targetList") {
            let (mut rows, mut waiting) = (Rows::ONE, vec![target]);
            while let Some(node) = waiting.pop() {
                if nodes.word(node, "funcretset") == Some(b"true") {
                    rows = rows.times(self.call_rows(node));
                }
                if !nodes.is(node, "QUERY") {
                    waiting.extend(nodes.children(node));
                }
            }
            if rows.all() > most.all() {
                most = rows;
            }
        }
        most
    }

    /// The rounds of a recursive WITH query: each gives a row at least.
    pub(super) fn most_rounds(&mut self, query: NodeId) -> f64 {
        match self.rounds(query) {
            Some(rounds) => rounds,
            None if self.recursive_rows(query, DEPTH).made > 1.0 => STORED,
            None => RELATION_ROWS,
        }
    }

    /// The rows of a recursive WITH query. One that counts up to a bound ends there, and one over stored relations as
    /// they do; otherwise only time ends it, and then its rows are as many as the time allows.
    fn recursive_rows(&mut self, query: NodeId, depth: usize) -> Rows {
        if depth == 0 || !self.step(1) {
            return Rows::UNKNOWN;
        }
        // What it reads may depend on it again.
        if self.recursive.counted.contains(&query) {
            return Rows::RELATION;
        }
        self.recursive.counted.push(query);
        let rows = self.counted_rows(query, depth);
        self.recursive.counted.pop();
        rows
    }

    fn counted_rows(&mut self, query: NodeId, depth: usize) -> Rows {
        let branches = self.branches(query);
        if let (Some(rounds), Some((recursive, first))) =
            (self.rounds(query), branches.split_last())
            && self.nodes.list(*recursive, "rtable").len() == 1
        {
            let rows = first.iter();
            let start: f64 = rows
                .map(|branch| self.rows_within(*branch, depth - 1).all())
                .sum();
            return Rows::made(start * rounds);
        }
        let recursive = branches
            .last()
            .map(|branch| self.nodes.list(*branch, "rtable"));
        let reads_stored = recursive.into_iter().flatten().any(|entry| {
            let itself = self.nodes.word(entry, "self_reference") == Some(b"true");
            !itself && self.entry_rows(entry, depth - 1).stored > 1.0
        });
        if reads_stored {
            Rows::RELATION
        } else {
            Rows::made(ROUNDS)
        }
    }
}

/// The rows of a series: the span in the direction of the step, by the step.
pub(super) fn series_rows(from: Bound, to: Bound, step: Bound) -> f64 {
    let (from, to) = from.aligned(to);
    let (up, down) = (to.high - from.low, from.high - to.low);
    // No whole step is shorter than 1.
    let least = |near: f64| {
        let whole = if step.whole { 1.0 } else { 0.0 };
        near.max(whole)
    };
    let mut rows = 0.0_f64;
    if step.high > 0.0 {
        rows = rows.max(up / least(step.low));
    }
    if step.low < 0.0 {
        rows = rows.max(down / least(-step.high));
    }
    if rows.is_nan() {
        f64::INFINITY
    } else {
        rows + 1.0
    }
}
