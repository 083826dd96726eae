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
        directory.write_stop_script(0)?;
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

    /// Writes the script a person (or the watchdog) stops the server with. It signals the process only while the
    /// data directory says the same number, so never a stranger that got the number later; 0 is no process.
    pub(super) fn write_stop_script(&self, process: u32) -> Result<(), Error> {
        let path = self.stop_script();
        let script = format!("process={process}\n{}", include_str!("stop.sh"));
        fs::write(&path, script).map_err(Error::system("write the stop script"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_usable_when_a_socket_path_fits_and_the_account_can_pass() {
        let scratch = tempfile::tempdir_in("/tmp").expect("a temporary directory");
        let account = Account::choose().expect("an account");
        let open = scratch.path().join("open");
        let closed = scratch.path().join("closed");
        let long = scratch.path().join("long".repeat(20));
        for (path, mode) in [(&open, 0o755), (&closed, 0o700), (&long, 0o755)] {
            fs::create_dir(path).expect("a new directory");
            fs::set_permissions(path, Permissions::from_mode(mode)).expect("its owner may");
        }
        fs::set_permissions(scratch.path(), Permissions::from_mode(0o755)).expect("ours");
        assert!(usable(&open, account));
        assert_eq!(usable(&closed, account), !account.is_another());
        assert!(!usable(&long, account));
    }
}
