//! What a statement on the clone gave, and how one failed, as PostgreSQL tells it.

use serde::Serialize;
use tokio_postgres::error::{DbError, ErrorPosition};

use crate::db::failure;
use crate::error::Position;

/// A row with every cell in PostgreSQL's text form; NULL is `None`.
pub type TextRow = Vec<Option<String>>;

/// A message that did not end anything: RAISE NOTICE, a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// `NOTICE`, `WARNING`, ...; in the server's language.
    pub severity: String,
    /// Five characters.
    pub sqlstate: String,
    /// The text.
    pub message: String,
}

impl From<&DbError> for Notice {
    fn from(notice: &DbError) -> Self {
        Self {
            severity: notice.severity().to_owned(),
            sqlstate: notice.code().code().to_owned(),
            message: notice.message().to_owned(),
        }
    }
}

/// What a statement that succeeded gave.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct StatementOutcome {
    /// Rows returned or changed, as the command's tag counts them.
    pub rows: u64,
    /// What it said on its way.
    pub notices: Vec<Notice>,
}

/// How a statement failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct StatementFailure {
    /// PostgreSQL's five-character code. Without one PostgreSQL did not answer: the session is lost, and whether the
    /// statement took effect is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sqlstate: Option<String>,
    /// The error.
    pub message: String,
    /// More of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What PostgreSQL advises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where in the statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The functions it came through, the innermost first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The constraint that was violated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraint: Option<String>,
    /// What the statement said before it failed.
    pub notices: Vec<Notice>,
}

impl StatementFailure {
    /// What PostgreSQL, or the connection to it, says of `statement`.
    pub(super) fn of(error: &tokio_postgres::Error, statement: &str) -> Self {
        let Some(refusal) = error.as_db_error() else {
            return Self::lost(failure::reason(error));
        };
        let position = match refusal.position() {
            Some(ErrorPosition::Original(position)) => place(statement, *position),
            _ => None,
        };
        Self {
            sqlstate: Some(refusal.code().code().to_owned()),
            message: refusal.message().to_owned(),
            detail: refusal.detail().map(str::to_owned),
            hint: refusal.hint().map(str::to_owned),
            position,
            context: refusal.where_().map(str::to_owned),
            constraint: refusal.constraint().map(str::to_owned),
            notices: Vec::new(),
        }
    }

    /// PostgreSQL did not answer.
    pub(super) fn lost(message: String) -> Self {
        Self {
            sqlstate: None,
            message,
            detail: None,
            hint: None,
            position: None,
            context: None,
            constraint: None,
            notices: Vec::new(),
        }
    }

    /// Whether the session is gone with it.
    pub fn is_lost(&self) -> bool {
        self.sqlstate.is_none()
    }
}

/// PostgreSQL counts characters from 1.
fn place(statement: &str, position: u32) -> Option<Position> {
    let character = (position as usize).checked_sub(1)?;
    let (offset, _) = statement.char_indices().nth(character)?;
    Some(Position::of_offset(statement, offset))
}
