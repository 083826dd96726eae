//! Opens sessions on the clone, each one proven before it is used.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinHandle;
use tokio_postgres::Client;

use super::isolation::Isolation;
use super::statement::Notice;
use crate::config::{CloneConfig, DatabaseConfig};
use crate::db::connector::{Connector, Heard};
use crate::db::driver::Driver;
use crate::db::failure;
use crate::db::pinning;
use crate::error::{ErrorCode, ToolError};

/// What the server shows in `pg_stat_activity` for a session that writes.
const APPLICATION: &str = "gatepost-rehearsal";

/// Notices of one statement that are kept: a loop can raise millions.
const NOTICES: usize = 1_000;

/// What the task of a connection hears, until it is asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Hearing(Arc<Mutex<Heeded>>);

#[derive(Debug, Default)]
struct Heeded {
    notices: Vec<Notice>,
    ended: Option<String>,
}

impl Hearing {
    fn hear(&self, heard: Heard) {
        let mut heeded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match heard {
            Heard::Notice(notice) if heeded.notices.len() < NOTICES => {
                heeded.notices.push(Notice::from(&*notice));
            }
            Heard::Notice(_) => {}
            Heard::Ended(error) => heeded.ended = Some(failure::reason(&error)),
        }
    }

    /// The notices since they were last taken.
    pub(super) fn notices(&self) -> Vec<Notice> {
        let mut heeded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut heeded.notices)
    }

    /// Why the connection ended, where it did.
    pub(super) fn ended(&self) -> Option<String> {
        let heeded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heeded.ended.clone()
    }
}

/// A connection, and what it was seen to be.
pub(super) struct Opened {
    pub(super) client: Client,
    pub(super) driver: JoinHandle<()>,
    pub(super) hearing: Hearing,
    pub(super) isolation: Isolation,
}

/// Opens connections to the clone.
pub(super) struct Opener {
    config: CloneConfig,
    connector: Connector,
    connection: tokio_postgres::Config,
}

impl Opener {
    /// # Errors
    /// When TLS cannot be set up.
    pub(super) fn new(config: &CloneConfig) -> Result<Self, ToolError> {
        let (connector, connection) = way(config, &config.writer)?;
        Ok(Self {
            config: config.clone(),
            connector,
            connection,
        })
    }

    /// The way of cancel requests.
    pub(super) fn connector(&self) -> &Connector {
        &self.connector
    }

    /// A connection proven to be on the clone and apart from production.
    ///
    /// # Errors
    /// When it cannot be opened, or is not.
    pub(super) async fn open(&self) -> Result<Opened, ToolError> {
        let opened = self.examine().await?;
        match opened.isolation.refusal() {
            Some(error) => Err(error),
            None => Ok(opened),
        }
    }

    /// The writer's connection with what it was seen to be, whether or not it may be used.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) async fn examine(&self) -> Result<Opened, ToolError> {
        self.connect(&self.connector, &self.connection).await
    }

    /// What the observer's connection is, proven as the writer's.
    ///
    /// # Errors
    /// When it cannot be opened, or is not on the clone.
    pub(super) async fn observer(&self, observer: &DatabaseConfig) -> Result<Isolation, ToolError> {
        let (connector, connection) = way(&self.config, observer)?;
        let seen = self.connect(&connector, &connection).await?.isolation;
        match seen.refusal() {
            Some(error) => Err(error),
            None => Ok(seen),
        }
    }

    async fn connect(
        &self,
        connector: &Connector,
        connection: &tokio_postgres::Config,
    ) -> Result<Opened, ToolError> {
        let time = self.config.timeouts.connect;
        let hearing = Hearing::default();
        let told = hearing.clone();
        let connect = async {
            let heard = move |heard| told.hear(heard);
            let (client, driver) = connector
                .open(connection, &Driver::default(), heard)
                .await?;
            let isolation = Isolation::read(&client, &self.config).await?;
            Ok((client, driver, isolation))
        };
        let refused = |error: tokio_postgres::Error| {
            let reason = hearing.ended().unwrap_or_else(|| failure::reason(&error));
            let unavailable = unavailable(&format!("cannot be reached: {reason}"));
            match error.code() {
                Some(state) => unavailable.with_sqlstate(state.code()),
                None => unavailable,
            }
        };
        let (client, driver, isolation) = tokio::time::timeout(time, connect)
            .await
            .map_err(|_| unavailable(&format!("did not answer within {time:?}")))?
            .map_err(refused)?;
        Ok(Opened {
            client,
            driver,
            hearing,
            isolation,
        })
    }
}

pub(super) fn way(
    config: &CloneConfig,
    way: &DatabaseConfig,
) -> Result<(Connector, tokio_postgres::Config), ToolError> {
    let (connector, mut connection) = Connector::new(way).map_err(|error| {
        ToolError::new(
            ErrorCode::ConfigInvalid,
            format!("the clone cannot be set up: {error}"),
            "correct the TLS settings under [clone]",
        )
    })?;
    connection.application_name(APPLICATION);
    connection.options(pinning::writing_options(&config.timeouts));
    Ok((connector, connection))
}

fn unavailable(reason: &str) -> ToolError {
    ToolError::new(
        ErrorCode::CloneUnavailable,
        format!("the clone {reason}"),
        "see that it runs and that `clone.url` and `clone.connect_command` lead to it, directly and not through a pooler",
    )
}
