//! Bounds of columns, found through the queries and relations that they come from.

use super::bound::{Bound, STORED};
use super::constant::is_time;
use super::evaluate::Evaluation;
use super::nodes::{NodeId, Value, nodes_of};
use super::rules;

impl Evaluation<'_, '_> {
    /// A column that an expression names.
    pub(super) fn variable(&mut self, id: NodeId) -> Bound {
        let nodes = self.nodes;
        let levels = nodes.number(id, "varlevelsup").unwrap_or_default();
        let place = nodes.number::<usize>(id, "varno");
        let query = self.query_around(nodes.get(id).query, levels);
        let (Some(query), Some(place)) = (query, place) else {
            return Bound::unbounded();
        };
        let Some(entry) = nodes.entry(query, place) else {
            return Bound::unbounded();
        };
        match nodes.number::<i32>(id, "varattno") {
            Some(attribute @ 1..) => {
                let bound = self.attribute(entry, attribute as usize);
                let is_stored = nodes.number(entry, "rtekind") == Some(0);
                if is_stored && nodes.number(id, "vartype").is_some_and(is_time) {
                    Bound::stored_time()
                } else {
                    bound
                }
            }
            Some(0) => self.whole_row(entry),
            _ => Bound::number(0.0, f64::from(u32::MAX), true),
        }
    }

    /// The query so many levels around another.
    pub(super) fn query_around(&self, query: Option<NodeId>, levels: usize) -> Option<NodeId> {
        (0..levels).try_fold(query?, |query, _| self.nodes.get(query).query)
    }

    fn whole_row(&mut self, entry: NodeId) -> Bound {
        if let Some(query) = self.nodes.node(entry, "subquery") {
            let columns = self.nodes.list(query, "targetList");
            return self.together(&columns);
        }
        let nodes = self.nodes;
        let columns = match nodes.number::<u32>(entry, "rtekind") {
            Some(0) => return Bound::stored(),
            Some(3) => {
                let functions = nodes.list(entry, "functions").into_iter();
                functions
                    .map(|id| nodes.number(id, "funccolcount").unwrap_or(1))
                    .sum()
            }
            Some(5) => match nodes.field(entry, "values_lists") {
                Some(Value::List(rows)) => rows.iter().map(width).max().unwrap_or(1),
                _ => 1,
            },
            Some(6) => {
                let with = self.with_query(entry);
                let query = with.and_then(|with| nodes.node(with, "ctequery"));
                query.map_or(1, |query| nodes.list(query, "targetList").len())
            }
            _ => 1,
        };
        if columns == 1 {
            return self.attribute(entry, 1);
        }
        let mut row = Bound::sized(0.0, 0.0);
        for column in 1..=columns {
            let bound = self.attribute(entry, column);
            row.size += bound.size;
            row.grown += bound.grown;
            row.collected |= bound.collected;
            row.depth = row.depth.max(bound.depth);
        }
        row
    }

    /// A column of an entry of FROM.
    fn attribute(&mut self, entry: NodeId, attribute: usize) -> Bound {
        let nodes = self.nodes;
        let element = |name: &str| nodes.list(entry, name).get(attribute - 1).copied();
        // enum RTEKind
        match nodes.number::<u32>(entry, "rtekind") {
            Some(0) => Bound::stored(),
            Some(1) => match nodes.node(entry, "subquery") {
                Some(query) => self.column(query, attribute),
                None => Bound::unbounded(),
            },
            Some(2) => element("joinaliasvars").map_or(Bound::unbounded(), |id| self.bound(id)),
            Some(3) => self.function_column(entry, attribute),
            Some(4) => {
                let table = self.field(entry, "tablefunc");
                if table.stored { Bound::stored() } else { table }
            }
            Some(5) => {
                let Some(Value::List(rows)) = nodes.field(entry, "values_lists") else {
                    return Bound::unbounded();
                };
                let cells = rows.iter().filter_map(|row| match row {
                    Value::List(cells) => nodes_of(cells).get(attribute - 1).copied(),
                    _ => None,
                });
                self.either(&cells.collect::<Vec<_>>())
            }
            Some(6) => match self.with_query(entry) {
                Some(with) => self.with_column(with, attribute),
                None => Bound::unbounded(),
            },
            Some(9) => element("groupexprs").map_or(Bound::unbounded(), |id| self.bound(id)),
            _ => Bound::unbounded(),
        }
    }

    fn function_column(&mut self, entry: NodeId, attribute: usize) -> Bound {
        let mut before = 0;
        for function in self.nodes.list(entry, "functions") {
            before += self.nodes.number(function, "funccolcount").unwrap_or(1);
            if attribute <= before {
                let bound = self.field(function, "funcexpr");
                let call = self.nodes.node(function, "funcexpr");
                let called = call.and_then(|call| self.nodes.number(call, "funcid"));
                // What a function of the catalog lists was stored.
                let listed = called.is_some_and(|called| rules::rule(called).is_none());
                return Bound {
                    size: if listed {
                        bound.size.max(STORED)
                    } else {
                        bound.size
                    },
                    ..bound
                };
            }
        }
        // WITH ORDINALITY
        Bound::number(0.0, STORED, true)
    }

    /// The WITH query that an entry of FROM names.
    pub(super) fn with_query(&self, entry: NodeId) -> Option<NodeId> {
        let nodes = self.nodes;
        let levels = nodes.number(entry, "ctelevelsup")?;
        let query = self.query_around(nodes.get(entry).query, levels)?;
        let name = nodes.word(entry, "ctename")?;
        // Where a line was broken at a blank of the name, a line break stands for it.
        let same = |other: &[u8]| {
            let blank = |byte: &u8| if *byte == b'\n' { b' ' } else { *byte };
            other.iter().map(blank).eq(name.iter().map(blank))
        };
        let mut with = nodes.list(query, "cteList").into_iter();
        with.find(|with| nodes.word(*with, "ctename").is_some_and(same))
    }

    /// A column of a query.
    pub(super) fn column(&mut self, query: NodeId, column: usize) -> Bound {
        let nodes = self.nodes;
        if nodes.node(query, "setOperations").is_some() {
            let branches = self.branches(query);
            let mut bounds = branches.iter().map(|branch| self.column(*branch, column));
            let first = bounds.next().unwrap_or(Bound::unbounded());
            return bounds.fold(first, Bound::or);
        }
        let target = nodes.target(query, column);
        target.map_or(Bound::unbounded(), |target| self.bound(target))
    }

    /// The queries that a set operation joins.
    pub(super) fn branches(&self, query: NodeId) -> Vec<NodeId> {
        let entries = self.nodes.list(query, "rtable").into_iter();
        entries
            .filter_map(|entry| self.nodes.node(entry, "subquery"))
            .collect()
    }

    /// A column of a WITH query.
    fn with_column(&mut self, with: NodeId, column: usize) -> Bound {
        let Some(query) = self.nodes.node(with, "ctequery") else {
            return Bound::unbounded();
        };
        if self.nodes.word(with, "cterecursive") == Some(b"true") {
            self.recursive_column(with, query, column)
        } else {
            self.column(query, column)
        }
    }
}

/// How many columns a row of VALUES has.
fn width(row: &Value<'_>) -> usize {
    match row {
        Value::List(cells) => cells.len(),
        Value::Word(_) | Value::Node(_) => 1,
    }
}
