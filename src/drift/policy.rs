//! What the operator says of drift beforehand: which of it is known, and what marks the change that is rehearsed.

use super::class::CLASSES;
use super::definition::PROPERTIES;
use crate::gate::Digest;
use crate::policy::Glob;

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PolicyError(pub String);

/// Exclusions and the tag.
#[derive(Debug, Clone)]
pub struct Policy {
    exclude: Vec<Glob>,
    tag: Option<String>,
}

impl Policy {
    /// `exclude` are globs over `class kind name`, such as `owner_changed table public.*`; `tag` stands in the name or
    /// comment of what the change that is rehearsed makes.
    ///
    /// # Errors
    /// When one is no glob.
    pub fn new(exclude: &[String], tag: Option<&str>) -> Result<Self, PolicyError> {
        let compile = |glob: &String| match Glob::new(glob) {
            Ok(_) if glob.is_empty() => Err("an empty glob covers nothing".to_owned()),
            compiled => compiled,
        };
        let exclude: Result<_, _> = exclude.iter().map(compile).collect();
        Ok(Self {
            exclude: exclude.map_err(PolicyError)?,
            tag: tag.filter(|tag| !tag.is_empty()).map(str::to_owned),
        })
    }

    /// Whether the operator left this drift out.
    pub(super) fn excludes(&self, class: &str, kind: &str, name: &str) -> bool {
        let text = format!("{class} {kind} {name}");
        self.exclude.iter().any(|glob| glob.matches(&text))
    }

    /// Whether the text bears the tag.
    pub(super) fn is_tagged(&self, text: &str) -> bool {
        self.tag.as_deref().is_some_and(|tag| text.contains(tag))
    }

    /// SHA-256 over exclusions, tag, classes and what differences mean: two comparisons under one digest go by one rule.
    pub fn digest(&self) -> Digest {
        let tag = self.tag.as_deref().unwrap_or_default();
        let globs = self.exclude.iter().map(Glob::as_str);
        Digest::of(&lengths(
            [CLASSES, PROPERTIES, tag].into_iter().chain(globs),
        ))
    }
}

/// Each part preceded by its length, so that no two lists of parts give the same bytes.
pub(super) fn lengths<'a>(parts: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::Policy;

    #[test]
    fn exclusions_see_class_kind_and_name_and_change_the_digest() {
        let none = Policy::new(&[], None).expect("no globs");
        let some = Policy::new(&["owner_changed table public.*".to_owned()], None).expect("a glob");
        assert!(some.excludes("owner_changed", "table", "public.t"));
        assert!(!some.excludes("owner_changed", "view", "public.t"));
        assert!(!none.excludes("owner_changed", "table", "public.t"));
        let tagged = Policy::new(&[], Some("T-1")).expect("no globs");
        assert_ne!(none.digest(), some.digest());
        assert_ne!(none.digest(), tagged.digest());
        assert!(Policy::new(&["[".to_owned()], None).is_err());
        assert!(Policy::new(&[String::new()], None).is_err());
    }
}
