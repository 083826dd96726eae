//! What is allowed: PURE. The lists of functions, the operator's own rules, and the judgement of
//! PostgreSQL's rewritten tree over a [`Catalog`].

pub mod builtin;
mod catalog;
mod facts;
mod functions;
mod names;

pub use catalog::{
    Aggregate, Catalog, Function, FunctionKind, Oid, Operator, Relation, RelationKind, Type,
    TypeKind, Volatility,
};
pub use facts::TreeFacts;
pub use functions::{Listing, listing};
pub use names::NameIndex;
