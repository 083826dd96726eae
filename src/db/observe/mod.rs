//! The observing half of gates: everything an entry or exit asks, in one `REPEATABLE READ READ ONLY` transaction.
//!
//! [`identity`] says who was asked, [`checks`] runs the gate file's SQL as any agent's would be run, [`channel`] what
//! could write, [`objects`] what is defined, [`sequences`], [`rows`] (by [`versions`] or by [`content`]) and
//! [`large_objects`] what is stored. Each part stands in a savepoint of its own: what cannot be seen is an error with
//! the GRANT that mends it, and never an empty answer.

mod channel;
mod checks;
mod content;
mod horizon;
mod identity;
mod large_objects;
mod multiset;
mod objects;
mod pace;
mod relations;
mod rows;
mod sequences;
mod transaction;
mod versions;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use horizon::Horizon;
use identity::Seen;
use relations::{Relation, Scope};
use transaction::{Transaction, part};

use super::cancellation::InFlight;
use super::database::Database;
use super::failure;
use super::knowledge::Known;
use super::posture::Posture;
use super::quoting::{identifier, literal};
use super::read_session::{prelude, prelude_failed};
use crate::config::WritableRole;
use crate::error::{ErrorCode, ToolError};
use crate::gate::{
    Definition, Digest, FORMAT, Failure, Identity, Level, Moment, Part, QualifiedName, Snapshot,
    Timestamp, same_snapshot,
};

/// A snapshot this old holds back vacuum in the whole cluster.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// What gatepost's own questions run under. Names are qualified by `search_path`, filtered rows are an error, text is the
/// same whatever the role is set to, and scans are not held up by compiling, nor kept statements by planning.
const SETTINGS: &str = "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL row_security = off; \
                        SET LOCAL quote_all_identifiers = off; SET LOCAL lc_monetary = 'C'; SET LOCAL jit = off; \
                        SET LOCAL plan_cache_mode = force_generic_plan";

/// The checks' names mean what they mean to the role.
const SETTINGS_OF_CHECKS: &str = "SET LOCAL search_path TO DEFAULT";

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

/// How far an observation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being read now.
    pub message: String,
    /// Work done: one for each part and check, and one for each page of a table's rows.
    pub done: u64,
    /// All work, as far as it is known.
    pub total: u64,
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
        let observed = self.observe_unbounded(definition, purpose, &progress);
        tokio::time::timeout(LONGEST, observed).await.unwrap_or_else(|_| {
            Err(ToolError::new(
                ErrorCode::Timeout,
                format!("observing took longer than {} s and was cancelled in the server", LONGEST.as_secs()),
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
        let started = Instant::now();
        let eyes = self.auditor.as_ref().unwrap_or(self);
        let opened = async {
            let decisions = checks::approve(eyes, &definition.checks).await?;
            let (flight, known) = begin(eyes).await?;
            let taken_at = now();
            let seen = identity::read(
                flight.session(),
                &self.name,
                known.posture.can_write(),
                definition.digest.clone(),
            )
            .await?;
            Ok((decisions, flight, known, taken_at, seen))
        };
        let (opened, agents) = futures::try_join!(opened, self.agents(&definition.digest))?;
        let (decisions, flight, known, taken_at, seen) = opened;
        let Seen {
            mut identity,
            transaction_snapshot,
            wal_position,
        } = seen;
        if let Some(agents) = &agents {
            agents.look_at_the_same(&identity)?;
        }
        let agents = agents.map(|agents| agents.posture);
        // Where the operator accepts such a role. Otherwise agents are refused service through it, and what it may write is
        // for `[channel]` to name.
        identity.role_can_write |= self.writable_role == WritableRole::Accept
            && agents.as_ref().is_some_and(Posture::can_write);

        let transaction = Transaction::new(flight.session());
        let is_same = purpose
            .entry()
            .is_some_and(|entry| same_snapshot(entry, &identity, &transaction_snapshot));
        let unchanged = definition.unchanged.as_ref();
        let role = known.posture.role.as_str();
        let scope = match unchanged {
            Some(unchanged) if !unchanged.rows.is_empty() => Some(part(
                relations::in_scope(&transaction, unchanged, role).await,
            )?),
            _ => None,
        };
        let scanned = if is_same { None } else { scope.as_ref() };
        let meter = Meter::new(progress, definition, scanned);

        let mut snapshot = Snapshot {
            format: FORMAT.to_owned(),
            moment: purpose.moment(),
            taken_at,
            duration_ms: 0,
            identity,
            transaction_snapshot,
            wal_position,
            compared_with: purpose
                .entry()
                .map(Snapshot::digest)
                .transpose()
                .map_err(unwritable)?,
            checks: Vec::new(),
            schema: None,
            rows: None,
            sequences: None,
            roles: None,
            large_objects: None,
            channel: None,
            not_proven: match &scope {
                Some(Part::Observed(scope)) => scope.not_proven.clone(),
                _ => Vec::new(),
            },
        };
        if definition.channel.is_some() {
            meter.start("write channel");
            let agents: Vec<&Posture> = agents.iter().collect();
            snapshot.channel = Some(channel::observe(&transaction, &known.posture, &agents).await?);
        }
        if let Some(unchanged) = unchanged {
            if !unchanged.schema.is_empty() {
                meter.start("schema");
                snapshot.schema = Some(part(objects::in_schemas(&transaction, unchanged).await)?);
            }
            if unchanged.roles {
                meter.start("roles");
                snapshot.roles = Some(part(
                    objects::of_roles(&transaction, snapshot.identity.server_major).await,
                )?);
            }
            if unchanged.sequences {
                meter.start("sequences");
                snapshot.sequences = Some(part(
                    sequences::observe(&transaction, unchanged, role).await,
                )?);
            }
            if unchanged.large_objects {
                meter.start("large objects");
                snapshot.large_objects = Some(if is_same {
                    Part::SameSnapshot
                } else {
                    part(large_objects::observe(&transaction).await)?
                });
            }
            snapshot.rows = match scope {
                None => None,
                Some(_) if is_same => Some(Part::SameSnapshot),
                Some(Part::Failed(failure)) => Some(Part::Failed(failure)),
                Some(Part::SameSnapshot) => Some(Part::SameSnapshot),
                Some(Part::Observed(scope)) => {
                    let horizon = horizon(purpose, &snapshot.transaction_snapshot);
                    let request = rows::Request {
                        level: unchanged.level,
                        horizon,
                        entry: purpose.entry(),
                    };
                    let step = |relation: &Relation, pages: u64| meter.read(relation, pages);
                    Some(Part::Observed(
                        rows::observe(&transaction, &scope, request, &step).await?,
                    ))
                }
            };
        }
        let failed = |error: tokio_postgres::Error| failure::statement_failed(&error, None, false);
        flight
            .session()
            .batch_execute(SETTINGS_OF_CHECKS)
            .await
            .map_err(failed)?;
        for (check, decision) in definition.checks.iter().zip(&decisions) {
            meter.start(&check.name);
            let bytes = self.limits.result_bytes.as_u64();
            snapshot
                .checks
                .push(checks::run(&transaction, check, decision, bytes).await?);
        }
        // Before the answer: whoever has it may change the schema at once, and would wait for the transaction's locks.
        flight
            .session()
            .batch_execute("ROLLBACK")
            .await
            .map_err(failed)?;
        snapshot.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        meter.finish();
        flight.finish();
        Ok(snapshot)
    }

    /// The agents' role as its own session sees it, where the auditor's observes.
    async fn agents(self: &Arc<Self>, digest: &Digest) -> Result<Option<Agents>, ToolError> {
        if self.auditor.is_none() {
            return Ok(None);
        }
        self.within(self.limits.timeout, |deadline| async move {
            let session = self.connect(deadline).await?;
            let seen = identity::read(&session, &self.name, false, digest.clone()).await?;
            let posture = Posture::read(&session)
                .await
                .map_err(|error| failure::statement_failed(&error, None, false))?;
            Ok(Some(Agents {
                identity: seen.identity,
                posture,
            }))
        })
        .await
    }
}

/// The agents' role, which is what could write, and the server it is a role of.
struct Agents {
    identity: Identity,
    posture: Posture,
}

impl Agents {
    /// # Errors
    /// When it is not the server and database that the auditor sees.
    fn look_at_the_same(&self, seen: &Identity) -> Result<(), ToolError> {
        let own = &self.identity;
        if own.system_identifier == seen.system_identifier && own.database_oid == seen.database_oid
        {
            return Ok(());
        }
        Err(ToolError::new(
            ErrorCode::ConfigInvalid,
            format!(
                "the auditor of {} looks at another database than the agents do",
                seen.database
            ),
            "let `url` and `auditor_url` name the same server and database",
        ))
    }
}

/// Opens the transaction; a connection that died while idle shows only now, and then another is tried.
async fn begin(database: &Arc<Database>) -> Result<(InFlight, Arc<Known>), ToolError> {
    let attempt = || async {
        database
            .within(database.limits.timeout, |deadline| async move {
                let entered = database.enter(deadline).await;
                let (flight, known) = entered.map_err(|failure| failure.error)?;
                let opening = format!("{}; {SETTINGS}", prelude(flight.session(), &known.posture));
                match flight.session().batch_execute(&opening).await {
                    Ok(()) => Ok(Ok((flight, known))),
                    Err(error) if failure::is_connection_failure(&error) => {
                        Ok(Err(failure::connection_lost(&error)))
                    }
                    Err(error) => Err(prelude_failed(&error)),
                }
            })
            .await
    };
    match attempt().await? {
        Ok(begun) => Ok(begun),
        Err(_) => attempt().await?,
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

/// Counts work and reports it.
struct Meter<'a> {
    report: &'a (dyn Fn(Progress) + Send + Sync),
    done: AtomicU64,
    total: u64,
}

impl<'a> Meter<'a> {
    fn new(
        report: &'a (dyn Fn(Progress) + Send + Sync),
        definition: &Definition,
        scope: Option<&Part<Scope>>,
    ) -> Self {
        let parts = definition.unchanged.as_ref().map_or(0, |unchanged| {
            let asked = [
                !unchanged.schema.is_empty(),
                unchanged.roles,
                unchanged.sequences,
                unchanged.large_objects,
            ];
            asked.into_iter().filter(|asked| *asked).count()
        });
        let level = definition
            .unchanged
            .as_ref()
            .map(|unchanged| unchanged.level);
        let pages = match scope {
            Some(Part::Observed(scope)) if level != Some(Level::Counters) => {
                scope.relations.iter().map(|relation| relation.pages).sum()
            }
            _ => 0,
        };
        let parts = parts + definition.checks.len() + usize::from(definition.channel.is_some());
        Self {
            report,
            done: AtomicU64::new(0),
            total: parts as u64 + pages,
        }
    }

    /// A part or check begins.
    fn start(&self, what: &str) {
        self.tell(what.to_owned(), 1);
    }

    /// Pages of a relation were read.
    fn read(&self, relation: &Relation, pages: u64) {
        self.tell(format!("rows of {}", relation.name), pages);
    }

    fn finish(&self) {
        (self.report)(Progress {
            message: "observed".to_owned(),
            done: self.total,
            total: self.total,
        });
    }

    fn tell(&self, message: String, work: u64) {
        let done = self.done.fetch_add(work, Ordering::Relaxed) + work;
        // Estimates run over; progress must not.
        (self.report)(Progress {
            message,
            done: done.min(self.total),
            total: self.total,
        });
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_unix_milliseconds(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

fn unwritable(error: crate::gate::SnapshotError) -> ToolError {
    ToolError::new(
        ErrorCode::Internal,
        format!("the entry cannot be digested: {error}"),
        "take a new entry",
    )
}

fn qualified(name: &QualifiedName) -> String {
    format!("{}.{}", identifier(&name.schema), identifier(&name.name))
}
