//! One function, by what the catalog and the lists say of it.

use crate::policy::{
    Body, Function, FunctionKind, ListedFunction, Listing, Oid, Volatility, line_of,
};
use crate::sql::reading::Reading;

/// True when the function with this OID may run.
pub(in crate::sql::rules) fn overload_is_allowed(oid: Oid, reading: &Reading<'_>) -> bool {
    match reading.catalog.functions.get(&oid) {
        Some(function) => matches!(judge_overload(oid, function, reading, 0), Overload::Allowed),
        None => false,
    }
}

/// What may become of one overload.
pub(super) enum Overload {
    Allowed,
    Denied(Why),
    Unknown,
}

/// Why a function may not be called.
pub(super) enum Why {
    Listed(&'static ListedFunction),
    Itself(&'static str),
}

/// Bodies and aggregates name other functions; a longer chain is for the server.
const CALL_DEPTH: usize = 8;

/// Judges one function, and what its body or its parts name.
pub(super) fn judge_overload(
    oid: Oid,
    function: &Function,
    reading: &Reading<'_>,
    depth: usize,
) -> Overload {
    if depth > CALL_DEPTH {
        return Overload::Unknown;
    }
    if !reading.allow_functions.is_empty()
        && reading.allow_functions.contains(&function.signature())
    {
        return Overload::Allowed;
    }
    let built_in = *function.schema == *"pg_catalog";
    if let Some(line) = line_of(function) {
        match line.listing {
            Listing::Denied(_) => return Overload::Denied(Why::Listed(line)),
            Listing::Harmless(_) => return Overload::Allowed,
            Listing::Unlisted => {}
        }
    }
    if function.kind == FunctionKind::Procedure {
        return Overload::Denied(Why::Itself("it is a procedure"));
    }
    if function.security_definer && !built_in {
        return Overload::Denied(Why::Itself("it runs with its owner's rights"));
    }
    // Functions in `internal` and `c` are compiled, and only a superuser can add one.
    if !function.language_trusted && !matches!(function.language.as_ref(), "internal" | "c") {
        return Overload::Denied(Why::Itself("its language is not trusted"));
    }
    if function.volatility == Volatility::Volatile {
        return Overload::Denied(Why::Itself("it is volatile, so it may do more than read"));
    }
    let parts = match &function.body {
        Body::Refused(_) => {
            return Overload::Denied(Why::Itself("its body holds something no read does"));
        }
        Body::Reads(named) => named.functions.as_slice(),
        // pg_proc calls every aggregate immutable; its parts tell.
        Body::Compiled if function.kind == FunctionKind::Aggregate && !built_in => {
            match reading.catalog.aggregates.get(&oid) {
                Some(aggregate) => aggregate.functions.as_slice(),
                None => return Overload::Unknown,
            }
        }
        Body::Compiled => &[],
    };
    let all_allowed = parts.iter().all(|part| {
        reading.catalog.functions.get(part).is_some_and(|function| {
            matches!(
                judge_overload(*part, function, reading, depth + 1),
                Overload::Allowed
            )
        })
    });
    if all_allowed {
        Overload::Allowed
    } else {
        Overload::Unknown
    }
}
