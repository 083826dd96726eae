//! Production as a clone is copied from it: one session, READ ONLY at one instant, that nothing of an agent's reaches.

use std::fmt::Write;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt;
use serde::Deserialize;
use tokio_postgres::{Client, CopyOutStream};

use super::connector::Connector;
use super::driver::Driver;
use super::{failure, pinning};
use crate::config::{CloneTimeouts, DatabaseConfig};
use crate::db::quoting::quoted;
use crate::error::{ErrorCode, ToolError};
use crate::gate::QualifiedName;

const DATABASE: &str = include_str!("sql/copied_database.sql");
const TABLES: &str = include_str!("sql/copied_tables.sql");
const SEQUENCES: &str = include_str!("sql/copied_sequences.sql");

/// What the server shows in `pg_stat_activity`.
const APPLICATION: &str = "gatepost-clone";

/// A table that blocks longer is given up: whoever waits behind us waits too.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CopiedColumn {
    /// Its name, unquoted.
    pub name: String,
    /// Its type as SQL, with schema and modifier.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the type is, under any domain, where that is PostgreSQL's own, such as `varchar`, or `citext`; else nothing.
    pub base: String,
    /// `atttypmod`, or that of the domain.
    pub modifier: i32,
    /// It refuses NULL.
    pub not_null: bool,
    /// PostgreSQL computes it from the others.
    pub generated: bool,
    /// It decides which partition a row is in.
    pub partition_key: bool,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// The table it leads to, by OID.
    pub references: i64,
    /// Whether every row that was there before it holds to it.
    pub validated: bool,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The columns that are referred to, in the same order.
    pub referenced: Vec<String>,
    /// `referenced OPERATOR columns`, as SQL.
    pub operators: Vec<String>,
}

/// A table whose rows may be copied.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CopiedTable {
    /// Its OID.
    pub oid: i64,
    /// Its name.
    pub name: QualifiedName,
    /// It holds no rows: its partitions do.
    pub partitioned: bool,
    /// An extension made it, and makes it on the clone.
    pub of_extension: bool,
    /// The role may SELECT it.
    pub readable: bool,
    /// The role may look into its schema.
    pub schema_usable: bool,
    /// Policies hide rows from the role.
    pub row_security: bool,
    /// Partitioned tables above it, and parents.
    pub ancestors: Vec<i64>,
    /// For a partitioned table: every partition that holds rows.
    pub partitions: Vec<i64>,
    /// Its columns, in order.
    pub columns: Vec<CopiedColumn>,
    /// The primary key's columns.
    pub primary_key: Vec<String>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
}

/// Which database it is, and what a copy of it needs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CopiedDatabase {
    /// Its name on the server.
    pub database: String,
    /// Its OID.
    pub oid: i64,
    /// The cluster's.
    pub system_identifier: String,
    /// `server_version_num`, such as 150018.
    pub version_number: u32,
    /// Who reads.
    pub role: String,
    /// `pg_encoding_to_char`.
    pub encoding: String,
    /// `LC_COLLATE`.
    pub collate: String,
    /// `LC_CTYPE`.
    pub ctype: String,
    /// `c` is the C library, `i` ICU, `b` built in.
    pub provider: String,
    /// The provider's locale, where it is not the C library.
    pub locale: Option<String>,
    /// How many large objects there are.
    pub large_objects: i64,
    /// The roles that own or were granted anything in it.
    pub roles: Vec<String>,
}

/// A sequence, and whether the role may read where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedSequence {
    /// Its name.
    pub name: QualifiedName,
    /// Whether the role may.
    pub readable: bool,
}

/// Everything that a plan is laid over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedCatalog {
    /// The database.
    pub database: CopiedDatabase,
    /// Its tables.
    pub tables: Vec<CopiedTable>,
    /// Its sequences.
    pub sequences: Vec<CopiedSequence>,
}

/// A session on production that reads one instant.
pub struct Source {
    client: Client,
}

impl Source {
    /// Connects. Nothing it sends can write: its transactions are READ ONLY from its first message on, and end after
    /// `timeout` by the server's own clock. `secrets` are settings that its reads use by `current_setting`, without white
    /// space: they travel with the connection's first message, and so stand in no statement that a log or a view of
    /// activity could show.
    ///
    /// # Errors
    /// When production cannot be reached directly.
    pub async fn open(
        config: &DatabaseConfig,
        timeout: Duration,
        secrets: &[(&str, String)],
    ) -> Result<Self, ToolError> {
        let (connector, mut connection) = Connector::new(config).map_err(|error| {
            let message = format!("production's connection cannot be set up: {error}");
            ToolError::new(
                ErrorCode::ConfigInvalid,
                message,
                "correct its TLS settings",
            )
        })?;
        let timeouts = CloneTimeouts {
            connect: timeout,
            statement: timeout,
            lock: LOCK_TIMEOUT,
            idle_in_transaction: timeout,
        };
        let mut options = pinning::writing_options(&timeouts);
        options.push_str(" -c default_transaction_read_only=on");
        for (name, value) in secrets {
            let _ = write!(options, " -c {name}={value}");
        }
        connection.options(options);
        connection.application_name(APPLICATION);
        let opened = connector
            .open(&connection, &Driver::default(), |_| {})
            .await;
        let (client, _) = opened.map_err(|error| failed(&error))?;
        let arrived = pinning::arrived(&client).await;
        if !arrived.map_err(|error| failed(&error))? {
            return Err(ToolError::new(
                ErrorCode::DatabaseUnavailable,
                "production is reached through a pooler, which shares sessions: a snapshot is one session's own",
                "name PostgreSQL itself in the URL",
            ));
        }
        let source = Self { client };
        // What pg_dump sets for the same reason: names are written whole, and rows are never left out in silence.
        source
            .run("SET search_path = ''; SET row_security = off; SET lc_monetary = 'C'; SET synchronize_seqscans = off")
            .await?;
        Ok(source)
    }

    /// Reads what there is, at one instant.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn look(&self) -> Result<CopiedCatalog, ToolError> {
        self.begin().await?;
        let catalog = self.catalog().await?;
        self.run("COMMIT").await?;
        Ok(catalog)
    }

    /// Stays at one instant from now on, and gives the snapshot's name. The tables are locked first (ACCESS SHARE, as any
    /// read): a TRUNCATE in between would empty them for the snapshot too.
    ///
    /// # Errors
    /// When a table is locked by somebody else, or what there is is no longer `expected`.
    pub async fn freeze(&self, expected: &CopiedCatalog) -> Result<String, ToolError> {
        self.begin().await?;
        let tables = expected.tables.iter().filter(|table| !table.of_extension);
        let names: Vec<String> = tables
            .map(|table| format!("ONLY {}", quoted(&table.name)))
            .collect();
        for names in names.chunks(100) {
            let lock = format!("LOCK TABLE {} IN ACCESS SHARE MODE", names.join(", "));
            self.run(&lock).await?;
        }
        let snapshot = self
            .client
            .query_typed_one("SELECT pg_catalog.pg_export_snapshot()", &[]);
        let snapshot = snapshot.await.and_then(|row| row.try_get(0));
        let snapshot = snapshot.map_err(|error| failed(&error))?;
        let seen = self.catalog().await?;
        if seen.tables != expected.tables || seen.sequences != expected.sequences {
            return Err(ToolError::new(
                ErrorCode::DatabaseUnavailable,
                "production's tables were altered while the copy was prepared",
                "make the clone when no migration runs",
            ));
        }
        Ok(snapshot)
    }

    async fn begin(&self) -> Result<(), ToolError> {
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await
    }

    async fn run(&self, sql: &str) -> Result<(), ToolError> {
        let done = self.client.batch_execute(sql).await;
        done.map_err(|error| failed(&error))
    }

    async fn catalog(&self) -> Result<CopiedCatalog, ToolError> {
        let read = async {
            let database = self.client.query_typed_one(DATABASE, &[]).await?;
            let tables = self.client.query_typed(TABLES, &[]).await?;
            let sequences = self.client.query_typed(SEQUENCES, &[]).await?;
            Ok((database, tables, sequences))
        };
        let (database, tables, sequences) = read
            .await
            .map_err(|error: tokio_postgres::Error| failed(&error))?;
        let sequence = |row: &tokio_postgres::Row| {
            Ok(CopiedSequence {
                name: QualifiedName::new(
                    row.try_get::<_, String>(0)?,
                    row.try_get::<_, String>(1)?,
                ),
                readable: row.try_get(2)?,
            })
        };
        let sequences = sequences.iter().map(sequence).collect::<Result<_, _>>();
        Ok(CopiedCatalog {
            database: parsed(&database)?,
            tables: tables.iter().map(parsed).collect::<Result<_, _>>()?,
            sequences: sequences.map_err(|error| failed(&error))?,
        })
    }

    /// The rows of a query as COPY writes them.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn rows(&self, select: &str) -> Result<Rows, ToolError> {
        let sql = format!("COPY ({select}) TO STDOUT");
        let rows = self
            .client
            .copy_out(&sql)
            .await
            .map_err(|error| failed(&error))?;
        Ok(Rows(Box::pin(rows)))
    }

    /// Where a sequence stands: its last value, and whether that was given out.
    ///
    /// # Errors
    /// When the role may not read it.
    pub async fn position(&self, sequence: &QualifiedName) -> Result<(i64, bool), ToolError> {
        let sql = format!("SELECT last_value, is_called FROM {}", quoted(sequence));
        let read = self.client.query_typed_one(&sql, &[]).await;
        read.and_then(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .map_err(|error| failed(&error))
    }
}

/// Rows on their way, masked by the server that they come from.
pub struct Rows(Pin<Box<CopyOutStream>>);

impl Rows {
    /// The next of them; `None` at the end.
    ///
    /// # Errors
    /// What production says.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, ToolError> {
        let next = self.0.try_next().await;
        next.map_err(|error| failed(&error))
    }
}

fn parsed<T: serde::de::DeserializeOwned>(row: &tokio_postgres::Row) -> Result<T, ToolError> {
    let text: String = row.try_get(0).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| {
        ToolError::new(
            ErrorCode::Internal,
            format!("production's catalog cannot be understood: {error}"),
            "report this; nothing was made",
        )
    })
}

fn failed(error: &tokio_postgres::Error) -> ToolError {
    let reason = failure::reason(error);
    let (code, hint) = match error.code().map(tokio_postgres::error::SqlState::code) {
        Some("42501") => (
            ErrorCode::PermissionDenied,
            "GRANT pg_read_all_data to the role, or name an auditor in production's configuration",
        ),
        Some("55P03") => (
            ErrorCode::DatabaseUnavailable,
            "somebody holds a lock on a table: make the clone when no migration runs",
        ),
        Some("57014" | "25P03") => (
            ErrorCode::Timeout,
            "give the plan a longer `timeout`, or copy less",
        ),
        _ => (
            ErrorCode::DatabaseUnavailable,
            "see that production runs, and that its URL leads to PostgreSQL itself",
        ),
    };
    let error_made = ToolError::new(code, format!("production cannot be copied: {reason}"), hint);
    match error.code() {
        Some(state) => error_made.with_sqlstate(state.code()),
        None => error_made,
    }
}
