//! Relations and columns: denied, not allowed, or on another server.

use std::collections::BTreeSet;

use super::calls::ReadInBodies;
use super::{JudgeError, ReadRelation};
use crate::error::ErrorCode;
use crate::policy::{Catalog, Oid, Policy, Relation, RelationKind, TreeFacts};

/// Relations that hold pieces of what other relations hold; read past every rule for those. `pg_stats` reads the first.
const COPIES: [&str; 3] = ["pg_statistic", "pg_statistic_ext_data", "pg_largeobject"];

/// The same of single columns. `attmissingval` is the value of every row that was there before the column was.
const COLUMNS_OF_COPIES: [(&str, &str); 1] = [("pg_attribute", "attmissingval")];

/// What to write where a column may not be read.
const NAME_COLUMNS: &str =
    "Name the columns that are needed, without it, instead of * or the whole row.";

/// The schema of the tables that keep the long values of others.
const TOAST_SCHEMA: &str = "pg_toast";

/// Schemas whose relations a list of relations allowed need not name.
const SYSTEM_SCHEMAS: [&str; 2] = ["pg_catalog", "information_schema"];

pub(super) fn judge(
    facts: &TreeFacts,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<Vec<ReadRelation>, JudgeError> {
    let mut read = Vec::with_capacity(facts.relations.len());
    for (oid, attributes) in &facts.relations {
        let relation = find(catalog, *oid)?;
        let columns = columns(*oid, relation, attributes)?;
        let only_through_views =
            facts.read_through_views.contains(oid) && !facts.read_directly.contains(oid);
        allowed(relation, only_through_views, policy)?;
        holds_no_copies(relation, attributes, only_through_views, policy)?;
        readable_with_parts(relation, &columns, catalog, policy)?;
        read.push(ReadRelation {
            schema: relation.schema.to_string(),
            name: relation.name.to_string(),
            columns,
        });
    }
    read.sort();
    Ok(read)
}

/// Judges the relations that the bodies of functions read. Which columns a text reads is not known, so a relation with a
/// column that may not be read may not be named in one at all.
pub(super) fn judge_bodies(
    read: &ReadInBodies<'_>,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<(), JudgeError> {
    for ((oid, directly), read) in read {
        // A body that is text names a relation by chance, so one that is gone again is no reason to refuse.
        let Some(relation) = catalog.relations.get(oid) else {
            continue;
        };
        let columns = columns(*oid, relation, &read.attributes)?;
        let judged = allowed(relation, !directly, policy)
            .and_then(|()| holds_no_copies(relation, &read.attributes, !directly, policy))
            .and_then(|()| readable_with_parts(relation, &columns, catalog, policy));
        if let Err(JudgeError::Refused(mut refusal)) = judged {
            let signature = read.by.function.signature();
            let through = match read.by.behind {
                Some(behind) if !std::ptr::eq(behind, relation) => {
                    format!(" through {behind}")
                }
                _ => String::new(),
            };
            refusal
                .message
                .push_str(&format!(" The body of {signature} reads it{through}."));
            refusal.hint = format!(
                "Leave the function out of the statement. The operator can allow it: allow_functions = [\"{signature}\"]."
            );
            return Err(JudgeError::Refused(refusal));
        }
        judged?;
    }
    Ok(())
}

fn find(catalog: &Catalog, oid: Oid) -> Result<&Relation, JudgeError> {
    catalog
        .relations
        .get(&oid)
        .ok_or(JudgeError::UnknownObject(oid))
}

/// The names of the columns read; every column when the whole row is. A column that the catalog does not have is newer
/// than the catalog, and may be one that is denied.
fn columns(
    oid: Oid,
    relation: &Relation,
    attributes: &BTreeSet<i32>,
) -> Result<BTreeSet<String>, JudgeError> {
    let mut columns = BTreeSet::new();
    for attribute in attributes {
        match attribute {
            0 => columns.extend(relation.columns.values().map(ToString::to_string)),
            negative if *negative < 0 => {
                columns.insert(system_column(*negative).to_owned());
            }
            number => {
                let name = relation.columns.get(number);
                columns.insert(name.ok_or(JudgeError::UnknownObject(oid))?.to_string());
            }
        }
    }
    Ok(columns)
}

/// The system columns of sysattr.h.
fn system_column(attribute: i32) -> &'static str {
    match attribute {
        -1 => "ctid",
        -2 => "xmin",
        -3 => "cmin",
        -4 => "xmax",
        -5 => "cmax",
        _ => "tableoid",
    }
}

fn allowed(
    relation: &Relation,
    only_through_views: bool,
    policy: &Policy,
) -> Result<(), JudgeError> {
    let system = SYSTEM_SCHEMAS.contains(&&*relation.schema);
    if system || only_through_views || policy.allows_relation(relation) {
        return Ok(());
    }
    Err(JudgeError::refused(
        ErrorCode::RelationNotAllowed,
        format!("{relation} is not among the relations that may be read."),
        "Read a relation that is; information_schema.tables lists those of the database.",
    ))
}

/// Refuses the columns of [`COLUMNS_OF_COPIES`]. PostgreSQL's own views pass whole rows of `pg_attribute` on to functions that
/// read other columns of them.
fn holds_no_copies(
    relation: &Relation,
    attributes: &BTreeSet<i32>,
    only_through_views: bool,
    policy: &Policy,
) -> Result<(), JudgeError> {
    let system = &*relation.schema == "pg_catalog";
    if !system || !policy.keeps_relations() || policy.names_relation(relation) {
        return Ok(());
    }
    let mut copies = COLUMNS_OF_COPIES.iter();
    let copied = copies.find(|(name, column)| {
        let read = |attribute: &i32| match attribute {
            0 => !only_through_views,
            number => relation
                .columns
                .get(number)
                .is_some_and(|name| **name == **column),
        };
        *name == &*relation.name && attributes.iter().any(read)
    });
    copied.map_or(Ok(()), |(_, column)| {
        Err(JudgeError::refused(
            ErrorCode::ColumnNotAllowed,
            format!(
                "The column {column} of {relation} holds values of other relations, some of which may not be read."
            ),
            NAME_COLUMNS,
        ))
    })
}

/// A relation is read with all its partitions and children, and each of them holds rows of all its ancestors.
fn readable_with_parts(
    relation: &Relation,
    columns: &BTreeSet<String>,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<(), JudgeError> {
    readable(relation, columns, policy)?;
    inherited(relation, columns, catalog, policy)?;
    for descendant in &relation.descendants {
        let descendant = find(catalog, *descendant)?;
        readable(descendant, columns, policy)?;
        inherited(descendant, columns, catalog, policy)?;
    }
    Ok(())
}

/// What is denied of the ancestors of a relation.
fn inherited(
    relation: &Relation,
    columns: &BTreeSet<String>,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<(), JudgeError> {
    let columns = with_sources(relation, columns);
    for ancestor in &relation.ancestors {
        let ancestor = find(catalog, *ancestor)?;
        if policy.denies_relation(ancestor) {
            return Err(JudgeError::refused(
                ErrorCode::RelationNotAllowed,
                format!("{relation} is a part of {ancestor}, which may not be read."),
                "Leave it out of the statement.",
            ));
        }
        let denied = denied_columns(ancestor, policy);
        if let Some(column) = columns.iter().find(|column| denied.contains(*column)) {
            return Err(JudgeError::refused(
                ErrorCode::ColumnNotAllowed,
                format!(
                    "{relation} is a part of {ancestor}, of which the column {column} may not be read, also not as part of a row."
                ),
                NAME_COLUMNS,
            ));
        }
    }
    Ok(())
}

/// The columns with those that generated ones among them are worked out from: what is generated of a column tells of it.
fn with_sources<'a>(relation: &'a Relation, columns: &'a BTreeSet<String>) -> BTreeSet<&'a str> {
    let sources = relation.generated.iter();
    let sources = sources.filter(|(generated, _)| columns.contains(&***generated));
    let sources = sources.flat_map(|(_, sources)| sources).map(AsRef::as_ref);
    sources.chain(columns.iter().map(String::as_str)).collect()
}

/// The columns of a relation, its system columns too, that a rule names.
fn denied_columns<'a>(relation: &'a Relation, policy: &Policy) -> BTreeSet<&'a str> {
    let own = relation.columns.values().map(AsRef::as_ref);
    let system = (-6..0).map(|attribute| -> &'a str { system_column(attribute) });
    let all = own.chain(system);
    all.filter(|column: &&str| policy.denies_column(relation, column))
        .collect()
}

/// A sequence that may not be read, if there is one.
pub(super) fn kept_sequence<'a>(catalog: &'a Catalog, policy: &Policy) -> Option<&'a Relation> {
    if !policy.keeps_relations() {
        return None;
    }
    let mut relations = catalog.relations.values();
    relations.find(|relation| {
        relation.kind == RelationKind::Sequence
            && (policy.denies_relation(relation) || !policy.allows_relation(relation))
    })
}

/// The columns of a relation that may not be read, be it for what is denied of an ancestor.
pub fn hidden_columns(relation: &Relation, catalog: &Catalog, policy: &Policy) -> BTreeSet<String> {
    let ancestors = relation.ancestors.iter();
    let ancestors = ancestors.filter_map(|oid| catalog.relations.get(oid));
    let denied = ancestors
        .chain([relation])
        .flat_map(|relation| denied_columns(relation, policy));
    let mut hidden: BTreeSet<&str> = denied.collect();
    for (generated, sources) in &relation.generated {
        if sources.iter().any(|source| hidden.contains(&**source)) {
            hidden.insert(generated);
        }
    }
    hidden.into_iter().map(str::to_owned).collect()
}

fn readable(
    relation: &Relation,
    columns: &BTreeSet<String>,
    policy: &Policy,
) -> Result<(), JudgeError> {
    let columns = with_sources(relation, columns);
    if policy.denies_relation(relation) {
        return Err(JudgeError::refused(
            ErrorCode::RelationNotAllowed,
            format!("{relation} may not be read, also not through a view or a parent table."),
            "Leave it out of the statement.",
        ));
    }
    if let Some(column) = columns
        .iter()
        .find(|column| policy.denies_column(relation, column))
    {
        return Err(JudgeError::refused(
            ErrorCode::ColumnNotAllowed,
            format!(
                "The column {column} of {relation} may not be read, also not through a view or as part of a row."
            ),
            NAME_COLUMNS,
        ));
    }
    let copies = &*relation.schema == TOAST_SCHEMA
        || &*relation.schema == "pg_catalog" && COPIES.contains(&&*relation.name);
    if copies && policy.keeps_relations() && !policy.names_relation(relation) {
        return Err(JudgeError::refused(
            ErrorCode::RelationNotAllowed,
            format!("{relation} holds values of other relations, some of which may not be read."),
            "Read the relations themselves; pg_class and pg_stat_user_tables have estimates.",
        ));
    }
    if relation.kind == RelationKind::ForeignTable && !policy.allows_foreign_table(relation) {
        return Err(JudgeError::refused(
            ErrorCode::ForeignTable,
            format!("{relation} is a foreign table: reading it talks to another server."),
            format!(
                "Leave it out, or read its parent's other partitions by name. The operator can allow it: allow_foreign_tables = [\"{relation}\"]."
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
