//! The transaction snapshot that row versions are measured against, as conditions on xmin.

use crate::gate::Failure;

/// Transaction ids are compared by age in 32 bits, which is true up to 2^31; far less happens between entry and exit.
const MOST_TRANSACTIONS: u64 = 1 << 30;

/// A parsed `pg_current_snapshot()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Horizon {
    xmin: u64,
    xmax: u64,
    in_progress: Vec<u64>,
}

impl Horizon {
    /// Reads `xmin:xmax:xip_list`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let (xmin, xmax, list) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let in_progress = list
            .split(',')
            .filter(|id| !id.is_empty())
            .map(|id| id.parse().ok());
        Some(Self {
            xmin: xmin.parse().ok()?,
            xmax: xmax.parse().ok()?,
            in_progress: in_progress.collect::<Option<_>>()?,
        })
    }

    /// Whether ages can be compared now, at the moment of `now`.
    pub(super) fn usable_at(&self, now: &Self) -> Result<(), Failure> {
        if now
            .xmax
            .checked_sub(self.xmin)
            .is_some_and(|passed| passed < MOST_TRANSACTIONS)
        {
            return Ok(());
        }
        let message = format!(
            "from transaction {} to {}: too far to compare row versions",
            self.xmin, now.xmax
        );
        Err(Failure::new("transaction_ids", message))
    }

    /// Whether a transaction was in progress: what it wrote under savepoints may be as new as what finished before.
    pub(super) fn is_open(&self) -> bool {
        self.xmin < self.xmax
    }

    /// Rows at or after the snapshot's xmin: everything newer is among them, and so are the rows of transactions
    /// open at entry, those written under savepoints too, whose ids `pg_current_snapshot()` does not list.
    pub(super) fn gray(&self) -> String {
        not_older(self.xmin)
    }

    /// Rows that were certainly not there when the snapshot was taken.
    pub(super) fn newer(&self) -> String {
        let ids: Vec<String> = self
            .in_progress
            .iter()
            .map(|id| short(*id).to_string())
            .collect();
        format!(
            "(({}) OR t.xmin = ANY ('{{{}}}'::pg_catalog.xid[]))",
            not_older(self.xmax),
            ids.join(",")
        )
    }
}

/// The sub-query is computed once, where the bare call would be for each row.
///
/// A frozen row keeps its xmin, whose age is negative when 2^31 ids have passed it. No row that is seen is of the future,
/// so that is no new one.
fn not_older(id: u64) -> String {
    format!(
        "pg_catalog.age(t.xmin) <= (SELECT pg_catalog.age('{}'::pg_catalog.xid)) AND pg_catalog.age(t.xmin) >= 0",
        short(id)
    )
}

/// A row holds the low 32 bits.
fn short(id: u64) -> u64 {
    id & u64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Horizon;

    #[test]
    fn snapshots_are_read_and_nothing_else() {
        let horizon =
            Horizon::parse("12884901988:12884901995:12884901988,12884901990").expect("a snapshot");
        assert!(horizon.gray().contains("'100'"), "{}", horizon.gray());
        assert!(
            horizon.newer().contains("'107'") && horizon.newer().contains("'{100,102}'"),
            "{}",
            horizon.newer()
        );
        assert!(
            Horizon::parse("5:5:")
                .expect("nothing in progress")
                .newer()
                .contains("'{}'")
        );
        for text in ["", "5", "5:6", "5:6:7:8", "5:x:", "5:6:7,y"] {
            assert!(Horizon::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_frozen_row_that_the_ids_have_passed_by_half_their_circle_is_old() {
        let horizon = Horizon::parse("100:107:100").expect("a snapshot");
        let old = "AND pg_catalog.age(t.xmin) >= 0";
        assert!(horizon.gray().ends_with(old), "{}", horizon.gray());
        assert!(
            horizon
                .newer()
                .contains(&format!("{old}) OR t.xmin = ANY ('{{100}}'")),
            "{}",
            horizon.newer()
        );
    }

    #[test]
    fn too_many_transactions_are_no_comparison() {
        let at = |text| Horizon::parse(text).expect("a snapshot");
        assert!(at("5:5:").usable_at(&at("9:9:")).is_ok());
        assert!(at("5:5:").usable_at(&at("3000000000:3000000000:")).is_err());
        assert!(
            at("9:9:").usable_at(&at("5:5:")).is_err(),
            "a snapshot of the future"
        );
    }
}
