//! File and environment to a validated [`Config`] or [`CloneConfig`], one struct per concern. A file is one channel's, and
//! [`Channel`] says which: a process of the one never holds what leads to the other.
//!
//! Unknown keys are refused, so that a typo fails closed. Secrets never need to be in the file:
//! `url_env` names an environment variable, `password_file` a file. Relative paths in the file are beside it: a client
//! starts gatepost in whatever folder it likes.

mod channel;
mod clone;
mod database;
mod drift;
mod evidence;
mod http;
mod jwt;
mod limits;
mod policy;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use channel::Channel;
pub use clone::{CloneConfig, CloneTimeouts, SuperuserSession};
pub use database::{DatabaseConfig, SslMode, Transport, WritableRole};
pub use drift::{DriftPolicy, DriftScope};
pub use evidence::{DEFAULT_LEDGER, GatesConfig, LedgerConfig};
pub use http::{AuthConfig, AuthMode, HttpConfig, TokenConfig};
pub use jwt::{JwtAlgorithm, JwtConfig, ScopeConfig};
pub use limits::Limits;
pub use policy::PolicyConfig;

/// The databases served when only `--url` is given.
pub const DEFAULT_DATABASES: [&str; 3] = ["directus", "incomex_metadata", "workflow"];

/// The file read when neither `--config` nor `GATEPOST_CONFIG` names one.
pub const DEFAULT_FILE: &str = "gatepost.toml";

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML of the expected form; the text names line and column.
    #[error("`{path}` cannot be used: {reason}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, column and reason, as the TOML parser gives them.
        reason: String,
    },
    /// A setting is well formed and cannot be used.
    #[error("{setting}: {reason}")]
    Setting {
        /// The setting, such as `databases.directus.url`.
        setting: String,
        /// Why, and what to write instead.
        reason: String,
    },
    /// There is nothing to serve.
    #[error(
        "no configuration: write `{DEFAULT_FILE}` (see `gatepost serve --help`), name a file with `--config` or \
         GATEPOST_CONFIG, or give `--url postgres://role@host:port` to serve directus, incomex_metadata and workflow"
    )]
    Nothing,
}

impl Error {
    fn setting(setting: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Setting {
            setting: setting.into(),
            reason: reason.into(),
        }
    }
}

/// What the file may hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    databases: Option<BTreeMap<String, database::DatabaseFile>>,
    clone: Option<clone::CloneFile>,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    policy: PolicyConfig,
    #[serde(default)]
    http: HttpConfig,
    #[serde(default)]
    auth: AuthConfig,
    #[serde(default)]
    gates: evidence::GatesFile,
    #[serde(default)]
    ledger: evidence::LedgerFile,
    #[serde(default)]
    drift: drift::DriftFile,
}

impl File {
    /// With what serving takes on either channel checked, and its relative paths taken as beside the file in `folder`.
    fn beside<'a>(
        mut self,
        folder: &Path,
        databases: impl Iterator<Item = &'a String> + Clone,
    ) -> Result<Self, Error> {
        self.limits.validate()?;
        self.policy.compile()?;
        self.http.validate()?;
        self.auth.validate(databases)?;
        self.http = self.http.beside(folder);
        self.auth = self.auth.beside(folder);
        Ok(self)
    }
}

/// Everything a process needs to know before it serves.
#[derive(Debug, Clone)]
pub struct Config {
    /// The allowlist: agents choose among these names and nothing else.
    pub databases: BTreeMap<String, DatabaseConfig>,
    /// Bounds on every call.
    pub limits: Limits,
    /// What may be called and read.
    pub policy: PolicyConfig,
    /// Serving over the network.
    pub http: HttpConfig,
    /// Who may call over the network.
    pub auth: AuthConfig,
    /// Where the operator's gates are.
    pub gates: GatesConfig,
    /// Where calls, entries and verdicts are recorded.
    pub ledger: LedgerConfig,
    /// What an inventory for a clone counts.
    pub drift: DriftScope,
}

impl Config {
    /// Loads what the command line asks for: `--config`, else `--url`, else [`DEFAULT_FILE`] in the working directory.
    ///
    /// # Errors
    /// When there is nothing to load, it is a clone's, or it cannot be used; the text says what to change.
    pub fn load(file: Option<&Path>, url: Option<&str>) -> Result<Self, Error> {
        Channel::load(file, url)?.production()
    }

    /// The three default databases, all on the server of `url`; a database named in `url` is not used.
    ///
    /// # Errors
    /// When `url` is not a PostgreSQL connection string.
    pub fn from_url(url: &str) -> Result<Self, Error> {
        let databases = DEFAULT_DATABASES
            .iter()
            .map(|name| {
                Ok((
                    (*name).to_owned(),
                    DatabaseConfig::from_url(name, url, Some(name))?,
                ))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            databases,
            limits: Limits::default(),
            policy: PolicyConfig::default(),
            http: HttpConfig::default(),
            auth: AuthConfig::default(),
            gates: evidence::GatesFile::default().beside(Path::new("")),
            ledger: evidence::LedgerFile::default().beside(Path::new("")),
            drift: DriftScope::default(),
        })
    }

    /// Reads one file.
    ///
    /// # Errors
    /// When it cannot be read, is a clone's, holds an unknown key, or a setting cannot be used.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        Channel::from_file(path)?.production()
    }

    fn from_parsed(
        file: File,
        databases: BTreeMap<String, database::DatabaseFile>,
        path: &Path,
    ) -> Result<Self, Error> {
        if databases.is_empty() {
            return Err(Error::setting(
                "databases",
                "name at least one database under [databases]",
            ));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let file = file.beside(folder, databases.keys())?;
        let databases = databases
            .into_iter()
            .map(|(name, database)| {
                let database = DatabaseConfig::from_file(&name, database.beside(folder))?;
                Ok((name, database))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            databases,
            limits: file.limits,
            policy: file.policy,
            http: file.http,
            auth: file.auth,
            gates: file.gates.beside(folder),
            ledger: file.ledger.beside(folder),
            drift: file.drift.scope()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Channel, Config};

    fn parse(text: &str) -> Result<Config, String> {
        Channel::from_toml(text, Path::new("gatepost.toml"))
            .and_then(Channel::production)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_database_and_nothing_else_gets_the_documented_defaults() {
        let config = parse("[databases.directus]\nurl = \"postgres://ro@localhost/directus\"\n")
            .expect("valid");
        assert_eq!(config.limits.rows, 500);
        assert_eq!(config.limits.timeout.as_secs(), 5);
        assert_eq!(config.limits.result_bytes.as_u64(), 1024 * 1024);
        assert_eq!(config.limits.sql_bytes.as_u64(), 100 * 1024);
        assert_eq!(config.limits.catalog_age.as_secs(), 50);
    }

    #[test]
    fn a_typo_is_refused_with_its_line() {
        for (text, seen) in [
            ("[databases.a]\nurll = \"postgres://x@y/z\"\n", "urll"),
            (
                "[databases.a]\nurl = \"postgres://x@y/z\"\n[limits]\nrow = 5\n",
                "row",
            ),
            ("[database.a]\nurl = \"postgres://x@y/z\"\n", "database"),
            (
                "[databases.a]\nurl = \"postgres://x@y/z\"\n[policy]\ndeny_relation = []\n",
                "deny_relation",
            ),
        ] {
            let error = parse(text).expect_err(text);
            assert!(
                error.contains(seen) && error.contains("line"),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn settings_that_cannot_hold_are_refused_by_name() {
        let database = "[databases.a]\nurl = \"postgres://x@y/z\"\n";
        for (text, setting) in [
            ("[databases]\n".to_owned(), "databases"),
            (format!("{database}[limits]\nrows = 0\n"), "limits.rows"),
            (
                format!("{database}[limits]\ntimeout = \"0s\"\n"),
                "limits.timeout",
            ),
            (
                format!("{database}[limits]\nconnections = 0\n"),
                "limits.connections",
            ),
            (
                format!("{database}[limits]\ncatalog_age = \"61s\"\n"),
                "limits.catalog_age",
            ),
            (
                format!("{database}[policy]\ndeny_relations = [\"a[\"]\n"),
                "policy.deny_relations",
            ),
            ("[databases.a]\n".to_owned(), "databases.a"),
            (
                "[databases.a]\nurl = \"postgres://x@y/z\"\nurl_env = \"X\"\n".to_owned(),
                "databases.a",
            ),
            (
                "[databases.a]\nurl = \"mysql://x@y/z\"\n".to_owned(),
                "databases.a.url",
            ),
            (
                "[databases.\"a b\"]\nurl = \"postgres://x@y/z\"\n".to_owned(),
                "databases",
            ),
        ] {
            let error = parse(&text).expect_err(&text);
            assert!(error.contains(setting), "{text}: {error}");
        }
    }

    #[test]
    fn relative_paths_are_beside_the_file() {
        let text = "[databases.a]\nurl = \"postgres://x@y/z\"\nca_file = \"ca.pem\"\n[gates]\ndir = \"mine\"\n\
                    [ledger]\nurl = \"sqlite://calls.db\"\nsigning_key_file = \"/keys/signing.pem\"\n";
        let config = Channel::from_toml(text, Path::new("/etc/gatepost/gatepost.toml"))
            .and_then(Channel::production)
            .expect("valid");
        let ca_file = config.databases["a"].ca_file.as_deref();
        assert_eq!(ca_file, Some(Path::new("/etc/gatepost/ca.pem")));
        assert_eq!(config.gates.dir, Path::new("/etc/gatepost/mine"));
        assert_eq!(config.ledger.location, "/etc/gatepost/calls.db");
        let key = config.ledger.signing_key_file.as_deref();
        assert_eq!(key, Some(Path::new("/keys/signing.pem")));
        let defaults = parse("[databases.a]\nurl = \"postgres://x@y/z\"\n").expect("valid");
        assert_eq!(defaults.ledger.location, "gatepost-ledger.db");
        assert_eq!(defaults.gates.dir, Path::new("gates"));
    }

    #[test]
    fn a_connection_string_never_reaches_an_error() {
        let error =
            parse("[databases.a]\nurl = \"postgres://x:secret@[bad/z\"\n").expect_err("bad url");
        assert!(!error.contains("secret"), "{error}");
        let url = "\"postgres://x:secret@y/z\"";
        for (text, said) in [
            (format!("[databases.a]\nurl = {url} junk\n"), "line 2"),
            (
                format!("[databases.a]\nurl = {}\n", url.trim_end_matches('"')),
                "line 2, column 31",
            ),
            (
                format!("[databases.a]\nurl = [{url}]\n"),
                "line 2, column 7",
            ),
            (format!("[databases]\na = {url}\n"), "line 2, column 5"),
            (format!("[databases]\na = \'\'\'{url}\'\'\'\n"), "a string"),
            (format!("databases = {url}\n"), "line 1"),
            (
                format!("[databases.a]\nurl = {url}\nurl = {url}\n"),
                "line 3",
            ),
            (
                format!("[databases.a]\npassword = {url}\n"),
                "unknown field `password`",
            ),
            (format!("[clone]\nconnect_command = {url}\n"), "line 2"),
            (
                format!("[databases.a]\nurl = {url}\n[limits]\nrows = {url}\n"),
                "line 4",
            ),
        ] {
            let error = parse(&text).expect_err(&text);
            assert!(!error.contains("secret"), "{error}");
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn two_words_on_tls_must_be_the_same() {
        for (mode, named, accepted) in [
            ("verify-full", "verify-full", true),
            ("disable", "verify-full", false),
            ("verify-full", "prefer", false),
        ] {
            let file = format!(
                "[databases.a]\nurl = \"postgres://x@y/z?sslmode={named}\"\nsslmode = \"{mode}\"\n"
            );
            match parse(&file) {
                Ok(_) => assert!(accepted, "{file}"),
                Err(error) => {
                    assert!(!accepted, "{error}");
                    assert!(error.contains("databases.a.sslmode"), "{error}");
                }
            }
        }
    }
}
