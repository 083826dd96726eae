//! The operator's own rules: functions allowed, relations and columns allowed or denied.

use std::collections::BTreeSet;

use globset::{Glob, GlobMatcher};

use super::{Function, Relation};

/// The rules as written in the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyLists {
    /// Functions allowed whatever they do, as `schema.name(argument types)`.
    pub allow_functions: Vec<String>,
    /// When given, only these relations may be read, as `schema.relation` with globs; the relations of PostgreSQL's own
    /// schemas `pg_catalog` and `information_schema` need not be named, and neither do those that an allowed view reads.
    pub allow_relations: Option<Vec<String>>,
    /// Relations never read, also not through a view; they win over those allowed.
    pub deny_relations: Vec<String>,
    /// Columns never read, also not through a view or as part of a row, as `schema.relation.column` with globs.
    pub deny_columns: Vec<String>,
    /// Foreign tables that may be read.
    pub allow_foreign_tables: Vec<String>,
}

/// A rule that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{list}`: \"{rule}\" {problem}")]
pub struct RuleError {
    /// The list it stands in.
    pub list: &'static str,
    /// The rule as written.
    pub rule: String,
    /// What is wrong with it, and what it should look like.
    pub problem: String,
}

/// The operator's rules, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    allow_functions: BTreeSet<String>,
    allow_relations: Option<Patterns>,
    deny_relations: Patterns,
    deny_columns: Patterns,
    allow_foreign_tables: Patterns,
}

impl Policy {
    /// Reads the lists.
    ///
    /// # Errors
    ///
    /// A rule that could never match, such as a relation without its schema: a typo in a deny list must not open it.
    pub fn new(lists: &PolicyLists) -> Result<Self, RuleError> {
        let relations = |list, rules: &[String]| Patterns::new(list, rules, "schema.relation");
        Ok(Self {
            allow_functions: lists
                .allow_functions
                .iter()
                .map(|rule| signature(rule))
                .collect::<Result<_, _>>()?,
            allow_relations: lists
                .allow_relations
                .as_ref()
                .map(|rules| relations("allow_relations", rules))
                .transpose()?,
            deny_relations: relations("deny_relations", &lists.deny_relations)?,
            deny_columns: Patterns::new(
                "deny_columns",
                &lists.deny_columns,
                "schema.relation.column",
            )?,
            allow_foreign_tables: relations("allow_foreign_tables", &lists.allow_foreign_tables)?,
        })
    }

    /// Whether the operator allows this function whatever it does.
    pub(super) fn allows_function(&self, function: &Function) -> bool {
        !self.allow_functions.is_empty()
            && self
                .allow_functions
                .contains(&without_blanks(&function.signature()))
    }

    /// Whether the list of relations allowed lets this one be read; no list lets all.
    pub(super) fn allows_relation(&self, relation: &Relation) -> bool {
        self.allow_relations
            .as_ref()
            .is_none_or(|allowed| allowed.match_relation(relation))
    }

    /// Whether the list of relations allowed names this one.
    pub(super) fn names_relation(&self, relation: &Relation) -> bool {
        self.allow_relations
            .as_ref()
            .is_some_and(|allowed| allowed.match_relation(relation))
    }

    /// Whether the relation is denied.
    pub(super) fn denies_relation(&self, relation: &Relation) -> bool {
        self.deny_relations.match_relation(relation)
    }

    /// Whether the column is denied.
    pub(super) fn denies_column(&self, relation: &Relation, column: &str) -> bool {
        self.deny_columns
            .matches(&[&relation.schema, &relation.name, column])
    }

    /// Whether the foreign table may be read.
    pub(super) fn allows_foreign_table(&self, relation: &Relation) -> bool {
        self.allow_foreign_tables.match_relation(relation)
    }

    /// Whether any rule keeps a relation or column from being read.
    pub(super) fn keeps_relations(&self) -> bool {
        self.allow_relations.is_some()
            || !self.deny_relations.0.is_empty()
            || !self.deny_columns.0.is_empty()
    }
}

/// Patterns of names, each with a glob for every part.
#[derive(Debug, Clone, Default)]
struct Patterns(Vec<Vec<GlobMatcher>>);

impl Patterns {
    fn new(list: &'static str, rules: &[String], form: &str) -> Result<Self, RuleError> {
        let parts = form.split('.').count();
        let patterns = rules.iter().map(|rule| {
            let error = |problem: String| RuleError {
                list,
                rule: rule.clone(),
                problem,
            };
            let globs: Vec<&str> = rule.split('.').collect();
            if globs.len() != parts || globs.iter().any(|glob| glob.is_empty()) {
                return Err(error(format!("must have the form {form}")));
            }
            globs
                .into_iter()
                .map(|glob| match Glob::new(glob) {
                    Ok(glob) => Ok(glob.compile_matcher()),
                    Err(problem) => Err(error(problem.kind().to_string())),
                })
                .collect()
        });
        patterns.collect::<Result<_, _>>().map(Self)
    }

    fn matches(&self, names: &[&str]) -> bool {
        self.0.iter().any(|globs| {
            let mut pairs = globs.iter().zip(names);
            pairs.all(|(glob, name)| glob.is_match(name))
        })
    }

    fn match_relation(&self, relation: &Relation) -> bool {
        self.matches(&[&relation.schema, &relation.name])
    }
}

fn signature(rule: &str) -> Result<String, RuleError> {
    let name = rule
        .strip_suffix(')')
        .and_then(|rule| rule.split_once('('))
        .map(|(name, _)| name);
    match name.and_then(|name| name.split_once('.')) {
        Some((schema, name)) if !schema.is_empty() && !name.is_empty() => Ok(without_blanks(rule)),
        _ => Err(RuleError {
            list: "allow_functions",
            rule: rule.to_owned(),
            problem: "must have the form schema.name(argument types)".to_owned(),
        }),
    }
}

/// A signature as it is compared: the blanks that may stand after a comma taken out.
fn without_blanks(signature: &str) -> String {
    signature.replace(", ", ",")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::policy::RelationKind;

    fn relation(schema: &str, name: &str) -> Relation {
        Relation {
            schema: schema.into(),
            name: name.into(),
            kind: RelationKind::Table,
            columns: BTreeMap::new(),
            descendants: Vec::new(),
        }
    }

    fn rules(rules: &[&str]) -> Vec<String> {
        rules.iter().map(|rule| (*rule).to_owned()).collect()
    }

    #[test]
    fn a_glob_stands_for_one_part_of_a_name() {
        for (rule, schema, name, matches) in [
            ("public.users", "public", "users", true),
            ("public.users", "public", "users2", false),
            ("public.users", "audit", "users", false),
            ("public.*", "public", "users", true),
            ("*.user?", "audit", "users", true),
            ("*.*", "a", "b", true),
            ("public.*", "public.evil", "t", false),
            ("public.{users,roles}", "public", "roles", true),
            ("Public.users", "public", "users", false),
        ] {
            let policy = Policy::new(&PolicyLists {
                deny_relations: rules(&[rule]),
                ..PolicyLists::default()
            })
            .expect(rule);
            let denied = policy.denies_relation(&relation(schema, name));
            assert_eq!(denied, matches, "{rule} {schema}.{name}");
        }
    }

    #[test]
    fn a_rule_that_could_never_match_is_an_error() {
        let relations = |rule: &str| PolicyLists {
            deny_relations: rules(&[rule]),
            ..PolicyLists::default()
        };
        let columns = |rule: &str| PolicyLists {
            deny_columns: rules(&[rule]),
            ..PolicyLists::default()
        };
        let functions = |rule: &str| PolicyLists {
            allow_functions: rules(&[rule]),
            ..PolicyLists::default()
        };
        for lists in [
            relations("users"),
            relations("a.b.c"),
            relations("public."),
            relations("public.[a"),
            columns("public.users"),
            columns("users.*"),
            functions("f"),
            functions("public.f"),
            functions("f(integer)"),
            functions("public.f(integer"),
        ] {
            assert!(Policy::new(&lists).is_err(), "{lists:?}");
        }
        let error = Policy::new(&relations("users")).expect_err("no schema");
        assert_eq!(
            error.to_string(),
            "`deny_relations`: \"users\" must have the form schema.relation"
        );
    }

    #[test]
    fn a_function_is_allowed_by_its_signature() {
        let policy = Policy::new(&PolicyLists {
            allow_functions: rules(&["public.f(integer,text)"]),
            ..PolicyLists::default()
        })
        .expect("a signature");
        let function = |arguments: &str| Function {
            arguments: arguments.into(),
            ..Function::for_tests()
        };
        assert!(policy.allows_function(&function("integer, text")));
        assert!(!policy.allows_function(&function("integer")));
    }
}
