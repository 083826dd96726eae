//! Functions, by whatever way they are reached: called, behind an operator, in an aggregate, run by a type.

use std::collections::{BTreeSet, HashSet};

use super::JudgeError;
use crate::error::ErrorCode;
use crate::policy::{
    Body, Catalog, Function, FunctionKind, Listing, Oid, Policy, TreeFacts, Volatility, line_of,
};

/// Functions of `pg_catalog` that are given the name of a type as text and run what that type runs.
const RUN_ANY_TYPE: [&str; 2] = ["pg_input_is_valid", "pg_input_error_info"];

/// Languages whose functions are judged by volatility though the language is untrusted: what is written in them is
/// compiled, and only a superuser can add it.
const COMPILED_LANGUAGES: [&str; 2] = ["internal", "c"];

pub(super) fn judge(
    facts: &TreeFacts,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<BTreeSet<String>, JudgeError> {
    let mut calls = Calls {
        catalog,
        policy,
        functions: HashSet::new(),
        types: HashSet::new(),
    };
    for oid in facts.functions.iter().chain(&facts.aggregates) {
        calls.function(*oid, &Way::Called)?;
    }
    for oid in &facts.operators {
        calls.operator(*oid)?;
    }
    for oid in &facts.types {
        calls.data_type(*oid)?;
    }
    let called = facts.functions.iter().chain(&facts.aggregates);
    let called = called.filter_map(|oid| catalog.functions.get(oid));
    if called.clone().any(runs_any_type) {
        for oid in catalog.types.keys() {
            calls.data_type(*oid)?;
        }
    }
    Ok(called.map(Function::signature).collect())
}

fn runs_any_type(function: &Function) -> bool {
    &*function.schema == "pg_catalog" && RUN_ANY_TYPE.contains(&&*function.name)
}

/// How a function is reached.
#[derive(Debug, Clone, Copy)]
enum Way<'a> {
    Called,
    Operator(&'a str),
    Aggregate(&'a Function),
    Type { schema: &'a str, name: &'a str },
    Body(&'a Function),
}

impl std::fmt::Display for Way<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Called => Ok(()),
            Self::Operator(name) => write!(formatter, " (behind the operator {name})"),
            Self::Aggregate(aggregate) => {
                write!(formatter, " (in the aggregate {})", aggregate.signature())
            }
            Self::Type { schema, name } => {
                write!(formatter, " (run by the type {schema}.{name})")
            }
            Self::Body(function) => {
                write!(
                    formatter,
                    " (named in the body of {})",
                    function.signature()
                )
            }
        }
    }
}

struct Calls<'a> {
    catalog: &'a Catalog,
    policy: &'a Policy,
    /// Judged already; a function may call itself.
    functions: HashSet<Oid>,
    /// Judged already; a type may hold itself.
    types: HashSet<Oid>,
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
        }
        if let Body::Calls(called) = &function.body {
            for called in called {
                self.function(*called, &Way::Body(function))?;
            }
        }
        Ok(())
    }

    fn operator(&mut self, oid: Oid) -> Result<(), JudgeError> {
        let operator = self.catalog.operators.get(&oid);
        let operator = operator.ok_or(JudgeError::UnknownObject(oid))?;
        self.function(operator.function, &Way::Operator(&operator.name))
    }

    fn data_type(&mut self, oid: Oid) -> Result<(), JudgeError> {
        let mut waiting = vec![oid];
        while let Some(oid) = waiting.pop() {
            if !self.types.insert(oid) {
                continue;
            }
            let found = self
                .catalog
                .types
                .get(&oid)
                .ok_or(JudgeError::UnknownObject(oid))?;
            let way = Way::Type {
                schema: &found.schema,
                name: &found.name,
            };
            for function in &found.functions {
                self.function(*function, &way)?;
            }
            waiting.extend(&found.parts);
        }
        Ok(())
    }
}

/// Why a function may not be called.
enum Problem<'a> {
    Listed {
        reason: &'static str,
        instead: Option<&'static str>,
    },
    SecurityDefiner,
    Procedure,
    Untrusted,
    Volatile,
    Writes(&'a str),
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
    let built_in = &*function.schema == "pg_catalog";
    let compiled = COMPILED_LANGUAGES.contains(&&*function.language);
    if function.kind == FunctionKind::Procedure {
        Some(Some(Problem::Procedure))
    } else if function.security_definer && !built_in {
        Some(Some(Problem::SecurityDefiner))
    } else if !function.language_trusted && !compiled {
        Some(Some(Problem::Untrusted))
    } else if function.volatility == Volatility::Volatile {
        Some(Some(Problem::Volatile))
    } else if let Body::Writes(what) = &function.body {
        Some(Some(Problem::Writes(what)))
    } else {
        None
    }
}

fn refusal(function: &Function, way: &Way<'_>, problem: Problem<'_>) -> JudgeError {
    let signature = function.signature();
    let volatility = match function.volatility {
        Volatility::Immutable => "immutable",
        Volatility::Stable => "stable",
        Volatility::Volatile => "volatile",
    };
    let code = match way {
        Way::Type { .. } => ErrorCode::TypeNotAllowed,
        _ => ErrorCode::FunctionNotAllowed,
    };
    let why = match &problem {
        Problem::Listed { reason, .. } => format!("it is {volatility} and {reason}"),
        Problem::SecurityDefiner => {
            "it is SECURITY DEFINER and runs with its owner's rights".to_owned()
        }
        Problem::Procedure => "it is a procedure".to_owned(),
        Problem::Untrusted => format!(
            "it is written in the untrusted language {} and can reach outside the database",
            function.language
        ),
        Problem::Volatile => {
            "it is volatile: it may change data, wait, or reach outside the database".to_owned()
        }
        Problem::Writes(what) => {
            format!("it is declared {volatility}, but its body holds {what}")
        }
    };
    let hint = match &problem {
        Problem::Listed {
            instead: Some(instead),
            ..
        } => format!("Instead, {instead}."),
        Problem::Listed { .. } | Problem::Procedure => "Leave it out of the statement.".to_owned(),
        _ => format!(
            "Leave it out of the statement. If it only reads, the operator can allow it: allow_functions = [\"{signature}\"]."
        ),
    };
    JudgeError::refused(
        code,
        format!("{signature} may not be called{way}: {why}."),
        hint,
    )
}

#[cfg(test)]
mod tests;
