//! A catalog's objects by name, for a reading that has only text.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::{Catalog, Listing, Oid, Volatility, listing_of};

/// An index of a catalog by name, made at the first look-up. The catalog must not change after that.
#[derive(Debug, Clone, Default)]
pub struct NameIndex(OnceLock<Names>);

#[derive(Debug, Clone, Default)]
struct Names {
    functions: HashMap<Box<str>, Vec<Oid>>,
    operators: HashMap<Box<str>, Vec<Oid>>,
    /// Symbols whose every operator is harmless whatever the operator of gatepost allows.
    plain_operators: HashSet<Box<str>>,
    types: HashMap<Box<str>, Vec<Oid>>,
}

impl Catalog {
    /// Every overload of `name`, in every schema.
    pub fn functions_named(&self, name: &str) -> &[Oid] {
        self.index().functions.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every operator with the symbol `name`.
    pub fn operators_named(&self, name: &str) -> &[Oid] {
        self.index().operators.get(name).map_or(&[], Vec::as_slice)
    }

    /// True when every operator with the symbol `name`, of which there is one at least, runs a function of
    /// PostgreSQL's own that is not volatile and on no list.
    pub fn operator_is_plain(&self, name: &str) -> bool {
        self.index().plain_operators.contains(name)
    }

    /// Every type called `name`, in every schema.
    pub fn types_named(&self, name: &str) -> &[Oid] {
        self.index().types.get(name).map_or(&[], Vec::as_slice)
    }

    fn index(&self) -> &Names {
        self.names.0.get_or_init(|| {
            let operators = by_name(self.operators.iter().map(|(oid, o)| (*oid, &o.name)));
            let plain_operators = operators
                .iter()
                .filter(|(_, oids)| oids.iter().all(|oid| self.runs_plain_function(*oid)))
                .map(|(name, _)| name.clone())
                .collect();
            Names {
                functions: by_name(self.functions.iter().map(|(oid, f)| (*oid, &f.name))),
                operators,
                plain_operators,
                types: by_name(self.types.iter().map(|(oid, t)| (*oid, &t.name))),
            }
        })
    }

    fn runs_plain_function(&self, operator: Oid) -> bool {
        self.operators
            .get(&operator)
            .and_then(|operator| self.functions.get(&operator.function))
            .is_some_and(|function| {
                *function.schema == *"pg_catalog"
                    && function.volatility != Volatility::Volatile
                    && listing_of(function) == Listing::Unlisted
            })
    }
}

fn by_name<'a>(objects: impl Iterator<Item = (Oid, &'a Box<str>)>) -> HashMap<Box<str>, Vec<Oid>> {
    let mut index: HashMap<Box<str>, Vec<Oid>> = HashMap::with_capacity(objects.size_hint().0);
    for (oid, name) in objects {
        match index.get_mut(name) {
            Some(oids) => oids.push(oid),
            None => {
                index.insert(name.clone(), vec![oid]);
            }
        }
    }
    index
}
