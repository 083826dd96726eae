//! The account a server runs as: ours, or another's when we are root.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use nix::unistd::{User, geteuid};

use super::Error;

/// Users a root process may run the server as, in order of preference.
const UNPRIVILEGED_USERS: [&str; 2] = ["postgres", "nobody"];

/// Whom the server's processes and files belong to. PostgreSQL refuses to run as root.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account {
    /// User and group to change to; none when this process is unprivileged already.
    change_to: Option<(u32, u32)>,
}

impl Account {
    /// The account for this process's privileges.
    pub(super) fn choose() -> Result<Self, Error> {
        if !geteuid().is_root() {
            return Ok(Self { change_to: None });
        }
        let user = UNPRIVILEGED_USERS
            .iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .ok_or(Error::NoUnprivilegedAccount)?;
        Ok(Self {
            change_to: Some((user.uid.as_raw(), user.gid.as_raw())),
        })
    }

    /// True when it is not this process's own.
    pub(super) fn is_another(self) -> bool {
        self.change_to.is_some()
    }

    /// Makes a command run as this account; supplementary groups are dropped by std when the user is set.
    pub(super) fn apply(self, command: &mut Command) {
        if let Some((user, group)) = self.change_to {
            command.uid(user).gid(group);
        }
    }

    /// Gives this account a path.
    pub(super) fn own(self, path: &Path) -> Result<(), Error> {
        match self.change_to {
            Some((user, group)) => chown(path, Some(user), Some(group))
                .map_err(Error::system("give the server's user its directory")),
            None => Ok(()),
        }
    }
}
