//! PostgreSQL's own programs for definitions: `pg_dump` reads them from production, `pg_restore` makes them on the clone.
//! Neither sees a row of any table.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;
use tokio_postgres::config::Host;

use crate::config::{DatabaseConfig, SslMode, Transport};
use crate::error::{ErrorCode, ToolError};

/// How much of what a program says is kept.
const MOST_SAID: usize = 2_000;

/// What an archive's table of contents must not hold: rows of tables, and what is made from them.
const DATA: [&str; 7] = [
    "TABLE DATA",
    "SEQUENCE SET",
    "BLOB",
    "BLOBS",
    "BLOB METADATA",
    "LARGE OBJECT",
    "STATISTICS DATA",
];

/// What leads elsewhere, with a password: a clone is to reach nothing. `pg_dump` leaves subscriptions out when told.
const LEFT_OUT: &str = "USER MAPPING";

/// `pg_dump` and `pg_restore` of one installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programs {
    /// Where they are.
    pub directory: PathBuf,
    /// Their major version.
    pub major: u32,
}

/// What each part of the archive is: definitions that rows need, and those that are made over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Types, functions, tables, views.
    BeforeData,
    /// Indexes, constraints, triggers, materialized views.
    AfterData,
}

/// Definitions in a folder that goes away with the value.
pub struct Archive {
    folder: tempfile::TempDir,
    /// What was left out of it, to be told.
    pub left_out: Vec<String>,
}

impl Programs {
    /// The oldest that can read a server of this version: newer ones may write what an older server refuses.
    ///
    /// # Errors
    /// When there is none; the error names those there are.
    pub fn choose(found: &[Self], server_major: u32) -> Result<&Self, ToolError> {
        let able = found
            .iter()
            .filter(|programs| programs.major >= server_major);
        able.min_by_key(|programs| programs.major).ok_or_else(|| {
            let seen: Vec<String> = found
                .iter()
                .map(|programs| format!("{} in `{}`", programs.major, programs.directory.display()))
                .collect();
            let seen = match seen.is_empty() {
                true => "none was found".to_owned(),
                false => format!("there is {}", seen.join(", ")),
            };
            ToolError::new(
                ErrorCode::ConfigInvalid,
                format!("pg_dump and pg_restore of version {server_major} or later are needed, as production is: {seen}"),
                format!(
                    "install PostgreSQL's client programs of version {server_major}, or name their directory with `--programs`"
                ),
            )
        })
    }

    /// Reads production's definitions as they are in the snapshot.
    ///
    /// # Errors
    /// What `pg_dump` says.
    pub async fn dump(
        &self,
        production: &DatabaseConfig,
        snapshot: &str,
    ) -> Result<Archive, ToolError> {
        let folder = tempfile::Builder::new().prefix("gatepost-clone").tempdir();
        let folder = folder.map_err(|error| failed("a temporary folder", &error.to_string()))?;
        let database = production.connection.get_dbname().unwrap_or_default();
        let mut dump = self.command("pg_dump", production, database)?;
        dump.env("PGOPTIONS", "-c default_transaction_read_only=on");
        dump.args([
            "--format=custom",
            "--section=pre-data",
            "--section=post-data",
        ]);
        dump.args([
            "--no-subscriptions",
            "--no-blobs",
            "--lock-wait-timeout=10000",
        ]);
        if self.major >= 18 {
            // Most common values are values.
            dump.arg("--no-statistics");
        }
        dump.arg(format!("--snapshot={snapshot}"));
        dump.arg("--file").arg(archive(&folder));
        run("pg_dump", dump).await?;
        let mut list = self.bare("pg_restore");
        list.arg("--list").arg(archive(&folder));
        let contents = run("pg_restore", list).await?;
        let (kept, left_out) = sift(&contents)?;
        let written = std::fs::write(contents_file(&folder), kept);
        written.map_err(|error| failed("the table of contents", &error.to_string()))?;
        Ok(Archive { folder, left_out })
    }

    /// Makes a section of the archive's definitions, all of them or an error.
    ///
    /// # Errors
    /// What `pg_restore` says.
    pub async fn restore(
        &self,
        archive_of: &Archive,
        section: Section,
        clone: &DatabaseConfig,
        database: &str,
    ) -> Result<(), ToolError> {
        let section = match section {
            Section::BeforeData => "--section=pre-data",
            Section::AfterData => "--section=post-data",
        };
        let mut restore = self.command("pg_restore", clone, database)?;
        // As a connection string, in which a name may hold what it likes.
        let escaped = database.replace('\\', "\\\\").replace('\'', "\\'");
        restore.arg(format!("--dbname=dbname='{escaped}'"));
        restore.args([section, "--exit-on-error"]);
        restore
            .arg("--use-list")
            .arg(contents_file(&archive_of.folder));
        restore.arg(archive(&archive_of.folder));
        run("pg_restore", restore).await.map(|_| ())
    }

    /// A program with nothing of this process's environment that would lead it elsewhere.
    fn bare(&self, program: &str) -> Command {
        let mut command = Command::new(self.directory.join(program));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.env("LC_ALL", "C");
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    /// A program that connects. Where to, and the password, are in its environment: a command line is for all to see.
    fn command(
        &self,
        program: &str,
        way: &DatabaseConfig,
        database: &str,
    ) -> Result<Command, ToolError> {
        let mut command = self.bare(program);
        if way.transport != Transport::Network {
            return Err(ToolError::new(
                ErrorCode::ConfigInvalid,
                format!("{program} connects by the network or a socket, not through a command"),
                "open a tunnel to the server, and name its port",
            ));
        }
        let connection = &way.connection;
        let hosts: Vec<String> = connection
            .get_hosts()
            .iter()
            .map(|host| match host {
                Host::Tcp(name) => name.clone(),
                Host::Unix(path) => path.display().to_string(),
            })
            .collect();
        let addresses: Vec<String> = connection
            .get_hostaddrs()
            .iter()
            .map(ToString::to_string)
            .collect();
        let ports: Vec<String> = connection
            .get_ports()
            .iter()
            .map(ToString::to_string)
            .collect();
        for (name, values) in [
            ("PGHOST", hosts),
            ("PGHOSTADDR", addresses),
            ("PGPORT", ports),
        ] {
            if !values.is_empty() {
                command.env(name, values.join(","));
            }
        }
        command.env("PGDATABASE", database);
        command.env("PGUSER", connection.get_user().unwrap_or_default());
        command.env("PGAPPNAME", "gatepost-clone");
        command.env("PGCONNECT_TIMEOUT", "10");
        command.env("PGPASSFILE", "/dev/null");
        if let Some(password) = connection.get_password() {
            command.env("PGPASSWORD", OsString::from_vec(password.to_vec()));
        }
        command.arg("--no-password");
        let mode = match way.ssl_mode {
            SslMode::Disable => "disable",
            SslMode::Prefer => "prefer",
            SslMode::Require => "require",
            SslMode::VerifyFull => "verify-full",
        };
        command.env("PGSSLMODE", mode);
        match (&way.ca_file, way.ssl_mode) {
            (Some(file), _) => {
                command.env("PGSSLROOTCERT", file);
            }
            (None, SslMode::VerifyFull) => {
                command.env("PGSSLROOTCERT", "system");
            }
            (None, _) => {}
        }
        Ok(command)
    }
}

fn archive(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("definitions")
}

fn contents_file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("contents")
}

/// The table of contents without what is left out, and what that is. A line is
/// `number; class object KIND schema name owner`.
fn sift(contents: &str) -> Result<(String, Vec<String>), ToolError> {
    let (mut kept, mut left_out) = (String::new(), Vec::new());
    for line in contents.lines() {
        let entry = line.splitn(4, ' ').nth(3).unwrap_or_default();
        let is = |kind: &str| {
            entry
                .strip_prefix(kind)
                .is_some_and(|rest| rest.starts_with(' '))
        };
        if line.starts_with(';') {
            continue;
        }
        if DATA.iter().any(|kind| is(kind)) {
            return Err(failed(
                "pg_dump",
                &format!("it wrote data, which it was not asked for: {entry}"),
            ));
        }
        if is(LEFT_OUT) {
            left_out.push(entry.to_owned());
            continue;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    Ok((kept, left_out))
}

async fn run(name: &str, mut command: Command) -> Result<String, ToolError> {
    let output = command.output().await;
    let output = output.map_err(|error| failed(name, &error.to_string()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said: String = said.trim().chars().take(MOST_SAID).collect();
    Err(failed(name, &said))
}

fn failed(what: &str, reason: &str) -> ToolError {
    ToolError::new(
        ErrorCode::CloneUnavailable,
        format!("the clone cannot be made: {what}: {reason}"),
        "correct what it names, and make the clone again",
    )
}

/// The major version that `pg_dump --version` tells, as in `pg_dump (PostgreSQL) 15.18 (Debian ...)`.
fn major_version(said: &str) -> Option<u32> {
    let version = said.split_whitespace().nth(2)?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Those of the directories that hold both programs, of one version that they tell.
pub fn installed(directories: &[PathBuf]) -> Vec<Programs> {
    let version = |program: &Path| {
        let said = std::process::Command::new(program)
            .arg("--version")
            .output()
            .ok()?;
        major_version(&String::from_utf8_lossy(&said.stdout))
    };
    let both = |directory: &PathBuf| {
        let major = version(&directory.join("pg_dump"))?;
        let same = version(&directory.join("pg_restore"))? == major;
        same.then(|| Programs {
            directory: directory.clone(),
            major,
        })
    };
    directories.iter().filter_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::{Programs, major_version, sift};

    fn programs(major: u32) -> Programs {
        Programs {
            directory: format!("/pg/{major}").into(),
            major,
        }
    }

    #[test]
    fn the_nearest_version_that_can_read_the_server_is_taken() {
        let found = [programs(14), programs(17), programs(15)];
        let chosen = |server| Programs::choose(&found, server).map(|programs| programs.major);
        assert_eq!(chosen(15), Ok(15));
        assert_eq!(chosen(16), Ok(17));
        let error = chosen(18).expect_err("none is new enough");
        assert!(
            error.message.contains("of version 18") && error.message.contains("14 in `/pg/14`"),
            "{error}"
        );
        let error = Programs::choose(&[], 15).expect_err("there is none");
        assert!(error.message.contains("none was found"), "{error}");
    }

    #[test]
    fn versions_are_read_as_they_are_told() {
        for (said, major) in [
            ("pg_dump (PostgreSQL) 15.18 (Debian 15.18-1)\n", Some(15)),
            ("pg_dump (PostgreSQL) 17beta1", Some(17)),
            ("", None),
            ("pg_dump: command not found", None),
        ] {
            assert_eq!(major_version(said), major, "{said:?}");
        }
    }

    #[test]
    fn an_archive_with_rows_is_refused_and_passwords_are_left_out() {
        let contents = ";\n; Archive created\n\
            217; 1259 16385 TABLE public TABLE DATA x\n\
            3; 1418 16390 USER MAPPING - USER MAPPING bob SERVER far postgres\n\
            4; 0 16391 MATERIALIZED VIEW DATA public m postgres\n";
        let (kept, left_out) = sift(contents).expect("no rows");
        assert_eq!(kept.lines().count(), 2, "{kept}");
        assert_eq!(
            left_out,
            ["USER MAPPING - USER MAPPING bob SERVER far postgres"]
        );
        for kind in ["TABLE DATA", "SEQUENCE SET", "BLOB", "STATISTICS DATA"] {
            let refused = sift(&format!("5; 0 16385 {kind} public t postgres\n"));
            assert!(refused.is_err(), "{kind}");
        }
    }
}
