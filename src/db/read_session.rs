//! The read session: one transaction that cannot write, one approved query, bounded rows, bytes and time.
//!
//! Every transaction is opened by [`prelude`]: `REPEATABLE READ READ ONLY`, settings pinned, and a posture query that
//! both proves the transaction is what was asked for and, being a query, makes READ ONLY irrevocable (PostgreSQL manual,
//! SET TRANSACTION: the access mode cannot be set to read-write after the first query).

use std::fmt::Write;
use std::sync::Arc;

use futures::FutureExt;
use futures::{StreamExt, pin_mut};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;

use super::approvals::Prepared;
use super::connect::Session;
use super::failure::{self, Sent};
use super::pinning::{self, Pinning};
use super::posture::Posture;
use super::quoting::literal;
use super::statements::Query;
use super::values::{Cell, TextParameter, push_cell};
use crate::error::{ErrorCode, ToolError};

const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// With these, Parse answers with the rewritten tree as a notice. Printing is turned on last of all, so that the first
/// tree printed is the agent's.
const SHOW_TREE: &str = ", pg_catalog.set_config('debug_pretty_print', 'off', true), \
                         pg_catalog.set_config('client_min_messages', 'log', true), \
                         pg_catalog.set_config('debug_print_rewritten', 'on', true)";

/// One column of an answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Column {
    /// The name the statement gives it; names may repeat.
    pub name: String,
    /// Its type as SQL writes it, such as `int8` or `text[]`; a domain appears as its base type.
    #[serde(rename = "type")]
    pub type_name: String,
}

/// Which bound ended an answer early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Truncated {
    /// There are more rows than the limit.
    Rows,
    /// The rows are larger than the limit.
    Bytes,
}

/// The answer to an approved query.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The columns, in order.
    pub columns: Arc<[Column]>,
    /// Each row as the text of one JSON array.
    pub rows: Vec<String>,
    /// The bound that ended the answer early, if one did.
    pub truncated: Option<Truncated>,
}

/// How much one answer may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) rows: u32,
    pub(super) bytes: u64,
}

/// The text that opens a transaction, as one simple query, and fails in the server when the transaction is not what it
/// should be: whatever is pipelined behind it then fails too.
pub(super) fn prelude(session: &Session, posture: &Posture) -> String {
    format!("{BEGIN}; {}", check(session, posture, false))
}

/// As [`prelude`], with the snapshot that another session exported under a name, given as a literal.
pub(super) fn prelude_at(session: &Session, posture: &Posture, snapshot: &str) -> String {
    format!(
        "{BEGIN}; SET TRANSACTION SNAPSHOT {snapshot}; {}",
        check(session, posture, false)
    )
}

/// The query that fails in every transaction but the one that is wanted.
fn check(session: &Session, posture: &Posture, show_tree: bool) -> String {
    let mut text = String::from("SELECT ");
    let pinned = match &session.pinning {
        Pinning::AtStart => pinning::PROOF,
        Pinning::EachTransaction(settings) => settings.as_str(),
    };
    let _ = write!(
        text,
        "1 / (pg_catalog.current_setting('transaction_read_only') = 'on' \
         AND pg_catalog.current_setting('transaction_isolation') = 'repeatable read' \
         AND current_user = {role} AND session_user = {role} AND pg_catalog.current_database() = {database} \
         AND {pinned})::int",
        role = literal(&posture.role),
        database = literal(&posture.database),
    );
    if show_tree {
        if posture.may_silence_log {
            text.push_str(", pg_catalog.set_config('log_min_messages', 'fatal', true)");
        }
        text.push_str(SHOW_TREE);
    }
    text
}

/// Opens a transaction as [`prelude`] does, by statements that the session has prepared where it has: a text would be
/// parsed anew, which for BEGIN alone is some 20 microseconds (measured).
///
/// # Errors
/// As [`prelude_failed`] tells them: whatever is pipelined behind it fails too.
pub(super) async fn open(
    session: &Session,
    posture: &Posture,
    show_tree: bool,
) -> Result<(), Failure> {
    let check = check(session, posture, show_tree);
    let prepared = |text: &str| session.statements.own(text, &[]);
    let opened = match (prepared(BEGIN), prepared(&check)) {
        (Some(begin), Some(check)) => {
            let (begun, checked) =
                futures::join!(session.execute(&begin, &[]), session.execute(&check, &[]));
            begun.and(checked).map(drop)
        }
        _ => session.batch_execute(&format!("{BEGIN}; {check}")).await,
    };
    opened.map_err(|error| {
        let missing = error.code() == Some(&SqlState::INVALID_SQL_STATEMENT_NAME);
        if missing {
            session.statements.lost();
        }
        let failure = Failure::new(&error, prelude_failed(&error));
        Failure {
            try_again: failure.try_again || missing,
            ..failure
        }
    })
}

/// Requested behind the statement that is analysed, so that the tree of no other is printed or logged. Nothing waits for
/// it, so that the server is done with it when the statement is judged. Where it fails, the transaction does, and all
/// that comes behind it.
pub(super) fn stop_showing_trees(session: &Session, posture: &Posture) {
    let stop = if posture.may_silence_log {
        "SELECT pg_catalog.set_config('debug_print_rewritten', 'off', true), \
         pg_catalog.set_config('log_min_messages', NULL, true)"
    } else {
        "SELECT pg_catalog.set_config('debug_print_rewritten', 'off', true)"
    };
    let _ = match session.statements.own(stop, &[]) {
        Some(statement) => session.execute(&statement, &[]).now_or_never().map(drop),
        None => session.batch_execute(stop).now_or_never().map(drop),
    };
}

/// The error for a prelude that failed: the transaction is not a read-only one of the expected role.
pub(super) fn prelude_failed(error: &tokio_postgres::Error) -> ToolError {
    match error.code() {
        Some(state) if *state == SqlState::DIVISION_BY_ZERO => ToolError::new(
            ErrorCode::PostureFailed,
            "the transaction is not read only, or not the expected role's on the expected database",
            "nothing was run; ask the operator to run `gatepost doctor`",
        ),
        Some(state) if *state == SqlState::INVALID_SQL_STATEMENT_NAME => ToolError::new(
            ErrorCode::PostureFailed,
            "the server no longer has the check that a transaction is read only",
            "nothing was run; try again, and if it lasts, ask the operator to run `gatepost doctor`",
        ),
        _ => failure::statement_failed(error, None, false),
    }
}

/// Runs an approved query in the transaction that `opening` opens or that is already open, pipelined with it.
///
/// # Errors
/// What PostgreSQL says of the statement, or that the connection was lost.
pub(super) async fn run(
    session: &Session,
    opening: Opening<'_>,
    prepared: &Arc<Prepared>,
    parameters: Vec<(TextParameter, Type)>,
    bounds: Bounds,
) -> Result<Rows, Failure> {
    let has_parameters = !parameters.is_empty();
    let statement = match opening {
        Opening::Begin(_) => session.statements.query(&Query {
            prepared: Arc::clone(prepared),
            rows: bounds.rows,
        }),
        Opening::Begun => None,
    };
    let stream = async {
        match &statement {
            Some(statement) => {
                let values = parameters.into_iter().map(|(value, _)| value);
                session.query_raw(statement, values).await
            }
            None => {
                let text = prepared.limited_to(bounds.rows);
                session.query_typed_raw(&text, parameters).await
            }
        }
    };
    let (opened, stream) = match opening {
        Opening::Begin(posture) => {
            let opening = open(session, posture, false);
            futures::join!(opening, stream)
        }
        Opening::Begun => (Ok(()), stream.await),
    };
    opened?;
    let sent = Sent {
        text: prepared.approved.sql().as_str(),
        before: prepared.before,
    };
    let failed = |error: tokio_postgres::Error| {
        if error.code() == Some(&SqlState::INVALID_SQL_STATEMENT_NAME) {
            session.statements.lost();
        }
        Failure::new(
            &error,
            failure::statement_failed(&error, Some(sent), has_parameters),
        )
    };
    let stream = stream.map_err(failed)?;
    pin_mut!(stream);
    let mut answer = Rows {
        columns: Arc::clone(&prepared.columns),
        rows: Vec::new(),
        truncated: None,
    };
    let (mut size, mut text) = (0, String::new());
    while let Some(row) = stream.next().await {
        let row = row.map_err(failed)?;
        if answer.rows.len() == bounds.rows as usize {
            // LIMIT lets one row too many through and no more, so the stream ends here by itself.
            answer.truncated = Some(Truncated::Rows);
            continue;
        }
        let too_heavy =
            prepared.is_weighed && row.try_get(prepared.columns.len()).map_err(failed)?;
        if too_heavy {
            answer.truncated = Some(Truncated::Bytes);
            break;
        }
        text.clear();
        text.push('[');
        for index in 0..prepared.columns.len() {
            if index > 0 {
                text.push(',');
            }
            let cell: Option<Cell<'_>> = row.try_get(index).map_err(failed)?;
            push_cell(&mut text, cell);
        }
        text.push(']');
        size += text.len() as u64 + 1;
        if size > bounds.bytes {
            answer.truncated = Some(Truncated::Bytes);
            break;
        }
        answer.rows.push(text.clone());
    }
    Ok(answer)
}

/// How the transaction of a run begins.
pub(super) enum Opening<'a> {
    /// For a role of this posture, in the same round trip.
    Begin(&'a Posture),
    /// It was begun to analyse the statement.
    Begun,
}

/// A failed run: what the agent sees, and whether the same read may be tried once more.
pub(super) struct Failure {
    pub(super) error: ToolError,
    /// The connection was lost, or what was known of the statement is out of date.
    pub(super) try_again: bool,
}

impl Failure {
    pub(super) fn new(cause: &tokio_postgres::Error, error: ToolError) -> Self {
        Self {
            error,
            try_again: failure::is_connection_failure(cause),
        }
    }
}

impl From<ToolError> for Failure {
    fn from(error: ToolError) -> Self {
        Self {
            error,
            try_again: false,
        }
    }
}
