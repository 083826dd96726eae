//! The clone: how it is reached, and what it must never be taken for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::database::{one_url, read_password};
use super::{
    AuthConfig, DEFAULT_DATABASES, DatabaseConfig, DriftPolicy, Error, File, GatesConfig,
    HttpConfig, LedgerConfig, Limits, PolicyConfig, SslMode, Transport, WritableRole,
};

/// The roles of production's process, as `gatepost role-sql` names them.
const PRODUCTION_ROLES: [&str; 2] = ["query_pg_ro", "gatepost_auditor"];

/// Where change sets are, beside the configuration file.
const DEFAULT_CHANGES: &str = "changes";

/// A connection to a clone may come through a tunnel that is opened for it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The longest a setting of [`CloneTimeouts`] may be.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

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
        file.limits.validate()?;
        file.policy.compile()?;
        file.http.validate()?;
        file.auth.validate(std::iter::once(&clone.name))?;
        let folder = path.parent().unwrap_or(Path::new(""));
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
            http: file.http.beside(folder),
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

impl CloneFile {
    /// The writer's and the observer's way to the clone.
    fn ways(&self, folder: &Path) -> Result<(DatabaseConfig, Option<DatabaseConfig>), Error> {
        let transport = match &self.connect_command {
            None => Transport::Network,
            Some(argv) => Transport::Command(argv.clone()),
        };
        if self
            .connect_command
            .as_ref()
            .is_some_and(|argv| argv.first().is_none_or(|program| program.trim().is_empty()))
        {
            return Err(setting(
                "connect_command",
                "names no program: write the program and its arguments, as in [\"ssh\", \"host\", \"nc\", ...]",
            ));
        }
        let url = one_url(
            "clone",
            ["url", "url_env"],
            self.url.clone(),
            self.url_env.clone(),
        )?
        .ok_or_else(|| Error::setting("clone", "give one of `url` and `url_env`"))?;
        let mut writer = self.way("url", &url, &transport, folder)?;
        let password_file = |file: &Option<PathBuf>| file.as_ref().map(|file| folder.join(file));
        let file = password_file(&self.password_file);
        read_password(&mut writer, "clone.password_file", file)?;
        writer.writable_role = WritableRole::Accept;
        let observer_url = one_url(
            "clone",
            ["observer_url", "observer_url_env"],
            self.observer_url.clone(),
            self.observer_url_env.clone(),
        )?;
        let file = password_file(&self.observer_password_file);
        let Some(url) = observer_url else {
            return match file {
                None => Ok((writer, None)),
                Some(_) => Err(setting(
                    "observer_password_file",
                    "has no use without `observer_url`",
                )),
            };
        };
        let mut observer = self.way("observer_url", &url, &transport, folder)?;
        read_password(&mut observer, "clone.observer_password_file", file)?;
        if observer.connection.get_user() == writer.connection.get_user() {
            return Err(setting(
                "observer_url",
                "names the role that writes: the observer is a role of its own, that cannot",
            ));
        }
        Ok((writer, Some(observer)))
    }

    /// One way, which must lead to the clone by name and carry no settings of its own.
    fn way(
        &self,
        key: &str,
        url: &str,
        transport: &Transport,
        folder: &Path,
    ) -> Result<DatabaseConfig, Error> {
        let mut way = DatabaseConfig::over(&format!("clone.{key}"), url, transport.clone())?;
        let refused = |reason: String| Err(setting(key, reason));
        match way.connection.get_dbname() {
            None => {
                way.connection.dbname(&self.name);
            }
            Some(database) if database == self.name => {}
            Some(database) => {
                return refused(format!(
                    "leads to the database `{database}`, but `clone.name` is `{}`",
                    self.name
                ));
            }
        }
        if way.connection.get_options().is_some() {
            return refused(
                "carries `options`: settings of a session on the clone are gatepost's own; give the role lasting ones with \
                 ALTER ROLE"
                    .to_owned(),
            );
        }
        if way.connection.get_hosts().len() > 1 || way.connection.get_hostaddrs().len() > 1 {
            return refused("names several hosts: a clone is on one".to_owned());
        }
        if let Some(mode) = self.sslmode {
            way.ssl_mode = mode;
        }
        if let Some(file) = &self.ca_file {
            way.ca_file = Some(folder.join(file));
        }
        if let Transport::Command(_) = transport {
            if !way.connection.get_hosts().is_empty() || !way.connection.get_hostaddrs().is_empty()
            {
                return refused(
                    "names a host, but `connect_command` decides where the clone is: write postgres://role@/database"
                        .to_owned(),
                );
            }
            if matches!(way.ssl_mode, SslMode::Require | SslMode::VerifyFull) {
                return Err(setting(
                    "sslmode",
                    "asks for TLS, which goes to a host; with `connect_command` the command itself has to be safe, as ssh is",
                ));
            }
            way.ssl_mode = SslMode::Disable;
        }
        Ok(way)
    }

    fn timeouts(&self) -> Result<CloneTimeouts, Error> {
        let bounded = |key: &str, given: Option<Duration>, default: Duration| {
            let duration = given.unwrap_or(default);
            if (Duration::from_millis(1)..=LONGEST).contains(&duration) {
                Ok(duration)
            } else {
                Err(setting(key, "must be 1ms to 24h"))
            }
        };
        let seconds = Duration::from_secs;
        let idle = self.idle_in_transaction_session_timeout;
        Ok(CloneTimeouts {
            connect: bounded("connect_timeout", self.connect_timeout, CONNECT_TIMEOUT)?,
            statement: bounded("statement_timeout", self.statement_timeout, seconds(300))?,
            lock: bounded("lock_timeout", self.lock_timeout, seconds(10))?,
            idle_in_transaction: bounded(
                "idle_in_transaction_session_timeout",
                idle,
                seconds(300),
            )?,
        })
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
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::super::{Channel, Error, Transport, WritableRole};
    use super::CloneConfig;

    fn load(text: &str) -> Result<CloneConfig, Error> {
        Channel::from_toml(text, Path::new("/etc/gatepost/clone.toml"))
            .and_then(Channel::into_clone)
    }

    fn refused(settings: &str) -> String {
        load(&format!("[clone]\n{settings}"))
            .expect_err(settings)
            .to_string()
    }

    #[test]
    fn a_name_and_a_url_get_the_documented_defaults() {
        let config = load("[clone]\nname = \"c\"\nurl = \"postgres://w@h\"\n").expect("valid");
        assert_eq!(config.writer.connection.get_dbname(), Some("c"));
        assert_eq!(config.writer.writable_role, WritableRole::Accept);
        assert_eq!(config.writer.transport, Transport::Network);
        assert_eq!(config.changes, Path::new("/etc/gatepost/changes"));
        assert_eq!(config.production_roles, ["query_pg_ro", "gatepost_auditor"]);
        assert_eq!(config.timeouts.statement, Duration::from_secs(300));
        assert!(config.observer.is_none());
        assert!(config.is_production("directus") && !config.is_production("c"));
    }

    #[test]
    fn a_name_of_production_is_refused() {
        for name in ["directus", "incomex_metadata", "workflow", "Directus"] {
            let error = refused(&format!(
                "name = \"{name}\"\nurl = \"postgres://w@h/{name}\"\nproduction = [\"other\"]\n"
            ));
            assert!(error.starts_with("clone.name: "), "{error}");
        }
        let error = refused("name = \"erp\"\nurl = \"postgres://w@h\"\nproduction = [\"erp\"]\n");
        assert!(error.starts_with("clone.name: "), "{error}");
    }

    #[test]
    fn a_url_must_lead_to_the_clone_and_to_nothing_else() {
        for (url, setting, reason) in [
            ("postgres://w@h/directus", "clone.url", "`directus`"),
            (
                "postgres://w@h/c?dbname=directus",
                "clone.url",
                "`directus`",
            ),
            ("host=h user=w dbname=directus", "clone.url", "`directus`"),
            (
                "postgres://w@h/c?service=production",
                "clone.url",
                "connection string",
            ),
            (
                "postgres://w@h/c?options=-c%20gatepost.clone%3Dc",
                "clone.url",
                "options",
            ),
            ("postgres://w@h,production/c", "clone.url", "several hosts"),
            ("postgres://h/c", "clone.url", "no role"),
            (
                "postgres://query_pg_ro@h/c",
                "clone.production_role",
                "production",
            ),
        ] {
            let error = refused(&format!("name = \"c\"\nurl = \"{url}\"\n"));
            assert!(
                error.starts_with(setting) && error.contains(reason),
                "{url}: {error}"
            );
        }
    }

    #[test]
    fn a_command_takes_the_place_of_a_host() {
        let command = "name = \"c\"\nconnect_command = [\"nc\", \"-U\", \"/s\"]\n";
        let text = format!("[clone]\n{command}url = \"postgres://w@/c\"\n");
        let config = load(&text).expect("valid");
        let argv = ["nc", "-U", "/s"].map(str::to_owned).to_vec();
        assert_eq!(config.writer.transport, Transport::Command(argv));
        for (text, setting) in [
            (
                format!("{command}url = \"postgres://w@h/c\"\n"),
                "clone.url",
            ),
            (
                format!("{command}url = \"postgres://w@/c\"\nsslmode = \"require\"\n"),
                "clone.sslmode",
            ),
            (
                "name = \"c\"\nurl = \"postgres://w@/c\"\nconnect_command = []\n".to_owned(),
                "clone.connect_command",
            ),
            (
                "name = \"c\"\nurl = \"postgres://w@/c\"\n".to_owned(),
                "clone.url",
            ),
        ] {
            let error = refused(&text);
            assert!(error.starts_with(setting), "{text}: {error}");
        }
    }

    #[test]
    fn the_observer_is_another_role_on_the_same_clone() {
        let text = "name = \"c\"\nurl = \"postgres://w@h/c\"\n";
        for (url, reason) in [
            ("postgres://o@h/directus", "`directus`"),
            ("postgres://w@h/c", "names the role that writes"),
        ] {
            let error = refused(&format!("{text}observer_url = \"{url}\"\n"));
            assert!(
                error.starts_with("clone.observer_url") && error.contains(reason),
                "{error}"
            );
        }
        let text = format!("[clone]\n{text}observer_url = \"postgres://o@h\"\n");
        let observer = load(&text).expect("valid").observer.expect("given");
        assert_eq!(observer.connection.get_dbname(), Some("c"));
        assert_eq!(observer.writable_role, WritableRole::Refuse);
    }

    #[test]
    fn one_file_is_one_channel() {
        let production = "[databases.a]\nurl = \"postgres://x@y/z\"\n";
        let clone = "[clone]\nname = \"c\"\nurl = \"postgres://w@h/c\"\n";
        let path = Path::new("gatepost.toml");
        let both = Channel::from_toml(&format!("{production}{clone}"), path).expect_err("both");
        assert!(both.to_string().contains("one channel"), "{both}");
        let error = Channel::from_toml(clone, path)
            .and_then(Channel::production)
            .expect_err("a clone's");
        assert!(
            error.to_string().contains("gatepost clone check"),
            "{error}"
        );
        let error = load(production).expect_err("production's");
        assert!(error.to_string().contains("[clone]"), "{error}");
    }
}
