//! What bodies run without a word for it: casts and comparisons of the types that they use.
//!
//! The tree of a statement shows them. The text of a body does not, and the tree of a body lacks the casts of its result.
//! PostgreSQL's own are left out, so in a database without others nothing is added.

use std::collections::{BTreeSet, HashMap};

use tokio_postgres::Row;

use super::Error;
use crate::policy::{BodyReads, Catalog, FIRST_NORMAL_OID, Function, Oid};
use crate::sql::BodyNames;

/// `json` and `jsonb`: a cast to them is run by what makes JSON, too.
const JSON: [Oid; 2] = [114, 3802];

/// `record` and `record[]`.
const RECORDS: [Oid; 2] = [2249, 2287];

/// The casts of a database, and the types of its functions.
pub(super) struct Conversions {
    casts: Vec<Cast>,
    /// Types of results and arguments, of functions that are not PostgreSQL's own.
    signatures: HashMap<Oid, Vec<Oid>>,
}

struct Cast {
    /// The types at its ends with their parts, as far as they are not PostgreSQL's own.
    ends: BTreeSet<Oid>,
    source: Oid,
    target: Oid,
    function: Oid,
    /// It is only run where it is written.
    explicit: bool,
}

impl Conversions {
    /// Reads the rows of `casts.sql`, beside the types of results and arguments of the functions that are not PostgreSQL's own.
    ///
    /// # Errors
    ///
    /// When a row is not as the query makes it.
    pub(super) fn read(
        casts: &[Row],
        signatures: HashMap<Oid, Vec<Oid>>,
        catalog: &Catalog,
    ) -> Result<Self, Error> {
        let mut all = Self {
            casts: Vec::with_capacity(casts.len()),
            signatures,
        };
        for row in casts {
            let (source, target) = (row.try_get(0)?, row.try_get(1)?);
            let mut ends = with_parts(catalog, [source, target].into());
            ends.retain(|oid| *oid >= FIRST_NORMAL_OID);
            all.casts.push(Cast {
                ends,
                source,
                target,
                function: row.try_get(2)?,
                explicit: row.try_get(3)?,
            });
        }
        Ok(all)
    }

    /// What the function may run that its text does not name, with the row types of the relations that it names.
    pub(super) fn of_text(
        &self,
        catalog: &Catalog,
        function: Oid,
        names: &BodyNames,
        named: &BodyReads,
        row_types: impl Iterator<Item = Oid>,
    ) -> Vec<Oid> {
        let mut types: BTreeSet<Oid> = named.types.iter().copied().collect();
        for function in named.functions.iter().chain([&function]) {
            types.extend(self.signatures.get(function).into_iter().flatten());
        }
        types.extend(row_types);
        let types = with_parts(catalog, types);
        let mut called = named.functions.iter();
        let makes_json = self.gives_records(function)
            || names.words.iter().any(|word| word.contains("json"))
            || called.any(|oid| catalog.functions.get(oid).is_some_and(Function::makes_json));
        let mut functions = Vec::new();
        for found in types.iter().filter_map(|oid| catalog.types.get(oid)) {
            functions.extend(&found.functions);
            if makes_json {
                functions.extend(&found.to_json);
            }
        }
        for cast in &self.casts {
            let written = match (cast.explicit, JSON.contains(&cast.target)) {
                (false, _) => true,
                (true, true) => makes_json,
                (true, false) => names.casts,
            };
            if written && (cast.ends.is_empty() || !cast.ends.is_disjoint(&types)) {
                functions.push(cast.function);
            }
        }
        functions
    }

    /// The types, not PostgreSQL's own, of which the text of a function makes values without a word for it: of what it is given
    /// and gives, and of what the functions take and give that it names.
    pub(super) fn made_by_text(&self, function: Oid, named: &BodyReads) -> BTreeSet<Oid> {
        let functions = named.functions.iter().chain([&function]);
        let types = functions.filter_map(|oid| self.signatures.get(oid));
        let types = types.flatten().copied();
        types.filter(|oid| *oid >= FIRST_NORMAL_OID).collect()
    }

    /// Whether the function gives records without a type, of which whoever calls it may make JSON.
    fn gives_records(&self, function: Oid) -> bool {
        let signature = self.signatures.get(&function);
        signature.is_some_and(|types| types.iter().any(|oid| RECORDS.contains(oid)))
    }

    /// What the function may run that the tree of its body lacks: the casts to its result that PostgreSQL adds when it runs it,
    /// and what making JSON of its records runs.
    pub(super) fn of_tree(&self, catalog: &Catalog, function: Oid, named: &BodyReads) -> Vec<Oid> {
        let signature = self.signatures.get(&function).into_iter().flatten();
        let results = with_parts(catalog, signature.copied().collect());
        let used = named.types.iter().chain(&named.passed_types).copied();
        let used = with_parts(catalog, used.collect());
        let casts = self.casts.iter().filter(|cast| {
            let from_own = cast.source >= FIRST_NORMAL_OID;
            let used = !from_own || used.contains(&cast.source) || results.contains(&cast.source);
            !cast.explicit && results.contains(&cast.target) && used
        });
        let mut functions: Vec<Oid> = casts.map(|cast| cast.function).collect();
        if self.gives_records(function) {
            let used = used.iter().filter_map(|oid| catalog.types.get(oid));
            functions.extend(used.flat_map(|found| &found.to_json));
        }
        functions
    }
}

/// The types with all that is inside them.
pub(super) fn with_parts(catalog: &Catalog, types: BTreeSet<Oid>) -> BTreeSet<Oid> {
    let mut waiting: Vec<Oid> = types.into_iter().collect();
    let mut found = BTreeSet::new();
    while let Some(oid) = waiting.pop() {
        if found.insert(oid) {
            let parts = catalog.types.get(&oid).map(|found| &found.parts);
            waiting.extend(parts.into_iter().flatten());
        }
    }
    found
}
