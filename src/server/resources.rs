//! What `describe_pg` tells, as resources: `gatepost://directus/public/orders`. Reading one is a call of the tool, with
//! all that is granted, bounded and recorded of a call.

use percent_encoding::percent_decode_str;
use rmcp::ErrorData;
use rmcp::model::{Resource, ResourceTemplate};
use serde_json::{Map, Value};

use crate::tools::Principal;
use crate::tools::names::DESCRIBE_PG;

const SCHEME: &str = "gatepost://";

/// The template of one object.
pub(super) const OBJECT: &str = "gatepost://{database}/{schema}/{object}";

/// The template of one schema.
pub(super) const SCHEMA: &str = "gatepost://{database}/{schema}";

/// The type of what is read.
pub(super) const JSON: &str = "application/json";

/// The databases that the principal may describe.
pub(super) fn list<'a>(
    databases: impl Iterator<Item = &'a str>,
    principal: &Principal,
) -> Vec<Resource> {
    let principal = principal.calling(DESCRIBE_PG);
    databases
        .filter(|name| principal.may_read(name))
        .map(|name| {
            Resource::new(format!("{SCHEME}{name}"), name)
                .with_description("Schemas and extensions of the database")
                .with_mime_type(JSON)
        })
        .collect()
}

/// What further resources are called.
pub(super) fn templates(principal: &Principal) -> Vec<ResourceTemplate> {
    let template = |uri, name, description| {
        ResourceTemplate::new(uri, name)
            .with_description(description)
            .with_mime_type(JSON)
    };
    if !principal.may_call(DESCRIBE_PG) {
        return Vec::new();
    }
    vec![
        template(
            SCHEMA,
            "schema",
            "Tables, views, functions and types of a schema",
        ),
        template(
            OBJECT,
            "object",
            "One table, view, function or type in full: columns, keys, indexes, policies, size",
        ),
    ]
}

/// The arguments of `describe_pg` that a URI stands for.
///
/// # Errors
/// When it is not of the form of [`OBJECT`], [`SCHEMA`], or a database's.
pub(super) fn arguments_of(uri: &str) -> Result<Map<String, Value>, ErrorData> {
    let path = uri.strip_prefix(SCHEME).unwrap_or_default();
    let parts: Option<Vec<String>> = path
        .split('/')
        .map(|part| {
            let part = percent_decode_str(part).decode_utf8().ok()?;
            (!part.is_empty()).then(|| part.into_owned())
        })
        .collect();
    let parts = parts.filter(|parts| parts.len() <= 3).ok_or_else(|| {
        let message = format!("resources are {OBJECT}, {SCHEMA} and {SCHEME}{{database}}");
        ErrorData::invalid_params(message, None)
    })?;
    let names = ["database", "schema", "object"].map(str::to_owned);
    Ok(names
        .into_iter()
        .zip(parts.into_iter().map(Value::String))
        .collect())
}

/// An error with the URI that it is about in its data: revision 2026-07-28 asks for it (SEP-2164).
pub(super) fn concerning(mut error: ErrorData, uri: &str) -> ErrorData {
    let mut data = match error.data.take() {
        Some(Value::Object(data)) => data,
        _ => Map::new(),
    };
    data.insert("uri".to_owned(), Value::from(uri));
    error.data = Some(Value::Object(data));
    error
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::arguments_of;

    #[test]
    fn a_uri_names_a_database_a_schema_or_an_object() {
        for (uri, arguments) in [
            ("gatepost://directus", json!({"database": "directus"})),
            (
                "gatepost://directus/public/orders",
                json!({"database": "directus", "schema": "public", "object": "orders"}),
            ),
            (
                "gatepost://directus/public/a%2Fb%20%C3%A9",
                json!({"database": "directus", "schema": "public", "object": "a/b é"}),
            ),
            ("gatepost://", Value::Null),
            ("gatepost://directus/", Value::Null),
            ("gatepost://directus//orders", Value::Null),
            ("gatepost://directus/public/orders/id", Value::Null),
            ("gatepost://directus/%FF", Value::Null),
            ("file:///etc/passwd", Value::Null),
            ("", Value::Null),
        ] {
            let read = arguments_of(uri).map_or(Value::Null, Value::Object);
            assert_eq!(read, arguments, "{uri}");
        }
    }
}
