//! Rehearsals: a change set that passed its lint is run on the clone, step by step, and taken back.
//!
//! [`rehearse`] runs the steps of [`Step`] in order and stops at the first that does not pass. Before the first commit
//! the state of the clone is on the ledger ([`journal`]), so that a run that was killed is known to the next one, which
//! takes back what is left ([`remains`]). What "the same" means is a gate's business: [`state`] observes the clone as a
//! bracket gate does, definitions and content, and names each difference.

mod applying;
mod claim;
mod folder;
mod guard;
mod journal;
mod locks;
mod negatives;
mod record;
mod remains;
mod render;
mod report;
mod results;
mod run;
mod scanner;
mod state;
mod tagged;
mod tally;
mod trial;

pub use folder::{FolderError, read_folder};
pub use render::{html, markdown, text};
pub use report::{Mode, Outcome, Problem, Report, Step, StepResult};
pub use results::Progress;
pub use run::rehearse;
