//! Which of the relations that checks read are those that their bare names lead to.
//!
//! A statement is approved once for several moments. What PostgreSQL resolved its names to then may not be what it resolves
//! them to now, when there is another relation of the same name in a schema that is searched before.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio_postgres::types::{ToSql, Type};

use super::transaction::{Transaction, Trouble};
use crate::db::approvals::Prepared;
use crate::error::ToolError;
use crate::gate::{QualifiedName, ReadByCheck};

/// Run with the role's own `search_path`. One query for all checks, on its way together with what sets that.
const VISIBLE: &str = "SELECT n.nspname::pg_catalog.text, c.relname::pg_catalog.text \
    FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) AS r(schema, name) \
    JOIN pg_catalog.pg_class c ON c.relname OPERATOR(pg_catalog.=) r.name \
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace \
                                  AND n.nspname OPERATOR(pg_catalog.=) r.schema \
    WHERE pg_catalog.pg_table_is_visible(c.oid)";

/// What bare names lead to.
pub(super) struct Seen(BTreeSet<QualifiedName>);

impl Seen {
    /// What a statement reads, in order.
    pub(super) fn of(&self, prepared: &Prepared) -> Vec<ReadByCheck> {
        read(prepared)
            .into_iter()
            .map(|relation| ReadByCheck {
                by_bare_name: self.0.contains(&relation),
                relation,
            })
            .collect()
    }
}

fn read(prepared: &Prepared) -> BTreeSet<QualifiedName> {
    let relations = prepared.approved.relations().iter();
    relations
        .map(|relation| QualifiedName::new(&relation.schema, &relation.name))
        .collect()
}

/// Looks for the relations of all these statements.
pub(super) async fn seen(
    transaction: &Transaction<'_>,
    decided: impl Iterator<Item = &Result<Arc<Prepared>, ToolError>>,
) -> Result<Seen, Trouble> {
    let named: BTreeSet<QualifiedName> = decided
        .flatten()
        .flat_map(|prepared| read(prepared))
        .collect();
    if named.is_empty() {
        return Ok(Seen(named));
    }
    let (schemas, names): (Vec<&str>, Vec<&str>) = named
        .iter()
        .map(|relation| (relation.schema.as_str(), relation.name.as_str()))
        .unzip();
    let parameters: [(&(dyn ToSql + Sync), Type); 2] =
        [(&schemas, Type::NAME_ARRAY), (&names, Type::NAME_ARRAY)];
    let rows = transaction.query(VISIBLE, &parameters).await?;
    let mut visible = BTreeSet::new();
    for row in &rows {
        visible.insert(QualifiedName::new(
            row.try_get::<_, String>(0)?,
            row.try_get::<_, String>(1)?,
        ));
    }
    Ok(Seen(visible))
}
