//! The clone channel: the only way to a session that writes, and only to a database that is proven to be the clone.
//!
//! [`CloneChannel::open`] connects and looks before anything else is sent; [`CloneChannel::session`] does so again for
//! each session, because a session is what it says it is only when it was asked itself. [`CloneSession`] has no other
//! maker. Reads of agents go through [`CloneChannel::databases`]: the same validated READ ONLY path as production's.

mod construction;
mod isolation;
mod marking;
mod opening;
mod session;
mod statement;

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio_util::task::TaskTracker;

use self::opening::Opener;
use super::allowlist::Databases;
use super::database::Database;
use crate::config::CloneConfig;
use crate::error::{ErrorCode, ToolError};

pub use construction::{Construction, Site};
pub use isolation::{Condition, Isolation};
pub use marking::{isolate_sql, mark, mark_sql};
pub use session::CloneSession;
pub use statement::{Notice, StatementFailure, StatementOutcome, TextRow};

/// The setting that marks a database as a clone: set for the database, to the clone's own name. From PostgreSQL 15 on
/// only a superuser can set it so; before, the database's owner can, who could drop the database too.
pub const MARKER: &str = "gatepost.clone";

/// A clone that was proven to be one.
pub struct CloneChannel {
    opener: Arc<Opener>,
    isolation: Isolation,
    databases: Databases,
    cancellations: TaskTracker,
}

impl CloneChannel {
    /// Connects, and proves the database to be the clone and apart from production before anything else is sent.
    ///
    /// # Errors
    /// `clone_unavailable` when it cannot be reached; `clone_is_production`, `clone_wrong_database`,
    /// `clone_marker_missing` or `clone_not_isolated` when it must not be used.
    pub async fn open(config: &CloneConfig) -> Result<Self, ToolError> {
        let opener = Opener::new(config)?;
        let isolation = opener.open().await?.isolation;
        if let Some(observer) = &config.observer {
            let seen = opener.observer(observer).await?;
            if let Some(error) = seen.unless_same(&isolation) {
                return Err(error);
            }
        }
        Ok(Self {
            databases: databases(config)?,
            opener: Arc::new(opener),
            isolation,
            cancellations: TaskTracker::new(),
        })
    }

    /// What is true of the database that the configuration leads to, whether or not it may be used. Nothing else is sent
    /// to it.
    ///
    /// # Errors
    /// `clone_unavailable` when it cannot be reached.
    pub async fn examine(config: &CloneConfig) -> Result<Isolation, ToolError> {
        Ok(Opener::new(config)?.examine().await?.isolation)
    }

    /// A session that writes, proven to be on the clone.
    ///
    /// # Errors
    /// As [`CloneChannel::open`].
    pub async fn session(&self) -> Result<CloneSession, ToolError> {
        let opened = self.opener.open().await?;
        if let Some(error) = opened.isolation.unless_same(&self.isolation) {
            return Err(error);
        }
        Ok(CloneSession::new(
            opened,
            Arc::clone(&self.opener),
            self.cancellations.clone(),
        ))
    }

    /// The clone's name.
    pub fn name(&self) -> &str {
        &self.isolation.database
    }

    /// What was seen when the channel was opened.
    pub fn isolation(&self) -> &Isolation {
        &self.isolation
    }

    /// The clone as agents and gates read it: through both readings, in READ ONLY transactions.
    pub fn databases(&self) -> &Databases {
        &self.databases
    }

    /// The clone as [`CloneChannel::databases`] has it.
    ///
    /// # Errors
    /// None that can be had: the clone is there by its name.
    pub fn database(&self) -> Result<&Arc<Database>, ToolError> {
        self.databases.get(self.name())
    }

    /// Waits until what was cancelled has ended in the server. For the end of the process, which would otherwise come
    /// before the cancel requests are sent.
    pub async fn settled(&self) {
        self.databases.settled().await;
        self.cancellations.close();
        self.cancellations.wait().await;
        self.cancellations.reopen();
    }
}

/// The clone seen by the observer, or else by the writer's role.
fn databases(config: &CloneConfig) -> Result<Databases, ToolError> {
    let invalid = |reason: String| {
        ToolError::new(
            ErrorCode::ConfigInvalid,
            format!("the clone cannot be set up: {reason}"),
            "correct the configuration",
        )
    };
    let policy = config.policy.compile();
    let policy = Arc::new(policy.map_err(|error| invalid(error.to_string()))?);
    let way = config.observer.as_ref().unwrap_or(&config.writer);
    let database = Database::of_clone(&config.name, way, &config.limits, policy);
    let database = database.map_err(|error| invalid(error.to_string()))?;
    let only = BTreeMap::from([(config.name.clone(), Arc::new(database))]);
    Ok(Databases::from(only))
}
