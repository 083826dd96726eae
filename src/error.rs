//! The one error that can reach an agent: a stable code, what was seen, and what to do instead.
//!
//! Everything inside gatepost has its own error enum; only text made for agents is put into a
//! [`ToolError`], so nothing secret can leave by accident.

use schemars::JsonSchema;
use serde::Serialize;

/// Where in the SQL text something was seen. Both count from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Position {
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
}

impl Position {
    /// The position of the character at byte `offset` of `text`; an offset past the end is the end.
    pub fn of_offset(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() as u64 + 1,
            column: before[line_start..].chars().count() as u64 + 1,
        }
    }
}

/// Why a call was refused or failed, as a stable snake_case code. Codes are never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The tool's arguments do not fit its schema.
    ArgumentsInvalid,
    /// The database named is not one gatepost serves.
    DatabaseUnknown,
    /// The SQL text is empty or holds only comments.
    SqlEmpty,
    /// The SQL text is longer than the limit.
    SqlTooLarge,
    /// The SQL text is not UTF-8.
    SqlInvalidEncoding,
    /// A NUL, control, bidirectional or invisible character outside a literal.
    ForbiddenCharacter,
    /// The text holds more than one statement.
    MultipleStatements,
    /// The statement is not a read.
    StatementNotAllowed,
    /// A WITH query inserts, updates, deletes or merges.
    DataModifyingCte,
    /// SELECT ... INTO would create a table.
    SelectInto,
    /// FOR UPDATE, FOR SHARE and their kin lock rows.
    RowLocking,
    /// A function that may not be called, by whatever syntax it is reached.
    FunctionNotAllowed,
    /// A type whose use would run something that may not run.
    TypeNotAllowed,
    /// A value could grow past every bound before a time limit can stop it.
    GrowthUnbounded,
    /// The statement is nested too deeply.
    TooDeep,
    /// The relation is denied by the operator's policy.
    RelationNotAllowed,
    /// The column is denied by the operator's policy.
    ColumnNotAllowed,
    /// The relation lives on another server.
    ForeignTable,
    /// PostgreSQL did not give its own reading of the statement.
    AnalysisUnavailable,
    /// PostgreSQL refuses the statement as written; see `sqlstate`.
    SqlError,
    /// The role may not read what the statement reads.
    PermissionDenied,
    /// The number of parameters does not fit the statement.
    ParameterCount,
    /// A parameter's value does not fit its type.
    ParameterInvalid,
    /// The whole call took longer than its limit.
    Timeout,
    /// The caller went away or cancelled.
    Cancelled,
    /// All connections are busy.
    PoolExhausted,
    /// The caller makes more calls, or more at once, than it may.
    RateLimited,
    /// The database cannot be reached.
    DatabaseUnavailable,
    /// The role gatepost connects as can write.
    RoleCanWrite,
    /// The transaction is not what gatepost asked for.
    PostureFailed,
    /// The call cannot be recorded in the ledger, so it is not answered.
    LedgerUnavailable,
    /// There is no gate of that name.
    GateUnknown,
    /// A bracket is entered and exited, a standing gate is checked; the other was asked.
    GateKind,
    /// There is no entry of that id.
    EntryUnknown,
    /// The entry has its verdict already; each is good for one exit.
    EntryUsed,
    /// There is no verdict of that id.
    VerdictUnknown,
    /// The database is marked as a clone, and production does not serve it.
    DatabaseIsClone,
    /// The clone cannot be reached, or cannot be rehearsed on.
    CloneUnavailable,
    /// The clone channel was led to a production database.
    CloneIsProduction,
    /// The clone channel was led to another database than the one it names.
    CloneWrongDatabase,
    /// The database does not bear the marker that makes it a clone.
    CloneMarkerMissing,
    /// Production could reach the clone, or the clone's session more than the clone.
    CloneNotIsolated,
    /// Another rehearsal runs on the clone.
    RehearsalRunning,
    /// There is no inventory of production to compare with, or it is not as it was captured.
    InventoryInvalid,
    /// The configuration cannot be used.
    ConfigInvalid,
    /// A fault of gatepost's own; nothing was run because of it.
    Internal,
}

impl ErrorCode {
    /// The code as agents see it.
    pub fn as_str(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(code)) => code,
            _ => "internal".to_owned(),
        }
    }
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.as_str())
    }
}

/// A refusal or failure in words made for the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ToolError {
    /// Stable code.
    #[schemars(with = "String")]
    pub code: ErrorCode,
    /// What was seen.
    pub message: String,
    /// What to do instead.
    pub hint: String,
    /// Where in the SQL it was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// PostgreSQL's own five-character code, when PostgreSQL refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sqlstate: Option<String>,
}

impl ToolError {
    /// An error with its code, what was seen, and what to do instead.
    pub fn new(code: ErrorCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
            position: None,
            sqlstate: None,
        }
    }

    /// The same error, placed in the SQL text.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// The same error with PostgreSQL's SQLSTATE.
    #[must_use]
    pub fn with_sqlstate(mut self, sqlstate: impl Into<String>) -> Self {
        self.sqlstate = Some(sqlstate.into());
        self
    }
}
