//! Where a statement's names come from, gathered while it is walked.
//!
//! Scopes are not told apart: a name stands for everything the statement calls so, anywhere. That can only
//! make a bound larger.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use sqlparser::ast::{
    Cte, Expr, Function, FunctionArg, FunctionArguments, Ident, ObjectName, ObjectNamePart, Query,
    Select, SelectItem, SetExpr, TableAlias, TableFactor, Visit, visit_expressions,
};
use sqlparser::tokenizer::Span;

use super::parts::{Part, expr_of_item, first_part, for_each_part, name_of_item, same_stars};
use super::relations::Relations;

/// A call, in an expression or in FROM.
#[derive(Clone, Copy)]
pub(in crate::sql) struct Call<'a> {
    pub(super) name: &'a Ident,
    pub(super) args: &'a [FunctionArg],
    pub(super) subquery: Option<&'a Query>,
}

/// Functions that put the values of many rows into one.
const COLLECTING: &[&str] = &[
    "array",
    "array_agg",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "range_agg",
    "string_agg",
    "xmlagg",
];

impl<'a> Call<'a> {
    pub(in crate::sql) fn of_function(function: &'a Function) -> Option<Self> {
        let (args, subquery): (&[FunctionArg], _) = match &function.args {
            FunctionArguments::None => (&[], None),
            FunctionArguments::Subquery(query) => (&[], Some(query.as_ref())),
            FunctionArguments::List(list) => (&list.args, None),
        };
        Some(Self {
            name: last(&function.name)?,
            args,
            subquery,
        })
    }

    pub(in crate::sql) fn in_from(name: &'a ObjectName, args: &'a [FunctionArg]) -> Option<Self> {
        Some(Self {
            name: last(name)?,
            args,
            subquery: None,
        })
    }

    /// The name in lower case. A quoted name in capitals is another function, and then this only over-reports.
    pub(super) fn folded(&self) -> String {
        self.name.value.to_ascii_lowercase()
    }

    /// Whether it puts the values of many rows into one.
    pub(super) fn collects(&self) -> bool {
        COLLECTING.contains(&self.folded().as_str())
    }

    pub(super) fn span(&self) -> Span {
        self.name.span
    }
}

pub(super) fn last(name: &ObjectName) -> Option<&Ident> {
    match name.0.last()? {
        ObjectNamePart::Identifier(ident) => Some(ident),
        ObjectNamePart::Function(_) => None,
    }
}

/// What a name can stand for.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Expr(&'a Expr),
    Call(Call<'a>),
    /// A column of something whose columns are not listed: any name's.
    Any,
}

/// Everything a walk gathers for this rule.
#[derive(Default)]
pub(in crate::sql) struct Sources<'a> {
    pub(super) names: HashMap<String, Vec<Source<'a>>>,
    /// Select items without a name that can be written; PostgreSQL names them after types and syntax.
    pub(super) unnamed: Vec<&'a Expr>,
    /// Select items that can have any name: those of a set operation whose first part selects `*`.
    pub(super) any_name: Vec<&'a Expr>,
    pub(super) ctes: HashMap<String, &'a Query>,
    /// Each with whether it is one of a WITH RECURSIVE.
    pub(super) cte_list: Vec<(&'a Cte, bool)>,
    pub(super) selects: Vec<&'a Select>,
    pub(super) recursive: bool,
    /// What stands in the rounds of a WITH RECURSIVE: only that can be put into itself without end.
    in_recursion: HashSet<*const Expr>,
    /// What FROM calls by a name: whether all that is called so can only be a relation.
    pub(super) relations: Relations,
    /// Set operations whose columns all get other names where they are read.
    renamed: Vec<&'a SetExpr>,
    /// Calls whose result can be larger than their arguments.
    pub(super) growing_calls: Vec<Call<'a>>,
    /// Concatenations, each whole.
    pub(super) concatenations: Vec<&'a Expr>,
    /// Lengths that casts pad to.
    pub(super) padded_lengths: Vec<u64>,
}

/// Functions whose result can be larger than what they are given.
const GROWING: &[&str] = &[
    "array",
    "array_agg",
    "array_fill",
    "array_to_string",
    "concat",
    "concat_ws",
    "format",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "lpad",
    "range_agg",
    "regexp_replace",
    "repeat",
    "replace",
    "rpad",
    "string_agg",
    "xmlagg",
];

impl<'a> Sources<'a> {
    pub(in crate::sql) fn saw_call(&mut self, call: Option<Call<'a>>) {
        if let Some(call) = call
            && GROWING
                .iter()
                .any(|name| call.name.value.eq_ignore_ascii_case(name))
        {
            self.growing_calls.push(call);
        }
    }

    pub(in crate::sql) fn saw_cast(&mut self, length: Option<u64>) {
        self.padded_lengths.extend(length);
    }

    pub(in crate::sql) fn saw_concatenation(&mut self, whole: &'a Expr) {
        self.concatenations.push(whole);
    }

    fn define(&mut self, name: &str, source: Source<'a>) {
        self.names
            .entry(name.to_ascii_lowercase())
            .or_default()
            .push(source);
    }

    pub(in crate::sql) fn saw_cte(&mut self, cte: &'a Cte, recursive: bool) {
        if recursive {
            self.recursive = true;
            match cte.query.body.as_ref() {
                // The first part may not read the query itself.
                SetExpr::SetOperation { right, .. } => {
                    self.goes_round(right.as_ref());
                    self.goes_round(&cte.query.with);
                }
                _ => self.goes_round(cte.query.as_ref()),
            }
        }
        self.cte_list.push((cte, recursive));
        self.ctes
            .insert(cte.alias.name.value.to_ascii_lowercase(), &cte.query);
        self.columns_of_query(&cte.alias, &cte.query);
        self.renamed_body(&cte.alias, &cte.query);
    }

    fn goes_round(&mut self, part: &impl Visit) {
        let _ = visit_expressions(part, |expr: &Expr| {
            self.in_recursion.insert(std::ptr::from_ref(expr));
            ControlFlow::<()>::Continue(())
        });
    }

    /// Whether what a name stands for may go through it again and again.
    pub(super) fn may_recur(&self, source: &Source<'_>) -> bool {
        self.recursive
            && match source {
                Source::Expr(expr) => self.in_recursion.contains(&std::ptr::from_ref(*expr)),
                Source::Call(_) | Source::Any => true,
            }
    }

    /// Whether `name.column` can only be a column that is stored: every FROM that has the name has it for a relation.
    pub(super) fn is_stored(&self, parts: &[Ident]) -> bool {
        match parts {
            [relation, _] => self.relations.are_stored(relation, &self.ctes),
            _ => false,
        }
    }

    pub(in crate::sql) fn saw_select(&mut self, select: &'a Select) {
        self.selects.push(select);
        for item in &select.projection {
            match item {
                SelectItem::ExprWithAlias { expr, alias } => {
                    self.define(&alias.value, Source::Expr(expr));
                }
                SelectItem::UnnamedExpr(expr) => match expr {
                    Expr::Identifier(_) | Expr::CompoundIdentifier(_) => {}
                    Expr::Function(function) => {
                        if let Some(name) = last(&function.name) {
                            self.define(&name.value, Source::Expr(expr));
                        }
                    }
                    _ => self.unnamed.push(expr),
                },
                SelectItem::ExprWithAliases { .. }
                | SelectItem::QualifiedWildcard(..)
                | SelectItem::Wildcard(_) => {}
            }
        }
    }

    pub(in crate::sql) fn saw_values(&mut self, rows: impl Iterator<Item = &'a Vec<Expr>>) {
        for row in rows {
            for (index, expr) in row.iter().enumerate() {
                self.define(&format!("column{}", index + 1), Source::Expr(expr));
            }
        }
    }

    pub(in crate::sql) fn saw_table_factor(&mut self, factor: &'a TableFactor) {
        self.relations.saw(factor);
        match factor {
            TableFactor::Derived {
                subquery,
                alias: Some(alias),
                ..
            } => {
                self.columns_of_query(alias, subquery);
                self.renamed_body(alias, subquery);
            }
            TableFactor::Table {
                name,
                alias,
                args: Some(args),
                ..
            } => self.columns_of_call(Call::in_from(name, &args.args), alias.as_ref()),
            TableFactor::Function {
                name, args, alias, ..
            } => self.columns_of_call(Call::in_from(name, args), alias.as_ref()),
            TableFactor::Table {
                alias: Some(alias), ..
            }
            | TableFactor::NestedJoin {
                alias: Some(alias), ..
            } => {
                // It may be a common table expression.
                for column in &alias.columns {
                    self.define(&column.name.value, Source::Any);
                }
            }
            TableFactor::UNNEST {
                alias: Some(alias),
                array_exprs,
                ..
            } => {
                let names = alias.columns.iter().map(|column| &column.name);
                for name in names.chain([&alias.name]) {
                    for expr in array_exprs {
                        self.define(&name.value, Source::Expr(expr));
                    }
                }
            }
            _ => {}
        }
    }

    fn columns_of_call(&mut self, call: Option<Call<'a>>, alias: Option<&'a TableAlias>) {
        let Some(call) = call else {
            return;
        };
        self.saw_call(Some(call));
        self.define(&call.name.value, Source::Call(call));
        if let Some(alias) = alias {
            self.define(&alias.name.value, Source::Call(call));
            for column in &alias.columns {
                self.define(&column.name.value, Source::Call(call));
            }
        }
    }

    /// The columns of a set operation have the names of its first part, whatever its other parts call them.
    pub(in crate::sql) fn saw_body(&mut self, body: &'a SetExpr) {
        if !matches!(body, SetExpr::SetOperation { .. })
            || self
                .renamed
                .iter()
                .any(|renamed| std::ptr::eq(*renamed, body))
        {
            return;
        }
        let first = first_part(body);
        let first_items: &[SelectItem] = match first {
            SetExpr::Select(select) => &select.projection,
            _ => &[],
        };
        let names: Option<Vec<Option<&Ident>>> = match first {
            SetExpr::Select(select) => select.projection.iter().map(name_of_item).collect(),
            _ => Some(Vec::new()),
        };
        for_each_part(body, |part| match (part, &names) {
            // `t.*, 1 AS level` above `t.*, level + 1`: what stands beside the `*` stands at the same place.
            (Part::Items(items), None) if same_stars(first_items, items) => {
                for (name, item) in first_items.iter().zip(items) {
                    if let (Some(name), Some(expr)) = (name_of_item(name), expr_of_item(item)) {
                        self.define_place(name, Source::Expr(expr));
                    }
                }
            }
            (Part::Items(items), None) => {
                self.any_name.extend(items.iter().filter_map(expr_of_item));
            }
            (Part::Values(row), None) => self.any_name.extend(row),
            (Part::Items(items), Some(names)) => {
                // After a `*` places are not known.
                let star = items.iter().any(|item| expr_of_item(item).is_none());
                for (index, name) in names.iter().enumerate() {
                    let source = match items.get(index).and_then(expr_of_item) {
                        Some(expr) if !star => Source::Expr(expr),
                        _ => Source::Any,
                    };
                    self.define_place(*name, source);
                }
            }
            (Part::Values(row), Some(names)) => {
                for (name, expr) in names.iter().zip(row) {
                    self.define_place(*name, Source::Expr(expr));
                }
            }
        });
    }

    /// Notes a set operation whose alias names all columns: the names of its first part are not seen.
    fn renamed_body(&mut self, alias: &TableAlias, query: &'a Query) {
        let mut body = query.body.as_ref();
        while let SetExpr::Query(query) = body {
            body = &query.body;
        }
        let columns = match first_part(body) {
            SetExpr::Select(select) => {
                let stars = select
                    .projection
                    .iter()
                    .any(|item| expr_of_item(item).is_none());
                (!stars).then_some(select.projection.len())
            }
            SetExpr::Values(values) => values.rows.first().map(|row| row.content.len()),
            _ => None,
        };
        if columns.is_some_and(|columns| columns <= alias.columns.len()) {
            self.renamed.push(body);
        }
    }

    fn define_place(&mut self, name: Option<&Ident>, source: Source<'a>) {
        match (name, source) {
            (Some(name), source) => self.define(&name.value, source),
            (None, Source::Expr(expr)) => self.unnamed.push(expr),
            (None, Source::Call(_) | Source::Any) => {}
        }
    }

    /// `AS alias (a, b)`: names by place.
    fn columns_of_query(&mut self, alias: &'a TableAlias, query: &'a Query) {
        if alias.columns.is_empty() {
            return;
        }
        for_each_part(&query.body, |part| match part {
            Part::Items(items) => self.columns_of_items(alias, items),
            Part::Values(row) => {
                for (column, expr) in alias.columns.iter().zip(row) {
                    self.define(&column.name.value, Source::Expr(expr));
                }
            }
        });
    }

    fn columns_of_items(&mut self, alias: &'a TableAlias, items: &'a [SelectItem]) {
        let mut star = false;
        for (index, column) in alias.columns.iter().enumerate() {
            let source =
                match items.get(index) {
                    Some(
                        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. },
                    ) if !star => Source::Expr(expr),
                    // After a `*` places are not known.
                    _ => {
                        star = true;
                        Source::Any
                    }
                };
            self.define(&column.name.value, source);
        }
    }
}
