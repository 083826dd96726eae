//! What belongs to what, by the names that PostgreSQL gives: the relation of a column or index, the comment of an object.

use std::collections::{BTreeMap, BTreeSet};

use super::Object;

/// The relation that the object is a part of, by its name.
pub(crate) fn relation_of(object: &Object) -> Option<&str> {
    match object.kind.as_str() {
        "column" | "constraint" | "trigger" | "rule" | "policy" => all_but_last(&object.name),
        "index" => {
            let (_, after) = object.definition.split_once(" ON ")?;
            let (table, _) = after.split_once(" USING ")?;
            Some(table.strip_prefix("ONLY ").unwrap_or(table))
        }
        "sequence" => {
            let owner = object
                .definition
                .lines()
                .find_map(|line| line.strip_prefix("owned_by="))?;
            all_but_last(owner)
        }
        _ => None,
    }
}

/// The name without its last part; a dot between quotes is none.
pub(crate) fn all_but_last(name: &str) -> Option<&str> {
    let mut quoted = false;
    let mut dot = None;
    for (at, character) in name.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '.' if !quoted => dot = Some(at),
            _ => {}
        }
    }
    Some(&name[..dot?])
}

/// The parts of a qualified name, without their quotes; `None` where it cannot be read.
pub(crate) fn parts(qualified: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut characters = qualified.chars().peekable();
    while let Some(character) = characters.next() {
        let part = parts.last_mut()?;
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                part.push('"');
            }
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            other => part.push(other),
        }
    }
    (!quoted && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

/// Whether the comment, named `type identity`, is on one of these objects or on a part of one.
pub(crate) fn is_comment_on(comment: &str, names: &BTreeSet<&str>) -> bool {
    names.iter().any(|name| {
        comment
            .split_once(&format!(" {name}"))
            .is_some_and(|(_, after)| after.is_empty() || after.starts_with('.'))
    })
}

/// Comments, by what they are on.
pub(crate) struct Comments<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Comments<'a> {
    /// The comments among the objects.
    pub(crate) fn of(objects: impl IntoIterator<Item = &'a Object>) -> Self {
        let mut comments: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for object in objects {
            if object.kind == "comment" {
                let texts = comments.entry(&object.name).or_default();
                texts.push(&object.definition);
            }
        }
        Self(comments)
    }

    /// What is said of the object. PostgreSQL names arguments in a function's name and not in its comment's, so functions
    /// are found by name and number of arguments.
    pub(crate) fn on(&self, kind: &str, name: &str) -> impl Iterator<Item = &'a str> {
        let comments = match (kind, all_but_last(name)) {
            ("function" | "procedure" | "aggregate", _) => self
                .0
                .iter()
                .filter(|(on, _)| {
                    on.strip_prefix(kind)
                        .is_some_and(|on| same_call(on.trim_start(), name))
                })
                .flat_map(|(_, texts)| texts.clone())
                .collect(),
            // `table column s.t.c` and `view column s.t.c`; `trigger a on s.t`, `table constraint a on s.t`.
            (_, parent) => {
                let last = parent.map(|parent| &name[parent.len() + 1..]);
                let placed = last
                    .zip(parent)
                    .map(|(last, parent)| format!("{last} on {parent}"));
                let word = kind.rsplit(' ').next().unwrap_or(kind);
                let names = |on: &str| {
                    [Some(name), placed.as_deref()]
                        .into_iter()
                        .flatten()
                        .any(|name| {
                            on.strip_suffix(name).is_some_and(|before| {
                                before.ends_with(&format!("{word} "))
                                    || is_type(kind) && before == "type "
                            })
                        })
                };
                self.0
                    .iter()
                    .filter(|(on, _)| names(on))
                    .flat_map(|(_, texts)| texts.clone())
                    .collect::<Vec<_>>()
            }
        };
        comments.into_iter()
    }
}

/// PostgreSQL calls enums, domains and ranges types.
fn is_type(kind: &str) -> bool {
    matches!(kind, "enum" | "domain" | "range type")
}

fn same_call(left: &str, right: &str) -> bool {
    let parts = |name: &str| {
        let (name, arguments) = name.split_once('(')?;
        let count = match arguments.trim_end_matches(')') {
            // An aggregate over rows as such has no arguments.
            "" | "*" => 0,
            arguments => arguments.matches(',').count() + 1,
        };
        Some((name.to_owned(), count))
    };
    parts(left).is_some() && parts(left) == parts(right)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Comments, all_but_last, is_comment_on, parts, relation_of};
    use crate::gate::testing::object;

    #[test]
    fn every_part_knows_its_relation() {
        for (kind, name, definition, relation) in [
            ("column", "public.t.a", "", Some("public.t")),
            (
                "column",
                "public.\"t.x\".\"a.b\"",
                "",
                Some("public.\"t.x\""),
            ),
            (
                "index",
                "public.i",
                "CREATE INDEX i ON public.t USING btree (a)",
                Some("public.t"),
            ),
            (
                "index",
                "public.i",
                "CREATE INDEX i ON ONLY public.t USING btree (a)",
                Some("public.t"),
            ),
            (
                "sequence",
                "public.s",
                "owner=a\nowned_by=public.t.id",
                Some("public.t"),
            ),
            ("sequence", "public.s", "owner=a", None),
            ("table", "public.t", "", None),
        ] {
            assert_eq!(
                relation_of(&object(kind, name, definition)),
                relation,
                "{name}"
            );
        }
        assert_eq!(all_but_last("lonely"), None);
    }

    #[test]
    fn parts_lose_their_quotes() {
        for (text, expected) in [
            ("a.b.c", Some(vec!["a", "b", "c"])),
            ("a.\"b.\"\"x\".c", Some(vec!["a", "b.\"x", "c"])),
            ("a.\"b", None),
            ("a..b", None),
        ] {
            let expected = expected.map(|parts| parts.into_iter().map(str::to_owned).collect());
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn comments_are_found_by_what_they_are_on() {
        let objects = [
            object("comment", "table public.t", "of t"),
            object("comment", "table column public.t.a", "of a"),
            object("comment", "trigger g on public.t", "of g"),
            object("comment", "function public.f(integer,text)", "of f"),
            object("comment", "function public.g()", "of g without arguments"),
            object("comment", "aggregate public.a()", "of a without arguments"),
            object("comment", "type public.e", "of e"),
            object("comment", "trigger watch on public.bare", "of watch"),
            object("comment", "table column public.bare.a", "of a column"),
        ];
        let comments = Comments::of(&objects);
        for (kind, name, said) in [
            ("table", "public.t", Some("of t")),
            ("table", "c.t", None),
            ("column", "public.t.a", Some("of a")),
            ("trigger", "public.t.g", Some("of g")),
            ("function", "public.f(a integer, b text)", Some("of f")),
            ("function", "public.f(a integer)", None),
            ("function", "public.g(a integer)", None),
            ("aggregate", "public.a(*)", Some("of a without arguments")),
            ("enum", "public.e", Some("of e")),
            ("view", "public.t", None),
            // What is said of a part is not said of the whole.
            ("table", "public.bare", None),
            ("trigger", "public.bare.watch", Some("of watch")),
        ] {
            assert_eq!(comments.on(kind, name).next(), said, "{kind} {name}");
        }
        let gone = BTreeSet::from(["public.t"]);
        assert!(is_comment_on("table public.t", &gone));
        assert!(is_comment_on("table column public.t.a", &gone));
        assert!(is_comment_on("trigger g on public.t", &gone));
        assert!(!is_comment_on("table public.tt", &gone));
    }
}
