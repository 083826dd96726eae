//! Queries, set operations, the clauses of a SELECT.

use sqlparser::ast::{
    Cte, Distinct, Fetch, GroupByExpr, LimitClause, NamedWindowExpr, OrderBy, OrderByExpr,
    OrderByKind, OrderBySort, Query, Select, SelectFlavor, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, SetOperator, SetQuantifier,
    WildcardAdditionalOptions, WindowFrameBound, WindowSpec,
};

use super::{Node, Place, Walk};
use crate::sql::rules::{data_modifying, operator, row_locking, select_into, statement};

impl<'a> Walk<'a, '_, '_> {
    pub(super) fn query(&mut self, query: &'a Query, place: Place) {
        let Query {
            with,
            body,
            order_by,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        if let Some(with) = with {
            for cte in &with.cte_tables {
                let Cte {
                    alias,
                    query,
                    from,
                    materialized: _,
                    closing_paren_token: _,
                } = cte;
                self.sources.saw_cte(cte, with.recursive);
                self.table_alias(alias);
                if from.is_some() {
                    self.reading.unknown_syntax("WITH ... FROM");
                }
                self.pending.push(Node::Query(query));
            }
        }
        self.sources.saw_body(body);
        self.pending.push(Node::SetExpr(body, place));
        if let Some(order_by) = order_by {
            self.order_by(order_by);
        }
        match limit_clause {
            None => {}
            Some(LimitClause::LimitOffset {
                limit,
                offset,
                limit_by,
            }) => {
                self.push_all(limit);
                self.push_all(offset.as_ref().map(|offset| &offset.value));
                if !limit_by.is_empty() {
                    self.reading.unknown_syntax("LIMIT BY");
                }
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => {
                self.push_all([offset, limit]);
                self.reading.unknown_syntax("LIMIT with a comma");
            }
        }
        if let Some(Fetch {
            with_ties: _,
            percent,
            quantity,
        }) = fetch
        {
            self.push_all(quantity);
            if *percent {
                self.reading.unknown_syntax("FETCH PERCENT");
            }
        }
        row_locking::check(locks, self.reading);
        if for_clause.is_some()
            || settings.is_some()
            || format_clause.is_some()
            || !pipe_operators.is_empty()
        {
            self.reading.unknown_syntax("a clause after the query");
        }
    }

    pub(super) fn order_by(&mut self, order_by: &'a OrderBy) {
        match &order_by.kind {
            OrderByKind::Expressions(exprs) => self.order_by_exprs(exprs),
            OrderByKind::All(_) => self.reading.unknown_syntax("ORDER BY ALL"),
        }
        if order_by.interpolate.is_some() {
            self.reading.unknown_syntax("INTERPOLATE");
        }
    }

    pub(super) fn order_by_exprs(&mut self, exprs: &'a [OrderByExpr]) {
        for OrderByExpr {
            expr,
            options,
            with_fill,
        } in exprs
        {
            self.push(expr);
            match &options.sort {
                None | Some(OrderBySort::Asc | OrderBySort::Desc) => {}
                Some(OrderBySort::Using(name)) => operator::check_name(name, self.reading),
            }
            if with_fill.is_some() {
                self.reading.unknown_syntax("WITH FILL");
            }
        }
    }

    pub(super) fn set_expr(&mut self, body: &'a SetExpr, place: Place) {
        match body {
            SetExpr::Select(select) => self.select(select),
            SetExpr::Query(query) => self.pending.push(Node::Query(query)),
            SetExpr::SetOperation {
                left,
                op,
                set_quantifier,
                right,
            } => {
                match op {
                    SetOperator::Union | SetOperator::Except | SetOperator::Intersect => {}
                    SetOperator::Minus => self.reading.unknown_syntax("MINUS"),
                }
                match set_quantifier {
                    SetQuantifier::All | SetQuantifier::Distinct | SetQuantifier::None => {}
                    SetQuantifier::ByName
                    | SetQuantifier::AllByName
                    | SetQuantifier::DistinctByName => self.reading.unknown_syntax("BY NAME"),
                }
                self.pending.push(Node::SetExpr(right, Place::Inside));
                self.pending.push(Node::SetExpr(left, Place::Inside));
            }
            SetExpr::Values(values) => {
                if values.explicit_row || values.value_keyword {
                    self.reading.unknown_syntax("this form of VALUES");
                }
                self.sources
                    .saw_values(values.rows.iter().map(|row| &row.content));
                for row in &values.rows {
                    self.push_all(row.content.iter());
                }
            }
            SetExpr::Insert(statement)
            | SetExpr::Update(statement)
            | SetExpr::Delete(statement)
            | SetExpr::Merge(statement) => match place {
                Place::Top => statement::check_main(statement, self.reading),
                Place::Inside => data_modifying::check(statement, self.reading),
            },
            // `TABLE t` arrives as `SELECT * FROM t`; here its name would be a bare string.
            SetExpr::Table(_) => self.reading.unknown_syntax("TABLE in this place"),
        }
    }

    pub(super) fn select(&mut self, select: &'a Select) {
        let Select {
            select_token,
            optimizer_hints,
            distinct,
            select_modifiers,
            top,
            top_before_distinct: _,
            projection,
            exclude,
            into,
            from,
            lateral_views,
            prewhere,
            selection,
            connect_by,
            group_by,
            cluster_by,
            distribute_by,
            sort_by,
            having,
            named_window,
            qualify,
            window_before_qualify: _,
            value_table_mode,
            flavor,
        } = select;
        self.sources.saw_select(select);
        select_into::check(into.as_ref(), select_token.0.span, self.reading);
        match distinct {
            None | Some(Distinct::All | Distinct::Distinct) => {}
            Some(Distinct::On(exprs)) => self.push_all(exprs),
        }
        for item in projection {
            self.select_item(item);
        }
        for table in from {
            self.table_with_joins(table);
        }
        self.push_all(selection);
        match group_by {
            GroupByExpr::Expressions(exprs, modifiers) => {
                self.push_all(exprs);
                if !modifiers.is_empty() {
                    self.reading.unknown_syntax("a GROUP BY modifier");
                }
            }
            GroupByExpr::All(_) => self.reading.unknown_syntax("GROUP BY ALL"),
        }
        self.push_all(having);
        for definition in named_window {
            match &definition.1 {
                NamedWindowExpr::WindowSpec(spec) => self.window(spec),
                NamedWindowExpr::NamedWindow(_) => self.reading.unknown_syntax("a window alias"),
            }
        }
        let foreign = !optimizer_hints.is_empty()
            || select_modifiers.is_some()
            || top.is_some()
            || exclude.is_some()
            || !lateral_views.is_empty()
            || prewhere.is_some()
            || !connect_by.is_empty()
            || !cluster_by.is_empty()
            || !distribute_by.is_empty()
            || !sort_by.is_empty()
            || qualify.is_some()
            || value_table_mode.is_some()
            || !matches!(flavor, SelectFlavor::Standard);
        if foreign {
            self.reading.unknown_syntax("a clause of this SELECT");
        }
    }

    pub(super) fn select_item(&mut self, item: &'a SelectItem) {
        match item {
            SelectItem::UnnamedExpr(expr) => self.push(expr),
            SelectItem::ExprWithAlias { expr, alias } => {
                self.push(expr);
                self.alias(alias);
            }
            SelectItem::Wildcard(options) => self.wildcard(options),
            SelectItem::QualifiedWildcard(kind, options) => {
                match kind {
                    SelectItemQualifiedWildcardKind::ObjectName(name) => {
                        self.reading.name(name);
                    }
                    SelectItemQualifiedWildcardKind::Expr(expr) => self.push(expr),
                }
                self.wildcard(options);
            }
            SelectItem::ExprWithAliases { expr, .. } => {
                self.push(expr);
                self.reading.unknown_syntax("several aliases");
            }
        }
    }

    pub(super) fn wildcard(&mut self, options: &WildcardAdditionalOptions) {
        let WildcardAdditionalOptions {
            wildcard_token: _,
            opt_ilike,
            opt_exclude,
            opt_except,
            opt_replace,
            opt_rename,
            opt_alias,
        } = options;
        if opt_ilike.is_some()
            || opt_exclude.is_some()
            || opt_except.is_some()
            || opt_replace.is_some()
            || opt_rename.is_some()
            || opt_alias.is_some()
        {
            self.reading.unknown_syntax("an option after *");
        }
    }

    pub(super) fn window(&mut self, spec: &'a WindowSpec) {
        let WindowSpec {
            window_name: _,
            partition_by,
            order_by,
            window_frame,
        } = spec;
        self.push_all(partition_by);
        self.order_by_exprs(order_by);
        if let Some(frame) = window_frame {
            for bound in [Some(&frame.start_bound), frame.end_bound.as_ref()]
                .into_iter()
                .flatten()
            {
                match bound {
                    WindowFrameBound::CurrentRow => {}
                    WindowFrameBound::Preceding(expr) | WindowFrameBound::Following(expr) => {
                        self.push_all(expr.as_deref());
                    }
                }
            }
        }
    }
}
