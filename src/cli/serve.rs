//! `gatepost serve`: MCP for clients.

use std::net::SocketAddr;

use clap::{Args, ValueEnum};
use tokio::sync::mpsc;

use super::connection::{self, ConnectionOptions};
use super::interruption::{interrupted, told_to_reload};
use super::{Error, Status};
use crate::config::{CloneConfig, Config};
use crate::db::clone::CloneChannel;
use crate::server::{Access, Gatepost, Site, serve_http, serve_stdio};
use crate::tools::Toolbox;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How clients reach it
    #[arg(long, value_enum, default_value_t = Transport::Stdio)]
    pub(super) transport: Transport,
    /// What is served: production, read only, or a clone to rehearse on
    #[arg(long, value_enum, default_value_t = Channel::Production)]
    channel: Channel,
    /// The address for HTTP [default: `http.listen`, or 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    connection: ConnectionOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Transport {
    /// Standard input and output: the client starts gatepost itself
    Stdio,
    /// HTTP, at /mcp; at /sse for clients that know only revision 2024-11-05
    Http,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Channel {
    /// The databases of `[databases]`
    Production,
    /// The clone of `[clone]`
    Clone,
}

pub(super) async fn run(arguments: Arguments) -> Result<Status, Error> {
    if arguments.listen.is_some() && arguments.transport == Transport::Stdio {
        let reason =
            "--listen: nothing listens over standard input and output; add `--transport http`";
        return Err(Error::Usage(reason.to_owned()));
    }
    match (arguments.channel, arguments.transport) {
        (Channel::Production, Transport::Stdio) => {
            let (config, databases) = arguments.connection.load()?;
            over_stdio(connection::toolbox(&config, databases)?).await?;
        }
        (Channel::Production, Transport::Http) => {
            let (mut config, databases) = arguments.connection.load()?;
            config.http.listen = arguments.listen.unwrap_or(config.http.listen);
            let access = Access::new(&config.auth, config.http.listen)?;
            let toolbox = connection::toolbox(&config, databases)?;
            let mut serving = Serving {
                arguments,
                gatepost: Gatepost::for_network(toolbox.clone()),
                toolbox,
                config,
            };
            let http = serving.config.http.clone();
            let site = Site::new(serving.gatepost.clone(), http, access).await?;
            let (renew, renewed) = mpsc::channel(1);
            let served = tokio::select! {
                served = serve_http(site, renewed, interrupted(), listening) => served,
                never = serving.reload_when_told(renew) => match never {},
            };
            served?;
            serving.toolbox.settled().await;
        }
        (Channel::Clone, transport) => {
            let config = arguments.connection.load_clone()?;
            let channel = CloneChannel::open(&config).await.map_err(Error::Clone)?;
            let toolbox = connection::clone_toolbox(&config, channel)?;
            match transport {
                Transport::Stdio => over_stdio(toolbox).await?,
                Transport::Http => clone_over_http(config, arguments.listen, toolbox).await?,
            }
        }
    }
    Ok(Status::Done)
}

fn listening(address: SocketAddr) {
    tracing::info!(%address, "serving MCP over HTTP at /mcp");
}

async fn over_stdio(toolbox: Toolbox) -> Result<(), Error> {
    serve_stdio(Gatepost::for_stdio(toolbox.clone())).await?;
    toolbox.settled().await;
    Ok(())
}

/// A clone is proven when its channel is opened, once: another configuration takes another process.
async fn clone_over_http(
    mut config: CloneConfig,
    listen: Option<SocketAddr>,
    toolbox: Toolbox,
) -> Result<(), Error> {
    config.http.listen = listen.unwrap_or(config.http.listen);
    let access = Access::new(&config.auth, config.http.listen)?;
    let gatepost = Gatepost::for_network(toolbox.clone());
    let site = Site::new(gatepost, config.http, access).await?;
    let (_renew, renewed) = mpsc::channel(1);
    let not_reloaded = async {
        let mut told = told_to_reload();
        loop {
            told.recv().await;
            tracing::warn!("the configuration of a clone takes effect at the next start");
        }
    };
    tokio::select! {
        served = serve_http(site, renewed, interrupted(), listening) => served?,
        () = not_reloaded => {}
    }
    toolbox.settled().await;
    Ok(())
}

/// What is served over the network now.
struct Serving {
    arguments: Arguments,
    gatepost: Gatepost,
    toolbox: Toolbox,
    config: Config,
}

impl Serving {
    /// Reads the configuration again at each SIGHUP. All of it is checked before any of it is put in force; what cannot
    /// be used leaves the last one in force, and the log says why.
    async fn reload_when_told(&mut self, renew: mpsc::Sender<Site>) -> std::convert::Infallible {
        let mut told = told_to_reload();
        loop {
            told.recv().await;
            match self.reload().await {
                // A server that no longer takes a site is about to end.
                Ok(site) => drop(renew.send(site).await),
                Err(error) => {
                    tracing::error!(%error, "the changed configuration cannot be used; the last one stays");
                }
            }
        }
    }

    async fn reload(&mut self) -> Result<Site, Error> {
        let (mut config, databases) = self.arguments.connection.load()?;
        let listen = self.config.http.listen;
        let changes_address = self.arguments.listen.is_none() && config.http.listen != listen;
        let changes_ledger = config.ledger.location != self.config.ledger.location;
        config.http.listen = listen;
        let access = Access::new(&config.auth, listen)?;
        let toolbox = connection::renewed(&self.toolbox, &config, databases)?;
        let gatepost = self.gatepost.renewed(toolbox.clone());
        let site = Site::new(gatepost, config.http, access).await?;
        site.can_replace(&self.config.http)?;
        self.toolbox.replaced_by(&toolbox);
        self.toolbox = toolbox;
        for (setting, changed) in [
            ("http.listen", changes_address),
            ("ledger.url", changes_ledger),
        ] {
            if changed {
                tracing::warn!(setting, "a changed setting takes effect at the next start");
            }
        }
        Ok(site)
    }
}
