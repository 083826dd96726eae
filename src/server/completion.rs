//! The names that a client offers while a person types: of databases, schemas, objects and gates, as far as the caller
//! may see them.

use std::collections::BTreeSet;

use futures::future::BoxFuture;
use rmcp::model::{CompleteRequestParams, CompletionInfo};
use serde_json::{Map, Value, json};

use crate::error::ToolError;
use crate::tools::names::{DESCRIBE_PG, GATE_LIST};
use crate::tools::{Answer, Principal};

/// Names that begin with what was typed; `call` is a call of a tool by the caller.
///
/// # Errors
/// As the tool's.
pub(super) async fn complete<'a>(
    request: &CompleteRequestParams,
    databases: impl Iterator<Item = &'a str>,
    principal: &Principal,
    call: impl FnOnce(&'static str, Map<String, Value>) -> BoxFuture<'a, Result<Answer, ToolError>>,
) -> Result<CompletionInfo, ToolError> {
    let typed = request.argument.value.as_str();
    let chosen = request
        .context
        .as_ref()
        .and_then(|context| context.arguments.as_ref());
    let chosen = |name: &str| chosen.and_then(|chosen| chosen.get(name));
    let describing = principal.calling(DESCRIBE_PG);
    let names: Vec<String> = match (request.argument.name.as_str(), chosen("database")) {
        ("database", _) => databases
            .filter(|name| describing.may_read(name))
            .map(str::to_owned)
            .collect(),
        ("gate", _) if principal.may_call(GATE_LIST) => {
            let listed = call(GATE_LIST, Map::new()).await?;
            fields(&listed.structured["gates"], |gate| text(gate, "name"))
        }
        ("schema", Some(database)) if principal.may_call(DESCRIBE_PG) => {
            let asked = Map::from_iter([("database".to_owned(), json!(database))]);
            let described = call(DESCRIBE_PG, asked).await?;
            fields(&described.structured["items"], |item| text(item, "schema"))
        }
        ("object", Some(database)) if principal.may_call(DESCRIBE_PG) => {
            let schema = chosen("schema");
            let (own, begun) = match (schema, typed.split_once('.')) {
                (None, Some((own, begun))) => (Some(own), begun),
                (schema, _) => (schema.map(String::as_str), typed),
            };
            let escaped = begun
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            let mut asked = Map::new();
            asked.insert("database".to_owned(), json!(database));
            asked.insert("pattern".to_owned(), json!(format!("{escaped}%")));
            if let Some(own) = own {
                asked.insert("schema".to_owned(), json!(own));
            }
            let described = call(DESCRIBE_PG, asked).await?;
            // Where the schema has a place of its own, the name alone goes into this one. The pattern has chosen them.
            let name = |item: &Value| match schema {
                Some(_) => text(item, "name"),
                None => Some(format!("{}.{}", text(item, "schema")?, text(item, "name")?)),
            };
            return Ok(info(fields(&described.structured["items"], name)));
        }
        _ => Vec::new(),
    };
    let begun = names.into_iter().filter(|name| name.starts_with(typed));
    Ok(info(begun.collect()))
}

fn info(names: Vec<String>) -> CompletionInfo {
    // Functions of one name and several signatures are one name.
    let names = BTreeSet::from_iter(names);
    let total = u32::try_from(names.len()).ok();
    let more = names.len() > CompletionInfo::MAX_VALUES;
    let first = names.into_iter().take(CompletionInfo::MAX_VALUES).collect();
    CompletionInfo::with_pagination(first, total, more).unwrap_or_default()
}

fn text(item: &Value, field: &str) -> Option<String> {
    item[field].as_str().map(str::to_owned)
}

fn fields(items: &Value, field: impl Fn(&Value) -> Option<String>) -> Vec<String> {
    items
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(field)
        .collect()
}
