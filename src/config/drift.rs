//! What of a database is compared with its clone, and what differences are known.

use serde::Deserialize;

use super::Error;

/// The tables that are counted where nothing else is configured.
const GOVERNED: &str = "governance.*";

/// `[drift]` as the file holds it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DriftFile {
    governed: Option<Vec<String>>,
    organic: Option<Vec<String>>,
    reference: Option<Vec<String>>,
    exclude: Option<Vec<String>>,
    tag: Option<String>,
}

/// What an inventory of production counts: globs of `schema.relation`.
#[derive(Debug, Clone)]
pub struct DriftScope {
    /// Tables that may not hold fewer rows in a clone.
    pub governed: Vec<String>,
    /// Tables that applications fill.
    pub organic: Vec<String>,
    /// Tables whose rows are the same everywhere.
    pub reference: Vec<String>,
}

/// What of a clone's drift is known beforehand.
#[derive(Debug, Clone, Default)]
pub struct DriftPolicy {
    /// Globs over `class kind name` of drifts that are accepted.
    pub exclude: Vec<String>,
    /// What stands in the name or comment of all that the change under rehearsal makes.
    pub tag: Option<String>,
}

impl Default for DriftScope {
    fn default() -> Self {
        Self {
            governed: vec![GOVERNED.to_owned()],
            organic: Vec::new(),
            reference: Vec::new(),
        }
    }
}

impl DriftFile {
    /// For production's file: an inventory says what there is, and not what of it is accepted.
    pub(super) fn scope(self) -> Result<DriftScope, Error> {
        for (key, given) in [
            ("exclude", self.exclude.is_some()),
            ("tag", self.tag.is_some()),
        ] {
            if given {
                let reason = "belongs into the clone's file, where drift is judged";
                return Err(Error::setting(format!("drift.{key}"), reason));
            }
        }
        let default = DriftScope::default();
        Ok(DriftScope {
            governed: self.governed.unwrap_or(default.governed),
            organic: self.organic.unwrap_or_default(),
            reference: self.reference.unwrap_or_default(),
        })
    }

    /// For a clone's file: what is counted is what production's inventory counted.
    pub(super) fn policy(self) -> Result<DriftPolicy, Error> {
        for (key, given) in [
            ("governed", self.governed.is_some()),
            ("organic", self.organic.is_some()),
            ("reference", self.reference.is_some()),
        ] {
            if given {
                let reason = "belongs into production's file: the clone is asked what production's inventory was";
                return Err(Error::setting(format!("drift.{key}"), reason));
            }
        }
        Ok(DriftPolicy {
            exclude: self.exclude.unwrap_or_default(),
            tag: self.tag,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::DriftFile;

    fn file(text: &str) -> DriftFile {
        toml::from_str(text).expect("well formed")
    }

    #[test]
    fn each_channel_takes_its_own_settings() {
        let scope = file("").scope().expect("defaults");
        assert_eq!(scope.governed, ["governance.*"]);
        let scope = file("governed = []\norganic = [\"a.b\"]").scope();
        assert!(scope.expect("given").governed.is_empty());
        let policy = file("exclude = [\"comment *\"]\ntag = \"KB-1\"").policy();
        assert_eq!(policy.expect("given").tag.as_deref(), Some("KB-1"));
        for text in ["exclude = []", "tag = \"KB-1\""] {
            assert!(file(text).scope().is_err(), "{text}");
        }
        for text in ["governed = []", "organic = []", "reference = []"] {
            assert!(file(text).policy().is_err(), "{text}");
        }
    }
}
