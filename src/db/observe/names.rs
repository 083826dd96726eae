//! Which of the relations that checks read are those that their bare names lead to, and what users made that bare names of
//! functions, and operators, may lead to.
//!
//! A statement is approved once for several moments. What PostgreSQL resolved its names to then may not be what it resolves
//! them to now, when there is another relation of the same name in a schema that is searched before, or another function or
//! operator in any that is searched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio_postgres::types::{ToSql, Type};

use super::transaction::{Transaction, Trouble};
use crate::db::approvals::Prepared;
use crate::error::ToolError;
use crate::gate::{QualifiedName, ReadByCheck};

/// Run with the role's own `search_path`. One query for all checks, on its way together with what sets that.
const VISIBLE: &str = "SELECT n.nspname::pg_catalog.text, c.relname::pg_catalog.text, NULL \
    FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) AS r(schema, name) \
    JOIN pg_catalog.pg_class c ON c.relname OPERATOR(pg_catalog.=) r.name \
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace \
                                  AND n.nspname OPERATOR(pg_catalog.=) r.schema \
    WHERE pg_catalog.pg_table_is_visible(c.oid) \
    UNION ALL \
    SELECT n.nspname::pg_catalog.text, p.proname::pg_catalog.text, pg_catalog.oidvectortypes(p.proargtypes) \
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace \
    WHERE p.proname OPERATOR(pg_catalog.=) ANY ($3) \
      AND p.oid OPERATOR(pg_catalog.>=) '16384'::pg_catalog.oid AND pg_catalog.pg_function_is_visible(p.oid) \
    UNION ALL \
    SELECT n.nspname::pg_catalog.text, o.oprname::pg_catalog.text, \
           pg_catalog.concat_ws(', ', pg_catalog.format_type(o.oprleft, NULL), pg_catalog.format_type(o.oprright, NULL)) \
    FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.oprnamespace \
    WHERE o.oid OPERATOR(pg_catalog.>=) '16384'::pg_catalog.oid AND pg_catalog.pg_operator_is_visible(o.oid)";

/// Operators that are used without being written: by `IN`, `CASE`, `BETWEEN`, `LIKE` and their kin.
const UNWRITTEN: [&str; 8] = ["=", "<>", "<", ">", "<=", ">=", "~~", "!~~"];

/// What bare names lead to.
#[derive(Default)]
pub(super) struct Seen {
    relations: BTreeSet<QualifiedName>,
    /// Functions and operators of users, by their bare names.
    callable: BTreeMap<String, BTreeSet<String>>,
}

impl Seen {
    /// What a statement reads, in order.
    pub(super) fn of(&self, prepared: &Prepared) -> Vec<ReadByCheck> {
        read(prepared)
            .into_iter()
            .map(|relation| ReadByCheck {
                by_bare_name: self.relations.contains(&relation),
                relation,
            })
            .collect()
    }

    /// What a statement's functions and operators may lead to, in order.
    pub(super) fn callable_by(&self, prepared: &Prepared) -> Vec<String> {
        let (names, text) = (called(prepared), prepared.approved.sql().body());
        let is_meant = |name: &str| {
            names.contains(name)
                || UNWRITTEN.contains(&name)
                || is_symbol(name) && text.contains(name)
        };
        let meant = self.callable.iter().filter(|(name, _)| is_meant(name));
        let mut all: Vec<String> = meant.flat_map(|(_, found)| found).cloned().collect();
        all.sort();
        all
    }
}

/// Whether it is an operator's name, which no letter can be in (PostgreSQL manual, section 4.1.3).
fn is_symbol(name: &str) -> bool {
    name.chars().all(|sign| "+-*/<>=~!@#%^&|`?".contains(sign))
}

/// The names of the functions called, which are told as `schema.name(argument types)`. Schemas and names may hold dots and
/// parentheses themselves, so whatever may be the name is taken for it.
fn called(prepared: &Prepared) -> BTreeSet<&str> {
    prepared.approved.functions().flat_map(names_in).collect()
}

fn names_in(signature: &str) -> impl Iterator<Item = &str> {
    signature.match_indices('.').flat_map(move |(dot, _)| {
        let rest = &signature[dot + 1..];
        rest.match_indices('(').map(|(end, _)| &rest[..end])
    })
}

fn read(prepared: &Prepared) -> BTreeSet<QualifiedName> {
    let relations = prepared.approved.relations().iter();
    relations
        .map(|relation| QualifiedName::new(&relation.schema, &relation.name))
        .collect()
}

/// Looks for what the names in all these statements lead to.
pub(super) async fn seen(
    transaction: &Transaction<'_>,
    decided: impl Iterator<Item = &Result<Arc<Prepared>, ToolError>>,
) -> Result<Seen, Trouble> {
    let mut seen = Seen::default();
    let approved: Vec<&Prepared> = decided.flatten().map(AsRef::as_ref).collect();
    if approved.is_empty() {
        return Ok(seen);
    }
    let named: BTreeSet<QualifiedName> = approved.iter().flat_map(|one| read(one)).collect();
    let functions: BTreeSet<&str> = approved.iter().flat_map(|one| called(one)).collect();
    let (schemas, names): (Vec<&str>, Vec<&str>) = named
        .iter()
        .map(|relation| (relation.schema.as_str(), relation.name.as_str()))
        .unzip();
    let functions: Vec<&str> = functions.into_iter().collect();
    let parameters: [(&(dyn ToSql + Sync), Type); 3] = [
        (&schemas, Type::NAME_ARRAY),
        (&names, Type::NAME_ARRAY),
        (&functions, Type::NAME_ARRAY),
    ];
    for row in &transaction.query(VISIBLE, &parameters).await? {
        let (schema, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        match row.try_get::<_, Option<String>>(2)? {
            None => {
                seen.relations.insert(QualifiedName::new(schema, name));
            }
            Some(arguments) => {
                let shown = format!("{schema}.{name}({arguments})");
                seen.callable.entry(name).or_default().insert(shown);
            }
        }
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::{is_symbol, names_in};

    #[test]
    fn whatever_may_be_a_functions_name_is_taken_for_it() {
        let names = |signature| names_in(signature).collect::<Vec<_>>();
        assert_eq!(names("public.n_approvals()"), ["n_approvals"]);
        assert_eq!(names("pg_catalog.lower(text)"), ["lower"]);
        assert_eq!(names("d.pair_int(d.pair)"), ["pair_int"]);
        assert!(names("a.b.c(x)(integer)").contains(&"c(x)"));
        assert!(names("a.b.c(x)(integer)").contains(&"b.c"));
        assert!(is_symbol("@@@@") && !is_symbol("n") && !is_symbol("n+"));
    }
}
