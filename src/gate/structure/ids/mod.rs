//! Transaction ids that the server may have given twice: what was written under one that is given again looks older than the
//! entry, and what was written before as new as it.

mod set_back;

use crate::gate::judgement::Judgement;
use crate::gate::snapshot::Snapshot;

/// Why versions of rows tell nothing, for what is judged by them; `instead` is what can be done.
pub(in crate::gate) fn given_again(
    entry: &Snapshot,
    exit: &Snapshot,
    instead: &str,
) -> Option<Judgement> {
    crashed(entry, exit, instead).or_else(|| {
        let what = set_back::found(entry, exit)?;
        let message = format!(
            "the server's files were set back to an earlier copy since entry: {what}; row versions tell nothing then: {instead}"
        );
        Some(Judgement::error("set_back", message))
    })
}

/// After a crash, ids of transactions whose end was not on disk are given again. That a server ended well cannot be told
/// afterwards.
fn crashed(entry: &Snapshot, exit: &Snapshot, instead: &str) -> Option<Judgement> {
    let ran_on = entry.identity.server_started == exit.identity.server_started;
    (!ran_on && entry.wal_flushed != Some(true)).then(|| {
        let message = format!(
            "the server was restarted or crashed since entry, and at entry its log was not on disk up to there: transaction ids \
             may have been given twice, so row versions tell nothing: {instead}"
        );
        Judgement::error("ids_given_again", message)
    })
}
