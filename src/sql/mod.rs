//! The readings of a statement: PURE. Text → AST → refused, approved so far, or undecided;
//! the scan of PostgreSQL's rewritten tree; and [`ApprovedQuery`], the proof that both agreed.
//!
//! The first reading is [`RawSql::new`] (the text) and then [`read_first`] (the syntax tree).

mod first;
mod lexer;
#[cfg(test)]
mod measure;
mod parse;
mod reading;
mod rules;
mod text;
mod walk;

pub use first::{FirstReading, Inventory, Undecided, read_first};
pub use text::RawSql;

pub mod tree;
