//! The operator's own rules: functions allowed, relations and columns allowed or denied.

use std::collections::BTreeSet;

use super::glob::Glob;
use super::{Function, Relation};

/// A rule that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{setting}`: {reason}")]
pub struct RuleError {
    /// The list it stands in.
    pub setting: &'static str,
    /// The rule as written, what is wrong with it, and what it should look like.
    pub reason: String,
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
    /// Reads the lists of the configuration.
    ///
    /// * `allow_functions`: functions allowed whatever they do, as `schema.name(argument types)`.
    /// * `allow_relations`: when given, only these are read, as `schema.relation` with globs. PostgreSQL's own schemas
    ///   `pg_catalog` and `information_schema` need not be named, and neither do relations that an allowed view reads.
    /// * `deny_relations`: never read, also not through a view or a parent table, and neither are their parts; they win over
    ///   those allowed.
    /// * `deny_columns`: never read, also not through a view, as part of a row or in a part of the relation, as
    ///   `schema.relation.column`.
    /// * `allow_foreign_tables`: foreign tables that may be read.
    ///
    /// # Errors
    ///
    /// A rule that could never match, such as a relation without its schema: a typo in a deny list must not open it.
    pub fn new(
        allow_functions: &[String],
        allow_relations: Option<&[String]>,
        deny_relations: &[String],
        deny_columns: &[String],
        allow_foreign_tables: &[String],
    ) -> Result<Self, RuleError> {
        let relations = |setting, rules| Patterns::new(setting, rules, "schema.relation");
        let functions = allow_functions.iter().map(|rule| signature(rule));
        Ok(Self {
            allow_functions: functions.collect::<Result<_, _>>()?,
            allow_relations: allow_relations
                .map(|rules| relations("allow_relations", rules))
                .transpose()?,
            deny_relations: relations("deny_relations", deny_relations)?,
            deny_columns: Patterns::new("deny_columns", deny_columns, "schema.relation.column")?,
            allow_foreign_tables: relations("allow_foreign_tables", allow_foreign_tables)?,
        })
    }

    /// The functions the operator allows, as [`Function::signature`] writes them.
    pub fn allow_functions(&self) -> &BTreeSet<String> {
        &self.allow_functions
    }

    /// Whether the operator allows this function whatever it does.
    pub(super) fn allows_function(&self, function: &Function) -> bool {
        !self.allow_functions.is_empty() && self.allow_functions.contains(&function.signature())
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
struct Patterns(Vec<Vec<Glob>>);

impl Patterns {
    fn new(setting: &'static str, rules: &[String], form: &str) -> Result<Self, RuleError> {
        let parts = form.split('.').count();
        let patterns = rules.iter().map(|rule| {
            let error = |problem: String| RuleError {
                setting,
                reason: format!("\"{rule}\" {problem}"),
            };
            let globs: Vec<&str> = rule.split('.').collect();
            if globs.len() != parts || globs.iter().any(|glob| glob.is_empty()) {
                return Err(error(format!("must have the form {form}")));
            }
            globs
                .into_iter()
                .map(|glob| {
                    Glob::new(glob).map_err(|reason| error(format!("cannot be used: {reason}")))
                })
                .collect()
        });
        patterns.collect::<Result<_, _>>().map(Self)
    }

    fn matches(&self, names: &[&str]) -> bool {
        self.0.iter().any(|globs| {
            let mut pairs = globs.iter().zip(names);
            pairs.all(|(glob, name)| glob.matches(name))
        })
    }

    fn match_relation(&self, relation: &Relation) -> bool {
        self.matches(&[&relation.schema, &relation.name])
    }
}

fn signature(rule: &str) -> Result<String, RuleError> {
    let parts = rule
        .strip_suffix(')')
        .and_then(|rule| rule.split_once('('))
        .filter(|(name, _)| {
            name.split_once('.')
                .is_some_and(|(schema, name)| !schema.is_empty() && !name.is_empty())
        });
    let Some((name, arguments)) = parts else {
        return Err(RuleError {
            setting: "allow_functions",
            reason: format!("\"{rule}\" must have the form schema.name(argument types)"),
        });
    };
    let arguments: Vec<&str> = arguments.split(',').map(str::trim).collect();
    Ok(format!("{name}({})", arguments.join(", ")))
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
            row_security: false,
            descendants: Vec::new(),
            ancestors: Vec::new(),
            generated: Default::default(),
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
            ("desk.m?t", "desk", "mật", true),
            ("*.*", "a", "b", true),
            ("public.*", "public.evil", "t", false),
            ("public.{users,roles}", "public", "roles", true),
            ("Public.users", "public", "users", false),
        ] {
            let policy = Policy::new(&[], None, &rules(&[rule]), &[], &[]).expect(rule);
            let denied = policy.denies_relation(&relation(schema, name));
            assert_eq!(denied, matches, "{rule} {schema}.{name}");
        }
    }

    #[test]
    fn a_rule_that_could_never_match_is_an_error() {
        let relations = |rule: &str| Policy::new(&[], None, &rules(&[rule]), &[], &[]);
        let columns = |rule: &str| Policy::new(&[], None, &[], &rules(&[rule]), &[]);
        let functions = |rule: &str| Policy::new(&rules(&[rule]), None, &[], &[], &[]);
        for policy in [
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
            assert!(policy.is_err(), "{policy:?}");
        }
        let error = relations("users").expect_err("no schema");
        assert_eq!(
            error.to_string(),
            "`deny_relations`: \"users\" must have the form schema.relation"
        );
    }

    #[test]
    fn a_function_is_allowed_by_its_signature() {
        let allowed = rules(&["public.f(integer,text)", "public.g()"]);
        let policy = Policy::new(&allowed, None, &[], &[], &[]).expect("signatures");
        assert!(policy.allow_functions().contains("public.f(integer, text)"));
        assert!(policy.allow_functions().contains("public.g()"));
        let function = |arguments: &str| Function {
            arguments: arguments.into(),
            ..Function::for_tests()
        };
        assert!(policy.allows_function(&function("integer, text")));
        assert!(!policy.allows_function(&function("integer")));
    }
}
