//! Definitions taken apart into the properties that `properties.txt` lists, or not at all.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Kinds, their properties, and what a difference means.
pub(super) const PROPERTIES: &str = include_str!("properties.txt");

/// The property that is all the rest.
const REST: &str = "...";

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rule {
    /// `missing`, `extra`, a property with its `=` and perhaps `*`, or `...`.
    pub(super) what: &'static str,
    /// A class, or a word of how to find it.
    pub(super) class: &'static str,
}

static RULES: LazyLock<BTreeMap<&'static str, Vec<Rule>>> = LazyLock::new(|| {
    let mut rules: BTreeMap<&str, Vec<Rule>> = BTreeMap::new();
    for line in PROPERTIES.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('|');
        if let (Some(kind), Some(what), Some(class)) = (fields.next(), fields.next(), fields.next())
        {
            rules.entry(kind).or_default().push(Rule { what, class });
        }
    }
    rules
});

/// The rules of a kind; none for a kind that is not listed.
pub(super) fn rules(kind: &str) -> &'static [Rule] {
    RULES.get(kind).map_or(&[], Vec::as_slice)
}

/// The class, or word, of an object of this kind that is `missing` or `extra`.
pub(super) fn presence(kind: &str, what: &str) -> Option<&'static str> {
    let rule = rules(kind).iter().find(|rule| rule.what == what)?;
    Some(rule.class)
}

/// The lines of a definition by the rule they fall under.
///
/// `None` when the definition cannot be told apart for certain: a line that is no property's, a property out of its
/// place, or one that stands twice. A text inside it may hold a line end and then what looks like a property, and must
/// not pass for one.
pub(super) fn properties<'a>(
    kind: &str,
    definition: &'a str,
) -> Option<BTreeMap<usize, Vec<&'a str>>> {
    let properties: Vec<(usize, &Rule)> = rules(kind)
        .iter()
        .enumerate()
        .filter(|(_, rule)| !matches!(rule.what, "missing" | "extra"))
        .collect();
    let mut found: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut next = 0;
    let mut rest = definition;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let place = properties[next..].iter().position(|(_, rule)| {
            rule.what != REST && line.starts_with(rule.what.trim_end_matches('*'))
        });
        match place {
            Some(place) => {
                let (index, rule) = properties[next + place];
                found.entry(index).or_default().push(line);
                next += place + usize::from(!rule.what.ends_with('*'));
                rest = after;
            }
            None => {
                let (index, rule) = properties.last()?;
                if rule.what != REST {
                    return None;
                }
                found.entry(*index).or_default().push(rest);
                return Some(found);
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::{PROPERTIES, RULES, properties, rules};
    use crate::drift::class::{UNCLASSIFIED, listed_classes};

    /// Words in the place of a class, which the comparison knows.
    const WORDS: [&str; 6] = [
        "tag",
        "grant",
        "not_null",
        "constraint",
        "index",
        UNCLASSIFIED,
    ];

    #[test]
    fn every_line_names_a_class_that_is_listed() {
        for line in PROPERTIES.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split('|').count(), 4, "{line}");
        }
        for (kind, rules) in RULES.iter() {
            for rule in rules {
                assert!(
                    WORDS.contains(&rule.class)
                        || listed_classes()
                            .iter()
                            .any(|listed| listed.class == rule.class),
                    "{kind}: {rule:?}"
                );
            }
            let rest = rules.iter().position(|rule| rule.what == "...");
            assert!(rest.is_none_or(|rest| rest + 1 == rules.len()), "{kind}");
        }
    }

    fn names(kind: &str, definition: &str) -> Option<Vec<&'static str>> {
        let found = properties(kind, definition)?;
        Some(found.keys().map(|index| rules(kind)[*index].what).collect())
    }

    #[test]
    fn a_definition_is_taken_apart() {
        assert_eq!(
            names(
                "column",
                "number=1\ntype=integer\nnot_null=true\nstorage=p\ngrant=a=r/b\ngrant=c=r/b"
            ),
            Some(vec!["number=", "type=", "not_null=", "storage=", "grant=*"])
        );
        assert_eq!(
            names(
                "function",
                "owner=a\ngrant==X/a\nCREATE FUNCTION f()\nowner=b\n"
            ),
            Some(vec!["owner=", "grant=*", "..."])
        );
    }

    /// A default may hold a line end.
    #[test]
    fn what_only_looks_like_a_property_is_none() {
        for definition in [
            "number=1\ntype=text\nnot_null=false\ndefault='a\nb'\nstorage=x",
            "number=1\ntype=text\nnot_null=false\ndefault='a\nstatistics=5'\nstorage=x",
            "number=1\ntype=text\nnot_null=false\ndefault='a\nstorage=p'\nstorage=x",
            "number=1\nnot_null=false\nnovelty=1",
        ] {
            assert_eq!(names("column", definition), None, "{definition}");
        }
        assert_eq!(names("no such kind", "x=1"), None);
    }
}
