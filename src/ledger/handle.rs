//! The handle that the rest of gatepost holds.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::oneshot;

use super::body::{CallFinished, CallStarted, GateRecord, StoredEntry, StoredGateRecord};
use super::connection::{self, BUSY_TIMEOUT};
use super::error::Error;
use super::hash::{Anchor, RecordHash};
use super::location::file_of;
use super::read;
use super::record::{Kind, Record};
use super::writer::{self, Append, Counts, Request, Writer};

/// Proof that a record is in the ledger, as durable as its kind calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The record's number.
    pub sequence: u64,
    /// The record's hash.
    pub hash: RecordHash,
}

/// Counts the appends under way; given back when the caller has its receipt or stops waiting.
struct Turn<'a> {
    appending: &'a AtomicUsize,
    alone: bool,
}

impl<'a> Turn<'a> {
    fn take(appending: &'a AtomicUsize) -> Self {
        let alone = appending.fetch_add(1, Ordering::Relaxed) == 0;
        Self { appending, alone }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.appending.fetch_sub(1, Ordering::Relaxed);
    }
}

/// An open ledger. Clones share it; several processes may have the same file open.
///
/// Dropping the last handle loses nothing that was acknowledged; [`Ledger::close`] also leaves one
/// tidy file behind.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: Arc<Path>,
    requests: Sender<Request>,
    writer: Arc<Mutex<Option<Writer>>>,
    appending: Arc<AtomicUsize>,
    counts: Arc<Counts>,
}

impl Ledger {
    /// Opens the ledger at a path or a `sqlite://` URL, and makes it if it is not there. The file
    /// is the owner's alone.
    ///
    /// It blocks while the file is opened: milliseconds, or two seconds when another process holds it.
    ///
    /// # Errors
    /// When the location names no file, or the file cannot be made, opened or written, is not a
    /// ledger, is damaged, or was visibly tampered with.
    pub fn open(location: &str) -> Result<Self, Error> {
        let path = file_of(location)?;
        let connection = connection::open_for_appending(&path, BUSY_TIMEOUT)?;
        Self::start(path, connection)
    }

    /// Starts the threads over an open connection.
    pub(super) fn start(path: PathBuf, connection: Connection) -> Result<Self, Error> {
        let writer = Writer::new(&path, connection)?;
        let counts = writer.counts();
        let writer = Arc::new(Mutex::new(Some(writer)));
        let (requests, received) = mpsc::channel();
        let shared = Arc::clone(&writer);
        std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || writer::run(&received, &shared))
            .map_err(|error| Error::Failed {
                path: path.clone(),
                reason: error.to_string(),
            })?;
        Ok(Self {
            path: path.into(),
            requests,
            writer,
            appending: Arc::default(),
            counts,
        })
    }

    /// The ledger's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Records that this process appended, and records that it could not append.
    pub fn counts(&self) -> (u64, u64) {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (of(&self.counts.appended), of(&self.counts.failed))
    }

    /// Appends a record that is not looked up by a key.
    ///
    /// A caller that stops waiting does not undo it.
    ///
    /// # Errors
    /// When the record is not in the ledger as durably as [`Kind::durability`] says. What it was
    /// to record must then not happen, or not be answered.
    pub async fn append(&self, kind: Kind, body: &impl Serialize) -> Result<Receipt, Error> {
        self.append_keyed(kind, String::new(), body).await
    }

    /// Appends a record that [`Ledger::find`] finds by its key. Of a kind, a key is recorded once.
    ///
    /// # Errors
    /// As [`Ledger::append`], and [`Error::Taken`] when the key is there already.
    pub async fn append_keyed(
        &self,
        kind: Kind,
        key: String,
        body: &impl Serialize,
    ) -> Result<Receipt, Error> {
        let body = serde_json::to_string(body).map_err(|error| Error::Body {
            kind: kind.as_str(),
            reason: error.to_string(),
        })?;
        let (reply, receipt) = oneshot::channel();
        let append = Append {
            kind,
            key,
            body,
            reply,
        };
        let turn = Turn::take(&self.appending);
        let left = if turn.alone {
            self.append_at_once(append)
        } else {
            Some(append)
        };
        if let Some(append) = left {
            self.requests
                .send(Request::Append(append))
                .map_err(|_| self.closed())?;
        }
        receipt.await.map_err(|_| self.closed())?
    }

    /// Appends here and now if nothing is in the way, and gives the record back otherwise.
    ///
    /// To wake the writer's thread and be woken by it costs more than the append, which is some
    /// twenty microseconds and waits for nothing: not for a lock, not for the disk. Records that
    /// come together go to the thread instead, which takes them in one transaction.
    fn append_at_once(&self, append: Append) -> Option<Append> {
        match self.writer.try_lock().as_deref_mut() {
            Ok(Some(writer)) => writer.append_at_once(append),
            _ => Some(append),
        }
    }

    /// Records that a call is about to run; the receipt's sequence number names the call.
    ///
    /// # Errors
    /// As [`Ledger::append`]: the call must then not run.
    pub async fn call_started(&self, call: &CallStarted) -> Result<Receipt, Error> {
        self.append(Kind::CallStarted, call).await
    }

    /// Records how a call ended.
    ///
    /// # Errors
    /// As [`Ledger::append`]: the answer must then not leave.
    pub async fn call_finished(&self, call: &CallFinished) -> Result<Receipt, Error> {
        self.append(Kind::CallFinished, call).await
    }

    /// Records a gate's entry under its id.
    ///
    /// # Errors
    /// As [`Ledger::append_keyed`].
    pub async fn record_entry(&self, entry: &GateRecord) -> Result<Receipt, Error> {
        self.append_keyed(Kind::GateEntry, entry.id.clone(), entry)
            .await
    }

    /// Records a gate's verdict under its id, which for a bracket is its entry's: so of two exits
    /// from one entry, in whatever processes, only one is recorded.
    ///
    /// # Errors
    /// As [`Ledger::append_keyed`]; [`Error::Taken`] when the entry was used already.
    pub async fn record_verdict(&self, verdict: &GateRecord) -> Result<Receipt, Error> {
        self.append_keyed(Kind::GateVerdict, verdict.id.clone(), verdict)
            .await
    }

    /// The entry of that id, and whether it was used.
    ///
    /// # Errors
    /// When the ledger cannot be read or the record is not as it was written.
    pub async fn entry(&self, id: &str) -> Result<Option<StoredEntry>, Error> {
        let Some(StoredGateRecord { recorded, record }) =
            self.gate_record(Kind::GateEntry, id).await?
        else {
            return Ok(None);
        };
        let verdict = self.find(Kind::GateVerdict, id).await?;
        Ok(Some(StoredEntry {
            recorded,
            record,
            used_by: verdict.map(|verdict| verdict.sequence),
        }))
    }

    /// The verdict of that id.
    ///
    /// # Errors
    /// When the ledger cannot be read or the record is not as it was written.
    pub async fn verdict(&self, id: &str) -> Result<Option<StoredGateRecord>, Error> {
        self.gate_record(Kind::GateVerdict, id).await
    }

    async fn gate_record(&self, kind: Kind, id: &str) -> Result<Option<StoredGateRecord>, Error> {
        let Some(record) = self.find(kind, id).await? else {
            return Ok(None);
        };
        let recorded =
            serde_json::from_str(&record.body).map_err(|error| self.tampered(&record, &error))?;
        Ok(Some(StoredGateRecord { recorded, record }))
    }

    /// The record of that kind and key, checked against its own hash.
    ///
    /// # Errors
    /// When the ledger cannot be read or the record is not as it was written.
    pub async fn find(&self, kind: Kind, key: &str) -> Result<Option<Record>, Error> {
        let key = key.to_owned();
        let found = self
            .read(move |connection| read::find(connection, kind.as_str(), &key))
            .await?;
        match found {
            Some(record) if !record.is_intact() => {
                Err(self.tampered(&record, &"its hash is not that of its fields"))
            }
            found => Ok(found),
        }
    }

    /// The body of the last record of that kind whose key starts so, checked against the record's own hash.
    ///
    /// # Errors
    /// When the ledger cannot be read or the record is not as it was written.
    pub async fn latest<T: DeserializeOwned>(
        &self,
        kind: Kind,
        prefix: &str,
    ) -> Result<Option<T>, Error> {
        let prefix = prefix.to_owned();
        let found = self
            .read(move |connection| read::latest(connection, kind.as_str(), &prefix))
            .await?;
        let Some(record) = found else {
            return Ok(None);
        };
        if !record.is_intact() {
            return Err(self.tampered(&record, &"its hash is not that of its fields"));
        }
        serde_json::from_str(&record.body)
            .map(Some)
            .map_err(|error| self.tampered(&record, &error))
    }

    /// The last record of that kind whose body is the one looked for, checked against its own hash.
    ///
    /// # Errors
    /// When the ledger cannot be read or the record is not as it was written.
    pub async fn latest_where(
        &self,
        kind: Kind,
        is_it: impl Fn(&str) -> bool + Send + 'static,
    ) -> Result<Option<Record>, Error> {
        let found = self
            .read(move |connection| read::latest_where(connection, kind.as_str(), is_it))
            .await?;
        match found {
            Some(record) if !record.is_intact() => {
                Err(self.tampered(&record, &"its hash is not that of its fields"))
            }
            found => Ok(found),
        }
    }

    /// Where the chain ends now.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn anchor(&self) -> Result<Anchor, Error> {
        self.read(read::head).await
    }

    /// Reads with a connection of its own, off the runtime's threads: reads are rare.
    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let path = Arc::clone(&self.path);
        let read = tokio::task::spawn_blocking(move || {
            let connection = connection::open_for_reading(&path)?;
            query(&connection).map_err(|error| Error::of_sqlite(&path, BUSY_TIMEOUT, &error))
        });
        read.await.map_err(|_| self.closed())?
    }

    /// Waits until all that was appended is on the disk and the file is closed. Every other
    /// handle's appends are then refused.
    pub async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.requests.send(Request::Close(reply)).is_ok() {
            // The writer answers by dropping its end.
            let _ = closed.await;
        }
    }

    fn closed(&self) -> Error {
        Error::Closed {
            path: self.path.to_path_buf(),
        }
    }

    fn tampered(&self, record: &Record, reason: &dyn std::fmt::Display) -> Error {
        Error::Tampered {
            path: self.path.to_path_buf(),
            reason: format!("record {}: {reason}", record.sequence),
        }
    }
}
