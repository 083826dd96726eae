//! The append-only, hash-chained ledger: what was asked, what was decided, what a gate saw.
//!
//! It is one SQLite file. Each record names the hash of the one before, so an edit, a removal or a
//! reordering breaks the chain where it was made, and [`verify()`] says where; that the end was cut
//! off shows against an [`Anchor`] printed before.
//!
//! A call is appended before it runs and its outcome before the answer leaves. [`Ledger::append`]
//! gives its [`Receipt`] when the record is as durable as its kind needs ([`Kind::durability`]),
//! and an [`Error`] otherwise: then the caller refuses.
//!
//! # Layout
//!
//! | file | what it holds |
//! |---|---|
//! | `handle` | [`Ledger`]: what the rest of gatepost calls |
//! | `writer` | the thread that appends, one transaction for all that waits |
//! | `keeper` | the thread that forces commits to the disk, so that calls do not wait for it |
//! | `verify`, `export` | over the whole file, in constant memory |
//! | `record`, `hash`, `body` | PURE: the record, its hash, what bodies hold |
//! | `connection`, `schema`, `read`, `location` | the SQLite file |
//!
//! # The hash
//!
//! SHA-256 over these fields, each preceded by its length in bytes (`u64`, big endian): the text
//! `gatepost ledger record 1`, the previous record's hash (32 bytes; zeros for the first), the
//! sequence number (`u64`, big endian), time, kind, key (empty when there is none) and body.

mod body;
mod connection;
mod error;
mod export;
mod handle;
mod hash;
mod keeper;
mod location;
mod read;
mod record;
mod schema;
#[cfg(test)]
mod tests;
mod verify;
mod writer;

pub use self::body::{
    CallFinished, CallStarted, Decision, DriftRecord, GateRecord, RehearsalEnd, RehearsalRecord,
    StoredEntry, StoredGateRecord, database_identity,
};
pub use self::error::Error;
pub use self::export::{ExportError, export};
pub use self::handle::{Ledger, Receipt};
pub use self::hash::{Anchor, NotAnAnchor, RecordHash};
pub use self::record::{Durability, Kind, Record};
pub use self::verify::{Finding, Verification, verify};
