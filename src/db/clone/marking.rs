//! Marking a database as a clone, which an administrator does once.

use super::MARKER;
use super::isolation::Isolation;
use super::opening::Opener;
use super::statement::StatementFailure;
use crate::config::CloneConfig;
use crate::db::quoting::{identifier, literal};
use crate::error::{ErrorCode, ToolError};

/// The SQL that marks a database as the clone of its name.
pub fn mark_sql(name: &str) -> String {
    format!(
        "ALTER DATABASE {} SET {MARKER} = {};",
        identifier(name),
        literal(name)
    )
}

/// The SQL that closes a database to all but its owner and those who are granted CONNECT by name.
pub fn isolate_sql(name: &str) -> String {
    format!(
        "REVOKE CONNECT ON DATABASE {} FROM PUBLIC;",
        identifier(name)
    )
}

/// Marks the database that `config` leads to, and says what is true of it then.
///
/// # Errors
/// When it cannot be reached, is production, or production's role can connect to it; and when the role may not mark it,
/// which from PostgreSQL 15 on only a superuser may.
pub async fn mark(config: &CloneConfig) -> Result<Isolation, ToolError> {
    let opener = Opener::new(config)?;
    let opened = opener.examine().await?;
    let counts = |name| matches!(name, "name" | "unreachable" | "writable");
    let refusal = opened
        .isolation
        .refusal_by(|condition| counts(condition.name));
    if let Some(error) = refusal {
        return Err(error);
    }
    let sql = mark_sql(&config.name);
    let marked = opened.client.batch_execute(&sql).await;
    marked.map_err(|error| {
        let failure = StatementFailure::of(&error, &sql);
        let error = ToolError::new(
            ErrorCode::CloneUnavailable,
            format!("the database was not marked: {failure}"),
            "give `--url` of a superuser, or have one run what `gatepost clone mark` prints without it",
        );
        match failure.sqlstate {
            Some(state) => error.with_sqlstate(state),
            None => error,
        }
    })?;
    Ok(opener.examine().await?.isolation)
}
