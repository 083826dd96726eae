//! `gatepost clone check`: what holds of the clone, and what mends what does not.

use std::fmt::Write;

use clap::Args;
use serde_json::json;

use crate::cli::connection::ConnectionOptions;
use crate::cli::{Error, Printer, Status, statement};
use crate::config::CloneConfig;
use crate::db::clone::{CloneChannel, Condition, Isolation};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How the findings are shown
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
    #[command(flatten)]
    connection: ConnectionOptions,
}

pub(super) async fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let config = arguments.connection.load_clone()?;
    check(&config, arguments.format == "json", printer).await
}

/// Says what holds of the clone.
pub(in crate::cli) async fn check(
    config: &CloneConfig,
    as_json: bool,
    printer: &Printer,
) -> Result<Status, Error> {
    let isolation = match CloneChannel::examine(config).await {
        Ok(isolation) => isolation,
        Err(error) => {
            statement::show_refusal(&error, as_json, printer)?;
            return Ok(Status::CouldNotRun);
        }
    };
    if as_json {
        printer.print_json(&json!({
            "clone": config.name,
            "usable": isolation.holds(),
            "isolation": isolation,
        }))?;
    } else {
        printer.print(&text(config, &isolation))?;
    }
    if !isolation.holds() {
        return Ok(Status::Refused);
    }
    // The whole channel, as a rehearsal would need it: the observer's way, and both readings of a statement.
    let usable = async {
        let channel = CloneChannel::open(config).await?;
        let checked = channel.database()?.check("SELECT 1").await;
        channel.settled().await;
        checked
    };
    match usable.await {
        Ok(_) => Ok(Status::Done),
        Err(error) => statement::show_refusal(&error, as_json, printer),
    }
}

fn text(config: &CloneConfig, isolation: &Isolation) -> String {
    let verdict = if isolation.holds() {
        "a clone, apart from production"
    } else {
        "NOT USED"
    };
    let mut text = format!("{}: {verdict}\n  role:     {}", config.name, isolation.role);
    for condition in &isolation.conditions {
        let Condition {
            name, holds, code, ..
        } = condition;
        let mark = match (holds, code) {
            (true, _) => "holds:  ",
            (false, Some(_)) => "refused:",
            (false, None) => "noted:  ",
        };
        let _ = write!(text, "\n  {mark}  {name}: {}", condition.seen);
        if !holds && !condition.mend.is_empty() {
            let _ = write!(text, "\n    mend:   {}", condition.mend);
        }
    }
    text
}
