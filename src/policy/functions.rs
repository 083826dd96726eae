//! The lists of exceptions among functions: data in `functions.txt`, a reason on each line.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What the lists say of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Volatile, and known to be harmless.
    Harmless(&'static str),
    /// Not volatile, or volatile, and never to be called; the reason is text for the agent.
    Denied(&'static str),
    /// Not on a list: its volatility decides.
    Unlisted,
}

static LISTINGS: LazyLock<HashMap<&'static str, Vec<(&'static str, Listing)>>> =
    LazyLock::new(|| {
        let mut listings: HashMap<_, Vec<_>> = HashMap::new();
        for line in include_str!("functions.txt").lines() {
            let mut fields = line.splitn(3, '|').map(str::trim);
            let (Some(full_name), Some(list), Some(reason)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let (schema, name) = full_name.split_once('.').unwrap_or(("", full_name));
            let listing = match list {
                "harmless" => Listing::Harmless(reason),
                _ => Listing::Denied(reason),
            };
            listings.entry(name).or_default().push((schema, listing));
        }
        listings
    });

/// What the lists say of `schema.name`, all overloads alike.
pub fn listing(schema: &str, name: &str) -> Listing {
    LISTINGS
        .get(name)
        .into_iter()
        .flatten()
        .find(|(listed, _)| listed.is_empty() || *listed == schema)
        .map_or(Listing::Unlisted, |(_, listing)| *listing)
}
