//! A file of the change set, run as psql would: statement by statement, to its COMMIT.

use super::report::Problem;
use crate::changeset::{LintedFile, Statement};
use crate::db::clone::{CloneSession, StatementFailure};

/// Runs a commit or rollback file. When a statement fails, what the file did is rolled back.
///
/// # Errors
/// The statement that failed, with its line and PostgreSQL's words.
pub(super) async fn run_file(session: &mut CloneSession, file: &LintedFile) -> Result<(), Problem> {
    for statement in file.script().statements() {
        if let Err(failure) = session.execute_script_statement(statement.text()).await {
            if session.is_open() {
                // It fails only with the connection, which rolls back just as well.
                let _ = session.execute_script_statement("ROLLBACK").await;
            }
            return Err(failed(file.script().path(), statement, &failure, file));
        }
    }
    Ok(())
}

/// Runs a statement inside a transaction and takes back what it did, so that what follows finds all as it was; why it
/// failed comes back, nothing when it did not.
///
/// # Errors
/// When the session is lost.
pub(super) async fn tried(
    session: &mut CloneSession,
    statement: &Statement,
) -> Result<Option<StatementFailure>, StatementFailure> {
    session
        .execute_script_statement("SAVEPOINT gatepost")
        .await?;
    let failure = match session.execute_script_statement(statement.text()).await {
        Ok(_) => None,
        Err(failure) if failure.is_lost() => return Err(failure),
        Err(failure) => Some(failure),
    };
    for back in [
        "ROLLBACK TO SAVEPOINT gatepost",
        "RELEASE SAVEPOINT gatepost",
    ] {
        session.execute_script_statement(back).await?;
    }
    Ok(failure)
}

/// What a statement of a file ran into.
pub(super) fn failed(
    path: &str,
    statement: &Statement,
    failure: &StatementFailure,
    file: &LintedFile,
) -> Problem {
    let state = failure.sqlstate.as_deref().unwrap_or_default();
    // The server's last words to a session that it ends (PostgreSQL manual, appendix A, class 57).
    let ended = state.starts_with("57P");
    let (code, hint) = if failure.is_lost() || ended {
        (
            "session_lost",
            "run the rehearsal again: it looks for what is left and takes it back",
        )
    } else if state == "55P03" {
        (
            "lock_not_available",
            "another session holds the lock: end it, or rehearse when the clone is quiet",
        )
    } else if statement == file.guard() {
        (
            "guard_raised",
            "the body did not bring about what its guard asks for: correct one of them",
        )
    } else {
        ("statement_failed", "correct the statement")
    };
    Problem::of_failure(code, failure, hint).at(path, line(statement, failure))
}

/// The line in the file: PostgreSQL counts within the statement.
pub(super) fn line(statement: &Statement, failure: &StatementFailure) -> usize {
    let within = failure.position.map_or(1, |position| position.line);
    statement.line() + usize::try_from(within).unwrap_or(1).saturating_sub(1)
}
