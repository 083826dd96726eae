//! The committed catalog: what PostgreSQL 15 itself defines, so that a statement can be read without a database.
//!
//! `builtin-15.tsv` is data, made by `builtin.sql` from a real server; [`parse`] and [`render`] are each
//! other's inverse, so a test can compare the file with any server.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::{Body, Catalog, Function, FunctionKind, Oid, Operator, Type, TypeKind, Volatility};

static BUILTIN: LazyLock<Catalog> =
    LazyLock::new(|| parse(include_str!("builtin-15.tsv")).unwrap_or_default());

impl Catalog {
    /// Functions and operators of PostgreSQL 15's `pg_catalog` and `information_schema`, and the types of `pg_catalog`.
    /// Aggregates' parts and relations are not in it: they are PostgreSQL's own.
    pub fn builtin() -> &'static Catalog {
        &BUILTIN
    }
}

/// A line that is not in the format of `builtin.sql`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Error {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

/// Reads the output of `builtin.sql`.
///
/// # Errors
/// When a line is not in its format.
pub fn parse(data: &str) -> Result<Catalog, Error> {
    let mut catalog = Catalog::default();
    catalog.functions.reserve(data.len() / 60);
    for (index, line) in data.lines().enumerate() {
        parse_line(line, &mut catalog).map_err(|what| Error {
            line: index + 1,
            what,
        })?;
    }
    Ok(catalog)
}

fn parse_line(line: &str, catalog: &mut Catalog) -> Result<(), &'static str> {
    let mut fields = line.split('\t');
    let mut field = || fields.next().ok_or("a field is missing");
    let kind = field()?;
    let oid: Oid = field()?.parse().map_err(|_| "the OID is not a number")?;
    let name = field()?.into();
    match kind {
        "f" => {
            let (kind, volatility) = kind_and_volatility(field()?)?;
            let flags = field()?;
            let language = field()?.into();
            let schema = field()?;
            catalog.functions.insert(
                oid,
                Function {
                    schema: if schema.is_empty() {
                        "pg_catalog"
                    } else {
                        schema
                    }
                    .into(),
                    name,
                    arguments: field()?.into(),
                    kind,
                    volatility,
                    security_definer: flags.contains('d'),
                    language,
                    language_trusted: flags.contains('t'),
                    callable_as_attribute: flags.contains('a'),
                    extension: None,
                    body: Body::Compiled,
                },
            );
        }
        "o" => {
            let function = field()?
                .parse()
                .map_err(|_| "the function is not a number")?;
            let support = Vec::new();
            catalog.operators.insert(
                oid,
                Operator {
                    name,
                    function,
                    support,
                },
            );
        }
        "t" => {
            let kind = match field()? {
                "p" => TypeKind::Plain,
                "r" => TypeKind::Range,
                "a" => TypeKind::Array,
                _ => return Err("unknown kind of type"),
            };
            catalog.types.insert(
                oid,
                Type {
                    schema: "pg_catalog".into(),
                    name,
                    kind,
                    parts: Vec::new(),
                    functions: Vec::new(),
                    to_json: Vec::new(),
                    making: Vec::new(),
                },
            );
        }
        _ => return Err("unknown kind of line"),
    }
    match fields.next() {
        None => Ok(()),
        Some(_) => Err("a field too many"),
    }
}

fn kind_and_volatility(codes: &str) -> Result<(FunctionKind, Volatility), &'static str> {
    let mut codes = codes.chars();
    let kind = match codes.next() {
        Some('f') => FunctionKind::Function,
        Some('a') => FunctionKind::Aggregate,
        Some('w') => FunctionKind::Window,
        Some('p') => FunctionKind::Procedure,
        _ => return Err("unknown kind of function"),
    };
    let volatility = match codes.next() {
        Some('i') => Volatility::Immutable,
        Some('s') => Volatility::Stable,
        Some('v') => Volatility::Volatile,
        _ => return Err("unknown volatility"),
    };
    Ok((kind, volatility))
}

/// Writes a catalog's functions, operators and types as `builtin.sql` does.
pub fn render(catalog: &Catalog) -> String {
    let mut lines = String::new();
    for (oid, function) in sorted(&catalog.functions) {
        let kind = match function.kind {
            FunctionKind::Function => 'f',
            FunctionKind::Aggregate => 'a',
            FunctionKind::Window => 'w',
            FunctionKind::Procedure => 'p',
        };
        let volatility = match function.volatility {
            Volatility::Immutable => 'i',
            Volatility::Stable => 's',
            Volatility::Volatile => 'v',
        };
        let flags: String = [
            (function.security_definer, 'd'),
            (function.callable_as_attribute, 'a'),
            (function.language_trusted, 't'),
        ]
        .into_iter()
        .filter_map(|(set, flag)| set.then_some(flag))
        .collect();
        let schema = match function.schema.as_ref() {
            "pg_catalog" => "",
            other => other,
        };
        let (name, language, arguments) = (&function.name, &function.language, &function.arguments);
        push_line(
            &mut lines,
            format_args!(
                "f\t{oid}\t{name}\t{kind}{volatility}\t{flags}\t{language}\t{schema}\t{arguments}"
            ),
        );
    }
    for (oid, operator) in sorted(&catalog.operators) {
        let (name, function) = (&operator.name, operator.function);
        push_line(&mut lines, format_args!("o\t{oid}\t{name}\t{function}"));
    }
    for (oid, data_type) in sorted(&catalog.types) {
        let kind = match data_type.kind {
            TypeKind::Range => 'r',
            TypeKind::Array => 'a',
            TypeKind::Plain | TypeKind::Domain | TypeKind::Composite => 'p',
        };
        let name = &data_type.name;
        push_line(&mut lines, format_args!("t\t{oid}\t{name}\t{kind}"));
    }
    lines
}

fn push_line(lines: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(lines, "{line}");
}

fn sorted<T>(objects: &std::collections::HashMap<Oid, T>) -> Vec<(Oid, &T)> {
    let mut sorted: Vec<_> = objects.iter().map(|(oid, object)| (*oid, object)).collect();
    sorted.sort_unstable_by_key(|(oid, _)| *oid);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_file_parses_and_renders_to_itself() {
        let data = include_str!("builtin-15.tsv");
        let catalog = parse(data).expect("the committed catalog is in its own format");
        assert!(catalog.functions.len() > 3_000);
        assert_eq!(render(&catalog), data);
    }

    #[test]
    fn well_known_functions_are_what_they_are() {
        let catalog = Catalog::builtin();
        for (name, volatility) in [
            ("pg_sleep", Volatility::Volatile),
            ("set_config", Volatility::Volatile),
            ("now", Volatility::Stable),
            ("upper", Volatility::Immutable),
            ("query_to_xml", Volatility::Volatile),
        ] {
            let overloads = catalog.functions_named(name);
            assert!(!overloads.is_empty(), "{name}");
            for oid in overloads {
                assert_eq!(catalog.functions[oid].volatility, volatility, "{name}");
            }
        }
        assert!(!catalog.operators_named("@>").is_empty());
        assert!(!catalog.types_named("tstzrange").is_empty());
        assert!(catalog.functions_named("no_such_function").is_empty());
    }

    #[test]
    fn a_broken_line_is_named() {
        for (line, what) in [
            ("f\tx\ta", "the OID is not a number"),
            ("f\t1\ta\tfq\t\tc\t\t", "unknown volatility"),
            ("o\t1\t+", "a field is missing"),
            ("t\t1\ta\tp\tp", "a field too many"),
            ("z\t1\ta", "unknown kind of line"),
        ] {
            let error = parse(line).expect_err("broken on purpose");
            assert_eq!(error, Error { line: 1, what });
        }
    }
}
