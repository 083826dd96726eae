//! The observing half of gates: everything an entry or exit asks, in one `REPEATABLE READ READ ONLY` transaction.
//!
//! [`identity`] says who was asked, [`checks`] runs the gate file's SQL as any agent's would be run, [`channel`] what
//! could write, [`objects`] what is defined, [`sequences`], [`rows`] (by [`versions`] or by [`content`]) and
//! [`large_objects`] what is stored, and [`meanwhile`] whether all of it is of one moment. Each part ends where it began, at
//! one savepoint: what cannot be seen is an error with the GRANT that mends it, and never an empty answer.

mod agents;
mod beside;
mod channel;
mod checks;
mod content;
mod durable;
mod horizon;
mod identity;
mod initial;
mod large_objects;
mod meanwhile;
mod meter;
mod multiset;
mod names;
mod objects;
mod opening;
mod pace;
mod relations;
mod rows;
mod sequences;
mod transaction;
mod unchanged;
mod versions;

use std::sync::Arc;
use std::time::{Duration, Instant};

use checks::Checks;
pub(super) use durable::LogSeen;
use futures::FutureExt;
use horizon::Horizon;
pub(super) use initial::InitialObjects;
use meanwhile::Watch;
use meter::Meter;
pub use meter::Progress;
use opening::Opened;
use transaction::Transaction;
use unchanged::States;

use super::database::Database;
use super::posture::Posture;
use super::quoting::{identifier, literal};
use crate::config::WritableRole;
use crate::error::{ErrorCode, ToolError};
use crate::gate::{Definition, FORMAT, Failure, Moment, Snapshot};

/// A snapshot this old holds back vacuum in the whole cluster.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Which moment of a gate is observed.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// Before the work.
    Entry,
    /// After the work; row versions are measured against the entry's transaction snapshot.
    Exit(&'a Snapshot),
    /// The one moment of a standing gate.
    Check,
}

impl<'a> Purpose<'a> {
    fn moment(self) -> Moment {
        match self {
            Self::Entry => Moment::Entry,
            Self::Exit(_) => Moment::Exit,
            Self::Check => Moment::Check,
        }
    }

    fn entry(self) -> Option<&'a Snapshot> {
        match self {
            Self::Exit(entry) => Some(entry),
            Self::Entry | Self::Check => None,
        }
    }
}

impl Database {
    /// Observes everything that the gate asks at one moment. When the returned future is dropped, whatever runs is
    /// cancelled in the server.
    ///
    /// The session is the auditor's where the database has one. What could not be seen is in the snapshot, as the
    /// failure of its part.
    ///
    /// # Errors
    /// When the database cannot be reached, refuses its identity, is served by a role that can write, or is lost on the way.
    pub async fn observe(
        self: &Arc<Self>,
        definition: &Definition,
        purpose: Purpose<'_>,
        progress: impl Fn(Progress) + Send + Sync,
    ) -> Result<Snapshot, ToolError> {
        // On the heap: with all that is asked at once, it is too large for the stacks of those who wait.
        let observed = Box::pin(self.observe_unbounded(definition, purpose, &progress));
        tokio::time::timeout(LONGEST, observed).await.unwrap_or_else(|_| {
            Err(ToolError::new(
                ErrorCode::Timeout,
                format!("observing took longer than {} s, and the server was asked to cancel it", LONGEST.as_secs()),
                "ask for less: fewer relations in `rows`, or level `row_versions` instead of `content`",
            ))
        })
    }

    async fn observe_unbounded(
        self: &Arc<Self>,
        definition: &Definition,
        purpose: Purpose<'_>,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Snapshot, ToolError> {
        let meter = Meter::new(progress, definition);
        let mut attempt = 1;
        loop {
            let (mut snapshot, unsettled) = self.observe_once(definition, purpose, &meter).await?;
            if let Some(failure) = &unsettled {
                tracing::debug!(attempt, reason = failure.message, "not of one moment");
                if attempt < meanwhile::ATTEMPTS {
                    attempt += 1;
                    continue;
                }
                meanwhile::fail(&mut snapshot, failure);
            }
            meter.finish();
            return Ok(snapshot);
        }
    }

    /// All that is asked, and why it may not be of one moment, if it may not.
    async fn observe_once(
        self: &Arc<Self>,
        definition: &Definition,
        purpose: Purpose<'_>,
        meter: &Meter<'_>,
    ) -> Result<(Snapshot, Option<Failure>), ToolError> {
        let started = Instant::now();
        let eyes = self.auditor.as_ref().unwrap_or(self);
        let agents = Box::pin(self.agents(&definition.digest)).shared();
        let observed = async {
            let (mut flight, opened, decisions) = self.open(eyes, definition).await?;
            let drive = flight.drive();
            let transaction = drive.until(Transaction::new(drive.session())).await?;
            let now = &opened.seen.transaction_snapshot;
            let watch = Watch::begin(&transaction, definition, &decisions, now);
            let watch = drive.until(watch).await?;
            let bytes = self.limits.result_bytes.as_u64();
            let mut checks = Checks::new(&definition.checks, decisions, bytes, meter);
            let last = async {
                let mut channel = None;
                if definition.channel.is_some() {
                    let agents = agents.clone().await?;
                    let others: Vec<&Posture> =
                        agents.iter().map(|agents| &agents.posture).collect();
                    meter.start("write channel");
                    let own = &opened.known.posture;
                    channel = Some(channel::observe(&transaction, own, &others).await?);
                }
                checks.run_blind_to_sessions(&transaction).await?;
                Ok(channel)
            };
            let (states, channel, second) = match &definition.unchanged {
                Some(unchanged) => {
                    let states = unchanged::observe(
                        eyes,
                        &transaction,
                        &opened,
                        unchanged,
                        purpose,
                        meter,
                        last,
                    );
                    drive.until(Box::pin(states)).await?
                }
                None => (States::default(), drive.until(Box::pin(last)).await?, None),
            };
            drop(drive);
            Ok((flight, second, opened, watch, checks, states, channel))
        };
        let ((mut flight, second, opened, watch, checks, states, channel), agents) =
            futures::try_join!(Box::pin(observed), agents.clone())?;
        let Opened {
            known,
            taken_at,
            seen,
            ..
        } = opened;
        let mut identity = seen.identity;
        if let Some(agents) = &agents {
            agents.look_at_the_same(&identity)?;
        }
        // Where the operator accepts such a role. Otherwise agents are refused service through it, and what it may write is
        // for `[channel]` to name.
        identity.role_can_write |= self.writable_role == WritableRole::Accept
            && agents
                .as_ref()
                .is_some_and(|agents| agents.posture.can_write());
        let mut snapshot = Snapshot {
            format: FORMAT.to_owned(),
            moment: purpose.moment(),
            taken_at,
            duration_ms: 0,
            identity,
            transaction_snapshot: seen.transaction_snapshot,
            wal_position: seen.wal_position,
            wal_flushed: None,
            checkpoint: seen.checkpoint,
            compared_with: purpose
                .entry()
                .map(Snapshot::digest)
                .transpose()
                .map_err(unwritable)?,
            checks: Vec::new(),
            schema: states.schema,
            rows: states.rows,
            sequences: states.sequences,
            roles: states.roles,
            large_objects: states.large_objects,
            channel,
            not_proven: states.not_proven,
        };
        let drive = flight.drive();
        let checked = async {
            let session = drive.session();
            let transaction = Transaction::resumed(session);
            snapshot.checks = checks.run(&transaction).await?;
            let log = eyes
                .log_seen
                .is_flushed(&transaction, definition, purpose, &snapshot);
            let flushed = log.await?;
            snapshot.wal_flushed = flushed;
            // Before the answer: whoever has it may change the schema at once, and would wait for the transaction's locks.
            watch.end(session, &known.posture).await
        };
        let unsettled = drive.until(checked).await?;
        drop(drive);
        snapshot.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        flight.finish();
        if let Some(second) = second {
            second.finish();
        }
        Ok((snapshot, unsettled))
    }
}

fn horizon(purpose: Purpose<'_>, transaction_snapshot: &str) -> Result<Horizon, Failure> {
    let parse = |text: &str| {
        Horizon::parse(text)
            .ok_or_else(|| Failure::new("protocol", format!("`{text}` is no transaction snapshot")))
    };
    let now = parse(transaction_snapshot)?;
    let Some(entry) = purpose.entry() else {
        return Ok(now);
    };
    let then = parse(&entry.transaction_snapshot)?;
    then.usable_at(&now)?;
    Ok(then)
}

fn unwritable(error: crate::gate::SnapshotError) -> ToolError {
    ToolError::new(
        ErrorCode::Internal,
        format!("the entry cannot be digested: {error}"),
        "take a new entry",
    )
}
