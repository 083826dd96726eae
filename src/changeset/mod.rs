//! Change sets: PURE. A folder of psql files with a manifest, as text, to statements that a rehearsal may run.
//!
//! [`ChangeSet::parse`] reads the folder's files, [`lint`](fn@lint) judges them, and only [`Linted`] can be rehearsed:
//! text → [`ChangeSet`] → [`Linted`], each step only from the one before. What is wrong comes back as [`Finding`]s, all
//! of them at once, each with its file, line and a stable code.
//!
//! The files are plain psql files that people run too, with `psql -X -v ON_ERROR_STOP=1 -f FILE`, to the same effect.

mod change_set;
mod finding;
mod lint;
mod linted;
mod manifest;
mod plpgsql;
mod script;
mod skeleton;
mod token;

pub use change_set::ChangeSet;
pub use finding::Finding;
pub use lint::lint;
pub use linted::{Created, Linted, LintedFile, NegativeCase, NegativesFile};
pub use manifest::{Delta, Manifest, Negative, Scanner};
pub use script::{Script, Statement};
pub use skeleton::skeleton;
