//! How one database is reached, and what is asked of the role.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Error;

/// How far TLS goes, as in libpq's `sslmode` (PostgreSQL manual, section 34.19.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SslMode {
    /// Never TLS.
    Disable,
    /// TLS when the server has it; the certificate is not checked.
    #[default]
    Prefer,
    /// TLS or no connection; the certificate is checked only when a CA file is given.
    Require,
    /// TLS, a certificate from a known authority, and the right host name.
    VerifyFull,
}

impl SslMode {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "disable" => Self::Disable,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-full" => Self::VerifyFull,
            _ => return None,
        })
    }
}

/// What to do with a role that can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WritableRole {
    /// No query is served.
    #[default]
    Refuse,
    /// Queries are served, and every answer says so. For scratch databases.
    Accept,
}

/// What carries the protocol to the server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Transport {
    /// A connection of our own, by TCP or a Unix socket.
    #[default]
    Network,
    /// A program and its arguments; the protocol goes over its standard input and output.
    Command(Vec<String>),
}

/// `[databases.NAME]` as the file holds it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatabaseFile {
    url: Option<String>,
    url_env: Option<String>,
    password_file: Option<PathBuf>,
    sslmode: Option<SslMode>,
    ca_file: Option<PathBuf>,
    #[serde(default)]
    writable_role: WritableRole,
    auditor_url: Option<String>,
    auditor_url_env: Option<String>,
    auditor_password_file: Option<PathBuf>,
}

impl DatabaseFile {
    /// With relative paths taken as beside the configuration file.
    pub(super) fn beside(mut self, folder: &Path) -> Self {
        for path in [
            &mut self.password_file,
            &mut self.ca_file,
            &mut self.auditor_password_file,
        ] {
            *path = path.take().map(|path| folder.join(path));
        }
        self
    }
}

/// How one database is reached.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// Host, port, role, password and database. Its `Debug` leaves the password out.
    pub connection: tokio_postgres::Config,
    /// How far TLS goes.
    pub ssl_mode: SslMode,
    /// The authorities that may sign the server's certificate; without it, the system's.
    pub ca_file: Option<PathBuf>,
    /// What carries the protocol to the server; to production always the network.
    pub transport: Transport,
    /// What to do with a role that can write.
    pub writable_role: WritableRole,
    /// A second read-only role on the same database, which gates alone use and agents never.
    pub auditor: Option<Box<DatabaseConfig>>,
}

impl DatabaseConfig {
    pub(super) fn from_file(name: &str, file: DatabaseFile) -> Result<Self, Error> {
        check_name(name)?;
        let section = format!("databases.{name}");
        let setting = |key: &str| format!("{section}.{key}");
        let url = one_url(&section, ["url", "url_env"], file.url, file.url_env)?
            .ok_or_else(|| Error::setting(section.as_str(), "give one of `url` and `url_env`"))?;
        let mut database = Self::from_url(name, &url, None)?;
        read_password(&mut database, &setting("password_file"), file.password_file)?;
        database.take_ssl_mode(&setting("sslmode"), &url, file.sslmode)?;
        if file.ca_file.is_some() {
            database.ca_file = file.ca_file;
        }
        database.writable_role = file.writable_role;
        let auditor_url = one_url(
            &section,
            ["auditor_url", "auditor_url_env"],
            file.auditor_url,
            file.auditor_url_env,
        )?;
        match auditor_url {
            Some(url) => {
                let mut auditor = database.auditor_from_url(name, &url)?;
                read_password(
                    &mut auditor,
                    &setting("auditor_password_file"),
                    file.auditor_password_file,
                )?;
                auditor.take_ssl_mode(&setting("sslmode"), &url, file.sslmode)?;
                auditor.ca_file = auditor.ca_file.or_else(|| database.ca_file.clone());
                database.auditor = Some(Box::new(auditor));
            }
            None if file.auditor_password_file.is_some() => {
                return Err(Error::setting(
                    setting("auditor_password_file"),
                    "has no use without `auditor_url`",
                ));
            }
            None => {}
        }
        Ok(database)
    }

    /// The auditor's way to the same database.
    fn auditor_from_url(&self, name: &str, url: &str) -> Result<Self, Error> {
        let refused =
            |reason: String| Error::setting(format!("databases.{name}.auditor_url"), reason);
        let mut auditor = Self::from_url(name, url, None).map_err(|error| match error {
            Error::Setting { reason, .. } => refused(reason),
            other => other,
        })?;
        let named = split_tls(url).is_ok_and(|(url, ..)| {
            url.parse::<tokio_postgres::Config>()
                .is_ok_and(|config| config.get_dbname().is_some())
        });
        if !named && let Some(own) = self.connection.get_dbname() {
            auditor.connection.dbname(own);
        }
        let (own, other) = (
            self.connection.get_dbname(),
            auditor.connection.get_dbname(),
        );
        if own != other {
            return Err(refused(format!(
                "names the database `{}`, but the auditor must look at `{}`",
                other.unwrap_or_default(),
                own.unwrap_or_default()
            )));
        }
        if self.connection.get_user() == auditor.connection.get_user() {
            return Err(refused(
                "names the agents' role: the auditor is a role of its own".to_owned(),
            ));
        }
        auditor.writable_role = self.writable_role;
        Ok(auditor)
    }

    /// A database reached by `url`; `database` overrides the one that `url` names.
    pub(super) fn from_url(name: &str, url: &str, database: Option<&str>) -> Result<Self, Error> {
        let setting = format!("databases.{name}.url");
        let mut config = Self::over(&setting, url, Transport::Network)?;
        if let Some(database) = database {
            config.connection.dbname(database);
        }
        if config.connection.get_dbname().is_none() {
            config.connection.dbname(name);
        }
        Ok(config)
    }

    /// Takes what the setting says of TLS. Where the URL that this was made from says another thing, one of the two is not meant.
    pub(super) fn take_ssl_mode(
        &mut self,
        setting: &str,
        url: &str,
        mode: Option<SslMode>,
    ) -> Result<(), Error> {
        let Some(mode) = mode else { return Ok(()) };
        let named = split_tls(url).ok().and_then(|(_, named, _)| named);
        if named.is_some_and(|named| named != mode) {
            return Err(Error::setting(
                setting,
                "is another than the `sslmode` in the URL: give one of the two",
            ));
        }
        self.ssl_mode = mode;
        Ok(())
    }

    /// What `url` names, reached by `transport`. The database may be left unnamed.
    pub(super) fn over(setting: &str, url: &str, transport: Transport) -> Result<Self, Error> {
        let (url, ssl_mode, ca_file) =
            split_tls(url).map_err(|reason| Error::setting(setting, reason))?;
        // The parser's own error may quote the string, and the string may hold a password.
        let connection: tokio_postgres::Config = url.parse().map_err(|_| {
            Error::setting(
                setting,
                "is not a PostgreSQL connection string: write postgres://role@host:port/database",
            )
        })?;
        if transport == Transport::Network && connection.get_hosts().is_empty() {
            return Err(Error::setting(
                setting,
                "names no host: write postgres://role@host:port/database",
            ));
        }
        if connection.get_user().is_none() {
            return Err(Error::setting(
                setting,
                "names no role: write postgres://role@host:port/database",
            ));
        }
        Ok(Self {
            connection,
            ssl_mode: ssl_mode.unwrap_or_default(),
            ca_file,
            transport,
            writable_role: WritableRole::Refuse,
            auditor: None,
        })
    }
}

/// The connection string, from the file or from the environment variable it names.
pub(super) fn one_url(
    section: &str,
    [url_key, variable_key]: [&str; 2],
    url: Option<String>,
    variable: Option<String>,
) -> Result<Option<String>, Error> {
    match (url, variable) {
        (Some(url), None) => Ok(Some(url)),
        (None, None) => Ok(None),
        (None, Some(variable)) => std::env::var(&variable).map(Some).map_err(|_| {
            Error::setting(
                format!("{section}.{variable_key}"),
                format!("the environment variable {variable} is not set"),
            )
        }),
        (Some(_), Some(_)) => Err(Error::setting(
            section,
            format!("give one of `{url_key}` and `{variable_key}`"),
        )),
    }
}

pub(super) fn read_password(
    database: &mut DatabaseConfig,
    setting: &str,
    file: Option<PathBuf>,
) -> Result<(), Error> {
    let Some(path) = file else { return Ok(()) };
    let password = std::fs::read_to_string(&path).map_err(|error| {
        Error::setting(
            setting,
            format!("cannot read `{}`: {error}", path.display()),
        )
    })?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Error::setting(
            setting,
            format!("`{}` holds no password", path.display()),
        ));
    }
    database.connection.password(password);
    Ok(())
}

/// Names are shown to agents, stand in URLs of resources and on command lines, so they are kept plain.
fn check_name(name: &str) -> Result<(), Error> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.len() <= 63 && name.chars().all(plain) {
        Ok(())
    } else {
        Err(Error::setting(
            format!("databases.{name:?}"),
            "a name is 1 to 63 letters, digits, `_` or `-`; the database's own name can stand in `url`",
        ))
    }
}

/// Takes `sslmode` and `sslrootcert` out of the query part of a URL, since tokio-postgres knows only part of them.
fn split_tls(url: &str) -> Result<(String, Option<SslMode>, Option<PathBuf>), String> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut ca_file, mut rest) = (None, None, Vec::new());
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            Some(("sslmode", value)) => {
                let named = SslMode::parse(value).ok_or_else(|| {
                    "sslmode is disable, prefer, require or verify-full".to_owned()
                })?;
                mode = Some(named);
            }
            Some(("sslrootcert", value)) => ca_file = Some(PathBuf::from(value)),
            _ => rest.push(parameter),
        }
    }
    let separator = if rest.is_empty() { "" } else { "?" };
    Ok((
        format!("{base}{separator}{}", rest.join("&")),
        mode,
        ca_file,
    ))
}

#[cfg(test)]
mod tests {
    use super::{DatabaseConfig, SslMode, split_tls};

    #[test]
    fn tls_settings_leave_the_url() {
        let (url, mode, ca) =
            split_tls("postgres://r@h/d?sslmode=verify-full&connect_timeout=3&sslrootcert=/ca.pem")
                .expect("valid");
        assert_eq!(url, "postgres://r@h/d?connect_timeout=3");
        assert_eq!(mode, Some(SslMode::VerifyFull));
        assert_eq!(ca.expect("given").to_str(), Some("/ca.pem"));
        assert!(split_tls("postgres://r@h/d?sslmode=allow").is_err());
    }

    #[test]
    fn the_auditor_is_another_role_on_the_same_database() {
        let database =
            DatabaseConfig::from_url("directus", "postgres://ro@host/directus_live", None)
                .expect("valid");
        for (url, reason) in [
            (
                "postgres://auditor@host/other",
                "must look at `directus_live`",
            ),
            ("postgres://ro@host/directus_live", "a role of its own"),
            ("postgres://host/directus_live", "names no role"),
        ] {
            let error = database
                .auditor_from_url("directus", url)
                .expect_err(url)
                .to_string();
            assert!(
                error.contains(reason) && error.contains("auditor_url"),
                "{url}: {error}"
            );
        }
        let auditor = database
            .auditor_from_url("directus", "postgres://auditor@host")
            .expect("valid");
        assert_eq!(auditor.connection.get_dbname(), Some("directus_live"));
    }

    #[test]
    fn a_url_must_name_host_and_role() {
        for url in ["postgres:///directus", "postgres://host/directus"] {
            assert!(
                DatabaseConfig::from_url("directus", url, None).is_err(),
                "{url}"
            );
        }
        let config =
            DatabaseConfig::from_url("directus", "postgres://ro@host", None).expect("valid");
        assert_eq!(config.connection.get_dbname(), Some("directus"));
    }
}
