//! The readings of a statement: PURE. Text → AST → refused, approved so far, or undecided;
//! the scan of PostgreSQL's rewritten tree; and [`ApprovedQuery`], the proof that both agreed.

pub mod tree;
