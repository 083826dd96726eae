//! `gatepost demo`: a throwaway PostgreSQL with a governed world, and a tour through the product over it.

mod steps;
mod tour;

use clap::{Args, ValueEnum};

use super::{Error, Printer, Status};
use crate::config::Config;
use crate::db::Databases;
use crate::demo::{Binaries, Cluster, READER_ROLE, seed};
use crate::server::{Gatepost, serve_stdio};
use crate::tools::Toolbox;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Serve MCP over the demo world instead of showing the tour
    #[arg(long, value_enum, value_name = "TRANSPORT")]
    pub(super) serve: Option<Transport>,
    /// Leave the server running at the end, and say how to stop it
    #[arg(long)]
    keep: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Transport {
    /// Standard input and output
    Stdio,
}

pub(super) async fn run(arguments: Arguments, printer: &Printer) -> Result<Status, Error> {
    let quiet = arguments.serve.is_some();
    if !quiet {
        printer
            .print("Starting a throwaway PostgreSQL and seeding its world (a few seconds) ...")?;
    }
    let cluster = tokio::task::spawn_blocking(|| {
        let cluster = Cluster::start(&Binaries::find()?, &[])?;
        seed(&cluster)?;
        Ok::<_, crate::demo::Error>(cluster)
    });
    // The server dies with this process, so an interruption has nothing to undo but the wait.
    let cluster = tokio::select! {
        cluster = cluster => cluster.map_err(|error| Error::Usage(format!("the demo world could not be made: {error}")))??,
        () = interrupted() => return Ok(Status::CouldNotRun),
    };
    let config = Config::from_url(&cluster.url(READER_ROLE, ""))?;
    let toolbox = Toolbox::new(Databases::new(&config)?, None);
    let status = tokio::select! {
        status = present(&arguments, &cluster, toolbox, printer) => status,
        () = interrupted() => Ok(Status::CouldNotRun),
    };
    if arguments.keep {
        let (server, url) = (cluster.keep(), config_url(&config));
        printer.complain(&format!(
            "The server stays at {url} (data in {}). Stop and remove it with: {}",
            server.directory.display(),
            server.stop_command
        ));
    } else {
        tokio::task::spawn_blocking(|| cluster.stop())
            .await
            .map_err(|error| {
                Error::Usage(format!("the demo world could not be removed: {error}"))
            })?;
    }
    status
}

async fn present(
    arguments: &Arguments,
    cluster: &Cluster,
    toolbox: Toolbox,
    printer: &Printer,
) -> Result<Status, Error> {
    match arguments.serve {
        Some(Transport::Stdio) => {
            serve_stdio(Gatepost::new(toolbox)).await?;
            Ok(Status::Done)
        }
        None => tour::run(cluster, &toolbox, printer).await,
    }
}

fn config_url(config: &Config) -> String {
    config
        .databases
        .values()
        .next()
        .and_then(|database| database.connection.get_ports().first())
        .map_or_else(String::new, |port| {
            format!("postgres://{READER_ROLE}@127.0.0.1:{port}")
        })
}

/// Ctrl-C, or the signal by which service managers stop a program.
async fn interrupted() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
