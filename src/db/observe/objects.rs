//! Definitions: every object as kind, name and text that differs whenever the object does.
//!
//! The text is PostgreSQL's own (`pg_get_viewdef` and its kin), which is stable within a major version, made under
//! `search_path = pg_catalog` so that every name in it is qualified alike.

use futures::future::{try_join, try_join_all};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::initial::{self, InitialObjects};
use super::transaction::{Transaction, Trouble};
use crate::gate::{Identity, Object, Objects, Unchanged};

/// With whether a schema is PostgreSQL's own; a superuser can make some whose names begin with `pg_` too.
const SCHEMAS: &str = "SELECT oid, nspname::text, nspname IN ('pg_catalog', 'information_schema', 'pg_toast') FROM pg_catalog.pg_namespace \
                       WHERE nspname !~ '^pg_(toast_)?temp_[0-9]+$'";

/// What is asked of the schemas in scope, with the same parameter: relations of PostgreSQL's own schemas too, as far as somebody
/// made them; the rest that is made there is asked of the whole.
const RELATIONS: &str = include_str!("objects/relations.sql");
const ALL_BUT_RELATIONS: [&str; 3] = [
    include_str!("objects/routines.sql"),
    include_str!("objects/types.sql"),
    include_str!("objects/database_wide.sql"),
];

/// What is asked of the database and its server as a whole.
const WHOLE: [&str; 3] = [
    include_str!("objects/roles.sql"),
    include_str!("objects/server.sql"),
    include_str!("objects/system.sql"),
];

/// Settings that can be granted, and schemas and rows that can be published (PostgreSQL 15 release notes).
const SINCE_15: &str = include_str!("objects/since_15.sql");

/// What not every role may see, and what is told of it where the role may not, in the snapshot and in what is proven.
struct Guarded {
    sql: Option<&'static str>,
    hidden: &'static str,
}

/// In the order of the columns of [`MAY_SEE`].
const GUARDED: [Guarded; 6] = [
    Guarded {
        sql: Some(include_str!("objects/secrets.sql")),
        hidden: "passwords of roles, options of user mappings, connections of subscriptions and their options since PostgreSQL 16: \
                 the role cannot read pg_authid, pg_user_mapping and pg_subscription",
    },
    Guarded {
        sql: Some(include_str!("objects/settings_files.sql")),
        hidden: "settings in the server's files that are not loaded, that are no loaded extension's, or that the database, the role \
                 or gatepost itself sets otherwise, such as statement_timeout and search_path: \
                 the role may not execute pg_show_all_file_settings()",
    },
    Guarded {
        // They are among the server's settings, or are not.
        sql: None,
        hidden: "settings of the server that are shown to few: the role is no member of pg_read_all_settings",
    },
    Guarded {
        sql: Some(include_str!("objects/client_authentication.sql")),
        hidden: "who may connect, in pg_hba.conf: the role may not execute pg_hba_file_rules()",
    },
    Guarded {
        sql: Some(include_str!("objects/user_names.sql")),
        hidden: "who may be whom, in pg_ident.conf: the role may not execute pg_ident_file_mappings(), \
                 which PostgreSQL has from version 15 on",
    },
    Guarded {
        sql: Some(include_str!("objects/client_authentication_file.sql")),
        hidden: "how pg_hba.conf is written, whose quotes make a keyword a name, and options that pg_hba_file_rules() leaves out: \
                 the role may not read it by pg_read_binary_file()",
    },
];
const MAY_SEE: &str = "SELECT (SELECT bool_and(has_table_privilege(name, 'SELECT')) \
                               FROM unnest('{pg_authid,pg_user_mapping,pg_subscription}'::text[]) name), \
                              has_function_privilege('pg_show_all_file_settings()', 'EXECUTE'), \
                              pg_has_role('pg_read_all_settings', 'USAGE'), \
                              has_function_privilege('pg_hba_file_rules()', 'EXECUTE'), \
                              has_function_privilege(to_regprocedure('pg_ident_file_mappings()'), 'EXECUTE'), \
                              CASE WHEN pg_has_role('pg_read_all_settings', 'USAGE') \
                                        AND has_function_privilege('pg_read_binary_file(text,bigint,bigint,boolean)', 'EXECUTE') \
                                   THEN pg_has_role('pg_read_server_files', 'USAGE') \
                                        OR starts_with(current_setting('hba_file'), current_setting('data_directory') || '/') END";

/// The definitions in the schemas that the gate covers, and of what acts on objects of any schema.
pub(super) async fn of_schemas(
    transaction: &Transaction<'_>,
    unchanged: &Unchanged,
) -> Result<Objects, Trouble> {
    let (mut covered, mut users) = (Vec::<u32>::new(), Vec::<u32>::new());
    for row in transaction.query_kept(SCHEMAS, &[]).await? {
        let (oid, own): (u32, bool) = (row.try_get(0)?, row.try_get(2)?);
        if unchanged.covers_schema(row.try_get(1)?) {
            covered.push(oid);
            if !own {
                users.push(oid);
            }
        }
    }
    let covered: [(&(dyn ToSql + Sync), Type); 1] = [(&covered, Type::OID_ARRAY)];
    let users: [(&(dyn ToSql + Sync), Type); 1] = [(&users, Type::OID_ARRAY)];
    let others = ALL_BUT_RELATIONS.iter();
    let others = others.map(|sql| transaction.query_kept(sql, &users));
    let (relations, others) = try_join(
        transaction.query_kept(RELATIONS, &covered),
        try_join_all(others),
    )
    .await?;
    Ok(gathered(others.into_iter().chain([relations]))?.into())
}

/// Roles, memberships, settings, tablespaces, extensions, publications, subscriptions and what is PostgreSQL's own.
pub(super) async fn of_roles(
    transaction: &Transaction<'_>,
    identity: &Identity,
    initial: &InitialObjects,
) -> Result<Objects, Trouble> {
    let since_15 = (identity.server_major >= 15).then_some(SINCE_15);
    let asked = WHOLE.into_iter().chain(since_15);
    let (may_see, initial, grants, rows) = futures::try_join!(
        transaction.query_kept(MAY_SEE, &[]),
        initial.observe(transaction, identity),
        initial::grants_of_made(transaction),
        try_join_all(asked.map(|sql| transaction.query_kept(sql, &[]))),
    )?;
    let mut objects = gathered(rows.into_iter().chain([grants]))?;
    objects.extend(initial);
    let may_see = may_see.first();
    let mut allowed = Vec::new();
    for (column, guarded) in GUARDED.iter().enumerate() {
        match may_see.map(|row| row.try_get(column)) {
            Some(Ok(true)) => allowed.extend(guarded.sql),
            _ => objects.push(Object::not_visible(guarded.hidden)),
        }
    }
    let asked = allowed.iter().map(|sql| transaction.query_kept(sql, &[]));
    objects.extend(gathered(try_join_all(asked).await?)?);
    Ok(objects.into())
}

/// Every row of the answers as an object.
pub(super) fn gathered(
    answers: impl IntoIterator<Item = Vec<Row>>,
) -> Result<Vec<Object>, Trouble> {
    let object = |row: Row| {
        Ok(Object {
            kind: row.try_get(0)?,
            name: row.try_get(1)?,
            // An empty list of grants aggregates to NULL, and is a definition too.
            definition: row.try_get::<_, Option<String>>(2)?.unwrap_or_default(),
        })
    };
    answers.into_iter().flatten().map(object).collect()
}
