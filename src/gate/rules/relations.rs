//! Two answers are of one question only where the names in it lead to the same relations.

use std::collections::{BTreeMap, BTreeSet};

use crate::gate::judgement::Judgement;
use crate::gate::snapshot::{CheckObservation, ReadByCheck};
use crate::gate::state::QualifiedName;
use crate::gate::verdict::Outcome;

/// The judgement of a check by its rule, unless it passed for answers about different relations.
pub(in crate::gate) fn of_the_same_relations(
    judgement: Judgement,
    entry: &CheckObservation,
    exit: &CheckObservation,
) -> Judgement {
    let (Some(before), Some(after)) = (&entry.relations, &exit.relations) else {
        return judgement;
    };
    if before == after || !matches!(judgement.outcome, Outcome::Pass | Outcome::Info) {
        return judgement;
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
    use super::of_the_same_relations;
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
            let judged = of_the_same_relations(judgement, &reading(before), &reading(after));
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
}
