//! Walks the steps, shows what came of each, and fails when anything came out otherwise.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, json};

use super::super::{Error, Printer, Status, statement, table};
use super::CLONE_CONFIGURATION;
use super::steps::{ATTACKS, Expected, READS, Step};
use super::{brackets, rehearsals};
use crate::demo::{CLONE_DATABASE, Cluster, DIRECTUS, FIGURES, READER_ROLE, SUPERUSER};
use crate::gatekeeper::Gatekeeper;
use crate::tools::Toolbox;

/// What a superuser sees of everything the attacks were after.
const TRACES: &str = "SELECT (SELECT count(*) FROM public.apr_approvals), \
    (SELECT count(*) FROM public.apr_approvals WHERE decision = 'pending'), \
    (SELECT count(*) FROM governance.access_log), (SELECT sum(occurrences) FROM public.system_issues), \
    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')";

/// Rows of a table shown in the tour; the answer holds them all.
const ROWS_SHOWN: usize = 5;

/// Shows the whole tour.
///
/// # Errors
/// When standard output is closed, or the cluster cannot be asked.
pub(super) async fn run(
    cluster: &Arc<Cluster>,
    toolbox: &Toolbox,
    blind: &Gatekeeper,
    printer: &Printer,
) -> Result<Status, Error> {
    let started = Instant::now();
    let before = cluster.psql(SUPERUSER, DIRECTUS, TRACES)?;
    show_world(cluster, printer)?;
    printer.print("\nREADS: what an agent asks for and gets")?;
    let mut unexpected = 0;
    for (number, step) in (1..).zip(&READS) {
        unexpected += usize::from(!take(number, step, toolbox, printer).await?);
    }
    printer.print("\nATTACKS: what is refused, and by which layer")?;
    for (number, step) in (READS.len() + 1..).zip(&ATTACKS) {
        unexpected += usize::from(!take(number, step, toolbox, printer).await?);
    }
    unexpected += role_alone(cluster, printer)?;
    let after = cluster.psql(SUPERUSER, DIRECTUS, TRACES)?;
    let unchanged = before == after;
    printer.print(&format!(
        "\nAFTERWARDS, as a superuser sees it: approvals|pending|traces of attacks|issue occurrences|advisory locks\n  \
         before {}\n  after  {}  {}",
        before.trim(),
        after.trim(),
        if unchanged { "unchanged" } else { "CHANGED" }
    ))?;
    let served = READS.len() + ATTACKS.len() + ROLE_ALONE.len();
    unexpected += brackets::show(served + 1, cluster, toolbox.gatekeeper(), blind, printer).await?;
    let configuration = cluster.directory().join(CLONE_CONFIGURATION);
    let gated = served + brackets::COUNT;
    unexpected += rehearsals::show(gated + 1, &configuration, printer).await?;
    printer.print(&snippet(cluster))?;
    let steps = gated + rehearsals::COUNT;
    let good = steps - unexpected;
    printer.print(&format!(
        "\n{good} of {steps} steps came out as they must, in {:.1} s.",
        started.elapsed().as_secs_f32()
    ))?;
    Ok(if unexpected == 0 && unchanged {
        Status::Done
    } else {
        Status::Refused
    })
}

fn show_world(cluster: &Cluster, printer: &Printer) -> Result<(), Error> {
    printer.print(&format!(
        "\nTHE WORLD: PostgreSQL on 127.0.0.1:{}, databases directus, incomex_metadata, workflow; the clone {CLONE_DATABASE}",
        cluster.port()
    ))?;
    for figure in &FIGURES {
        let value = cluster.psql(SUPERUSER, figure.database, figure.sql)?;
        printer.print(&format!(
            "  {:<28} {:<28} {}",
            figure.database,
            figure.name,
            value.trim()
        ))?;
    }
    Ok(())
}

/// One step; true when it came out as it must.
async fn take(
    number: usize,
    step: &Step,
    toolbox: &Toolbox,
    printer: &Printer,
) -> Result<bool, Error> {
    printer.print(&format!(
        "\n{number:>2}. {}\n    {}> {}",
        step.title, step.database, step.sql
    ))?;
    let mut call = Map::new();
    call.insert("database".to_owned(), json!(step.database));
    call.insert("sql".to_owned(), json!(step.sql));
    let outcome = toolbox.query_pg("demo", call).await;
    let expected = match (&outcome, &step.expected) {
        (Ok(_), Expected::Rows) => true,
        (Err(error), Expected::Refused(codes, _)) => codes.contains(&error.code),
        _ => false,
    };
    let shown = match outcome {
        Ok(mut result) => {
            result.rows.truncate(ROWS_SHOWN);
            table::table(&result)
        }
        Err(error) => statement::refusal_text(&error),
    };
    printer.print(&indent(&shown))?;
    if let (true, Expected::Refused(_, layer)) = (expected, &step.expected) {
        printer.print(&format!("    stopped by: {layer}"))?;
    }
    let verdict = if expected {
        "proves:"
    } else {
        "NOT AS IT MUST BE; it should prove:"
    };
    printer.print(&format!("    {verdict} {}", step.proves))?;
    Ok(expected)
}

/// Statements sent to PostgreSQL past gatepost, by the role gatepost uses: what is left when every reading fails.
const ROLE_ALONE: [(&str, &str, &str); 2] = [
    (
        "The role alone, without gatepost",
        DIRECTUS,
        "DELETE FROM public.apr_approvals",
    ),
    ("The role alone, to the clone", CLONE_DATABASE, "SELECT 1"),
];

/// How many of these came out otherwise.
fn role_alone(cluster: &Cluster, printer: &Printer) -> Result<usize, Error> {
    let mut unexpected = 0;
    for (number, (title, database, sql)) in (READS.len() + ATTACKS.len() + 1..).zip(ROLE_ALONE) {
        printer.print(&format!(
            "\n{number:>2}. {title}\n    psql -U {READER_ROLE} {database}> {sql}"
        ))?;
        match cluster.psql(READER_ROLE, database, sql) {
            Err(error) => {
                printer.print(&indent(&error.to_string()))?;
                printer.print("    stopped by: layer 7, the role\n    proves: with every reading switched off, the role still cannot")?;
            }
            Ok(_) => {
                unexpected += 1;
                printer.print("    NOT AS IT MUST BE: it went through")?;
            }
        }
    }
    Ok(unexpected)
}

fn snippet(cluster: &Cluster) -> String {
    let configuration = cluster.directory().join("gatepost.toml");
    let client = json!({"mcpServers": {"gatepost": {
        "command": "gatepost",
        "args": ["serve", "--config", configuration],
    }}});
    format!(
        "\nA CLIENT: paste this into an MCP client's configuration (Claude Desktop: claude_desktop_config.json; Cursor: \
         .cursor/mcp.json).\nThis server goes away with the demo: start it with `gatepost demo --keep`, or put your own \
         server's address.\n{client:#}\nOr let the client start a world of its own: \"args\": [\"demo\", \"--serve\", \"stdio\"]"
    )
}

pub(super) fn indent(text: &str) -> String {
    text.lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
