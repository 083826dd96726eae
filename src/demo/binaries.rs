//! Where PostgreSQL's programs are, and how to install them when they are nowhere.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use super::Error;

/// Directories of versioned installations: a parent, and what a child's path goes on with.
const VERSIONED: [(&str, &str, &str); 7] = [
    ("/usr/lib/postgresql", "", "bin"),         // Debian, Ubuntu
    ("/usr", "pgsql-", "bin"),                  // PostgreSQL's own RPMs
    ("/usr/libexec", "postgresql", ""),         // Alpine
    ("/usr/lib", "postgresql", "bin"),          // openSUSE
    ("/opt/homebrew/opt", "postgresql", "bin"), // Homebrew on Apple silicon
    ("/usr/local/opt", "postgresql", "bin"),    // Homebrew on Intel
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"), // Homebrew on Linux
];

/// The install command of a Linux distribution, by an `ID` or `ID_LIKE` of `/etc/os-release`.
const INSTALL: [(&str, &str); 8] = [
    ("debian", "apt-get install -y postgresql"),
    ("ubuntu", "apt-get install -y postgresql"),
    ("fedora", "dnf install -y postgresql-server"),
    ("rhel", "dnf install -y postgresql-server"),
    ("centos", "dnf install -y postgresql-server"),
    ("alpine", "apk add postgresql"),
    ("arch", "pacman -S postgresql"),
    ("suse", "zypper install postgresql-server"),
];

/// PostgreSQL's programs, as paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// Makes a cluster.
    pub initdb: PathBuf,
    /// The server.
    pub postgres: PathBuf,
    /// The client that runs scripts.
    pub psql: PathBuf,
}

impl Binaries {
    /// Looks in `PATH`, then where `pg_config` says, then in the places distributions and Homebrew use, newest version first.
    ///
    /// # Errors
    /// [`Error::BinariesMissing`], with the install command for this system.
    pub fn find() -> Result<Self, Error> {
        Self::find_in(&program_directories()).map_err(|program| Error::BinariesMissing {
            program,
            install: install_command_here(),
        })
    }

    /// The first directory with both server programs, which must be of one version; `psql` may come from another.
    fn find_in(directories: &[PathBuf]) -> Result<Self, &'static str> {
        let holds = |directory: &Path, program: &str| directory.join(program).is_file();
        let server = directories
            .iter()
            .find(|directory| holds(directory, "initdb") && holds(directory, "postgres"))
            .ok_or("server (initdb and postgres)")?;
        let client = std::iter::once(server)
            .chain(directories)
            .find(|directory| holds(directory, "psql"))
            .ok_or("client (psql)")?;
        Ok(Self {
            initdb: server.join("initdb"),
            postgres: server.join("postgres"),
            psql: client.join("psql"),
        })
    }
}

/// Where PostgreSQL's programs may be: `PATH`, then where `pg_config` says, then the places of distributions and Homebrew,
/// newest version first.
pub fn program_directories() -> Vec<PathBuf> {
    let mut directories: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output()
        && output.status.success()
    {
        directories.push(String::from_utf8_lossy(&output.stdout).trim().into());
    }
    for (parent, prefix, suffix) in VERSIONED {
        let mut found: Vec<(u32, PathBuf)> = fs::read_dir(parent)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let version = name.strip_prefix(prefix)?;
                Some((major_version(version), entry.path().join(suffix)))
            })
            .collect();
        found.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
        directories.extend(found.into_iter().map(|(_, path)| path));
    }
    directories
}

/// The number in a directory name such as `15` or `@17`; 0 when there is none, as in Homebrew's plain `postgresql`.
fn major_version(name: &str) -> u32 {
    let digits: String = name
        .chars()
        .skip_while(|character| !character.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or(0)
}

fn install_command_here() -> &'static str {
    if cfg!(target_os = "macos") {
        return "brew install postgresql@17";
    }
    install_command(&fs::read_to_string("/etc/os-release").unwrap_or_default())
}

/// The install command for the system an `/etc/os-release` describes (format: freedesktop's os-release(5)).
fn install_command(os_release: &str) -> &'static str {
    let values_of = |key: &str| -> Vec<String> {
        os_release
            .lines()
            .filter_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
            .map(str::to_owned)
            .collect()
    };
    let names = values_of("ID").into_iter().chain(values_of("ID_LIKE"));
    for name in names {
        if let Some((_, command)) = INSTALL.iter().find(|(id, _)| *id == name) {
            return command;
        }
    }
    "your package manager (the package is usually called postgresql or postgresql-server)"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn install_command_follows_the_distribution() {
        let table = [
            (
                "ID=debian\nVERSION_ID=\"12\"",
                "apt-get install -y postgresql",
            ),
            (
                "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"",
                "apt-get install -y postgresql",
            ),
            ("ID=fedora", "dnf install -y postgresql-server"),
            (
                "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"",
                "dnf install -y postgresql-server",
            ),
            ("ID=alpine", "apk add postgresql"),
            (
                "ID_LIKE=\"suse opensuse\"\nID=\"opensuse-leap\"",
                "zypper install postgresql-server",
            ),
            (
                "",
                "your package manager (the package is usually called postgresql or postgresql-server)",
            ),
        ];
        for (os_release, expected) in table {
            assert_eq!(install_command(os_release), expected, "for {os_release:?}");
        }
    }

    #[test]
    fn missing_binaries_are_one_line_with_the_install_command() {
        let empty = tempfile::tempdir().expect("a temporary directory");
        let program = Binaries::find_in(&[empty.path().to_owned()]).expect_err("nothing is there");
        let message = Error::BinariesMissing {
            program,
            install: install_command("ID=debian"),
        }
        .to_string();
        assert_eq!(
            message,
            "PostgreSQL's server (initdb and postgres) was not found; install it with: apt-get install -y postgresql"
        );
    }

    #[test]
    fn server_programs_come_from_one_directory_and_psql_may_come_from_another() {
        let root = tempfile::tempdir().expect("a temporary directory");
        let make = |directory: &str, programs: &[&str]| {
            let path = root.path().join(directory);
            fs::create_dir(&path).expect("a new directory");
            for program in programs {
                fs::write(path.join(program), "").expect("a new file");
            }
            path
        };
        let client_only = make("client", &["psql", "initdb"]);
        let server_only = make("server", &["initdb", "postgres"]);
        let found = Binaries::find_in(&[client_only.clone(), server_only.clone()])
            .expect("both directories together suffice");
        assert_eq!(found.initdb, server_only.join("initdb"));
        assert_eq!(found.postgres, server_only.join("postgres"));
        assert_eq!(found.psql, client_only.join("psql"));
        assert_eq!(
            Binaries::find_in(&[server_only]),
            Err("client (psql)"),
            "psql is needed for seeding"
        );
    }

    #[test]
    fn newest_version_is_read_from_directory_names() {
        let table = [
            ("15", 15),
            ("@17", 17),
            ("", 0),
            ("-9.6", 9),
            ("16-beta", 16),
        ];
        for (name, expected) in table {
            assert_eq!(major_version(name), expected, "for {name:?}");
        }
    }
}
