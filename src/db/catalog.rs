//! The live catalog: what a judgement looks up, read as an ordinary role in one round trip, and one more
//! for each depth of views that bodies of functions read.

mod behind;
mod bodies;
mod conversions;

use std::collections::{BTreeMap, HashMap};

use futures::try_join;
use tokio_postgres::types::FromSql;
use tokio_postgres::{Client, Row};

use crate::policy::{
    Aggregate, Body, Catalog, Function, FunctionKind, Oid, Operator, Relation, RelationKind, Type,
    TypeKind, Volatility,
};
use bodies::Source;
use conversions::Conversions;

/// Why the catalog could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// PostgreSQL or the connection failed.
    #[error(transparent)]
    Postgres(#[from] tokio_postgres::Error),
    /// A code in the catalog that no supported release has.
    #[error("{column} of OID {oid} holds the unknown code {code}")]
    UnknownCode {
        /// Column of the catalog.
        column: &'static str,
        /// The row's OID.
        oid: Oid,
        /// The code.
        code: char,
    },
}

/// Reads the whole catalog. The caller has begun a transaction, whose snapshot it is, and whose planner is changed.
///
/// # Errors
///
/// When PostgreSQL cannot be asked, or answers what no supported release does.
pub(super) async fn load(client: &Client) -> Result<Catalog, Error> {
    // Compiling these six queries would take ten times as long as running them.
    let ((), functions, operators, aggregates, types, relations, casts) = try_join!(
        client.batch_execute("SET LOCAL jit = off"),
        client.query_typed(include_str!("catalog/functions.sql"), &[]),
        client.query_typed(include_str!("catalog/operators.sql"), &[]),
        client.query_typed(include_str!("catalog/aggregates.sql"), &[]),
        client.query_typed(include_str!("catalog/types.sql"), &[]),
        client.query_typed(include_str!("catalog/relations.sql"), &[]),
        client.query_typed(include_str!("catalog/casts.sql"), &[]),
    )?;
    let mut catalog = Catalog {
        operators: each(&operators, operator)?,
        aggregates: each(&aggregates, aggregate)?,
        relations: each(&relations, relation)?,
        ..Catalog::default()
    };
    add_ancestors(&mut catalog);
    let checks = add_types(&types, &mut catalog)?;
    let sources = add_functions(&functions, &TypeNames::read(&types)?, &mut catalog)?;
    let conversions = Conversions::read(&casts, &functions, &catalog)?;
    bodies::resolve(&mut catalog, sources, checks, &conversions);
    behind::load(client, &mut catalog).await?;
    Ok(catalog)
}

fn each<T>(
    rows: &[Row],
    read: impl Fn(Oid, &Row) -> Result<T, Error>,
) -> Result<HashMap<Oid, T>, Error> {
    let read = |row| {
        let oid = row_oid(row)?;
        Ok((oid, read(oid, row)?))
    };
    rows.iter().map(read).collect()
}

fn row_oid(row: &Row) -> Result<Oid, Error> {
    Ok(row.try_get(0)?)
}

fn text(row: &Row, column: usize) -> Result<Box<str>, Error> {
    Ok(row.try_get::<_, &str>(column)?.into())
}

fn list<'a, T: FromSql<'a>>(row: &'a Row, column: usize) -> Result<Vec<T>, Error> {
    Ok(row.try_get::<_, Option<_>>(column)?.unwrap_or_default())
}

/// A value of type `"char"`.
fn code(row: &Row, column: usize) -> Result<char, Error> {
    let code: i8 = row.try_get(column)?;
    Ok(char::from(code.to_ne_bytes()[0]))
}

fn operator(_: Oid, row: &Row) -> Result<Operator, Error> {
    Ok(Operator {
        name: text(row, 1)?,
        function: row.try_get(2)?,
    })
}

fn aggregate(_: Oid, row: &Row) -> Result<Aggregate, Error> {
    Ok(Aggregate {
        functions: list(row, 1)?,
    })
}

fn relation(_: Oid, row: &Row) -> Result<Relation, Error> {
    let numbers = list::<i16>(row, 4)?.into_iter().map(i32::from);
    let names = list::<&str>(row, 5)?.into_iter().map(Into::into);
    Ok(Relation {
        schema: text(row, 1)?,
        name: text(row, 2)?,
        kind: match code(row, 3)? {
            'r' | 'p' => RelationKind::Table,
            'v' => RelationKind::View,
            'm' => RelationKind::MaterializedView,
            'f' => RelationKind::ForeignTable,
            'S' => RelationKind::Sequence,
            _ => RelationKind::Other,
        },
        columns: numbers.zip(names).collect::<BTreeMap<_, _>>(),
        descendants: list(row, 6)?,
        row_security: row.try_get(7)?,
        ancestors: Vec::new(),
    })
}

/// Fills in the ancestors from the descendants.
fn add_ancestors(catalog: &mut Catalog) {
    let relations = catalog.relations.iter();
    let pairs: Vec<(Oid, Oid)> = relations
        .flat_map(|(oid, relation)| relation.descendants.iter().map(|part| (*part, *oid)))
        .collect();
    for (part, ancestor) in pairs {
        if let Some(part) = catalog.relations.get_mut(&part) {
            part.ancestors.push(ancestor);
        }
    }
}

/// Adds the types; the checks of domains come back, by domain, to be resolved when the functions are there.
fn add_types(rows: &[Row], catalog: &mut Catalog) -> Result<Vec<(Oid, Vec<String>)>, Error> {
    let mut checks = Vec::new();
    for row in rows {
        let oid = row_oid(row)?;
        let kind = match code(row, 3)? {
            'b' | 'e' | 'p' => TypeKind::Plain,
            'a' => TypeKind::Array,
            'c' => TypeKind::Composite,
            'd' => TypeKind::Domain,
            'r' => TypeKind::Range,
            code => {
                return Err(Error::UnknownCode {
                    column: "pg_type.typtype",
                    oid,
                    code,
                });
            }
        };
        catalog.types.insert(
            oid,
            Type {
                schema: text(row, 1)?,
                name: text(row, 2)?,
                kind,
                parts: list(row, 5)?,
                functions: list(row, 6)?,
                to_json: list(row, 9)?,
                making: list(row, 7)?,
            },
        );
        let trees: Vec<String> = list(row, 8)?;
        if !trees.is_empty() {
            checks.push((oid, trees));
        }
    }
    Ok(checks)
}

/// Adds the functions; the sources of those with a body that can be read come back.
fn add_functions(
    rows: &[Row],
    types: &TypeNames,
    catalog: &mut Catalog,
) -> Result<Vec<(Oid, Source)>, Error> {
    let mut sources = Vec::new();
    for row in rows {
        let oid = row_oid(row)?;
        catalog.functions.insert(oid, function(oid, row, types)?);
        let stands_for: Vec<Oid> = list(row, 13)?;
        if !stands_for.is_empty() {
            sources.push((oid, Source::StandsFor(stands_for)));
        } else if let Some(tree) = row.try_get::<_, Option<String>>(12)? {
            sources.push((oid, Source::Tree(tree)));
        } else if let Some(text) = row.try_get::<_, Option<String>>(11)? {
            sources.push((oid, Source::Text(text)));
        }
        if let Some(tree) = row.try_get::<_, Option<String>>(14)? {
            sources.push((oid, Source::Defaults(tree)));
        }
    }
    Ok(sources)
}

fn function(oid: Oid, row: &Row, types: &TypeNames) -> Result<Function, Error> {
    let unknown = |column, code| Error::UnknownCode { column, oid, code };
    Ok(Function {
        schema: text(row, 1)?,
        name: text(row, 2)?,
        arguments: types.join(&list::<Oid>(row, 3)?).into(),
        kind: match code(row, 4)? {
            'f' => FunctionKind::Function,
            'a' => FunctionKind::Aggregate,
            'w' => FunctionKind::Window,
            'p' => FunctionKind::Procedure,
            code => return Err(unknown("pg_proc.prokind", code)),
        },
        volatility: match code(row, 5)? {
            'i' => Volatility::Immutable,
            's' => Volatility::Stable,
            'v' => Volatility::Volatile,
            code => return Err(unknown("pg_proc.provolatile", code)),
        },
        security_definer: row.try_get(6)?,
        language: text(row, 7)?,
        language_trusted: row.try_get(8)?,
        callable_as_attribute: row.try_get::<_, Option<bool>>(9)?.unwrap_or_default(),
        extension: row.try_get::<_, Option<&str>>(10)?.map(Into::into),
        body: Body::Compiled,
    })
}

/// Names of types as signatures write them, such as `character varying` and `public.mood[]`.
struct TypeNames(HashMap<Oid, String>);

impl TypeNames {
    fn read(rows: &[Row]) -> Result<Self, Error> {
        let mut names = HashMap::with_capacity(rows.len());
        let mut arrays = Vec::new();
        for row in rows {
            let oid = row_oid(row)?;
            let own: Option<String> = row.try_get(4)?;
            let parts: Vec<Oid> = list(row, 5)?;
            match (own, code(row, 3)?, parts.first()) {
                (Some(own), _, _) => {
                    names.insert(oid, own);
                }
                (None, 'a', Some(element)) => arrays.push((oid, *element)),
                _ => {
                    let (schema, name): (&str, &str) = (row.try_get(1)?, row.try_get(2)?);
                    names.insert(oid, format!("{schema}.{name}"));
                }
            }
        }
        for (array, element) in arrays {
            if let Some(element) = names.get(&element) {
                let name = format!("{element}[]");
                names.insert(array, name);
            }
        }
        Ok(Self(names))
    }

    fn join(&self, types: &[Oid]) -> String {
        let name = |oid| self.0.get(oid).map_or("???", String::as_str);
        types.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}
