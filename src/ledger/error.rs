//! Why the ledger cannot be used: which file, what is wrong, and what to do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::ErrorCode;

/// A ledger could not be opened, written or read. Whatever it was to record must not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The location is not one of a ledger.
    #[error("`{location}` is no place for a ledger: {reason}; give a path or `sqlite://path`")]
    Location {
        /// As it was given.
        location: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such file to read.
    #[error("there is no ledger `{}`; name the file gatepost was told to write", path.display())]
    Missing {
        /// The ledger.
        path: PathBuf,
    },
    /// The directory does not exist.
    #[error("the ledger `{}` cannot be made: its directory does not exist; make it first", path.display())]
    DirectoryMissing {
        /// The ledger.
        path: PathBuf,
    },
    /// The file or its directory may not be written.
    #[error(
        "the ledger `{}` cannot be written: it or its directory is read-only for this user ({reason}); \
         give this user write access to both, or name another file",
        path.display()
    )]
    ReadOnly {
        /// The ledger.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The disk is full.
    #[error("the ledger `{}` cannot grow: the disk or quota is full; free space there", path.display())]
    Full {
        /// The ledger.
        path: PathBuf,
    },
    /// Another process holds the file.
    #[error(
        "the ledger `{}` is locked by another process and did not come free in {}; \
         end whatever holds it (gatepost itself holds it for milliseconds)",
        path.display(),
        humantime::format_duration(*waited)
    )]
    Locked {
        /// The ledger.
        path: PathBuf,
        /// How long was waited.
        waited: Duration,
    },
    /// The file is something else.
    #[error("`{}` is not a gatepost ledger: {reason}; name another file, it was left as it is", path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What was seen.
        reason: String,
    },
    /// The file's pages do not make sense.
    #[error(
        "the ledger `{}` is damaged: {reason}; keep it as evidence, run `gatepost ledger verify`, \
         and start a new one from another file name",
        path.display()
    )]
    Damaged {
        /// The ledger.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// A record or the schema is not as gatepost wrote it.
    #[error(
        "the ledger `{}` was tampered with: {reason}; keep it as evidence, run `gatepost ledger verify`, \
         and start a new one from another file name",
        path.display()
    )]
    Tampered {
        /// The ledger.
        path: PathBuf,
        /// What was seen.
        reason: String,
    },
    /// The file or its log was moved, removed or replaced while in use.
    #[error(
        "the ledger `{}`, or its log beside it, was moved, removed or replaced while in use; put it back and restart gatepost",
        path.display()
    )]
    Replaced {
        /// The ledger.
        path: PathBuf,
    },
    /// A record could not be forced to the disk, so nothing after it can be trusted to be.
    #[error(
        "the ledger `{}` did not reach the disk: {reason}; check the disk, then restart gatepost",
        path.display()
    )]
    NotSynced {
        /// The ledger.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A record of that kind and key is there already.
    #[error("the ledger has a {kind} `{key}` already, and each is recorded only once")]
    Taken {
        /// The kind.
        kind: &'static str,
        /// The key.
        key: String,
    },
    /// The body has no JSON form.
    #[error("a {kind} cannot be recorded: {reason}")]
    Body {
        /// The kind.
        kind: &'static str,
        /// Why not.
        reason: String,
    },
    /// The ledger was closed, or its writer has ended.
    #[error("the ledger `{}` is closed; restart gatepost", path.display())]
    Closed {
        /// The ledger.
        path: PathBuf,
    },
    /// Anything else SQLite or the system said.
    #[error("the ledger `{}` cannot be used: {reason}; check the file and its disk", path.display())]
    Failed {
        /// The ledger.
        path: PathBuf,
        /// What was said.
        reason: String,
    },
}

impl Error {
    /// What SQLite's error means for the ledger at `path`.
    pub(super) fn of_sqlite(path: &Path, waited: Duration, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        let reason = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly { path, reason }
            }
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Locked { path, waited }
            }
            Some(ErrorCode::NotADatabase) => Self::NotALedger { path, reason },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, reason },
            _ => Self::Failed { path, reason },
        }
    }
}
