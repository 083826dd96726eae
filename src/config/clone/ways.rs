//! From `[clone]` to the ways to it, which lead nowhere else.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{CONNECT_TIMEOUT, CloneFile, CloneTimeouts, setting};
use crate::config::database::{one_url, read_password};
use crate::config::{DatabaseConfig, Error, SslMode, Transport, WritableRole};

/// The longest a setting of [`CloneTimeouts`] may be.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

impl CloneFile {
    /// The writer's and the observer's way to the clone.
    pub(super) fn ways(
        &self,
        folder: &Path,
    ) -> Result<(DatabaseConfig, Option<DatabaseConfig>), Error> {
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
        way.take_ssl_mode("clone.sslmode", url, self.sslmode)?;
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

    /// How long what may take.
    pub(super) fn timeouts(&self) -> Result<CloneTimeouts, Error> {
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
