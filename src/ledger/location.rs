//! Where a ledger is: a path, or the same as a `sqlite://` URL.

use std::path::{Path, PathBuf};

use super::error::Error;

/// The file named by a path or a `sqlite://` URL; `sqlite://name` is relative, as in `[ledger] url`.
pub(super) fn file_of(location: &str) -> Result<PathBuf, Error> {
    let refused = |reason: &str| {
        Err(Error::Location {
            location: location.to_owned(),
            reason: reason.to_owned(),
        })
    };
    let path = match location.split_once("://") {
        None if location.starts_with("sqlite:") => return refused("two slashes are missing"),
        None => location,
        Some(("sqlite", path)) => path,
        Some(_) => return refused("only ledgers in SQLite files are known"),
    };
    if path.is_empty() || path.ends_with('/') {
        return refused("it names no file");
    }
    if path.contains(['?', '#']) {
        return refused("options after `?` or `#` are not understood");
    }
    if path.starts_with(':') || path.starts_with("file:") {
        return refused(
            "a ledger in memory, or by SQLite's own URI, would not be kept as one file",
        );
    }
    Ok(PathBuf::from(path))
}

/// The write-ahead log SQLite keeps beside the file: beside that which a link leads to.
pub(super) fn write_ahead_log_of(path: &Path) -> PathBuf {
    let file = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = file.into_os_string();
    name.push("-wal");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_urls_name_files() {
        for (location, path) in [
            ("gatepost-ledger.db", "gatepost-ledger.db"),
            ("sqlite://gatepost-ledger.db", "gatepost-ledger.db"),
            ("sqlite:///var/lib/ledger.db", "/var/lib/ledger.db"),
            ("/var/lib/ledger.db", "/var/lib/ledger.db"),
            ("a b%20.db", "a b%20.db"),
        ] {
            assert_eq!(file_of(location).expect(location), PathBuf::from(path));
        }
    }

    #[test]
    fn what_names_no_file_is_refused() {
        for location in [
            "",
            "sqlite://",
            "sqlite:x.db",
            "sqlite://dir/",
            "postgres://u@h/ledger",
            ":memory:",
            "sqlite://:memory:",
            "file:x.db",
            "sqlite://x.db?mode=ro",
        ] {
            let error = file_of(location).expect_err(location);
            assert!(
                matches!(error, Error::Location { .. }),
                "{location}: {error}"
            );
        }
    }
}
