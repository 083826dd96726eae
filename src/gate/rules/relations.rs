//! Two answers are of one question only where the names in it lead to the same relations, functions and operators.

use std::collections::{BTreeMap, BTreeSet};

use crate::gate::judgement::Judgement;
use crate::gate::snapshot::{CheckObservation, ReadByCheck};
use crate::gate::state::QualifiedName;
use crate::gate::verdict::Outcome;

/// The judgement of a check by its rule, unless it passed for answers about different relations, or by other functions.
pub(in crate::gate) fn of_the_same_question(
    judgement: Judgement,
    entry: &CheckObservation,
    exit: &CheckObservation,
) -> Judgement {
    let (Some(before), Some(after)) = (&entry.relations, &exit.relations) else {
        return judgement;
    };
    if !matches!(judgement.outcome, Outcome::Pass | Outcome::Info) {
        return judgement;
    }
    if before == after {
        return match moved(entry, exit) {
            None => judgement,
            Some(name) => Judgement::error(
                "other_functions",
                format!(
                    "may call other functions than at entry: {name} is found at one moment only"
                ),
            ),
        };
    }
    let message = match (names(before), names(after)) {
        (was, is) if was != is => format!(
            "reads other relations than at entry: {} and not {}",
            listed(is.difference(&was).copied()),
            listed(was.difference(&is).copied())
        ),
        _ => {
            let known: BTreeMap<&QualifiedName, bool> = before
                .iter()
                .map(|read| (&read.relation, read.by_bare_name))
                .collect();
            let moved = after
                .iter()
                .filter(|read| known.get(&read.relation) != Some(&read.by_bare_name));
            format!(
                "may read other relations than at entry: without a schema, the names of {} lead elsewhere",
                listed(moved.map(|read| &read.relation))
            )
        }
    };
    Judgement::error("other_relations", message)
}

/// The first that a bare name may have led to at one moment and not at the other. Overloads count: which of them is
/// called, their arguments decide.
fn moved<'a>(entry: &'a CheckObservation, exit: &'a CheckObservation) -> Option<&'a String> {
    let (before, after) = (&entry.callable, &exit.callable);
    let added = after.iter().find(|name| !before.contains(name));
    added.or_else(|| before.iter().find(|name| !after.contains(name)))
}

fn names(read: &[ReadByCheck]) -> BTreeSet<&QualifiedName> {
    read.iter().map(|read| &read.relation).collect()
}

fn listed<'a>(names: impl Iterator<Item = &'a QualifiedName>) -> String {
    let names: Vec<String> = names.map(ToString::to_string).collect();
    match names.is_empty() {
        true => "none".to_owned(),
        false => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::of_the_same_question;
    use crate::gate::judgement::Judgement;
    use crate::gate::observation::Observation;
    use crate::gate::snapshot::{CheckObservation, ReadByCheck};
    use crate::gate::state::QualifiedName;
    use crate::gate::testing::answer;

    fn reading(relations: Option<&[(&str, bool)]>) -> CheckObservation {
        let read = |(schema, by_bare_name): &(&str, bool)| ReadByCheck {
            relation: QualifiedName::new(*schema, "approvals"),
            by_bare_name: *by_bare_name,
        };
        CheckObservation {
            relations: relations.map(|relations| relations.iter().map(read).collect()),
            ..answer("approvals", Observation::value("int8", "42"))
        }
    }

    #[test]
    fn an_answer_about_another_relation_is_no_answer() {
        let judged = |judgement: Judgement, before, after| {
            let judged = of_the_same_question(judgement, &reading(before), &reading(after));
            (judged.reason, judged.message)
        };
        let public: Option<&[(&str, bool)]> = Some(&[("public", true)]);
        let hidden: Option<&[(&str, bool)]> = Some(&[("public", false)]);
        let other: Option<&[(&str, bool)]> = Some(&[("gatepost_auditor", true)]);
        for (before, after) in [(public, public), (None, other), (public, None)] {
            let passed = judged(Judgement::pass("unchanged"), before, after);
            assert_eq!(passed.0, "unchanged");
        }
        let (reason, message) = judged(Judgement::pass("unchanged"), public, other);
        assert_eq!(reason, "other_relations");
        assert!(
            message.ends_with("gatepost_auditor.approvals and not public.approvals"),
            "{message}"
        );
        let (reason, message) = judged(Judgement::pass("unchanged"), public, hidden);
        assert_eq!(reason, "other_relations");
        assert!(message.contains("names of public.approvals"), "{message}");
        let failed = judged(Judgement::fail("changed", "was 1, is 2"), public, other);
        assert_eq!(failed.0, "changed");
    }

    #[test]
    fn an_answer_by_another_function_is_no_answer() {
        let relations: Option<&[(&str, bool)]> = Some(&[("public", true)]);
        let calling = |callable: &[&str]| CheckObservation {
            callable: callable.iter().map(ToString::to_string).collect(),
            ..reading(relations)
        };
        let (known, nearer) = ("public.n(integer)", "nearer.n(bigint)");
        for (before, after, same) in [
            (vec![], vec![], true),
            (vec![known], vec![known], true),
            (vec![known], vec![nearer], false),
            (vec![known], vec![nearer, known], false),
            (vec![nearer, known], vec![known], false),
        ] {
            let judged = of_the_same_question(
                Judgement::pass("unchanged"),
                &calling(&before),
                &calling(&after),
            );
            let expected = if same { "unchanged" } else { "other_functions" };
            assert_eq!(judged.reason, expected, "{before:?} {after:?}");
            assert!(same || judged.message.contains(nearer), "{judged:?}");
        }
    }
}
