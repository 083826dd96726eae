//! Connections: opened with their notices in our hands, cleaned before they are used again.
//!
//! deadpool-postgres' [`Connect`] lets us own the task that drives a connection, and so receive the LOG notice in which
//! PostgreSQL gives its rewritten tree. Each connection has one [`TreeSlot`], shared by its task and its [`Session`].

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use deadpool_postgres::{ClientWrapper, Connect, ManagerConfig};
use tokio::task::JoinHandle;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::cancellation::Cleaning;
use super::connector::{Connector, Heard};
use super::driver::{Driver, Driving};
use super::pinning::{self, Pinning};
use super::statements::Statements;
use crate::config::DatabaseConfig;
use crate::sql::tree;

/// The routine that prints a tree (PostgreSQL's `src/backend/nodes/print.c`); its message can be translated, this cannot.
const TREE_ROUTINE: &str = "elog_node_display";

/// How a rewritten tree's detail begins: a list of queries.
const TREE_START: &str = "({QUERY";

/// Where the task of a connection leaves the trees its session waits for.
#[derive(Debug, Clone, Default)]
pub(super) struct TreeSlot(Arc<Mutex<Slot>>);

#[derive(Debug, Default)]
struct Slot {
    waiting: bool,
    trees: Vec<String>,
    /// Of all that came, kept or not.
    bytes: usize,
}

impl TreeSlot {
    /// From now on trees are kept.
    pub(super) fn expect(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Slot {
            waiting: true,
            ..Slot::default()
        };
    }

    /// Every tree that came since [`TreeSlot::expect`].
    ///
    /// The statement's own is not the only one, and nothing tells it from the others: analysis runs the input function of
    /// a literal's type, which for an array of a domain runs the domain's checks, whose trees come first; and the look-ups
    /// of types come last. All of them ran or will run, so all of them are to be judged.
    ///
    /// # Errors
    ///
    /// When together they are more than are scanned.
    pub(super) fn take(&self) -> Result<Vec<String>, tree::Error> {
        let slot = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if slot.bytes > tree::LIMIT_BYTES {
            return Err(tree::Error::TooLarge { bytes: slot.bytes });
        }
        Ok(slot.trees)
    }

    fn offer(&self, notice: &DbError) {
        let Some(detail) = notice
            .detail()
            .filter(|detail| detail.starts_with(TREE_START))
        else {
            return;
        };
        if notice.routine() != Some(TREE_ROUTINE) {
            return;
        }
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !slot.waiting {
            return;
        }
        slot.bytes = slot.bytes.saturating_add(detail.len());
        if slot.bytes <= tree::LIMIT_BYTES {
            slot.trees.push(detail.to_owned());
        }
    }
}

/// One open connection and the trees that arrive on it.
pub(super) struct Session {
    /// Reached by dereferencing alone, which sees to it that somebody drives.
    client: ClientWrapper,
    pub(super) trees: TreeSlot,
    driver: Driver,
    pub(super) pinning: Pinning,
    pub(super) statements: Statements,
    /// Of the last call, as long as nobody has seen to it that it was done.
    pub(super) cleaning: Option<Cleaning>,
}

impl std::ops::Deref for Session {
    type Target = Client;

    /// For whoever does not drive: the connection's task does, unless the caller that has the session drives already.
    fn deref(&self) -> &Client {
        self.driver.call_task();
        &self.client
    }
}

impl Session {
    /// From now on the caller drives the connection, and has the session to itself.
    pub(super) fn drive(&mut self) -> Drive<'_> {
        let session = &*self;
        Drive {
            session,
            driving: session.driver.take(),
        }
    }

    /// Runs a text of gatepost's own, which the session keeps parsed and planned: that takes the server about as long
    /// as running it (measured over the catalogs of a small database).
    pub(super) async fn query_kept(
        &self,
        sql: &'static str,
        parameters: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        let types: Vec<Type> = parameters.iter().map(|(_, kind)| kind.clone()).collect();
        let Some(statement) = self.statements.own(sql, &types) else {
            return self.query_typed(sql, parameters).await;
        };
        let values: Vec<&(dyn ToSql + Sync)> = parameters.iter().map(|(value, _)| *value).collect();
        let answer = self.query(&statement, &values).await;
        if let Err(error) = &answer
            && error.code() == Some(&SqlState::INVALID_SQL_STATEMENT_NAME)
        {
            self.statements.lost();
        }
        answer
    }
}

/// A session whose connection the caller drives. Each future of the session's must be waited for by [`Driving::until`]; any
/// other way to wait for one does not end.
pub(super) struct Drive<'a> {
    session: &'a Session,
    driving: Driving<'a>,
}

impl<'a> Drive<'a> {
    pub(super) fn session(&self) -> &'a Session {
        self.session
    }
}

impl<'a> std::ops::Deref for Drive<'a> {
    type Target = Driving<'a>;

    fn deref(&self) -> &Driving<'a> {
        &self.driving
    }
}

/// Opens sessions for the pool of one database.
pub(super) struct SessionManager {
    connection: tokio_postgres::Config,
    connector: Connector,
    timeout: Duration,
}

/// The pool of one database.
pub(super) type Pool = managed::Pool<SessionManager>;

/// A session on loan from its pool.
pub(super) type PooledSession = managed::Object<SessionManager>;

impl SessionManager {
    /// Sessions whose statements end after `timeout` by the server's own clock.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(super) fn new(
        config: &DatabaseConfig,
        timeout: Duration,
    ) -> Result<Self, super::tls::Error> {
        let (connector, mut connection) = Connector::new(config)?;
        if connection.get_application_name().is_none() {
            connection.application_name("gatepost");
        }
        Ok(Self {
            connection,
            connector,
            timeout,
        })
    }

    async fn open(
        &self,
        connection: tokio_postgres::Config,
    ) -> Result<(ClientWrapper, TreeSlot, Driver), tokio_postgres::Error> {
        let (trees, driver) = (TreeSlot::default(), Driver::default());
        let connect = ConnectWithNotices {
            connector: self.connector.clone(),
            trees: trees.clone(),
            driver: driver.clone(),
        };
        let manager =
            deadpool_postgres::Manager::from_connect(connection, connect, ManagerConfig::default());
        Ok((managed::Manager::create(&manager).await?, trees, driver))
    }

    /// The way of cancel requests, which open a connection of their own.
    pub(super) fn connector(&self) -> &Connector {
        &self.connector
    }
}

impl managed::Manager for SessionManager {
    type Type = Session;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Session, Self::Error> {
        let mut pinned = self.connection.clone();
        let own = pinned.get_options().unwrap_or_default();
        pinned.options(format!("{own} {}", pinning::startup_options(self.timeout)));
        let (client, trees, driver) = match self.open(pinned).await {
            // PgBouncer refuses options it does not know with this code.
            Err(error) if error.code() == Some(&SqlState::PROTOCOL_VIOLATION) => {
                self.open(self.connection.clone()).await?
            }
            opened => opened?,
        };
        let pinning = if pinning::arrived(&client).await? {
            Pinning::AtStart
        } else {
            pinning::each_transaction(self.timeout)
        };
        Ok(Session {
            client,
            trees,
            driver,
            pinning,
            statements: Statements::default(),
            cleaning: None,
        })
    }

    /// Sessions are cleaned as soon as a call is over, so a returned one only has to be alive and clean.
    async fn recycle(&self, session: &mut Session, _: &Metrics) -> RecycleResult<Self::Error> {
        let is_clean = match session.cleaning.take() {
            Some(cleaning) => session.drive().until(cleaning.succeeded()).await,
            None => true,
        };
        if session.client.is_closed() || !is_clean {
            Err(RecycleError::message(
                "the connection is closed, or was not cleaned",
            ))
        } else {
            Ok(())
        }
    }
}

/// Opens one connection and drives it, keeping the trees among its notices.
struct ConnectWithNotices {
    connector: Connector,
    trees: TreeSlot,
    driver: Driver,
}

type Connected = Result<(Client, JoinHandle<()>), tokio_postgres::Error>;

impl Connect for ConnectWithNotices {
    fn connect(
        &self,
        config: &tokio_postgres::Config,
    ) -> Pin<Box<dyn Future<Output = Connected> + Send + '_>> {
        let (config, trees) = (config.clone(), self.trees.clone());
        Box::pin(async move {
            let heard = move |heard| {
                if let Heard::Notice(notice) = heard {
                    trees.offer(&notice);
                }
            };
            self.connector.open(&config, &self.driver, heard).await
        })
    }
}
