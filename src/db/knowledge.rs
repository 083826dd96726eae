//! What is known of a database besides its rows: its catalog and the posture of our role.
//!
//! Both are read together, kept for less than a minute, and read again in the background while calls go on, so that a
//! change to a function, a view, a policy, a domain or a privilege is seen within a minute.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::connect::Session;
use super::failure;
use super::posture::Posture;
use crate::error::{ErrorCode, ToolError};
use crate::policy::Catalog;

/// One reading of the catalog and the posture.
pub(super) struct Known {
    pub(super) catalog: Catalog,
    pub(super) posture: Posture,
    /// Which reading this is, from 1.
    pub(super) generation: u64,
    read_at: Instant,
}

/// How usable the last reading is.
pub(super) enum Freshness {
    /// Use it.
    Fresh(Arc<Known>),
    /// Use it, and have it read again.
    Ageing(Arc<Known>),
    /// Read it before anything else; the last reading, if any, had this generation.
    Expired(u64),
}

/// The last reading, and the right to make the next one.
pub(super) struct Knowledge {
    last: RwLock<Option<Arc<Known>>>,
    reading: Mutex<()>,
    /// From this age on nothing is judged by a reading; from half of it on it is read again in the background.
    expires_after: Duration,
}

impl Knowledge {
    /// Nothing is known yet.
    pub(super) fn new(expires_after: Duration) -> Self {
        Self {
            last: RwLock::default(),
            reading: Mutex::default(),
            expires_after,
        }
    }

    /// The last reading, by its age.
    pub(super) fn freshness(&self) -> Freshness {
        match self.last() {
            Some(known) if known.read_at.elapsed() < self.expires_after / 2 => {
                Freshness::Fresh(known)
            }
            Some(known) if known.read_at.elapsed() < self.expires_after => Freshness::Ageing(known),
            last => Freshness::Expired(last.map_or(0, |known| known.generation)),
        }
    }

    fn last(&self) -> Option<Arc<Known>> {
        self.last
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads again, unless another call just did: a reading with a generation above `seen` is as good.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub(super) async fn read(&self, session: &Session, seen: u64) -> Result<Arc<Known>, ToolError> {
        let _only_one = self.reading.lock().await;
        if let Some(known) = self.last().filter(|known| known.generation > seen) {
            return Ok(known);
        }
        // The age counts from before the reading: a change made meanwhile may not be in it.
        let read_at = Instant::now();
        let generation = self.last().map_or(0, |known| known.generation) + 1;
        let known = Arc::new(read(session, generation, read_at).await?);
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }

    /// Whether some call is reading now.
    pub(super) fn is_being_read(&self) -> bool {
        self.reading.try_lock().is_err()
    }
}

async fn read(session: &Session, generation: u64, read_at: Instant) -> Result<Known, ToolError> {
    let failed = |error: tokio_postgres::Error| failure::statement_failed(&error, None, false);
    session
        .batch_execute(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '30s'",
        )
        .await
        .map_err(failed)?;
    let posture = Posture::read(session).await.map_err(failed)?;
    let catalog = super::catalog::load(session).await.map_err(|error| {
        ToolError::new(
            ErrorCode::AnalysisUnavailable,
            format!("the catalog of the database cannot be read: {error}"),
            "nothing was run; ask the operator to run `gatepost doctor`",
        )
    })?;
    session.batch_execute("ROLLBACK").await.map_err(failed)?;
    tracing::debug!(
        generation,
        functions = catalog.functions.len(),
        relations = catalog.relations.len(),
        duration_ms = read_at.elapsed().as_millis() as u64,
        "read the catalog and the posture"
    );
    Ok(Known {
        catalog,
        posture,
        generation,
        read_at,
    })
}
