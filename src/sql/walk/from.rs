//! Items of FROM.

use sqlparser::ast::{
    Join, JoinConstraint, JoinOperator, JsonTableColumn, ObjectName, TableAlias, TableFactor,
    TableSample, TableSampleKind, TableSampleMethod, TableWithJoins, XmlTableColumnOption,
};

use super::{Node, Walk};
use crate::sql::rules::{function, reserved};

impl<'a> Walk<'a, '_, '_> {
    pub(super) fn table_with_joins(&mut self, table: &'a TableWithJoins) {
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

    pub(super) fn relation(&mut self, name: &ObjectName) {
        if let Some(sqlparser::ast::ObjectNamePart::Identifier(first)) = name.0.first() {
            reserved::check(first, self.reading);
        }
        if let Some(name) = self.reading.name(name) {
            self.reading.saw_relation(&name);
        }
    }

    pub(super) fn table_factor(&mut self, factor: &'a TableFactor) {
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

    pub(super) fn optional_alias(&mut self, alias: Option<&'a TableAlias>) {
        if let Some(alias) = alias {
            self.table_alias(alias);
        }
    }

    pub(super) fn table_alias(&mut self, alias: &'a TableAlias) {
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

    pub(super) fn json_table_columns(&mut self, columns: &'a [JsonTableColumn]) {
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
    pub(super) fn sample(&mut self, sample: Option<&'a TableSampleKind>) {
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
}
