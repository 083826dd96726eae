//! `gatepost query`: one governed read from a shell.

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;
use serde_json::{Map, Value, json};

use super::connection::ConnectionOptions;
use super::{Error, Format, Printer, Status, statement, table};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A database on the allowlist
    database: String,
    /// The statement, or - for standard input
    sql: OsString,
    /// How rows are shown
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Values for $1, $2, ... as a JSON array
    #[arg(long, value_name = "JSON")]
    parameters: Option<String>,
    /// Fewer rows than the limit
    #[arg(long, value_name = "N")]
    max_rows: Option<u32>,
    /// Less time than the limit, such as 500ms
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    timeout: Option<Duration>,
    #[command(flatten)]
    connection: ConnectionOptions,
}

fn parse_duration(text: &str) -> Result<Duration, humantime::DurationError> {
    humantime::parse_duration(text)
}

pub(super) async fn run(arguments: Arguments, printer: &Printer) -> Result<Status, Error> {
    let as_json = arguments.format == Format::Json;
    let toolbox = arguments.connection.toolbox()?;
    let sql = match statement::read_sql(&arguments.sql)? {
        Ok(sql) => sql,
        Err(error) => return statement::show_refusal(&error, as_json, printer),
    };
    let parameters: Value = match &arguments.parameters {
        Some(text) => serde_json::from_str(text)
            .map_err(|error| Error::Usage(format!("--parameters is not JSON: {error}")))?,
        None => json!([]),
    };
    let mut call = Map::new();
    call.insert("database".to_owned(), json!(arguments.database));
    call.insert("sql".to_owned(), json!(sql));
    call.insert("parameters".to_owned(), parameters);
    call.insert("max_rows".to_owned(), json!(arguments.max_rows));
    call.insert(
        "timeout_ms".to_owned(),
        json!(arguments.timeout.map(|timeout| timeout.as_millis())),
    );
    let outcome = toolbox.query_pg("shell", call).await;
    toolbox.settled().await;
    match outcome {
        Ok(result) => {
            match arguments.format {
                Format::Json => printer.print_json(&result)?,
                Format::Csv => printer.print(&table::csv(&result)?)?,
                Format::Table => printer.print(&table::table(&result))?,
            }
            Ok(Status::Done)
        }
        Err(error) => statement::show_refusal(&error, as_json, printer),
    }
}
