//! What planning a query of a relation runs: what is constant in its indexes, statistics objects, checks and partition key.
//!
//! PostgreSQL folds constants in all of these, and tries operators of an index's predicate on the commonest values, before
//! it runs anything. The tree of the statement shows none of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use tokio_postgres::Row;

use super::conversions::with_parts;
use super::{Error, list, row_oid};
use crate::policy::{Catalog, FIRST_NORMAL_OID, Oid, Operator, Volatility};
use crate::sql::tree;

/// Reads the rows of `planning.sql`, beside the functions with default arguments, to what planning runs by relation.
///
/// # Errors
///
/// When a row is not as the query makes it.
pub(super) fn read(
    rows: &[Row],
    catalog: &Catalog,
    with_defaults: &HashSet<Oid>,
) -> Result<HashMap<Oid, Vec<Oid>>, Error> {
    let mut planned: HashMap<Oid, BTreeSet<Oid>> = HashMap::new();
    for row in rows {
        let functions = planned.entry(row_oid(row)?).or_default();
        functions.extend(list::<Oid>(row, 3)?);
        if let Some(tree) = row.try_get(2)? {
            let tried_out = row.try_get(1)?;
            // 0 is no object's OID: what planning runs that cannot be read is never judged to be harmless.
            let run = of_tree(catalog, tree, tried_out, with_defaults);
            functions.extend(run.unwrap_or_else(|_| [0].into()));
        }
    }
    let planned = planned.into_iter();
    let planned = planned.filter(|(_, functions)| !functions.is_empty());
    Ok(planned
        .map(|(relation, functions)| (relation, functions.into_iter().collect()))
        .collect())
}

fn of_tree(
    catalog: &Catalog,
    tree: &str,
    tried_out: bool,
    with_defaults: &HashSet<Oid>,
) -> Result<BTreeSet<Oid>, tree::Error> {
    let facts = tree::scan_nodes(tree)?;
    let constant = tree::constant_calls(tree)?;
    let may_be_folded = |oid: &Oid| {
        let function = catalog.functions.get(oid);
        function.is_none_or(|function| function.volatility != Volatility::Volatile)
    };
    // What takes a column is not run, but a function in SQL is replaced by its body, and default arguments are added to it.
    let called = facts.functions.iter().copied().filter(|oid| {
        let in_sql = |oid| {
            let function = catalog.functions.get(oid);
            function.is_some_and(|function| &*function.language == "sql")
        };
        may_be_folded(oid) && (constant.contains(oid) || in_sql(oid) || with_defaults.contains(oid))
    });
    let operators = facts.operators.iter();
    let operators = operators.filter(|oid| **oid >= FIRST_NORMAL_OID);
    let operators = operators.filter_map(|oid| catalog.operators.get(oid));
    let operators = operators.filter(|found| tried_out || may_be_folded(&found.function));
    let tried = operators.flat_map(Operator::functions);
    let types = facts.types.union(&facts.passed_types).copied();
    let types = with_parts(catalog, types.collect());
    let types = types.iter().filter_map(|oid| catalog.types.get(oid));
    let compared = types.flat_map(|found| found.functions.iter().copied());
    let all = called.chain(tried).chain(compared);
    Ok(all.filter(|oid| *oid >= FIRST_NORMAL_OID).collect())
}
