//! Opens connections and carries cancel requests, by the network or over a command's standard input and output.

use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::task::JoinHandle;
use tokio_postgres::error::DbError;
use tokio_postgres::{AsyncMessage, CancelToken, Client, Connection, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::command_stream::CommandStream;
use super::driver::Driver;
use crate::config::{DatabaseConfig, Transport};

/// Connections are opened within this time; calls wait no longer than their own deadline.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A command that carried a cancel request may take this long to end by itself.
const CANCEL_TIME: Duration = Duration::from_secs(5);

/// What the task of a connection hears.
pub(super) enum Heard {
    /// A notice from the server.
    Notice(Box<DbError>),
    /// The connection ended, and not because we closed it.
    Ended(tokio_postgres::Error),
}

/// The way to one database for one role.
#[derive(Clone)]
pub(super) struct Connector {
    transport: Transport,
    tls: MakeRustlsConnect,
}

impl Connector {
    /// The way, and what is asked for at its end.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(super) fn new(
        config: &DatabaseConfig,
    ) -> Result<(Self, tokio_postgres::Config), super::tls::Error> {
        let mut connection = config.connection.clone();
        connection.ssl_mode(super::tls::negotiation(config.ssl_mode));
        connection.connect_timeout(timeout(&connection));
        let tls = super::tls::connector(config.ssl_mode, config.ca_file.as_deref())?;
        let transport = config.transport.clone();
        Ok((Self { transport, tls }, connection))
    }

    /// Opens one connection with a task that drives it until its client is dropped.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub(super) async fn open(
        &self,
        config: &tokio_postgres::Config,
        driver: &Driver,
        heard: impl FnMut(Heard) + Send + 'static,
    ) -> Result<(Client, JoinHandle<()>), tokio_postgres::Error> {
        match &self.transport {
            Transport::Network => {
                let (client, connection) = config.connect(self.tls.clone()).await?;
                let task = driver.drive(Box::new(polled(connection, heard)));
                Ok((client, tokio::spawn(task)))
            }
            Transport::Command(argv) => {
                let stream = CommandStream::spawn(argv, timeout(config));
                let (client, connection) = config.connect_raw(stream, NoTls).await?;
                let task = driver.drive(Box::new(polled(connection, heard)));
                Ok((client, tokio::spawn(task)))
            }
        }
    }

    /// Asks the server to cancel what runs on a connection, by a connection of the request's own.
    ///
    /// # Errors
    /// When the request cannot be sent.
    pub(super) async fn cancel(&self, token: &CancelToken) -> Result<(), tokio_postgres::Error> {
        match &self.transport {
            Transport::Network => token.cancel_query(self.tls.clone()).await,
            Transport::Command(argv) => {
                let mut stream = CommandStream::spawn(argv, CANCEL_TIME);
                token.cancel_query_raw(&mut stream, NoTls).await?;
                // The server closes when it has read the request; a command ended before that may not have passed it on.
                let mut nothing = Vec::new();
                let closed = stream.read_to_end(&mut nothing);
                let _ = tokio::time::timeout(CANCEL_TIME, closed).await;
                Ok(())
            }
        }
    }
}

fn timeout(config: &tokio_postgres::Config) -> Duration {
    let given = config.get_connect_timeout().copied();
    given.unwrap_or(CONNECT_TIMEOUT)
}

/// One connection as its driver polls it.
fn polled<S, T>(
    mut connection: Connection<S, T>,
    mut heard: impl FnMut(Heard) + Send + 'static,
) -> impl FnMut(&mut Context<'_>) -> Poll<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    move |context| {
        while let Some(message) = ready!(connection.poll_message(context)) {
            match message {
                Ok(AsyncMessage::Notice(notice)) => heard(Heard::Notice(Box::new(notice))),
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error = %error, "a connection to PostgreSQL ended");
                    heard(Heard::Ended(error));
                    break;
                }
            }
        }
        Poll::Ready(())
    }
}
