//! Drift: PURE. Where a clone differs from production, each difference with a stable id, a class and a severity.
//!
//! An [`Inventory`] holds what defines a database and no data. [`compare()`] classes every difference between
//! production's and the clone's, by the lists `classes.txt` and `properties.txt`, and tells what is new and what is
//! resolved since the last [`Comparison`]. Whatever no list knows is critical.

mod class;
mod compare;
mod comparison;
mod definition;
mod inventory;
mod numbers;
mod policy;
mod privilege;
mod render;
mod structure;
#[cfg(test)]
mod testing;

pub use class::{Listed, Severity, UNCLASSIFIED, listed_classes};
pub use compare::compare;
pub use comparison::{Comparison, ComparisonError, Counts, Drift, Since, Subject};
pub use inventory::{
    Content, FILE_FORMAT, Inventory, InventoryError, RowCount, Scope, SequencePlace,
};
pub use policy::{Policy, PolicyError};
pub use render::markdown;
