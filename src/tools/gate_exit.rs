//! `gate_exit`: the moment after the work, compared with its entry.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::gate_result::GateResult;
use super::{Effect, ToolDefinition, answer_schema, schema_of};
use crate::error::ToolError;
use crate::gatekeeper::{Gatekeeper, Report};

/// The tool's name.
pub const NAME: &str = "gate_exit";

const DESCRIPTION: &str = "Compare a database now with an entry made by gate_entry. The verdict is SAFE (everything asked \
    was answered and nothing moved), UNSAFE (something moved, and it is named) or INDETERMINATE (it cannot be known, with \
    the reason). An entry is good for one exit.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The id that gate_entry gave.
    entry_id: String,
}

pub(super) fn definition() -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Exit a gate",
        description: DESCRIPTION.to_owned(),
        input_schema: schema_of::<Arguments>(),
        output_schema: answer_schema::<GateResult>(),
        effect: Effect::Records,
    }
}

pub(super) async fn call(
    gatekeeper: &Gatekeeper,
    arguments: Map<String, Value>,
    report: Report<'_>,
) -> Result<GateResult, ToolError> {
    let Arguments { entry_id } = super::parse_arguments(arguments)?;
    GateResult::of(&gatekeeper.exit(&entry_id, report).await?)
}
