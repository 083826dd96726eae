//! `drift_compare`: where the clone differs from production's inventory.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Effect, ToolDefinition, answer_schema, schema_of};
use crate::drift::{Counts, Drift, Since, Subject};
use crate::error::ToolError;
use crate::gate::Decision;
use crate::gatekeeper::{Compared, Gatekeeper, Report};

/// The tool's name.
pub const NAME: &str = "drift_compare";

/// The gravest come first, and all of them are on the ledger.
const MOST_DRIFTS: usize = 50;

/// The most characters of one diff; an answer is for a model to read.
const DIFF_CHARACTERS: usize = 1_000;

const DESCRIPTION: &str = "Compare the clone, as it is now, with production's inventory: every difference with a stable id, class \
    and severity, and which are new or resolved since the last comparison. Any critical drift makes it UNSAFE.";

/// There is one clone and one inventory, both the operator's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {}

/// Where the clone differs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DriftResult {
    /// The comparison, as the ledger has it.
    pub id: String,
    /// Only SAFE lets a rehearsal prove anything.
    pub verdict: Decision,
    /// Before→now, resolved, new, critical.
    pub line: String,
    /// What production was captured as, and when.
    pub production: Subject,
    /// The clone.
    pub clone: Subject,
    /// How many of what.
    pub counts: Counts,
    /// Since the last comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    /// What one of the two could not tell.
    pub not_compared: Vec<String>,
    /// The drifts, gravest first.
    pub drifts: Vec<Drift>,
    /// How many more there are.
    pub more: usize,
    /// What to do now.
    pub next: String,
}

impl DriftResult {
    /// The answer for a comparison.
    pub(super) fn of(compared: &Compared) -> Self {
        let Compared { id, comparison } = compared;
        let next = match comparison.verdict {
            Decision::Safe => "go on: no drift is critical",
            Decision::Unsafe => {
                "do not rehearse: mend what is critical on the clone, or make the clone anew; then compare again"
            }
            Decision::Indeterminate => {
                "nothing is proven: have mended what could not be compared; then compare again"
            }
        };
        Self {
            id: id.clone(),
            verdict: comparison.verdict,
            line: comparison.line(),
            production: comparison.production.clone(),
            clone: comparison.clone.clone(),
            counts: comparison.counts,
            since: comparison.since.clone(),
            not_compared: comparison.not_compared.clone(),
            drifts: comparison
                .drifts
                .iter()
                .take(MOST_DRIFTS)
                .map(shown)
                .collect(),
            more: comparison.drifts.len().saturating_sub(MOST_DRIFTS),
            next: next.to_owned(),
        }
    }
}

fn shown(drift: &Drift) -> Drift {
    let mut drift = drift.clone();
    if let Some((end, _)) = drift.diff.char_indices().nth(DIFF_CHARACTERS) {
        drift.diff.truncate(end);
        drift.diff.push_str("\n… (the diff goes on)\n");
    }
    drift
}

pub(super) fn definition() -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Compare the clone with production",
        description: DESCRIPTION.to_owned(),
        input_schema: schema_of::<Arguments>(),
        output_schema: answer_schema::<DriftResult>(),
        effect: Effect::Records,
    }
}

pub(super) async fn call(
    gatekeeper: &Gatekeeper,
    clone: &str,
    arguments: Map<String, Value>,
    report: Report<'_>,
) -> Result<DriftResult, ToolError> {
    let Arguments {} = super::parse_arguments(arguments)?;
    let production = gatekeeper.configured_inventory()?;
    let compared = gatekeeper.compare_drift(clone, &production, report).await?;
    Ok(DriftResult::of(&compared))
}
