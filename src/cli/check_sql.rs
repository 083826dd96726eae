//! `gatepost check-sql`: the decision on a statement, without running it.

use std::ffi::OsString;

use clap::Args;
use serde_json::json;

use super::connection::ConnectionOptions;
use super::{Error, Printer, Status, statement};
use crate::config::Limits;
use crate::error::ToolError;
use crate::policy::{Catalog, Policy};
use crate::sql::{FirstReading, RawSql, read_first};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The statement, or - for standard input
    sql: OsString,
    /// Ask this database too: the full decision, by both readings
    #[arg(long, value_name = "NAME")]
    database: Option<String>,
    /// Show the decision as JSON
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
    #[command(flatten)]
    connection: ConnectionOptions,
}

/// What is said of a statement.
enum Decision {
    Allow {
        relations: Vec<String>,
        functions: Vec<String>,
    },
    Refuse(ToolError),
    Undecided(String),
}

pub(super) async fn run(arguments: Arguments, printer: &Printer) -> Result<Status, Error> {
    let decision = match statement::read_sql(&arguments.sql)? {
        Err(error) => Decision::Refuse(error),
        Ok(sql) => match &arguments.database {
            None => offline(&sql),
            Some(database) => {
                let (_, databases) = arguments.connection.load()?;
                match databases.get(database) {
                    Ok(database) => {
                        database
                            .check(&sql)
                            .await
                            .map_or_else(Decision::Refuse, |approved| Decision::Allow {
                                relations: approved
                                    .relations()
                                    .iter()
                                    .map(ToString::to_string)
                                    .collect(),
                                functions: approved.functions().map(str::to_owned).collect(),
                            })
                    }
                    Err(error) => Decision::Refuse(error),
                }
            }
        },
    };
    show(&decision, arguments.format == "json", printer)
}

/// The first reading alone, over PostgreSQL's own functions.
fn offline(sql: &str) -> Decision {
    let limit = Limits::default().sql_length();
    let policy = Policy::default();
    match RawSql::new(sql, limit)
        .map(|sql| read_first(&sql, Catalog::builtin(), policy.allow_functions()))
    {
        Err(error) | Ok(FirstReading::Refused(error)) => Decision::Refuse(error),
        Ok(FirstReading::Approved(inventory)) => Decision::Allow {
            relations: inventory.relations.into_iter().collect(),
            functions: inventory.functions.into_iter().collect(),
        },
        Ok(FirstReading::Undecided(undecided)) => Decision::Undecided(undecided.reason),
    }
}

fn show(decision: &Decision, as_json: bool, printer: &Printer) -> Result<Status, Error> {
    match decision {
        Decision::Allow {
            relations,
            functions,
        } => {
            if as_json {
                printer.print_json(
                    &json!({"decision": "allow", "relations": relations, "functions": functions}),
                )?;
            } else {
                let list = |names: &[String]| {
                    if names.is_empty() {
                        "none".to_owned()
                    } else {
                        names.join(", ")
                    }
                };
                printer.print(&format!(
                    "ALLOW\n  reads: {}\n  calls: {}",
                    list(relations),
                    list(functions)
                ))?;
            }
            Ok(Status::Done)
        }
        Decision::Refuse(error) => {
            if as_json {
                let mut value = serde_json::to_value(error).unwrap_or_default();
                value["decision"] = json!("refuse");
                printer.print_json(&value)?;
            } else {
                printer.print(&statement::refusal_text(error))?;
            }
            Ok(statement::status_of(error))
        }
        Decision::Undecided(reason) => {
            let hint = "ask the server's own reading with --database NAME";
            if as_json {
                printer.print_json(
                    &json!({"decision": "undecided", "reason": reason, "hint": hint}),
                )?;
            } else {
                printer.print(&format!(
                    "UNDECIDED\n  seen:    {reason}\n  instead: {hint}"
                ))?;
            }
            Ok(Status::Undecided)
        }
    }
}
