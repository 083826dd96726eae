//! `gatepost serve`: MCP for clients.

use std::net::SocketAddr;

use clap::{Args, ValueEnum};
use tokio::sync::mpsc;

use super::connection::{self, ConnectionOptions};
use super::interruption::{interrupted, told_to_reload};
use super::{Error, Status};
use crate::config::Config;
use crate::server::{Access, Gatepost, Site, serve_http, serve_stdio};
use crate::tools::Toolbox;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How clients reach it
    #[arg(long, value_enum, default_value_t = Transport::Stdio)]
    transport: Transport,
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

pub(super) async fn run(arguments: Arguments) -> Result<Status, Error> {
    let (mut config, databases) = arguments.connection.load()?;
    if let Some(listen) = arguments.listen {
        config.http.listen = listen;
    }
    match arguments.transport {
        Transport::Stdio => {
            let toolbox = connection::toolbox(&config, databases)?;
            serve_stdio(Gatepost::for_stdio(toolbox.clone())).await?;
            toolbox.settled().await;
        }
        Transport::Http => {
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
            let listening = |address| tracing::info!(%address, "serving MCP over HTTP at /mcp");
            let served = tokio::select! {
                served = serve_http(site, renewed, interrupted(), listening) => served,
                never = serving.reload_when_told(renew) => match never {},
            };
            served?;
            serving.toolbox.settled().await;
        }
    }
    Ok(Status::Done)
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
