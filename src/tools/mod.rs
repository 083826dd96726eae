//! One file per MCP tool: arguments, call, structured result. No transport is known here.

mod describe;
mod describe_clone;
mod drift_compare;
mod explain;
mod gate_check;
mod gate_entry;
mod gate_exit;
mod gate_list;
mod gate_result;
mod gate_verdict;
mod principal;
mod query_clone;
mod query_pg;
mod rehearse;
mod toolbox;

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, ReplaceBoolSchemas, Transform};
use serde_json::{Map, Value, json};

pub use describe::Description;
pub use drift_compare::DriftResult;
pub use explain::Explanation;
pub use gate_list::{GateList, ListedGate};
pub use gate_result::GateResult;
pub use principal::{Grants, Principal};
pub use query_pg::{Arguments, QueryResult};
pub use toolbox::{Answer, Toolbox};

/// The tools' names.
pub mod names {
    pub use super::describe::NAME as DESCRIBE_PG;
    pub use super::describe_clone::NAME as DESCRIBE_CLONE;
    pub use super::drift_compare::NAME as DRIFT_COMPARE;
    pub use super::explain::NAME as EXPLAIN_PG;
    pub use super::gate_check::NAME as GATE_CHECK;
    pub use super::gate_entry::NAME as GATE_ENTRY;
    pub use super::gate_exit::NAME as GATE_EXIT;
    pub use super::gate_list::NAME as GATE_LIST;
    pub use super::gate_verdict::NAME as GATE_VERDICT;
    pub use super::query_clone::NAME as QUERY_CLONE;
    pub use super::query_pg::NAME as QUERY_PG;
    pub use super::rehearse::NAME as REHEARSE;

    /// Every tool of the production channel.
    pub const ALL: [&str; 8] = [
        QUERY_PG,
        DESCRIBE_PG,
        EXPLAIN_PG,
        GATE_LIST,
        GATE_ENTRY,
        GATE_EXIT,
        GATE_CHECK,
        GATE_VERDICT,
    ];

    /// Every tool of the clone channel.
    pub const CLONE: [&str; 9] = [
        QUERY_CLONE,
        DESCRIBE_CLONE,
        REHEARSE,
        DRIFT_COMPARE,
        GATE_LIST,
        GATE_ENTRY,
        GATE_EXIT,
        GATE_CHECK,
        GATE_VERDICT,
    ];
}

use crate::error::{ErrorCode, ToolError};

/// A tool as clients list it.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolDefinition {
    /// The name clients call it by.
    pub name: &'static str,
    /// A title for people.
    pub title: &'static str,
    /// What it does, for the model that chooses among tools.
    pub description: String,
    /// JSON Schema of its arguments.
    pub input_schema: Map<String, Value>,
    /// JSON Schema of what a call gives: its structured result, or a refusal.
    pub output_schema: Map<String, Value>,
    /// What a call does to the world.
    pub effect: Effect,
}

/// What a call does. No tool reaches anything but the configured databases, and production's change none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It only reads, and calling it again changes nothing.
    Reads,
    /// It leaves evidence on gatepost's own ledger, new with each call.
    Records,
    /// It changes the clone, and takes back what it changed.
    Changes,
}

impl Effect {
    /// Whether nothing but a line in the log of calls is left behind.
    pub fn is_read(self) -> bool {
        self == Self::Reads
    }
}

impl ToolDefinition {
    /// The definition as `tool-schemas/` keeps it.
    pub fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.input_schema,
            "outputSchema": self.output_schema,
            "annotations": {
                "readOnlyHint": self.effect.is_read(),
                "destructiveHint": self.effect == Effect::Changes,
                "idempotentHint": self.effect.is_read(),
                "openWorldHint": false,
            },
        })
    }
}

/// The tools of the production channel, for databases of these names.
pub fn definitions<'a>(databases: impl IntoIterator<Item = &'a str>) -> Vec<ToolDefinition> {
    let databases: Vec<&str> = databases.into_iter().collect();
    vec![
        query_pg::definition(&databases),
        describe::definition(&databases),
        explain::definition(&databases),
        gate_list::definition(),
        gate_entry::definition(&databases),
        gate_exit::definition(),
        gate_check::definition(&databases),
        gate_verdict::definition(),
    ]
}

/// The tools of the clone channel.
pub fn clone_definitions(clone: &str) -> Vec<ToolDefinition> {
    let databases = [clone];
    vec![
        query_clone::definition(),
        describe_clone::definition(),
        rehearse::definition(),
        drift_compare::definition(),
        gate_list::definition(),
        gate_entry::definition(&databases),
        gate_exit::definition(),
        gate_check::definition(&databases),
        gate_verdict::definition(),
    ]
}

/// The schema with `database` as one of these names.
fn with_databases(mut schema: Map<String, Value>, databases: &[&str]) -> Map<String, Value> {
    if let Some(database) = schema
        .get_mut("properties")
        .and_then(|properties| properties.get_mut("database"))
    {
        let mut names: Vec<Value> = databases.iter().map(|name| json!(name)).collect();
        if database["type"].is_array() {
            names.push(Value::Null);
        }
        database["enum"] = Value::Array(names);
    }
    schema
}

/// A schema with every definition in place, as all clients understand it.
fn schema_of<T: schemars::JsonSchema>() -> Map<String, Value> {
    // "Anything" as an object that says nothing: some clients know no schema that is `true`. Each tool's own arguments are
    // closed by a plain `false`, which they all know.
    let mut anything = ReplaceBoolSchemas::default();
    anything.skip_additional_properties = true;
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .with_transform(anything)
        .with_transform(RecursiveTransform(without_width))
        .with_transform(RecursiveTransform(as_plain_enum))
        .with_transform(RecursiveTransform(without_default));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    // Tools say themselves what these would say.
    for keyword in ["$schema", "title", "description"] {
        schema.remove(keyword);
    }
    match schema.to_value() {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// Takes away the width that schemars gives integers as their `format`: validators know no such format and warn of it.
fn without_width(schema: &mut Schema) {
    if schema.get("type").is_some_and(|of| of != "string") {
        schema.remove("format");
    }
}

/// Takes away what is taken when nothing is given: that it may be left out is said by `required`, which does not name it.
fn without_default(schema: &mut Schema) {
    schema.remove("default");
}

/// Takes away the words, but not the form.
fn without_words(schema: &mut Schema) {
    schema.remove("description");
}

/// Makes a choice of words, each with its own description, a plain `enum`: the words are chosen to speak for themselves,
/// and the list of tools is paid for by every conversation.
fn as_plain_enum(schema: &mut Schema) {
    let Some(Value::Array(choices)) = schema.get("oneOf") else {
        return;
    };
    let words: Option<Vec<Value>> = choices
        .iter()
        .map(|choice| choice.get("const").cloned())
        .collect();
    if let Some(words) = words {
        schema.remove("oneOf");
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("enum".to_owned(), Value::Array(words));
    }
}

/// The schema of a tool's result or a refusal of the call: some clients hold refusals against it too, and drop one that does
/// not conform. The root must be an object for revisions before 2026-07-28. What a refusal holds is said once, in the
/// instructions: each tool's schema costs the model that reads it.
fn answer_schema<T: schemars::JsonSchema>() -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert(
        "anyOf".to_owned(),
        json!([schema_of::<T>(), { "type": "object", "required": ["code", "message", "hint"] }]),
    );
    schema
}

/// The same without the words, which another tool of the same answer has.
fn answer_schema_in_short<T: schemars::JsonSchema>() -> Map<String, Value> {
    let mut schema = Schema::from(answer_schema::<T>());
    RecursiveTransform(without_words).transform(&mut schema);
    match schema.to_value() {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// What the list of tools costs every conversation, as far as it can be told without a model's own vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Tools.
    pub tools: usize,
    /// Their definitions as JSON without white space, in bytes.
    pub bytes: usize,
}

impl Cost {
    /// Of these tools.
    pub fn of(tools: &[ToolDefinition]) -> Self {
        let bytes = tools.iter().map(|tool| tool.to_json().to_string().len());
        Self {
            tools: tools.len(),
            bytes: bytes.sum(),
        }
    }

    /// By the rule of thumb of four bytes of English or JSON a token.
    pub fn tokens(self) -> usize {
        self.bytes.div_ceil(4)
    }
}

/// Arguments of the form a tool's schema gives.
///
/// # Errors
/// `arguments_invalid`, naming the argument.
pub fn parse_arguments<T: serde::de::DeserializeOwned>(
    arguments: Map<String, Value>,
) -> Result<T, ToolError> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| {
        ToolError::new(
            ErrorCode::ArgumentsInvalid,
            format!("the arguments do not fit the tool: {error}"),
            "call the tool with the arguments its input schema describes",
        )
    })
}
