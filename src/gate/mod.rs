//! Gates: PURE. Entry and exit to a verdict that a third party can check.
//!
//! A [`Definition`] says what to ask; an observer fills one [`Snapshot`] for each moment.

pub mod decimal;
pub mod definition;
mod digest;
mod observation;
mod plan;
mod snapshot;
mod state;
mod time;

pub use definition::{
    Check, Definition, DefinitionError, Kind, Level, Rule, Severity, Shape, Unchanged,
};
pub use digest::Digest;
pub use observation::{Failure, Observation, Row, RowSet};
pub use plan::{Planned, RESERVED_NAMES, plan};
pub use snapshot::{CheckObservation, FORMAT, Identity, Moment, Snapshot, SnapshotError};
pub use state::{
    ChannelState, Content, Counters, Finding, GrayZone, LargeObjects, NotProven, Object, Objects,
    Part, QualifiedName, RelationState, RowVersions, SequencePosition, SequenceState,
};
pub use time::Timestamp;
