//! The committed schemas are those of this binary, and are what answers conform to.

use gatepost::tools;
use serde_json::{Value, json};

use crate::process::{run, text};

/// The committed schemas.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tool-schemas");

#[test]
fn the_committed_schemas_are_those_of_this_binary() {
    let output = run(&["schemas", "--check", "--folder", FOLDER]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        output.stdout.is_empty() && output.stderr.is_empty(),
        "silence means agreement"
    );
}

#[test]
fn a_schema_that_differs_or_is_missing_fails_the_check() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_str().expect("a plain path");
    let file = folder.path().join("query_pg.json");

    let missing = run(&["schemas", "--check", "--folder", path]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        text(&missing.stderr).contains("query_pg.json"),
        "{}",
        text(&missing.stderr)
    );

    assert_eq!(run(&["schemas", "--folder", path]).status.code(), Some(0));
    assert_eq!(
        run(&["schemas", "--check", "--folder", path]).status.code(),
        Some(0),
        "what was written agrees"
    );

    let written = std::fs::read_to_string(&file).expect("written");
    let changed = written.replacen("readOnlyHint\": true", "readOnlyHint\": false", 1);
    assert_ne!(changed, written);
    std::fs::write(&file, &changed).expect("writes");
    let differs = run(&["schemas", "--check", "--folder", path]);
    assert_eq!(differs.status.code(), Some(1));
    assert!(
        text(&differs.stderr).contains("differs"),
        "{}",
        text(&differs.stderr)
    );
    assert_eq!(
        std::fs::read_to_string(&file).expect("still there"),
        changed,
        "a check writes nothing"
    );
}

/// What listing the tools may cost a conversation.
const TOKENS: usize = 3_000;

#[test]
fn the_list_of_tools_costs_little() {
    let cost = tools::Cost::of(&tools::definitions([
        "directus",
        "incomex_metadata",
        "workflow",
    ]));
    assert!(cost.tokens() <= TOKENS, "{cost:?}");
    let told = text(&run(&["schemas", "--measure"]).stdout);
    assert!(
        told.contains(&format!("about {} tokens", cost.tokens())),
        "{told}"
    );
}

#[test]
fn the_input_schema_says_what_the_arguments_accept() {
    let schema = Value::Object(tools::definitions(["directus"]).remove(0).input_schema);
    for (arguments, fits) in [
        (json!({"database": "directus", "sql": "SELECT 1"}), true),
        (
            json!({"database": "directus", "sql": "SELECT $1", "parameters": [1], "max_rows": 5, "timeout_ms": 100}),
            true,
        ),
        (json!({"database": "directus"}), false),
        (json!({"database": "other", "sql": "SELECT 1"}), false),
        (json!({"database": "directus", "sql": 1}), false),
        (
            json!({"database": "directus", "sql": "SELECT 1", "max_rows": 0}),
            false,
        ),
        (
            json!({"database": "directus", "sql": "SELECT 1", "max_rows": -1}),
            false,
        ),
        (
            json!({"database": "directus", "sql": "SELECT 1", "parameters": "1"}),
            false,
        ),
        (
            json!({"database": "directus", "sql": "SELECT 1", "query": "SELECT 2"}),
            false,
        ),
    ] {
        assert_eq!(
            violations(&schema, &arguments).is_empty(),
            fits,
            "{arguments}: {:?}",
            violations(&schema, &arguments)
        );
        let Value::Object(map) = arguments.clone() else {
            panic!("an object")
        };
        // The names of databases, and ranges, are judged after the form, with codes of their own.
        let parsed = tools::parse_arguments::<tools::Arguments>(map);
        if fits {
            parsed.expect("what the schema allows is understood");
        }
    }
}

/// Where a value does not conform to a schema: the keywords our schemas use, and any other is itself a violation,
/// so that nothing goes unchecked.
pub(crate) fn violations(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check("$", schema, value, &mut found);
    found
}

fn check(path: &str, schema: &Value, value: &Value, found: &mut Vec<String>) {
    let keywords = match schema {
        Value::Bool(true) => return,
        Value::Object(keywords) => keywords,
        _ => return found.push(format!("{path}: nothing conforms to {schema}")),
    };
    for (keyword, expected) in keywords {
        let holds = match keyword.as_str() {
            // Annotations.
            "title" | "description" | "default" => true,
            "type" => match expected {
                Value::Array(types) => types.iter().any(|expected| is_of_type(expected, value)),
                expected => is_of_type(expected, value),
            },
            "const" => value == expected,
            "enum" => expected
                .as_array()
                .is_some_and(|values| values.contains(value)),
            "minimum" => value.as_f64() >= expected.as_f64() || !value.is_number(),
            "required" => expected
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .all(|name| {
                    value
                        .as_object()
                        .is_none_or(|object| object.contains_key(name))
                }),
            "additionalProperties" => {
                let allowed = expected.as_bool().expect("no schema is known here");
                value.as_object().is_none_or(|object| {
                    let properties = &schema["properties"];
                    allowed || object.keys().all(|name| properties.get(name).is_some())
                })
            }
            "properties" => {
                for (name, schema) in expected.as_object().into_iter().flatten() {
                    if let Some(value) = value.get(name) {
                        check(&format!("{path}.{name}"), schema, value, found);
                    }
                }
                true
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(&format!("{path}[{at}]"), expected, item, found);
                }
                true
            }
            "anyOf" => matching(expected, value) > 0,
            "oneOf" => matching(expected, value) == 1,
            _ => false,
        };
        if !holds {
            found.push(format!(
                "{path}: {keyword} {expected} does not hold of {value}"
            ));
        }
    }
}

fn matching(schemas: &Value, value: &Value) -> usize {
    schemas
        .as_array()
        .into_iter()
        .flatten()
        .filter(|schema| violations(schema, value).is_empty())
        .count()
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match name.as_str() {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => false,
    }
}
