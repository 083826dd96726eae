//! `gatepost serve`: MCP for clients.

use std::net::SocketAddr;

use clap::{Args, ValueEnum};

use super::connection::{self, ConnectionOptions};
use super::interruption::interrupted;
use super::{Error, Status};
use crate::server::{Access, Gatepost, serve_http, serve_stdio};

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
            let gatepost = Gatepost::for_network(toolbox.clone());
            let listening = |address| tracing::info!(%address, "serving MCP over HTTP at /mcp");
            serve_http(gatepost, &config.http, access, interrupted(), listening).await?;
            toolbox.settled().await;
        }
    }
    Ok(Status::Done)
}
