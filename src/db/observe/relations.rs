//! Which relations a gate's patterns cover, and what reading their rows takes.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::types::Type;

use super::transaction::{Transaction, Trouble};
use crate::db::quoting::{identifier, quoted};
use crate::gate::{Counters, Digest, Failure, NotProven, QualifiedName, Unchanged};

/// The rows of `pg_catalog` that initdb made are definitions, and compared as such. Of what it made in `information_schema`
/// only what the role may read is covered: not all of it is everybody's, and nobody should have to grant it.
const ALL: &str = "\
    SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind IN ('r', 'p', 'm', 'f', 'v') AND n.nspname <> 'pg_toast' \
      AND n.nspname !~ '^pg_(toast_)?temp_[0-9]+$' \
      AND (c.oid >= 16384 OR n.nspname <> 'pg_catalog' \
           AND (n.nspname <> 'information_schema' OR pg_catalog.has_schema_privilege(n.oid, 'USAGE') \
                AND pg_catalog.has_table_privilege(c.oid, 'SELECT')))";

const PARENTS: &str = "SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits";

const DETAILS: &str = include_str!("relations.sql");

/// What a relation's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    /// A heap whose row versions can be asked.
    Heap,
    /// Rows with no row versions that mean anything: a materialized view is written anew by REFRESH, and what another
    /// access method keeps in xmin is its own affair.
    ContentOnly,
    /// No rows of its own: a partitioned table.
    Nothing,
}

/// A primary key of PostgreSQL's own types, by which rows can be read in order and in ranges.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// Quoted column names.
    pub(super) columns: Vec<String>,
    /// Their types, as SQL writes them.
    pub(super) types: Vec<String>,
}

/// One relation whose rows the gate covers.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) name: QualifiedName,
    pub(super) oid: u32,
    pub(super) storage: Storage,
    /// Why its rows cannot be read, if they cannot.
    pub(super) blind: Option<Failure>,
    pub(super) filenode: Option<u64>,
    /// Pages of its main fork.
    pub(super) pages: u64,
    /// Bytes of the table with what is kept out of line.
    pub(super) bytes: u64,
    /// The planner's estimate.
    pub(super) estimated_rows: u64,
    pub(super) counters: Option<Counters>,
    pub(super) key: Option<Key>,
    /// All columns of `t`, each so read that different values are different bytes.
    pub(super) columns: String,
    /// Columns with something inside that cannot be read so.
    pub(super) inexact: Vec<String>,
    /// As [`RelationState`](crate::gate::RelationState) has it.
    pub(super) shape: Option<Digest>,
}

impl Relation {
    /// What its content does not tell, if it does not tell all.
    pub(super) fn inexactness(&self) -> Option<NotProven> {
        (!self.inexact.is_empty()).then(|| NotProven {
            relation: self.name.clone(),
            why: format!(
                "column {}: values that differ may read alike, as an object's number, a role, XML or a tsquery is inside another value, or an \
                 extension's function writes them",
                self.inexact.join(", ")
            ),
        })
    }
}

/// What is in scope.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) relations: Vec<Relation>,
    pub(super) not_proven: Vec<NotProven>,
    /// Whether the server leaves writes uncounted now.
    pub(super) is_uncounted: bool,
}

struct Listed {
    name: QualifiedName,
    kind: String,
}

/// The relations that the gate's patterns cover, by their own name or by that of a table they are part of.
pub(super) async fn in_scope(
    transaction: &Transaction<'_>,
    unchanged: &Unchanged,
    role: &str,
) -> Result<Scope, Trouble> {
    let (listed, inherited) = futures::try_join!(
        transaction.query_kept(ALL, &[]),
        transaction.query_kept(PARENTS, &[]),
    )?;
    let mut all: BTreeMap<u32, Listed> = BTreeMap::new();
    for row in listed {
        let name = QualifiedName::new(row.try_get::<_, String>(1)?, row.try_get::<_, String>(2)?);
        all.insert(
            row.try_get(0)?,
            Listed {
                name,
                kind: row.try_get(3)?,
            },
        );
    }
    let mut parents: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for row in inherited {
        parents
            .entry(row.try_get(0)?)
            .or_default()
            .push(row.try_get(1)?);
    }
    let mut scope = Scope::default();
    let mut wanted: Vec<u32> = Vec::new();
    for (oid, listed) in &all {
        let QualifiedName { schema, name } = &listed.name;
        if !covered(*oid, &all, &parents, unchanged) {
            continue;
        }
        let not_proven = |why: &str| NotProven {
            relation: listed.name.clone(),
            why: why.to_owned(),
        };
        match listed.kind.as_str() {
            "f" => scope
                .not_proven
                .push(not_proven("foreign table: its rows are on another server")),
            // A view among many has no rows to prove; one that is asked for by name would be passed over in silence.
            "v" if unchanged
                .rows
                .iter()
                .any(|pattern| pattern.as_str() == format!("{schema}.{name}")) =>
            {
                scope.not_proven.push(not_proven(
                    "view: name the tables it reads, or make it a check",
                ));
            }
            "v" => {}
            _ => wanted.push(*oid),
        }
    }
    for row in transaction
        .query_kept(DETAILS, &[(&wanted, Type::OID_ARRAY)])
        .await?
    {
        let oid: u32 = row.try_get(0)?;
        let Some(Listed { name, kind }) = all.get(&oid) else {
            continue;
        };
        scope.is_uncounted |= !row.try_get::<_, bool>(17)?;
        let method: Option<&str> = row.try_get(1)?;
        let storage = match (kind.as_str(), method) {
            ("p", _) => Storage::Nothing,
            ("r", Some("heap")) => Storage::Heap,
            _ => Storage::ContentOnly,
        };
        let rights = Rights {
            usage: row.try_get(2)?,
            select: row.try_get(3)?,
            filtered: row.try_get(4)?,
        };
        let unsigned = |index: usize| -> Result<u64, tokio_postgres::Error> {
            Ok(u64::try_from(row.try_get::<_, i64>(index)?).unwrap_or_default())
        };
        let counters = Counters {
            inserted: unsigned(9)?,
            updated: unsigned(10)?,
            deleted: unsigned(11)?,
        };
        let key = row
            .try_get::<_, Option<Vec<String>>>(12)?
            .zip(row.try_get(13)?);
        scope.relations.push(Relation {
            blind: if storage == Storage::Nothing {
                None
            } else {
                rights.blindness(name, role)
            },
            name: name.clone(),
            oid,
            storage,
            filenode: row
                .try_get::<_, Option<i64>>(5)?
                .and_then(|node| u64::try_from(node).ok()),
            pages: unsigned(6)?,
            bytes: unsigned(7)?,
            // Never analysed is -1.
            estimated_rows: row.try_get::<_, f32>(8)?.max(0.0) as u64,
            counters: Some(counters),
            key: key.map(|(columns, types)| Key { columns, types }),
            columns: row
                .try_get::<_, Option<String>>(14)?
                .unwrap_or_else(|| "t.*".to_owned()),
            inexact: row
                .try_get::<_, Option<Vec<String>>>(15)?
                .unwrap_or_default(),
            shape: Some(
                Digest::try_from(row.try_get::<_, String>(16)?)
                    .map_err(|error| Failure::new("protocol", error))?,
            ),
        });
    }
    scope
        .relations
        .sort_by(|left, right| left.name.cmp(&right.name));
    scope.not_proven.sort();
    Ok(scope)
}

fn covered(
    oid: u32,
    all: &BTreeMap<u32, Listed>,
    parents: &BTreeMap<u32, Vec<u32>>,
    unchanged: &Unchanged,
) -> bool {
    let (mut open, mut seen) = (vec![oid], BTreeSet::new());
    while let Some(oid) = open.pop() {
        if !seen.insert(oid) {
            continue;
        }
        if all
            .get(&oid)
            .is_some_and(|listed| unchanged.covers_rows(&listed.name.schema, &listed.name.name))
        {
            return true;
        }
        open.extend(parents.get(&oid).into_iter().flatten());
    }
    false
}

/// What the role may see of a relation.
struct Rights {
    usage: bool,
    select: bool,
    filtered: bool,
}

impl Rights {
    fn blindness(&self, name: &QualifiedName, role: &str) -> Option<Failure> {
        let role = identifier(role);
        if !self.usage || !self.select {
            let mend = format!(
                "GRANT USAGE ON SCHEMA {} TO {role}; GRANT SELECT ON {} TO {role};",
                identifier(&name.schema),
                quoted(name)
            );
            return Some(Failure::blind(
                format!("the role may not read {name}"),
                mend,
            ));
        }
        self.filtered.then(|| {
            let message = format!("row-level security hides rows of {name} from the role");
            let mend = "-- or name an `auditor_url` for the database, so that what agents see stays filtered";
            Failure::blind(message, format!("ALTER ROLE {role} BYPASSRLS; {mend}"))
        })
    }
}
