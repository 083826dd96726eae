//! What may be called and read, as the operator writes it.

use serde::Deserialize;

use super::Error;
use crate::policy::Policy;

/// `[policy]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyConfig {
    /// `schema.name(argument types)` of functions known to be harmless though the rules refuse them.
    pub allow_functions: Vec<String>,
    /// Globs of `schema.relation`; when given, only these can be read (PostgreSQL's own catalogs aside).
    pub allow_relations: Option<Vec<String>>,
    /// Globs of `schema.relation` that cannot be read.
    pub deny_relations: Vec<String>,
    /// Globs of `schema.relation.column` that cannot be read.
    pub deny_columns: Vec<String>,
    /// Globs of `schema.relation` of foreign tables that may be read.
    pub allow_foreign_tables: Vec<String>,
}

impl PolicyConfig {
    /// The policy as the judgement uses it.
    ///
    /// # Errors
    /// When a rule could never match.
    pub fn compile(&self) -> Result<Policy, Error> {
        Policy::new(
            &self.allow_functions,
            self.allow_relations.as_deref(),
            &self.deny_relations,
            &self.deny_columns,
            &self.allow_foreign_tables,
        )
        .map_err(|error| Error::setting(format!("policy.{}", error.setting), error.reason))
    }
}
