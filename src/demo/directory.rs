//! The directory a cluster lives in.
//!
//! The top directory stays this process's own, so what is kept there (the script that stops the server)
//! cannot be replaced by the server's user; `data` and `socket` below it belong to that user.

use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Error;
use super::account::Account;

/// Longest socket path, in bytes: `sun_path` has 104 bytes with its NUL on macOS, 108 on Linux.
const SOCKET_PATH_LIMIT: usize = 103;
/// `/gatepost-demo-XXXXXX/socket/.s.PGSQL.65535`
const BELOW_BASE: usize = 43;

/// A cluster's temporary directory; removed when dropped.
#[derive(Debug)]
pub(super) struct Directory(TempDir);

impl Directory {
    /// Makes the directory and, below it, `data` and `socket` for the account.
    pub(super) fn create(account: Account) -> Result<Self, Error> {
        let base = [std::env::temp_dir(), PathBuf::from("/tmp")]
            .into_iter()
            .find(|base| usable(base, account))
            .ok_or(Error::NoTemporaryDirectory)?;
        let directory = tempfile::Builder::new()
            .prefix("gatepost-demo-")
            .tempdir_in(base)
            .map_err(Error::system("make a temporary directory"))?;
        // Others may pass through, to what is theirs, and list nothing.
        fs::set_permissions(directory.path(), Permissions::from_mode(0o711))
            .map_err(Error::system("open the temporary directory"))?;
        let directory = Self(directory);
        for path in [directory.data(), directory.socket()] {
            DirBuilder::new()
                .mode(0o700)
                .create(&path)
                .map_err(Error::system("make a temporary directory"))?;
            account.own(&path)?;
        }
        Ok(directory)
    }

    /// The top.
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The server's data.
    pub(super) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// The server's socket is in here.
    pub(super) fn socket(&self) -> PathBuf {
        self.path().join("socket")
    }

    /// What the server logged.
    pub(super) fn log(&self) -> PathBuf {
        self.path().join("server.log")
    }

    /// The script that stops the server and removes the directory.
    pub(super) fn stop_script(&self) -> PathBuf {
        self.path().join("stop.sh")
    }

    /// Leaves the directory where it is, for good.
    pub(super) fn keep(self) -> PathBuf {
        self.0.keep()
    }
}

/// Whether a socket's path fits below `base`, and the account can reach it.
fn usable(base: &Path, account: Account) -> bool {
    let passable = |path: &Path| {
        fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0)
    };
    base.as_os_str().len() + BELOW_BASE <= SOCKET_PATH_LIMIT
        && (!account.is_another() || base.ancestors().all(passable))
}
