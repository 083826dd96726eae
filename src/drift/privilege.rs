//! Who may do what, as `aclitem`s say it: whether the clone allows more than production, or less.

use std::collections::{BTreeMap, BTreeSet};

/// What stands for the owner, so that another owner is one drift and not also two of privileges.
const OWNER: &str = "\u{0}owner";

/// How the clone's privileges differ from production's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Difference {
    /// Somebody may do more.
    pub(super) widened: bool,
    /// Somebody may do less.
    pub(super) narrowed: bool,
}

/// Compares lines such as `grant=reader=r*w/owner`. One that cannot be read widens: it may allow anything.
pub(super) fn compare(
    production: (&[&str], Option<&str>),
    clone: (&[&str], Option<&str>),
) -> Difference {
    match (allowed(production), allowed(clone)) {
        (Some(production), Some(clone)) => Difference {
            widened: !clone.is_subset(&production),
            narrowed: !production.is_subset(&clone),
        },
        _ => Difference {
            widened: true,
            narrowed: false,
        },
    }
}

/// Each grantee with each privilege, and with its grant option as a privilege more.
fn allowed((lines, owner): (&[&str], Option<&str>)) -> Option<BTreeSet<(String, String)>> {
    let mut privileges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in lines {
        let (_, item) = line.split_once('=')?;
        let (grantee, letters) = read(item)?;
        let grantee = match owner {
            Some(owner) if owner == grantee => OWNER.to_owned(),
            _ => grantee,
        };
        let of_grantee = privileges.entry(grantee).or_default();
        let mut last = None;
        for letter in letters.chars() {
            if letter == '*' {
                of_grantee.insert(format!("{}*", last?));
            } else {
                of_grantee.insert(letter.to_string());
                last = Some(letter);
            }
        }
    }
    let flat = privileges.into_iter().flat_map(|(grantee, letters)| {
        letters
            .into_iter()
            .map(move |letter| (grantee.clone(), letter))
    });
    Some(flat.collect())
}

/// Grantee and letters of `grantee=letters/grantor`. PUBLIC is the empty grantee.
fn read(item: &str) -> Option<(String, &str)> {
    let (grantee, rest) = match item.strip_prefix('"') {
        None => item
            .split_once('=')
            .map(|(name, rest)| (name.to_owned(), rest))?,
        Some(quoted) => {
            let mut name = String::new();
            let mut rest = quoted;
            loop {
                let (part, after) = rest.split_once('"')?;
                name.push_str(part);
                match after.strip_prefix('"') {
                    Some(after) => {
                        name.push('"');
                        rest = after;
                    }
                    None => break (name, after.strip_prefix('=')?),
                }
            }
        }
    };
    let (letters, _grantor) = rest.split_once('/')?;
    letters
        .chars()
        .all(|letter| letter.is_ascii_alphabetic() || letter == '*')
        .then_some((grantee, letters))
}

#[cfg(test)]
mod tests {
    use super::{Difference, compare};

    #[test]
    fn more_is_wider_and_less_is_narrower() {
        let (wider, narrower) = (
            Difference {
                widened: true,
                narrowed: false,
            },
            Difference {
                widened: false,
                narrowed: true,
            },
        );
        let both = Difference {
            widened: true,
            narrowed: true,
        };
        for (production, clone, expected) in [
            ("grant=a=r/o", "grant=a=r/o", Difference::default()),
            ("grant=a=r/o", "grant=a=r/other", Difference::default()),
            ("grant=a=r/o", "grant=a=rw/o", wider),
            ("grant=a=r/o", "grant=a=r*/o", wider),
            ("grant=a=rw/o", "grant=a=r/o", narrower),
            ("grant=a=r*/o", "grant=a=r/o", narrower),
            ("grant=a=r/o", "grant==r/o", both),
            ("grant=a=r/o", "grant=\"a\"=r/o", Difference::default()),
            ("grant=a=r/o", "grant=\"a\"\"=\"=r/o", both),
            ("grant=a=r/o", "grant=a", wider),
            ("grant=a=r/o", "grant=a=?/o", wider),
        ] {
            let found = compare((&[production], None), (&[clone], None));
            assert_eq!(found, expected, "{production} {clone}");
        }
    }

    #[test]
    fn another_owner_with_the_owners_privileges_is_no_difference_here() {
        let found = compare(
            (&["grant=a=arwd/a", "grant=r=r/a"], Some("a")),
            (&["grant=b=arwd/b", "grant=r=r/b"], Some("b")),
        );
        assert_eq!(found, Difference::default());
    }
}
