//! `gate_verdict`: a verdict given before, or an entry that has none yet.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::gate_result::GateResult;
use super::{Effect, ToolDefinition, answer_schema_in_short, schema_of};
use crate::error::ToolError;
use crate::gatekeeper::Gatekeeper;

/// The tool's name.
pub const NAME: &str = "gate_verdict";

const DESCRIPTION: &str = "Look up a verdict on the ledger by the id that gate_entry, gate_exit or gate_check gave. It is \
    decided again from the recorded evidence; nothing is asked of the database.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The id of an entry or verdict.
    id: String,
}

pub(super) fn definition() -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Look up a verdict",
        description: DESCRIPTION.to_owned(),
        input_schema: schema_of::<Arguments>(),
        output_schema: answer_schema_in_short::<GateResult>(),
        effect: Effect::Reads,
    }
}

pub(super) async fn call(
    gatekeeper: &Gatekeeper,
    arguments: Map<String, Value>,
) -> Result<GateResult, ToolError> {
    let Arguments { id } = super::parse_arguments(arguments)?;
    GateResult::of(&gatekeeper.evidence(&id).await?.judgement)
}
