//! Large objects: how many, and as much more as could be read.

use super::Sides;
use crate::gate::judgement::Judgement;
use crate::gate::state::LargeObjects;
use crate::gate::verdict::{Change, Difference};

/// Judges large objects, and says what of them is not proven.
pub(in crate::gate) fn large_objects(sides: &Sides<'_, LargeObjects>) -> (Judgement, Vec<String>) {
    let (before, after) = match sides {
        Sides::Entry(entry) => return (Judgement::pass("recorded"), not_read(entry)),
        Sides::SameSnapshot(_) => return (Judgement::pass("same_snapshot"), Vec::new()),
        Sides::Bracket(entry, exit) => (entry, exit),
    };
    let mut differences = Vec::new();
    let mut altered = |detail: String| {
        differences.push(Difference {
            change: Change::Altered,
            kind: "large objects".to_owned(),
            name: "of the database".to_owned(),
            detail,
        });
    };
    if before.count != after.count {
        altered(format!("{}→{}", before.count, after.count));
    }
    let parts = [
        (
            &before.listing,
            &after.listing,
            "ids, owners or grants differ",
        ),
        (&before.content, &after.content, "content differs"),
    ];
    for (was, is, detail) in parts {
        if let (Some(was), Some(is)) = (was, is)
            && was != is
        {
            altered(detail.to_owned());
        }
    }
    let one_sided = parts
        .iter()
        .any(|(was, is, _)| was.is_some() != is.is_some());
    if differences.is_empty() && one_sided {
        let judgement =
            Judgement::error("not_run", "large objects could be read at one moment only");
        return (judgement, not_read(after));
    }
    (Judgement::of_differences(differences), not_read(after))
}

fn not_read(state: &LargeObjects) -> Vec<String> {
    if state.count == 0 {
        return Vec::new();
    }
    [
        (&state.listing, "ids, owners and grants of large objects"),
        (&state.content, "content of large objects"),
    ]
    .into_iter()
    .filter(|(digest, _)| digest.is_none())
    .map(|(_, what)| format!("{what}: the role cannot read them"))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::{Sides, large_objects};
    use crate::gate::digest::Digest;
    use crate::gate::state::LargeObjects;
    use crate::gate::verdict::Outcome;

    #[test]
    fn count_listing_and_content_each_count() {
        let state = |count, listing: Option<&str>, content: Option<&str>| LargeObjects {
            count,
            listing: listing.map(|text| Digest::of(text.as_bytes())),
            content: content.map(|text| Digest::of(text.as_bytes())),
        };
        let entry = state(1, Some("a"), Some("b"));
        for (exit, outcome, message) in [
            (state(1, Some("a"), Some("b")), Outcome::Pass, ""),
            (
                state(2, Some("a"), Some("b")),
                Outcome::Fail,
                "large objects of the database altered: 1→2",
            ),
            (
                state(1, Some("x"), Some("b")),
                Outcome::Fail,
                "large objects of the database altered: ids, owners or grants differ",
            ),
            (
                state(1, Some("a"), Some("x")),
                Outcome::Fail,
                "large objects of the database altered: content differs",
            ),
            (
                state(1, Some("a"), None),
                Outcome::Error,
                "large objects could be read at one moment only",
            ),
            (
                state(2, Some("a"), None),
                Outcome::Fail,
                "large objects of the database altered: 1→2",
            ),
        ] {
            let (judgement, _) = large_objects(&Sides::Bracket(&entry, &exit));
            assert_eq!(
                (judgement.outcome, judgement.message.as_str()),
                (outcome, message),
                "{exit:?}"
            );
        }
        let counted = state(3, None, None);
        let (judgement, not_proven) = large_objects(&Sides::Bracket(&counted, &counted));
        assert_eq!((judgement.outcome, not_proven.len()), (Outcome::Pass, 2));
        let none = state(0, None, None);
        assert!(large_objects(&Sides::Bracket(&none, &none)).1.is_empty());
    }
}
