//! Columns of recursive queries: whether one more round multiplies them, or only adds to them.

use std::collections::HashMap;

use super::bound::{Bound, STORED};
use super::constant::is_fixed_size;
use super::evaluate::Evaluation;
use super::nodes::{NodeId, Value};

/// How much more a round may make of a column before it counts as multiplying. A doubling that takes 35 rounds is found.
const FACTOR: f64 = 1.02;

/// Squarings of the matrix that says what a round makes of each column: 4096 rounds.
const SQUARINGS: i32 = 12;

/// The most columns whose rounds are worked out.
const COLUMNS: usize = 64;

/// What is known of recursive queries.
#[derive(Debug, Default)]
pub(super) struct Recursive {
    known: HashMap<NodeId, Vec<Bound>>,
    /// Those being tried out, with what their earlier rows are taken to be.
    trials: Vec<(NodeId, Vec<Bound>)>,
    /// Queries whose rows are being counted.
    pub(super) counted: Vec<NodeId>,
}

impl Recursive {
    /// Whether bounds now are of rows that are only tried out.
    pub(super) fn is_trying(&self) -> bool {
        !self.trials.is_empty()
    }
}

impl Evaluation<'_, '_> {
    /// A column of a recursive WITH query.
    pub(super) fn recursive_column(&mut self, with: NodeId, query: NodeId, column: usize) -> Bound {
        let at = |columns: &Vec<Bound>| columns.get(column - 1).copied();
        let trial = self
            .recursive
            .trials
            .iter()
            .find(|(tried, _)| *tried == with);
        if let Some((_, columns)) = trial {
            return at(columns).unwrap_or(Bound::unbounded());
        }
        if let Some(columns) = self.recursive.known.get(&with) {
            return at(columns).unwrap_or(Bound::unbounded());
        }
        let inside = |tried: &(NodeId, Vec<Bound>)| self.is_inside(with, tried.0);
        if self.recursive.trials.iter().any(inside) {
            let columns = self.all_rounds(with, query);
            return at(&columns).unwrap_or(Bound::unbounded());
        }
        // What does not stand inside a query that is tried out does not depend on the trial.
        let trials = std::mem::take(&mut self.recursive.trials);
        let without = vec![None; self.nodes.len()];
        let bounds = std::mem::replace(&mut self.bounds, without);
        let columns = self.all_rounds(with, query);
        self.bounds = bounds;
        self.recursive.trials = trials;
        let bound = at(&columns).unwrap_or(Bound::unbounded());
        self.recursive.known.insert(with, columns);
        bound
    }

    fn is_inside(&self, inner: NodeId, outer: NodeId) -> bool {
        let outer = self.nodes.node(outer, "ctequery");
        let mut query = self.nodes.get(inner).query;
        while let Some(around) = query {
            if Some(around) == outer {
                return true;
            }
            query = self.nodes.get(around).query;
        }
        false
    }

    /// Every column after all rounds.
    fn all_rounds(&mut self, with: NodeId, query: NodeId) -> Vec<Bound> {
        let branches = self.branches(query);
        let types = self.column_types(with);
        let count = types.len();
        let Some((recursive, first)) = branches.split_last() else {
            return Vec::new();
        };
        if count > COLUMNS {
            return vec![Bound::unbounded(); count];
        }
        let start: Vec<Bound> = (1..=count)
            .map(|column| {
                let bounds: Vec<Bound> = first
                    .iter()
                    .map(|branch| self.column(*branch, column))
                    .collect();
                bounds
                    .into_iter()
                    .reduce(Bound::or)
                    .unwrap_or(Bound::unbounded())
            })
            .collect();
        let probe: Vec<Bound> = types
            .iter()
            .map(|data_type| probe(*data_type, STORED))
            .collect();
        let once = self.round(with, *recursive, probe.clone());
        let mut sizes = vec![vec![0.0; count]; count];
        let mut numbers = sizes.clone();
        for (changed, data_type) in types.iter().enumerate() {
            let mut larger = probe.clone();
            larger[changed] = self::probe(*data_type, 2.0 * STORED);
            let more = self.round(with, *recursive, larger);
            for column in 0..count {
                sizes[column][changed] = rise(once[column].grown, more[column].grown);
                let high = rise(once[column].high, more[column].high);
                numbers[column][changed] = high.max(rise(-once[column].low, -more[column].low));
            }
        }
        let (sizes, numbers) = (multiplies(sizes), multiplies(numbers));
        // What only adds adds the same each round, once the first rounds are over.
        let mut rows = start.clone();
        let mut before = start.clone();
        for _ in 0..3 {
            before.clone_from(&rows);
            let next = self.round(with, *recursive, rows.clone());
            rows = rows
                .into_iter()
                .zip(next)
                .map(|(row, next)| row.or(next))
                .collect();
        }
        let rounds = self.most_rounds(query);
        let column = |index: usize| {
            let (row, before) = (rows[index], before[index]);
            let steps = |now: f64, before: f64| {
                let step = now - before;
                if step.is_nan() {
                    now
                } else {
                    now + step.max(0.0) * rounds
                }
            };
            let grown = if sizes[index] {
                f64::INFINITY
            } else {
                steps(row.grown, before.grown)
            };
            let infinite = numbers[index];
            Bound {
                size: if row.stored {
                    STORED
                } else {
                    row.size.max(STORED) + grown
                },
                grown,
                // Too large for any count, and yet with no more than some hundred digits.
                low: if infinite {
                    f64::MIN
                } else {
                    -steps(-row.low, -before.low)
                },
                high: if infinite {
                    f64::MAX
                } else {
                    steps(row.high, before.high)
                },
                ..row
            }
        };
        (0..count).map(column).collect()
    }

    /// The columns that one round makes of such rows.
    fn round(&mut self, with: NodeId, branch: NodeId, rows: Vec<Bound>) -> Vec<Bound> {
        let count = rows.len();
        if !self.step(self.nodes.len() / 10) {
            return vec![Bound::unbounded(); count];
        }
        let without = vec![None; self.nodes.len()];
        let bounds = std::mem::replace(&mut self.bounds, without);
        self.recursive.trials.push((with, rows));
        let columns = (1..=count)
            .map(|column| self.column(branch, column))
            .collect();
        self.recursive.trials.pop();
        self.bounds = bounds;
        columns
    }

    /// The types of the columns of a WITH query, those of SEARCH and CYCLE too.
    fn column_types(&self, with: NodeId) -> Vec<u32> {
        let Some(Value::List(types)) = self.nodes.field(with, "ctecoltypes") else {
            return Vec::new();
        };
        let oid = |value: &Value<'_>| match value {
            Value::Word(word) => std::str::from_utf8(word).ok()?.parse().ok(),
            _ => None,
        };
        types.iter().filter_map(oid).collect()
    }
}

/// A row's column of this size and magnitude, as its type allows.
fn probe(data_type: u32, size: f64) -> Bound {
    let bytes = if is_fixed_size(data_type) { 32.0 } else { size };
    Bound {
        low: -size,
        high: size,
        whole: true,
        ..Bound::sized(bytes, bytes)
    }
}

/// By which factor a column rises when another rises by [`STORED`].
fn rise(once: f64, more: f64) -> f64 {
    let rise = (more - once) / STORED;
    if rise.is_nan() { 0.0 } else { rise.max(0.0) }
}

/// Which columns many rounds multiply: those whose part in a high power of the matrix is too large for adding.
fn multiplies(mut matrix: Vec<Vec<f64>>) -> Vec<bool> {
    let count = matrix.len();
    for _ in 0..SQUARINGS {
        let product = |row: usize, column: usize| -> f64 {
            let terms = (0..count).map(|inner| {
                let (left, right) = (matrix[row][inner], matrix[inner][column]);
                if left == 0.0 || right == 0.0 {
                    0.0
                } else {
                    left * right
                }
            });
            terms.sum()
        };
        matrix = (0..count)
            .map(|row| (0..count).map(|column| product(row, column)).collect())
            .collect();
    }
    let rounds = 2.0_f64.powi(SQUARINGS);
    let limit = FACTOR.powf(rounds);
    matrix
        .iter()
        .map(|row| row.iter().sum::<f64>() > limit)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_told_from_a_step() {
        for (matrix, expected) in [
            // s || 'x'
            (vec![vec![1.0]], vec![false]),
            // s || s
            (vec![vec![2.0]], vec![true]),
            // a, b = b, a || b
            (vec![vec![0.0, 1.0], vec![1.0, 1.0]], vec![true, true]),
            // a, b = b, a
            (vec![vec![0.0, 1.0], vec![1.0, 0.0]], vec![false, false]),
            // path, name = path || name, new name
            (vec![vec![1.0, 1.0], vec![0.0, 0.0]], vec![false, false]),
            // a, b = a || a, new b
            (vec![vec![2.0, 0.0], vec![0.0, 0.0]], vec![true, false]),
            // path, all = path || 'x', all || path
            (vec![vec![1.0, 0.0], vec![1.0, 1.0]], vec![false, false]),
        ] {
            assert_eq!(multiplies(matrix.clone()), expected, "{matrix:?}");
        }
    }
}
