//! Rows of every relation in scope.

mod exchanged;

use std::collections::{BTreeMap, BTreeSet};

use self::exchanged::Files;
use super::ids;
use super::relation::{Finding, Statistics, compare};
use super::{Comparison, Sides};
use crate::gate::definition::{Level, Unchanged};
use crate::gate::judgement::Judgement;
use crate::gate::snapshot::Snapshot;
use crate::gate::state::{QualifiedName, RelationState};
use crate::gate::verdict::{Change, Difference, Outcome};

const INSTEAD: &str = "take a new entry, or use level `content`";

/// What was concluded of the rows in scope.
#[derive(Debug)]
pub(in crate::gate) struct Rows {
    pub(in crate::gate) judgement: Judgement,
    /// Whether exit was proven by the equal transaction snapshot alone.
    pub(in crate::gate) by_same_snapshot: bool,
}

/// Judges the rows in scope.
pub(in crate::gate) fn rows(
    unchanged: &Unchanged,
    comparison: Comparison,
    entry: &Snapshot,
    exit: Option<&Snapshot>,
) -> Rows {
    let not_shortened = |judgement| Rows {
        judgement,
        by_same_snapshot: false,
    };
    let sides = match comparison.sides(
        entry.rows.as_ref(),
        exit.and_then(|exit| exit.rows.as_ref()),
    ) {
        Ok(sides) => sides,
        Err(judgement) => return not_shortened(*judgement),
    };
    let (Sides::Entry(before) | Sides::Bracket(before, _) | Sides::SameSnapshot(before)) = &sides;
    let after = match &sides {
        Sides::Bracket(_, after) => Some(after.as_slice()),
        _ => None,
    };
    let not_proven: BTreeSet<&QualifiedName> = [Some(entry), exit]
        .into_iter()
        .flatten()
        .flat_map(|snapshot| {
            snapshot
                .not_proven
                .iter()
                .map(|not_proven| &not_proven.relation)
        })
        .collect();
    let blind = unmatched(unchanged, before, after, &not_proven);
    let (before, after) = match (by_name(before), after.map(by_name).transpose()) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(name), _) | (_, Err(name)) => {
            return not_shortened(Judgement::error(
                "inconsistent",
                format!("{name} was observed twice"),
            ));
        }
    };
    let mut judgement = match (&after, exit) {
        (Some(after), Some(exit)) => compare_all(
            unchanged,
            statistics(entry, exit),
            &before,
            after,
            &not_proven,
        ),
        (_, Some(_)) => Judgement::pass("same_snapshot"),
        (_, None) => entry_alone(unchanged, &before),
    };
    let blind = blind
        .or_else(|| uncounted(unchanged, entry))
        .or_else(|| match unchanged.level {
            Level::RowVersions => ids::given_again(entry, exit?, INSTEAD),
            Level::Counters | Level::Content => None,
        });
    if let (Some(blind), false) = (blind, judgement.outcome == Outcome::Fail) {
        judgement = Judgement {
            remarks: judgement.remarks,
            ..blind
        };
    }
    let by_same_snapshot =
        matches!(sides, Sides::SameSnapshot(_)) && judgement.outcome == Outcome::Pass;
    Rows {
        judgement,
        by_same_snapshot,
    }
}

/// A pattern that covers no relation, or none that can be proven, would make a gate that proves nothing.
fn unmatched(
    unchanged: &Unchanged,
    before: &[RelationState],
    after: Option<&[RelationState]>,
    not_proven: &BTreeSet<&QualifiedName>,
) -> Option<Judgement> {
    let seen: Vec<&QualifiedName> = before
        .iter()
        .chain(after.into_iter().flatten())
        .map(|state| &state.relation)
        .collect();
    for pattern in unchanged
        .rows
        .iter()
        .filter(|pattern| !pattern.is_everything())
    {
        let covers = |name: &&&QualifiedName| pattern.matches(&name.schema, &name.name);
        if seen.iter().any(|name| covers(&name)) {
            continue;
        }
        return Some(match not_proven.iter().find(|name| covers(name)) {
            Some(name) => Judgement::error(
                "not_proven",
                format!("`{}`: nothing can be proven of {name}", pattern.as_str()),
            ),
            None => Judgement::error(
                "no_relation",
                format!(
                    "`{}` matches no relation that the role can see",
                    pattern.as_str()
                ),
            ),
        });
    }
    None
}

fn by_name(states: &[RelationState]) -> Result<BTreeMap<&QualifiedName, &RelationState>, String> {
    let mut map = BTreeMap::new();
    for state in states {
        if map.insert(&state.relation, state).is_some() {
            return Err(state.relation.to_string());
        }
    }
    Ok(map)
}

/// An entry must hold what its exit will be compared with: compare it with itself.
fn entry_alone(
    unchanged: &Unchanged,
    before: &BTreeMap<&QualifiedName, &RelationState>,
) -> Judgement {
    let statistics = Statistics { comparable: true };
    for (name, state) in before {
        if let Finding::Unknown(failure) = compare(unchanged.level, statistics, state, state) {
            let mut judgement = Judgement::failure("entry", &failure);
            judgement.message = format!("{name}: {}", judgement.message);
            return judgement;
        }
    }
    Judgement::pass("recorded")
}

/// A standby replays what others wrote, and counts none of it.
fn uncounted(unchanged: &Unchanged, entry: &Snapshot) -> Option<Judgement> {
    (unchanged.level == Level::Counters && entry.identity.in_recovery).then(|| {
        Judgement::error(
            "uncounted",
            "the server is a standby, which does not count the writes that it replays: ask for level row_versions",
        )
    })
}

/// PostgreSQL throws its statistics away after a crash, so only an unbroken run of the server makes them comparable.
fn statistics(entry: &Snapshot, exit: &Snapshot) -> Statistics {
    let (before, after) = (&entry.identity, &exit.identity);
    Statistics {
        comparable: before.stats_reset == after.stats_reset
            && before.server_started == after.server_started,
    }
}

fn compare_all(
    unchanged: &Unchanged,
    statistics: Statistics,
    before: &BTreeMap<&QualifiedName, &RelationState>,
    after: &BTreeMap<&QualifiedName, &RelationState>,
    not_proven: &BTreeSet<&QualifiedName>,
) -> Judgement {
    let (mut differences, mut remarks, mut unknown) = (Vec::new(), Vec::new(), None);
    let difference = |change, name: &QualifiedName, detail: String| Difference {
        change,
        kind: "relation".to_owned(),
        name: name.to_string(),
        detail,
    };
    let names: BTreeSet<&&QualifiedName> = before.keys().chain(after.keys()).collect();
    let files = Files::of(before);
    for &&name in &names {
        match (before.get(name), after.get(name)) {
            (Some(entry), Some(exit))
                if let Some(whose) = files.taken_from(unchanged.level, entry, exit) =>
            {
                let detail = format!("its rows are in the file that {whose} had at entry");
                differences.push(difference(Change::Altered, name, detail));
            }
            (Some(entry), Some(exit)) => match compare(unchanged.level, statistics, entry, exit) {
                Finding::Same(beside) => remarks.extend(beside),
                Finding::Changed(detail) => {
                    differences.push(difference(Change::Altered, name, detail))
                }
                Finding::Unknown(failure) => {
                    let mut judgement = Judgement::failure("", &failure);
                    judgement.message = format!("{name}: {}", judgement.message);
                    unknown = unknown.or(Some(judgement));
                }
            },
            // Seen at one moment and out of reach at the other: that is no answer.
            _ if not_proven.contains(name) => {
                let message = format!("{name}: its rows could be read at one moment only");
                unknown = unknown.or(Some(Judgement::error("not_proven", message)));
            }
            (Some(_), None) => differences.push(difference(
                Change::Removed,
                name,
                "the relation is gone".to_owned(),
            )),
            (None, _) => differences.push(difference(
                Change::Added,
                name,
                "the relation is new".to_owned(),
            )),
        }
    }
    let judgement = match (differences.is_empty(), unknown) {
        (true, Some(unknown)) => unknown,
        _ => Judgement::of_differences(differences),
    };
    Judgement {
        remarks,
        ..judgement
    }
}

#[cfg(test)]
mod tests;
