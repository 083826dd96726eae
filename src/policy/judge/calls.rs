//! Functions, by whatever way they are reached: called, behind an operator, in an aggregate, run by a type.

mod refusal;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::JudgeError;
use super::relations::kept_sequence;
use crate::policy::{
    Body, BodyReads, Catalog, FIRST_NORMAL_OID, Function, FunctionKind, Listing, Oid, Policy,
    Relation, RelationKind, TreeFacts, Volatility, line_of,
};
use refusal::{Problem, Way, behind_refused, by_planning, refusal};

/// Functions of `pg_catalog` that make a value of a type that the tree does not show to be made: it is given as text, or
/// only a flag comes back.
const RUN_ANY_TYPE: [&str; 3] = [
    "pg_input_is_valid",
    "pg_input_error_info",
    "jsonb_populate_record_valid",
];

/// `record`, `anyarray` and `record[]`: what is inside is not known.
const RECORDS: [Oid; 3] = [2249, 2277, 2287];

/// Functions of `pg_catalog` that read a sequence by its number: no tree says which. The first is behind `pg_sequences`.
const READ_SEQUENCES: [&str; 2] = ["pg_sequence_last_value", "pg_get_sequence_data"];

/// Languages whose functions are judged by volatility though the language is untrusted: what is written in them is
/// compiled, and only a superuser can add it.
const COMPILED_LANGUAGES: [&str; 2] = ["internal", "c"];

/// Languages whose functions have a body that is read.
const READ_LANGUAGES: [&str; 2] = ["sql", "plpgsql"];

/// Relations that the bodies of functions read, by OID and whether it is with the caller's own rights.
pub(super) type ReadInBodies<'a> = BTreeMap<(Oid, bool), ReadInBody<'a>>;

/// How a body reads a relation.
pub(super) struct ReadInBody<'a> {
    /// The attributes read, as in [`TreeFacts::relations`].
    pub(super) attributes: BTreeSet<i32>,
    /// A body that does.
    pub(super) by: InBody<'a>,
}

/// The body of a function, or what stands behind a relation that it names.
#[derive(Debug, Clone, Copy)]
pub(super) struct InBody<'a> {
    /// The function.
    pub(super) function: &'a Function,
    /// The view, or the table with row-level security.
    pub(super) behind: Option<&'a Relation>,
    /// What it reads, it reads with the caller's own rights.
    pub(super) directly: bool,
}

/// What the functions reached come to.
pub(super) struct Reached<'a> {
    /// Those that the statement calls.
    pub(super) signatures: BTreeSet<String>,
    /// Whether any of all, behind operators, aggregates, types and bodies too, is not PostgreSQL's own.
    pub(super) users: bool,
    /// The relations that bodies read.
    pub(super) read_in_bodies: ReadInBodies<'a>,
}

/// Judges every function reached.
pub(super) fn judge<'a>(
    facts: &TreeFacts,
    catalog: &'a Catalog,
    policy: &'a Policy,
) -> Result<Reached<'a>, JudgeError> {
    let mut calls = Calls {
        catalog,
        policy,
        functions: HashSet::new(),
        types: HashSet::new(),
        relations: BTreeMap::new(),
    };
    let hidden = hiding(facts, catalog);
    for oid in facts.functions.iter().chain(&facts.aggregates) {
        let way = match &hidden {
            Some(relations) if !facts.written.contains(oid) => Way::Reading(relations),
            _ => Way::Called,
        };
        calls.function(*oid, &way)?;
    }
    for oid in &facts.operators {
        calls.operator(*oid)?;
    }
    for oid in &facts.types {
        calls.data_type(*oid, Use::Made)?;
    }
    for oid in &facts.passed_types {
        calls.data_type(*oid, Use::Passed)?;
    }
    for oid in facts.relations.keys() {
        calls.planning(*oid, None)?;
    }
    let called = facts.functions.iter().chain(&facts.aggregates);
    let called = called.filter_map(|oid| catalog.functions.get(oid));
    for oid in put_out(facts, called.clone()) {
        calls.data_type(oid, Use::PutOut)?;
    }
    if called.clone().any(runs_any_type) {
        for oid in catalog.types.keys() {
            calls.data_type(*oid, Use::Made)?;
        }
    }
    Ok(Reached {
        signatures: called.map(Function::signature).collect(),
        users: calls.functions.iter().any(|oid| *oid >= FIRST_NORMAL_OID),
        read_in_bodies: calls.relations,
    })
}

/// The relations behind which a function stands that the statement does not hold: views, and tables with row-level security.
fn hiding(facts: &TreeFacts, catalog: &Catalog) -> Option<String> {
    let hides = |oid: &&Oid| {
        let relation = catalog.relations.get(oid);
        relation.is_some_and(|found| found.row_security || found.kind == RelationKind::View)
    };
    let relations = facts.relations.keys().filter(hides);
    let (direct, through): (Vec<_>, Vec<_>) =
        relations.partition(|oid| facts.read_directly.contains(oid));
    let named = if direct.is_empty() { through } else { direct };
    let names = named
        .into_iter()
        .filter_map(|oid| catalog.relations.get(oid));
    let names: Vec<String> = names.map(ToString::to_string).collect();
    (!names.is_empty()).then(|| names.join(" or "))
}

/// The types of values that may be put out as JSON: of the result's columns, or of all there are, where some are not known by
/// their type or JSON is made of them.
fn put_out<'a>(facts: &TreeFacts, mut called: impl Iterator<Item = &'a Function>) -> BTreeSet<Oid> {
    let known = facts.put_out.as_ref();
    let known = known.filter(|types| types.is_disjoint(&RECORDS.into()));
    match known {
        Some(types) if !facts.makes_json && !called.any(Function::makes_json) => types.clone(),
        _ => {
            let result = facts.put_out.iter().flatten();
            let all = facts.types.iter().chain(&facts.passed_types).chain(result);
            all.copied().collect()
        }
    }
}

fn reads_sequences(function: &Function) -> bool {
    &*function.schema == "pg_catalog" && READ_SEQUENCES.contains(&&*function.name)
}

fn runs_any_type(function: &Function) -> bool {
    &*function.schema == "pg_catalog" && RUN_ANY_TYPE.contains(&&*function.name)
}

/// What is done with a value of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Use {
    Made,
    Passed,
    PutOut,
}

struct Calls<'a> {
    catalog: &'a Catalog,
    policy: &'a Policy,
    /// Judged already; a function may call itself.
    functions: HashSet<Oid>,
    /// Judged already; a type may hold itself.
    types: HashSet<(Oid, Use)>,
    /// Relations that bodies read, judged as far as what stands behind them.
    relations: ReadInBodies<'a>,
}

impl<'a> Calls<'a> {
    fn function(&mut self, oid: Oid, way: &Way<'_>) -> Result<(), JudgeError> {
        if !self.functions.insert(oid) {
            return Ok(());
        }
        let catalog = self.catalog;
        let function = catalog
            .functions
            .get(&oid)
            .ok_or(JudgeError::UnknownObject(oid))?;
        if self.policy.allows_function(function) {
            return Ok(());
        }
        if reads_sequences(function) && kept_sequence(catalog, self.policy).is_some() {
            return Err(refusal(function, way, Problem::Sequences));
        }
        if let Some(problem) = own_problem(function) {
            return problem.map_or(Ok(()), |problem| Err(refusal(function, way, problem)));
        }
        if function.kind == FunctionKind::Aggregate {
            let aggregate = catalog
                .aggregates
                .get(&oid)
                .ok_or(JudgeError::UnknownObject(oid))?;
            for part in &aggregate.functions {
                self.function(*part, &Way::Aggregate(function))?;
            }
            for state in &aggregate.states {
                self.data_type(*state, Use::Made)?;
            }
        }
        if let Body::Reads(named) = &function.body {
            let body = InBody {
                function,
                behind: None,
                directly: true,
            };
            self.body(named, body)?;
        }
        Ok(())
    }

    fn body(&mut self, named: &'a BodyReads, body: InBody<'a>) -> Result<(), JudgeError> {
        for called in &named.functions {
            self.function(*called, &Way::Body(body))?;
        }
        for unwritten in &named.unwritten {
            self.function(*unwritten, &Way::Unwritten(body.function))?;
        }
        for data_type in &named.types {
            self.data_type(*data_type, Use::Made)?;
        }
        for data_type in &named.passed_types {
            self.data_type(*data_type, Use::Passed)?;
        }
        for (relation, attributes) in &named.relations {
            self.relation(*relation, attributes, body)?;
        }
        Ok(())
    }

    /// Notes a relation that a body reads, and judges what stands behind it as if the body named that.
    fn relation(
        &mut self,
        oid: Oid,
        attributes: &BTreeSet<i32>,
        by: InBody<'a>,
    ) -> Result<(), JudgeError> {
        let key = (oid, by.directly);
        if let Some(known) = self.relations.get_mut(&key) {
            known.attributes.extend(attributes);
            return Ok(());
        }
        let attributes = attributes.clone();
        self.relations.insert(key, ReadInBody { attributes, by });
        self.planning(oid, Some(by.function))?;
        let catalog = self.catalog;
        // A body that is text names a relation by chance, so one that is gone again is no reason to refuse.
        let Some(relation) = catalog.relations.get(&oid) else {
            return Ok(());
        };
        let Some(behind) = catalog.behind.get(&oid) else {
            let expanded = relation.kind == RelationKind::View;
            return if expanded {
                Err(JudgeError::UnknownObject(oid))
            } else {
                Ok(())
            };
        };
        match &behind.body {
            Body::Compiled => Ok(()),
            Body::Refused(what) => Err(behind_refused(relation, by.function, what)),
            Body::Reads(named) => self.body(
                named,
                InBody {
                    function: by.function,
                    behind: Some(relation),
                    directly: by.directly && behind.with_callers_rights,
                },
            ),
        }
    }

    fn operator(&mut self, oid: Oid) -> Result<(), JudgeError> {
        let operator = self.catalog.operators.get(&oid);
        let operator = operator.ok_or(JudgeError::UnknownObject(oid))?;
        for function in operator.functions() {
            self.function(function, &Way::Operator(&operator.name))?;
        }
        Ok(())
    }

    /// What planning a query of the relation runs, with its partitions and children, and what it is a part of.
    fn planning(&mut self, oid: Oid, by: Option<&Function>) -> Result<(), JudgeError> {
        let catalog = self.catalog;
        let relation = catalog.relations.get(&oid);
        let Some(relation) = relation.filter(|_| !catalog.planning.is_empty()) else {
            return Ok(());
        };
        let parts = relation.descendants.iter().chain(&relation.ancestors);
        for part in parts.chain([&oid]) {
            let planned = catalog.planning.get(part).zip(catalog.relations.get(part));
            let Some((functions, part)) = planned else {
                continue;
            };
            for function in functions {
                let judged = self.function(*function, &Way::Called);
                judged.map_err(|error| match catalog.functions.get(function) {
                    Some(function) => by_planning(error, function, part, by),
                    None => error,
                })?;
            }
        }
        Ok(())
    }

    fn data_type(&mut self, oid: Oid, how: Use) -> Result<(), JudgeError> {
        let mut waiting = vec![oid];
        while let Some(oid) = waiting.pop() {
            if !self.types.insert((oid, how)) {
                continue;
            }
            let found = self
                .catalog
                .types
                .get(&oid)
                .ok_or(JudgeError::UnknownObject(oid))?;
            let (schema, name) = (&*found.schema, &*found.name);
            let way = match how {
                Use::Made | Use::Passed => Way::Type { schema, name },
                Use::PutOut => Way::Json { schema, name },
            };
            let besides: &[Oid] = match how {
                Use::Made => &found.making,
                Use::Passed => &[],
                Use::PutOut => &found.to_json,
            };
            for function in found.functions.iter().chain(besides) {
                self.function(*function, &way)?;
            }
            waiting.extend(&found.parts);
        }
        Ok(())
    }
}

/// What the function itself settles: a problem, or, as `Some(None)`, that none of its parts can make one.
fn own_problem(function: &Function) -> Option<Option<Problem<'_>>> {
    if let Some(line) = line_of(function) {
        match line.listing {
            Listing::Harmless(_) => return Some(None),
            Listing::Denied(reason) => {
                return Some(Some(Problem::Listed {
                    reason,
                    instead: line.instead,
                }));
            }
            Listing::Unlisted => {}
        }
    }
    let compiled = COMPILED_LANGUAGES.contains(&&*function.language);
    if function.kind == FunctionKind::Procedure {
        Some(Some(Problem::Procedure))
    } else if function.security_definer {
        Some(Some(Problem::SecurityDefiner))
    } else if !function.language_trusted && !compiled {
        Some(Some(Problem::Untrusted))
    } else if function.volatility == Volatility::Volatile {
        Some(Some(Problem::Volatile))
    } else if !compiled && !READ_LANGUAGES.contains(&&*function.language) {
        Some(Some(Problem::Unread))
    } else if let Body::Refused(what) = &function.body {
        Some(Some(Problem::Body(what)))
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
