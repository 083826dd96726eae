//! Works out bounds over the syntax tree.

use std::collections::HashMap;

use sqlparser::ast::{
    AccessExpr, ArrayElemTypeDef, BinaryOperator, DataType, Expr, FunctionArg, FunctionArgExpr,
    LimitClause, Query, Select, SelectItem, SetExpr, TableFactor, TableWithJoins, Value,
};

use super::bound::{Bound, COLUMN_NUMBER, Linear, product};
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
        let mut bound = Bound::stored();
        for source in named {
            let next = match source {
                Source::Expr(expr) => self.expr(expr),
                Source::Call(call) => self.call(*call),
                Source::Any => self.any(),
            };
            bound = bound.max(&next);
        }
        for expr in unnamed.iter().chain(&sources.any_name) {
            let next = self.expr(expr);
            bound = bound.max(&next);
        }
        self.open.pop();
        let bound = bound.close(id, self.steps(named.len() + unnamed.len()));
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
        let mut bound = Bound::stored();
        for name in sources.names.keys() {
            let next = self.name(name);
            bound = bound.max(&next);
        }
        for expr in sources.unnamed.iter().chain(&sources.any_name) {
            let next = self.expr(expr);
            bound = bound.max(&next);
        }
        self.open.pop();
        let bound = bound.close(id, self.steps(sources.selects.len()));
        if bound.is_closed() {
            self.known.insert(EVERYTHING.to_owned(), bound.clone());
        }
        bound
    }

    /// How often a name that is defined by itself can be put into itself: in a recursion without end, and
    /// otherwise level by level, once for each definition.
    fn steps(&self, definitions: usize) -> Option<usize> {
        (!self.sources.recursive).then_some(definitions)
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Bound {
        if self.fuel == 0 || self.depth >= DEPTH {
            self.gave_up = true;
            return unbounded();
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
                None => unbounded(),
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
            Expr::Extract { field, .. } => {
                Bound::of_number(Linear::constant(largest_field(&field.to_string())))
            }
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
            _ => unbounded(),
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
                | SetExpr::Table(_) => return unbounded(),
            }
        }
        bound
    }

    pub(super) fn call(&mut self, call: Call<'_>) -> Bound {
        let name = call.folded();
        let args: Vec<Bound> = call.args.iter().map(|arg| self.argument(arg)).collect();
        let written = |index: usize| call.args.get(index).and_then(expression);
        let argument = |index: usize| args.get(index).cloned().unwrap_or_default();
        let sizes = args
            .iter()
            .fold(Linear::default(), |sum, arg| sum.plus(&arg.size));
        let numbers = args
            .iter()
            .fold(Linear::default(), |most, arg| most.max(&arg.number));
        match name.as_str() {
            "repeat" => Bound::of_text(argument(0).size.repeated(&argument(1).number)),
            "lpad" | "rpad" => Bound::of_text(argument(1).number),
            "format" => Bound::of_text(format_size(written(0), &args)),
            "array_fill" => {
                let count = array_count(written(1), &argument(1).number);
                let element = argument(0).size.max(&Linear::constant(8.0));
                Bound {
                    size: element.repeated(&count),
                    number: argument(0).number,
                }
            }
            "replace" => {
                let from = written(1).and_then(literal_text).map_or(1.0, |text| {
                    // An empty text is found nowhere.
                    text.chars().count().max(1) as f64
                });
                let ratio = argument(2)
                    .size
                    .scale(1.0 / from)
                    .max(&Linear::constant(1.0));
                Bound::of_text(argument(0).size.repeated(&ratio))
            }
            "regexp_replace" => {
                let plain = written(2)
                    .and_then(literal_text)
                    .is_some_and(|text| !text.contains('\\'));
                let replacement = if plain {
                    argument(2).size
                } else {
                    argument(2).size.plus(&argument(0).size)
                };
                let everywhere = written(3).is_some();
                Bound::of_text(if everywhere {
                    let places = argument(0).size.plus(&Linear::constant(1.0));
                    replacement.max(&Linear::constant(1.0)).repeated(&places)
                } else {
                    argument(0).size.plus(&replacement)
                })
            }
            "array_to_string" => {
                let separators = argument(1).size.plus(&argument(2).size);
                let places = separators.plus(&Linear::constant(1.0));
                Bound::of_text(argument(0).size.repeated(&places))
            }
            "range_agg" | "string_agg" | "array_agg" | "json_agg" | "jsonb_agg"
            | "json_object_agg" | "jsonb_object_agg" | "xmlagg" => Bound {
                size: sizes.scale(self.rows),
                number: numbers,
            },
            "array" => match call.subquery {
                Some(query) => {
                    let rows = self.rows_of_query(query);
                    let element = self.query(query);
                    Bound {
                        size: element.size.scale(rows),
                        number: element.number,
                    }
                }
                None => unbounded(),
            },
            "concat" | "concat_ws" | "array_cat" | "array_append" | "array_prepend" | "textcat"
            | "overlay" | "row" | "make_interval" => {
                let text = Bound::of_text(sizes);
                Bound {
                    number: text.number.max(&numbers),
                    size: text.size,
                }
            }
            "least" => Bound {
                size: sizes,
                number: args
                    .iter()
                    .map(|arg| arg.number.clone())
                    .reduce(|least, next| least.min(&next))
                    .unwrap_or_default(),
            },
            "mod" => Bound::of_number(argument(0).number.min(&argument(1).number)),
            "power" | "pow" | "dpow" | "numeric_power" => {
                Bound::of_number(power(&argument(0).number, &argument(1).number))
            }
            "exp" | "dexp" => Bound::of_number(power(&Linear::constant(2.72), &argument(0).number)),
            "random" | "sign" => Bound::of_number(Linear::constant(1.0)),
            "ntile" => Bound::of_number(argument(0).number),
            "width_bucket" => Bound::of_number(argument(args.len().saturating_sub(1)).number),
            "length" | "char_length" | "character_length" | "octet_length" | "bit_length"
            | "cardinality" | "array_length" | "array_upper" | "array_lower" | "strpos"
            | "jsonb_array_length" | "json_array_length" | "regexp_count" | "levenshtein" => {
                Bound::of_number(sizes.scale(8.0))
            }
            "date_part" => Bound::of_number(Linear::constant(
                written(0)
                    .and_then(literal_text)
                    .map_or(f64::INFINITY, largest_field),
            )),
            "count" | "row_number" | "rank" | "dense_rank" | "pg_column_size" => {
                Bound::of_number(Linear::column(COLUMN_NUMBER))
            }
            "sum" => Bound {
                size: sizes,
                number: if self.rows > 1.0 {
                    numbers.scale(self.rows)
                } else {
                    numbers
                },
            },
            // A function from a part to that part or less, or to one of its arguments.
            "abs"
            | "ceil"
            | "ceiling"
            | "floor"
            | "round"
            | "trunc"
            | "int2"
            | "int4"
            | "int8"
            | "numeric"
            | "float4"
            | "float8"
            | "coalesce"
            | "nullif"
            | "greatest"
            | "min"
            | "max"
            | "avg"
            | "sqrt"
            | "ln"
            | "log"
            | "div"
            | "lag"
            | "lead"
            | "first_value"
            | "last_value"
            | "nth_value"
            | "any_value"
            | "percentile_cont"
            | "percentile_disc"
            | "mode"
            | "generate_series"
            | "unnest"
            | "generate_subscripts"
            | "left"
            | "right"
            | "substr"
            | "substring"
            | "split_part"
            | "lower"
            | "upper"
            | "btrim"
            | "ltrim"
            | "rtrim"
            | "trim"
            | "reverse"
            | "array_position"
            | "json_extract_path_text"
            | "jsonb_extract_path_text"
            | "json_array_elements"
            | "jsonb_array_elements"
            | "json_array_elements_text"
            | "jsonb_array_elements_text"
            | "to_json"
            | "to_jsonb"
            | "text"
            | "varchar"
            | "to_number" => Bound {
                size: sizes.max(&Linear::constant(24.0)),
                number: numbers,
            },
            // Any other: its text is some small multiple of what it is given, and its number can be any,
            // unless stored columns make it.
            _ => {
                let size = sizes.scale(4.0).max(&Linear::constant(256.0));
                let number = if sizes.depends_on_columns() {
                    numbers.max(&Linear::column(COLUMN_NUMBER))
                } else {
                    Linear::unbounded()
                };
                Bound { size, number }
            }
        }
    }

    fn argument(&mut self, arg: &FunctionArg) -> Bound {
        match expression(arg) {
            Some(expr) => self.expr(expr),
            None => Bound::stored(),
        }
    }

    /// Rows a query makes out of nothing; what it reads from tables counts as one.
    fn rows_of_query(&mut self, query: &Query) -> f64 {
        if self.depth >= DEPTH {
            self.gave_up = true;
            return f64::INFINITY;
        }
        self.depth += 1;
        let mut rows = 0.0;
        let mut bodies: Vec<&SetExpr> = vec![&query.body];
        while let Some(body) = bodies.pop() {
            rows += match body {
                SetExpr::Select(select) => self.rows_of_select(select),
                SetExpr::Values(values) => values.rows.len() as f64,
                SetExpr::Query(query) => self.rows_of_query(query),
                SetExpr::SetOperation { left, right, .. } => {
                    bodies.extend([left.as_ref(), right]);
                    0.0
                }
                SetExpr::Insert(_)
                | SetExpr::Update(_)
                | SetExpr::Delete(_)
                | SetExpr::Merge(_)
                | SetExpr::Table(_) => 1.0,
            };
        }
        self.depth -= 1;
        if let Some(LimitClause::LimitOffset {
            limit: Some(limit), ..
        }) = &query.limit_clause
            && let Some(limit) = literal_number(limit)
        {
            rows = rows.min(limit);
        }
        rows
    }

    fn rows_of_select(&mut self, select: &Select) -> f64 {
        let mut rows = 1.0;
        for table in &select.from {
            rows = product(rows, self.rows_of_tables(table));
        }
        for item in &select.projection {
            if let SelectItem::UnnamedExpr(Expr::Function(function))
            | SelectItem::ExprWithAlias {
                expr: Expr::Function(function),
                ..
            } = item
                && let Some(call) = Call::of_function(function)
            {
                rows = product(rows, self.rows_of_call(call));
            }
        }
        rows
    }

    fn rows_of_tables(&mut self, table: &TableWithJoins) -> f64 {
        let mut rows = self.rows_of_factor(&table.relation);
        for join in &table.joins {
            rows = product(rows, self.rows_of_factor(&join.relation));
        }
        rows
    }

    fn rows_of_factor(&mut self, factor: &TableFactor) -> f64 {
        match factor {
            TableFactor::Derived { subquery, .. } => self.rows_of_query(subquery),
            TableFactor::Table {
                name,
                args: Some(args),
                ..
            } => Call::in_from(name, &args.args).map_or(1.0, |call| self.rows_of_call(call)),
            TableFactor::Function { name, args, .. } => {
                Call::in_from(name, args).map_or(1.0, |call| self.rows_of_call(call))
            }
            TableFactor::Table { name, .. } => {
                let name = name.to_string().to_ascii_lowercase();
                let Some(query) = self.sources.ctes.get(&name).copied() else {
                    return 1.0;
                };
                // A recursion ends by itself or by time.
                let open = format!("rows of {name}");
                if self.open.contains(&open) {
                    return 1.0;
                }
                self.open.push(open);
                let rows = self.rows_of_query(query);
                self.open.pop();
                rows
            }
            TableFactor::NestedJoin {
                table_with_joins, ..
            } => self.rows_of_tables(table_with_joins),
            _ => 1.0,
        }
    }

    fn rows_of_call(&mut self, call: Call<'_>) -> f64 {
        if call.folded() != "generate_series" {
            return 1.0;
        }
        let literal = |index: usize| {
            call.args
                .get(index)
                .and_then(expression)
                .and_then(literal_number)
        };
        if let (Some(from), Some(to)) = (literal(0), literal(1)) {
            let step = literal(2).map_or(1.0, f64::abs);
            return ((to - from).abs() / step + 1.0).max(1.0);
        }
        let ends: Vec<Bound> = call
            .args
            .iter()
            .take(2)
            .map(|arg| self.argument(arg))
            .collect();
        let span: f64 = ends
            .iter()
            .filter(|end| !end.number.depends_on_columns())
            .map(|end| end.number.total())
            .sum();
        // Ends that are times have no number; a series of times grows slowly.
        if span.is_finite() { span + 1.0 } else { 1.0 }
    }
}

fn unbounded() -> Bound {
    Bound {
        size: Linear::unbounded(),
        number: Linear::unbounded(),
    }
}

fn expression(arg: &FunctionArg) -> Option<&Expr> {
    let (FunctionArg::Unnamed(value)
    | FunctionArg::Named { arg: value, .. }
    | FunctionArg::ExprNamed { arg: value, .. }) = arg;
    match value {
        FunctionArgExpr::Expr(expr) => Some(expr),
        FunctionArgExpr::QualifiedWildcard(_)
        | FunctionArgExpr::Wildcard
        | FunctionArgExpr::WildcardWithOptions(_) => None,
    }
}

fn of_value(value: &Value) -> Bound {
    match value {
        Value::Number(digits, _) => Bound {
            size: Linear::constant(digits.len() as f64),
            number: Linear::constant(digits.parse().map_or(f64::INFINITY, f64::abs)),
        },
        Value::Boolean(_) | Value::Null => Bound::of_number(Linear::constant(1.0)),
        // Its value is not in the text; as a text it is counted like a stored one.
        Value::Placeholder(_) => Bound {
            size: Bound::stored().size,
            number: Linear::unbounded(),
        },
        Value::SingleQuotedString(text) => Bound {
            size: Linear::constant(text.len() as f64),
            number: Linear::constant(largest_number_in(text)),
        },
        // Escapes could spell any digits.
        Value::EscapedStringLiteral(text)
        | Value::UnicodeStringLiteral(text)
        | Value::SingleQuotedByteStringLiteral(text)
        | Value::HexStringLiteral(text) => Bound::of_text(Linear::constant(text.len() as f64)),
        _ => unbounded(),
    }
}

/// The largest number that stands anywhere in a text, such as an array or a document.
fn largest_number_in(text: &str) -> f64 {
    text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-')))
        .filter(|part| part.contains(|c: char| c.is_ascii_digit()))
        .map(|part| {
            part.parse::<f64>().map_or_else(
                // Digits with signs between them, such as a date: no larger than their run of digits.
                |_| 10_f64.powf((part.len() as f64).min(300.0)),
                f64::abs,
            )
        })
        .fold(0.0, f64::max)
}

fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => literal_text(inner),
        _ => None,
    }
}

fn literal_number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.parse().ok(),
            _ => None,
        },
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => literal_number(inner),
        Expr::UnaryOp {
            op: sqlparser::ast::UnaryOperator::Minus,
            expr,
        } => literal_number(expr).map(|number| -number),
        _ => None,
    }
}

/// A quotient. Divided by a literal it is known; by stored columns, which count as 1 at least, what the text
/// fixes stays and what columns made shrinks to its factor; by anything else it could be anything.
fn divide(left: &Linear, right: &Linear, written: &Expr) -> Linear {
    match literal_number(written) {
        Some(divisor) if divisor != 0.0 => left.scale(1.0 / divisor.abs()),
        _ if right.depends_on_columns() => left.per_column(),
        _ => Linear::unbounded(),
    }
}

fn power(base: &Linear, exponent: &Linear) -> Linear {
    if exponent.depends_on_columns() {
        return Linear::unbounded();
    }
    let exponent = exponent.constant;
    if !base.depends_on_columns() {
        return Linear::constant(base.constant.max(1.0).powf(exponent));
    }
    if exponent <= 3.0 {
        base.times_number(base).times_number(base).max(base)
    } else {
        Linear::unbounded()
    }
}

/// The size of what `format` makes: the format, its arguments, and the widths in it.
fn format_size(format: Option<&Expr>, args: &[Bound]) -> Linear {
    let mut size = args
        .iter()
        .fold(Linear::default(), |sum, arg| sum.plus(&arg.size));
    match format.and_then(literal_text) {
        Some(text) => {
            let fields = text.matches('%').count() as f64;
            let longest = args
                .iter()
                .skip(1)
                .fold(Linear::default(), |most, arg| most.max(&arg.size));
            size = size.plus(&longest.scale(fields));
            // `%1$20s`: of the numbers one is a place, and it does no harm to count it as a width.
            let widths: f64 = text.split('%').skip(1).map(leading_number).sum();
            size = size.plus(&Linear::constant(widths));
            if text.contains('*') {
                for arg in args.iter().skip(1) {
                    size = size.plus(&arg.number);
                }
            }
            size
        }
        // A format that is put together can hold any width of so many digits.
        None => match args.first() {
            Some(format) => size.plus(&format.number),
            None => size,
        },
    }
}

/// The largest number before the letter that ends a field of a format.
fn leading_number(field: &str) -> f64 {
    let end = field
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '$' | '*')))
        .unwrap_or(field.len());
    field
        .get(..end)
        .unwrap_or_default()
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse::<f64>().ok())
        .fold(0.0, f64::max)
}

/// The elements of an array with these dimensions: their product.
fn array_count(dimensions: Option<&Expr>, largest: &Linear) -> Linear {
    match dimensions {
        Some(Expr::Array(array)) => {
            let numbers: Option<Vec<f64>> = array.elem.iter().map(literal_number).collect();
            match numbers {
                Some(numbers) => Linear::constant(numbers.into_iter().fold(1.0, product)),
                None => {
                    (1..array.elem.len()).fold(largest.clone(), |count, _| count.repeated(largest))
                }
            }
        }
        Some(expr) => match literal_text(expr) {
            Some(text) => Linear::constant(
                text.split(|c: char| !c.is_ascii_digit())
                    .filter_map(|digits| digits.parse::<f64>().ok())
                    .fold(1.0, product),
            ),
            None => Linear::unbounded(),
        },
        None => Linear::default(),
    }
}

/// The largest value of a field of a date or time.
fn largest_field(field: &str) -> f64 {
    match field.to_ascii_lowercase().as_str() {
        "day" | "days" | "hour" | "hours" | "minute" | "minutes" | "month" | "months"
        | "quarter" | "second" | "seconds" | "dow" | "doy" | "isodow" | "week" | "weeks"
        | "timezone_hour" | "timezone_minute" => 1_000.0,
        "year" | "years" | "isoyear" | "century" | "decade" | "millennium" | "milliseconds"
        | "millisecond" => 300_000.0,
        _ => f64::INFINITY,
    }
}

/// The length a type pads a value to, in bytes or characters.
pub(in crate::sql) fn declared_length(data_type: &DataType) -> Option<u64> {
    match data_type {
        DataType::Character(Some(sqlparser::ast::CharacterLength::IntegerLength {
            length,
            ..
        }))
        | DataType::Char(Some(sqlparser::ast::CharacterLength::IntegerLength { length, .. })) => {
            Some(*length)
        }
        DataType::Bit(Some(bits)) => Some(bits / 8),
        DataType::Array(ArrayElemTypeDef::SquareBracket(element, _)) => declared_length(element),
        DataType::Custom(name, modifiers)
            if name.to_string().to_ascii_lowercase().ends_with("bpchar") =>
        {
            modifiers.first()?.parse().ok()
        }
        _ => None,
    }
}
