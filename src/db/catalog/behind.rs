//! What stands behind the relations that bodies of functions name: queries of views and row-level policies.
//!
//! PostgreSQL's tree of a statement has them expanded; the tree of a body is kept as it was written, and a text is a text. Only
//! relations that some body names are asked for, and then those behind them, since the trees of all views are large.

use std::collections::BTreeSet;

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::{Error, bodies, row_oid};
use crate::policy::{Body, Catalog, Oid, RelationKind, Volatility};

/// Fills in [`Catalog::behind`], once the bodies of functions are known.
///
/// # Errors
///
/// When PostgreSQL cannot be asked.
pub(super) async fn load(client: &Client, catalog: &mut Catalog) -> Result<(), Error> {
    let mut asked = BTreeSet::new();
    loop {
        let wanted: Vec<Oid> = named(catalog).difference(&asked).copied().collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let parameters: &[(&(dyn tokio_postgres::types::ToSql + Sync), Type)] =
            &[(&wanted, Type::OID_ARRAY)];
        let rows = client
            .query_typed(include_str!("behind.sql"), parameters)
            .await?;
        for row in &rows {
            let body = bodies::of_tree(catalog, row.try_get(1)?);
            let behind = catalog.behind.entry(row_oid(row)?).or_default();
            behind.body = bodies::together(std::mem::take(&mut behind.body), body);
            behind.with_callers_rights = row.try_get(2)?;
        }
        asked.extend(wanted);
    }
}

/// The relations named so far that something stands behind. A volatile function is refused whatever its body names.
fn named(catalog: &Catalog) -> BTreeSet<Oid> {
    let functions = catalog.functions.values();
    let judged = functions.filter(|function| function.volatility != Volatility::Volatile);
    let bodies = judged.map(|function| &function.body);
    let behind = catalog.behind.values().map(|behind| &behind.body);
    let relations = bodies.chain(behind).filter_map(|body| match body {
        Body::Reads(reads) => Some(reads.relations.keys()),
        Body::Compiled | Body::Refused(_) => None,
    });
    let covers = |oid: &&Oid| {
        let relation = catalog.relations.get(oid);
        relation.is_some_and(|found| found.row_security || found.kind == RelationKind::View)
    };
    relations.flatten().filter(covers).copied().collect()
}
