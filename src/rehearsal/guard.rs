//! Whether a guard bites: alone, on the state before its file's body, it must raise.

use super::applying::{line, tried};
use super::report::Problem;
use crate::changeset::LintedFile;
use crate::db::clone::{CloneSession, StatementFailure};

/// Errors by which a guard's refusal is told from one that has nothing to do with what it guards (PostgreSQL manual,
/// appendix A): raised by PL/pgSQL, or because what the guard reads is not there, or asserted by its query.
const BITES: [&str; 4] = ["P0", "42", "22", "23"];

/// Trouble with the server. A code of the author's own is in no class of PostgreSQL's; what is none of these bites.
const TROUBLE: [&str; 13] = [
    "08", "25", "26", "28", "40", "53", "54", "55", "57", "58", "72", "F0", "XX",
];

/// What is wrong with the guard of a file that is to run next, in a transaction of its own that is rolled back.
///
/// # Errors
/// When the session is lost.
pub(super) async fn alone(
    session: &mut CloneSession,
    file: &LintedFile,
) -> Result<Option<Problem>, StatementFailure> {
    session.execute_script_statement("BEGIN").await?;
    let outcome = tried(session, file.guard()).await?;
    session.execute_script_statement("ROLLBACK").await?;
    Ok(judged(file, outcome.as_ref()))
}

/// What is wrong with a guard that failed so alone, or did not.
pub(super) fn judged(file: &LintedFile, outcome: Option<&StatementFailure>) -> Option<Problem> {
    let guard = file.guard();
    match outcome {
        None => Some(
            Problem::new(
                "guard_does_not_bite",
                "the guard passes although the file's body has not run: it guards nothing",
                "let it raise unless what the body brings about is there, counted or looked up",
            )
            .at(file.script().path(), guard.line()),
        ),
        Some(failure) if !bites(failure) => Some(
            Problem::of_failure(
                "guard_failed",
                failure,
                "the guard alone did not raise but ran into something else: free what it waits for, and try again",
            )
            .at(file.script().path(), line(guard, failure)),
        ),
        Some(_) => None,
    }
}

fn bites(failure: &StatementFailure) -> bool {
    let state = failure.sqlstate.as_deref().unwrap_or_default();
    BITES.iter().any(|class| state.starts_with(class))
        || !TROUBLE.iter().any(|class| state.starts_with(class))
}
