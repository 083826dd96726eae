//! The first reading: what text alone can tell of a statement.

use std::collections::BTreeSet;

use crate::error::{Position, ToolError};
use crate::policy::Catalog;

use super::parse::parse;
use super::reading::Reading;
use super::{RawSql, rules, walk};

/// Stack for a flat statement, and for each level of nesting, in bytes: measured with a debug build of
/// sqlparser, and doubled. A stack of its own costs nothing until it is used.
const STACK_BASE: usize = 1 << 20;
const STACK_PER_LEVEL: usize = 256 << 10;

/// What the first reading says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstReading {
    /// Surely not an allowed read.
    Refused(ToolError),
    /// A read as far as text can tell, and everything it names.
    Approved(Inventory),
    /// Only the server's own reading can tell.
    Undecided(Undecided),
}

/// What a statement names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Functions as written, folded to lower case where PostgreSQL would, with their schema when it was written.
    pub functions: BTreeSet<String>,
    /// Relations in the same way; names of common table expressions are among them.
    pub relations: BTreeSet<String>,
}

/// Why text alone cannot tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// What was seen.
    pub reason: String,
    /// Where it was seen.
    pub position: Option<Position>,
}

impl Undecided {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            position: None,
        }
    }

    pub(super) fn at(reason: impl Into<String>, position: Position) -> Self {
        Self {
            position: Some(position),
            ..Self::new(reason)
        }
    }
}

/// Reads a statement without a database.
///
/// `catalog` says what functions, operators and types are: [`Catalog::builtin`] offline, or a live one.
/// `allow_functions` holds the operator's exceptions, each `schema.name(identity arguments)`.
///
/// A refusal stands even where another part of the statement is undecided. What the syntax tree shows is
/// judged by default-deny: a node nobody listed makes the statement undecided, never approved.
pub fn read_first(
    sql: &RawSql,
    catalog: &Catalog,
    allow_functions: &BTreeSet<String>,
) -> FirstReading {
    if let Some(refusal) = rules::before_parsing(sql) {
        return FirstReading::Refused(refusal);
    }
    let stack = STACK_BASE + STACK_PER_LEVEL * sql.depth();
    stacker::maybe_grow(stack, stack, || read_tree(sql, catalog, allow_functions))
}

fn read_tree(sql: &RawSql, catalog: &Catalog, allow_functions: &BTreeSet<String>) -> FirstReading {
    let query = match parse(sql) {
        Ok(query) => query,
        Err(undecided) => {
            return match rules::when_not_parsed(sql) {
                Some(refusal) => FirstReading::Refused(refusal),
                None => FirstReading::Undecided(undecided),
            };
        }
    };
    let mut reading = Reading::new(sql, catalog, allow_functions);
    let sources = walk::walk(&query, &mut reading);
    rules::growth::check(&sources, &mut reading);
    reading.finish()
}
