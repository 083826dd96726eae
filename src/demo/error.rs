//! What can go wrong with a throwaway cluster.

use std::io;

/// Why a throwaway cluster could not be made, run or seeded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No directory holds the server's programs.
    #[error("PostgreSQL's {program} was not found; install it with: {install}")]
    BinariesMissing {
        /// The program looked for.
        program: &'static str,
        /// The install command for this system.
        install: &'static str,
    },
    /// Running as root, and there is no account to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and neither a `postgres` nor a `nobody` user exists to run it as"
    )]
    NoUnprivilegedAccount,
    /// The temporary directories at hand have paths too long for a socket, or are closed to the server's user.
    #[error(
        "no temporary directory is short enough for a socket and open to the server's user; set TMPDIR to one"
    )]
    NoTemporaryDirectory,
    /// The operating system refused something.
    #[error("cannot {action}: {source}")]
    System {
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// `initdb` failed.
    #[error("initdb failed: {output}")]
    Initdb {
        /// What it said.
        output: String,
    },
    /// The server did not become ready.
    #[error("the PostgreSQL server did not become ready; its log ends with:\n{log}")]
    NotReady {
        /// The last lines of its log.
        log: String,
    },
    /// A script failed.
    #[error("psql failed in database {database}: {output}")]
    Psql {
        /// The database it ran in.
        database: String,
        /// What it said.
        output: String,
    },
}

impl Error {
    /// Wraps an operating system error with what was tried; for `map_err`.
    pub(crate) fn system(action: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System { action, source }
    }
}
