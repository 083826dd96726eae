//! The gates there are: built in, and the operator's own files. A file that cannot be used is refused at start.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::refusals;
use crate::config::GatesConfig;
use crate::error::ToolError;
use crate::gate::definition::builtin::GateFile;
use crate::gate::{Asks, Definition, DefinitionError};
use crate::policy::{Catalog, Policy};
use crate::sql::{FirstReading, RawSql, read_first};

/// Why the gates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A gate file is not one.
    #[error("gate file {0}")]
    Definition(#[from] DefinitionError),
}

/// A gate with the exact text it was read from.
#[derive(Debug, Clone)]
pub struct Gate {
    /// The gate, understood.
    pub definition: Definition,
    /// The file's text, which its digest is of.
    pub text: String,
    /// Whether gatepost brings it along.
    pub is_builtin: bool,
}

/// What a gate file may ask for.
pub struct Bounds<'a> {
    /// The gates that gatepost brings along for the channel.
    pub builtin: &'a [GateFile],
    /// The names on the allowlist.
    pub databases: Vec<&'a str>,
    /// What statements may call and read.
    pub policy: &'a Policy,
    /// Bytes of one statement.
    pub sql_bytes: usize,
}

/// Every gate by name.
#[derive(Debug, Clone)]
pub struct Library(BTreeMap<String, Gate>);

impl Library {
    /// Reads the built-in gates and the operator's folder.
    ///
    /// # Errors
    /// When the folder was named and is not there, a file cannot be read or understood, asks what no agent may ask,
    /// names a database that is not served, or bears a name that is taken.
    pub fn load(config: &GatesConfig, bounds: &Bounds<'_>) -> Result<Self, LibraryError> {
        let mut library = Self(BTreeMap::new());
        for (file, text) in bounds.builtin {
            let definition = Definition::parse(file, text.as_bytes())?;
            let gate = Gate {
                definition,
                text: (*text).to_owned(),
                is_builtin: true,
            };
            library.0.insert(gate.definition.name.clone(), gate);
        }
        for path in gate_files(config)? {
            library.add(&path, bounds)?;
        }
        Ok(library)
    }

    /// The gates in the order of their names.
    pub(super) fn gates(&self) -> impl Iterator<Item = &Gate> {
        self.0.values()
    }

    /// The gate of exactly this name.
    ///
    /// # Errors
    /// `gate_unknown` for every other text.
    pub(super) fn get(&self, name: &str) -> Result<&Gate, ToolError> {
        let known = self.0.keys().map(String::as_str);
        self.0
            .get(name)
            .ok_or_else(|| refusals::gate_unknown(name, known))
    }

    fn add(&mut self, path: &Path, bounds: &Bounds<'_>) -> Result<(), LibraryError> {
        let bytes = std::fs::read(path).map_err(|source| LibraryError::Read {
            path: path.to_owned(),
            source,
        })?;
        let file = path.display().to_string();
        let definition = Definition::parse(&file, &bytes)?;
        let refused = |position, reason| {
            Err(LibraryError::Definition(DefinitionError {
                file: file.clone(),
                position,
                reason,
            }))
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let at_key = |key: &str| {
            let offset = text.find(key).unwrap_or_default();
            crate::error::Position::of_offset(&text, offset)
        };
        if let Some(other) = self.0.get(&definition.name) {
            let whose = if other.is_builtin {
                "built in"
            } else {
                "in another file"
            };
            let reason = format!(
                "there is a gate `{}` {whose} already: choose another name",
                definition.name
            );
            return refused(at_key("name"), reason);
        }
        if let Some(database) = &definition.database
            && !bounds.databases.contains(&database.as_str())
        {
            let reason = format!(
                "database `{database}` is not served; these are: {}",
                bounds.databases.join(", ")
            );
            return refused(at_key("database"), reason);
        }
        for check in &definition.checks {
            if let Asks::Sql(sql) = &check.asks
                && let Some(refusal) = refusal_of(sql, bounds)
            {
                let reason = format!(
                    "check `{}` asks what may not be asked: {}: {}; {}",
                    check.name, refusal.code, refusal.message, refusal.hint
                );
                return refused(check.position, reason);
            }
        }
        let gate = Gate {
            definition,
            text,
            is_builtin: false,
        };
        self.0.insert(gate.definition.name.clone(), gate);
        Ok(())
    }
}

/// What the first reading has against a check's SQL; the second is made when it is asked.
fn refusal_of(sql: &str, bounds: &Bounds<'_>) -> Option<ToolError> {
    let reading = RawSql::new(sql, bounds.sql_bytes)
        .map(|sql| read_first(&sql, Catalog::builtin(), bounds.policy.allow_functions()));
    match reading {
        Err(refusal) | Ok(FirstReading::Refused(refusal)) => Some(refusal),
        Ok(_) => None,
    }
}

/// The files of the folder that are gates, in the order of their names.
fn gate_files(config: &GatesConfig) -> Result<Vec<PathBuf>, LibraryError> {
    let failed = |source| LibraryError::Read {
        path: config.dir.clone(),
        source,
    };
    let entries = match std::fs::read_dir(&config.dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !config.required => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(failed(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Bounds, Library};
    use crate::config::GatesConfig;
    use crate::gate::definition::builtin::BUILTIN;
    use crate::policy::Policy;

    /// The names of the library with this one file, or why it is refused.
    fn load(text: &str) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("mine.toml"), text).expect("written");
        std::fs::write(folder.path().join("notes.txt"), "not a gate").expect("written");
        load_folder(folder.path(), true)
    }

    fn load_folder(dir: &Path, required: bool) -> Result<Vec<String>, String> {
        let config = GatesConfig {
            dir: dir.to_owned(),
            required,
        };
        let policy = Policy::default();
        let bounds = Bounds {
            builtin: &BUILTIN,
            databases: vec!["directus"],
            policy: &policy,
            sql_bytes: 1000,
        };
        let library = Library::load(&config, &bounds).map_err(|error| error.to_string())?;
        Ok(library
            .gates()
            .map(|gate| gate.definition.name.clone())
            .collect())
    }

    const GATE: &str = "name = \"mine\"\ntitle = \"Mine\"\nkind = \"bracket\"\ndatabase = \"directus\"\n\
                        [[check]]\nname = \"issues\"\nsql = \"select count(*) from public.system_issues\"\nrule = \"unchanged\"\n";

    #[test]
    fn the_operators_gates_stand_beside_the_builtin_ones() {
        let names = load(GATE).expect("valid");
        assert_eq!(
            names,
            [
                "mine",
                "no-write-channel",
                "production-hard-gate-0",
                "unchanged"
            ]
        );
    }

    #[test]
    fn a_folder_that_was_named_must_be_there() {
        let missing = Path::new("there/is/no/such/folder");
        assert_eq!(load_folder(missing, false).expect("optional").len(), 3);
        let error = load_folder(missing, true).expect_err("required");
        assert!(error.contains("there/is/no/such/folder"), "{error}");
    }

    #[test]
    fn a_bad_file_is_refused_with_its_place_and_reason() {
        let changed = |from: &str, to: &str| {
            assert!(GATE.contains(from), "{from}");
            load(&GATE.replace(from, to)).expect_err(to)
        };
        for (from, to, place, reason) in [
            ("title", "tittle", "mine.toml:2:", "tittle"),
            (
                "\"mine\"",
                "\"unchanged\"",
                "mine.toml:1:",
                "built in already",
            ),
            (
                "\"directus\"",
                "\"elsewhere\"",
                "mine.toml:4:",
                "not served",
            ),
            (
                "select count(*) from",
                "delete from",
                "mine.toml:6:",
                "statement_not_allowed",
            ),
            (
                "count(*)",
                "pg_sleep(1)",
                "mine.toml:6:",
                "function_not_allowed",
            ),
        ] {
            let error = changed(from, to);
            assert!(
                error.contains(place) && error.contains(reason),
                "{to}: {error}"
            );
        }
    }
}
