//! Every mutation of every list ends in its verdict.

use std::collections::BTreeSet;
use std::time::Instant;

use super::lane::Lane;
use super::list::{Mutation, parse};

/// Every file of mutations.
const LISTS: [(&str, &str); 10] = [
    ("rows", include_str!("rows.sql")),
    ("relations", include_str!("relations.sql")),
    ("objects", include_str!("objects.sql")),
    ("privileges", include_str!("privileges.sql")),
    ("roles", include_str!("roles.sql")),
    ("sequences", include_str!("sequences.sql")),
    ("large objects", include_str!("large_objects.sql")),
    ("transactions", include_str!("transactions.sql")),
    ("maintenance", include_str!("maintenance.sql")),
    ("elsewhere", include_str!("elsewhere.sql")),
];

/// How many kinds there are at least; a file that is cut short would pass in silence.
const KINDS: usize = 500;

/// Set this variable to run every mutation.
const LONG_FORM: &str = "GATEPOST_LONG_CAMPAIGNS";

/// Set this variable to run the mutations whose name holds its value.
const ONLY: &str = "GATEPOST_MUTATION";

/// Rows are the same writes on each kind of table: without the long form, one in so many.
const SHORT_FORM_STEP: usize = 4;

fn chosen(lists: &[&str]) -> Vec<(&'static str, Mutation)> {
    let (long, only) = (
        std::env::var_os(LONG_FORM).is_some(),
        std::env::var(ONLY).unwrap_or_default(),
    );
    let mut chosen = Vec::new();
    for (name, text) in LISTS.iter().filter(|(name, _)| lists.contains(name)) {
        let step = if *name == "rows" && !long && only.is_empty() {
            SHORT_FORM_STEP
        } else {
            1
        };
        let mutations = parse(text).into_iter().step_by(step);
        chosen.extend(
            mutations
                .filter(|mutation| mutation.name.contains(&only))
                .map(|mutation| (*name, mutation)),
        );
    }
    chosen
}

async fn run(lists: &[&str]) {
    let mutations = chosen(lists);
    let started = Instant::now();
    let mut lane = Lane::start();
    let mut misses = Vec::new();
    for (list, mutation) in &mutations {
        let found = lane.bracket(mutation).await;
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
        "elsewhere",
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
