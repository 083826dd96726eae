//! `gatepost serve`: MCP for clients.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::connection::{self, ConnectionOptions};
use super::interruption::interrupted;
use super::{Error, Status};
use crate::config::{AuthConfig, CloneConfig, Config, HttpConfig};
use crate::db::Databases;
use crate::db::clone::CloneChannel;
use crate::server::{Access, Gatepost, serve_http, serve_stdio};
use crate::tools::Toolbox;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How clients reach it
    #[arg(long, value_enum, default_value_t = Transport::Stdio)]
    transport: Transport,
    /// What is served: production, read only, or a clone to rehearse on
    #[arg(long, value_enum, default_value_t = Channel::Production)]
    channel: Channel,
    /// The address for HTTP [default: `http.listen`, or 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    connection: ConnectionOptions,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Transport {
    /// Standard input and output: the client starts gatepost itself
    Stdio,
    /// HTTP, at /mcp; at /sse for clients that know only revision 2024-11-05
    Http,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Channel {
    /// The databases of [databases]
    Production,
    /// The clone of [clone]
    Clone,
}

pub(super) async fn run(arguments: Arguments) -> Result<Status, Error> {
    let served = Served::of(&arguments).await?;
    let (mut http, auth) = served.network();
    http.listen = arguments.listen.unwrap_or(http.listen);
    match arguments.transport {
        Transport::Stdio => {
            let toolbox = served.toolbox()?;
            serve_stdio(Gatepost::for_stdio(toolbox.clone())).await?;
            toolbox.settled().await;
        }
        Transport::Http => {
            let access = Access::new(&auth, http.listen)?;
            let toolbox = served.toolbox()?;
            let gatepost = Gatepost::for_network(toolbox.clone());
            let listening = |address| tracing::info!(%address, "serving MCP over HTTP at /mcp");
            serve_http(gatepost, &http, access, interrupted(), listening).await?;
            toolbox.settled().await;
        }
    }
    Ok(Status::Done)
}

/// What is served, set up as far as it can be without a ledger.
enum Served {
    Production(Box<Config>, Databases),
    Clone(Box<CloneConfig>, Arc<CloneChannel>),
}

impl Served {
    async fn of(arguments: &Arguments) -> Result<Self, Error> {
        Ok(match arguments.channel {
            Channel::Production => {
                let (config, databases) = arguments.connection.load()?;
                Self::Production(Box::new(config), databases)
            }
            Channel::Clone => {
                let config = arguments.connection.load_clone()?;
                let channel = CloneChannel::open(&config).await.map_err(Error::Clone)?;
                Self::Clone(Box::new(config), Arc::new(channel))
            }
        })
    }

    fn network(&self) -> (HttpConfig, AuthConfig) {
        match self {
            Self::Production(config, _) => (config.http.clone(), config.auth.clone()),
            Self::Clone(config, _) => (config.http.clone(), config.auth.clone()),
        }
    }

    fn toolbox(self) -> Result<Toolbox, Error> {
        match self {
            Self::Production(config, databases) => connection::toolbox(&config, databases),
            Self::Clone(config, channel) => connection::clone_toolbox(&config, channel),
        }
    }
}
