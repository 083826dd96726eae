//! The lists of exceptions among functions: data in `functions.txt`, a reason on each line.

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

/// What the lists say of `schema.name`, all overloads alike.
pub fn listing(_schema: &str, _name: &str) -> Listing {
    Listing::Unlisted
}
