//! Positions of sequences. They move outside transactions, so the equal transaction snapshot proves nothing here.

use std::collections::{BTreeMap, BTreeSet};

use super::{Comparison, Sides};
use crate::gate::judgement::Judgement;
use crate::gate::observation::Failure;
use crate::gate::state::{Part, QualifiedName, SequencePosition, SequenceState};
use crate::gate::verdict::{Change, Difference};

type Positions<'a> = BTreeMap<&'a QualifiedName, &'a SequencePosition>;

/// Judges sequences that must not move.
pub(in crate::gate) fn sequences(
    comparison: Comparison,
    entry: Option<&Part<Vec<SequenceState>>>,
    exit: Option<&Part<Vec<SequenceState>>>,
) -> Judgement {
    let comparison = Comparison {
        same_snapshot: false,
        ..comparison
    };
    let (before, after) = match comparison.sides(entry, exit) {
        Err(judgement) => return *judgement,
        Ok(Sides::Entry(entry) | Sides::SameSnapshot(entry)) => (entry, None),
        Ok(Sides::Bracket(entry, exit)) => (entry, Some(exit)),
    };
    let before = positions(before);
    let Some(after) = after.map(|exit| positions(exit)) else {
        return unreadable("entry", &before).unwrap_or_else(|| Judgement::pass("recorded"));
    };
    let differences = differences(&before, &after);
    if differences.is_empty()
        && let Some(error) = unreadable("entry", &before).or_else(|| unreadable("exit", &after))
    {
        return error;
    }
    Judgement::of_differences(differences)
}

fn positions(states: &[SequenceState]) -> Positions<'_> {
    states
        .iter()
        .map(|state| (&state.sequence, &state.position))
        .collect()
}

fn unreadable(when: &str, positions: &Positions<'_>) -> Option<Judgement> {
    let blind: Vec<(&&QualifiedName, &String)> = positions
        .iter()
        .filter_map(|(name, position)| match position {
            SequencePosition::Unreadable { mend } => Some((name, mend)),
            SequencePosition::Read { .. } => None,
        })
        .collect();
    let (first, _) = blind.first()?;
    let message = match blind.len() {
        1 => format!("the role cannot read sequence {first}"),
        count => format!("the role cannot read {count} sequences, {first} first"),
    };
    let mends: BTreeSet<&str> = blind.iter().map(|(_, mend)| mend.as_str()).collect();
    let mend = mends.into_iter().collect::<Vec<_>>().join("\n");
    Some(Judgement::failure(when, &Failure::blind(message, mend)))
}

fn differences(before: &Positions<'_>, after: &Positions<'_>) -> Vec<Difference> {
    let difference = |change, name: &QualifiedName, detail| Difference {
        change,
        kind: "sequence".to_owned(),
        name: name.to_string(),
        detail,
    };
    let mut differences = Vec::new();
    for (name, position) in before {
        match (position, after.get(name)) {
            (_, None) => differences.push(difference(Change::Removed, name, String::new())),
            (
                SequencePosition::Read {
                    last_value: was,
                    is_called: was_called,
                },
                Some(SequencePosition::Read {
                    last_value: is,
                    is_called,
                }),
            ) if was != is || was_called != is_called => {
                let called = |called: &bool| if *called { "" } else { " (not yet called)" };
                let detail = format!("at {was}{}→{is}{}", called(was_called), called(is_called));
                differences.push(difference(Change::Altered, name, detail));
            }
            _ => {}
        }
    }
    for name in after.keys().filter(|name| !before.contains_key(*name)) {
        differences.push(difference(Change::Added, name, String::new()));
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::{Comparison, sequences};
    use crate::gate::judgement::Judgement;
    use crate::gate::state::{Part, QualifiedName, SequencePosition, SequenceState};
    use crate::gate::verdict::Outcome;

    fn sequence(name: &str, last_value: &str, is_called: bool) -> SequenceState {
        let position = SequencePosition::Read {
            last_value: last_value.to_owned(),
            is_called,
        };
        SequenceState {
            sequence: QualifiedName::new("public", name),
            position,
        }
    }

    fn blind(name: &str) -> SequenceState {
        let mend = format!("GRANT SELECT ON SEQUENCE public.{name} TO ro;");
        SequenceState {
            sequence: QualifiedName::new("public", name),
            position: SequencePosition::Unreadable { mend },
        }
    }

    fn bracket(entry: Vec<SequenceState>, exit: Vec<SequenceState>) -> Judgement {
        let comparison = Comparison {
            has_exit: true,
            same_snapshot: true,
        };
        sequences(
            comparison,
            Some(&Part::Observed(entry)),
            Some(&Part::Observed(exit)),
        )
    }

    #[test]
    fn a_sequence_that_moved_is_named() {
        let judgement = bracket(
            vec![sequence("s", "42", true)],
            vec![sequence("s", "43", true)],
        );
        assert_eq!(
            (judgement.outcome, judgement.message.as_str()),
            (Outcome::Fail, "sequence public.s altered: at 42→43")
        );
        let judgement = bracket(
            vec![sequence("s", "1", false)],
            vec![sequence("s", "1", true)],
        );
        assert_eq!(
            judgement.message,
            "sequence public.s altered: at 1 (not yet called)→1"
        );
        assert_eq!(
            bracket(vec![sequence("s", "1", true)], Vec::new()).message,
            "sequence public.s removed"
        );
        assert_eq!(
            bracket(Vec::new(), vec![sequence("s", "1", true)]).message,
            "sequence public.s added"
        );
        assert_eq!(
            bracket(
                vec![sequence("s", "1", true)],
                vec![sequence("s", "1", true)]
            )
            .outcome,
            Outcome::Pass
        );
    }

    #[test]
    fn a_sequence_that_cannot_be_read_is_an_error_with_its_grant() {
        let judgement = bracket(vec![blind("s")], vec![blind("s")]);
        assert_eq!(
            (judgement.outcome, judgement.reason.as_str()),
            (Outcome::Error, "blind")
        );
        assert_eq!(
            judgement.mend.as_deref(),
            Some("GRANT SELECT ON SEQUENCE public.s TO ro;")
        );
        let judgement = bracket(
            vec![blind("s"), sequence("t", "1", true)],
            vec![blind("s"), sequence("t", "2", true)],
        );
        assert_eq!(
            judgement.outcome,
            Outcome::Fail,
            "what is known to be wrong is said"
        );
    }

    #[test]
    fn an_equal_transaction_snapshot_proves_nothing_of_sequences() {
        let comparison = Comparison {
            has_exit: true,
            same_snapshot: true,
        };
        let entry = Part::Observed(vec![sequence("s", "1", true)]);
        assert_eq!(
            sequences(comparison, Some(&entry), Some(&Part::SameSnapshot)).outcome,
            Outcome::Error
        );
    }
}
