//! One served database: its connections, what is known of it, and the approval of statements.

use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::{PoolError, TimeoutType, Timeouts};
use tokio::time::Instant;

use super::allowlist::Error;
use super::analysis::{self, Analysed, Unjudged};
use super::approvals::{Approvals, Prepared};
use super::cancellation::InFlight;
use super::connect::{Pool, PooledSession, SessionManager};
use super::failure;
use super::knowledge::{Freshness, Knowledge, Known};
use super::observe::{InitialObjects, LogSeen};
use super::posture::Posture;
use super::read_session::Failure;
use crate::config::{DatabaseConfig, Limits, WritableRole};
use crate::error::{ErrorCode, ToolError};
use crate::policy::{Catalog, Policy};
use crate::sql::{ApprovedQuery, FirstReading, RawSql, read_first};

/// The connections to one database, the auditor's aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolStatus {
    /// Open ones, in use or not.
    pub open: usize,
    /// Those in use.
    pub in_use: usize,
    /// How many there may be.
    pub limit: usize,
}

/// What is left of a call to say what it waited for.
const NAMING_TIME: Duration = Duration::from_millis(50);

/// One served database.
pub struct Database {
    pub(super) name: String,
    pool: Pool,
    pub(super) limits: Limits,
    pub(super) policy: Arc<Policy>,
    pub(super) writable_role: WritableRole,
    knowledge: Knowledge,
    pub(super) approvals: Approvals,
    /// Digests that hold for as long as what they were made of.
    pub(super) initial: InitialObjects,
    /// How long the log is known to be as long as it is.
    pub(super) log_seen: LogSeen,
    /// The name in the marker of the clone that it must be; `None` for production, which must bear none.
    marker: Option<String>,
    /// The same database as the auditor sees it. Only [`super::observe`] uses it: nothing an agent sends is run there.
    pub(super) auditor: Option<Arc<Database>>,
}

impl Database {
    pub(super) fn new(
        name: &str,
        config: &DatabaseConfig,
        limits: &Limits,
        policy: Arc<Policy>,
    ) -> Result<Self, Error> {
        let manager = SessionManager::new(config, limits.timeout).map_err(|source| Error::Tls {
            database: name.to_owned(),
            source,
        })?;
        let pool = Pool::builder(manager)
            .max_size(limits.connections)
            .runtime(deadpool::Runtime::Tokio1)
            // The connection used last has the warmest backend; the others may idle.
            .queue_mode(deadpool::managed::QueueMode::Lifo)
            .build()
            .map_err(|error| Error::Pool(error.to_string()))?;
        let auditor = match &config.auditor {
            Some(auditor) => Some(Arc::new(Self::new(
                name,
                auditor,
                limits,
                Arc::clone(&policy),
            )?)),
            None => None,
        };
        Ok(Self {
            name: name.to_owned(),
            pool,
            limits: limits.clone(),
            policy,
            writable_role: config.writable_role,
            knowledge: Knowledge::new(limits.catalog_age),
            approvals: Approvals::new(),
            initial: InitialObjects::default(),
            log_seen: LogSeen::default(),
            marker: None,
            auditor,
        })
    }

    /// The clone of that name.
    pub(super) fn of_clone(
        name: &str,
        config: &DatabaseConfig,
        limits: &Limits,
        policy: Arc<Policy>,
    ) -> Result<Self, Error> {
        Ok(Self {
            marker: Some(name.to_owned()),
            ..Self::new(name, config, limits, policy)?
        })
    }

    pub(super) fn pool_status(&self) -> PoolStatus {
        let status = self.pool.status();
        PoolStatus {
            open: status.size,
            in_use: status.size.saturating_sub(status.available),
            limit: status.max_size,
        }
    }

    /// Whether a session is on loan, of the agents' or of the auditor.
    pub(super) fn is_busy(&self) -> bool {
        let status = self.pool.status();
        status.size > status.available
            || self
                .auditor
                .as_ref()
                .is_some_and(|auditor| auditor.is_busy())
    }

    /// The decision on a statement, made now, without running it.
    ///
    /// # Errors
    /// A refusal by either reading, or a failure.
    pub async fn check(self: &Arc<Self>, sql: &str) -> Result<ApprovedQuery, ToolError> {
        self.approve_anew(sql)
            .await
            .map(|prepared| prepared.approved.clone())
    }

    /// The decision on a statement with all that running it needs, from memory where it was made before.
    ///
    /// # Errors
    /// A refusal by either reading, or a failure.
    pub(super) async fn approve(self: &Arc<Self>, sql: &str) -> Result<Arc<Prepared>, ToolError> {
        // What was approved is found by its exact text, which was read then.
        if let Freshness::Fresh(known) = self.knowledge.freshness()
            && let Some(prepared) = self.approvals.get(sql, known.generation)
        {
            return Ok(prepared);
        }
        self.approve_anew(sql).await
    }

    async fn approve_anew(self: &Arc<Self>, sql: &str) -> Result<Arc<Prepared>, ToolError> {
        self.within(self.limits.timeout, |deadline| async move {
            let (sql, first) = self.read_text(sql)?;
            let (flight, known) = self
                .enter(deadline)
                .await
                .map_err(|failure| failure.error)?;
            let (flight, prepared) = self
                .prepare(flight, known, &sql, &first)
                .await
                .map_err(|failure| failure.error)?;
            flight.finish();
            Ok(prepared)
        })
        .await
    }

    /// The posture of the role, read now.
    ///
    /// # Errors
    /// When the database cannot be reached or asked.
    pub async fn posture(self: &Arc<Self>) -> Result<Posture, ToolError> {
        self.within(self.limits.timeout, |deadline| async move {
            let session = self.connect(deadline).await?;
            let posture = Posture::read(&session).await;
            posture.map_err(|error| failure::statement_failed(&error, None, false))
        })
        .await
    }

    /// The posture of the auditor, read now, where the database has one.
    ///
    /// # Errors
    /// When the database cannot be reached or asked.
    pub async fn auditor_posture(&self) -> Result<Option<Posture>, ToolError> {
        match &self.auditor {
            Some(auditor) => auditor.posture().await.map(Some),
            None => Ok(None),
        }
    }

    pub(super) async fn within<T, F: Future<Output = Result<T, ToolError>>>(
        &self,
        timeout: Duration,
        work: impl FnOnce(Instant) -> F,
    ) -> Result<T, ToolError> {
        let deadline = Instant::now() + timeout;
        tokio::time::timeout_at(deadline, work(deadline)).await.unwrap_or_else(|_| {
            Err(ToolError::new(
                ErrorCode::Timeout,
                format!("the call took longer than {} ms, and the server was asked to cancel it", timeout.as_millis()),
                "narrow the WHERE clause, aggregate less, or ask for an estimate from pg_class.reltuples",
            ))
        })
    }

    /// Layers 2 and 3, which need no server.
    pub(super) fn read_text(&self, sql: &str) -> Result<(RawSql, FirstReading), ToolError> {
        let sql = RawSql::new(sql, self.limits.sql_length())?;
        match read_first(&sql, Catalog::builtin(), self.policy.allow_functions()) {
            FirstReading::Refused(error) => Err(error),
            first => Ok((sql, first)),
        }
    }

    /// A session and what is known of the database, with a role that may be served.
    pub(super) async fn enter(
        self: &Arc<Self>,
        deadline: Instant,
    ) -> Result<(InFlight, Arc<Known>), Failure> {
        let session = self.connect(deadline).await?;
        let flight = InFlight::new(session);
        let known = match self.knowledge.freshness() {
            Freshness::Fresh(known) => known,
            Freshness::Ageing(known) => {
                self.refresh_in_background(known.generation);
                known
            }
            Freshness::Expired(seen) => self.knowledge.read(flight.session(), seen).await?,
        };
        if let Some(refusal) = known.posture.wrong_channel(self.marker.as_deref()) {
            flight.finish();
            return Err(refusal.into());
        }
        if known.posture.can_write() && self.writable_role == WritableRole::Refuse {
            let refusal = known.posture.refusal(&self.name);
            flight.finish();
            return Err(refusal.into());
        }
        Ok((flight, known))
    }

    /// Takes a statement through the second reading, and keeps what both say of it. Its transaction is still open.
    pub(super) async fn prepare(
        &self,
        flight: InFlight,
        known: Arc<Known>,
        sql: &RawSql,
        first: &FirstReading,
    ) -> Result<(InFlight, Arc<Prepared>), Failure> {
        let (mut flight, known, analysed) = self.analyse(flight, known, sql).await?;
        let approved = ApprovedQuery::from_readings(sql.clone(), first.clone(), analysed.judged)?;
        let prepared = Arc::new(Prepared::new(
            approved,
            &analysed.statement,
            self.limits.result_bytes.as_u64(),
            &known,
        ));
        flight.keep(analysed.statement);
        self.approvals.keep(sql.as_str(), &prepared);
        Ok((flight, prepared))
    }

    /// The second reading; a tree that names an object newer than the catalog has the catalog read again at once.
    async fn analyse(
        &self,
        mut flight: InFlight,
        mut known: Arc<Known>,
        sql: &RawSql,
    ) -> Result<(InFlight, Arc<Known>, Analysed), Failure> {
        let analyse = async |flight: &mut InFlight, known: &Known| {
            let (posture, catalog) = (&known.posture, &known.catalog);
            analysis::analyse(&flight.drive(), sql, posture, catalog, &self.policy).await
        };
        let mut outcome = analyse(&mut flight, &known).await;
        if matches!(outcome, Err(Unjudged::UnknownObject(_))) {
            let failed =
                |error: tokio_postgres::Error| failure::statement_failed(&error, None, false);
            flight.execute("ROLLBACK").await.map_err(failed)?;
            known = self
                .knowledge
                .read(flight.session(), known.generation)
                .await?;
            outcome = analyse(&mut flight, &known).await;
        }
        match outcome {
            Ok(analysed) => Ok((flight, known, analysed)),
            Err(unjudged) => {
                flight.finish();
                Err(match unjudged {
                    Unjudged::Failed(failure) => failure,
                    Unjudged::UnknownObject(oid) => unknown_object(oid).into(),
                })
            }
        }
    }

    fn refresh_in_background(self: &Arc<Self>, seen: u64) {
        if self.knowledge.is_being_read() {
            return;
        }
        let database = Arc::clone(self);
        tokio::spawn(async move {
            let deadline = Instant::now() + database.limits.timeout;
            let outcome = match database.connect(deadline).await {
                Ok(session) => {
                    let flight = InFlight::new(session);
                    let outcome = database
                        .knowledge
                        .read(flight.session(), seen)
                        .await
                        .map(drop);
                    flight.finish();
                    outcome
                }
                Err(error) => Err(error),
            };
            if let Err(error) = outcome {
                tracing::warn!(database = database.name, code = %error.code, "the catalog could not be read again");
            }
        });
    }

    /// A session that nobody waits for, or none.
    pub(super) async fn spare(&self) -> Option<PooledSession> {
        let time = Some(self.limits.timeout);
        let timeouts = Timeouts {
            wait: Some(Duration::ZERO),
            create: time,
            recycle: time,
        };
        self.pool.timeout_get(&timeouts).await.ok()
    }

    pub(super) async fn connect(&self, deadline: Instant) -> Result<PooledSession, ToolError> {
        // A little before the call's own end, so that what was waited for is named.
        let left = remaining(deadline);
        let wait = Some(left - NAMING_TIME.min(left / 4));
        let timeouts = Timeouts {
            wait,
            create: wait,
            recycle: wait,
        };
        self.pool.timeout_get(&timeouts).await.map_err(|error| match error {
            PoolError::Timeout(TimeoutType::Wait) => ToolError::new(
                ErrorCode::PoolExhausted,
                format!("all {} connections to {} are busy", self.limits.connections, self.name),
                "try again in a few seconds",
            ),
            PoolError::Backend(error) => failure::connection_lost(&error),
            _ => ToolError::new(
                ErrorCode::DatabaseUnavailable,
                format!("the database {} did not answer in time", self.name),
                "try again in a few seconds; if it lasts, the operator can run `gatepost doctor`",
            ),
        })
    }
}

fn remaining(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

fn unknown_object(oid: u32) -> ToolError {
    ToolError::new(
        ErrorCode::AnalysisUnavailable,
        format!(
            "the statement uses an object (OID {oid}) that the database's catalog does not show"
        ),
        "try again: it may just have been created or dropped",
    )
}
