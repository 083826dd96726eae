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

use super::connector::{Connector, Heard};
use super::cork::Cork;
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

    /// Every tree that came since [`TreeSlot::expect`]; none when there were more than are scanned.
    ///
    /// The statement's own is not the only one, and nothing tells it from the others: analysis runs the input function of
    /// a literal's type, which for an array of a domain runs the domain's checks, whose trees come first; and the look-ups
    /// of types come last. All of them ran or will run, so all of them are to be judged.
    pub(super) fn take(&self) -> Vec<String> {
        let slot = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if slot.bytes > tree::LIMIT_BYTES {
            return Vec::new();
        }
        slot.trees
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
    client: ClientWrapper,
    pub(super) trees: TreeSlot,
    pub(super) cork: Cork,
    pub(super) pinning: Pinning,
    pub(super) statements: Statements,
}

impl std::ops::Deref for Session {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Session {
    /// Runs a text of gatepost's own, which the session keeps parsed and planned: that takes the server about as long
    /// as running it (measured over the catalogs of a small database).
    pub(super) async fn query_kept(
        &self,
        sql: &'static str,
        parameters: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        let types: Vec<Type> = parameters.iter().map(|(_, kind)| kind.clone()).collect();
        let Some(statement) = self.statements.own(sql, &types) else {
            return self.client.query_typed(sql, parameters).await;
        };
        let values: Vec<&(dyn ToSql + Sync)> = parameters.iter().map(|(value, _)| *value).collect();
        let answer = self.client.query(&statement, &values).await;
        if let Err(error) = &answer
            && error.code() == Some(&SqlState::INVALID_SQL_STATEMENT_NAME)
        {
            self.statements.lost();
        }
        answer
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
    ) -> Result<(ClientWrapper, TreeSlot, Cork), tokio_postgres::Error> {
        let (trees, cork) = (TreeSlot::default(), Cork::default());
        let connect = ConnectWithNotices {
            connector: self.connector.clone(),
            trees: trees.clone(),
            cork: cork.clone(),
        };
        let manager =
            deadpool_postgres::Manager::from_connect(connection, connect, ManagerConfig::default());
        Ok((managed::Manager::create(&manager).await?, trees, cork))
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
        let (client, trees, cork) = match self.open(pinned).await {
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
            cork,
            pinning,
            statements: Statements::default(),
        })
    }

    /// Sessions are cleaned as soon as a call is over, so a returned one only has to be alive.
    async fn recycle(&self, session: &mut Session, _: &Metrics) -> RecycleResult<Self::Error> {
        if session.is_closed() {
            Err(RecycleError::message("the connection is closed"))
        } else {
            Ok(())
        }
    }
}

/// Opens one connection and drives it, keeping the trees among its notices.
struct ConnectWithNotices {
    connector: Connector,
    trees: TreeSlot,
    cork: Cork,
}

type Connected = Result<(Client, JoinHandle<()>), tokio_postgres::Error>;

impl Connect for ConnectWithNotices {
    fn connect(
        &self,
        config: &tokio_postgres::Config,
    ) -> Pin<Box<dyn Future<Output = Connected> + Send + '_>> {
        let (config, trees, cork) = (config.clone(), self.trees.clone(), self.cork.clone());
        Box::pin(async move {
            let heard = move |heard| {
                if let Heard::Notice(notice) = heard {
                    trees.offer(&notice);
                }
            };
            self.connector.open(&config, cork, heard).await
        })
    }
}
