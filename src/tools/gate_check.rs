//! `gate_check`: a standing gate, judged now.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::gate_result::GateResult;
use super::{Effect, ToolDefinition, answer_schema, schema_of};
use crate::error::ToolError;
use crate::gatekeeper::{Gatekeeper, Report};

/// The tool's name.
pub const NAME: &str = "gate_check";

const DESCRIPTION: &str =
    "Judge a standing gate now, such as no-write-channel: SAFE, UNSAFE or INDETERMINATE.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// A standing gate, as gate_list names it.
    gate: String,
    /// The database, for a gate that names none.
    #[serde(default)]
    database: Option<String>,
}

pub(super) fn definition(databases: &[&str]) -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Check a gate",
        description: DESCRIPTION.to_owned(),
        input_schema: super::with_databases(schema_of::<Arguments>(), databases),
        output_schema: answer_schema::<GateResult>(),
        effect: Effect::Records,
    }
}

pub(super) async fn call(
    gatekeeper: &Gatekeeper,
    arguments: Map<String, Value>,
    report: Report<'_>,
) -> Result<GateResult, ToolError> {
    let Arguments { gate, database } = super::parse_arguments(arguments)?;
    GateResult::of(&gatekeeper.check(&gate, database.as_deref(), report).await?)
}
