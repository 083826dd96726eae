//! How large a statement gets when the planner puts subqueries and WITH queries in place of their names.
//!
//! Each level that uses a column of the level below eight times makes eight copies of it: seven levels fill the
//! planner's memory for longer than any time limit, which planning looks at too seldom.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use sqlparser::ast::{
    Cte, CteAsMaterialized, Expr, Ident, ObjectName, ObjectNamePart, Query, TableFactor, Visit,
    Visitor, visit_expressions, visit_relations,
};

use super::parts::items_of_query;
use super::sources::{Call, Source, Sources};

/// Copies of one expression or one relation that planning takes in its stride.
const COPIES: f64 = 50_000.0;

/// True when some name of the statement stands for too many copies of something.
pub(super) fn is_too_large(sources: &Sources<'_>) -> bool {
    let inlined: HashMap<String, &Query> = sources
        .cte_list
        .iter()
        .filter(|(cte, _)| matches!(cte.materialized, Some(CteAsMaterialized::NotMaterialized)))
        .map(|(cte, _)| {
            (
                cte.alias.name.value.to_ascii_lowercase(),
                cte.query.as_ref(),
            )
        })
        .collect();
    if !inlined.is_empty() {
        let uses = inlined
            .iter()
            .map(|(name, query)| (name.clone(), vec![relations(query)]))
            .collect();
        if largest(&uses) > COPIES {
            return true;
        }
    }
    // Two levels can only be as large as their text allows.
    if sources.selects.len() < 3 || sources.names.is_empty() {
        return false;
    }
    let kept = kept_items(sources);
    let is_kept = |source: &Source<'_>| match source {
        Source::Expr(expr) => kept.contains(&std::ptr::from_ref(*expr)),
        Source::Call(_) | Source::Any => false,
    };
    let mut uses = Uses::new();
    for (name, definitions) in &sources.names {
        let (apart, copied): (Vec<_>, Vec<_>) = definitions.iter().partition(|it| is_kept(it));
        uses.insert(name.clone(), copied.into_iter().map(columns).collect());
        // No name stands for these, and each has what it names itself.
        for definition in apart {
            // A NUL is in no statement.
            uses.insert(format!("\0{}", uses.len()), vec![columns(definition)]);
        }
    }
    largest(&uses) > COPIES
}

/// The columns of WITH queries that planning keeps as they are: what names them reads rows, and copies nothing.
fn kept_items(sources: &Sources<'_>) -> HashSet<*const Expr> {
    let name = |cte: &Cte| cte.alias.name.value.to_ascii_lowercase();
    let mut named: HashMap<String, usize> = HashMap::new();
    for (cte, _) in &sources.cte_list {
        *named.entry(name(cte)).or_default() += 1;
    }
    let mut kept = HashSet::new();
    for (cte, recursive) in &sources.cte_list {
        let materialized = matches!(cte.materialized, Some(CteAsMaterialized::Materialized));
        // Where another WITH query has the same name, it may be that one which is read.
        let only = named.get(&name(cte)) == Some(&1);
        if materialized || *recursive && only && reads_itself(cte) {
            for expr in items_of_query(&cte.query) {
                kept.insert(std::ptr::from_ref(expr));
            }
        }
    }
    kept
}

/// Whether a query of a WITH RECURSIVE reads its own rows; anywhere but in a round of its own that is an error.
fn reads_itself(cte: &Cte) -> bool {
    cte.query.visit(&mut Reads(&cte.alias.name)).is_break()
}

/// Looks for a relation of this name in FROM; a function of that name is something else.
struct Reads<'n>(&'n Ident);

impl Visitor for Reads<'_> {
    type Break = ();

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table {
                name, args: None, ..
            } => match name.0.as_slice() {
                [ObjectNamePart::Identifier(name)] if folded(name) == folded(self.0) => {
                    ControlFlow::Break(())
                }
                _ => ControlFlow::Continue(()),
            },
            _ => ControlFlow::Continue(()),
        }
    }
}

/// A name as PostgreSQL keeps it.
fn folded(name: &Ident) -> String {
    if name.quote_style.is_some() {
        name.value.clone()
    } else {
        name.value.to_ascii_lowercase()
    }
}

/// For each name, what each of its definitions uses, and how often.
type Uses = HashMap<String, Vec<HashMap<String, f64>>>;

fn count(uses: &mut HashMap<String, f64>, name: &str) {
    *uses.entry(name.to_ascii_lowercase()).or_default() += 1.0;
}

fn relations(query: &Query) -> HashMap<String, f64> {
    let mut uses = HashMap::new();
    let _ = visit_relations(query, |name: &ObjectName| {
        count(&mut uses, &name.to_string());
        ControlFlow::<()>::Continue(())
    });
    uses
}

fn columns(source: &Source<'_>) -> HashMap<String, f64> {
    let mut uses = HashMap::new();
    match source {
        Source::Expr(expr) => columns_of(*expr, &mut uses),
        Source::Call(Call { args, .. }) => {
            for arg in *args {
                columns_of(arg, &mut uses);
            }
        }
        Source::Any => {}
    }
    uses
}

fn columns_of<T: Visit>(node: &T, uses: &mut HashMap<String, f64>) {
    let _ = visit_expressions(node, |expr: &Expr| {
        match expr {
            Expr::Identifier(name) => count(uses, &name.value),
            Expr::CompoundIdentifier(parts) => {
                if let Some(last) = parts.last() {
                    count(uses, &last.value);
                }
            }
            _ => {}
        }
        ControlFlow::<()>::Continue(())
    });
}

/// The most copies any name stands for. A definition is used once on any way down, so a name that is defined
/// by itself, level upon level, multiplies as often as it has definitions.
fn largest(uses: &Uses) -> f64 {
    let mut copies: HashMap<&str, f64> = uses.keys().map(|name| (name.as_str(), 1.0)).collect();
    let rounds = uses.values().map(Vec::len).sum::<usize>().min(64);
    let mut most = 1.0_f64;
    for _ in 0..rounds {
        let mut changed = false;
        for (name, definitions) in uses {
            let next = definitions
                .iter()
                .map(|definition| {
                    definition
                        .iter()
                        // What a level calls by its own name comes from the level below.
                        .map(|(used, times)| {
                            let below = if used == name && definitions.len() == 1 {
                                1.0
                            } else {
                                copies.get(used.as_str()).copied().unwrap_or(1.0)
                            };
                            times * below
                        })
                        .sum::<f64>()
                })
                .fold(1.0, f64::max);
            if copies.get(name.as_str()).is_some_and(|known| next > *known) {
                copies.insert(name, next);
                most = most.max(next);
                changed = true;
            }
        }
        if !changed || most > COPIES {
            break;
        }
    }
    most
}
