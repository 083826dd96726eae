//! Cases that must be refused: each in its file's transaction, which is rolled back.

use super::applying::{line, tried};
use super::report::Problem;
use crate::changeset::{Linted, NegativesFile};
use crate::db::clone::{CloneSession, StatementFailure};

/// Runs every negative, and says which were not refused, or by another error than the declared one.
///
/// # Errors
/// When the session is lost.
pub(super) async fn run(
    session: &mut CloneSession,
    change: &Linted,
) -> Result<Vec<Problem>, StatementFailure> {
    let mut problems = Vec::new();
    for file in change.negatives() {
        of_file(session, file, &mut problems).await?;
    }
    Ok(problems)
}

async fn of_file(
    session: &mut CloneSession,
    file: &NegativesFile,
    problems: &mut Vec<Problem>,
) -> Result<(), StatementFailure> {
    for (index, statement) in file.script().statements().iter().enumerate() {
        let case = file.cases().iter().find(|case| case.statement() == index);
        let Some(case) = case else {
            let outcome = session.execute_script_statement(statement.text()).await;
            if let Err(failure) = outcome {
                if failure.is_lost() {
                    return Err(failure);
                }
                let hint = "correct the statement: none of the file's cases was judged after it";
                problems.push(
                    Problem::of_failure("statement_failed", &failure, hint)
                        .at(file.script().path(), line(statement, &failure)),
                );
                session.execute_script_statement("ROLLBACK").await?;
                return Ok(());
            }
            continue;
        };
        // One case that goes wrong must not keep the others from being judged.
        let declared = case.declared();
        if let Some(failure) = tried(session, statement).await? {
            let accepted = failure.sqlstate.as_deref() == Some(case.not_refused());
            let (code, hint) = match accepted {
                true => (
                    "negative_not_refused",
                    "what must be refused was not: add the constraint, trigger or policy that refuses it",
                ),
                false => (
                    "negative_refused_otherwise",
                    "another error than the declared one ended the case: correct the case, or its `sqlstate`",
                ),
            };
            let mut problem = Problem::of_failure(code, &failure, hint)
                .at(file.script().path(), line(statement, &failure));
            problem.message = format!(
                "`{}` (declared {}): {}",
                declared.name, declared.sqlstate, problem.message
            );
            problems.push(problem);
        }
    }
    Ok(())
}
