//! `gatepost drift capture`: production's inventory, on the ledger and in a file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::connection::ConnectionOptions;
use crate::cli::gate::could_not_run;
use crate::cli::gate::progress::Bar;
use crate::cli::{Error, PRINCIPAL, Printer, Status};
use crate::drift::InventoryError;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The database, by its name on the allowlist
    database: String,
    /// Where the inventory goes, to be carried to the clone
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How the outcome is shown
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
    #[command(flatten)]
    connection: ConnectionOptions,
}

pub(super) async fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let toolbox = arguments.connection.toolbox()?;
    let bar = Bar::new();
    let report = |progress| bar.tell(&progress);
    let captured = toolbox
        .drift_capture(PRINCIPAL, &arguments.database, &report)
        .await;
    toolbox.settled().await;
    drop(bar);
    let as_json = arguments.format == "json";
    let inventory = match captured {
        Ok(inventory) => inventory,
        Err(error) => return could_not_run(&error, as_json, printer),
    };
    let unwritable = |error: InventoryError| Error::Usage(error.to_string());
    let digest = inventory.digest().map_err(unwritable)?;
    if let Some(path) = &arguments.output {
        let bytes = inventory.to_bytes().map_err(unwritable)?;
        std::fs::write(path, bytes).map_err(|source| Error::Io {
            what: format!("cannot write `{}`", path.display()),
            source,
        })?;
    }
    let objects = inventory.objects.as_slice().len();
    let counted = inventory.rows.len();
    if as_json {
        printer.print_json(&json!({
            "database": inventory.database,
            "captured_at": inventory.captured_at,
            "sha256": digest,
            "objects": objects,
            "tables_counted": counted,
            "output": arguments.output,
        }))?;
    } else {
        printer.print(&format!(
            "{}: {objects} objects, {counted} tables counted, inventory {digest}, recorded",
            inventory.database
        ))?;
    }
    Ok(Status::Done)
}
