//! What was found at exit against what was found at entry, object by object.

mod channel;
mod ids;
mod large_objects;
mod objects;
mod relation;
mod rows;
mod schemas;
mod sequences;

pub(super) use channel::{idle_in_transaction, no_write_channel};
pub(super) use ids::given_again;
pub(super) use large_objects::large_objects;
pub(super) use objects::objects;
pub(crate) use objects::unified_diff;
pub(super) use rows::rows;
pub(super) use schemas::unmatched as unmatched_schemas;
pub(super) use sequences::sequences;

use super::judgement::Judgement;
use super::state::Part;

/// One part at the moments there are.
#[derive(Debug)]
pub(super) enum Sides<'a, T> {
    /// An entry, judged for itself.
    Entry(&'a T),
    /// An exit with its entry.
    Bracket(&'a T, &'a T),
    /// An exit that was not looked at because no transaction finished since entry.
    SameSnapshot(&'a T),
}

/// Where parts come from, and whether "no transaction finished since entry" is true.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparison {
    /// Whether there is an exit.
    pub(super) has_exit: bool,
    /// Whether the transaction snapshots are equal on a server where that proves something.
    pub(super) same_snapshot: bool,
}

impl Comparison {
    /// Both sides of a part, or the ERROR of the side that is missing.
    pub(super) fn sides<'a, T>(
        self,
        entry: Option<&'a Part<T>>,
        exit: Option<&'a Part<T>>,
    ) -> Result<Sides<'a, T>, Box<Judgement>> {
        let entry = match entry {
            Some(Part::Observed(entry)) => entry,
            Some(Part::Failed(failure)) => {
                return Err(Box::new(Judgement::failure("entry", failure)));
            }
            Some(Part::SameSnapshot) | None => return Err(Box::new(Judgement::not_run("entry"))),
        };
        match exit {
            _ if !self.has_exit => Ok(Sides::Entry(entry)),
            Some(Part::Observed(exit)) => Ok(Sides::Bracket(entry, exit)),
            Some(Part::Failed(failure)) => Err(Box::new(Judgement::failure("exit", failure))),
            Some(Part::SameSnapshot) if self.same_snapshot => Ok(Sides::SameSnapshot(entry)),
            Some(Part::SameSnapshot) => {
                let message = "at exit: not observed, though transactions finished since entry";
                Err(Box::new(Judgement::error("not_same_snapshot", message)))
            }
            None => Err(Box::new(Judgement::not_run("exit"))),
        }
    }
}
