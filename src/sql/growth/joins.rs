//! Joins that look something up for each value of a series.

use super::evaluate::Evaluation;
use super::nodes::NodeId;
use super::rules::{self, Rule};

/// A series, and the entries of FROM that are looked up by its values.
#[derive(Debug)]
pub(super) struct LookedUp {
    /// Which entry is the series.
    pub(super) series: usize,
    /// Which entries have a column that is a value of it.
    pub(super) others: Vec<usize>,
    /// How many rows of the series one row of the others finds at most.
    pub(super) repeats: f64,
    /// A value that finds nothing gives a row too.
    pub(super) keeps_all: bool,
}

impl Evaluation<'_, '_> {
    /// Of all `series JOIN other ON other.column = series` of a query, which entries they are. An entry is looked up by
    /// one series only, and no series looks up another one that looks up something itself.
    pub(super) fn looked_up(&mut self, query: NodeId) -> Vec<LookedUp> {
        let nodes = self.nodes;
        let mut found: Vec<LookedUp> = Vec::new();
        let mut waiting: Vec<NodeId> = nodes.node(query, "jointree").into_iter().collect();
        while let Some(node) = waiting.pop() {
            waiting.extend(nodes.list(node, "fromlist"));
            let sides = (nodes.node(node, "larg"), nodes.node(node, "rarg"));
            let kind: Option<u32> = nodes.number(node, "jointype");
            let (left, right) = if let (Some(left), Some(right)) = sides {
                waiting.extend([left, right]);
                (self.leaves(left), self.leaves(right))
            } else {
                let all = self.leaves(node);
                (all.clone(), all)
            };
            // enum JoinType: JOIN_INNER, JOIN_LEFT, JOIN_RIGHT
            let (keeps_left, keeps_right) = match kind {
                None | Some(0) => (false, false),
                Some(1) => (true, false),
                Some(3) => (false, true),
                _ => continue,
            };
            for condition in self.all_of(nodes.node(node, "quals")) {
                for (series, other, repeats) in self.matches(condition) {
                    let forward = left.contains(&series) && right.contains(&other);
                    let backward = right.contains(&series) && left.contains(&other);
                    let fits = (forward && !keeps_right) || (backward && !keeps_left);
                    if fits && !self.is_lateral(query, other) {
                        let keeps_all = keeps_left || keeps_right;
                        add(&mut found, series - 1, other - 1, repeats, keeps_all);
                    }
                }
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

    /// Whether what an entry of FROM gives may be another thing for each row of another entry.
    pub(super) fn is_lateral(&self, query: NodeId, place: usize) -> bool {
        let entry = self.nodes.entry(query, place);
        entry.is_none_or(|entry| self.nodes.word(entry, "lateral") == Some(b"true"))
    }

    /// The places of all entries of FROM under a join.
    fn leaves(&self, join: NodeId) -> Vec<usize> {
        let nodes = self.nodes;
        let (mut found, mut waiting) = (Vec::new(), vec![join]);
        while let Some(node) = waiting.pop() {
            if nodes.is(node, "RANGETBLREF") {
                found.extend(nodes.number::<usize>(node, "rtindex"));
            }
            waiting.extend(nodes.list(node, "fromlist"));
            let sides = ["larg", "rarg"].into_iter();
            waiting.extend(sides.filter_map(|side| nodes.node(node, side)));
        }
        found.retain(|place| *place > 0);
        found
    }

    /// Of a condition that says that a series is what a column of another entry is: the two, and how often a value of the
    /// series comes again.
    fn matches(&mut self, condition: NodeId) -> Vec<(usize, usize, f64)> {
        let nodes = self.nodes;
        let rule = nodes.number(condition, "opfuncid").and_then(rules::rule);
        let sides = nodes.list(condition, "args");
        let ([left, right], Some(Rule::Equal)) = (sides.as_slice(), rule) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (series, other) in [(*left, *right), (*right, *left)] {
            if let (Some(place), Some(other)) = (self.only_place(series), self.only_place(other))
                && place != other
                && let Some(repeats) = self.repeats(series)
            {
                found.push((place, other, repeats));
            }
        }
        found
    }

    /// The one entry on whose columns alone an expression depends.
    fn only_place(&self, id: NodeId) -> Option<usize> {
        let places = self.places(id)?;
        let mut places = places.into_iter();
        let place = places.next()?;
        places.next().is_none().then_some(place)
    }
}

/// Adds a look-up, unless one of the two stands elsewhere already.
fn add(found: &mut Vec<LookedUp>, series: usize, other: usize, repeats: f64, keeps_all: bool) {
    let stands = |entry: usize, all: &LookedUp| all.series == entry || all.others.contains(&entry);
    if found
        .iter()
        .any(|all| stands(other, all) || all.others.contains(&series))
    {
        return;
    }
    match found.iter_mut().find(|known| known.series == series) {
        Some(known) => {
            known.others.push(other);
            known.repeats = known.repeats.max(repeats);
            known.keeps_all |= keeps_all;
        }
        None => found.push(LookedUp {
            series,
            others: vec![other],
            repeats,
            keeps_all,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_looked_up_once() {
        let mut found = Vec::new();
        for (series, other) in [(0, 1), (0, 2), (3, 1), (1, 4), (5, 0)] {
            add(&mut found, series, other, 1.0, false);
        }
        let [only] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!((only.series, only.others.as_slice()), (0, &[1, 2][..]));
    }
}
