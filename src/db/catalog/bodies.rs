//! What the bodies of functions and the checks of domains call, resolved over the catalog they stand in.

use std::collections::BTreeSet;

use crate::policy::{Body, BodyReads, Catalog, Listing, Oid, TreeFacts, Volatility, listing_of};
use crate::sql::tree;

/// Objects of PostgreSQL's own have OIDs below this one (`FirstNormalObjectId`).
const FIRST_OWN_OID: Oid = 16384;

/// Where the body of a function is written down.
pub(super) enum Source {
    /// An `internal` function: those of PostgreSQL's own that run the same code.
    StandsFor(Vec<Oid>),
    /// The node tree of a body in standard SQL.
    Tree(String),
}

/// Fills in the bodies of functions and what the checks of domains run.
pub(super) fn resolve(
    catalog: &mut Catalog,
    sources: Vec<(Oid, Source)>,
    checks: Vec<(Oid, Vec<String>)>,
) {
    for (domain, trees) in checks {
        for tree in trees {
            let named = match tree::scan_nodes(&tree) {
                Ok(facts) => named(catalog, &facts),
                // 0 is no object's OID: a domain whose check cannot be read is never judged to be usable.
                Err(_) => BodyReads {
                    functions: vec![0],
                    ..BodyReads::default()
                },
            };
            if let Some(found) = catalog.types.get_mut(&domain) {
                found.functions.extend(named.functions);
                found.parts.extend(named.types);
            }
        }
    }
    let bodies: Vec<(Oid, Body)> = sources
        .into_iter()
        .map(|(oid, source)| (oid, body(catalog, source)))
        .collect();
    for (oid, body) in bodies {
        if let Some(function) = catalog.functions.get_mut(&oid) {
            function.body = body;
        }
    }
}

fn body(catalog: &Catalog, source: Source) -> Body {
    match source {
        Source::StandsFor(functions) => Body::Reads(Box::new(BodyReads {
            functions: worth_judging(catalog, functions),
            ..BodyReads::default()
        })),
        Source::Tree(tree) => match tree::scan_nodes(&tree) {
            Ok(facts) if facts.command_types.iter().any(|command| *command != 1) => {
                Body::Refused("a statement that is not a SELECT".into())
            }
            Ok(facts) if facts.locks_rows => Body::Refused("a lock on rows".into()),
            Ok(facts) if facts.asks_to_write || !facts.refused_nodes.is_empty() => {
                Body::Refused("a write".into())
            }
            Ok(facts) => Body::Reads(Box::new(named(catalog, &facts))),
            Err(_) => Body::Refused("something that cannot be read".into()),
        },
    }
}

/// What a tree names, as far as it is not PostgreSQL's own and harmless.
fn named(catalog: &Catalog, facts: &TreeFacts) -> BodyReads {
    let operators = facts.operators.iter();
    let behind = operators.filter_map(|oid| Some(catalog.operators.get(oid)?.function));
    let called = facts.functions.iter().chain(&facts.aggregates).copied();
    let own = |oid: &&Oid| **oid >= FIRST_OWN_OID;
    BodyReads {
        functions: worth_judging(catalog, called.chain(behind)),
        types: facts.types.iter().filter(own).copied().collect(),
        relations: facts.relations.keys().filter(own).copied().collect(),
    }
}

/// Leaves out the functions of PostgreSQL's own that may be called anyway, which are nearly all.
fn worth_judging(catalog: &Catalog, functions: impl IntoIterator<Item = Oid>) -> Vec<Oid> {
    let worth = |oid: &Oid| match catalog.functions.get(oid) {
        Some(function) if *oid < FIRST_OWN_OID => match listing_of(function) {
            Listing::Harmless(_) => false,
            Listing::Denied(_) => true,
            Listing::Unlisted => function.volatility == Volatility::Volatile,
        },
        _ => true,
    };
    let functions: BTreeSet<Oid> = functions.into_iter().filter(worth).collect();
    functions.into_iter().collect()
}
