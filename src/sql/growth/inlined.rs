//! What planning copies: a column of a subquery stands for its expression, which is copied to each place that names the
//! column, and worked out there once more.

use super::evaluate::Evaluation;
use super::nodes::{NodeId, Value};

/// How many queries a column is followed through.
const DEPTH: usize = 100;

/// What a copy of an expression takes at least to be counted, in bytes.
const COUNTED: f64 = 4096.0;

impl Evaluation<'_, '_> {
    /// Counts the copy of an expression for which a column stands.
    pub(super) fn copied(&mut self, variable: NodeId) {
        let size = self.copy_of_column(variable, DEPTH);
        if size > COUNTED {
            self.gathered(variable, size);
        }
    }

    /// What a copy of the expression of a column takes.
    fn copy_of_column(&mut self, variable: NodeId, depth: usize) -> f64 {
        if depth == 0 || !self.step(1) {
            return 0.0;
        }
        let expressions = self.copied_expressions(variable);
        let sizes = expressions.into_iter().map(|id| self.copy(id, depth - 1));
        sizes.sum()
    }

    /// What a copy of an expression takes: all that its calls make on the way.
    fn copy(&mut self, id: NodeId, depth: usize) -> f64 {
        if let Some(size) = self.copies.get(&id) {
            return *size;
        }
        let nodes = self.nodes;
        let (mut size, mut waiting) = (0.0, vec![id]);
        while let Some(node) = waiting.pop() {
            if !self.step(1) {
                break;
            }
            match nodes.get(node).label {
                // These are worked out once, wherever they stand.
                b"AGGREF" | b"WINDOWFUNC" | b"CONST" | b"PARAM" => continue,
                _ if nodes.word(node, "funcretset") == Some(b"true") => continue,
                b"VAR" => size += self.copy_of_column(node, depth),
                b"FUNCEXPR" | b"OPEXPR" | b"COERCEVIAIO" | b"ARRAYCOERCEEXPR" | b"XMLEXPR"
                | b"ARRAY" | b"ARRAYEXPR" | b"ROW" | b"ROWEXPR" => {
                    size += self.bound(node).grown;
                }
                _ => {}
            }
            waiting.extend(nodes.children(node));
        }
        self.copies.insert(id, size);
        size
    }

    /// The expressions of which planning makes a copy where a column is named.
    fn copied_expressions(&self, variable: NodeId) -> Vec<NodeId> {
        let nodes = self.nodes;
        let levels = nodes.number(variable, "varlevelsup").unwrap_or_default();
        let query = self.query_around(nodes.get(variable).query, levels);
        let place: usize = nodes.number(variable, "varno").unwrap_or_default();
        let entry = query.and_then(|query| nodes.entry(query, place));
        let column: usize = nodes.number(variable, "varattno").unwrap_or_default();
        let (Some(entry), Some(index)) = (entry, column.checked_sub(1)) else {
            return Vec::new();
        };
        let element = |name: &str| nodes.list(entry, name).get(index).copied();
        let expressions = match nodes.number::<u32>(entry, "rtekind") {
            Some(1) => {
                let query = nodes.node(entry, "subquery");
                return query.map_or(Vec::new(), |query| self.copied_targets(query, column));
            }
            Some(2) => element("joinaliasvars"),
            Some(3) => element("functions").and_then(|function| nodes.node(function, "funcexpr")),
            Some(5) => match nodes.field(entry, "values_lists") {
                Some(Value::List(rows)) => match rows.as_slice() {
                    [Value::List(cells)] => super::nodes::nodes_of(cells).get(index).copied(),
                    _ => None,
                },
                _ => None,
            },
            Some(6) => {
                let with = self.with_query(entry).filter(|with| self.is_inlined(*with));
                let query = with.and_then(|with| nodes.node(with, "ctequery"));
                return query.map_or(Vec::new(), |query| self.copied_targets(query, column));
            }
            Some(9) => element("groupexprs"),
            _ => None,
        };
        expressions.into_iter().collect()
    }

    /// Whether planning puts a WITH query where it is named.
    fn is_inlined(&self, with: NodeId) -> bool {
        let nodes = self.nodes;
        // enum CTEMaterialize: Default, Always, Never
        let materialized: Option<u32> = nodes.number(with, "ctematerialized");
        let references: Option<u32> = nodes.number(with, "cterefcount");
        nodes.word(with, "cterecursive") != Some(b"true")
            && (materialized == Some(2) || (materialized == Some(0) && references == Some(1)))
    }

    /// The expressions of a column of a query, unless it has a LIMIT or an OFFSET, which nothing is moved through.
    fn copied_targets(&self, query: NodeId, column: usize) -> Vec<NodeId> {
        let nodes = self.nodes;
        let (mut found, mut waiting) = (Vec::new(), vec![query]);
        while let Some(query) = waiting.pop() {
            let mut cuts = ["limitCount", "limitOffset"].into_iter();
            if cuts.any(|name| nodes.node(query, name).is_some()) {
                continue;
            }
            if nodes.node(query, "setOperations").is_some() {
                waiting.extend(self.branches(query));
                continue;
            }
            found.extend(nodes.target_expression(query, column));
        }
        found
    }
}
