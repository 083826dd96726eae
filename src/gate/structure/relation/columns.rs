//! Columns are of the rows: under other names or types, bytes that nobody wrote say something else.

use super::Finding;
use crate::gate::observation::Failure;
use crate::gate::state::RelationState;

const DIFFER: &str = "its columns differ: their names, their types, or what those are made of";

/// What was found of the rows, with what the columns say to it.
pub(super) fn judged(rows: Finding, entry: &RelationState, exit: &RelationState) -> Finding {
    match (&entry.shape, &exit.shape) {
        (Some(before), Some(after)) if before != after => match rows {
            Finding::Changed(detail) => Finding::Changed(format!("{detail}; {DIFFER}")),
            Finding::Same(_) | Finding::Unknown(_) => Finding::Changed(DIFFER.to_owned()),
        },
        (None, Some(_)) | (Some(_), None) if !matches!(rows, Finding::Changed(_)) => {
            Finding::Unknown(Failure::new(
                "no_columns",
                "its columns were recorded at one moment only, as by an earlier release: take a new entry",
            ))
        }
        // Where neither has them, both are of an earlier release, and its verdict stays what it was.
        _ => rows,
    }
}

#[cfg(test)]
mod tests {
    use super::{DIFFER, judged};
    use crate::gate::digest::Digest;
    use crate::gate::observation::Failure;
    use crate::gate::structure::relation::Finding;
    use crate::gate::testing::table;

    fn found(rows: Finding, before: Option<&str>, after: Option<&str>) -> Finding {
        let (mut entry, mut exit) = (table("public", "t", 42), table("public", "t", 42));
        let digest = |columns: &str| Digest::of(columns.as_bytes());
        (entry.shape, exit.shape) = (before.map(digest), after.map(digest));
        judged(rows, &entry, &exit)
    }

    #[test]
    fn other_columns_are_a_change_whatever_is_known_of_the_rows() {
        let same = || Finding::Same(Vec::new());
        let unknown = || Finding::Unknown(Failure::new("57014", "too slow"));
        let changed = || Finding::Changed("rows 42→41".to_owned());
        let differ = |rows| found(rows, Some("a, b"), Some("a"));
        assert_eq!(differ(same()), Finding::Changed(DIFFER.to_owned()));
        assert_eq!(differ(unknown()), Finding::Changed(DIFFER.to_owned()));
        let both = format!("rows 42→41; {DIFFER}");
        assert_eq!(differ(changed()), Finding::Changed(both));
        for rows in [same as fn() -> Finding, unknown, changed] {
            assert_eq!(found(rows(), Some("a"), Some("a")), rows());
            assert_eq!(found(rows(), None, None), rows());
        }
    }

    #[test]
    fn columns_of_one_moment_tell_nothing() {
        for (before, after) in [(None, Some("a")), (Some("a"), None)] {
            let Finding::Unknown(failure) = found(Finding::Same(Vec::new()), before, after) else {
                panic!("unknown")
            };
            assert_eq!(failure.sqlstate, "no_columns");
            let changed = Finding::Changed("rows 42→41".to_owned());
            assert_eq!(found(changed.clone(), before, after), changed);
        }
    }
}
