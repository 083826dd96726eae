//! A server whose files were set back to an earlier copy gives transaction ids again, and rows written under them look older
//! than the entry. Some of what only grows may tell.

use crate::gate::snapshot::Snapshot;

/// What stands at exit before where it stood at entry.
///
/// The position of the log itself is none of it: what was not yet on disk goes with a crash, and nothing was set back then.
pub(super) fn found(entry: &Snapshot, exit: &Snapshot) -> Option<String> {
    let text = |snapshot: &Snapshot| snapshot.checkpoint.clone().unwrap_or_default();
    let (was, is) = (text(entry), text(exit));
    if position(&is)? < position(&was)? {
        return Some(format!("its last checkpoint is at {is} and was at {was}"));
    }
    // A standby starts again before where it had come to.
    let primary = !entry.identity.in_recovery && !exit.identity.in_recovery;
    let (was, is) = (next_id(entry)?, next_id(exit)?);
    (primary && is < was).then(|| format!("its next transaction is {is} and was {was}"))
}

/// Of `16/B374D848`.
fn position(text: &str) -> Option<u64> {
    let (high, low) = text.split_once('/')?;
    let part = |text| u64::from_str_radix(text, 16).ok();
    Some(part(high)? << 32 | part(low)?)
}

/// The `xmax` of a transaction snapshot.
fn next_id(snapshot: &Snapshot) -> Option<u64> {
    snapshot
        .transaction_snapshot
        .split(':')
        .nth(1)?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::found;
    use crate::gate::snapshot::Moment;
    use crate::gate::testing::{gate, snapshot};

    #[test]
    fn what_only_grows_and_went_back_tells_of_an_earlier_copy() {
        let definition = gate("bracket", "[unchanged]\n");
        let found = |was: Option<&str>, is: Option<&str>, ids: &str, standby| {
            let mut entry = snapshot(&definition, Moment::Entry);
            let mut exit = snapshot(&definition, Moment::Exit);
            entry.checkpoint = was.map(str::to_owned);
            exit.checkpoint = is.map(str::to_owned);
            exit.transaction_snapshot = ids.to_owned();
            (entry.identity.in_recovery, exit.identity.in_recovery) = (standby, standby);
            found(&entry, &exit)
        };
        let (low, high) = (Some("0/FFFFFFFF"), Some("1/0"));
        assert_eq!(found(low, high, "766:790:", false), None);
        assert_eq!(found(low, low, "766:769:", false), None);
        let checkpoint = found(high, low, "766:790:", true).expect("told");
        assert!(
            checkpoint.contains("is at 0/FFFFFFFF and was at 1/0"),
            "{checkpoint}"
        );
        let ids = found(low, low, "766:768:", false).expect("told");
        assert!(ids.contains("is 768 and was 769"), "{ids}");
        assert_eq!(found(low, low, "766:768:", true), None);
        assert_eq!(found(None, low, "766:790:", false), None);
    }
}
