//! What the role gatepost connects as could do besides reading.
//!
//! A role that can write is refused service, not warned: every other layer may fail, and then the role is what is left.

use std::fmt::Write;

use tokio_postgres::Row;

use super::connect::Session;
use crate::error::{ErrorCode, ToolError};

const FINDINGS: &str = include_str!("sql/posture.sql");

/// What privileges on settings add to [`FINDINGS`], for servers that have them.
const FINDINGS_SINCE_15: &str = include_str!("sql/posture_since_15.sql");

const IDENTITY: &str = "SELECT current_user::text, pg_catalog.current_database()::text, \
     pg_catalog.current_setting('server_version'), pg_catalog.current_setting('server_version_num')::int4, \
     pg_catalog.pg_is_in_recovery(), \
     COALESCE((SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()), false), \
     (SELECT pg_catalog.string_agg(pg_catalog.substr(c, pg_catalog.length('gatepost.clone=') + 1), ', ') \
      FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase \
      CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c \
      WHERE d.datname = pg_catalog.current_database() AND s.setrole = 0 AND pg_catalog.starts_with(c, 'gatepost.clone='))";

/// From 15 on, a superuser may grant single settings to a role (PostgreSQL manual, GRANT ON PARAMETER).
const MAY_SILENCE_LOG: &str =
    "SELECT pg_catalog.has_parameter_privilege('log_min_messages', 'SET')";

/// The first major version with privileges on settings.
const PARAMETER_PRIVILEGES_SINCE: i32 = 150_000;

/// What asks for the findings on a server of this version.
pub(super) fn findings_of(server_version_num: i32) -> impl Iterator<Item = &'static str> {
    let since_15 = server_version_num >= PARAMETER_PRIVILEGES_SINCE;
    std::iter::once(FINDINGS).chain(since_15.then_some(FINDINGS_SINCE_15))
}

/// One row of an answer to [`findings_of`].
pub(super) fn finding(row: &Row) -> Result<Finding, tokio_postgres::Error> {
    Ok(Finding {
        code: row.try_get(0)?,
        refused: row.try_get(1)?,
        what: row.try_get(2)?,
        mend: row.try_get(3)?,
    })
}

/// One thing the role could do besides reading.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// Stable code, such as `table_privilege`.
    pub code: String,
    /// Whether service is refused because of it.
    pub refused: bool,
    /// What was seen.
    pub what: String,
    /// The SQL that mends it.
    pub mend: String,
}

/// What is true of one connection's role and server.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Posture {
    /// The role.
    pub role: String,
    /// The database as the server names it.
    pub database: String,
    /// `server_version`.
    pub server_version: String,
    /// `server_version_num`, such as 150018.
    pub server_version_num: i32,
    /// Whether the server is a standby.
    pub in_recovery: bool,
    /// Whether this connection is encrypted.
    pub tls: bool,
    /// Whether the role may keep rewritten trees out of the server's log.
    pub may_silence_log: bool,
    /// The clone that the database says it is, by its marker; production says none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clone_marker: Option<String>,
    /// What the role could do besides reading.
    pub findings: Vec<Finding>,
}

impl Posture {
    /// Reads the posture of the connection's role.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub(super) async fn read(session: &Session) -> Result<Self, tokio_postgres::Error> {
        let (identity, findings) = futures::try_join!(
            session.query_kept(IDENTITY, &[]),
            session.query_kept(FINDINGS, &[])
        )?;
        let identity = &identity[0];
        let server_version_num: i32 = identity.try_get(3)?;
        let (mut may_silence_log, mut findings) = (false, findings);
        if server_version_num >= PARAMETER_PRIVILEGES_SINCE {
            let (silence, more) = futures::try_join!(
                session.query_kept(MAY_SILENCE_LOG, &[]),
                session.query_kept(FINDINGS_SINCE_15, &[])
            )?;
            may_silence_log = silence[0].try_get(0)?;
            findings.extend(more);
        }
        Ok(Self {
            role: identity.try_get(0)?,
            database: identity.try_get(1)?,
            server_version: identity.try_get(2)?,
            server_version_num,
            in_recovery: identity.try_get(4)?,
            tls: identity.try_get(5)?,
            may_silence_log,
            clone_marker: identity.try_get(6)?,
            findings: findings.iter().map(finding).collect::<Result<_, _>>()?,
        })
    }

    /// Whether the role can write.
    pub fn can_write(&self) -> bool {
        self.findings.iter().any(|finding| finding.refused)
    }

    /// The refusal of a database that is not of this channel: the clone of that name, or for `None` production.
    pub(super) fn wrong_channel(&self, clone: Option<&str>) -> Option<ToolError> {
        match (&self.clone_marker, clone) {
            (None, None) => None,
            (Some(marker), Some(clone)) if marker == clone => None,
            (Some(marker), None) => Some(ToolError::new(
                ErrorCode::DatabaseIsClone,
                format!(
                    "database {} is not served: it is marked as the clone {marker:?}",
                    self.database
                ),
                "the operator serves a clone by a file of its own, with `gatepost serve --channel clone`; where the mark is \
                 wrong, a superuser takes it away with ALTER DATABASE ... RESET gatepost.clone",
            )),
            (_, Some(clone)) => Some(ToolError::new(
                ErrorCode::CloneMarkerMissing,
                format!(
                    "database {} is not served: it does not bear the marker of the clone {clone}",
                    self.database
                ),
                "the operator can run `gatepost clone check`, which says what is missing",
            )),
        }
    }

    /// The refusal a role that can write earns.
    pub fn refusal(&self, database: &str) -> ToolError {
        let mut seen = String::new();
        for finding in self.findings.iter().filter(|finding| finding.refused) {
            let separator = if seen.is_empty() { "" } else { "; " };
            let _ = write!(seen, "{separator}{}", finding.what);
        }
        ToolError::new(
            ErrorCode::RoleCanWrite,
            format!("database {database} is not served: its role can write ({seen})"),
            "ask the operator to run `gatepost doctor`, which prints the SQL that mends the role, or to use a fresh one \
             made with `gatepost role-sql`",
        )
    }
}
