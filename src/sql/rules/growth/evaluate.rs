//! Works out bounds over the syntax tree.

use std::collections::HashMap;

mod call;
mod rows;

use sqlparser::ast::{AccessExpr, BinaryOperator, Expr, Query, SelectItem, SetExpr};

use super::arithmetic::{divide, power};
use super::bound::{Bound, Linear};
use super::literal::{declared_length, of_value};
use super::sources::{Call, Source, Sources};

/// Steps after which a statement is called too involved.
const FUEL: u32 = 20_000;
/// Depth after which it is called so too; the parser allows more.
const DEPTH: u32 = 100;
/// Names PostgreSQL gives to select items that have none.
const UNNAMED: &[&str] = &[
    "?column?", "array", "bool", "case", "date", "float4", "float8", "int2", "int4", "int8",
    "interval", "json", "jsonb", "numeric", "row", "text", "varchar",
];

pub(super) struct Evaluator<'s, 'a> {
    sources: &'s Sources<'a>,
    /// Rows that the largest FROM of the statement makes out of nothing.
    rows: f64,
    /// How many rows some series gives is not in the text.
    unknown_rows: bool,
    known: HashMap<String, Bound>,
    open: Vec<String>,
    fuel: u32,
    depth: u32,
    gave_up: bool,
}
impl<'s, 'a> Evaluator<'s, 'a> {
    pub(super) fn new(sources: &'s Sources<'a>) -> Self {
        let mut evaluator = Self {
            sources,
            rows: 1.0,
            unknown_rows: false,
            known: HashMap::new(),
            open: Vec::new(),
            fuel: FUEL,
            depth: 0,
            gave_up: false,
        };
        for select in &sources.selects {
            let rows = evaluator.rows_of_select(select);
            evaluator.rows = evaluator.rows.max(rows);
        }
        evaluator
    }

    /// True when the bounds are not to be relied on.
    pub(super) fn gave_up(&self) -> bool {
        self.gave_up
    }

    /// True when how many rows some series gives is not in the text.
    pub(super) fn has_unknown_rows(&self) -> bool {
        self.unknown_rows
    }

    /// Everything the statement calls `name`.
    pub(super) fn name(&mut self, name: &str) -> Bound {
        let name = name.to_ascii_lowercase();
        if let Some(bound) = self.known.get(&name) {
            return bound.clone();
        }
        if let Some(id) = self.open.iter().position(|open| *open == name) {
            return Bound::recursion(id);
        }
        let sources = self.sources;
        let named = sources.names.get(&name).map_or(&[][..], Vec::as_slice);
        let unnamed: &[&Expr] = if UNNAMED.contains(&name.as_str()) {
            &sources.unnamed
        } else {
            &[]
        };
        let id = self.open.len();
        self.open.push(name.clone());
        // A table may have a column of that name as well.
        let mut once = vec![Bound::stored()];
        let mut endless = Vec::new();
        for source in named {
            let definition = match source {
                Source::Expr(expr) => self.expr(expr),
                Source::Call(call) => self.call(*call),
                Source::Any => self.any(),
            };
            if sources.may_recur(source) {
                endless.push(definition);
            } else {
                once.push(definition);
            }
        }
        for expr in unnamed.iter().chain(&sources.any_name) {
            let definition = self.expr(expr);
            if sources.recursive {
                endless.push(definition);
            } else {
                once.push(definition);
            }
        }
        self.open.pop();
        let levels = once.iter().filter(|level| level.carries(id)).count();
        let bound = Bound::of_definitions(id, &once, &endless, levels);
        if bound.is_closed() {
            self.known.insert(name, bound.clone());
        }
        bound
    }

    /// The largest of everything that has a name, or should have one.
    pub(super) fn any(&mut self) -> Bound {
        const EVERYTHING: &str = "*";
        if let Some(bound) = self.known.get(EVERYTHING) {
            return bound.clone();
        }
        if let Some(id) = self.open.iter().position(|open| open == EVERYTHING) {
            return Bound::recursion(id);
        }
        let id = self.open.len();
        self.open.push(EVERYTHING.to_owned());
        let sources = self.sources;
        let mut definitions = vec![Bound::stored()];
        for name in sources.names.keys() {
            definitions.push(self.name(name));
        }
        for expr in sources.unnamed.iter().chain(&sources.any_name) {
            definitions.push(self.expr(expr));
        }
        self.open.pop();
        let (once, endless): (&[Bound], &[Bound]) = if sources.recursive {
            (&[], &definitions)
        } else {
            (&definitions, &[])
        };
        let bound = Bound::of_definitions(id, once, endless, sources.selects.len());
        if bound.is_closed() {
            self.known.insert(EVERYTHING.to_owned(), bound.clone());
        }
        bound
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Bound {
        if self.fuel == 0 || self.depth >= DEPTH {
            self.gave_up = true;
            return Bound::unbounded();
        }
        self.fuel -= 1;
        self.depth += 1;
        let bound = self.expr_inside(expr);
        self.depth -= 1;
        bound
    }

    fn expr_inside(&mut self, expr: &Expr) -> Bound {
        match expr {
            Expr::Value(value) => of_value(&value.value),
            Expr::TypedString(typed) => of_value(&typed.value.value),
            Expr::Identifier(ident) => self.name(&ident.value),
            Expr::CompoundIdentifier(parts) if self.sources.is_stored(parts) => Bound::stored(),
            Expr::CompoundIdentifier(parts) => match parts.last() {
                Some(last) => self.name(&last.value),
                None => Bound::stored(),
            },
            Expr::CompoundFieldAccess { root, access_chain } => {
                let root = self.expr(root);
                if access_chain
                    .iter()
                    .any(|access| matches!(access, AccessExpr::Dot(_)))
                {
                    root.max(&self.any())
                } else {
                    root
                }
            }
            Expr::Nested(inner)
            | Expr::UnaryOp { expr: inner, .. }
            | Expr::Collate { expr: inner, .. }
            | Expr::Ceil { expr: inner, .. }
            | Expr::Floor { expr: inner, .. } => self.expr(inner),
            Expr::Cast {
                expr, data_type, ..
            } => {
                let bound = self.expr(expr);
                match declared_length(data_type) {
                    Some(length) => Bound {
                        size: bound.size.max(&Linear::constant(length as f64)),
                        ..bound
                    },
                    None => bound,
                }
            }
            Expr::BinaryOp { .. } => self.chain(expr),
            Expr::Function(function) => match Call::of_function(function) {
                Some(call) => self.call(call),
                None => Bound::unbounded(),
            },
            Expr::Case {
                conditions,
                else_result,
                ..
            } => {
                let results = conditions.iter().map(|when| &when.result);
                self.largest(results.chain(else_result.as_deref()))
            }
            Expr::Subquery(query) => self.query(query),
            Expr::Array(array) => self.together(array.elem.iter()),
            Expr::Tuple(exprs) => self.together(exprs.iter()),
            Expr::Extract { field, expr, .. } => self.field(&field.to_string(), Some(expr)),
            Expr::Position { r#in, .. } => {
                let text = self.expr(r#in);
                Bound::of_number(text.size)
            }
            Expr::Substring { expr, .. } | Expr::Trim { expr, .. } => self.expr(expr),
            Expr::Overlay {
                expr, overlay_what, ..
            } => self.together([expr.as_ref(), overlay_what].into_iter()),
            Expr::AtTimeZone { timestamp, .. } => self.expr(timestamp),
            Expr::Interval(interval) => self.expr(&interval.value),
            // Truth values.
            Expr::IsFalse(_)
            | Expr::IsNotFalse(_)
            | Expr::IsTrue(_)
            | Expr::IsNotTrue(_)
            | Expr::IsNull(_)
            | Expr::IsNotNull(_)
            | Expr::IsUnknown(_)
            | Expr::IsNotUnknown(_)
            | Expr::IsDistinctFrom(..)
            | Expr::IsNotDistinctFrom(..)
            | Expr::IsJson { .. }
            | Expr::IsNormalized { .. }
            | Expr::InList { .. }
            | Expr::InSubquery { .. }
            | Expr::Between { .. }
            | Expr::Like { .. }
            | Expr::ILike { .. }
            | Expr::SimilarTo { .. }
            | Expr::AnyOp { .. }
            | Expr::AllOp { .. }
            | Expr::Exists { .. } => Bound::of_number(Linear::constant(1.0)),
            // A row of a table.
            Expr::Wildcard(_) | Expr::QualifiedWildcard(..) => Bound::stored(),
            // What is left is undecided already, for the walk does not know it.
            _ => Bound::unbounded(),
        }
    }

    /// Operators of one precedence lean to the left, as deep as the chain is long.
    fn chain(&mut self, expr: &Expr) -> Bound {
        let mut links = Vec::new();
        let mut first = expr;
        while let Expr::BinaryOp { left, op, right } = first {
            links.push((op, right));
            first = left;
        }
        let mut bound = self.expr(first);
        for (op, right) in links.into_iter().rev() {
            let next = self.expr(right);
            bound = self.operator(&bound, op, &next, right);
        }
        bound
    }

    fn operator(
        &mut self,
        left: &Bound,
        op: &BinaryOperator,
        right: &Bound,
        written: &Expr,
    ) -> Bound {
        use BinaryOperator as Op;
        match op {
            Op::Plus | Op::Minus => Bound::of_number(left.number.plus(&right.number)),
            Op::Multiply => Bound::of_number(left.number.times_number(&right.number)),
            Op::Divide => Bound::of_number(divide(&left.number, &right.number, written)),
            Op::Modulo => Bound::of_number(right.number.min(&left.number)),
            Op::PGExp => Bound::of_number(power(&left.number, &right.number)),
            Op::PGBitwiseShiftLeft => Bound::of_number(
                left.number
                    .times_number(&power(&Linear::constant(2.0), &right.number)),
            ),
            Op::StringConcat => {
                let text = Bound::of_text(left.size.plus(&right.size));
                Bound {
                    number: text.number.max(&left.number).max(&right.number),
                    size: text.size,
                }
            }
            Op::And | Op::Or | Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq => {
                Bound::of_number(Linear::constant(1.0))
            }
            // Parts of a document, bits, distances: not larger than what they come from.
            _ => Bound {
                size: left.size.plus(&right.size),
                number: left.number.plus(&right.number),
            },
        }
    }

    fn largest<'e>(&mut self, exprs: impl Iterator<Item = &'e Expr>) -> Bound {
        let mut bound = Bound::default();
        for expr in exprs {
            let next = self.expr(expr);
            bound = bound.max(&next);
        }
        bound
    }

    /// Several values in one: sizes add up, and any of the numbers can be taken out again.
    fn together<'e>(&mut self, exprs: impl Iterator<Item = &'e Expr>) -> Bound {
        let mut bound = Bound::default();
        for expr in exprs {
            let next = self.expr(expr);
            bound = Bound {
                size: bound.size.plus(&next.size),
                number: bound.number.max(&next.number),
            };
        }
        bound
    }

    /// Any column of any row of a query.
    fn query(&mut self, query: &Query) -> Bound {
        let mut bound = Bound::default();
        let mut bodies: Vec<&SetExpr> = vec![&query.body];
        while let Some(body) = bodies.pop() {
            match body {
                SetExpr::Query(query) => bodies.push(&query.body),
                SetExpr::SetOperation { left, right, .. } => bodies.extend([left.as_ref(), right]),
                SetExpr::Select(select) => {
                    for item in &select.projection {
                        let next = match item {
                            SelectItem::UnnamedExpr(expr)
                            | SelectItem::ExprWithAlias { expr, .. }
                            | SelectItem::ExprWithAliases { expr, .. } => self.expr(expr),
                            SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..) => {
                                self.any()
                            }
                        };
                        bound = bound.max(&next);
                    }
                }
                SetExpr::Values(values) => {
                    let next = self.largest(values.rows.iter().flat_map(|row| row.content.iter()));
                    bound = bound.max(&next);
                }
                SetExpr::Insert(_)
                | SetExpr::Update(_)
                | SetExpr::Delete(_)
                | SetExpr::Merge(_)
                | SetExpr::Table(_) => return Bound::unbounded(),
            }
        }
        bound
    }
}
