//! The lists of exceptions among functions: data in `functions.txt`, a reason on each line.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Function;

/// What the lists say of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Volatile, and known to be harmless.
    Harmless(&'static str),
    /// Not volatile, or volatile, and never to be called; the reason is text for the agent.
    Denied(&'static str),
    /// Not on a list: its volatility decides.
    Unlisted,
}

/// One line of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedFunction {
    /// Name as listed: `schema.name`, `schema.name(argument types)`, `extension/EXTENSION/name`, `schema.*`, `name` or `name*`.
    pub name: &'static str,
    /// What the line says.
    pub listing: Listing,
    /// What to write instead, where there is something.
    pub instead: Option<&'static str>,
}

/// Every line of the lists, sorted by name.
pub fn listed_functions() -> &'static [ListedFunction] {
    &LISTS.lines
}

/// What the lists say of `schema.name` with any arguments, whatever extension it belongs to: denied when one overload is.
pub fn listing(schema: &str, name: &str) -> Listing {
    line(schema, name).map_or(Listing::Unlisted, |line| line.listing)
}

/// What the lists say of exactly this function.
pub fn listing_of(function: &Function) -> Listing {
    line_of(function).map_or(Listing::Unlisted, |line| line.listing)
}

/// The line that [`listing`] goes by.
pub fn line(schema: &str, name: &str) -> Option<&'static ListedFunction> {
    let key = format!("{schema}.{name}");
    let lists = &*LISTS;
    lists
        .exact
        .get(key.as_str())
        .or_else(|| lists.overloaded.get(key.as_str()))
        .or_else(|| lists.anywhere(schema, name))
        .map(|index| &lists.lines[*index])
}

/// The line that [`listing_of`] goes by.
pub fn line_of(function: &Function) -> Option<&'static ListedFunction> {
    let key = format!("{}.{}", function.schema, function.name);
    let lists = &*LISTS;
    lists
        .exact
        .get(format!("{key}({})", function.arguments.replace(", ", ",")).as_str())
        .or_else(|| {
            let extension = function.extension.as_ref()?;
            let key = format!("extension/{extension}/{}", function.name);
            lists.exact.get(key.as_str())
        })
        .or_else(|| lists.exact.get(key.as_str()))
        .or_else(|| lists.anywhere(&function.schema, &function.name))
        .map(|index| &lists.lines[*index])
}

/// The lines with what finds them; the numbers are indexes of lines.
struct Lists {
    lines: Vec<ListedFunction>,
    exact: HashMap<&'static str, usize>,
    /// `schema.name` of the lines with argument types.
    overloaded: HashMap<&'static str, usize>,
    schemas: HashMap<&'static str, usize>,
    /// Names for any schema.
    names: HashMap<&'static str, usize>,
    /// Beginnings of names for any schema.
    prefixes: Vec<(&'static str, usize)>,
}

impl Lists {
    fn anywhere(&self, schema: &str, name: &str) -> Option<&usize> {
        self.schemas
            .get(schema)
            .or_else(|| self.names.get(name))
            .or_else(|| {
                let found = self
                    .prefixes
                    .iter()
                    .find(|(prefix, _)| name.starts_with(prefix));
                found.map(|(_, index)| index)
            })
    }
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists {
        lines: include_str!("functions.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(parse)
            .collect(),
        exact: HashMap::new(),
        overloaded: HashMap::new(),
        schemas: HashMap::new(),
        names: HashMap::new(),
        prefixes: Vec::new(),
    };
    for (index, line) in lists.lines.iter().enumerate() {
        let name = line.name;
        if let Some(schema) = name.strip_suffix(".*") {
            lists.schemas.insert(schema, index);
        } else if let Some(prefix) = name.strip_suffix('*') {
            lists.prefixes.push((prefix, index));
        } else if name.contains(['.', '/']) {
            lists.exact.insert(name, index);
            if let Some((function, _)) = name.split_once('(') {
                lists.overloaded.insert(function, index);
            }
        } else {
            lists.names.insert(name, index);
        }
    }
    lists
});

fn parse(line: &'static str) -> Option<ListedFunction> {
    let mut columns = line.splitn(4, " | ");
    let (name, kind, reason) = (columns.next()?, columns.next()?, columns.next()?);
    Some(ListedFunction {
        name,
        listing: match kind {
            "harmless" => Listing::Harmless(reason),
            "denied" => Listing::Denied(reason),
            _ => return None,
        },
        instead: columns.next(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_understood_sorted_and_gives_a_reason() {
        let lines: Vec<_> = include_str!("functions.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert!(lines.is_sorted_by(|a, b| a < b), "sorted, no line twice");
        assert_eq!(lines.len(), listed_functions().len());
        let names: std::collections::HashSet<_> =
            listed_functions().iter().map(|line| line.name).collect();
        assert_eq!(names.len(), lines.len(), "no name twice");
        for line in listed_functions() {
            let (Listing::Harmless(reason) | Listing::Denied(reason)) = line.listing else {
                panic!("{} says nothing", line.name);
            };
            assert!(
                reason.len() > 10 && reason.trim() == reason,
                "{}",
                line.name
            );
            let qualified = line.name.starts_with("pg_catalog.") || line.name.contains('/');
            assert!(
                qualified || matches!(line.listing, Listing::Denied(_)),
                "{} is harmless in any schema",
                line.name
            );
        }
    }

    #[test]
    fn names_are_found_in_every_form() {
        for (schema, name, denied) in [
            ("pg_catalog", "query_to_xml", Some(true)),
            ("pg_catalog", "txid_current", Some(true)),
            ("pg_catalog", "ts_rewrite", Some(true)),
            ("pg_catalog", "random", Some(false)),
            ("pg_catalog", "lower", None),
            ("public", "random", None),
            ("public", "dblink", Some(true)),
            ("extensions", "dblink_exec", Some(true)),
            ("public", "isn_weak", Some(true)),
            ("public", "show_limit", None),
            ("tools", "crosstab", Some(true)),
            ("cron", "schedule", Some(true)),
            ("public", "schedule", None),
            ("public", "gen_salt", None),
        ] {
            let found = match listing(schema, name) {
                Listing::Denied(_) => Some(true),
                Listing::Harmless(_) => Some(false),
                Listing::Unlisted => None,
            };
            assert_eq!(found, denied, "{schema}.{name}");
        }
    }

    #[test]
    fn a_function_is_judged_by_its_own_arguments_and_extension() {
        let function = |schema: &str, name: &str, arguments: &str, extension: Option<&str>| {
            let function = Function {
                schema: schema.into(),
                name: name.into(),
                arguments: arguments.into(),
                extension: extension.map(Into::into),
                ..Function::for_tests()
            };
            listing_of(&function)
        };
        let rewrite = |arguments| function("pg_catalog", "ts_rewrite", arguments, None);
        assert!(matches!(rewrite("tsquery, text"), Listing::Denied(_)));
        assert_eq!(rewrite("tsquery, tsquery, tsquery"), Listing::Unlisted);
        let salt = |extension| function("public", "gen_salt", "text", extension);
        assert!(matches!(salt(Some("pgcrypto")), Listing::Harmless(_)));
        assert_eq!(salt(None), Listing::Unlisted);
    }
}
