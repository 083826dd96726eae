//! The thread that appends. One transaction takes all that waits, so callers share its cost.

use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use rusqlite::{Connection, Transaction, TransactionBehavior, ffi, params};
use tokio::sync::oneshot;

use super::connection::{self, BUSY_TIMEOUT};
use super::error::Error;
use super::handle::Receipt;
use super::hash::{Anchor, RecordHash};
use super::keeper::Keeper;
use super::location::write_ahead_log_of;
use super::read;
use super::record::{Durability, Kind, Record};

/// The most records one transaction takes: some milliseconds of work.
const BATCH: usize = 512;

/// How often the log is copied into the file, at most.
const CHECKPOINT_INTERVAL: Duration = Duration::from_secs(1);

/// Pages of 4 KiB in the log from which on appends are made to wait, so that it begins anew.
const LONG_LOG: i64 = 4_096;

/// How long appends may be made to wait for that while something reads the ledger.
const CHECKPOINT_TIMEOUT: Duration = Duration::from_millis(20);

/// A record that waits to be appended.
pub(super) struct Append {
    pub(super) kind: Kind,
    pub(super) key: String,
    pub(super) body: String,
    pub(super) reply: oneshot::Sender<Result<Receipt, Error>>,
}

/// What the writer is asked to do.
pub(super) enum Request {
    Append(Append),
    /// Finish, and say so by dropping the sender.
    Close(oneshot::Sender<()>),
}

/// Which file a path leads to.
#[derive(Debug, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

fn identity_of(path: &Path) -> std::io::Result<Identity> {
    let metadata = std::fs::metadata(path)?;
    Ok(Identity {
        device: metadata.dev(),
        inode: metadata.ino(),
    })
}

fn identities_of(path: &Path, log: &Path) -> std::io::Result<[Identity; 2]> {
    Ok([identity_of(path)?, identity_of(log)?])
}

/// For each record of a transaction, its receipt or why it alone was not appended.
type Outcomes = Vec<Result<Receipt, Error>>;

/// Owns the appending connection.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    log: PathBuf,
    /// Of the file and its log, when they were opened.
    opened: [Identity; 2],
    connection: Connection,
    keeper: Keeper,
    counts: Arc<Counts>,
}

/// How many records were appended, and how many could not be.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) appended: AtomicU64,
    pub(super) failed: AtomicU64,
}

impl Writer {
    /// Takes over a connection of [`connection::open_for_appending`] and starts its keeper.
    ///
    /// # Errors
    /// When the log cannot be opened or the system gives no thread.
    pub(super) fn new(path: &Path, connection: Connection) -> Result<Self, Error> {
        let failed = |error: std::io::Error| Error::Failed {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        // SQLite locks the file and its shared memory, never the log, so a descriptor of the log
        // may be held and closed freely; and while a connection is open the log is not replaced.
        let log = write_ahead_log_of(path);
        let opened = identities_of(path, &log).map_err(failed)?;
        let descriptor = File::open(&log).map_err(failed)?;
        let checkpoints = connection::open_for_checkpoints(path, CHECKPOINT_TIMEOUT)?;
        let keeper = Keeper::start(
            path.to_owned(),
            sync_and_checkpoint(path.to_owned(), descriptor, checkpoints),
        )
        .map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            log,
            opened,
            connection,
            keeper,
            counts: Arc::default(),
        })
    }

    /// Appends one record at once if the file is free, and gives it back if another process
    /// holds it: this is called where nothing may wait.
    pub(super) fn append_at_once(&mut self, append: Append) -> Option<Append> {
        let outcome = match self.commit(std::slice::from_ref(&append), Duration::ZERO) {
            Err(Error::Locked { .. }) => return Some(append),
            outcome => outcome,
        };
        self.answer(vec![append], outcome);
        None
    }

    pub(super) fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }

    fn append(&mut self, appends: Vec<Append>) {
        let outcome = self.commit(&appends, BUSY_TIMEOUT);
        self.answer(appends, outcome);
    }

    fn answer(&self, appends: Vec<Append>, outcome: Result<Outcomes, Error>) {
        let outcomes = outcome.unwrap_or_else(|error| vec![Err(error); appends.len()]);
        for (append, outcome) in appends.into_iter().zip(outcomes) {
            match &outcome {
                Ok(_) => self.counts.appended.fetch_add(1, Ordering::Relaxed),
                // That a key is taken is an answer, not a failure.
                Err(Error::Taken { .. }) => 0,
                Err(_) => self.counts.failed.fetch_add(1, Ordering::Relaxed),
            };
            match (outcome, append.kind.durability()) {
                (Ok(receipt), Durability::Disk) => self.keeper.now(receipt, append.reply),
                (outcome, _) => {
                    if outcome.is_ok() {
                        self.keeper.soon();
                    }
                    // A caller that went away needs no receipt.
                    let _ = append.reply.send(outcome);
                }
            }
        }
    }

    /// Appends all in one transaction; the outer error is that of all.
    fn commit(&mut self, appends: &[Append], busy: Duration) -> Result<Outcomes, Error> {
        if let Some(failure) = self.keeper.failure() {
            return Err(failure);
        }
        // SQLite would go on writing to a file or a log that was unlinked, and the records would be lost.
        if identities_of(&self.path, &self.log).ok().as_ref() != Some(&self.opened) {
            return Err(Error::Replaced {
                path: self.path.clone(),
            });
        }
        let path = &self.path;
        let explain = |error: rusqlite::Error| Error::of_sqlite(path, busy, &error);
        self.connection.busy_timeout(busy).map_err(explain)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(explain)?;
        // Read under the lock: another process may have appended since.
        let mut head = read::head(&transaction).map_err(explain)?;
        let mut outcomes = Vec::with_capacity(appends.len());
        for append in appends {
            let record = next_record(head, append);
            let outcome = match insert(&transaction, &record) {
                Ok(()) => {
                    head = record.anchor();
                    Ok(Receipt {
                        sequence: record.sequence,
                        hash: record.hash,
                    })
                }
                // The statement alone is undone; the others of the transaction stand.
                Err(error) if is_taken(&error) => Err(Error::Taken {
                    kind: append.kind.as_str(),
                    key: record.key,
                }),
                Err(error) => return Err(explain(error)),
            };
            outcomes.push(outcome);
        }
        transaction.commit().map_err(explain)?;
        Ok(outcomes)
    }
}

/// Appends what is asked for until the last handle is gone or one closes the ledger.
///
/// The writer lies in a shared place, so that a record that is alone need not wait for this thread.
pub(super) fn run(requests: &Receiver<Request>, shared: &Mutex<Option<Writer>>) {
    let mut closing = Vec::new();
    while closing.is_empty()
        && let Ok(first) = requests.recv()
    {
        let mut appends = Vec::new();
        for request in std::iter::once(first).chain(requests.try_iter().take(BATCH - 1)) {
            match request {
                Request::Append(append) => appends.push(append),
                Request::Close(reply) => closing.push(reply),
            }
        }
        if let Some(writer) = lock(shared).as_mut()
            && !appends.is_empty()
        {
            writer.append(appends);
        }
    }
    if let Some(writer) = lock(shared).take() {
        writer.keeper.finish();
        // The last connection to close copies the log into the file and removes it.
        drop(writer.connection);
    }
    drop(closing);
}

/// A panic while the lock was held left a transaction that was rolled back, so the writer is sound.
fn lock(shared: &Mutex<Option<Writer>>) -> MutexGuard<'_, Option<Writer>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn next_record(head: Anchor, append: &Append) -> Record {
    let mut record = Record {
        sequence: head.sequence + 1,
        time: humantime::format_rfc3339_micros(SystemTime::now()).to_string(),
        kind: append.kind.as_str().to_owned(),
        key: append.key.clone(),
        body: append.body.clone(),
        previous_hash: head.hash,
        hash: RecordHash::GENESIS,
    };
    record.hash = record.expected_hash();
    record
}

fn insert(transaction: &Transaction<'_>, record: &Record) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO record (sequence, time, kind, key, body, previous_hash, hash) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let sequence = i64::try_from(record.sequence)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    statement.execute(params![
        sequence,
        record.time,
        record.kind,
        record.key,
        record.body,
        record.previous_hash.as_bytes(),
        record.hash.as_bytes(),
    ])?;
    Ok(())
}

fn is_taken(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE)
}

/// Forces the log to the disk, and now and then copies it into the file so that it stays short.
fn sync_and_checkpoint(
    path: PathBuf,
    log: File,
    checkpoints: Connection,
) -> impl FnMut() -> Result<(), Error> + Send + 'static {
    let mut checkpointed = Instant::now();
    move || {
        log.sync_data().map_err(|error| Error::NotSynced {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        if checkpointed.elapsed() >= CHECKPOINT_INTERVAL {
            checkpointed = Instant::now();
            // What cannot be copied stays in the log, which is on the disk.
            if let Err(error) = checkpoint(&checkpoints) {
                tracing::warn!(ledger = %path.display(), %error, "the ledger's log could not be copied into its file");
            }
        }
        Ok(())
    }
}

fn checkpoint(connection: &Connection) -> rusqlite::Result<()> {
    // Passive: it takes what readers and writers leave free and never makes them wait.
    let pages: i64 =
        connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1))?;
    if pages >= LONG_LOG {
        // Without any pause between appends a log never begins anew by itself.
        connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()))?;
    }
    Ok(())
}
