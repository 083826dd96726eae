//! What appeared bears the tag: objects in their name, definition or comment, rows in the column the manifest names.

use super::report::Problem;
use super::state::{Changes, table_of};
use crate::changeset::Linted;
use crate::db::clone::{CloneSession, StatementFailure};
use crate::db::quoting::{identifier, literal, quoted};
use crate::gate::relatives::{Comments, relation_of};
use crate::gate::{Change, Difference, Object, Part, QualifiedName, Snapshot};

/// The objects that changed and do not bear the tag; `after` is the state with the change.
pub(super) fn untagged_objects(tag: &str, changes: &Changes, after: &Snapshot) -> Vec<Problem> {
    let objects = objects(after);
    let hint = "COMMENT ON the object with the tag in its text, or put the tag into its name";
    let appeared = changes
        .differences
        .iter()
        .filter(|difference| difference.change != Change::Removed && difference.kind != "relation");
    let comments = Comments::of(objects.iter().copied());
    appeared
        .filter(|difference| !bears(difference, &objects, &comments, tag))
        .map(|difference| {
            let code = match difference.change {
                Change::Added => "untagged_object",
                _ => "untagged_change",
            };
            Problem::of_difference(code, difference, hint)
        })
        .collect()
}

/// What bears the tag already, by kind and name.
pub(super) fn bearers(tag: &str, state: &Snapshot) -> Vec<String> {
    objects(state)
        .into_iter()
        .filter(|object| named(&object.name, tag) || object.definition.contains(tag))
        .map(|object| format!("{} {}", object.kind, object.name))
        .collect()
}

fn objects(state: &Snapshot) -> Vec<&Object> {
    let parts = [&state.schema, &state.roles];
    let observed = parts.into_iter().filter_map(|part| match part {
        Some(Part::Observed(objects)) => Some(objects.as_slice()),
        _ => None,
    });
    observed.flatten().collect()
}

fn bears(difference: &Difference, objects: &[&Object], comments: &Comments<'_>, tag: &str) -> bool {
    let (kind, name) = (difference.kind.as_str(), difference.name.as_str());
    let found = objects
        .iter()
        .find(|object| object.kind == kind && object.name == name);
    found.is_some_and(|object| object_bears(object, objects, comments, tag))
}

fn object_bears(object: &Object, objects: &[&Object], comments: &Comments<'_>, tag: &str) -> bool {
    let own = named(&object.name, tag) || object.definition.contains(tag);
    let mut said = comments.on(&object.kind, &object.name);
    own || said.any(|text| text.contains(tag))
        || whole(object).is_some_and(|whole| {
            let is_whole = |other: &&&Object| other.name == whole && is_relation(&other.kind);
            objects
                .iter()
                .find(is_whole)
                .is_some_and(|whole| object_bears(whole, objects, comments, tag))
        })
}

/// A name is folded, and holds no hyphen unless quoted.
fn named(name: &str, tag: &str) -> bool {
    let folded = |text: &str| text.to_lowercase().replace(['-', '.'], "_");
    folded(name).contains(&folded(tag))
}

fn is_relation(kind: &str) -> bool {
    [
        "table",
        "partitioned table",
        "view",
        "materialized view",
        "foreign table",
    ]
    .contains(&kind)
}

/// What an object is part of, by name.
fn whole(object: &Object) -> Option<&str> {
    if object.kind != "comment" {
        return relation_of(object);
    }
    // What is commented is what the comment is part of.
    object.name.split_once(' ').map(|(_, rest)| {
        let rest = rest.strip_prefix("column ").unwrap_or(rest);
        rest.rsplit(" on ").next().unwrap_or(rest)
    })
}

/// The tables that were written and are not declared.
///
/// # Errors
/// When the session is lost.
pub(super) async fn undeclared_tables(
    session: &mut CloneSession,
    change: &Linted,
    written: &Changes,
) -> Result<Vec<Difference>, StatementFailure> {
    let mut undeclared = Vec::new();
    for difference in &written.differences {
        let Some(table) = table_of(difference) else {
            continue;
        };
        let root = root_of(session, &table).await?;
        let mut known = change.manifest().named_tables();
        if known.any(|known| *known == table || Some(known) == root.as_ref()) {
            continue;
        }
        undeclared.push(difference.clone());
    }
    Ok(undeclared)
}

/// A table that was written and is not declared.
pub(super) fn undeclared(difference: &Difference) -> Problem {
    let hint = "list the table under `tables` in the manifest, so that its content is compared and its rows are tagged, or leave it alone";
    Problem::of_difference("table_undeclared", difference, hint)
}

async fn root_of(
    session: &mut CloneSession,
    table: &QualifiedName,
) -> Result<Option<QualifiedName>, StatementFailure> {
    let sql = "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
               WHERE c.oid = pg_catalog.pg_partition_root(pg_catalog.to_regclass($1))";
    let rows = session.query_text(sql, &[Some(&quoted(table))]).await?;
    Ok(match rows.into_iter().next().as_deref() {
        Some([Some(schema), Some(name)]) => Some(QualifiedName::new(schema, name)),
        _ => None,
    })
}

/// What bears the tag already among the rows of the declared tables that are there.
///
/// # Errors
/// When a table cannot be read, or the session is lost.
pub(super) async fn bearing_rows(
    session: &mut CloneSession,
    change: &Linted,
    tables: &[QualifiedName],
) -> Result<Vec<String>, StatementFailure> {
    let mut bearing = Vec::new();
    for table in tables {
        let Some(columns) = columns(session, change, table).await? else {
            continue;
        };
        let sql = format!(
            "SELECT count(*) FROM {} t WHERE {}",
            quoted(table),
            bears_in(change, table, &columns)
        );
        match session.query_value(&sql, &[]).await?.as_deref() {
            Some("0") | None => {}
            Some(count) => bearing.push(format!("rows of {table} ({count})")),
        }
    }
    Ok(bearing)
}

/// How many columns of the table have the name of the one that holds the tag; `None` when it is no table, or not there.
async fn columns(
    session: &mut CloneSession,
    change: &Linted,
    table: &QualifiedName,
) -> Result<Option<String>, StatementFailure> {
    let sql = "SELECT (SELECT count(*) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid \
               AND a.attname = $2 AND NOT a.attisdropped) FROM pg_catalog.pg_class c \
               WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p')";
    let column = change.manifest().tag_column(table);
    session
        .query_value(sql, &[Some(&quoted(table)), Some(column)])
        .await
}

/// The condition on a row of the table, `t`, that it bears the tag.
fn bears_in(change: &Linted, table: &QualifiedName, columns: &str) -> String {
    match columns {
        "0" => "false".to_owned(),
        _ => format!(
            "COALESCE(pg_catalog.strpos(t.{}::pg_catalog.text, {}) > 0, false)",
            identifier(change.manifest().tag_column(table)),
            literal(change.tag())
        ),
    }
}

/// Rows of the declared tables that are newer than `before` and do not bear the tag. Nobody else writes to a clone that is
/// rehearsed on: what another session wrote meanwhile is found here, too.
pub(super) async fn untagged_rows(
    session: &mut CloneSession,
    change: &Linted,
    before: &Snapshot,
) -> Result<Vec<Problem>, StatementFailure> {
    let mut problems = Vec::new();
    for table in change.manifest().tables() {
        let (name, column) = (quoted(table), change.manifest().tag_column(table));
        let Some(columns) = columns(session, change, table).await? else {
            continue;
        };
        let bears = bears_in(change, table, &columns);
        // Transaction ids from the snapshot's xmax on had not begun (PostgreSQL manual, section 9.27.8, pg_snapshot).
        let sql = format!(
            "SELECT count(*) FROM {name} t WHERE NOT {bears} AND pg_catalog.age(t.xmin) <= pg_catalog.age( \
             ((pg_catalog.pg_snapshot_xmax({}::pg_catalog.pg_snapshot)::pg_catalog.text::pg_catalog.int8 & 4294967295)::pg_catalog.text)::pg_catalog.xid)",
            literal(&before.transaction_snapshot)
        );
        match session.query_value(&sql, &[]).await?.as_deref() {
            Some("0") | None => {}
            Some(count) => {
                let message = match columns.as_str() {
                    "0" => format!(
                        "{count} new rows of {table} cannot bear the tag: it has no column `{column}`"
                    ),
                    _ => format!("{count} new rows of {table} do not bear the tag in `{column}`"),
                };
                let hint = "write the tag into the rows, or name the column that holds it under [tag_column]";
                problems.push(Problem::new("untagged_row", message, hint));
            }
        }
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::{bears, named};
    use crate::gate::relatives::Comments;
    use crate::gate::testing::object;
    use crate::gate::{Change, Difference, Object};

    const TAG: &str = "TEST_CLONE_x_2026-06-03";

    fn added(kind: &str, name: &str) -> Difference {
        Difference {
            change: Change::Added,
            kind: kind.to_owned(),
            name: name.to_owned(),
            detail: String::new(),
        }
    }

    #[test]
    fn an_object_bears_the_tag_by_name_definition_comment_or_as_a_part() {
        let objects = [
            object("table", "g.t", "owner=a"),
            object("column", "g.t.\"a.b\"", "type=text"),
            object("index", "g.t_i", "CREATE INDEX t_i ON g.t USING btree (a)"),
            object("sequence", "g.t_id_seq", "owner=a\nowned_by=g.t.id"),
            object("trigger", "g.old.watch", "CREATE TRIGGER watch"),
            object("column", "g.old.added", "type=text"),
            object("column", "g.old.tagged", "type=text"),
            object(
                "index",
                "g.old_i",
                "CREATE INDEX old_i ON g.old USING btree (a)",
            ),
            object("table", "g.old", "owner=a"),
            object("function", "g.f(n integer, m text)", "body"),
            object("function", "g.h(n integer)", "body"),
            object("view", "g.test_clone_x_2026_06_03_v", "query"),
            object("default privileges", "tables of a", "grant=b"),
            object("comment", "table g.t", TAG),
            object("comment", "trigger watch on g.old", &format!("for {TAG}")),
            object("comment", "table column g.old.tagged", TAG),
            object("comment", "function g.f(integer,text)", TAG),
            object("function", "g.k(n integer)", "body"),
            object("comment", "function g.k()", TAG),
            object("constraint", "g.old.whole", "CHECK (true)"),
            object("comment", "table constraint whole on g.old", TAG),
            object("type", "g.kind", "owner=a"),
            object("enum", "g.mood", "owner=a"),
            object("comment", "type g.mood", TAG),
        ];
        let all: Vec<&Object> = objects.iter().collect();
        let comments = Comments::of(&objects);
        for (kind, name, expected) in [
            ("table", "g.t", true),
            ("column", "g.t.\"a.b\"", true),
            ("index", "g.t_i", true),
            ("sequence", "g.t_id_seq", true),
            ("trigger", "g.old.watch", true),
            ("column", "g.old.tagged", true),
            ("function", "g.f(n integer, m text)", true),
            ("view", "g.test_clone_x_2026_06_03_v", true),
            ("comment", "table g.t", true),
            ("column", "g.old.added", false),
            ("index", "g.old_i", false),
            ("table", "g.old", false),
            ("function", "g.h(n integer)", false),
            ("function", "g.k(n integer)", false),
            ("constraint", "g.old.whole", true),
            ("enum", "g.mood", true),
            ("type", "g.kind", false),
            ("default privileges", "tables of a", false),
        ] {
            assert_eq!(
                bears(&added(kind, name), &all, &comments, TAG),
                expected,
                "{kind} {name}"
            );
        }
    }

    #[test]
    fn a_folded_name_holds_the_tag() {
        assert!(named("g.v_test_clone_x_2026_06_03", TAG));
        assert!(!named("g.v_test_clone_y_2026_06_03", TAG));
    }
}
