//! `gatepost clone mark`: what makes a database a clone.

use clap::Args;

use crate::cli::{Error, Printer, Status, statement};
use crate::config::CloneConfig;
use crate::db::clone::{self, isolate_sql, mark_sql};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The database
    name: String,
    /// Mark it now, as the superuser of this URL, such as postgres://postgres@host:port
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// A name of production beside the default three, that is never a clone
    #[arg(long, value_name = "NAME")]
    production: Vec<String>,
    /// A role of production's process, which must not be able to connect [default: query_pg_ro and gatepost_auditor]
    #[arg(long, value_name = "ROLE")]
    production_role: Vec<String>,
}

/// Any URL does where nothing is sent.
const NOWHERE: &str = "postgres://nobody@localhost";

pub(super) async fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let name = arguments.name.as_str();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(Error::Usage(format!(
            "{name:?} cannot be the name of a database"
        )));
    }
    let url = arguments.url.as_deref();
    let (production, roles) = (&arguments.production, &arguments.production_role);
    let config = CloneConfig::of_administrator(name, url.unwrap_or(NOWHERE), production, roles)?;
    if url.is_none() {
        printer.print(&format!(
            "-- Run as a superuser, and only when {name} is a copy made to rehearse on.\n\
             -- PUBLIC may connect by default, and so could production's role; grant CONNECT to the clone's own roles.\n\
             {}\n-- What makes it a clone for gatepost.\n{}",
            isolate_sql(name),
            mark_sql(name)
        ))?;
        return Ok(Status::Done);
    }
    match clone::mark(&config).await {
        Ok(_) => {
            printer.print(&format!("marked {name} as a clone: {}", mark_sql(name)))?;
            printer.print(&format!(
                "to keep it apart whatever roles come: {}",
                isolate_sql(name)
            ))?;
            Ok(Status::Done)
        }
        Err(error) => statement::show_refusal(&error, false, printer),
    }
}
