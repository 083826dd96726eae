//! Calls of functions, with everything a call can hold.

use sqlparser::ast::{
    Function, FunctionArg, FunctionArgExpr, FunctionArgOperator, FunctionArgumentClause,
    FunctionArguments, WindowType,
};

use super::{Node, Walk};
use crate::sql::rules::{function, growth};

impl<'a> Walk<'a, '_, '_> {
    pub(super) fn function(&mut self, call: &'a Function) {
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

    pub(super) fn function_args(&mut self, args: &'a [FunctionArg]) {
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

    pub(super) fn argument_operator(&mut self, operator: &FunctionArgOperator) {
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
}
