//! One run of the server process: launch, readiness, stop.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::account::Account;
use super::directory::Directory;
use super::{Binaries, Error};

/// How long a server may take to become ready.
const START_LIMIT: Duration = Duration::from_secs(30);
/// How often its state is looked at.
const POLL_INTERVAL: Duration = Duration::from_millis(5);
/// Signals in the order they are tried, and how long each may take: fast shutdown, immediate shutdown, the end.
const STOP_SIGNALS: [(Signal, Duration); 3] = [
    (Signal::SIGINT, Duration::from_secs(5)),
    (Signal::SIGQUIT, Duration::from_secs(3)),
    (Signal::SIGKILL, Duration::from_secs(3)),
];
/// Lines of log an error shows.
const LOG_LINES: usize = 15;
/// What the server says when another process took its port first.
const PORT_TAKEN: [&str; 2] = ["could not create any TCP/IP sockets", "could not bind"];

/// Durability is worth nothing here, and speed is.
const SETTINGS: [(&str, &str); 9] = [
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("synchronous_commit", "off"),
    ("shared_buffers", "64MB"),
    ("max_connections", "100"),
    ("autovacuum", "on"),
    ("listen_addresses", "127.0.0.1"),
    ("logging_collector", "off"),
    ("log_destination", "stderr"),
];

/// How to launch a server.
pub(super) struct Launch<'a> {
    pub(super) binaries: &'a Binaries,
    pub(super) account: Account,
    pub(super) directory: &'a Directory,
    pub(super) settings: &'a [(String, String)],
}

/// A launch that failed.
pub(super) struct LaunchError {
    /// Another process has the port: try another.
    pub(super) port_taken: bool,
    /// Why.
    pub(super) error: Error,
}

impl From<Error> for LaunchError {
    fn from(error: Error) -> Self {
        Self {
            port_taken: false,
            error,
        }
    }
}

/// A running server.
#[derive(Debug)]
pub(super) struct Server(Child);

impl Server {
    /// Launches a server on `port` and waits until it accepts connections.
    pub(super) fn launch(launch: &Launch<'_>, port: u16) -> Result<Self, LaunchError> {
        let directory = launch.directory;
        let log = File::create(directory.log()).map_err(Error::system("make the server's log"))?;
        let mut server = Self(spawn(launch, port, log)?);
        let outcome = directory
            .write_stop_script(server.0.id())
            .and_then(|()| server.wait_until_ready(directory));
        match outcome {
            Ok(()) => Ok(server),
            Err(error) => {
                drop(server);
                let log = last_log_lines(directory);
                let port_taken = PORT_TAKEN.iter().any(|text| log.contains(text));
                Err(LaunchError { port_taken, error })
            }
        }
    }

    /// Polls the status line of `postmaster.pid`, as `pg_ctl start --wait` does (`PM_STATUS_READY`, line 8).
    fn wait_until_ready(&mut self, directory: &Directory) -> Result<(), Error> {
        let deadline = Instant::now() + START_LIMIT;
        let process = self.0.id().to_string();
        let pid_file = directory.data().join("postmaster.pid");
        loop {
            let status = fs::read_to_string(&pid_file).unwrap_or_default();
            let lines: Vec<&str> = status.lines().map(str::trim).collect();
            // The number too: a server that was killed leaves its file behind.
            if lines.first() == Some(&process.as_str()) && lines.get(7) == Some(&"ready") {
                return Ok(());
            }
            let ended = self
                .0
                .try_wait()
                .map_err(Error::system("look after the server"))?
                .is_some();
            if ended || Instant::now() > deadline {
                let log = last_log_lines(directory);
                return Err(Error::NotReady { log });
            }
            sleep(POLL_INTERVAL);
        }
    }

    /// Lets go of the process without stopping it.
    pub(super) fn detach(self) {
        std::mem::forget(self);
    }
}

impl Drop for Server {
    /// Stops the server, harder and harder, and waits for its end.
    fn drop(&mut self) {
        let Ok(process) = i32::try_from(self.0.id()) else {
            return;
        };
        for (signal, limit) in STOP_SIGNALS {
            // A child that was waited for already is not signalled: its number may be another's by now.
            if !matches!(self.0.try_wait(), Ok(None)) {
                return;
            }
            let _ = kill(Pid::from_raw(process), signal);
            let deadline = Instant::now() + limit;
            while Instant::now() < deadline {
                if !matches!(self.0.try_wait(), Ok(None)) {
                    return;
                }
                sleep(POLL_INTERVAL);
            }
        }
    }
}

fn spawn(launch: &Launch<'_>, port: u16, log: File) -> Result<Child, Error> {
    let errors = log
        .try_clone()
        .map_err(Error::system("share the server's log"))?;
    let mut command = Command::new(&launch.binaries.postgres);
    command
        .arg("-D")
        .arg(launch.directory.data())
        .arg("-k")
        .arg(launch.directory.socket())
        .args(["-p", &port.to_string()])
        .args(SETTINGS.map(|(name, value)| format!("--{name}={value}")))
        .args(
            launch
                .settings
                .iter()
                .map(|(name, value)| format!("--{name}={value}")),
        )
        .current_dir(launch.directory.path())
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        // A Ctrl-C at the terminal is for gatepost, which then stops the server in order.
        .process_group(0);
    without_postgres_environment(&mut command);
    launch.account.apply(&mut command);
    command.spawn().map_err(Error::system("start the server"))
}

/// Keeps the caller's `PGDATA`, `PGOPTIONS`, `PGSERVICE` and the like from a child.
pub(super) fn without_postgres_environment(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"PG") {
            command.env_remove(name);
        }
    }
}

/// A port that is free now.
pub(super) fn free_port() -> Result<u16, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Error::system("find a free port"))
}

fn last_log_lines(directory: &Directory) -> String {
    let bytes = fs::read(directory.log()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
}
