//! `gatepost doctor`: what is true of configuration, servers and roles, and the SQL that mends what is not right.

use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use super::connection::ConnectionOptions;
use super::{Error, Printer, Status, clone};
use crate::config::{Channel, SslMode, WritableRole};
use crate::db::quoting::identifier;
use crate::db::{Finding, Posture};
use crate::error::ToolError;

/// Agents should see little and gates everything.
const NO_AUDITOR: &str = "no auditor_url: gates look with the agents' role, and what that role may not see is \
                          INDETERMINATE; `gatepost role-sql --auditor` prints the SQL of a role that sees everything";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How the findings are shown
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
    #[command(flatten)]
    connection: ConnectionOptions,
}

/// What was found of one database.
#[derive(Serialize)]
struct Examination {
    database: String,
    served: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    posture: Option<Posture>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auditor: Option<Posture>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<ToolError>,
    advice: Vec<String>,
}

pub(super) async fn run(arguments: Arguments, printer: &Printer) -> Result<Status, Error> {
    if let Channel::Clone(config) = arguments.connection.channel()? {
        let as_json = arguments.format == "json";
        return clone::check(&config, as_json, printer).await;
    }
    let (config, databases) = arguments.connection.load()?;
    let mut examinations = Vec::new();
    for (name, settings) in &config.databases {
        let Ok(database) = databases.get(name) else {
            continue;
        };
        let mut examination = Examination {
            database: name.clone(),
            served: false,
            posture: None,
            auditor: None,
            failure: None,
            advice: Vec::new(),
        };
        match database.posture().await {
            Ok(posture) => {
                // Both readings of the simplest statement: what every call depends on.
                match database.check("SELECT 1").await {
                    Ok(_) => examination.served = true,
                    Err(error) => examination.failure = Some(error),
                }
                examination.advice = advice(&posture, settings.ssl_mode, settings.writable_role);
                examination.posture = Some(posture);
            }
            Err(error) => examination.failure = Some(error),
        }
        match database.auditor_posture().await {
            Ok(None) => examination.advice.push(NO_AUDITOR.to_owned()),
            Ok(auditor) => examination.auditor = auditor,
            Err(error) => {
                examination.served = false;
                examination.failure = examination.failure.or(Some(error));
            }
        }
        examinations.push(examination);
    }
    if arguments.format == "json" {
        printer.print_json(&examinations)?;
    } else {
        for examination in &examinations {
            printer.print(&text(examination))?;
        }
    }
    // Gate files and ledger as serving would need them.
    let toolbox = arguments.connection.toolbox()?;
    toolbox.settled().await;
    Ok(
        if examinations.iter().all(|examination| examination.served) {
            Status::Done
        } else if examinations
            .iter()
            .any(|examination| examination.posture.is_none())
        {
            Status::CouldNotRun
        } else {
            Status::Refused
        },
    )
}

fn advice(posture: &Posture, ssl_mode: SslMode, writable_role: WritableRole) -> Vec<String> {
    let mut advice = Vec::new();
    if !posture.may_silence_log {
        advice.push(if posture.server_version_num >= 150_000 {
            format!(
                "each new statement's tree is written to the server's log; a superuser can stop that with: \
                 GRANT SET ON PARAMETER log_min_messages TO {};",
                identifier(&posture.role)
            )
        } else {
            "each new statement's tree is written to the server's log; PostgreSQL 15 and later can stop that".to_owned()
        });
    }
    if !posture.tls && ssl_mode != SslMode::VerifyFull {
        advice.push(
            "the connection is not encrypted; across a network, set sslmode = \"verify-full\""
                .to_owned(),
        );
    }
    if writable_role == WritableRole::Accept {
        advice.push(
            "writable_role = \"accept\": every answer says so; use it for scratch databases only"
                .to_owned(),
        );
    }
    advice
}

fn text(examination: &Examination) -> String {
    let mut text = format!(
        "{}: {}",
        examination.database,
        if examination.served {
            "served"
        } else {
            "NOT SERVED"
        }
    );
    if let Some(posture) = &examination.posture {
        let _ = write!(
            text,
            "\n  server:   PostgreSQL {}{}, database {}, {}",
            posture.server_version,
            if posture.in_recovery {
                " (standby)"
            } else {
                ""
            },
            posture.database,
            if posture.tls {
                "encrypted"
            } else {
                "not encrypted"
            },
        );
        text.push_str(&role_text("role:    ", posture, &posture.findings));
    }
    if let Some(auditor) = &examination.auditor {
        // To see past row-level security is what the auditor is for.
        let findings = auditor.findings.iter();
        let findings: Vec<_> = findings
            .filter(|finding| finding.code != "bypassrls")
            .cloned()
            .collect();
        text.push_str(&role_text("auditor: ", auditor, &findings));
    }
    if examination.served {
        let _ = write!(text, "\n  readings: both in order");
    }
    if let Some(failure) = &examination.failure {
        let _ = write!(
            text,
            "\n  failure:  {}: {}\n  instead:  {}",
            failure.code, failure.message, failure.hint
        );
    }
    for advice in &examination.advice {
        let _ = write!(text, "\n  advice:   {advice}");
    }
    text
}

/// A role and what it could do besides reading.
fn role_text(label: &str, posture: &Posture, findings: &[Finding]) -> String {
    let can = if posture.can_write() {
        "can write"
    } else {
        "cannot write"
    };
    let mut text = format!("\n  {label} {} {can}", posture.role);
    for finding in findings {
        let kind = if finding.refused { "refused" } else { "noted" };
        let _ = write!(
            text,
            "\n  {kind}:  {}{}\n    mend:   {}",
            if finding.refused { "" } else { "  " },
            finding.what,
            finding.mend
        );
    }
    text
}
