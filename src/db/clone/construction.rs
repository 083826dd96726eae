//! A clone being made: a database that this process created, and nobody else can connect to until it is marked.

use std::fmt::Write;
use std::pin::pin;

use bytes::Bytes;
use futures::SinkExt;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config};

use super::marking::isolate_sql;
use super::opening::way;
use crate::config::CloneConfig;
use crate::db::connector::Connector;
use crate::db::driver::Driver;
use crate::db::quoting::{identifier, literal, quoted};
use crate::db::source::{CopiedDatabase, Rows};
use crate::db::{failure, pinning};
use crate::error::{ErrorCode, ToolError};
use crate::gate::QualifiedName;

/// The database that every server has, to make others from.
const MAINTENANCE_DATABASE: &str = "postgres";

/// What a database says of itself until its making has ended.
const UNFINISHED: &str = "gatepost: a clone whose making has not ended";

/// A server that a clone is to be made on.
pub struct Site {
    administrator: CloneConfig,
    connector: Connector,
    connection: Config,
    maintenance: Client,
    /// The cluster's.
    pub system_identifier: String,
    /// `server_version_num`.
    pub version_number: u32,
}

impl Site {
    /// Connects as the administrator; nothing is made yet.
    ///
    /// # Errors
    /// When the server cannot be reached, or is a standby.
    pub async fn open(administrator: CloneConfig) -> Result<Self, ToolError> {
        let (connector, connection) = way(&administrator, &administrator.writer)?;
        let mut elsewhere = connection.clone();
        elsewhere.dbname(MAINTENANCE_DATABASE);
        let maintenance = connect(&connector, &elsewhere).await?;
        let sql = "SELECT (SELECT s.system_identifier::text FROM pg_catalog.pg_control_system() s), \
                   pg_catalog.current_setting('server_version_num')::int4, pg_catalog.pg_is_in_recovery()";
        let row = maintenance.query_typed_one(sql, &[]).await;
        let row = row.map_err(|error| failed(&error))?;
        let read = || Ok((row.try_get(0)?, row.try_get::<_, i32>(1)?, row.try_get(2)?));
        let (system_identifier, version, standby) =
            read().map_err(|error: tokio_postgres::Error| failed(&error))?;
        if standby {
            return Err(ToolError::new(
                ErrorCode::CloneUnavailable,
                "the server is a standby: no database can be made on it",
                "name a primary with `--administrator`",
            ));
        }
        Ok(Self {
            administrator,
            connector,
            connection,
            maintenance,
            system_identifier,
            version_number: u32::try_from(version).unwrap_or_default(),
        })
    }

    /// Refused when there is a database of that name already.
    ///
    /// # Errors
    /// That, with how it came to be where it says so.
    pub async fn free(&self) -> Result<(), ToolError> {
        let name = &self.administrator.name;
        let sql = "SELECT pg_catalog.shobj_description(oid, 'pg_database') FROM pg_catalog.pg_database WHERE datname = $1";
        let rows = self
            .maintenance
            .query_typed(sql, &[(name, Type::TEXT)])
            .await;
        let rows = rows.map_err(|error| failed(&error))?;
        let Some(row) = rows.first() else {
            return Ok(());
        };
        let says: Option<String> = row.try_get(0).map_err(|error| failed(&error))?;
        let (unfinished, hint) = match says.as_deref() {
            Some(UNFINISHED) => (
                ", left by a run that was killed",
                format!(
                    "when no other run is making it, remove it: DROP DATABASE {};",
                    identifier(name)
                ),
            ),
            _ => (
                "",
                "give `clone.name` and `clone.url` another name; gatepost drops nothing that it did not make".to_owned(),
            ),
        };
        Err(ToolError::new(
            ErrorCode::CloneUnavailable,
            format!("there is a database `{name}` on the server already{unfinished}"),
            hint,
        ))
    }

    /// Those of the roles that the server does not have.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn missing_roles(&self, roles: &[String]) -> Result<Vec<String>, ToolError> {
        let sql = "SELECT r FROM pg_catalog.unnest($1) r WHERE r NOT IN (SELECT rolname FROM pg_catalog.pg_roles) ORDER BY r";
        let rows = self
            .maintenance
            .query_typed(sql, &[(&roles, Type::TEXT_ARRAY)])
            .await;
        rows.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect())
            .map_err(|error| failed(&error))
    }

    /// Makes the database: empty, encoded and ordered as production's, closed to all but its owner and those named.
    ///
    /// # Errors
    /// When the server refuses; then nothing is left.
    pub async fn make(
        self,
        like: &CopiedDatabase,
        owner: &str,
        others: &[String],
    ) -> Result<Construction, ToolError> {
        let name = &self.administrator.name;
        let made = self
            .maintenance
            .batch_execute(&create_sql(name, like, owner))
            .await;
        if let Err(error) = made {
            let failed = failed(&error);
            return Err(match error.as_db_error() {
                Some(_) => failed,
                None => remains(failed, name),
            });
        }
        let quoted = identifier(name);
        let mut prepare = format!(
            "COMMENT ON DATABASE {quoted} IS {};\n{}\nREVOKE TEMPORARY ON DATABASE {quoted} FROM PUBLIC;\n",
            literal(UNFINISHED),
            isolate_sql(name)
        );
        for role in others {
            let _ = writeln!(
                prepare,
                "GRANT CONNECT ON DATABASE {quoted} TO {};",
                identifier(role)
            );
        }
        let _ = write!(prepare, "ALTER DATABASE {quoted} ALLOW_CONNECTIONS true;");
        let oid = async {
            let sql = "SELECT oid::int8 FROM pg_catalog.pg_database WHERE datname = $1";
            let row = self
                .maintenance
                .query_typed_one(sql, &[(name, Type::TEXT)])
                .await?;
            let oid: i64 = row.try_get(0)?;
            self.maintenance.batch_execute(&prepare).await?;
            Ok(oid)
        };
        let client = async {
            let oid = oid
                .await
                .map_err(|error: tokio_postgres::Error| failed(&error))?;
            let client = connect(&self.connector, &self.connection).await?;
            let ready = "SET search_path = ''; SET row_security = off; SET lc_monetary = 'C'";
            let done = client.batch_execute(ready).await;
            done.map_err(|error| failed(&error))?;
            Ok((oid, client))
        };
        match client.await {
            Ok((oid, client)) => Ok(Construction {
                site: self,
                oid,
                client,
            }),
            Err(error) => {
                // Made a moment ago by this very session, and closed to everybody.
                let sql = format!("DROP DATABASE {quoted}");
                match self.maintenance.batch_execute(&sql).await {
                    Ok(()) => Err(error),
                    Err(_) => Err(remains(error, name)),
                }
            }
        }
    }
}

/// A database that this process made and that is not yet a clone. [`Site::make`] alone makes one.
pub struct Construction {
    site: Site,
    oid: i64,
    client: Client,
}

impl Construction {
    /// How programs reach it as the administrator.
    pub fn way(&self) -> &crate::config::DatabaseConfig {
        &self.site.administrator.writer
    }

    /// Takes rows into a table, and says how many came.
    ///
    /// # Errors
    /// What either server says.
    pub async fn fill(
        &self,
        table: &QualifiedName,
        columns: &[&str],
        mut rows: Rows,
    ) -> Result<u64, ToolError> {
        let names: Vec<String> = columns.iter().map(|name| identifier(name)).collect();
        let list = match names.as_slice() {
            [] => String::new(),
            names => format!(" ({})", names.join(", ")),
        };
        let sql = format!("COPY {}{list} FROM STDIN", quoted(table));
        let into = |error: &tokio_postgres::Error| {
            let mut failed = failed(error);
            failed.message = format!("{}: {}", quoted(table), failed.message);
            failed
        };
        let sink = self.client.copy_in::<_, Bytes>(&sql).await;
        let mut sink = pin!(sink.map_err(|error| into(&error))?);
        while let Some(bytes) = rows.next().await? {
            if sink.feed(bytes).await.is_err() {
                break;
            }
        }
        // What the server has against a row it says at the end.
        sink.finish().await.map_err(|error| into(&error))
    }

    /// Puts a sequence where production's stands.
    ///
    /// # Errors
    /// What the server says.
    pub async fn place(
        &self,
        sequence: &QualifiedName,
        (last, called): (i64, bool),
    ) -> Result<(), ToolError> {
        let sql = "SELECT pg_catalog.setval($1::text::pg_catalog.regclass, $2, $3)";
        let name = quoted(sequence);
        let parameters: [(&(dyn ToSql + Sync), Type); 3] = [
            (&name, Type::TEXT),
            (&last, Type::INT8),
            (&called, Type::BOOL),
        ];
        let placed = self.client.query_typed_one(sql, &parameters).await;
        placed.map(|_| ()).map_err(|error| failed(&error))
    }

    /// Gathers what the planner needs, from the masked rows.
    ///
    /// # Errors
    /// What the server says.
    pub async fn analyze(&self) -> Result<(), ToolError> {
        let done = self.client.batch_execute("ANALYZE").await;
        done.map_err(|error| failed(&error))
    }

    /// Says of the database where it came from: its making has ended.
    ///
    /// # Errors
    /// What the server says.
    pub async fn finish(&self, comment: &str) -> Result<(), ToolError> {
        let name = identifier(&self.site.administrator.name);
        let sql = format!("COMMENT ON DATABASE {name} IS {}", literal(comment));
        let done = self.site.maintenance.batch_execute(&sql).await;
        done.map_err(|error| failed(&error))
    }

    /// Removes the database, when it is the one that this process made, because of `cause`; which is given back, with
    /// what is left where anything is.
    pub async fn remove(self, cause: ToolError) -> ToolError {
        let Self { site, oid, client } = self;
        let name = &site.administrator.name;
        drop(client);
        let removed = async {
            // The session of before may be what failed.
            let mut elsewhere = site.connection.clone();
            elsewhere.dbname(MAINTENANCE_DATABASE);
            let maintenance = connect(&site.connector, &elsewhere).await.ok()?;
            let sql = "SELECT oid::int8 FROM pg_catalog.pg_database WHERE datname = $1";
            let rows = maintenance
                .query_typed(sql, &[(name, Type::TEXT)])
                .await
                .ok()?;
            let Some(row) = rows.first() else {
                return Some(());
            };
            if row.try_get::<_, i64>(0).ok()? != oid {
                return None;
            }
            let sql = format!("DROP DATABASE {} WITH (FORCE)", identifier(name));
            maintenance.batch_execute(&sql).await.ok()
        };
        match removed.await {
            Some(()) => cause,
            None => remains(cause, name),
        }
    }
}

/// The statement that makes an empty database that stores and orders text as another.
fn create_sql(name: &str, like: &CopiedDatabase, owner: &str) -> String {
    let mut sql = format!(
        "CREATE DATABASE {} TEMPLATE template0 OWNER {} ENCODING {} LC_COLLATE {} LC_CTYPE {} ALLOW_CONNECTIONS false",
        identifier(name),
        identifier(owner),
        literal(&like.encoding),
        literal(&like.collate),
        literal(&like.ctype),
    );
    let provider = match like.provider.as_str() {
        "i" => Some(("icu", "ICU_LOCALE")),
        "b" => Some(("builtin", "BUILTIN_LOCALE")),
        _ => None,
    };
    if let (Some((provider, key)), Some(locale)) = (provider, &like.locale) {
        let _ = write!(sql, " LOCALE_PROVIDER {provider} {key} {}", literal(locale));
    }
    sql
}

async fn connect(connector: &Connector, connection: &Config) -> Result<Client, ToolError> {
    let opened = connector.open(connection, &Driver::default(), |_| {}).await;
    let (client, _) = opened.map_err(|error| failed(&error))?;
    let arrived = pinning::arrived(&client).await;
    if arrived.map_err(|error| failed(&error))? {
        return Ok(client);
    }
    Err(ToolError::new(
        ErrorCode::CloneUnavailable,
        "the session's settings did not arrive, as behind a pooler",
        "make `--administrator` lead to PostgreSQL itself",
    ))
}

/// The error with what is left.
fn remains(mut error: ToolError, name: &str) -> ToolError {
    error.message = format!(
        "{}; and the database `{name}`, which this run made and nobody is to use, may be left",
        error.message
    );
    error.hint = format!(
        "{}. Remove what is left: DROP DATABASE IF EXISTS {} WITH (FORCE);",
        error.hint,
        identifier(name)
    );
    error
}

fn failed(error: &tokio_postgres::Error) -> ToolError {
    let hint = match error.code().map(tokio_postgres::error::SqlState::code) {
        Some("42501") => {
            "name a superuser with `--administrator`, or a role that may create databases and act as the clone's owner"
        }
        Some("55P03" | "57014") => "give the plan a longer `timeout`, or copy less",
        _ => "correct what the clone's server says, and make the clone again",
    };
    let made = ToolError::new(
        ErrorCode::CloneUnavailable,
        format!("the clone cannot be made: {}", failure::reason(error)),
        hint,
    );
    match error.code() {
        Some(state) => made.with_sqlstate(state.code()),
        None => made,
    }
}
