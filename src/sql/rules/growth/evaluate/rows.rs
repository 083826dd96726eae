//! How many rows a query makes out of nothing.

use sqlparser::ast::{
    Expr, LimitClause, Query, Select, SelectItem, SetExpr, TableFactor, TableWithJoins,
};

use super::super::bound::{Bound, product};
use super::super::literal::{expression, is_time, literal_number};
use super::super::sources::Call;
use super::{DEPTH, Evaluator};

impl Evaluator<'_, '_> {
    /// Rows a query makes out of nothing; what it reads from tables counts as one.
    pub(super) fn rows_of_query(&mut self, query: &Query) -> f64 {
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

    pub(super) fn rows_of_select(&mut self, select: &Select) -> f64 {
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

    pub(super) fn rows_of_tables(&mut self, table: &TableWithJoins) -> f64 {
        let mut rows = self.rows_of_factor(&table.relation);
        for join in &table.joins {
            rows = product(rows, self.rows_of_factor(&join.relation));
        }
        rows
    }

    pub(super) fn rows_of_factor(&mut self, factor: &TableFactor) -> f64 {
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

    pub(super) fn rows_of_call(&mut self, call: Call<'_>) -> f64 {
        if call.folded() != "generate_series" {
            return 1.0;
        }
        let literal = |index: usize| {
            call.args
                .get(index)
                .and_then(expression)
                .and_then(literal_number)
        };
        if call.args.iter().filter_map(expression).any(is_time) {
            self.unknown_rows = true;
            return 1.0;
        }
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
        if span.is_finite() {
            span + 1.0
        } else {
            self.unknown_rows = true;
            1.0
        }
    }
}
