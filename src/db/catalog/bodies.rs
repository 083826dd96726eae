//! What the bodies of functions and the checks of domains call, resolved over the catalog they stand in.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::policy::{
    Body, BodyReads, Catalog, FIRST_NORMAL_OID, Function, Listing, Oid, Operator, TreeFacts,
    TypeKind, Volatility, listing_of,
};
use crate::sql::{BodyNames, read_body, tree};

use super::conversions::{Conversions, with_parts};
use super::paths::OWN_SCHEMA;

/// Where the body of a function is written down.
pub(super) enum Source {
    /// An `internal` function: those of PostgreSQL's own that run the same code.
    StandsFor(Vec<Oid>),
    /// The node tree of a body in standard SQL.
    Tree(String),
    /// The text of a body in SQL or PL/pgSQL.
    Text {
        /// The text.
        text: String,
        /// Whether the search_path that it sets itself finds other operators before PostgreSQL's own; `None` when it sets none.
        hides_builtins: Option<bool>,
    },
    /// The node trees of its default arguments, which run with every call that leaves them out.
    Defaults(String),
}

/// The bodies of functions.
pub(super) struct Sources {
    /// By function.
    pub(super) functions: Vec<(Oid, Source)>,
    /// Whether a body that sets no search_path may run with one that finds other operators before PostgreSQL's own: the
    /// session's, or that of a function that calls it.
    pub(super) hides_builtins: bool,
}

impl Sources {
    /// The functions with default arguments.
    pub(super) fn with_defaults(&self) -> HashSet<Oid> {
        let sources = self.functions.iter();
        let defaults = sources.filter(|(_, source)| matches!(source, Source::Defaults(_)));
        defaults.map(|(function, _)| *function).collect()
    }
}

/// The whole row and the system columns of sysattr.h: which of them a text reads is not known.
const ALL_ATTRIBUTES: std::ops::RangeInclusive<i32> = -6..=0;

/// Fills in the bodies of functions and what the checks of domains run.
pub(super) fn resolve(
    catalog: &mut Catalog,
    sources: Sources,
    checks: Vec<(Oid, Vec<String>)>,
    conversions: &Conversions,
) {
    for (domain, trees) in checks {
        for tree in trees {
            let named = match tree::scan_nodes(&tree) {
                Ok(facts) => named(catalog, facts),
                // 0 is no object's OID: a domain whose check cannot be read is never judged to be usable.
                Err(_) => BodyReads {
                    functions: vec![0],
                    ..BodyReads::default()
                },
            };
            if let Some(found) = catalog.types.get_mut(&domain) {
                found.making.extend(named.functions);
                found.making.extend(named.unwritten);
                found.parts.extend(named.types);
            }
        }
    }
    let index = Index::new(catalog, sources.hides_builtins);
    let bodies: Vec<(Oid, Body)> = sources
        .functions
        .into_iter()
        .map(|(oid, source)| (oid, body(&index, conversions, oid, source)))
        .collect();
    for (oid, body) in bodies {
        if let Some(function) = catalog.functions.get_mut(&oid) {
            function.body = together(std::mem::take(&mut function.body), body);
        }
    }
}

/// What runs from two sources, such as the body of a function and its default arguments.
pub(super) fn together(one: Body, other: Body) -> Body {
    match (one, other) {
        (Body::Compiled, body) | (body, Body::Compiled) => body,
        (Body::Refused(what), _) | (_, Body::Refused(what)) => Body::Refused(what),
        (Body::Reads(mut one), Body::Reads(other)) => {
            one.functions.extend(other.functions);
            one.unwritten.extend(other.unwritten);
            one.types.extend(other.types);
            one.passed_types.extend(other.passed_types);
            for (relation, attributes) in other.relations {
                let read = one.relations.entry(relation).or_default();
                read.extend(attributes);
            }
            Body::Reads(one)
        }
    }
}

fn body(index: &Index<'_>, conversions: &Conversions, function: Oid, source: Source) -> Body {
    let catalog = index.catalog;
    match source {
        Source::Text {
            text,
            hides_builtins,
        } => match read_body(&text) {
            Ok(names) => {
                let mut named = index.named(&names, hides_builtins);
                let row_types: Vec<(&str, Oid)> = index.row_types(&named).collect();
                let rows = row_types.iter().map(|(_, oid)| *oid);
                let unwritten = conversions.of_text(catalog, function, &names, &named, rows);
                named.unwritten = worth_judging(catalog, unwritten);
                named
                    .types
                    .extend(conversions.made_by_text(function, &named));
                let made = row_types.iter();
                let made = made.filter(|(relation, _)| names.makes_rows_of(relation));
                named.types.extend(made.map(|(_, oid)| *oid));
                Body::Reads(Box::new(named))
            }
            Err(what) => Body::Refused(what.into()),
        },
        Source::StandsFor(functions) => Body::Reads(Box::new(BodyReads {
            functions: worth_judging(catalog, functions),
            ..BodyReads::default()
        })),
        Source::Tree(tree) => {
            let mut body = of_tree(catalog, &tree);
            if let Body::Reads(named) = &mut body {
                let added = conversions.of_tree(catalog, function, named);
                named.unwritten.extend(worth_judging(catalog, added));
            }
            body
        }
        Source::Defaults(tree) => of_tree(catalog, &tree),
    }
}

/// What a printed tree runs: the body of a function, the query of a view, a row-level policy.
pub(super) fn of_tree(catalog: &Catalog, tree: &str) -> Body {
    match tree::scan_nodes(tree) {
        Ok(facts) if facts.command_types.iter().any(|command| *command != 1) => {
            Body::Refused("a statement that is not a SELECT".into())
        }
        Ok(facts) if facts.locks_rows => Body::Refused("a lock on rows".into()),
        Ok(facts) if facts.asks_to_write || !facts.refused_nodes.is_empty() => {
            Body::Refused("a write".into())
        }
        Ok(facts) => Body::Reads(Box::new(named(catalog, facts))),
        Err(_) => Body::Refused("something that cannot be read".into()),
    }
}

/// What a tree names, as far as it is not PostgreSQL's own and harmless.
fn named(catalog: &Catalog, facts: TreeFacts) -> BodyReads {
    let operators = facts.operators.iter();
    let operators = operators.filter_map(|oid| catalog.operators.get(oid));
    let behind = operators.flat_map(Operator::functions);
    let called = facts.functions.iter().chain(&facts.aggregates).copied();
    let own = |oid: &&Oid| **oid >= FIRST_NORMAL_OID;
    BodyReads {
        functions: worth_judging(catalog, called.clone().chain(behind)),
        unwritten: if facts.makes_json || makes_json(catalog, called) {
            let types = facts.types.union(&facts.passed_types).copied();
            let types = with_parts(catalog, types.collect());
            let types = types.iter().filter_map(|oid| catalog.types.get(oid));
            worth_judging(catalog, types.flat_map(|found| found.to_json.clone()))
        } else {
            Vec::new()
        },
        types: facts.types.iter().filter(own).copied().collect(),
        passed_types: facts.passed_types.iter().filter(own).copied().collect(),
        relations: facts.relations,
    }
}

/// Whether one of the functions called may make JSON of values of any type.
fn makes_json(catalog: &Catalog, mut called: impl Iterator<Item = Oid>) -> bool {
    called.any(|oid| {
        catalog
            .functions
            .get(&oid)
            .is_some_and(Function::makes_json)
    })
}

/// Leaves out the functions of PostgreSQL's own that may be called anyway, which are nearly all.
fn worth_judging(catalog: &Catalog, functions: impl IntoIterator<Item = Oid>) -> Vec<Oid> {
    let worth = |oid: &Oid| match catalog.functions.get(oid) {
        Some(function) if *oid < FIRST_NORMAL_OID => match listing_of(function) {
            Listing::Harmless(_) => false,
            Listing::Denied(_) => true,
            Listing::Unlisted => function.volatility == Volatility::Volatile,
        },
        _ => true,
    };
    let functions: BTreeSet<Oid> = functions.into_iter().filter(worth).collect();
    functions.into_iter().collect()
}

/// What a name in the text of a body may stand for.
struct Index<'a> {
    catalog: &'a Catalog,
    functions: HashMap<&'a str, Vec<Oid>>,
    /// Types that are not PostgreSQL's own; no row types of relations.
    types: HashMap<&'a str, Vec<Oid>>,
    /// Composite types that are not PostgreSQL's own, by schema and name.
    composites: HashMap<(&'a str, &'a str), Oid>,
    relations: HashMap<&'a str, Vec<Oid>>,
    /// Operators that are not PostgreSQL's own.
    operators: Vec<(&'a str, Oid)>,
    /// Those of them that have the name and operands of one of PostgreSQL's own.
    overriding: Vec<(&'a str, Oid)>,
    /// They may be found before PostgreSQL's own where a body sets no search_path.
    hides_builtins: bool,
}

impl<'a> Index<'a> {
    fn new(catalog: &'a Catalog, hides_builtins: bool) -> Self {
        let own = |oid: &Oid| *oid >= FIRST_NORMAL_OID;
        let functions = catalog.functions.iter().map(|(oid, f)| (&*f.name, *oid));
        // The name of a relation is also that of its row type, and is nearly always written for the relation.
        let of_relations: HashSet<(&str, &str)> = (catalog.relations.values())
            .map(|relation| (&*relation.schema, &*relation.name))
            .collect();
        let types = catalog.types.iter();
        let types = types.filter(|(_, found)| {
            found.kind != TypeKind::Composite
                || !of_relations.contains(&(&*found.schema, &*found.name))
        });
        let types = types.map(|(oid, data_type)| (&*data_type.name, *oid));
        let composites = catalog.types.iter();
        let composites = composites
            .filter(|(oid, found)| own(oid) && found.kind == TypeKind::Composite)
            .map(|(oid, found)| ((&*found.schema, &*found.name), *oid));
        let relations = catalog.relations.iter().map(|(oid, r)| (&*r.name, *oid));
        let operands = |operator: &Operator| {
            catalog
                .functions
                .get(&operator.function)
                .map(|function| &*function.arguments)
        };
        let original: HashSet<(&str, Option<&str>)> = (catalog.operators.iter())
            .filter(|(oid, _)| !own(oid))
            .map(|(_, operator)| (&*operator.name, operands(operator)))
            .collect();
        let operators = catalog.operators.iter().filter(|(oid, _)| own(oid));
        let (overriding, operators): (Vec<_>, Vec<_>) = operators
            .map(|(_, operator)| operator)
            .partition(|operator| original.contains(&(&*operator.name, operands(operator))));
        let functions_of = |operators: Vec<&'a Operator>| {
            let functions = |o: &'a Operator| o.functions().map(|function| (&*o.name, function));
            operators.into_iter().flat_map(functions).collect()
        };
        Self {
            catalog,
            functions: by_name(functions),
            types: by_name(types.filter(|(_, oid)| own(oid))),
            composites: composites.collect(),
            relations: by_name(relations),
            operators: functions_of(operators),
            overriding: functions_of(overriding),
            hides_builtins,
        }
    }

    /// The row types of the relations that a body names, with the names of those.
    fn row_types(&self, named: &BodyReads) -> impl Iterator<Item = (&'a str, Oid)> {
        let relations = named.relations.keys();
        relations.filter_map(|oid| {
            let relation = self.catalog.relations.get(oid)?;
            let composite = self.composites.get(&(&*relation.schema, &*relation.name))?;
            Some((&*relation.name, *composite))
        })
    }

    fn named(&self, names: &BodyNames, hides_builtins: Option<bool>) -> BodyReads {
        let mut functions = Vec::new();
        for (schema, name) in &names.calls {
            let called = self.functions.get(name.as_str()).into_iter().flatten();
            functions.extend(called.filter(|oid| {
                let found = schema.as_deref().zip(self.catalog.functions.get(oid));
                found.is_none_or(|(schema, function)| *function.schema == *schema)
            }));
        }
        for name in &names.attributes {
            let called = self.functions.get(name.as_str()).into_iter().flatten();
            functions.extend(called.filter(|oid| {
                let function = self.catalog.functions.get(oid);
                function.is_some_and(|function| function.callable_as_attribute)
            }));
        }
        // What is written together may be two operators, so one that is part of it may be meant.
        let written = |(symbol, _): &&(&str, Oid)| {
            let mut operators = names.operators.iter();
            operators.any(|operator| operator.contains(symbol))
        };
        functions.extend(self.operators.iter().filter(written).map(|(_, oid)| *oid));
        // PostgreSQL's own operator of the same name and operands is found first, unless a search_path or a schema says otherwise.
        let of_schema = |schema: &String| *schema != OWN_SCHEMA;
        if hides_builtins.unwrap_or(self.hides_builtins)
            || names.operator_schemas.iter().any(of_schema)
        {
            functions.extend(self.overriding.iter().filter(written).map(|(_, oid)| *oid));
        }
        let all = |objects: &HashMap<&str, Vec<Oid>>| {
            let words = names.words.iter();
            let found = words.filter_map(|word| objects.get(word.as_str()));
            found.flatten().copied().collect::<Vec<_>>()
        };
        let relations = all(&self.relations).into_iter();
        BodyReads {
            functions: worth_judging(self.catalog, functions),
            unwritten: Vec::new(),
            types: all(&self.types),
            passed_types: Vec::new(),
            relations: relations
                .map(|oid| (oid, ALL_ATTRIBUTES.collect()))
                .collect(),
        }
    }
}

fn by_name<'a>(objects: impl Iterator<Item = (&'a str, Oid)>) -> HashMap<&'a str, Vec<Oid>> {
    let mut index: HashMap<&str, Vec<Oid>> = HashMap::new();
    for (name, oid) in objects {
        index.entry(name).or_default().push(oid);
    }
    index
}
