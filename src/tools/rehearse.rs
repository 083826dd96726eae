//! `rehearse`: a change set of the operator's folder, rehearsed on the clone.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Effect, ToolDefinition, answer_schema_in_short, schema_of};
use crate::db::Progress;
use crate::db::clone::CloneChannel;
use crate::error::{ErrorCode, ToolError};
use crate::gatekeeper;
use crate::ledger::Ledger;
use crate::rehearsal::{self, Mode, Report, read_folder};

/// The tool's name.
pub const NAME: &str = "rehearse";

const DESCRIPTION: &str = "Rehearse a change set on the clone, by its name in the operator's folder: lint, each guard before and \
    after its body, apply, tags, scanner, negatives, rollback, all twice, with SAFE, UNSAFE or INDETERMINATE and each problem's \
    file, line, code and hint. The clone ends as it was, or what is left is named. `mode` check stops before the first commit.";

/// Steps of a whole rehearsal, for progress.
const STEPS: u64 = 12;

/// What `rehearse` takes: a name, never SQL and never a path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The change set's name.
    change_set: String,
    /// How far to go; everything when left out.
    #[serde(default)]
    mode: Asked,
}

/// What an agent may ask for: nothing that leaves a change on the clone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Asked {
    /// Everything, twice, and back to where it began.
    #[default]
    Full,
    /// Up to the first commit.
    Check,
    /// Take back what an earlier run left.
    Rollback,
}

/// A rehearsal's report, with its line.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct RehearsalResult {
    /// The steps in one line, and what is wrong under it.
    pub(super) text: String,
    /// The whole report.
    pub(super) report: Report,
}

pub(super) fn definition() -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Rehearse a change set",
        description: DESCRIPTION.to_owned(),
        input_schema: schema_of::<Arguments>(),
        output_schema: answer_schema_in_short::<RehearsalResult>(),
        effect: Effect::Changes,
    }
}

/// Rehearses one change set of the folder `changes`. When the returned future is dropped, what runs is cancelled in the
/// server.
///
/// # Errors
/// When there is no such change set, or the clone or the ledger cannot be asked.
pub(super) async fn call(
    channel: &CloneChannel,
    ledger: &Ledger,
    changes: &Path,
    arguments: Map<String, Value>,
    report: gatekeeper::Report<'_>,
) -> Result<RehearsalResult, ToolError> {
    let Arguments { change_set, mode } = super::parse_arguments(arguments)?;
    let files = files_of(changes, &change_set)?;
    let done = AtomicU64::new(0);
    let tell = |progress: rehearsal::Progress| {
        let done = done.fetch_add(1, Ordering::Relaxed).min(STEPS);
        report(Progress {
            message: progress.step.as_str().to_owned(),
            done,
            total: STEPS,
        });
    };
    let mode = match mode {
        Asked::Full => Mode::Full,
        Asked::Check => Mode::Check,
        Asked::Rollback => Mode::Rollback,
    };
    let work = rehearsal::rehearse(channel, ledger, &change_set, files, mode, &tell);
    let report = Box::pin(work).await?;
    Ok(RehearsalResult {
        text: rehearsal::text(&report),
        report,
    })
}

fn files_of(
    changes: &Path,
    name: &str,
) -> Result<std::collections::BTreeMap<String, Vec<u8>>, ToolError> {
    // A name among those of the folder: what an agent sends never becomes a path.
    let there: Vec<String> = std::fs::read_dir(changes)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let Some(name) = there.iter().find(|known| *known == name) else {
        let known = match there.is_empty() {
            true => "there is none yet".to_owned(),
            false => format!("there are: {}", there.join(", ")),
        };
        return Err(ToolError::new(
            ErrorCode::ArgumentsInvalid,
            format!("no change set of that name; {known}"),
            "name one of them, or ask the operator for it",
        ));
    };
    read_folder(&changes.join(name)).map_err(|error| {
        // The error names a path, which is the operator's to know.
        tracing::warn!(%error, "a change set cannot be read");
        ToolError::new(
            ErrorCode::ConfigInvalid,
            format!("the change set `{name}` cannot be read"),
            "ask the operator to look at its folder and at the log",
        )
    })
}
