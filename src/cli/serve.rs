//! `gatepost serve`: MCP for a client.

use clap::{Args, ValueEnum};

use super::connection::ConnectionOptions;
use super::{Error, Status};
use crate::server::{Gatepost, serve_stdio};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How clients reach it
    #[arg(long, value_enum, default_value_t = Transport::Stdio)]
    transport: Transport,
    #[command(flatten)]
    connection: ConnectionOptions,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Transport {
    /// Standard input and output: the client starts gatepost itself
    Stdio,
}

pub(super) async fn run(arguments: Arguments) -> Result<Status, Error> {
    let toolbox = arguments.connection.toolbox()?;
    match arguments.transport {
        Transport::Stdio => serve_stdio(Gatepost::new(toolbox.clone())).await?,
    }
    toolbox.settled().await;
    Ok(Status::Done)
}
