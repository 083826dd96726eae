//! The rules of the first reading, one per file, each with its table of tests.
//!
//! Order: statement kind, data-modifying WITH, SELECT INTO, row locking, functions, growth. Operators, types
//! and reserved words never refuse: what they do not know is for the server.

pub(super) mod data_modifying;
pub(super) mod data_type;
pub(super) mod function;
pub(super) mod growth;
pub(super) mod operator;
pub(super) mod reserved;
pub(super) mod row_locking;
pub(super) mod select_into;
pub(super) mod statement;

#[cfg(test)]
mod legitimate;

use crate::error::ToolError;

use super::RawSql;

/// What the words alone make certain, whatever a parser thinks.
pub(super) fn before_parsing(sql: &RawSql) -> Option<ToolError> {
    select_into::scan(sql).or_else(|| row_locking::scan(sql))
}

/// What the words tell of a statement that could not be parsed.
pub(super) fn when_not_parsed(sql: &RawSql) -> Option<ToolError> {
    data_modifying::scan(sql)
}

#[cfg(test)]
pub(super) mod testing {
    //! Shared by the rules' tables of tests.

    use std::collections::BTreeSet;

    use crate::error::{ErrorCode, ToolError};
    use crate::policy::Catalog;
    use crate::sql::{FirstReading, RawSql, read_first};

    /// The first reading over the committed catalog, the text rules included.
    pub(crate) fn read(sql: &str) -> FirstReading {
        match RawSql::new(sql, 200_000) {
            Ok(raw) => read_first(&raw, Catalog::builtin(), &BTreeSet::new()),
            Err(error) => FirstReading::Refused(error),
        }
    }

    /// The refusal of `sql`.
    pub(crate) fn refusal(sql: &str) -> ToolError {
        match read(sql) {
            FirstReading::Refused(error) => error,
            other => panic!("{sql}\nshould be refused, but is {other:?}"),
        }
    }

    /// Every statement is refused with `code`, a message and a hint.
    pub(crate) fn all_refused(code: ErrorCode, statements: &[&str]) {
        for sql in statements {
            let error = refusal(sql);
            assert_eq!(error.code, code, "{sql}\n{error:?}");
            assert!(!error.message.is_empty() && !error.hint.is_empty(), "{sql}");
        }
    }

    /// Every statement is approved.
    pub(crate) fn all_approved(statements: &[&str]) {
        for sql in statements {
            match read(sql) {
                FirstReading::Approved(_) => {}
                other => panic!("{sql}\nshould be approved, but is {other:?}"),
            }
        }
    }

    /// Every statement is left to the server.
    pub(crate) fn all_undecided(statements: &[&str]) {
        for sql in statements {
            match read(sql) {
                FirstReading::Undecided(_) => {}
                other => panic!("{sql}\nshould be undecided, but is {other:?}"),
            }
        }
    }
}
