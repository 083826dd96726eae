//! What is allowed: PURE. The lists of functions, the operator's own rules, and the judgement of
//! PostgreSQL's rewritten tree over a [`Catalog`].

pub mod builtin;
mod catalog;
mod facts;
mod functions;
mod glob;
mod judge;
mod names;
mod rules;

pub use catalog::{
    Aggregate, Behind, Body, BodyReads, Catalog, FIRST_NORMAL_OID, Function, FunctionKind, Oid,
    Operator, Relation, RelationKind, Type, TypeKind, Volatility,
};
pub use facts::{Growth, TreeFacts};
pub use functions::{
    ListedFunction, Listing, line, line_of, listed_functions, listing, listing_of,
};
pub use glob::Glob;
pub use judge::{JudgeError, Judged, ReadRelation, hidden_columns, judge};
pub use names::NameIndex;
pub use rules::{Policy, RuleError};
