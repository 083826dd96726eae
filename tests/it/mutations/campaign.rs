//! Every mutation of every list ends in its verdict.

use std::collections::BTreeSet;
use std::time::Instant;

use super::lane::Lane;
use super::list::{Mutation, parse};

/// Every file of mutations.
const LISTS: [(&str, &str); 9] = [
    ("rows", include_str!("rows.sql")),
    ("relations", include_str!("relations.sql")),
    ("objects", include_str!("objects.sql")),
    ("privileges", include_str!("privileges.sql")),
    ("roles", include_str!("roles.sql")),
    ("sequences", include_str!("sequences.sql")),
    ("large objects", include_str!("large_objects.sql")),
    ("transactions", include_str!("transactions.sql")),
    ("maintenance", include_str!("maintenance.sql")),
];

/// How many kinds there are at least; a file that is cut short would pass in silence.
const KINDS: usize = 500;

async fn run(lists: &[&str]) {
    let only = std::env::var("GATEPOST_MUTATION").unwrap_or_default();
    let mutations: Vec<(&str, Mutation)> = LISTS
        .iter()
        .filter(|(name, _)| lists.contains(name))
        .flat_map(|(name, text)| parse(text).into_iter().map(|mutation| (*name, mutation)))
        .filter(|(_, mutation)| mutation.name.contains(&only))
        .collect();
    let started = Instant::now();
    let mut lane = Lane::start();
    let mut misses = Vec::new();
    for (list, mutation) in &mutations {
        let found = lane.bracket(mutation).await;
        eprintln!("{:?} {}", started.elapsed(), mutation.name);
        misses.extend(found.iter().map(|miss| format!("{list}: {miss}")));
    }
    assert!(
        misses.is_empty(),
        "{} of {} mutations in {:?} did not end as they must:\n{}",
        misses.len(),
        mutations.len(),
        started.elapsed(),
        misses.join("\n")
    );
}

#[tokio::test]
async fn rows_and_what_changes_nothing() {
    run(&[
        "rows",
        "sequences",
        "large objects",
        "transactions",
        "maintenance",
    ])
    .await;
}

#[tokio::test]
async fn definitions_privileges_and_roles() {
    run(&["relations", "objects", "privileges", "roles"]).await;
}

#[test]
fn every_list_is_whole() {
    let names: Vec<String> = LISTS
        .iter()
        .flat_map(|(_, text)| parse(text))
        .map(|mutation| mutation.name)
        .collect();
    let distinct: BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "names are given once");
    assert!(names.len() >= KINDS, "{} mutations", names.len());
}
