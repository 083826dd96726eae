//! From what PostgreSQL, the pool or the network says to the error an agent sees.

use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

use super::quoting::identifier;
use crate::error::{ErrorCode, Position, ToolError};

/// Where the agent's text lies inside the text that was sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent<'a> {
    /// The agent's text.
    pub(super) text: &'a str,
    /// Characters of ours before it.
    pub(super) before: usize,
}

/// What to do where memory, or the size of a value, ends.
const READ_LESS: &str = "read less at once: fewer rows, or smaller values";

/// How PostgreSQL begins to say that a value is too large; its SQLSTATE, XX000, says nothing.
const TOO_LARGE: &str = "invalid memory alloc request size";

/// How it begins to say that a role may not connect to a database: to a function that was asked for the size of one, too.
const NO_CONNECT: &str = "permission denied for database";

/// What to do about each class of refusal, by SQLSTATE (PostgreSQL manual, appendix A).
const HINTS: [(&str, &str); 14] = [
    (
        "42601",
        "correct the syntax near the position given; this is PostgreSQL, one SELECT at a time, with parameters as $1, $2",
    ),
    (
        "42P01",
        "list what there is: SELECT table_schema, table_name FROM information_schema.tables; a key inside a jsonb column is \
         written column ->> 'key'",
    ),
    (
        "42P18",
        "cast the parameter to the type it has, as in $1::int",
    ),
    (
        "0A000",
        "write it another way; to read another database, name it in the argument `database` of the call",
    ),
    (
        "42703",
        "list the columns: SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '...'",
    ),
    (
        "42883",
        "cast the arguments to types the function or operator takes, or look it up in pg_proc",
    ),
    ("42702", "qualify the column with its table's alias"),
    (
        "42803",
        "add the column to GROUP BY, or put it in an aggregate",
    ),
    ("42804", "cast one side so that both have the same type"),
    (
        "22P02",
        "the text does not have the form of the type it is cast to; correct or filter it",
    ),
    ("22012", "guard the divisor with NULLIF(divisor, 0)"),
    ("53200", READ_LESS),
    ("54000", READ_LESS),
    (
        "55P03",
        "another session holds a lock on the table; try again shortly",
    ),
];

/// The same where PostgreSQL's own hint speaks of a setting, which nobody can change here.
const HINTS_INSTEAD: [(&str, &str); 2] = [
    (
        "22008",
        "give a date or time that exists, as year-month-day: 2026-12-31",
    ),
    (
        "54001",
        "simplify the statement or the value: it is nested too deeply for the server",
    ),
];

/// The error for what PostgreSQL answered to a statement of the agent's.
pub(super) fn statement_failed(
    error: &tokio_postgres::Error,
    sent: Option<Sent<'_>>,
    has_parameters: bool,
) -> ToolError {
    let Some(refusal) = error.as_db_error() else {
        return connection_lost(error);
    };
    let state = refusal.code();
    let tool_error = match state.code() {
        "57014" => ToolError::new(
            ErrorCode::Timeout,
            "PostgreSQL cancelled the statement at its time limit",
            "narrow the WHERE clause, aggregate less, or ask for an estimate from pg_class.reltuples",
        ),
        "42501" => ToolError::new(
            ErrorCode::PermissionDenied,
            message(refusal),
            if refusal.message().starts_with(NO_CONNECT) {
                "name only databases that the role may connect to: WHERE has_database_privilege(datname, 'CONNECT')"
            } else {
                "read something the role may see, or ask the operator to grant the role what it lacks"
            },
        ),
        "25006" => ToolError::new(
            ErrorCode::StatementNotAllowed,
            format!("the statement tried to write: {}", message(refusal)),
            "write a SELECT that only reads",
        ),
        "22P02" | "22003" | "22007" | "22008" | "22023" | "22P03" | "22021" if has_parameters => {
            ToolError::new(
                ErrorCode::ParameterInvalid,
                message(refusal),
                "give each parameter a value its type can hold, or cast it in the SQL, as in $1::date",
            )
        }
        "57P01" | "57P02" | "57P03" | "53300" => unavailable(&message(refusal)),
        code if code.starts_with("08") => unavailable(&message(refusal)),
        code => ToolError::new(ErrorCode::SqlError, message(refusal), hint(code, refusal)),
    };
    let tool_error = tool_error.with_sqlstate(state.code());
    match (refusal.position(), sent) {
        (Some(ErrorPosition::Original(position)), Some(sent)) => match position_in(sent, *position)
        {
            Some(position) => tool_error.at(position),
            None => tool_error,
        },
        _ => tool_error,
    }
}

/// The error for a connection that ended, or never was.
pub(super) fn connection_lost(error: &tokio_postgres::Error) -> ToolError {
    let mut tool_error = unavailable(&reason(error));
    if let Some(hint) = error.as_db_error().and_then(way_in) {
        tool_error.hint = hint;
    }
    match error.code() {
        Some(state) => tool_error.with_sqlstate(state.code()),
        None => tool_error,
    }
}

/// What lets gatepost's role in where it may not connect, and waiting does not help.
fn way_in(refusal: &DbError) -> Option<String> {
    let message = refusal.message();
    let name = identifier(message.split('"').nth(1)?);
    let statement = match refusal.code().code() {
        "42501" if message.starts_with(NO_CONNECT) => {
            format!("GRANT CONNECT ON DATABASE {name} TO the role that gatepost connects as")
        }
        "53300" if message.starts_with("too many connections for role") => format!(
            "ALTER ROLE {name} CONNECTION LIMIT with a number above gatepost's own `connections`"
        ),
        "53300" if message.starts_with("too many connections for database") => format!(
            "ALTER DATABASE {name} CONNECTION LIMIT with a number above all that connect to it"
        ),
        _ => return None,
    };
    Some(format!("the operator can let it in: {statement}"))
}

/// What PostgreSQL says, or else what the connection to it died of.
pub(super) fn reason(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(refusal) => message(refusal),
        None => {
            std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
        }
    }
}

/// Whether the failure is the connection's, so that the same read may be tried once on another.
pub(super) fn is_connection_failure(error: &tokio_postgres::Error) -> bool {
    error.is_closed()
        || match error.code() {
            Some(state) => *state == SqlState::ADMIN_SHUTDOWN || *state == SqlState::CRASH_SHUTDOWN,
            None => {
                std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
            }
        }
}

fn unavailable(reason: &str) -> ToolError {
    ToolError::new(
        ErrorCode::DatabaseUnavailable,
        format!("the database cannot be reached: {reason}"),
        "try again in a few seconds; if it lasts, the operator can run `gatepost doctor`",
    )
}

fn message(refusal: &DbError) -> String {
    match refusal.detail() {
        Some(detail) => format!("{} ({detail})", refusal.message()),
        None => refusal.message().to_owned(),
    }
}

fn hint(code: &str, refusal: &DbError) -> String {
    let known = |hints: &[(&str, &str)]| {
        let found = hints.iter().find(|(state, _)| *state == code);
        found.map(|(_, hint)| (*hint).to_owned())
    };
    if refusal.message().starts_with(TOO_LARGE) {
        return READ_LESS.to_owned();
    }
    known(&HINTS_INSTEAD)
        .or_else(|| refusal.hint().map(str::to_owned))
        .or_else(|| known(&HINTS))
        .unwrap_or_else(|| format!("correct the statement; SQLSTATE {code} is explained in appendix A of the PostgreSQL manual"))
}

/// PostgreSQL counts characters from 1 over all that was sent.
fn position_in(sent: Sent<'_>, position: u32) -> Option<Position> {
    let character = (position as usize).checked_sub(sent.before + 1)?;
    let ends = std::iter::once(sent.text.len());
    let offsets = sent.text.char_indices().map(|(offset, _)| offset);
    let offset = offsets.chain(ends).nth(character)?;
    Some(Position::of_offset(sent.text, offset))
}

#[cfg(test)]
mod tests {
    use super::{Sent, position_in};
    use crate::error::Position;

    #[test]
    fn positions_are_counted_in_characters_of_the_agents_text() {
        let sent = Sent {
            text: "SELECT 'ü',\n  x",
            before: 10,
        };
        assert_eq!(position_in(sent, 11), Some(Position { line: 1, column: 1 }));
        assert_eq!(position_in(sent, 25), Some(Position { line: 2, column: 3 }));
        assert_eq!(
            position_in(sent, 26),
            Some(Position { line: 2, column: 4 }),
            "where the text ends"
        );
        assert_eq!(position_in(sent, 5), None, "inside our own prefix");
        assert_eq!(position_in(sent, 99), None);
    }
}
