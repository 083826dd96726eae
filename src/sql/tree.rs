//! The scan of PostgreSQL's rewritten tree: what the statement calls, names, reads and locks, as OIDs.
//!
//! The tree is the one PostgreSQL prints with `debug_print_rewritten`: the query after analysis and rewriting, every
//! name resolved, views expanded, row-level policies applied. The scan reads every field of every node wherever it
//! stands, so it can report too much and never too little; a node it does not know, or a number that might be an
//! OID in a field it does not know, is an error, and the statement is not run.

mod constant;
mod scan;
pub(in crate::sql) mod token;
mod vocabulary;

use super::growth;
use crate::policy::TreeFacts;
pub use constant::constant_calls;
use scan::{Scan, scan_text};

/// The most bytes of a tree that are scanned. `information_schema.columns` takes 190 kB.
pub const LIMIT_BYTES: usize = 4 * 1024 * 1024;

/// Why a tree could not be understood. The statement must not be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// More bytes than are scanned.
    #[error("the tree has {bytes} bytes, more than the {LIMIT_BYTES} that are scanned")]
    TooLarge {
        /// Size of the tree.
        bytes: usize,
    },
    /// A kind of node that is not in the data.
    #[error("the tree holds a node of the unknown kind {0}")]
    UnknownNode(String),
    /// A field that is not in the data and may hold an OID.
    #[error("the tree holds a number in the unknown field {0}")]
    UnknownField(String),
    /// A name printed as a line of its own, too long to tell where it ends.
    #[error("a name in the statement has too many special characters for its length")]
    BrokenName,
    /// Not the form PostgreSQL prints trees in.
    #[error("the tree is not in the form expected: {0}")]
    Malformed(&'static str),
}

/// Scans the text of a rewritten tree of at most [`LIMIT_BYTES`] bytes.
///
/// The scan stops at the first command that is not a SELECT: what else the tree holds no longer matters.
///
/// # Errors
///
/// Whenever the tree cannot be understood to its end.
pub fn scan(detail: &str) -> Result<TreeFacts, Error> {
    if detail.len() > LIMIT_BYTES {
        return Err(Error::TooLarge {
            bytes: detail.len(),
        });
    }
    if !detail.starts_with("({QUERY") {
        return Err(Error::Malformed("it does not begin with a query"));
    }
    let Scan {
        mut facts, signs, ..
    } = scan_text(detail)?;
    if facts.command_types.len() == 1 {
        facts.growth = growth::find(detail, &facts, &signs);
    }
    Ok(facts)
}

/// Scans any printed node, such as `pg_constraint.conbin`.
///
/// # Errors
///
/// As for [`scan()`].
pub fn scan_nodes(text: &str) -> Result<TreeFacts, Error> {
    scan_text(text).map(|scan| scan.facts)
}

fn number<T: std::str::FromStr>(word: &[u8]) -> Result<T, Error> {
    std::str::from_utf8(word)
        .ok()
        .and_then(|word| word.parse().ok())
        .ok_or(Error::Malformed("a number is expected"))
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod hostile;
