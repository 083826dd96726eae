//! The default-deny walk over sqlparser's syntax tree.
//!
//! Every node kind is either listed here with all its children, or makes the statement undecided. The walk
//! keeps its own stack: a chain of operators is as deep a tree as it is long.

mod call;
mod expr;
mod from;
mod query;

use sqlparser::ast::{ArrayElemTypeDef, DataType, Expr, Ident, Query, SetExpr, TableFactor};

use super::reading::Reading;
use super::rules::{data_type, growth};

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

    /// Folding finds what the parser took for an alias and PostgreSQL does not (`typename 'literal'`).
    fn alias(&mut self, alias: &Ident) {
        self.reading.fold(alias);
    }

    fn data_type(&mut self, mut data_type: &'a DataType) {
        data_type::check(data_type, self.reading);
        // An array's dimension is a number, so only its element is left.
        while let DataType::Array(ArrayElemTypeDef::SquareBracket(element, _)) = data_type {
            data_type = element;
            data_type::check(data_type, self.reading);
        }
    }
}
