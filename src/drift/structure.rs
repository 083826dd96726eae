//! Definitions against definitions.

use std::collections::{BTreeMap, BTreeSet};

use super::class::UNCLASSIFIED;
use super::definition::{presence, properties, rules};
use super::inventory::Inventory;
use super::policy::Policy;
use super::privilege;
use crate::gate::relatives::{Comments, is_comment_on, relation_of};
use crate::gate::{Object, unified_diff, unquoted};

/// The kinds that hold others; those are told by their relation alone when it is missing or extra as a whole.
const RELATIONS: [&str; 6] = [
    "table",
    "partitioned table",
    "foreign table",
    "view",
    "materialized view",
    "domain",
];

/// A difference that was classed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) class: &'static str,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) what: String,
    pub(super) diff: String,
}

impl Found {
    pub(super) fn new(
        class: &'static str,
        kind: &str,
        name: &str,
        what: impl Into<String>,
    ) -> Self {
        Self {
            class,
            kind: kind.to_owned(),
            name: name.to_owned(),
            what: what.into(),
            diff: String::new(),
        }
    }
}

/// Every difference among definitions.
pub(super) fn compare(production: &Inventory, clone: &Inventory, policy: &Policy) -> Vec<Found> {
    let (before, after) = (by_name(production), by_name(clone));
    let comments = Comments::of(clone.objects.as_slice());
    let missing = whole(&before, &after);
    let extra = whole(&after, &before);
    let covered = |object: &Object, gone: &BTreeSet<&str>| match object.kind.as_str() {
        "comment" => is_comment_on(&object.name, gone),
        _ => relation_of(object).is_some_and(|relation| gone.contains(relation)),
    };
    let mut found = Vec::new();
    for (key @ (kind, name), object) in &before {
        match after.get(key) {
            None if covered(object, &missing) => {}
            None => found.push(Found {
                diff: diff(&object.definition, ""),
                ..Found::new(
                    class_of_missing(object),
                    kind,
                    name,
                    "production has it, the clone has not",
                )
            }),
            Some(other) if other.definition != object.definition => {
                found.extend(altered(object, other));
            }
            Some(_) => {}
        }
    }
    for (key @ (kind, name), object) in &after {
        if before.contains_key(key) || covered(object, &extra) {
            continue;
        }
        // A comment that bears the tag is how the change says what is its own.
        if *kind == "comment" && policy.is_tagged(&object.definition) {
            continue;
        }
        let tagged =
            policy.is_tagged(name) || comments.on(kind, name).any(|text| policy.is_tagged(text));
        found.push(Found {
            diff: diff("", &object.definition),
            ..Found::new(
                class_of_extra(object, tagged),
                kind,
                name,
                "the clone has it, production has not",
            )
        });
    }
    found.extend(order_of_columns(&before, &after));
    found
}

type ByName<'a> = BTreeMap<(&'a str, &'a str), Object>;

/// Objects that share kind and name are one, so that no change among them is lost.
fn by_name(inventory: &Inventory) -> ByName<'_> {
    let mut map = ByName::new();
    for object in inventory.objects.as_slice() {
        map.entry((&object.kind, &object.name))
            .and_modify(|one| {
                one.definition.push_str("\n\n");
                one.definition.push_str(&object.definition);
            })
            .or_insert_with(|| object.clone());
    }
    map
}

/// The relations of one side that the other has not under any kind: their parts need not be told.
fn whole<'a>(of: &ByName<'a>, other: &ByName<'_>) -> BTreeSet<&'a str> {
    let theirs: BTreeSet<&str> = other
        .keys()
        .filter(|(kind, _)| is_relation(kind))
        .map(|(_, name)| *name)
        .collect();
    of.keys()
        .filter(|(kind, name)| is_relation(kind) && !theirs.contains(name))
        .map(|(_, name)| *name)
        .collect()
}

/// Whether the kind holds others.
fn is_relation(kind: &str) -> bool {
    RELATIONS.contains(&kind)
}

fn class_of_missing(object: &Object) -> &'static str {
    match presence(&object.kind, "missing") {
        Some("constraint") => class_of_constraint(&object.definition),
        Some("index") => class_of_index(&object.definition),
        Some(class) => class,
        None => UNCLASSIFIED,
    }
}

fn class_of_extra(object: &Object, tagged: bool) -> &'static str {
    match presence(&object.kind, "extra") {
        Some("tag") if tagged => "extra_tagged_object",
        Some("tag") => "untagged_object",
        // One that is unique refuses rows as a constraint does.
        Some("extra_index") if is_unique(&object.definition) && tagged => "extra_tagged_object",
        Some("extra_index") if is_unique(&object.definition) => "untagged_object",
        Some(class) => class,
        None => UNCLASSIFIED,
    }
}

fn class_of_constraint(definition: &str) -> &'static str {
    let word = definition.split([' ', '(']).next().unwrap_or_default();
    match word {
        "PRIMARY" => "pk_missing_or_not_valid",
        "FOREIGN" => "fk_missing_or_not_valid",
        "UNIQUE" | "EXCLUDE" => "unique_missing_or_not_valid",
        "CHECK" => "check_missing_or_not_valid",
        "TRIGGER" => "trigger_missing_or_disabled",
        _ => UNCLASSIFIED,
    }
}

fn is_unique(definition: &str) -> bool {
    definition.starts_with("CREATE UNIQUE ")
}

fn class_of_index(definition: &str) -> &'static str {
    match is_unique(definition) {
        true => "unique_missing_or_not_valid",
        false => "index_missing",
    }
}

/// What differs in an object that both have.
fn altered(before: &Object, after: &Object) -> Vec<Found> {
    let (kind, name) = (before.kind.as_str(), before.name.as_str());
    let whole = |class| Found {
        diff: diff(&before.definition, &after.definition),
        ..Found::new(class, kind, name, "its definition differs")
    };
    let (Some(left), Some(right)) = (
        properties(kind, &before.definition),
        properties(kind, &after.definition),
    ) else {
        return vec![whole(UNCLASSIFIED)];
    };
    let owners = (owner(&before.definition), owner(&after.definition));
    let mut by_class: BTreeMap<&'static str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for (index, rule) in rules(kind).iter().enumerate() {
        let was = left.get(&index).cloned().unwrap_or_default();
        let is = right.get(&index).cloned().unwrap_or_default();
        if was == is || rule.what == "number=" {
            continue;
        }
        let classes: Vec<&'static str> = match rule.class {
            "constraint" => vec![class_of_constraint(&before.definition)],
            "index" => vec![class_of_altered_index(before, after)],
            "not_null" if was == ["not_null=true"] => vec!["not_null_dropped"],
            "not_null" => vec!["not_null_added"],
            "grant" => {
                let difference =
                    privilege::compare((&was, owners.0.as_deref()), (&is, owners.1.as_deref()));
                let mut classes = Vec::new();
                if difference.widened {
                    classes.push("privilege_widened");
                }
                if difference.narrowed {
                    classes.push("privilege_narrowed");
                }
                // The same privileges from another hand, where the owner is the same.
                if classes.is_empty() && owners.0 == owners.1 {
                    classes.push("owner_changed");
                }
                classes
            }
            class => vec![class],
        };
        for class in classes {
            let (old, new) = by_class.entry(class).or_default();
            old.extend(&was);
            new.extend(&is);
        }
    }
    let found = by_class.into_iter().map(|(class, (was, is))| Found {
        diff: diff(&was.join("\n"), &is.join("\n")),
        ..Found::new(class, kind, name, what(&was, &is))
    });
    found.collect()
}

fn owner(definition: &str) -> Option<String> {
    let name = definition.lines().next()?.strip_prefix("owner=")?;
    Some(unquoted(name))
}

/// Where an index only lies elsewhere, or is marked or measured otherwise, it is the same index.
fn class_of_altered_index(before: &Object, after: &Object) -> &'static str {
    // What follows the last of the properties that every index has is storage and statistics.
    let head = |text: &str| {
        let (head, tail) = text.rsplit_once("\nreplica_identity=")?;
        let attached: Vec<String> = tail
            .lines()
            .filter(|line| line.starts_with("attached_to="))
            .map(str::to_owned)
            .collect();
        Some((head.to_owned(), attached))
    };
    match (head(&before.definition), head(&after.definition)) {
        (Some(left), Some(right)) if left == right => "storage_option",
        _ if is_unique(&before.definition) => "unique_missing_or_not_valid",
        _ => class_of_index(&before.definition),
    }
}

/// A short property in words, a long one by its diff alone.
fn what(was: &[&str], is: &[&str]) -> String {
    match (was, is) {
        ([was], [is]) if short(was) && short(is) => {
            let value = is.split_once('=').map_or(*is, |(_, value)| value);
            format!("{was}→{value}")
        }
        ([was], []) if short(was) => format!("{was} is gone"),
        ([], [is]) if short(is) => format!("{is} is new"),
        _ => "its definition differs".to_owned(),
    }
}

fn short(line: &str) -> bool {
    line.chars().count() <= 60 && !line.contains('\n')
}

fn diff(before: &str, after: &str) -> String {
    unified_diff(before, after, "production", "clone")
}

/// Columns that both have and that stand in another order. The numbers themselves differ wherever a column was dropped.
fn order_of_columns(before: &ByName<'_>, after: &ByName<'_>) -> Vec<Found> {
    let number = |object: &Object| -> Option<u32> {
        let line = object.definition.lines().next()?;
        line.strip_prefix("number=")?.parse().ok()
    };
    let mut tables: BTreeMap<&str, Vec<(u32, u32, &str)>> = BTreeMap::new();
    for (key @ (kind, name), column) in before {
        if *kind != "column" {
            continue;
        }
        if let (Some(table), Some(was), Some(is)) = (
            relation_of(column),
            number(column),
            after.get(key).and_then(number),
        ) {
            tables.entry(table).or_default().push((was, is, *name));
        }
    }
    let mut found = Vec::new();
    for mut columns in tables.into_values() {
        columns.sort_by_key(|(was, ..)| *was);
        let mut there = columns.clone();
        there.sort_by_key(|(_, is, _)| *is);
        for (place, (here, there)) in columns.iter().zip(&there).enumerate() {
            if here.2 != there.2 {
                let what = format!("{} of the columns stands here in the clone", there.2);
                let what = format!("at place {}: {what}", place + 1);
                found.push(Found::new("column_order", "column", here.2, what));
            }
        }
    }
    found
}
