//! A catalog's objects by name, for a reading that has only text.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Catalog, Oid};

/// An index of a catalog by name, made at the first look-up. The catalog must not change after that.
#[derive(Debug, Clone, Default)]
pub struct NameIndex(OnceLock<Names>);

#[derive(Debug, Clone, Default)]
struct Names {
    functions: HashMap<Box<str>, Vec<Oid>>,
    operators: HashMap<Box<str>, Vec<Oid>>,
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

    /// Every type called `name`, in every schema.
    pub fn types_named(&self, name: &str) -> &[Oid] {
        self.index().types.get(name).map_or(&[], Vec::as_slice)
    }

    fn index(&self) -> &Names {
        self.names.0.get_or_init(|| Names {
            functions: by_name(self.functions.iter().map(|(oid, f)| (*oid, &f.name))),
            operators: by_name(self.operators.iter().map(|(oid, o)| (*oid, &o.name))),
            types: by_name(self.types.iter().map(|(oid, t)| (*oid, &t.name))),
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
