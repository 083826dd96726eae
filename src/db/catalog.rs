//! The live catalog: what a judgement looks up, read as an ordinary role in one round trip, and one more
//! for each depth of views that bodies of functions read.

mod behind;
mod bodies;
mod conversions;
mod paths;
mod planning;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::pending;
use std::iter::empty;
use std::pin::pin;

use futures::{TryStreamExt, try_join};
use tokio::sync::oneshot;
use tokio_postgres::types::FromSql;
use tokio_postgres::{Client, Row, RowStream};

use crate::policy::{
    Aggregate, Body, Catalog, Function, FunctionKind, Oid, Operator, Relation, RelationKind, Type,
    TypeKind, Volatility,
};
use bodies::{Source, Sources};
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
    let (named, names) = oneshot::channel();
    // In the order they are sent, and each is taken apart while the server works at those behind it. Compiling these seven
    // queries would take ten times as long as running them.
    let ((), types, defined, relations, operators, aggregates, casts, planned) = try_join!(
        async { Ok(client.batch_execute("SET LOCAL jit = off").await?) },
        async {
            let rows = ask(client, include_str!("catalog/types.sql")).await?;
            let (types, names) = take(rows, Types::default(), Types::add).await?.finish();
            // Nobody waits for them any more when the functions could not be asked for, which is the error then.
            named.send(names).ok();
            Ok(types)
        },
        async {
            let rows = ask(client, include_str!("catalog/functions.sql")).await?;
            // Without them the types could not be read, which is the error then.
            let Ok(names) = names.await else {
                return pending().await;
            };
            take(rows, Functions::new(names), Functions::add).await
        },
        each(client, include_str!("catalog/relations.sql"), relation),
        each(client, include_str!("catalog/operators.sql"), operator),
        each(client, include_str!("catalog/aggregates.sql"), aggregate),
        async {
            Ok(client
                .query_typed(include_str!("catalog/casts.sql"), &[])
                .await?)
        },
        async {
            Ok(client
                .query_typed(include_str!("catalog/planning.sql"), &[])
                .await?)
        },
    )?;
    let (types, checks) = types;
    let aggregates = aggregates.into_iter();
    let aggregates = aggregates.map(|(oid, found)| (oid, sorted_by(&operators, found)));
    let aggregates = aggregates.collect();
    let mut catalog = Catalog {
        functions: defined.functions,
        operators,
        aggregates,
        types,
        relations,
        ..Catalog::default()
    };
    add_ancestors(&mut catalog);
    let conversions = Conversions::read(&casts, defined.signatures, &catalog)?;
    let sources = Sources {
        functions: defined.sources,
        hides_builtins: defined.hides_builtins,
    };
    let with_defaults = sources.with_defaults();
    bodies::resolve(&mut catalog, sources, checks, &conversions);
    catalog.planning = planning::read(&planned, &catalog, &with_defaults)?;
    behind::load(client, &mut catalog).await?;
    Ok(catalog)
}

/// The rows as they come: all of them at once are larger than what is kept of them.
async fn ask(client: &Client, sql: &str) -> Result<RowStream, Error> {
    Ok(client.query_typed_raw(sql, empty::<(Oid, _)>()).await?)
}

async fn take<T>(
    rows: RowStream,
    mut all: T,
    add: impl Fn(&mut T, &Row) -> Result<(), Error>,
) -> Result<T, Error> {
    let mut rows = pin!(rows);
    while let Some(row) = rows.try_next().await? {
        add(&mut all, &row)?;
    }
    Ok(all)
}

async fn each<T>(
    client: &Client,
    sql: &str,
    read: fn(&Row) -> Result<T, Error>,
) -> Result<HashMap<Oid, T>, Error> {
    let add = |all: &mut HashMap<Oid, T>, row: &Row| {
        all.insert(row_oid(row)?, read(row)?);
        Ok(())
    };
    take(ask(client, sql).await?, HashMap::new(), add).await
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

fn operator(row: &Row) -> Result<Operator, Error> {
    Ok(Operator {
        name: text(row, 1)?,
        function: row.try_get(2)?,
        support: list(row, 3)?,
    })
}

/// With the operator by which it is read from an index, or 0.
fn aggregate(row: &Row) -> Result<(Aggregate, Oid), Error> {
    let (functions, states) = (list(row, 1)?, list(row, 3)?);
    Ok((Aggregate { functions, states }, row.try_get(2)?))
}

/// What sorting by its operator runs, an aggregate runs that may be read from an index.
fn sorted_by(
    operators: &HashMap<Oid, Operator>,
    (mut aggregate, operator): (Aggregate, Oid),
) -> Aggregate {
    let operator = operators.get(&operator);
    let support = operator.into_iter().flat_map(|found| &found.support);
    aggregate.functions.extend(support);
    aggregate
}

fn relation(row: &Row) -> Result<Relation, Error> {
    let numbers = list::<i16>(row, 4)?.into_iter().map(i32::from);
    let names = list::<&str>(row, 5)?.into_iter().map(Into::into);
    let (generated, sources) = (list::<&str>(row, 8)?, list::<&str>(row, 9)?);
    let mut worked_out: BTreeMap<Box<str>, BTreeSet<Box<str>>> = BTreeMap::new();
    for (column, source) in generated.into_iter().zip(sources) {
        let from = worked_out.entry(column.into()).or_default();
        from.insert(source.into());
    }
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
        generated: worked_out,
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

/// Trees of the checks of each domain that has some, to be resolved when the functions are there.
type Checks = Vec<(Oid, Vec<String>)>;

/// What the rows of `types.sql` define.
#[derive(Default)]
struct Types {
    types: HashMap<Oid, Type>,
    checks: Checks,
    names: HashMap<Oid, String>,
    /// With their elements, whose names theirs are made of.
    arrays: Vec<(Oid, Oid)>,
}

impl Types {
    fn add(&mut self, row: &Row) -> Result<(), Error> {
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
        let found = Type {
            schema: text(row, 1)?,
            name: text(row, 2)?,
            kind,
            parts: list(row, 5)?,
            functions: list(row, 6)?,
            to_json: list(row, 9)?,
            making: list(row, 7)?,
        };
        match (row.try_get(4)?, kind, found.parts.first()) {
            (Some(own), _, _) => {
                self.names.insert(oid, own);
            }
            (None, TypeKind::Array, Some(element)) => self.arrays.push((oid, *element)),
            _ => {
                let name = format!("{}.{}", found.schema, found.name);
                self.names.insert(oid, name);
            }
        }
        self.types.insert(oid, found);
        let trees: Vec<String> = list(row, 8)?;
        if !trees.is_empty() {
            self.checks.push((oid, trees));
        }
        Ok(())
    }

    fn finish(mut self) -> ((HashMap<Oid, Type>, Checks), TypeNames) {
        for (array, element) in self.arrays {
            if let Some(element) = self.names.get(&element) {
                let name = format!("{element}[]");
                self.names.insert(array, name);
            }
        }
        ((self.types, self.checks), TypeNames(self.names))
    }
}

/// Names of types as signatures write them, such as `character varying` and `public.mood[]`.
struct TypeNames(HashMap<Oid, String>);

impl TypeNames {
    fn join(&self, types: &[Oid]) -> String {
        let name = |oid| self.0.get(oid).map_or("???", String::as_str);
        types.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}

/// What the rows of `functions.sql` define.
struct Functions {
    names: TypeNames,
    functions: HashMap<Oid, Function>,
    /// Of those with a body that can be read.
    sources: Vec<(Oid, Source)>,
    /// Types of results and arguments, of those that are not PostgreSQL's own.
    signatures: HashMap<Oid, Vec<Oid>>,
    /// Some search_path that a body may run with finds other operators before PostgreSQL's own.
    hides_builtins: bool,
}

impl Functions {
    fn new(names: TypeNames) -> Self {
        Self {
            names,
            functions: HashMap::new(),
            sources: Vec::new(),
            signatures: HashMap::new(),
            hides_builtins: false,
        }
    }

    fn add(&mut self, row: &Row) -> Result<(), Error> {
        let oid = row_oid(row)?;
        let found = function(oid, row, &self.names)?;
        self.functions.insert(oid, found);
        let (path, session): (Option<&str>, Option<&str>) = (row.try_get(16)?, row.try_get(17)?);
        let mut paths = path.into_iter().chain(session);
        self.hides_builtins |= paths.any(paths::hides_builtins);
        let stands_for: Vec<Oid> = list(row, 13)?;
        if !stands_for.is_empty() {
            self.sources.push((oid, Source::StandsFor(stands_for)));
        } else if let Some(tree) = row.try_get::<_, Option<String>>(12)? {
            self.sources.push((oid, Source::Tree(tree)));
        } else if let Some(text) = row.try_get::<_, Option<String>>(11)? {
            let hides_builtins = path.map(paths::hides_builtins);
            self.sources.push((
                oid,
                Source::Text {
                    text,
                    hides_builtins,
                },
            ));
        }
        if let Some(tree) = row.try_get::<_, Option<String>>(14)? {
            self.sources.push((oid, Source::Defaults(tree)));
        }
        let signature: Vec<Oid> = list(row, 15)?;
        if !signature.is_empty() {
            self.signatures.insert(oid, signature);
        }
        Ok(())
    }
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
