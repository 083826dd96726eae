//! How large a row may be: the driver holds a whole row in memory, and the bound of an answer counts only what has arrived.
//!
//! A cell of text is cut by itself, but a row can have 1,664 of them, and a cell of JSON is not cut at all, for it would be
//! JSON no more. So where rows may be large PostgreSQL weighs them first, and sends of one that is too heavy that it is.

use tokio_postgres::types::{Kind, Type};

/// Columns of text that are not weighed: each is cut at the answer's bound.
const CUT: usize = 8;

/// How many times the answer's bound a row may weigh. PostgreSQL's own form of a value can be larger than its JSON, by most
/// where small numbers stand in `jsonb`: `[1,1]` takes 12 bytes for each of them and 3 as text.
const TIMES: u64 = 8;

/// An expression over `c0`, `c1` and so on that is true of a row that is too heavy for an answer of `bytes`. `None` where no
/// row of these types can be. Each column that it names, it names once.
pub(super) fn too_heavy<'a>(types: impl Iterator<Item = &'a Type>, bytes: u64) -> Option<String> {
    let mut weights = Vec::new();
    let (mut cut, mut whole) = (0, 0);
    for (index, column_type) in types.enumerate() {
        match *column_type {
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::BYTEA => cut += 1,
            _ if is_small(column_type) => continue,
            _ => whole += 1,
        }
        // What it takes in memory, or in the table: nothing is fetched or unpacked for it (PostgreSQL manual, 9.28.7).
        weights.push(format!(
            "COALESCE(pg_catalog.pg_column_size(c{index}), 0)::pg_catalog.int8"
        ));
    }
    let bound = bytes.saturating_mul(TIMES);
    (whole > 0 || cut > CUT).then(|| format!("{} OPERATOR(pg_catalog.>) {bound}", sum(&weights)))
}

/// Halved and halved again: a chain of 1,664 terms is deeper than PostgreSQL's stack allows.
fn sum(terms: &[String]) -> String {
    match terms {
        [] => "0".to_owned(),
        [only] => only.clone(),
        _ => {
            let (one, other) = terms.split_at(terms.len() / 2);
            format!("({} OPERATOR(pg_catalog.+) {})", sum(one), sum(other))
        }
    }
}

/// Types of which no value takes more than some hundred bytes, and numbers, of which none takes more than 150 kB.
fn is_small(column_type: &Type) -> bool {
    matches!(
        *column_type,
        Type::VOID
            | Type::BOOL
            | Type::CHAR
            | Type::INT2
            | Type::INT4
            | Type::INT8
            | Type::FLOAT4
            | Type::FLOAT8
            | Type::NUMERIC
            | Type::MONEY
            | Type::OID
            | Type::XID
            | Type::XID8
            | Type::CID
            | Type::TID
            | Type::PG_LSN
            | Type::NAME
            | Type::DATE
            | Type::TIME
            | Type::TIMETZ
            | Type::TIMESTAMP
            | Type::TIMESTAMPTZ
            | Type::INTERVAL
            | Type::UUID
            | Type::INET
            | Type::CIDR
            | Type::MACADDR
            | Type::MACADDR8
            | Type::REGCLASS
            | Type::REGPROC
            | Type::REGPROCEDURE
            | Type::REGTYPE
            | Type::REGNAMESPACE
            | Type::REGROLE
    ) || matches!(column_type.kind(), Kind::Enum(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_weighed(types: &[Type]) -> bool {
        too_heavy(types.iter(), 1 << 20).is_some()
    }

    #[test]
    fn only_what_may_be_large_is_weighed() {
        assert!(!is_weighed(&[]));
        assert!(!is_weighed(&[Type::INT8, Type::TEXT, Type::TIMESTAMPTZ]));
        assert!(!is_weighed(&vec![Type::TEXT; CUT]));
        assert!(!is_weighed(&vec![Type::NUMERIC; 1600]));
        assert!(is_weighed(&vec![Type::TEXT; CUT + 1]));
        assert!(is_weighed(&[Type::INT8, Type::JSONB]));
        assert!(is_weighed(&[Type::TEXT_ARRAY]));
        assert!(is_weighed(&[Type::XML]));
    }

    #[test]
    fn each_column_is_named_once_and_only_if_it_may_be_large() {
        let types = [Type::INT8, Type::JSONB, Type::BOOL, Type::TEXT];
        let expression = too_heavy(types.iter(), 100).unwrap_or_default();
        let named: Vec<bool> = (0..types.len())
            .map(|index| expression.matches(&format!("(c{index})")).count() == 1)
            .collect();
        assert_eq!(named, [false, true, false, true]);
        assert!(expression.ends_with(" 800"));
    }
}
