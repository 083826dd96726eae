//! Marking a database as a clone, which an administrator does once.

use super::MARKER;
use crate::db::quoting::{identifier, literal};

/// The SQL that marks a database as the clone of its name and closes it to all but its owner and those granted since.
pub fn mark_sql(name: &str) -> String {
    format!(
        "REVOKE CONNECT ON DATABASE {database} FROM PUBLIC;\nALTER DATABASE {database} SET {MARKER} = {value};\n",
        database = identifier(name),
        value = literal(name)
    )
}
