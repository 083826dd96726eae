//! A database's inventory, read as a gate's moment is: through the same role, in READ ONLY transactions.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use futures::future::BoxFuture;

use crate::db::{Database, Purpose};
use crate::drift::{Content, Inventory, RowCount, Scope, SequencePlace};
use crate::error::{ErrorCode, ToolError};
use crate::gate::relatives::parts;
use crate::gate::{
    Definition, Failure, Object, Objects, Observation, Part, QualifiedName, Snapshot, Unchanged,
};
use crate::gatekeeper::Report;

/// The kinds that are not the database's own definition: who may still commit what.
const PASSING: [&str; 1] = ["prepared transaction"];

/// The kinds whose options may be secrets, which their definition replaces by the version of a catalog row. That is another
/// in every database, and tells nothing across two.
const VERSIONED: [&str; 2] = ["foreign data wrapper", "foreign server"];
const ROW_VERSION: &str = "row_version=";

/// What of the database's own row decides how text is stored and ordered. Its name, owner, grants and settings are what
/// makes a clone a clone.
const ENCODING: [&str; 5] = [
    "encoding=",
    "datcollate=",
    "datctype=",
    "datlocprovider=",
    "daticulocale=",
];

/// Everything in a database that can drift.
///
/// # Errors
/// When the database cannot be observed, or its definitions cannot all be read: an inventory that lacks some would show
/// them as missing, or hide that they are.
pub(super) async fn capture(
    database: &Arc<Database>,
    scope: &Scope,
    report: Report<'_>,
) -> Result<Inventory, ToolError> {
    let definitions = definition("schema = [\"*\"]\nroles = true\nsequences = false", "")?;
    let seen = observe(database, &definitions, report).await?;
    let objects = objects(&seen)?;
    let (rows, sequences) = counted(database, scope, &objects, report).await?;
    let reference = reference(database, scope, report).await?;
    Ok(Inventory {
        database: seen.identity.current_database,
        system_identifier: seen.identity.system_identifier,
        database_oid: seen.identity.database_oid,
        captured_at: seen.taken_at,
        server_major: seen.identity.server_major,
        server_version: seen.identity.server_version,
        scope: scope.clone(),
        objects,
        rows,
        reference,
        sequences,
    })
}

/// One observation, on the heap from the start: every call of every tool would carry the room for three of them otherwise.
fn observe<'a>(
    database: &'a Arc<Database>,
    definition: &'a Definition,
    report: Report<'a>,
) -> BoxFuture<'a, Result<Snapshot, ToolError>> {
    Box::pin(database.observe(definition, Purpose::Entry, report))
}

/// A gate's definition that asks for this.
fn definition(unchanged: &str, checks: &str) -> Result<Definition, ToolError> {
    let text = format!(
        "name = \"drift\"\ntitle = \"Drift\"\nkind = \"bracket\"\n[unchanged]\nlarge_objects = false\n{unchanged}\n{checks}"
    );
    Definition::parse("[drift]", text.as_bytes()).map_err(|error| {
        ToolError::new(
            ErrorCode::ConfigInvalid,
            format!("the tables to count cannot be understood: {error}"),
            "write `drift.governed`, `.organic` and `.reference` as globs such as \"governance.*\"",
        )
    })
}

fn globs<'a>(globs: impl Iterator<Item = &'a String>) -> String {
    toml::Value::Array(
        globs
            .map(|glob| toml::Value::String(glob.clone()))
            .collect(),
    )
    .to_string()
}

fn observed<T>(part: Option<Part<T>>, what: &str) -> Result<T, ToolError> {
    let failure = match part {
        Some(Part::Observed(observed)) => return Ok(observed),
        Some(Part::Failed(failure)) => failure,
        Some(Part::SameSnapshot) | None => Failure::new("not_run", "it was not looked at"),
    };
    Err(ToolError::new(
        ErrorCode::PermissionDenied,
        format!(
            "{what} cannot be read, so there is no inventory: {}",
            failure.message
        ),
        failure
            .mend
            .unwrap_or_else(|| "ask the operator to run `gatepost doctor`".to_owned()),
    ))
}

fn objects(seen: &Snapshot) -> Result<Objects, ToolError> {
    let own = observed(seen.schema.clone(), "the definitions")?;
    let roles = observed(seen.roles.clone(), "the extensions")?;
    let of_database = roles
        .as_slice()
        .iter()
        .filter_map(|object| match object.kind.as_str() {
            "extension" => Some(object.clone()),
            "database" => Some(Object {
                kind: "encoding".to_owned(),
                name: "database".to_owned(),
                definition: lines(object, |line| {
                    ENCODING.iter().any(|key| line.starts_with(key))
                }),
            }),
            _ => None,
        });
    let own = own
        .as_slice()
        .iter()
        .filter(|object| !PASSING.contains(&object.kind.as_str()))
        .map(|object| match VERSIONED.contains(&object.kind.as_str()) {
            true => Object {
                definition: lines(object, |line| !line.starts_with(ROW_VERSION)),
                ..object.clone()
            },
            false => object.clone(),
        });
    Ok(own.chain(of_database).collect::<Vec<_>>().into())
}

fn lines(object: &Object, keep: impl Fn(&str) -> bool) -> String {
    let kept: Vec<&str> = object
        .definition
        .lines()
        .filter(|line| keep(line))
        .collect();
    kept.join("\n")
}

/// Rows of the tables that are counted, and their sequences with the greatest value of the columns that own them.
async fn counted(
    database: &Arc<Database>,
    scope: &Scope,
    objects: &Objects,
    report: Report<'_>,
) -> Result<(Vec<RowCount>, Vec<SequencePlace>), ToolError> {
    if scope.governed.is_empty() && scope.organic.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let patterns = globs(scope.governed.iter().chain(&scope.organic));
    let asked = format!("schema = []\nrows = {patterns}\nroles = false\nsequences = true");
    let organic = globs(scope.organic.iter());
    let organic = definition(&format!("schema = [\"*\"]\nrows = {organic}"), "")?;
    let covering = definition(&asked, "")?;
    // The snapshot is older than the positions that are read after it, so no value is greater for being younger.
    let mut checks = String::new();
    let mut owners: BTreeMap<QualifiedName, String> = BTreeMap::new();
    for (sequence, column) in ascending(objects) {
        let Some((table, sequence)) = parts(&column).zip(parts(&sequence)) else {
            continue;
        };
        let ([schema, table, name], [in_schema, sequence]) =
            (table.as_slice(), sequence.as_slice())
        else {
            continue;
        };
        if !covers(&covering, schema, table) {
            continue;
        }
        let check = format!("maximum {}", owners.len());
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let sql = format!(
            "SELECT max({}) FROM {}.{}",
            quoted(name),
            quoted(schema),
            quoted(table)
        );
        let _ = writeln!(
            checks,
            "[[check]]\nname = \"{check}\"\nsql = {}\nrule = \"unchanged\"",
            toml::Value::String(sql)
        );
        owners.insert(QualifiedName::new(in_schema, sequence), check);
    }
    let asked = definition(&asked, &checks)?;
    let seen = observe(database, &asked, report).await?;
    let answers: BTreeMap<&str, &Observation> = seen
        .checks
        .iter()
        .map(|check| (check.name.as_str(), &check.observation))
        .collect();
    let maximum = |sequence: &QualifiedName| match owners.get(sequence) {
        None => Part::Observed(None),
        Some(check) => match answers.get(check.as_str()) {
            Some(Observation::Value { text, .. }) => Part::Observed(Some(text.clone())),
            Some(Observation::Null) => Part::Observed(None),
            Some(Observation::Error(failure)) => Part::Failed(failure.clone()),
            _ => Part::Failed(Failure::new("shape", "its greatest value is not known")),
        },
    };
    let sequences = observed(seen.sequences.clone(), "the sequences")?
        .into_iter()
        .map(|state| SequencePlace {
            maximum: maximum(&state.sequence),
            sequence: state.sequence,
            position: state.position,
        })
        .collect();
    let is_organic = |name: &QualifiedName| {
        !scope.organic.is_empty() && covers(&organic, &name.schema, &name.name)
    };
    let mut rows: Vec<RowCount> = observed(seen.rows.clone(), "the rows")?
        .into_iter()
        .map(|state| RowCount {
            organic: is_organic(&state.relation),
            rows: of_part(state.row_versions, |versions| versions.count),
            relation: state.relation,
        })
        .collect();
    rows.extend(seen.not_proven.iter().map(|unproven| RowCount {
        organic: is_organic(&unproven.relation),
        rows: Part::Failed(Failure::new("not_proven", &unproven.why)),
        relation: unproven.relation.clone(),
    }));
    Ok((rows, sequences))
}

async fn reference(
    database: &Arc<Database>,
    scope: &Scope,
    report: Report<'_>,
) -> Result<Vec<Content>, ToolError> {
    if scope.reference.is_empty() {
        return Ok(Vec::new());
    }
    let patterns = globs(scope.reference.iter());
    let asked = format!(
        "schema = []\nrows = {patterns}\nlevel = \"content\"\nroles = false\nsequences = false"
    );
    let asked = definition(&asked, "")?;
    let seen = observe(database, &asked, report).await?;
    let digests = observed(seen.rows.clone(), "the reference tables")?
        .into_iter()
        .map(|state| Content {
            sha256: of_part(state.content, |content| content.sha256),
            relation: state.relation,
        });
    let unproven = seen.not_proven.iter().map(|unproven| Content {
        relation: unproven.relation.clone(),
        sha256: Part::Failed(Failure::new("not_proven", &unproven.why)),
    });
    Ok(digests.chain(unproven).collect())
}

fn of_part<T, U>(part: Option<Part<T>>, value: impl FnOnce(T) -> U) -> Part<U> {
    match part {
        Some(Part::Observed(observed)) => Part::Observed(value(observed)),
        Some(Part::Failed(failure)) => Part::Failed(failure),
        Some(Part::SameSnapshot) | None => {
            Part::Failed(Failure::new("not_run", "it was not looked at"))
        }
    }
}

fn covers(definition: &Definition, schema: &str, table: &str) -> bool {
    definition
        .unchanged
        .as_ref()
        .is_some_and(|unchanged: &Unchanged| unchanged.covers_rows(schema, table))
}

/// The sequences that count upwards and are owned, with the columns that own them.
fn ascending(objects: &Objects) -> impl Iterator<Item = (String, String)> {
    objects.as_slice().iter().filter_map(|object| {
        let property = |key: &str| {
            object
                .definition
                .lines()
                .find_map(|line| line.strip_prefix(key))
        };
        let counts_down = property("increment=").is_some_and(|step| step.starts_with('-'));
        match object.kind == "sequence" && !counts_down {
            true => property("owned_by=").map(|column| (object.name.clone(), column.to_owned())),
            false => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::ascending;
    use crate::gate::{Object, Objects};

    #[test]
    fn only_owned_sequences_that_count_upwards_are_measured() {
        let sequence = |name: &str, definition: &str| Object {
            kind: "sequence".to_owned(),
            name: name.to_owned(),
            definition: definition.to_owned(),
        };
        let objects = Objects::from(vec![
            sequence("s.a", "owner=x\nincrement=1\nowned_by=s.t.id"),
            sequence("s.b", "owner=x\nincrement=-1\nowned_by=s.t.other"),
            sequence("s.c", "owner=x\nincrement=1"),
        ]);
        let found: Vec<_> = ascending(&objects).collect();
        assert_eq!(found, [("s.a".to_owned(), "s.t.id".to_owned())]);
    }
}
