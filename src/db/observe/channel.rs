//! What could write: our roles' privileges, sessions left open, transactions left prepared.

use std::time::Duration;

use futures::future::try_join_all;
use tokio_postgres::types::{ToSql, Type};

use super::transaction::{Transaction, Trouble};
use crate::db::posture::{self, Posture};
use crate::error::ToolError;
use crate::gate::{ChannelState, Failure, Finding, Part};

const SESSIONS: &str = include_str!("channel.sql");

/// A transaction sees other sessions as they were when it first looked; after this they are looked at anew (PostgreSQL
/// manual, section 28.2.2).
pub(super) const FORGET_SESSIONS: &str = "SELECT pg_catalog.pg_stat_clear_snapshot()";

/// Privileges that are no way to write.
const HARMLESS: [&str; 1] = ["bypassrls"];

/// From here on a transaction that is idle counts as left open.
const LEFT_OPEN: Duration = Duration::from_secs(1);

/// What was seen of sessions.
struct Sessions {
    blind: i64,
    untracked: i64,
    /// Idle in a transaction, if only between two statements.
    idle: i64,
    /// Idle in a transaction for [`LEFT_OPEN`].
    idle_in_transaction: i64,
    writing: i64,
    prepared: i64,
    /// Those amid a statement whose client says nothing, each with all that moves on when it does.
    silent: Vec<String>,
}

/// Observes the channel; `others` are the roles besides the session's own whose privileges count, with their posture.
///
/// # Errors
/// Only when nothing more can be asked of the session.
pub(super) async fn observe(
    transaction: &Transaction<'_>,
    own: &Posture,
    others: &[&Posture],
) -> Result<ChannelState, ToolError> {
    let roles: Vec<&str> = std::iter::once(own)
        .chain(others.iter().copied())
        .map(|posture| posture.role.as_str())
        .collect();
    let sessions = match sessions(transaction, &roles).await {
        Ok(sessions) => sessions,
        Err(Trouble::Whole(error)) => return Err(error),
        Err(Trouble::Part(failure)) => {
            return Ok(ChannelState {
                findings: Part::Failed(failure.clone()),
                idle_in_transaction: Part::Failed(failure.clone()),
                prepared_transactions: Part::Failed(failure),
            });
        }
    };
    let findings = match own_findings(transaction, own).await {
        Ok(own) => {
            let mut findings = own;
            for posture in others {
                findings.extend(posture.findings.iter().filter_map(of_posture));
            }
            if sessions.writing > 0 {
                findings.push(Finding {
                    code: "session_writes".to_owned(),
                    what: format!("sessions of {} with a transaction id", roles.join(", ")),
                    value: sessions.writing.to_string(),
                });
            }
            Part::Observed(findings)
        }
        Err(Trouble::Part(failure)) => Part::Failed(failure),
        Err(Trouble::Whole(error)) => return Err(error),
    };
    let idle_in_transaction = match blindness(&sessions, &own.role) {
        Some(failure) => Part::Failed(failure),
        None => {
            let silent = sessions.silent.len() as u64;
            Part::Observed(unsigned(sessions.idle_in_transaction) + silent)
        }
    };
    Ok(ChannelState {
        findings,
        idle_in_transaction,
        prepared_transactions: Part::Observed(unsigned(sessions.prepared)),
    })
}

/// The posture kept with the catalog may be a minute old; a gate asks now.
async fn own_findings(
    transaction: &Transaction<'_>,
    own: &Posture,
) -> Result<Vec<Finding>, Trouble> {
    let asked = posture::findings_of(own.server_version_num);
    let answers = try_join_all(asked.map(|sql| transaction.query_kept(sql, &[]))).await?;
    let mut findings = Vec::new();
    for row in answers.iter().flatten() {
        findings.extend(of_posture(&posture::finding(row)?));
    }
    Ok(findings)
}

fn of_posture(finding: &posture::Finding) -> Option<Finding> {
    if HARMLESS.contains(&finding.code.as_str()) {
        return None;
    }
    Some(Finding {
        code: finding.code.clone(),
        what: finding.what.clone(),
        value: finding.mend.clone(),
    })
}

/// A session that is idle between two statements of a busy application is not left open, nor one that waits for the next
/// bytes of a COPY: whoever seems so is looked at again when it would have been idle long enough.
async fn sessions(transaction: &Transaction<'_>, roles: &[&str]) -> Result<Sessions, Trouble> {
    let seen = sessions_now(transaction, roles).await?;
    if seen.idle == seen.idle_in_transaction && seen.silent.is_empty() {
        return Ok(seen);
    }
    tokio::time::sleep(LEFT_OPEN).await;
    transaction.query(FORGET_SESSIONS, &[]).await?;
    let mut later = sessions_now(transaction, roles).await?;
    later.silent.retain(|session| seen.silent.contains(session));
    Ok(later)
}

async fn sessions_now(transaction: &Transaction<'_>, roles: &[&str]) -> Result<Sessions, Trouble> {
    let parameters: [(&(dyn ToSql + Sync), Type); 2] = [
        (&roles, Type::NAME_ARRAY),
        (&LEFT_OPEN.as_secs_f64(), Type::FLOAT8),
    ];
    let rows = transaction.query_kept(SESSIONS, &parameters).await?;
    let row = rows
        .first()
        .ok_or_else(|| Failure::new("protocol", "no answer about sessions"))?;
    Ok(Sessions {
        blind: row.try_get(0)?,
        untracked: row.try_get(1)?,
        idle: row.try_get(2)?,
        idle_in_transaction: row.try_get(3)?,
        writing: row.try_get(4)?,
        prepared: row.try_get(5)?,
        silent: row.try_get(6)?,
    })
}

fn blindness(sessions: &Sessions, role: &str) -> Option<Failure> {
    let Sessions {
        blind, untracked, ..
    } = *sessions;
    if untracked > 0 {
        let message = format!("{untracked} sessions do not report their state");
        return Some(Failure::blind(
            message,
            "ALTER SYSTEM SET track_activities = on; SELECT pg_reload_conf();",
        ));
    }
    (blind > 0).then(|| {
        let message = format!("the role cannot see the state of {blind} sessions of others");
        Failure::blind(
            message,
            format!("GRANT pg_read_all_stats TO {};", super::identifier(role)),
        )
    })
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}
