//! The parts of a set operation, and what their select items are called.

use sqlparser::ast::{Expr, Ident, Query, SelectItem, SetExpr};

use super::sources::last;

/// What makes rows in a query's body.
pub(super) enum Part<'a> {
    Items(&'a [SelectItem]),
    Values(&'a [Expr]),
}

pub(super) fn for_each_part<'a>(body: &'a SetExpr, mut visit: impl FnMut(Part<'a>)) {
    let mut bodies = vec![body];
    while let Some(body) = bodies.pop() {
        match body {
            SetExpr::Query(query) => bodies.push(&query.body),
            SetExpr::SetOperation { left, right, .. } => bodies.extend([left.as_ref(), right]),
            SetExpr::Select(select) => visit(Part::Items(&select.projection)),
            SetExpr::Values(values) => {
                for row in &values.rows {
                    visit(Part::Values(&row.content));
                }
            }
            SetExpr::Insert(_)
            | SetExpr::Update(_)
            | SetExpr::Delete(_)
            | SetExpr::Merge(_)
            | SetExpr::Table(_) => {}
        }
    }
}

/// The select items of a query, those of all parts of a set operation.
pub(super) fn items_of_query(query: &Query) -> Vec<&Expr> {
    let mut found = Vec::new();
    for_each_part(&query.body, |part| match part {
        Part::Items(items) => found.extend(items.iter().filter_map(expr_of_item)),
        Part::Values(row) => found.extend(row),
    });
    found
}

/// The first part of a set operation.
pub(super) fn first_part(body: &SetExpr) -> &SetExpr {
    let mut first = body;
    loop {
        first = match first {
            SetExpr::SetOperation { left, .. } => left,
            SetExpr::Query(query) => &query.body,
            _ => return first,
        };
    }
}

/// Whether two lists of select items have the same `table.*` at the same places.
pub(super) fn same_stars(first: &[SelectItem], other: &[SelectItem]) -> bool {
    let star = |item: &SelectItem| match item {
        SelectItem::QualifiedWildcard(..) => Some(item.to_string().to_ascii_lowercase()),
        _ => None,
    };
    let plain = |item: &SelectItem| matches!(item, SelectItem::Wildcard(_));
    first.len() == other.len()
        && !first.iter().chain(other).any(plain)
        && first.iter().map(star).eq(other.iter().map(star))
}

pub(super) fn expr_of_item(item: &SelectItem) -> Option<&Expr> {
    match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        SelectItem::ExprWithAliases { .. }
        | SelectItem::QualifiedWildcard(..)
        | SelectItem::Wildcard(_) => None,
    }
}

/// The name of a select item's column, if it can be written; nothing at all for a `*`.
#[expect(
    clippy::option_option,
    reason = "no such item and an item without a name are different"
)]
pub(super) fn name_of_item(item: &SelectItem) -> Option<Option<&Ident>> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(Some(alias)),
        SelectItem::UnnamedExpr(expr) => Some(match expr {
            Expr::Identifier(name) => Some(name),
            Expr::CompoundIdentifier(parts) => parts.last(),
            Expr::Function(function) => last(&function.name),
            _ => None,
        }),
        SelectItem::ExprWithAliases { .. }
        | SelectItem::QualifiedWildcard(..)
        | SelectItem::Wildcard(_) => None,
    }
}
