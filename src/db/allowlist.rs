//! The databases that are served, by name, and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::database::{Database, PoolStatus};
use crate::config::Config;
use crate::error::{ErrorCode, ToolError};

/// Why a database cannot be set up; nothing has been sent to it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// TLS cannot be set up.
    #[error("databases.{database}: {source}")]
    Tls {
        /// The database.
        database: String,
        /// Why.
        source: super::tls::Error,
    },
    /// The policy cannot be used.
    #[error(transparent)]
    Policy(#[from] crate::config::Error),
    /// The pool cannot be made.
    #[error("the connection pool cannot be made: {0}")]
    Pool(String),
}

/// The allowlist at work: the configured databases by name.
#[derive(Clone)]
pub struct Databases(Arc<BTreeMap<String, Arc<Database>>>);

impl From<BTreeMap<String, Arc<Database>>> for Databases {
    fn from(databases: BTreeMap<String, Arc<Database>>) -> Self {
        Self(Arc::new(databases))
    }
}

impl Databases {
    /// Sets up every configured database; nothing is sent to any of them yet.
    ///
    /// # Errors
    /// When TLS or the policy cannot be set up.
    pub fn new(config: &Config) -> Result<Self, Error> {
        let policy = Arc::new(config.policy.compile()?);
        let databases = config
            .databases
            .iter()
            .map(|(name, database)| {
                let database = Database::new(name, database, &config.limits, Arc::clone(&policy))?;
                Ok((name.clone(), Arc::new(database)))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self(Arc::new(databases)))
    }

    /// The names on the allowlist, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The connections to each database now.
    pub fn pools(&self) -> impl Iterator<Item = (&str, PoolStatus)> {
        self.0
            .iter()
            .map(|(name, database)| (name.as_str(), database.pool_status()))
    }

    /// The database of exactly this name.
    ///
    /// # Errors
    /// `database_unknown` for every other text.
    pub fn get(&self, name: &str) -> Result<&Arc<Database>, ToolError> {
        self.0.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.names().collect();
            ToolError::new(
                ErrorCode::DatabaseUnknown,
                format!(
                    "no database is served under the name {:?}",
                    name.chars().take(80).collect::<String>()
                ),
                format!("use one of: {}", names.join(", ")),
            )
        })
    }
}

/// How often [`Databases::settled`] looks.
const SETTLING_INTERVAL: Duration = Duration::from_millis(5);

/// How long it looks: as long as cancelling and cleaning may take.
const SETTLING_TIME: Duration = Duration::from_secs(4);

impl Databases {
    /// Waits until no session is on loan: what calls left running is cancelled in the server by then. For the end of the
    /// process, which would otherwise come before the cancel requests are sent.
    pub async fn settled(&self) {
        let all_returned = async {
            while self.0.values().any(|database| database.is_busy()) {
                tokio::time::sleep(SETTLING_INTERVAL).await;
            }
        };
        if tokio::time::timeout(SETTLING_TIME, all_returned)
            .await
            .is_err()
        {
            tracing::warn!("the process ends before its last queries were seen to end");
        }
    }
}
