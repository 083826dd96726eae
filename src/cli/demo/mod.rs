//! `gatepost demo`: a throwaway PostgreSQL with a governed world, and a tour through the product over it.

mod brackets;
mod rehearsals;
mod steps;
mod tour;

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::connection::toolbox;
use super::interruption::interrupted;
use super::{Error, Printer, Status};
use crate::config::{AuthConfig, Config, HttpConfig};
use crate::db::Databases;
use crate::demo::{
    AUDITOR_ROLE, Binaries, CLONE_DATABASE, CLONE_READER_ROLE, CLONE_ROLE, Cluster, DIRECTUS,
    PRODUCTION_DATABASES, READER_ROLE, seed,
};
use crate::server::{Access, Gatepost, Site, serve_http, serve_stdio};
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
    /// HTTP, at `http.listen`'s default
    Http,
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
    let cluster = Arc::new(cluster);
    let configuration = write_configuration(&cluster)?;
    let mut config = Config::from_file(&configuration)?;
    let seeing = toolbox(&config, Databases::new(&config)?)?;
    for database in config.databases.values_mut() {
        database.auditor = None;
    }
    let blind = toolbox(&config, Databases::new(&config)?)?;
    let status = tokio::select! {
        status = present(&arguments, &cluster, &seeing, &blind, printer) => status,
        () = interrupted() => Ok(Status::CouldNotRun),
    };
    seeing.settled().await;
    blind.settled().await;
    let cluster = sole(cluster).await;
    if arguments.keep {
        let (url, server) = (cluster.url(READER_ROLE, DIRECTUS), cluster.keep());
        printer.complain(&format!(
            "The server stays at {url}. Use it with: export GATEPOST_CONFIG='{}'\nStop and remove it with: {}",
            configuration.display(),
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
    cluster: &Arc<Cluster>,
    toolbox: &Toolbox,
    blind: &Toolbox,
    printer: &Printer,
) -> Result<Status, Error> {
    match arguments.serve {
        Some(Transport::Stdio) => {
            serve_stdio(Gatepost::for_stdio(toolbox.clone())).await?;
            Ok(Status::Done)
        }
        Some(Transport::Http) => {
            let http = HttpConfig::default();
            let access = Access::new(&AuthConfig::default(), http.listen)?;
            let gatepost = Gatepost::for_network(toolbox.clone());
            let listening = |address| {
                printer.complain(&format!(
                    "MCP over the demo world at http://{address}/mcp, until Ctrl-C"
                ));
            };
            let site = Site::new(gatepost, http, access).await?;
            // Its configuration is its own, and nobody changes it.
            let (_, renewed) = tokio::sync::mpsc::channel(1);
            serve_http(site, renewed, interrupted(), listening).await?;
            Ok(Status::Done)
        }
        None => tour::run(cluster, toolbox, blind.gatekeeper(), printer).await,
    }
}

/// The clone channel's file, beside production's.
const CLONE_CONFIGURATION: &str = "clone.toml";

/// A configuration as an operator would write it, beside the server's files; the ledger comes to be beside it.
fn write_configuration(cluster: &Cluster) -> Result<PathBuf, Error> {
    let mut text = String::new();
    for database in PRODUCTION_DATABASES {
        let _ = write!(
            text,
            "[databases.{database}]\nurl = \"{}\"\nauditor_url = \"{}\"\n\n",
            cluster.url(READER_ROLE, database),
            cluster.url(AUDITOR_ROLE, database)
        );
    }
    let clone = format!(
        "[clone]\nname = \"{CLONE_DATABASE}\"\nurl = \"{}\"\nobserver_url = \"{}\"\n\n[ledger]\nurl = \"sqlite://clone-ledger.db\"\n",
        cluster.url(CLONE_ROLE, CLONE_DATABASE),
        cluster.url(CLONE_READER_ROLE, CLONE_DATABASE)
    );
    write(cluster, CLONE_CONFIGURATION, &clone)?;
    write(cluster, "gatepost.toml", &text)
}

fn write(cluster: &Cluster, file: &str, text: &str) -> Result<PathBuf, Error> {
    let path = cluster.directory().join(file);
    match std::fs::write(&path, text) {
        Ok(()) => Ok(path),
        Err(source) => Err(Error::Io {
            what: format!("cannot write `{}`", path.display()),
            source,
        }),
    }
}

/// The cluster, once the tour's application has done its last piece of work, which takes milliseconds.
async fn sole(mut shared: Arc<Cluster>) -> Cluster {
    loop {
        match Arc::try_unwrap(shared) {
            Ok(cluster) => return cluster,
            Err(still_shared) => shared = still_shared,
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
