//! The default-deny walk over sqlparser's syntax tree.
//!
//! Every node kind is either listed here with all its children, or makes the statement undecided. The walk
//! keeps its own stack: a chain of operators is as deep a tree as it is long.

use sqlparser::ast::{
    AccessExpr, ArrayElemTypeDef, BinaryOperator, CastKind, CeilFloorKind, Cte, DataType, Distinct,
    Expr, Fetch, Function, FunctionArg, FunctionArgExpr, FunctionArgOperator,
    FunctionArgumentClause, FunctionArguments, GroupByExpr, Ident, Join, JoinConstraint,
    JoinOperator, JsonTableColumn, LimitClause, NamedWindowExpr, ObjectName, OrderBy, OrderByExpr,
    OrderByKind, OrderBySort, Query, Select, SelectFlavor, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, SetOperator, SetQuantifier, Subscript, TableAlias,
    TableFactor, TableSample, TableSampleKind, TableSampleMethod, TableWithJoins, TrimWhereField,
    Value, WildcardAdditionalOptions, WindowFrameBound, WindowSpec, WindowType,
    XmlTableColumnOption,
};
use sqlparser::tokenizer::Span;

use super::reading::Reading;
use super::rules::{
    data_modifying, data_type, function, growth, operator, reserved, row_locking, select_into,
    statement,
};

/// What is still to be visited.
enum Node<'a> {
    Query(&'a Query),
    SetExpr(&'a SetExpr, Place),
    Expr(&'a Expr),
    TableFactor(&'a TableFactor),
}

/// Where a query stands: a write is one kind of refusal in a WITH clause and another at the top.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Top,
    Inside,
}

struct Walk<'a, 'r, 'c> {
    pending: Vec<Node<'a>>,
    reading: &'r mut Reading<'c>,
    sources: growth::Sources<'a>,
}

/// Visits everything in `query`; gives what the rule about growth has to know of it.
pub(super) fn walk<'a>(query: &'a Query, reading: &mut Reading<'_>) -> growth::Sources<'a> {
    let mut walk = Walk {
        pending: Vec::with_capacity(32),
        reading,
        sources: growth::Sources::default(),
    };
    walk.query(query, Place::Top);
    while let Some(node) = walk.pending.pop() {
        match node {
            Node::Query(query) => walk.query(query, Place::Inside),
            Node::SetExpr(body, place) => walk.set_expr(body, place),
            Node::Expr(expr) => walk.expr(expr),
            Node::TableFactor(factor) => walk.table_factor(factor),
        }
    }
    walk.sources
}

impl<'a> Walk<'a, '_, '_> {
    fn push(&mut self, expr: &'a Expr) {
        self.pending.push(Node::Expr(expr));
    }

    fn push_all(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        self.pending.extend(exprs.into_iter().map(Node::Expr));
    }

    fn query(&mut self, query: &'a Query, place: Place) {
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

    fn order_by(&mut self, order_by: &'a OrderBy) {
        match &order_by.kind {
            OrderByKind::Expressions(exprs) => self.order_by_exprs(exprs),
            OrderByKind::All(_) => self.reading.unknown_syntax("ORDER BY ALL"),
        }
        if order_by.interpolate.is_some() {
            self.reading.unknown_syntax("INTERPOLATE");
        }
    }

    fn order_by_exprs(&mut self, exprs: &'a [OrderByExpr]) {
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

    fn set_expr(&mut self, body: &'a SetExpr, place: Place) {
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

    fn select(&mut self, select: &'a Select) {
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

    fn select_item(&mut self, item: &'a SelectItem) {
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

    fn wildcard(&mut self, options: &WildcardAdditionalOptions) {
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

    /// Folding finds what the parser took for an alias and PostgreSQL does not (`typename 'literal'`).
    fn alias(&mut self, alias: &Ident) {
        self.reading.fold(alias);
    }

    fn table_alias(&mut self, alias: &'a TableAlias) {
        let TableAlias {
            explicit,
            name,
            columns,
            at,
        } = alias;
        self.alias(name);
        if !explicit {
            reserved::check(name, self.reading);
        }
        for column in columns {
            self.alias(&column.name);
            if let Some(data_type) = &column.data_type {
                self.data_type(data_type);
            }
        }
        if at.is_some() {
            self.reading.unknown_syntax("AT after an alias");
        }
    }

    fn table_with_joins(&mut self, table: &'a TableWithJoins) {
        self.pending.push(Node::TableFactor(&table.relation));
        for Join {
            relation,
            global,
            join_operator,
        } in &table.joins
        {
            self.pending.push(Node::TableFactor(relation));
            if *global {
                self.reading.unknown_syntax("GLOBAL JOIN");
            }
            match join_operator {
                JoinOperator::Join(constraint)
                | JoinOperator::Inner(constraint)
                | JoinOperator::Left(constraint)
                | JoinOperator::LeftOuter(constraint)
                | JoinOperator::Right(constraint)
                | JoinOperator::RightOuter(constraint)
                | JoinOperator::FullOuter(constraint)
                | JoinOperator::CrossJoin(constraint) => match constraint {
                    JoinConstraint::On(expr) => self.push(expr),
                    JoinConstraint::Using(names) => {
                        for name in names {
                            self.reading.name(name);
                        }
                    }
                    JoinConstraint::Natural | JoinConstraint::None => {}
                },
                JoinOperator::Semi(_)
                | JoinOperator::LeftSemi(_)
                | JoinOperator::RightSemi(_)
                | JoinOperator::Anti(_)
                | JoinOperator::LeftAnti(_)
                | JoinOperator::RightAnti(_)
                | JoinOperator::CrossApply
                | JoinOperator::OuterApply
                | JoinOperator::AsOf { .. }
                | JoinOperator::StraightJoin(_)
                | JoinOperator::ArrayJoin
                | JoinOperator::LeftArrayJoin
                | JoinOperator::InnerArrayJoin => self.reading.unknown_syntax("this kind of join"),
            }
        }
    }

    fn relation(&mut self, name: &ObjectName) {
        if let Some(sqlparser::ast::ObjectNamePart::Identifier(first)) = name.0.first() {
            reserved::check(first, self.reading);
        }
        if let Some(name) = self.reading.name(name) {
            self.reading.saw_relation(&name);
        }
    }

    fn table_factor(&mut self, factor: &'a TableFactor) {
        self.sources.saw_table_factor(factor);
        match factor {
            TableFactor::Table {
                name,
                alias,
                args,
                with_hints,
                version,
                with_ordinality: _,
                partitions,
                json_path,
                sample,
                index_hints,
            } => {
                match args {
                    None => self.relation(name),
                    Some(args) => {
                        function::check_call(name, Some(args.args.len()), self.reading);
                        self.function_args(&args.args);
                        if args.settings.is_some() {
                            self.reading.unknown_syntax("SETTINGS");
                        }
                    }
                }
                self.optional_alias(alias.as_ref());
                self.sample(sample.as_ref());
                if !with_hints.is_empty()
                    || version.is_some()
                    || !partitions.is_empty()
                    || json_path.is_some()
                    || !index_hints.is_empty()
                {
                    self.reading.unknown_syntax("an option of this table");
                }
            }
            TableFactor::Derived {
                lateral: _,
                subquery,
                alias,
                sample,
            } => {
                self.pending.push(Node::Query(subquery));
                self.optional_alias(alias.as_ref());
                self.sample(sample.as_ref());
            }
            TableFactor::Function {
                lateral: _,
                name,
                args,
                with_ordinality: _,
                alias,
            } => {
                function::check_call(name, Some(args.len()), self.reading);
                self.function_args(args);
                self.optional_alias(alias.as_ref());
            }
            TableFactor::UNNEST {
                alias,
                array_exprs,
                with_offset,
                with_offset_alias,
                with_ordinality: _,
            } => {
                function::check_syntax("unnest", self.reading);
                self.push_all(array_exprs);
                self.optional_alias(alias.as_ref());
                if *with_offset || with_offset_alias.is_some() {
                    self.reading.unknown_syntax("WITH OFFSET");
                }
            }
            TableFactor::NestedJoin {
                table_with_joins,
                alias,
            } => {
                self.table_with_joins(table_with_joins);
                self.optional_alias(alias.as_ref());
            }
            TableFactor::JsonTable {
                json_expr,
                json_path: _,
                columns,
                alias,
            } => {
                self.push(json_expr);
                self.json_table_columns(columns);
                self.optional_alias(alias.as_ref());
            }
            TableFactor::XmlTable {
                namespaces,
                row_expression,
                passing,
                columns,
                alias,
            } => {
                self.push_all(namespaces.iter().map(|namespace| &namespace.uri));
                self.push(row_expression);
                self.push_all(passing.arguments.iter().map(|argument| &argument.expr));
                for column in columns {
                    match &column.option {
                        XmlTableColumnOption::NamedInfo {
                            r#type,
                            path,
                            default,
                            nullable: _,
                        } => {
                            self.data_type(r#type);
                            self.push_all(path);
                            self.push_all(default);
                        }
                        XmlTableColumnOption::ForOrdinality => {}
                    }
                }
                self.optional_alias(alias.as_ref());
            }
            TableFactor::TableFunction { expr, .. } => {
                self.push(expr);
                self.reading.unknown_syntax("TABLE() in FROM");
            }
            TableFactor::OpenJsonTable { .. }
            | TableFactor::Pivot { .. }
            | TableFactor::Unpivot { .. }
            | TableFactor::UnpivotExpr { .. }
            | TableFactor::MatchRecognize { .. }
            | TableFactor::SemanticView { .. } => {
                self.reading.unknown_syntax("this item of FROM");
            }
        }
    }

    fn optional_alias(&mut self, alias: Option<&'a TableAlias>) {
        if let Some(alias) = alias {
            self.table_alias(alias);
        }
    }

    fn json_table_columns(&mut self, columns: &'a [JsonTableColumn]) {
        let mut pending: Vec<&JsonTableColumn> = columns.iter().collect();
        while let Some(column) = pending.pop() {
            match column {
                JsonTableColumn::Named(named) => self.data_type(&named.r#type),
                JsonTableColumn::ForOrdinality(_) => {}
                JsonTableColumn::Nested(nested) => pending.extend(&nested.columns),
            }
        }
    }

    /// PostgreSQL's own sampling methods only; another's handler is a function nobody has judged.
    fn sample(&mut self, sample: Option<&'a TableSampleKind>) {
        let Some(
            TableSampleKind::BeforeTableAlias(sample) | TableSampleKind::AfterTableAlias(sample),
        ) = sample
        else {
            return;
        };
        let TableSample {
            modifier: _,
            name,
            quantity,
            seed: _,
            bucket,
            offset,
        } = sample.as_ref();
        match name {
            Some(TableSampleMethod::Bernoulli | TableSampleMethod::System) => {}
            Some(TableSampleMethod::Row | TableSampleMethod::Block) | None => {
                self.reading.unknown_syntax("this sampling method");
            }
        }
        self.push_all(quantity.as_ref().map(|quantity| &quantity.value));
        if bucket.is_some() || offset.is_some() {
            self.reading.unknown_syntax("this form of TABLESAMPLE");
        }
    }

    fn window(&mut self, spec: &'a WindowSpec) {
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

    fn function_args(&mut self, args: &'a [FunctionArg]) {
        for arg in args {
            let value = match arg {
                FunctionArg::Unnamed(value) => value,
                FunctionArg::Named {
                    name,
                    arg,
                    operator,
                } => {
                    self.reading.fold(name);
                    self.argument_operator(operator);
                    arg
                }
                FunctionArg::ExprNamed {
                    name,
                    arg,
                    operator,
                } => {
                    self.push(name);
                    self.argument_operator(operator);
                    arg
                }
            };
            match value {
                FunctionArgExpr::Expr(expr) => self.push(expr),
                FunctionArgExpr::QualifiedWildcard(name) => {
                    self.reading.name(name);
                }
                FunctionArgExpr::Wildcard => {}
                FunctionArgExpr::WildcardWithOptions(options) => self.wildcard(options),
            }
        }
    }

    fn argument_operator(&mut self, operator: &FunctionArgOperator) {
        match operator {
            FunctionArgOperator::RightArrow | FunctionArgOperator::Assignment => {}
            FunctionArgOperator::Equals
            | FunctionArgOperator::Colon
            | FunctionArgOperator::Value
            | FunctionArgOperator::Space => {
                self.reading.unknown_syntax("this form of named argument");
            }
        }
    }

    fn function(&mut self, call: &'a Function) {
        let Function {
            name,
            uses_odbc_syntax,
            parameters,
            args,
            within_group,
            filter,
            null_treatment,
            over,
        } = call;
        if *uses_odbc_syntax
            || null_treatment.is_some()
            || !matches!(parameters, FunctionArguments::None)
        {
            self.reading.unknown_syntax("this form of call");
        }
        let count = match args {
            FunctionArguments::None => None,
            FunctionArguments::Subquery(query) => {
                self.pending.push(Node::Query(query));
                Some(1)
            }
            FunctionArguments::List(list) => {
                self.function_args(&list.args);
                for clause in &list.clauses {
                    match clause {
                        FunctionArgumentClause::OrderBy(exprs) => self.order_by_exprs(exprs),
                        FunctionArgumentClause::JsonNullClause(_) => {}
                        FunctionArgumentClause::JsonReturningClause(returning) => {
                            self.data_type(&returning.data_type);
                        }
                        FunctionArgumentClause::IgnoreOrRespectNulls(_)
                        | FunctionArgumentClause::Where(_)
                        | FunctionArgumentClause::Limit(_)
                        | FunctionArgumentClause::OnOverflow(_)
                        | FunctionArgumentClause::Having(_)
                        | FunctionArgumentClause::Separator(_) => {
                            self.reading.unknown_syntax("a clause inside a call");
                        }
                    }
                }
                Some(list.args.len() + within_group.len())
            }
        };
        self.sources.saw_call(growth::Call::of_function(call));
        function::check_call(name, count, self.reading);
        self.order_by_exprs(within_group);
        self.push_all(filter.as_deref());
        match over {
            None | Some(WindowType::NamedWindow(_)) => {}
            Some(WindowType::WindowSpec(spec)) => self.window(spec),
        }
    }

    fn data_type(&mut self, mut data_type: &'a DataType) {
        data_type::check(data_type, self.reading);
        // An array's dimension is a number, so only its element is left.
        while let DataType::Array(ArrayElemTypeDef::SquareBracket(element, _)) = data_type {
            data_type = element;
            data_type::check(data_type, self.reading);
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Identifier(ident) => {
                reserved::check(ident, self.reading);
                self.reading.fold(ident);
            }
            Expr::CompoundIdentifier(parts) => self.compound(parts),
            Expr::CompoundFieldAccess { root, access_chain } => {
                self.push(root);
                for access in access_chain {
                    match access {
                        AccessExpr::Dot(Expr::Identifier(field)) => {
                            self.reading.undecided(
                                field.span,
                                "only the server can tell a field from a function here",
                            );
                        }
                        AccessExpr::Dot(expr) => {
                            self.push(expr);
                            self.reading.unknown_syntax("an expression after a dot");
                        }
                        AccessExpr::Subscript(Subscript::Index { index }) => self.push(index),
                        AccessExpr::Subscript(Subscript::Slice {
                            lower_bound,
                            upper_bound,
                            stride,
                        }) => {
                            self.push_all(lower_bound);
                            self.push_all(upper_bound);
                            self.push_all(stride);
                        }
                    }
                }
            }
            Expr::IsFalse(expr)
            | Expr::IsNotFalse(expr)
            | Expr::IsTrue(expr)
            | Expr::IsNotTrue(expr)
            | Expr::IsNull(expr)
            | Expr::IsNotNull(expr)
            | Expr::IsUnknown(expr)
            | Expr::IsNotUnknown(expr)
            | Expr::IsJson { expr, .. }
            | Expr::Nested(expr) => self.push(expr),
            Expr::IsNormalized { expr, .. } => {
                function::check_syntax("is_normalized", self.reading);
                self.push(expr);
            }
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.push_all([left.as_ref(), right]);
            }
            Expr::InList {
                expr,
                list,
                negated: _,
            } => {
                self.push(expr);
                self.push_all(list);
            }
            Expr::InSubquery {
                expr,
                subquery,
                negated: _,
            } => {
                self.push(expr);
                self.pending.push(Node::Query(subquery));
            }
            Expr::Between {
                expr,
                negated: _,
                low,
                high,
            } => self.push_all([expr.as_ref(), low, high]),
            Expr::BinaryOp { .. } => self.chain(expr),
            Expr::AnyOp {
                left,
                compare_op,
                right,
                is_some: _,
            }
            | Expr::AllOp {
                left,
                compare_op,
                right,
            } => {
                operator::check(compare_op, self.reading);
                self.push_all([left.as_ref(), right]);
            }
            Expr::UnaryOp { op, expr } => {
                operator::check_prefix(*op, self.reading);
                self.push(expr);
            }
            Expr::Like {
                expr,
                pattern,
                escape_char,
                any,
                negated: _,
            }
            | Expr::ILike {
                expr,
                pattern,
                escape_char,
                any,
                negated: _,
            } => {
                self.push_all([expr.as_ref(), pattern]);
                if let Some(escape) = escape_char {
                    function::check_syntax("like_escape", self.reading);
                    self.push(escape);
                }
                if *any {
                    self.reading.unknown_syntax("LIKE ANY");
                }
            }
            Expr::SimilarTo {
                expr,
                pattern,
                escape_char,
                negated: _,
            } => {
                function::check_syntax("similar_to_escape", self.reading);
                self.push_all([expr.as_ref(), pattern]);
                self.push_all(escape_char.as_deref());
            }
            Expr::Cast {
                kind,
                expr,
                data_type,
                format,
            } => {
                match kind {
                    CastKind::Cast | CastKind::DoubleColon => {}
                    CastKind::TryCast | CastKind::SafeCast => {
                        self.reading.unknown_syntax("this kind of cast");
                    }
                }
                if format.is_some() {
                    self.reading.unknown_syntax("CAST ... FORMAT");
                }
                self.sources.saw_cast(growth::declared_length(data_type));
                self.push(expr);
                self.data_type(data_type);
            }
            Expr::TypedString(typed) => {
                self.data_type(&typed.data_type);
                if typed.uses_odbc_syntax {
                    self.reading.unknown_syntax("an ODBC literal");
                }
            }
            Expr::AtTimeZone {
                timestamp,
                time_zone,
            } => {
                function::check_syntax("timezone", self.reading);
                self.push_all([timestamp.as_ref(), time_zone]);
            }
            Expr::Extract { expr, .. } => {
                function::check_syntax("extract", self.reading);
                self.push(expr);
            }
            Expr::Ceil { expr, field } => {
                function::check_syntax("ceil", self.reading);
                self.push(expr);
                self.rounding(field);
            }
            Expr::Floor { expr, field } => {
                function::check_syntax("floor", self.reading);
                self.push(expr);
                self.rounding(field);
            }
            Expr::Position { expr, r#in } => {
                function::check_syntax("position", self.reading);
                self.push_all([expr.as_ref(), r#in]);
            }
            Expr::Substring {
                expr,
                substring_from,
                substring_for,
                special: _,
                shorthand,
            } => {
                function::check_syntax(
                    if *shorthand { "substr" } else { "substring" },
                    self.reading,
                );
                self.push(expr);
                self.push_all(substring_from.as_deref());
                self.push_all(substring_for.as_deref());
            }
            Expr::Trim {
                trim_where,
                trim_what,
                expr,
                trim_characters,
            } => {
                let name = match trim_where {
                    None | Some(TrimWhereField::Both) => "btrim",
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                };
                function::check_syntax(name, self.reading);
                self.push(expr);
                self.push_all(trim_what.as_deref());
                self.push_all(trim_characters.iter().flatten());
            }
            Expr::Overlay {
                expr,
                overlay_what,
                overlay_from,
                overlay_for,
            } => {
                function::check_syntax("overlay", self.reading);
                self.push_all([expr.as_ref(), overlay_what, overlay_from]);
                self.push_all(overlay_for.as_deref());
            }
            Expr::Collate { expr, collation } => {
                self.push(expr);
                self.reading.name(collation);
            }
            Expr::Value(value) => self.value(&value.value, value.span),
            Expr::Function(call) => self.function(call),
            Expr::Case {
                case_token: _,
                end_token: _,
                operand,
                conditions,
                else_result,
            } => {
                self.push_all(operand.as_deref());
                for when in conditions {
                    self.push_all([&when.condition, &when.result]);
                }
                self.push_all(else_result.as_deref());
            }
            Expr::Exists {
                subquery,
                negated: _,
            }
            | Expr::Subquery(subquery) => self.pending.push(Node::Query(subquery)),
            Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => {
                self.push_all(sets.iter().flatten());
            }
            Expr::Tuple(exprs) => self.push_all(exprs),
            Expr::Array(array) => self.push_all(&array.elem),
            Expr::Interval(interval) => self.push(&interval.value),
            Expr::Wildcard(_) => {}
            Expr::QualifiedWildcard(name, _) => {
                self.reading.name(name);
            }
            Expr::JsonAccess { .. }
            | Expr::InUnnest { .. }
            | Expr::RLike { .. }
            | Expr::Convert { .. }
            | Expr::Prefixed { .. }
            | Expr::Struct { .. }
            | Expr::Named { .. }
            | Expr::Dictionary(_)
            | Expr::Map(_)
            | Expr::MatchAgainst { .. }
            | Expr::OuterJoin(_)
            | Expr::Prior(_)
            | Expr::Lambda(_)
            | Expr::MemberOf(_) => self.reading.unknown_syntax("this expression"),
        }
    }

    /// Operators of one precedence lean to the left: a chain of them is visited as one.
    fn chain(&mut self, whole: &'a Expr) {
        let mut first = whole;
        let mut concatenates = false;
        while let Expr::BinaryOp { left, op, right } = first {
            match op {
                BinaryOperator::Overlaps => function::check_syntax("overlaps", self.reading),
                BinaryOperator::StringConcat => concatenates = true,
                _ => {}
            }
            operator::check(op, self.reading);
            self.push(right);
            first = left;
        }
        self.push(first);
        if concatenates {
            self.sources.saw_concatenation(whole);
        }
    }

    fn rounding(&mut self, field: &CeilFloorKind) {
        match field {
            CeilFloorKind::DateTimeField(sqlparser::ast::DateTimeField::NoDateTime) => {}
            CeilFloorKind::DateTimeField(_) | CeilFloorKind::Scale(_) => {
                self.reading.unknown_syntax("this form of CEIL or FLOOR");
            }
        }
    }

    fn compound(&mut self, parts: &'a [Ident]) {
        if let Some(first) = parts.first() {
            reserved::check(first, self.reading);
        }
        for part in parts {
            self.reading.fold(part);
        }
        if let Some(last) = parts.last() {
            function::check_attribute(last, self.reading);
        }
    }

    fn value(&mut self, value: &Value, span: Span) {
        match value {
            Value::Number(..)
            | Value::SingleQuotedString(_)
            | Value::EscapedStringLiteral(_)
            | Value::UnicodeStringLiteral(_)
            | Value::SingleQuotedByteStringLiteral(_)
            | Value::HexStringLiteral(_)
            | Value::Boolean(_)
            | Value::Null
            | Value::Placeholder(_) => {}
            Value::DollarQuotedString(_)
            | Value::TripleSingleQuotedString(_)
            | Value::TripleDoubleQuotedString(_)
            | Value::DoubleQuotedByteStringLiteral(_)
            | Value::TripleSingleQuotedByteStringLiteral(_)
            | Value::TripleDoubleQuotedByteStringLiteral(_)
            | Value::SingleQuotedRawStringLiteral(_)
            | Value::DoubleQuotedRawStringLiteral(_)
            | Value::TripleSingleQuotedRawStringLiteral(_)
            | Value::TripleDoubleQuotedRawStringLiteral(_)
            | Value::NationalStringLiteral(_)
            | Value::QuoteDelimitedStringLiteral(_)
            | Value::NationalQuoteDelimitedStringLiteral(_)
            | Value::DoubleQuotedString(_) => {
                self.reading
                    .undecided(span, "this literal can only be read by the server");
            }
        }
    }
}
