//! The clone: how it is reached, and what it must never be taken for.

mod ways;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::{
    AuthConfig, DEFAULT_DATABASES, DatabaseConfig, DriftPolicy, Error, File, GatesConfig,
    HttpConfig, LedgerConfig, Limits, PolicyConfig, SslMode, Transport,
};

/// The roles of production's process, as `gatepost role-sql` names them.
const PRODUCTION_ROLES: [&str; 2] = ["query_pg_ro", "gatepost_auditor"];

/// Where change sets are, beside the configuration file.
const DEFAULT_CHANGES: &str = "changes";

/// A connection to a clone may come through a tunnel that is opened for it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What to do with a superuser's session: no privilege of any database binds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuperuserSession {
    /// The clone is not used.
    #[default]
    Refuse,
    /// The clone is used. For a server that holds nothing but clones.
    Accept,
}

/// How long the server lets a session on the clone do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloneTimeouts {
    /// To open a connection and have its isolation checked.
    pub connect: Duration,
    /// `statement_timeout`.
    pub statement: Duration,
    /// `lock_timeout`.
    pub lock: Duration,
    /// `idle_in_transaction_session_timeout`.
    pub idle_in_transaction: Duration,
}

/// `[clone]` as the file holds it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CloneFile {
    name: String,
    url: Option<String>,
    url_env: Option<String>,
    password_file: Option<PathBuf>,
    sslmode: Option<SslMode>,
    ca_file: Option<PathBuf>,
    observer_url: Option<String>,
    observer_url_env: Option<String>,
    observer_password_file: Option<PathBuf>,
    connect_command: Option<Vec<String>>,
    #[serde(default)]
    production: Vec<String>,
    production_role: Option<OneOrMore>,
    #[serde(default)]
    superuser: SuperuserSession,
    changes: Option<PathBuf>,
    inventory: Option<PathBuf>,
    #[serde(default, with = "humantime_serde")]
    connect_timeout: Option<Duration>,
    #[serde(default, with = "humantime_serde")]
    statement_timeout: Option<Duration>,
    #[serde(default, with = "humantime_serde")]
    lock_timeout: Option<Duration>,
    #[serde(default, with = "humantime_serde")]
    idle_in_transaction_session_timeout: Option<Duration>,
}

/// A name, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// Everything a process of the clone channel needs to know. It holds nothing that leads to production.
#[derive(Debug, Clone)]
pub struct CloneConfig {
    /// The clone's database name, which it must bear on the server, in the URL and in its marker.
    pub name: String,
    /// How the role that writes reaches it.
    pub writer: DatabaseConfig,
    /// How a role that only reads reaches it; without one, what is read is read by the writer's role.
    pub observer: Option<DatabaseConfig>,
    /// The names that are production and never a clone; the default allowlist is always among them.
    pub production: Vec<String>,
    /// The roles of production's process, which must not be able to connect to the clone.
    pub production_roles: Vec<String>,
    /// What to do when the writer's role is a superuser.
    pub superuser: SuperuserSession,
    /// The folder of change sets.
    pub changes: PathBuf,
    /// Production's inventory, for `drift_compare`.
    pub inventory: Option<PathBuf>,
    /// What of the clone's drift is accepted.
    pub drift: DriftPolicy,
    /// How long what may take.
    pub timeouts: CloneTimeouts,
    /// Bounds on every call of a tool.
    pub limits: Limits,
    /// What tools may call and read.
    pub policy: PolicyConfig,
    /// Serving over the network.
    pub http: HttpConfig,
    /// Who may call over the network.
    pub auth: AuthConfig,
    /// Where the operator's gates are.
    pub gates: GatesConfig,
    /// Where calls, entries and verdicts are recorded.
    pub ledger: LedgerConfig,
}

impl CloneConfig {
    /// What an administrator needs to mark a clone: the database of that name on the server of `url`.
    ///
    /// # Errors
    /// When `url` is no connection string, or the name is production's.
    pub fn of_administrator(
        name: &str,
        url: &str,
        production: &[String],
        roles: &[String],
    ) -> Result<Self, Error> {
        let mut writer = DatabaseConfig::over("--url", url, Transport::Network)?;
        writer.connection.dbname(name);
        writer.connection.connect_timeout(CONNECT_TIMEOUT);
        let roles = match roles {
            [] => PRODUCTION_ROLES.map(str::to_owned).to_vec(),
            roles => roles.to_vec(),
        };
        let seconds = Duration::from_secs;
        let config = Self {
            name: name.to_owned(),
            writer,
            observer: None,
            production: with_defaults(production.to_vec()),
            production_roles: roles,
            superuser: SuperuserSession::Accept,
            changes: DEFAULT_CHANGES.into(),
            inventory: None,
            drift: DriftPolicy::default(),
            timeouts: CloneTimeouts {
                connect: CONNECT_TIMEOUT,
                statement: seconds(10),
                lock: seconds(10),
                idle_in_transaction: seconds(10),
            },
            limits: Limits::default(),
            policy: PolicyConfig::default(),
            http: HttpConfig::default(),
            auth: AuthConfig::default(),
            gates: super::evidence::GatesFile::default().beside(Path::new("")),
            ledger: super::evidence::LedgerFile::default().beside(Path::new("")),
        };
        config.validated()
    }

    /// Refused when the name is production's.
    fn validated(self) -> Result<Self, Error> {
        if self.is_production(&self.name) {
            let reason = format!(
                "`{}` is the name of a production database; a clone has a name of its own",
                self.name
            );
            return Err(setting("name", reason));
        }
        Ok(self)
    }

    /// Whether the name is production's. PostgreSQL tells `Directus` from `directus`; a person in a hurry may not.
    pub fn is_production(&self, name: &str) -> bool {
        self.production
            .iter()
            .any(|other| other.eq_ignore_ascii_case(name))
    }

    pub(super) fn from_parsed(file: File, clone: CloneFile, path: &Path) -> Result<Self, Error> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let file = file.beside(folder, std::iter::once(&clone.name))?;
        let (writer, observer) = clone.ways(folder)?;
        let timeouts = clone.timeouts()?;
        let connect = |mut config: DatabaseConfig| {
            let given = config.connection.get_connect_timeout().copied();
            config
                .connection
                .connect_timeout(given.unwrap_or(timeouts.connect));
            config
        };
        let production_roles = match clone.production_role {
            None => PRODUCTION_ROLES.map(str::to_owned).to_vec(),
            Some(OneOrMore::One(role)) => vec![role],
            Some(OneOrMore::More(roles)) => roles,
        };
        if production_roles.iter().all(String::is_empty) {
            return Err(setting(
                "production_role",
                "names no role: the role of production's process must not be able to connect to the clone",
            ));
        }
        let config = Self {
            name: clone.name,
            writer: connect(writer),
            observer: observer.map(connect),
            production: with_defaults(clone.production),
            production_roles,
            superuser: clone.superuser,
            changes: folder.join(clone.changes.unwrap_or_else(|| DEFAULT_CHANGES.into())),
            inventory: clone.inventory.map(|file| folder.join(file)),
            drift: file.drift.policy()?,
            timeouts,
            limits: file.limits,
            policy: file.policy,
            http: file.http,
            auth: file.auth,
            gates: file.gates.beside(folder),
            ledger: file.ledger.beside(folder),
        }
        .validated()?;
        for role in &config.production_roles {
            if config.roles().any(|own| own == role) {
                let reason = format!(
                    "`{role}` is the role of production's process; the clone's roles are others"
                );
                return Err(setting("production_role", reason));
            }
        }
        Ok(config)
    }

    /// The roles that this process connects as.
    fn roles(&self) -> impl Iterator<Item = &str> {
        let ways = std::iter::once(&self.writer).chain(&self.observer);
        ways.filter_map(|way| way.connection.get_user())
    }
}

/// The default allowlist is always production.
fn with_defaults(names: Vec<String>) -> Vec<String> {
    let mut production = DEFAULT_DATABASES.map(str::to_owned).to_vec();
    production.extend(names);
    production
}

fn setting(key: &str, reason: impl Into<String>) -> Error {
    Error::setting(format!("clone.{key}"), reason)
}

#[cfg(test)]
mod tests;
