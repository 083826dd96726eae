//! The judgement of PostgreSQL's rewritten tree: default deny over OIDs and the live catalog.

mod calls;
mod relations;

pub use relations::hidden_columns;

use std::collections::BTreeSet;

use super::{Catalog, Growth, Oid, Policy, TreeFacts};
use crate::error::{ErrorCode, ToolError};

/// Proof that PostgreSQL's own reading of a statement is a read that may run, with what it touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    relations: Vec<ReadRelation>,
    functions: BTreeSet<String>,
    runs_users_functions: bool,
}

impl Judged {
    /// The relations read, those behind views too.
    pub fn relations(&self) -> &[ReadRelation] {
        &self.relations
    }

    /// The functions called, as `schema.name(argument types)`, those behind operators and views too.
    pub fn functions(&self) -> &BTreeSet<String> {
        &self.functions
    }

    /// Whether any function that runs is not PostgreSQL's own, whatever its schema and however it is reached.
    pub fn runs_users_functions(&self) -> bool {
        self.runs_users_functions
    }
}

/// A relation that a statement reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadRelation {
    /// Schema.
    pub schema: String,
    /// Name.
    pub name: String,
    /// The columns read, system columns such as `ctid` too; a whole row is all its columns.
    pub columns: BTreeSet<String>,
}

impl std::fmt::Display for ReadRelation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.schema, self.name)
    }
}

/// Why a statement may not run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JudgeError {
    /// It is refused.
    #[error(transparent)]
    Refused(ToolError),
    /// It uses a function, operator, type or relation that the catalog does not have: the catalog is older than the
    /// object and must be read again, and if that does not help the statement must not run.
    #[error("the object with OID {0} is not in the catalog")]
    UnknownObject(Oid),
}

impl JudgeError {
    fn refused(code: ErrorCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused(ToolError::new(code, message, hint))
    }
}

/// Judges what a statement does by PostgreSQL's own reading of it.
///
/// # Errors
///
/// [`JudgeError::Refused`] with the first thing found that a read may not do, and [`JudgeError::UnknownObject`] when the
/// catalog must be read again before anything can be said.
pub fn judge(facts: &TreeFacts, catalog: &Catalog, policy: &Policy) -> Result<Judged, JudgeError> {
    statement(facts)?;
    let relations = relations::judge(facts, catalog, policy)?;
    let reached = calls::judge(facts, catalog, policy)?;
    relations::judge_bodies(&reached.read_in_bodies, catalog, policy)?;
    Ok(Judged {
        relations,
        functions: reached.signatures,
        runs_users_functions: reached.users,
    })
}

/// What the statement is, before what it names.
fn statement(facts: &TreeFacts) -> Result<(), JudgeError> {
    if facts.command_types.is_empty() {
        return Err(JudgeError::refused(
            ErrorCode::AnalysisUnavailable,
            "PostgreSQL's reading of the statement holds no query.",
            "Send one SELECT.",
        ));
    }
    for command in &facts.command_types {
        // enum CmdType in nodes.h
        let (code, message) = match command {
            1 => continue,
            2 => (ErrorCode::DataModifyingCte, "The statement updates rows."),
            3 => (ErrorCode::DataModifyingCte, "The statement inserts rows."),
            4 => (ErrorCode::DataModifyingCte, "The statement deletes rows."),
            5 => (ErrorCode::DataModifyingCte, "The statement merges rows."),
            _ => (
                ErrorCode::StatementNotAllowed,
                "The statement is a command or makes a table; it is not a read.",
            ),
        };
        return Err(JudgeError::refused(
            code,
            message,
            "Send a SELECT, VALUES, TABLE or WITH query that only reads.",
        ));
    }
    if facts.locks_rows {
        return Err(JudgeError::refused(
            ErrorCode::RowLocking,
            "The statement locks rows, itself or through a view it reads.",
            "Leave out FOR UPDATE, FOR SHARE and their kin, and read the tables of a view that has one.",
        ));
    }
    if let Some(node) = facts.refused_nodes.first() {
        return Err(JudgeError::refused(
            ErrorCode::StatementNotAllowed,
            format!("PostgreSQL's reading of the statement holds a {node}, which no read has."),
            "Send a SELECT that only reads.",
        ));
    }
    if facts.asks_to_write {
        return Err(JudgeError::refused(
            ErrorCode::StatementNotAllowed,
            "The statement needs more than the right to SELECT.",
            "Send a SELECT that only reads.",
        ));
    }
    growth(facts)
}

fn growth(facts: &TreeFacts) -> Result<(), JudgeError> {
    let (message, hint) = match facts.growth {
        None => return Ok(()),
        Some(Growth::Unknown) => (
            "The statement is too deep for a bound on the size of its values.".to_owned(),
            "Write it with fewer expressions inside each other.",
        ),
        Some(Growth::Number { digits }) => (
            format!(
                "The statement holds a number of {digits} digits: arithmetic on it takes as long as on all of them."
            ),
            "Write a number of at most 1000 digits; a text that only looks like one passes where no text is cast to numbers.",
        ),
        Some(Growth::Value { what, bytes }) => {
            let size = match bytes {
                Some(bytes) => format!("about {} MB", bytes.div_ceil(1_000_000)),
                None => "without bound".to_owned(),
            };
            (
                format!("The statement may make a value too large for memory: {what}, {size}."),
                "Bound it: least(count, 1000) for a count, left(text, 1000) for a text, a smaller series for an aggregate.",
            )
        }
    };
    Err(JudgeError::refused(
        ErrorCode::GrowthUnbounded,
        message,
        hint,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(commands: &[u32]) -> TreeFacts {
        TreeFacts {
            command_types: commands.iter().copied().collect(),
            ..TreeFacts::default()
        }
    }

    fn code(facts: &TreeFacts) -> Option<ErrorCode> {
        match judge(facts, &Catalog::default(), &Policy::default()) {
            Err(JudgeError::Refused(refusal)) => Some(refusal.code),
            _ => None,
        }
    }

    #[test]
    fn only_selects_are_reads() {
        for (commands, expected) in [
            (&[1][..], None),
            (&[], Some(ErrorCode::AnalysisUnavailable)),
            (&[0, 1], Some(ErrorCode::StatementNotAllowed)),
            (&[1, 2], Some(ErrorCode::DataModifyingCte)),
            (&[1, 3], Some(ErrorCode::DataModifyingCte)),
            (&[4], Some(ErrorCode::DataModifyingCte)),
            (&[5], Some(ErrorCode::DataModifyingCte)),
            (&[6], Some(ErrorCode::StatementNotAllowed)),
            (&[7], Some(ErrorCode::StatementNotAllowed)),
        ] {
            assert_eq!(code(&facts(commands)), expected, "{commands:?}");
        }
    }

    #[test]
    fn locks_writes_and_nodes_of_writes_are_refused() {
        let read = facts(&[1]);
        let locking = TreeFacts {
            locks_rows: true,
            ..read.clone()
        };
        let writing = TreeFacts {
            asks_to_write: true,
            ..read.clone()
        };
        let sequence = TreeFacts {
            refused_nodes: ["NEXTVALUEEXPR"].into(),
            ..read
        };
        let growing = TreeFacts {
            growth: Some(Growth::Value {
                what: "repeat",
                bytes: None,
            }),
            ..facts(&[1])
        };
        assert_eq!(code(&growing), Some(ErrorCode::GrowthUnbounded));
        assert_eq!(code(&locking), Some(ErrorCode::RowLocking));
        assert_eq!(code(&writing), Some(ErrorCode::StatementNotAllowed));
        assert_eq!(code(&sequence), Some(ErrorCode::StatementNotAllowed));
    }
}
