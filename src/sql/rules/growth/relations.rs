//! Which names of FROM stand for relations alone, so that their columns are stored, whatever else has a column's name.

use std::collections::HashMap;

use sqlparser::ast::{Ident, ObjectName, TableAlias, TableFactor};

use super::sources::last;

/// How often FROM may use a name before it is not looked into.
const USES: usize = 100;

/// The names that FROM gives, anywhere in the statement.
#[derive(Default)]
pub(super) struct Relations {
    /// By name in lower case, what each FROM has under it.
    named: HashMap<String, Vec<Named>>,
    /// Something in FROM whose name is not known.
    unknown: bool,
}

/// What has a name in FROM.
enum Named {
    /// A relation, surely: its name is qualified.
    Relation,
    /// A relation or a WITH query of this name, in lower case.
    Either(String),
    /// Rows that the statement makes, or columns that it names.
    Made,
}

impl Relations {
    pub(super) fn saw(&mut self, factor: &TableFactor) {
        let (alias, own, named) = match factor {
            TableFactor::Table {
                name,
                alias,
                args: None,
                ..
            } => (alias, Some(name), of_relation(name, alias.as_ref())),
            TableFactor::Table { name, alias, .. } | TableFactor::Function { name, alias, .. } => {
                (alias, Some(name), Named::Made)
            }
            TableFactor::Derived { alias, .. }
            | TableFactor::NestedJoin { alias, .. }
            | TableFactor::UNNEST { alias, .. } => (alias, None, Named::Made),
            _ => {
                self.unknown = true;
                return;
            }
        };
        let name = match (alias, own) {
            (Some(alias), _) => Some(&alias.name),
            (None, Some(own)) => last(own),
            (None, None) => None,
        };
        if let Some(name) = name {
            let name = name.value.to_ascii_lowercase();
            self.named.entry(name).or_default().push(named);
        }
    }

    /// Whether all that has this name can only be a relation.
    pub(super) fn are_stored<V>(&self, name: &Ident, with: &HashMap<String, V>) -> bool {
        let named = self.named.get(&name.value.to_ascii_lowercase());
        !self.unknown
            && named.is_some_and(|named| {
                named.len() <= USES
                    && named.iter().all(|named| match named {
                        Named::Relation => true,
                        Named::Either(name) => !with.contains_key(name),
                        Named::Made => false,
                    })
            })
    }
}

fn of_relation(name: &ObjectName, alias: Option<&TableAlias>) -> Named {
    if alias.is_some_and(|alias| !alias.columns.is_empty()) {
        return Named::Made;
    }
    match (name.0.as_slice(), last(name)) {
        // `FROM ONLY t` is parsed as a relation `only` that is called `t`.
        ([_], Some(only)) if only.value.eq_ignore_ascii_case("only") => Named::Made,
        ([_], Some(name)) => Named::Either(name.value.to_ascii_lowercase()),
        ([_, _, ..], Some(_)) => Named::Relation,
        _ => Named::Made,
    }
}
