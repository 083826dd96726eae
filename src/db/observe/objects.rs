//! Definitions: every object as kind, name and text that differs whenever the object does.
//!
//! The text is PostgreSQL's own (`pg_get_viewdef` and its kin), which is stable within a major version, made under
//! `search_path = pg_catalog` so that every name in it is qualified alike.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::transaction::{Transaction, Trouble};
use crate::gate::{Object, Objects, Unchanged};

const SCHEMAS: &str = "SELECT oid, nspname::text FROM pg_catalog.pg_namespace \
                       WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'";

/// What is asked of the schemas in scope, each with the same parameter.
const IN_SCHEMAS: [&str; 4] = [
    include_str!("objects/relations.sql"),
    include_str!("objects/routines.sql"),
    include_str!("objects/types.sql"),
    include_str!("objects/database_wide.sql"),
];

const ROLES: &str = include_str!("objects/roles.sql");
const SETTINGS_GRANTS: &str = include_str!("objects/settings_grants.sql");

/// The first major version whose settings can be granted (PostgreSQL 15 release notes).
const SETTINGS_GRANTS_SINCE: u32 = 15;

/// The definitions in the schemas that the gate covers, and of what acts on objects of any schema.
pub(super) async fn in_schemas(
    transaction: &Transaction<'_>,
    unchanged: &Unchanged,
) -> Result<Objects, Trouble> {
    let mut schemas: Vec<u32> = Vec::new();
    for row in transaction.query(SCHEMAS, &[]).await? {
        if unchanged.covers_schema(row.try_get(1)?) {
            schemas.push(row.try_get(0)?);
        }
    }
    let mut objects = Vec::new();
    for sql in IN_SCHEMAS {
        append(
            &mut objects,
            &transaction
                .query(sql, &[(&schemas, Type::OID_ARRAY)])
                .await?,
        )?;
    }
    Ok(objects.into())
}

/// Roles, memberships, settings, tablespaces, extensions, publications, subscriptions and grants on PostgreSQL's own.
pub(super) async fn of_roles(
    transaction: &Transaction<'_>,
    server_major: u32,
) -> Result<Objects, Trouble> {
    let mut objects = Vec::new();
    append(&mut objects, &transaction.query(ROLES, &[]).await?)?;
    if server_major >= SETTINGS_GRANTS_SINCE {
        append(
            &mut objects,
            &transaction.query(SETTINGS_GRANTS, &[]).await?,
        )?;
    }
    Ok(objects.into())
}

fn append(objects: &mut Vec<Object>, rows: &[Row]) -> Result<(), Trouble> {
    for row in rows {
        objects.push(Object {
            kind: row.try_get(0)?,
            name: row.try_get(1)?,
            // An empty list of grants aggregates to NULL, and is a definition too.
            definition: row.try_get::<_, Option<String>>(2)?.unwrap_or_default(),
        });
    }
    Ok(())
}
