//! `gate_check`: a standing gate, judged now.

use serde_json::{Map, Value};

use super::gate_entry::Arguments;
use super::gate_result::GateResult;
use super::{Effect, ToolDefinition, answer_schema_in_short, schema_of};
use crate::error::ToolError;
use crate::gatekeeper::{Gatekeeper, Report};

/// The tool's name.
pub const NAME: &str = "gate_check";

const DESCRIPTION: &str =
    "Judge a standing gate now, such as no-write-channel: SAFE, UNSAFE or INDETERMINATE.";

pub(super) fn definition(databases: &[&str]) -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Check a gate",
        description: DESCRIPTION.to_owned(),
        input_schema: super::with_databases(schema_of::<Arguments>(), databases),
        output_schema: answer_schema_in_short::<GateResult>(),
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
