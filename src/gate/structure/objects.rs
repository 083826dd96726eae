//! Definitions: what was added, removed or altered, with a unified diff.

use std::collections::BTreeMap;

use similar::TextDiff;

use super::Sides;
use crate::gate::judgement::Judgement;
use crate::gate::state::{Object, Objects};
use crate::gate::verdict::{Change, Difference};

/// The most characters of one definition's diff; the snapshots hold the whole definitions.
const DIFF_CHARACTERS: usize = 8_000;

/// The line of an index's definition that `CLUSTER t USING i` writes, which is maintenance, and so does
/// `ALTER TABLE t CLUSTER ON i`, which is not. Its value is the table.
const CLUSTER_MARK: &str = "clustered=";

/// Judges objects that must be the same. `same_file` says whether a table, as `schema.name`, is in the file it was in
/// at entry; CLUSTER writes another. `blind` says why versions of rows tell nothing, if they do not.
pub(in crate::gate) fn objects(
    sides: &Sides<'_, Objects>,
    same_file: &dyn Fn(&str) -> bool,
    blind: Option<Judgement>,
) -> Judgement {
    match sides {
        Sides::Entry(_) => Judgement::pass("recorded"),
        Sides::SameSnapshot(_) => Judgement::pass("same_snapshot"),
        Sides::Bracket(entry, exit) => {
            let mut marked = Vec::new();
            let differences = differences(entry, exit, same_file, &mut marked);
            let blind = blind.filter(|_| entry.rest_on_ids() || exit.rest_on_ids());
            match (differences.is_empty(), marked.first()) {
                (true, _) if let Some(blind) = blind => blind,
                (true, Some(index)) => Judgement::error(
                    "cluster_mark",
                    format!(
                        "index {index} is marked otherwise for CLUSTER, and whether CLUSTER or ALTER TABLE did it cannot be told"
                    ),
                ),
                _ => Judgement::of_differences(differences),
            }
        }
    }
}

/// The table, when nothing but the mark differs.
fn mark_alone<'a>(before: &'a str, after: &'a str) -> Option<&'a str> {
    let marks = |text: &'a str| {
        text.lines()
            .find_map(|line| line.strip_prefix(CLUSTER_MARK))
    };
    let rest = |text: &'a str| text.lines().filter(|line| !line.starts_with(CLUSTER_MARK));
    let table = marks(before).or(marks(after))?;
    rest(before).eq(rest(after)).then_some(table)
}

fn differences<'a>(
    entry: &'a Objects,
    exit: &'a Objects,
    same_file: &dyn Fn(&str) -> bool,
    marked: &mut Vec<&'a str>,
) -> Vec<Difference> {
    let (before, after) = (by_name(entry), by_name(exit));
    let mut differences = Vec::new();
    for (&(kind, name), definition) in &before {
        let mut push = |change, detail| {
            differences.push(Difference {
                change,
                kind: kind.to_owned(),
                name: name.to_owned(),
                detail,
            });
        };
        match after.get(&(kind, name)) {
            None => push(Change::Removed, String::new()),
            Some(now) if now == definition => {}
            Some(now)
                if kind == "index"
                    && mark_alone(definition, now).is_some_and(|table| !same_file(table)) =>
            {
                marked.push(name);
            }
            Some(now) => push(Change::Altered, diff(definition, now)),
        }
    }
    for (&(kind, name), _) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        differences.push(Difference {
            change: Change::Added,
            kind: kind.to_owned(),
            name: name.to_owned(),
            detail: String::new(),
        });
    }
    differences
}

/// Objects that share kind and name are one, so that no change among them is lost. What stands for something not seen
/// is no object: it is told as not proven, and what was seen at one moment alone differs by itself.
fn by_name(objects: &Objects) -> BTreeMap<(&str, &str), String> {
    let mut map: BTreeMap<(&str, &str), String> = BTreeMap::new();
    let seen = |object: &&Object| object.as_not_visible().is_none();
    for object in objects.as_slice().iter().filter(seen) {
        map.entry((&object.kind, &object.name))
            .and_modify(|definition| {
                definition.push_str("\n\n");
                definition.push_str(&object.definition);
            })
            .or_insert_with(|| object.definition.clone());
    }
    map
}

fn diff(before: &str, after: &str) -> String {
    unified_diff(before, after, "entry", "exit")
}

/// A unified diff of two definitions under these names, cut where it grows past reading.
pub(crate) fn unified_diff(before: &str, after: &str, was: &str, is: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let text = diff
        .unified_diff()
        .context_radius(2)
        .missing_newline_hint(false)
        .header(was, is)
        .to_string();
    match text.char_indices().nth(DIFF_CHARACTERS) {
        None => text,
        Some((end, _)) => format!("{}\n… (the diff goes on)\n", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::{Sides, objects};
    use crate::gate::judgement::Judgement;
    use crate::gate::state::{Object, Objects};
    use crate::gate::testing::object;
    use crate::gate::verdict::{Change, Outcome};

    #[test]
    fn what_stands_for_something_not_seen_is_no_difference_and_what_it_stands_for_is() {
        let not_seen = Object::not_visible("what few may see");
        let table = object("table", "public.t", "owner=a");
        let alone = Objects::from(vec![table.clone()]);
        let marked = Objects::from(vec![table, not_seen.clone()]);
        let hidden = Objects::from(vec![not_seen]);
        for (entry, exit, outcome) in [
            (&alone, &marked, Outcome::Pass),
            (&marked, &alone, Outcome::Pass),
            (&alone, &hidden, Outcome::Fail),
            (&hidden, &alone, Outcome::Fail),
        ] {
            let judgement = objects(&Sides::Bracket(entry, exit), &|_| false, None);
            assert_eq!(judgement.outcome, outcome, "{judgement:?}");
        }
    }

    #[test]
    fn every_difference_names_its_object() {
        let entry = Objects::from(vec![
            object("policy", "public.t.p", "cmd=r\nusing=(true)\nroles=public"),
            object("table", "public.old", "owner=a"),
            object("table", "public.same", "owner=a"),
        ]);
        let exit = Objects::from(vec![
            object("table", "public.same", "owner=a"),
            object("table", "public.new", "owner=a"),
            object("policy", "public.t.p", "cmd=r\nusing=(false)\nroles=public"),
        ]);
        let judgement = objects(&Sides::Bracket(&entry, &exit), &|_| true, None);
        assert_eq!(judgement.outcome, Outcome::Fail);
        let names: Vec<(Change, &str)> = judgement
            .differences
            .iter()
            .map(|difference| (difference.change, difference.name.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                (Change::Added, "public.new"),
                (Change::Removed, "public.old"),
                (Change::Altered, "public.t.p")
            ]
        );
        assert_eq!(
            judgement.differences[2].detail,
            "--- entry\n+++ exit\n@@ -1,3 +1,3 @@\n cmd=r\n-using=(true)\n+using=(false)\n roles=public\n"
        );
        assert_eq!(judgement.message, "table public.new added, and 2 more");
    }

    #[test]
    fn the_mark_of_cluster_is_a_change_only_where_cluster_did_not_run() {
        let plain = object(
            "index",
            "public.i",
            "CREATE INDEX i ON public.t (a)\nvalid=true",
        );
        let marked = object(
            "index",
            "public.i",
            "CREATE INDEX i ON public.t (a)\nvalid=true\nclustered=public.t",
        );
        let other = object(
            "index",
            "public.i",
            "CREATE INDEX i ON public.t (b)\nvalid=true",
        );
        for (before, after, same_file, outcome) in [
            (&plain, &marked, true, Outcome::Fail),
            (&marked, &plain, true, Outcome::Fail),
            (&plain, &marked, false, Outcome::Error),
            (&marked, &other, false, Outcome::Fail),
            (&marked, &marked, false, Outcome::Pass),
        ] {
            let (entry, exit) = (
                Objects::from(vec![before.clone()]),
                Objects::from(vec![after.clone()]),
            );
            let judgement = objects(
                &Sides::Bracket(&entry, &exit),
                &|table| table == "public.t" && same_file,
                None,
            );
            assert_eq!(
                judgement.outcome, outcome,
                "{before:?} {after:?} {same_file}"
            );
        }
    }

    #[test]
    fn where_ids_were_given_twice_versions_of_rows_tell_nothing_and_content_does() {
        let table = object("table", "public.t", "owner=a");
        let password = object("role", "app", "password=set, row_version=767");
        let mapping = object("user mapping", "far for app", "row_version=767");
        let server = object("foreign server", "far", "owner=a\nrow_version=767");
        let own = object("system objects", "pg_cast", "2c26b46b");
        let other = object("system objects", "pg_cast", "fcde2b2e");
        for (before, after, blind, outcome) in [
            (&password, &password, true, Outcome::Error),
            (&mapping, &mapping, true, Outcome::Error),
            (&server, &server, true, Outcome::Error),
            (&own, &own, true, Outcome::Error),
            (&own, &other, true, Outcome::Fail),
            (&table, &password, true, Outcome::Fail),
            (&table, &table, true, Outcome::Pass),
            (&own, &own, false, Outcome::Pass),
            (&password, &password, false, Outcome::Pass),
        ] {
            let (entry, exit) = (
                Objects::from(vec![before.clone()]),
                Objects::from(vec![after.clone()]),
            );
            let blind = blind.then(|| Judgement::error("ids_given_again", "given twice"));
            let judgement = objects(&Sides::Bracket(&entry, &exit), &|_| true, blind);
            assert_eq!(judgement.outcome, outcome, "{before:?} {after:?}");
        }
    }

    #[test]
    fn equal_objects_pass_in_any_order() {
        let (a, b) = (
            object("table", "public.a", "x"),
            object("table", "public.b", "y"),
        );
        let (left, right) = (
            Objects::from(vec![a.clone(), b.clone()]),
            Objects::from(vec![b, a]),
        );
        assert_eq!(left, right);
        assert_eq!(left.digest(), right.digest());
        assert_eq!(
            objects(&Sides::Bracket(&left, &right), &|_| true, None).outcome,
            Outcome::Pass
        );
    }

    #[test]
    fn one_of_two_objects_with_one_name_is_not_lost() {
        let twice = Objects::from(vec![object("grant", "x", "a"), object("grant", "x", "b")]);
        let once = Objects::from(vec![object("grant", "x", "a")]);
        assert_eq!(
            objects(&Sides::Bracket(&twice, &once), &|_| true, None).outcome,
            Outcome::Fail
        );
    }

    #[test]
    fn a_long_diff_is_cut_between_characters() {
        let entry = Objects::from(vec![object("function", "f", &"é".repeat(9_000))]);
        let exit = Objects::from(vec![object("function", "f", &"è".repeat(9_000))]);
        let judgement = objects(&Sides::Bracket(&entry, &exit), &|_| true, None);
        assert!(
            judgement.differences[0]
                .detail
                .ends_with("(the diff goes on)\n")
        );
    }
}
