//! `gatepost drift compare`: the clone as it is against production's inventory.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::connection::{ConnectionOptions, clone_toolbox};
use crate::cli::gate::could_not_run;
use crate::cli::gate::progress::Bar;
use crate::cli::{Error, PRINCIPAL, Printer, Status};
use crate::db::clone::CloneChannel;
use crate::drift::{self, Comparison};
use crate::gate::Digest;
use crate::gatekeeper::{Compared, read_inventory};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What `gatepost drift capture` wrote on the production channel
    #[arg(value_name = "INVENTORY_FILE")]
    inventory: PathBuf,
    /// The digest that `gatepost drift capture` printed; another inventory is refused
    #[arg(long, value_name = "SHA256", value_parser = digest)]
    digest: Option<Digest>,
    /// How the comparison is shown
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    connection: ConnectionOptions,
}

fn digest(text: &str) -> Result<Digest, String> {
    Digest::try_from(text.to_owned()).map_err(|error| error.to_string())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For programs
    Json,
    /// A report
    Md,
}

pub(super) async fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let config = arguments.connection.load_clone()?;
    let as_json = arguments.format == Form::Json;
    let production = match read_inventory(&arguments.inventory) {
        Ok(inventory) => inventory,
        Err(error) => return could_not_run(&error, as_json, printer),
    };
    let is = production
        .digest()
        .map_err(|error| Error::Usage(error.to_string()))?;
    if let Some(expected) = arguments.digest.as_ref().filter(|digest| **digest != is) {
        return Err(Error::Usage(format!(
            "`{}` is inventory {is}, and not {expected}; carry over the one that was captured",
            arguments.inventory.display()
        )));
    }
    let channel = match CloneChannel::open(&config).await {
        Ok(channel) => channel,
        Err(error) => return could_not_run(&error, as_json, printer),
    };
    let toolbox = clone_toolbox(&config, channel)?;
    let bar = Bar::new();
    let report = |progress| bar.tell(&progress);
    let compared = toolbox.drift_compare(PRINCIPAL, &production, &report).await;
    toolbox.settled().await;
    drop(bar);
    let Compared { id, comparison } = match compared {
        Ok(compared) => compared,
        Err(error) => return could_not_run(&error, as_json, printer),
    };
    match arguments.format {
        Form::Text => printer.print(&text(&id, &comparison))?,
        Form::Json => printer
            .print_json(&json!({"id": id, "line": comparison.line(), "comparison": comparison}))?,
        Form::Md => printer.print(drift::markdown(&comparison).trim_end())?,
    }
    Ok(comparison.verdict.into())
}

fn text(id: &str, comparison: &Comparison) -> String {
    let mut text = format!(
        "{} drift {}: {}\n{id}: `{}` at {} against `{}` as captured at {}",
        comparison.verdict,
        comparison.clone.database,
        comparison.line(),
        comparison.clone.database,
        comparison.clone.captured_at,
        comparison.production.database,
        comparison.production.captured_at,
    );
    for blind in &comparison.not_compared {
        let _ = write!(text, "\n  not compared: {}", plain(blind));
    }
    let new = comparison.since.as_ref().map(|since| since.new.as_slice());
    for drift in &comparison.drifts {
        let is_new = new.is_some_and(|new| new.contains(&drift.id));
        let _ = write!(
            text,
            "\n  {:<8} {} {} {} {}: {}{}",
            drift.severity.as_str(),
            drift.id.short(),
            drift.class,
            plain(&drift.kind),
            plain(&drift.name),
            plain(&drift.what),
            if is_new { " (new)" } else { "" },
        );
    }
    text
}

/// A name may hold anything; a terminal obeys control characters.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}
