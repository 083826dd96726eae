//! Logs: JSON lines on standard error, without SQL text or row data.
//!
//! A thread of their own writes them, so that a log that nobody reads, or a full disk, never holds up a call.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use tracing::Level;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Lines that may wait for a slow reader; further ones are dropped.
const WAITING_LINES: usize = 1024;

/// How long the end of the process waits for the last lines.
const LAST_LINES: Duration = Duration::from_millis(200);

enum Entry {
    Line(Vec<u8>),
    End,
}

/// The log of this process, from its start to [`Log::finish`].
pub(super) struct Log {
    entries: SyncSender<Entry>,
    written: Receiver<()>,
}

impl Log {
    /// Starts to log at the levels of `GATEPOST_LOG`, or else at `levels`.
    ///
    /// Other crates log what passes through them (rmcp whole messages, tokio-postgres whole statements), so of theirs only
    /// errors are kept, whatever the levels say.
    pub(super) fn start(levels: &str) -> Self {
        let (entries, waiting) = sync_channel(WAITING_LINES);
        let (done, written) = sync_channel(1);
        std::thread::spawn(move || {
            for entry in waiting {
                match entry {
                    // There is nowhere left to report a failure to.
                    Entry::Line(line) => drop(io::stderr().write_all(&line)),
                    Entry::End => drop(done.try_send(())),
                }
            }
        });
        let levels =
            EnvFilter::try_from_env("GATEPOST_LOG").unwrap_or_else(|_| EnvFilter::new(levels));
        let lines = Lines(entries.clone());
        tracing_subscriber::fmt()
            .json()
            .with_writer(move || lines.clone())
            .with_env_filter(levels)
            .finish()
            .with(filter_fn(|metadata| {
                metadata.target().starts_with("gatepost") || *metadata.level() == Level::ERROR
            }))
            .init();
        Self { entries, written }
    }

    /// Waits until what was logged is written, but not for long.
    pub(super) fn finish(self) {
        if self.entries.try_send(Entry::End).is_ok() {
            let _ = self.written.recv_timeout(LAST_LINES);
        }
    }
}

/// Hands each line to the thread that writes; the formatter gives a whole line at a time.
#[derive(Clone)]
struct Lines(SyncSender<Entry>);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let _ = self.0.try_send(Entry::Line(line.to_vec()));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
