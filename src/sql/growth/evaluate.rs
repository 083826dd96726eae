//! Bounds of expressions, found through the queries their columns come from.

use std::collections::HashMap;

use super::bound::{Bound, STORED};
use super::constant::{self, is_time};
use super::nodes::{NodeId, Nodes};
use super::recursion::Recursive;
use super::total::Total;
use crate::policy::Growth;

/// How deep expressions and queries may lie inside each other. A deeper one is not bounded, which is a finding.
const DEPTH: usize = 300;

/// Steps taken for each node of a tree. One is enough but for recursive queries inside each other.
const STEPS_PER_NODE: usize = 100;

/// What all values but repeated, padded and filled ones may grow to, in bytes.
const GROWN_LIMIT: f64 = 64.0 * 1024.0 * 1024.0;

/// From this size on a message says that nothing bounds it.
const SAID_LIMIT: f64 = 1e15;

/// Works out bounds; each node once.
pub(super) struct Evaluation<'t, 'n> {
    pub(super) nodes: &'n Nodes<'t>,
    pub(super) bounds: Vec<Option<Bound>>,
    /// Columns of recursive queries, and of those being tried out what their earlier rows are taken to be.
    pub(super) recursive: Recursive,
    depth: usize,
    /// Steps still to be taken before the statement is too involved for a bound.
    steps: usize,
    /// What each node that keeps the rows of a query keeps, or takes while it works, in bytes: all are there at once.
    pub(super) gathered: Total,
    /// What a copy of each expression takes for which a column stands.
    pub(super) copies: HashMap<NodeId, f64>,
    /// The steps of each call that no time limit stops.
    pub(super) work: Total,
    /// The statement has parameters.
    pub(super) has_parameters: bool,
    /// Digits of the longest number in the texts among the constants, where they are very many.
    digits_in_text: Option<usize>,
    finding: Option<Growth>,
}

impl<'t, 'n> Evaluation<'t, 'n> {
    pub(super) fn new(nodes: &'n Nodes<'t>, digits_in_text: Option<usize>) -> Self {
        Self {
            nodes,
            bounds: vec![None; nodes.len()],
            recursive: Recursive::default(),
            depth: 0,
            steps: nodes.len() * STEPS_PER_NODE,
            gathered: Total::default(),
            copies: HashMap::new(),
            work: Total::default(),
            has_parameters: (0..nodes.len()).any(|id| nodes.is(id, "PARAM")),
            digits_in_text,
            finding: None,
        }
    }

    /// The first value found that may outgrow memory.
    pub(super) fn find(mut self) -> Option<Growth> {
        for id in 0..self.nodes.len() {
            if matches!(
                self.nodes.get(id).label,
                b"FUNCEXPR"
                    | b"OPEXPR"
                    | b"SCALARARRAYOPEXPR"
                    | b"AGGREF"
                    | b"WINDOWFUNC"
                    | b"TARGETENTRY"
                    | b"SUBLINK"
            ) {
                self.bound(id);
            }
            if self.nodes.is(id, "VAR") {
                self.copied(id);
            }
            if self.nodes.is(id, "TABLEFUNC") {
                self.reads_numbers();
            }
            if self.nodes.is(id, "QUERY") {
                self.compared_rows(id, false);
            }
            if self.nodes.word(id, "cterecursive") == Some(b"true")
                && let Some(query) = self.nodes.node(id, "ctequery")
            {
                self.compared_rows(query, true);
            }
            if self.finding.is_some() {
                break;
            }
        }
        self.finding
    }

    /// Keeps a finding, unless it is about rows that are only tried out.
    pub(super) fn found(&mut self, growth: Growth) {
        let counts = !self.recursive.is_trying() || growth == Growth::Unknown;
        if counts && self.finding.is_none() {
            self.finding = Some(growth);
        }
    }

    /// Some text is read as numbers: a long number among the texts may be one of them.
    pub(super) fn reads_numbers(&mut self) {
        if let Some(digits) = self.digits_in_text {
            self.found(Growth::Number { digits });
        }
    }

    /// Takes so many steps; false when there are none left, which is a finding.
    pub(super) fn step(&mut self, steps: usize) -> bool {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                true
            }
            None => {
                self.found(Growth::Unknown);
                false
            }
        }
    }

    /// The bounds of an expression.
    pub(super) fn bound(&mut self, id: NodeId) -> Bound {
        if let Some(bound) = self.bounds[id] {
            return bound;
        }
        if self.depth >= DEPTH {
            self.found(Growth::Unknown);
        }
        if self.depth >= DEPTH || !self.step(1) {
            return Bound::unbounded();
        }
        self.depth += 1;
        let bound = self.expression(id);
        self.depth -= 1;
        if bound.grown > GROWN_LIMIT {
            self.found(Growth::Value {
                what: "the value of an expression",
                bytes: bytes(bound.grown),
            });
        }
        self.bounds[id] = Some(bound);
        bound
    }

    fn expression(&mut self, id: NodeId) -> Bound {
        let nodes = self.nodes;
        let oid = |name| nodes.number(id, name).unwrap_or_default();
        let first = |field| nodes.list(id, field).first().copied();
        match nodes.get(id).label {
            b"CONST" => constant::bound(nodes, id),
            b"PARAM" => Bound::sized(STORED, STORED),
            b"VAR" => self.variable(id),
            b"FUNCEXPR" => self.call(oid("funcid"), id, "args"),
            b"OPEXPR" => self.call(oid("opfuncid"), id, "args"),
            b"AGGREF" => self.call(oid("aggfnoid"), id, "args"),
            b"WINDOWFUNC" => self.call(oid("winfnoid"), id, "args"),
            b"NULLIFEXPR" => first("args").map_or(Bound::unbounded(), |id| self.bound(id)),
            b"TARGETENTRY" => self.field(id, "expr"),
            b"RELABELTYPE"
            | b"COERCETODOMAIN"
            | b"COLLATE"
            | b"COLLATEEXPR"
            | b"CONVERTROWTYPEEXPR"
            | b"NAMEDARGEXPR" => self.field(id, "arg"),
            b"FIELDSELECT" => self.selected(id),
            b"ARRAYCOERCEEXPR" if self.casts_each_through_text(id) => self.through_text(id),
            b"ARRAYCOERCEEXPR" => self.field(id, "arg"),
            b"SUBSCRIPTINGREF" => self.field(id, "refexpr"),
            b"CASEWHEN" | b"WHEN" => self.field(id, "result"),
            b"CASE" | b"CASEEXPR" => {
                let mut arms = nodes.list(id, "args");
                arms.extend(nodes.node(id, "defresult"));
                self.either(&arms)
            }
            b"COALESCE" | b"COALESCEEXPR" => self.either(&nodes.list(id, "args")),
            b"MINMAX" | b"MINMAXEXPR" => self.least_or_greatest(id),
            b"COERCEVIAIO" => self.through_text(id),
            b"SUBLINK" => self.subquery(id),
            // enum XmlExprOp: IS_XMLELEMENT, IS_XMLFOREST
            b"XMLEXPR" if matches!(nodes.number(id, "op"), Some(1 | 2)) => {
                self.as_xml(&nodes.children(id))
            }
            // As a text a row quotes what it holds, and a row in it once more: also one that holds nothing.
            b"ROW" | b"ROWEXPR" => {
                let fields = nodes.children(id);
                let all = self.together(&fields);
                let marks = 2.0 + 3.0 * fields.len() as f64;
                Bound {
                    size: all.size * 2.0 + marks,
                    grown: all.grown * 2.0 + marks,
                    ..all
                }
            }
            // enum XmlExprOp: IS_XMLPARSE
            b"XMLEXPR" if nodes.number(id, "op") == Some(3) => {
                self.together(&nodes.children(id)).read()
            }
            b"SQLVALUEFUNCTION" if is_time(oid("type")) => Bound::now(),
            b"SCALARARRAYOPEXPR" => {
                // One call for each element, which together are no longer than the array.
                self.multiplied(oid("opfuncid"), id, &nodes.list(id, "args"));
                Bound::number(0.0, STORED, true)
            }
            b"BOOLEXPR" | b"NULLTEST" | b"BOOLEANTEST" | b"DISTINCTEXPR" | b"ROWCOMPARE"
            | b"ROWCOMPAREEXPR" | b"GROUPINGFUNC" => Bound::number(0.0, STORED, true),
            b"ARRAY" | b"ARRAYEXPR" => {
                let elements = nodes.list(id, "elements");
                let all = self.together(&elements);
                let one = self.either(&elements);
                Bound {
                    low: one.low,
                    high: one.high,
                    whole: one.whole,
                    stored: one.stored,
                    ..all
                }
            }
            _ => self.together(&nodes.children(id)),
        }
    }

    /// The bounds of the expression in a field.
    pub(super) fn field(&mut self, id: NodeId, name: &str) -> Bound {
        let node = self.nodes.node(id, name);
        node.map_or(Bound::unbounded(), |node| self.bound(node))
    }

    /// Any one of several expressions.
    pub(super) fn either(&mut self, expressions: &[NodeId]) -> Bound {
        let mut bounds = expressions.iter().map(|id| self.bound(*id));
        let first = bounds.next().unwrap_or(Bound::number(0.0, 0.0, true));
        bounds.fold(first, Bound::or)
    }

    /// Several expressions in one value.
    pub(super) fn together(&mut self, expressions: &[NodeId]) -> Bound {
        let mut sum = Bound::sized(0.0, 0.0);
        for id in expressions {
            let bound = self.bound(*id);
            sum.size += bound.size;
            sum.grown += bound.grown;
            sum.collected |= bound.collected;
            sum.depth = sum.depth.max(bound.depth);
            sum.digits = sum.digits.max(bound.digits);
        }
        sum
    }

    fn least_or_greatest(&mut self, id: NodeId) -> Bound {
        let arguments = self.nodes.list(id, "args");
        let mut bounds: Vec<Bound> = arguments.iter().map(|id| self.bound(*id)).collect();
        if bounds.iter().any(|bound| bound.now != bounds[0].now) {
            bounds = bounds.into_iter().map(Bound::since_2000).collect();
        }
        let either = self.either(&arguments);
        let lows = bounds.iter().map(|bound| bound.low);
        let highs = bounds.iter().map(|bound| bound.high);
        // enum MinMaxOp: IS_GREATEST, IS_LEAST. NULLs are left out, so one bound alone is no more than a bound on the
        // arguments that are not NULL: a constant never is.
        let constant = |bound: &&Bound| bound.low == bound.high;
        if self.nodes.number(id, "op") == Some(1) {
            let constants = bounds.iter().filter(constant).map(|bound| bound.high);
            let high = constants.fold(highs.fold(f64::NEG_INFINITY, f64::max), f64::min);
            Bound { high, ..either }
        } else {
            let constants = bounds.iter().filter(constant).map(|bound| bound.low);
            let low = constants.fold(lows.fold(f64::INFINITY, f64::min), f64::max);
            Bound { low, ..either }
        }
    }

    /// The type of an expression, where it says.
    pub(super) fn data_type(&self, id: NodeId) -> Option<u32> {
        let fields = [
            "funcresulttype",
            "opresulttype",
            "consttype",
            "vartype",
            "aggtype",
            "wintype",
            "resulttype",
        ];
        fields.iter().find_map(|field| self.nodes.number(id, field))
    }

    /// Every text an expression can be, when it chooses among constants.
    pub(super) fn texts(&self, id: NodeId) -> Option<Vec<Vec<u8>>> {
        let nodes = self.nodes;
        let all = |ids: Vec<NodeId>| -> Option<Vec<Vec<u8>>> {
            let texts: Option<Vec<_>> = ids.into_iter().map(|id| self.texts(id)).collect();
            texts.map(|texts| texts.concat())
        };
        match nodes.get(id).label {
            b"CONST" if nodes.get(id).constant.is_none() => Some(Vec::new()),
            b"CONST" => constant::text(nodes, id).map(|text| vec![text]),
            b"RELABELTYPE" | b"COLLATE" | b"COLLATEEXPR" => all(vec![nodes.node(id, "arg")?]),
            b"CASEWHEN" | b"WHEN" => all(vec![nodes.node(id, "result")?]),
            b"CASE" | b"CASEEXPR" => {
                let mut arms = nodes.list(id, "args");
                arms.extend(nodes.node(id, "defresult"));
                all(arms)
            }
            b"COALESCE" | b"COALESCEEXPR" => all(nodes.list(id, "args")),
            _ => None,
        }
    }

    fn subquery(&mut self, id: NodeId) -> Bound {
        let Some(query) = self.nodes.node(id, "subselect") else {
            return Bound::unbounded();
        };
        // enum SubLinkType: EXPR_SUBLINK, ARRAY_SUBLINK; the others are true or false.
        match self.nodes.number::<u32>(id, "subLinkType") {
            Some(4) => self.column(query, 1),
            Some(6) => {
                let element = self.column(query, 1);
                let rows = self.rows(query);
                self.bounded_rows(rows);
                let all = element.collected_over(rows);
                self.gathered(id, all.grown * 2.0);
                all
            }
            kind => {
                // enum SubLinkType: ALL_SUBLINK, ANY_SUBLINK. Their rows may be kept in a table in memory.
                if matches!(kind, Some(1 | 2)) {
                    let kept = self.column(query, 1).collected_over(self.rows(query));
                    self.gathered(id, kept.grown);
                }
                Bound::number(0.0, 1.0, true)
            }
        }
    }
}

/// Bytes for a message.
pub(super) fn bytes(size: f64) -> Option<u64> {
    (size < SAID_LIMIT).then_some(size as u64)
}
