//! A throwaway PostgreSQL cluster.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::account::Account;
use super::directory::Directory;
use super::psql::{Session, with_variables};
use super::server::{Launch, LaunchError, Server, free_port, without_postgres_environment};
use super::watchdog::Watchdog;
use super::{Binaries, Error, MAINTENANCE_DATABASE, SUPERUSER};

/// How many free ports are tried before giving up.
const PORT_ATTEMPTS: usize = 5;
/// Locales for a new cluster, best first: not every system has `C.UTF-8`.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// A running PostgreSQL cluster in a temporary directory, with a socket there and on a free port of 127.0.0.1.
///
/// Every local connection is trusted, to any role, without a password. That is why it listens on loopback
/// only and holds made-up data only; what a role may do is PostgreSQL's own and real.
///
/// Dropping it stops the server and removes the directory. So does the end of this process however it
/// comes, by a watchdog: a static that is never dropped, `SIGKILL` and an abort leave nothing behind.
#[derive(Debug)]
pub struct Cluster {
    binaries: Binaries,
    account: Account,
    settings: Vec<(String, String)>,
    port: u16,
    socket_directory: PathBuf,
    // The order matters, fields are dropped in it: the server stops, the watch ends, the files go.
    server: Option<Server>,
    watchdog: Watchdog,
    directory: Directory,
}

/// A cluster that was left running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where it lives.
    pub directory: PathBuf,
    /// The shell command that stops it and removes the directory.
    pub stop_command: String,
}

impl Cluster {
    /// Makes a cluster and waits until it accepts connections: about a second, nearly all of it `initdb`.
    ///
    /// `settings` are server settings on top of the throwaway ones; a later one wins.
    /// As root, the server runs as the user `postgres`, or else `nobody`.
    ///
    /// # Errors
    /// When a program cannot be run, no directory is usable, or the server does not become ready; its last log lines are in the error.
    pub fn start(binaries: &Binaries, settings: &[(&str, &str)]) -> Result<Self, Error> {
        let account = Account::choose()?;
        let directory = Directory::create(account)?;
        let watchdog = Watchdog::start(&directory)?;
        initialize(binaries, account, &directory)?;
        let mut cluster = Self {
            binaries: binaries.clone(),
            account,
            settings: settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            port: 0,
            socket_directory: directory.socket(),
            server: None,
            watchdog,
            directory,
        };
        let mut attempt = 1;
        loop {
            cluster.port = free_port()?;
            match cluster.launch() {
                Ok(()) => return Ok(cluster),
                Err(failure) if failure.port_taken && attempt < PORT_ATTEMPTS => attempt += 1,
                Err(failure) => return Err(failure.error),
            }
        }
    }

    /// The port of 127.0.0.1 it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The directory it lives in, which is this process's own and goes when the cluster does.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The directory of its Unix socket.
    pub fn socket_directory(&self) -> &Path {
        &self.socket_directory
    }

    /// The connection URL of a role and a database over TCP; both names are used as they are.
    pub fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs an SQL script with `psql`, through the socket; its backslash commands work, and it stops at the first error.
    ///
    /// Returns what it printed: rows without headings, columns separated by `|`.
    ///
    /// # Errors
    /// When `psql` cannot be run or the script fails; what it said is in the error.
    pub fn psql(&self, role: &str, database: &str, script: &str) -> Result<String, Error> {
        Session {
            psql: &self.binaries.psql,
            socket_directory: &self.socket_directory,
            port: self.port,
            role,
            database,
        }
        .run(script)
    }

    /// Makes a database as a copy of another, with its owner and privileges, which `CREATE DATABASE` does not copy.
    ///
    /// PostgreSQL waits five seconds for sessions on the template to end. Copies may be made at the same time.
    ///
    /// # Errors
    /// When somebody stays connected to the template, or the new name is taken.
    pub fn create_database_from_template(&self, new: &str, template: &str) -> Result<(), Error> {
        let script = with_variables(
            &[("new", new), ("template", template)],
            include_str!("copy_database.sql"),
        );
        self.psql(SUPERUSER, MAINTENANCE_DATABASE, &script)?;
        Ok(())
    }

    /// Drops a database and ends the sessions on it.
    ///
    /// # Errors
    /// When there is no such database.
    pub fn drop_database(&self, name: &str) -> Result<(), Error> {
        let script = with_variables(&[("name", name)], "DROP DATABASE :\"name\" WITH (FORCE);");
        self.psql(SUPERUSER, MAINTENANCE_DATABASE, &script)?;
        Ok(())
    }

    /// Stops the server and keeps the data: what a client sees of a database that is down.
    pub fn halt(&mut self) {
        self.server = None;
    }

    /// Starts the server again after [`Cluster::halt`], on the same port.
    ///
    /// # Errors
    /// When the server does not become ready, also because its port was taken meanwhile.
    pub fn resume(&mut self) -> Result<(), Error> {
        self.halt();
        self.launch().map_err(|failure| failure.error)
    }

    /// As [`Cluster::resume`], with more settings on the command line.
    ///
    /// # Errors
    /// As [`Cluster::resume`].
    pub fn resume_with(&mut self, settings: &[(&str, &str)]) -> Result<(), Error> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        self.settings.extend(settings.iter().map(owned));
        self.resume()
    }

    /// Stops the server and removes everything; dropping does the same.
    pub fn stop(self) {}

    /// Leaves the server running, also after this process.
    pub fn keep(self) -> Kept {
        if let Some(server) = self.server {
            server.detach();
        }
        drop(self.watchdog);
        let stop_command = format!("sh '{}'", self.directory.stop_script().display());
        Kept {
            directory: self.directory.keep(),
            stop_command,
        }
    }

    fn launch(&mut self) -> Result<(), LaunchError> {
        let launch = Launch {
            binaries: &self.binaries,
            account: self.account,
            directory: &self.directory,
            settings: &self.settings,
        };
        self.server = Some(Server::launch(&launch, self.port)?);
        Ok(())
    }
}

/// Runs `initdb` in the cluster's data directory.
fn initialize(binaries: &Binaries, account: Account, directory: &Directory) -> Result<(), Error> {
    let mut complaint = String::new();
    for locale in LOCALES {
        let mut command = Command::new(&binaries.initdb);
        command
            .args(["--no-sync", "--auth=trust", "--encoding=UTF8"])
            .args(["--username", SUPERUSER, "--locale", locale])
            .arg("--pgdata")
            .arg(directory.data())
            .current_dir(directory.path())
            .stdin(Stdio::null());
        without_postgres_environment(&mut command);
        account.apply(&mut command);
        let output = command.output().map_err(Error::system("run initdb"))?;
        if output.status.success() {
            return Ok(());
        }
        complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    }
    Err(Error::Initdb { output: complaint })
}
