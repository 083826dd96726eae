//! Gates: PURE. Entry and exit to a verdict that a third party can check.
//!
//! A [`Definition`] says what to ask; an observer fills one [`Snapshot`] for each moment. [`enter`] says whether an
//! entry can be used, [`decide()`] compares exit with entry, [`judge`] judges a standing gate: each gives a [`Verdict`].
//! [`document`] writes it, [`dsse`] signs it, [`verify`] proves it offline from a [`Bundle`], [`render`] shows it.

mod bundle;
mod comparable;
mod decide;
pub mod decimal;
pub mod definition;
mod digest;
pub mod document;
pub mod dsse;
mod judgement;
mod observation;
mod plan;
mod proof;
pub(crate) mod relatives;
pub mod render;
mod rules;
mod snapshot;
mod state;
mod structure;
#[cfg(test)]
pub(crate) mod testing;
mod time;
mod verdict;

pub use bundle::{BUNDLE_FORMAT, Bundle, BundleError, Claim, Document, Report, Standing, verify};
pub use comparable::same_snapshot;
pub use decide::{decide, enter, judge};
pub use definition::{
    Asks, Check, Definition, DefinitionError, Evidence, Kind, Level, RelationPattern, Rule,
    Severity, Shape, Unchanged, Witness,
};
pub use digest::Digest;
pub use observation::{Failure, Observation, Row, RowSet};
pub use plan::{Planned, RESERVED_NAMES, SEQUENCES, plan};
pub use snapshot::{
    CheckObservation, FORMAT, Identity, Moment, ReadByCheck, Snapshot, SnapshotError,
};
pub(crate) use state::unquoted;
pub use state::{
    ChannelState, Content, Counters, Finding, GrayZone, LargeObjects, NotProven, Object, Objects,
    Part, QualifiedName, RelationState, RowVersions, SequencePosition, SequenceState,
};
pub(crate) use structure::unified_diff;
pub use time::Timestamp;
pub use verdict::{
    Change, CheckResult, Counts, Decision, Difference, Mismatch, Outcome, Proof, ProofLevel, Shown,
    SnapshotReference, Verdict,
};
