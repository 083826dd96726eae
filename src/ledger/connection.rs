//! Opening the file: for appending, and for reading alone.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::error::Error;
use super::location::write_ahead_log_of;
use super::read;
use super::schema::{self, Recognized};

/// How long to wait for another process, which holds the file for milliseconds when it is a gatepost.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// A connection that appends, to a file that is a ledger: made, if it was not there.
///
/// # Errors
/// When the file cannot be made, opened or written, is something else, or was tampered with.
pub(super) fn open_for_appending(path: &Path, busy: Duration) -> Result<Connection, Error> {
    create_file(path)?;
    let explain = |error: rusqlite::Error| Error::of_sqlite(path, busy, &error);
    let mut connection = connect(path, busy).map_err(explain)?;
    // SQLite opens a file it may not write for reading, without a word.
    if connection.is_readonly("main").map_err(explain)? {
        return Err(Error::ReadOnly {
            path: path.to_owned(),
            reason: "the file is write-protected".to_owned(),
        });
    }
    // Read the header first: a file of another application must stay as it is. In one transaction, or another process could
    // make its ledger between the questions.
    let recognized = connection
        .transaction()
        .and_then(|transaction| schema::recognize(&transaction))
        .map_err(explain)?;
    if let Recognized::Foreign(reason) = recognized {
        return Err(Error::NotALedger {
            path: path.to_owned(),
            reason,
        });
    }
    use_write_ahead_log(&connection, path, busy)?;
    make_or_check(&mut connection, path).map_err(explain)??;
    Ok(connection)
}

/// A second connection to a ledger that is open already, for copying its log into the file.
///
/// # Errors
/// When it cannot be opened.
pub(super) fn open_for_checkpoints(path: &Path, busy: Duration) -> Result<Connection, Error> {
    connect(path, busy).map_err(|error| Error::of_sqlite(path, busy, &error))
}

fn connect(path: &Path, busy: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(busy)?;
    // NORMAL keeps the file sound through a power cut; the keeper forces records to the disk.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // Copying the log into the file waits for the disk; the keeper does it, never an append.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    // After a burst the log gives its space back when it begins anew.
    connection.pragma_update(None, "journal_size_limit", 16 * 1024 * 1024)?;
    Ok(connection)
}

/// Makes the file, readable by its owner alone: it holds what people asked.
///
/// An existing file is never opened here: closing any descriptor of it would drop the locks
/// that another connection of this process holds on it.
fn create_file(path: &Path) -> Result<(), Error> {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    let failed = |error: std::io::Error| {
        let path = path.to_owned();
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Error::DirectoryMissing { path },
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Error::ReadOnly {
                path,
                reason: error.to_string(),
            },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::Full { path },
            _ => Error::Failed {
                path,
                reason: error.to_string(),
            },
        }
    };
    match made {
        Ok(_) => {
            let directory = match path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            // Without it a power cut could lose the name of a file whose records are on the disk.
            File::open(directory)
                .and_then(|directory| directory.sync_all())
                .map_err(failed)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            if path.is_dir() {
                return Err(Error::NotALedger {
                    path: path.to_owned(),
                    reason: "it is a directory".to_owned(),
                });
            }
            Ok(())
        }
        Err(error) => Err(failed(error)),
    }
}

/// Turns on the write-ahead log. Two processes that open a new file at once can each be told that
/// it is busy without SQLite waiting, so the waiting is done here.
fn use_write_ahead_log(connection: &Connection, path: &Path, busy: Duration) -> Result<(), Error> {
    let deadline = Instant::now() + busy;
    loop {
        let set = connection
            .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
        let error = match set {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => {
                return Err(Error::Failed {
                    path: path.to_owned(),
                    reason: format!(
                        "SQLite keeps its journal as `{mode}`; a write-ahead log needs a local file system"
                    ),
                });
            }
            Err(error) => Error::of_sqlite(path, busy, &error),
        };
        if !matches!(error, Error::Locked { .. }) || Instant::now() >= deadline {
            return Err(error);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Makes the schema in an empty file, or checks that the schema and the last record are as
/// gatepost wrote them.
fn make_or_check(connection: &mut Connection, path: &Path) -> rusqlite::Result<Result<(), Error>> {
    // Immediate, so that only one of two processes finds the file empty.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tampered = |reason: String| {
        Ok(Err(Error::Tampered {
            path: path.to_owned(),
            reason,
        }))
    };
    match schema::recognize(&transaction)? {
        Recognized::Empty => schema::create(&transaction)?,
        Recognized::Foreign(reason) => {
            return Ok(Err(Error::NotALedger {
                path: path.to_owned(),
                reason,
            }));
        }
        Recognized::Ledger => {
            let differences = schema::differences(&transaction)?;
            if !differences.is_empty() {
                return tampered(differences.join(", "));
            }
            if let Some(last) = read::last(&transaction)?
                && !last.is_intact()
            {
                return tampered(format!("record {} was changed", last.sequence));
            }
        }
    }
    transaction.commit()?;
    Ok(Ok(()))
}

/// A connection that can only read, to a file that must be there.
///
/// # Errors
/// When the file is missing or cannot be read.
pub(super) fn open_for_reading(path: &Path) -> Result<Connection, Error> {
    if !path.exists() {
        return Err(Error::Missing {
            path: path.to_owned(),
        });
    }
    let explain = |error: rusqlite::Error| Error::of_sqlite(path, BUSY_TIMEOUT, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(explain)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(explain)?;
    let Err(error) = connection.pragma_query(None, "schema_version", |_| Ok(())) else {
        return Ok(connection);
    };
    // Where nothing may be created, SQLite cannot share a log; a copy in an archive has none.
    let unopened = matches!(explain(error), Error::ReadOnly { .. });
    let closed_cleanly =
        std::fs::metadata(write_ahead_log_of(path)).map_or(true, |log| log.len() == 0);
    if unopened && closed_cleanly {
        let uri = immutable_uri(path);
        return Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)
            .map_err(explain);
    }
    Ok(connection)
}

/// The path as a URI that tells SQLite that nothing will change the file.
fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for &byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri.push_str("?immutable=1");
    uri
}
