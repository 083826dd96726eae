//! Globs of schemas and relations.

use serde::Deserialize;

use crate::policy::Glob;

/// A glob over schema names, such as `governance` or `*`. System schemas are never matched against it.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct SchemaPattern {
    schema: Glob,
}

impl SchemaPattern {
    /// Whether the pattern covers the schema.
    pub fn matches(&self, schema: &str) -> bool {
        self.schema.matches(schema)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        self.schema.as_str()
    }
}

impl TryFrom<String> for SchemaPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.is_empty() {
            return Err("an empty pattern matches no schema".to_owned());
        }
        Ok(Self {
            schema: Glob::new(&text)?,
        })
    }
}

/// A glob over `schema.relation`, such as `governance.*`; the first dot ends the schema's part.
/// `*` alone is every relation of every schema.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct RelationPattern {
    text: String,
    schema: Glob,
    relation: Glob,
}

impl RelationPattern {
    /// Whether the pattern covers the relation.
    pub fn matches(&self, schema: &str, relation: &str) -> bool {
        self.schema.matches(schema) && self.relation.matches(relation)
    }

    /// Whether the pattern is every relation there is, and so is not wrong when there is none.
    pub fn is_everything(&self) -> bool {
        matches!(self.text.as_str(), "*" | "*.*")
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for RelationPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (schema, relation) = match text.split_once('.') {
            Some((schema, relation)) if !schema.is_empty() && !relation.is_empty() => {
                (schema, relation)
            }
            None if text == "*" => ("*", "*"),
            _ => {
                return Err(format!(
                    "`{text}` names no relation: write `schema.relation`, `schema.*` or `*`"
                ));
            }
        };
        Ok(Self {
            schema: Glob::new(schema)?,
            relation: Glob::new(relation)?,
            text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RelationPattern;

    #[test]
    fn patterns_cover_what_they_say() {
        for (pattern, schema, relation, covered) in [
            ("governance.*", "governance", "ownership", true),
            ("governance.*", "governance2", "ownership", false),
            ("*", "any", "thing", true),
            ("public.apr_approvals", "public", "apr_approvals", true),
            ("public.apr_approvals", "public", "apr_approvals_old", false),
            ("*.audit_?", "x", "audit_1", true),
            ("public.a.b", "public", "a.b", true),
            ("public.a*", "public", "a/b", true),
        ] {
            let compiled = RelationPattern::try_from(pattern.to_owned()).expect("valid pattern");
            assert_eq!(
                compiled.matches(schema, relation),
                covered,
                "{pattern} {schema}.{relation}"
            );
        }
        for wrong in ["", "governance", ".x", "x.", "a.[b"] {
            assert!(
                RelationPattern::try_from(wrong.to_owned()).is_err(),
                "{wrong}"
            );
        }
    }
}
