//! Lists of functions as data: an OID, a signature, and what is said of the function, a line each.

use std::collections::HashMap;

use crate::policy::Oid;

/// What is said of functions, with their signatures.
pub(super) type Functions<T> = HashMap<Oid, (&'static str, T)>;

/// Reads a list. A line that is not understood is left out, which a test of the list finds.
pub(super) fn read<T>(list: &'static str, meaning: impl Fn(&str) -> Option<T>) -> Functions<T> {
    let line = |line: &'static str| {
        let mut columns = line.splitn(3, " | ");
        let oid = columns.next()?.parse().ok()?;
        let signature = columns.next()?;
        Some((oid, (signature, meaning(columns.next()?)?)))
    };
    list.lines().filter_map(line).collect()
}

/// Every function of a list with the signature it has there.
pub(super) fn signatures<T>(functions: &Functions<T>) -> impl Iterator<Item = (Oid, &'static str)> {
    functions
        .iter()
        .map(|(oid, (signature, _))| (*oid, *signature))
}
