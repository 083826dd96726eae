//! A catalog's objects by name, for a reading that has only text.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Catalog, Function, FunctionKind, Listing, Oid, Volatility, listing_of};

/// An index of a catalog by name, made at the first look-up. The catalog must not change after that.
#[derive(Debug, Clone, Default)]
pub struct NameIndex(OnceLock<Names>);

#[derive(Debug, Clone, Default)]
struct Names {
    functions: HashMap<Box<str>, Named>,
    operators: HashMap<Box<str>, Named>,
    types: HashMap<Box<str>, Named>,
}

/// Every object of one name.
#[derive(Debug, Clone, Default)]
struct Named {
    oids: Vec<Oid>,
    /// Whether all of them are plain, worked out when it is first asked.
    plain: OnceLock<bool>,
}

impl Catalog {
    /// Every overload of `name`, in every schema.
    pub fn functions_named(&self, name: &str) -> &[Oid] {
        oids(&self.index().functions, name)
    }

    /// Every operator with the symbol `name`.
    pub fn operators_named(&self, name: &str) -> &[Oid] {
        oids(&self.index().operators, name)
    }

    /// Every type called `name`, in every schema.
    pub fn types_named(&self, name: &str) -> &[Oid] {
        oids(&self.index().types, name)
    }

    /// True when there are functions called `name` and every one, in whatever schema, is PostgreSQL's own,
    /// not volatile, and on no list: nothing needs to be asked about a call of that name.
    pub fn function_is_plain(&self, name: &str) -> bool {
        self.index().functions.get(name).is_some_and(|named| {
            named.all_plain(|oid| self.functions.get(&oid).is_some_and(is_plain))
        })
    }

    /// The same for the functions behind the operators with the symbol `name`.
    pub fn operator_is_plain(&self, name: &str) -> bool {
        self.index().operators.get(name).is_some_and(|named| {
            named.all_plain(|oid| {
                self.operators
                    .get(&oid)
                    .and_then(|operator| self.functions.get(&operator.function))
                    .is_some_and(is_plain)
            })
        })
    }

    fn index(&self) -> &Names {
        self.names.0.get_or_init(|| Names {
            functions: by_name(self.functions.iter().map(|(oid, f)| (*oid, &f.name))),
            operators: by_name(self.operators.iter().map(|(oid, o)| (*oid, &o.name))),
            types: by_name(self.types.iter().map(|(oid, t)| (*oid, &t.name))),
        })
    }
}

impl Named {
    fn all_plain(&self, plain: impl Fn(Oid) -> bool) -> bool {
        *self
            .plain
            .get_or_init(|| self.oids.iter().all(|oid| plain(*oid)))
    }
}

fn is_plain(function: &Function) -> bool {
    *function.schema == *"pg_catalog"
        && function.kind != FunctionKind::Procedure
        && function.volatility != Volatility::Volatile
        && listing_of(function) == Listing::Unlisted
}

fn oids<'a>(index: &'a HashMap<Box<str>, Named>, name: &str) -> &'a [Oid] {
    index.get(name).map_or(&[], |named| named.oids.as_slice())
}

fn by_name<'a>(objects: impl Iterator<Item = (Oid, &'a Box<str>)>) -> HashMap<Box<str>, Named> {
    let mut index: HashMap<Box<str>, Named> = HashMap::with_capacity(objects.size_hint().0);
    for (oid, name) in objects {
        match index.get_mut(name) {
            Some(named) => named.oids.push(oid),
            None => {
                let named = Named {
                    oids: vec![oid],
                    plain: OnceLock::new(),
                };
                index.insert(name.clone(), named);
            }
        }
    }
    index
}
