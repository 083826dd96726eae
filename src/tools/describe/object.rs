//! One object in full.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Description, ask, described, list};
use crate::db::Database;
use crate::error::{ErrorCode, ToolError};

const RELATION: &str = include_str!("relation.sql");

const COLUMNS: &str = "columns";

/// What is told of a relation besides itself, each by its name.
const PARTS: [(&str, &str); 5] = [
    (COLUMNS, include_str!("columns.sql")),
    ("constraints", include_str!("constraints.sql")),
    ("indexes", include_str!("indexes.sql")),
    ("partitions", include_str!("partitions.sql")),
    ("policies", include_str!("policies.sql")),
];

/// Where names without a schema are looked for first.
const FIRST_SCHEMA: &str = "public";

/// Everything about a relation; about functions and types of the name, what a listing says of them.
///
/// # Errors
/// When there is none that the role may see.
pub(super) async fn describe(
    database: &Arc<Database>,
    schema: Option<&str>,
    object: &str,
) -> Result<Description, ToolError> {
    let (schema, name) = match (schema, object.split_once('.')) {
        (Some(schema), _) => (schema, object),
        (None, Some((schema, name))) => (schema, name),
        (None, None) => (FIRST_SCHEMA, object),
    };
    let relations = ask(database, RELATION, vec![json!(schema), json!(name)]).await?;
    if let Some(mut relation) = relations.into_iter().next() {
        let oid = relation.remove("oid").unwrap_or_default();
        for (part, sql) in PARTS {
            let mut rows = ask(database, sql, vec![oid.clone()]).await?;
            if part == COLUMNS {
                say_what_may_not_be_read(database, &oid, &mut rows).await?;
            }
            if !rows.is_empty() {
                let rows = rows.into_iter().map(Value::Object).collect();
                relation.insert(part.to_owned(), Value::Array(rows));
            }
        }
        return Ok(described(vec![relation], "read it with query_pg"));
    }
    let escaped = name
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    let (items, _) = list(
        database,
        [json!(schema), json!(escaped), Value::Null, Value::Null],
    )
    .await?;
    if items.is_empty() {
        return Err(ToolError::new(
            ErrorCode::SqlError,
            format!("there is no {schema}.{name} that the role may see"),
            "look for it with `pattern`, such as \"%order%\"; names are given as they are stored, without quotation marks",
        ));
    }
    Ok(described(items, "call it, or use it, with query_pg"))
}

/// Beside each column that no statement may read, that it may not; its expressions, which may hold values of it, are left out.
async fn say_what_may_not_be_read(
    database: &Arc<Database>,
    relation: &Value,
    columns: &mut [Map<String, Value>],
) -> Result<(), ToolError> {
    let oid = relation.as_u64().and_then(|oid| u32::try_from(oid).ok());
    let hidden = database.hidden_columns(oid.unwrap_or_default()).await?;
    for column in columns {
        let name = column.get("name").and_then(Value::as_str);
        if name.is_some_and(|name| hidden.contains(name)) {
            column.remove("default");
            column.remove("generated");
            column.insert("may_be_read".to_owned(), json!(false));
        }
    }
    Ok(())
}
