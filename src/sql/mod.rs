//! The readings of a statement: PURE. Text → AST → refused, approved so far, or undecided;
//! the scan of PostgreSQL's rewritten tree; and [`ApprovedQuery`], the proof that both agreed.
//!
//! The first reading is [`RawSql::new`] (the text) and then [`read_first`] (the syntax tree).

mod approved;
mod body;
mod first;
pub mod growth;
pub(crate) mod lexer;
#[cfg(test)]
mod measure;
mod parse;
mod reading;
mod redact;
mod rules;
mod text;
pub mod tree;
mod walk;

pub use approved::ApprovedQuery;
pub use body::{BodyNames, read_body};
pub use first::{FirstReading, Inventory, Undecided, read_first};
pub use redact::redact;
pub use text::RawSql;
pub(crate) use text::is_hidden;
