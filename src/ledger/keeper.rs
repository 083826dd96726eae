//! The thread that forces what was committed to the disk.
//!
//! A commit hands its pages to the operating system, so it survives a crash of the process and
//! costs microseconds; only a synced write-ahead log survives a crash of the machine, and costs
//! milliseconds. That wait is here, so that calls never stand in line behind it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::error::Error;
use super::handle::Receipt;

/// How long a commit may wait for the next sync. With a sync that takes up to 600 ms, and as long
/// a one already under way, every record is on the disk within a second.
const DELAY: Duration = Duration::from_millis(400);

/// A receipt that may only be given when its record is on the disk.
#[derive(Debug)]
struct Promise {
    receipt: Receipt,
    reply: oneshot::Sender<Result<Receipt, Error>>,
}

#[derive(Debug)]
enum Order {
    Soon,
    Now(Promise),
}

/// The writer's end of the keeper.
#[derive(Debug)]
pub(super) struct Keeper {
    path: PathBuf,
    orders: Sender<Order>,
    pending: Arc<AtomicBool>,
    failure: Arc<OnceLock<Error>>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// Starts the thread for the ledger at `path`; `sync` forces all that was committed before it is called to the disk.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start<S>(path: PathBuf, sync: S) -> std::io::Result<Self>
    where
        S: FnMut() -> Result<(), Error> + Send + 'static,
    {
        let (orders, received) = mpsc::channel();
        let pending = Arc::new(AtomicBool::new(false));
        let failure = Arc::new(OnceLock::new());
        let thread = std::thread::Builder::new()
            .name("ledger-keeper".to_owned())
            .spawn({
                let (pending, failure) = (Arc::clone(&pending), Arc::clone(&failure));
                move || keep(&received, &pending, &failure, sync)
            })?;
        Ok(Self {
            path,
            orders,
            pending,
            failure,
            thread,
        })
    }

    /// Something was committed that must be on the disk within a second.
    pub(super) fn soon(&self) {
        // One order stands for all commits until the next sync: waking a thread is not free.
        if !self.pending.swap(true, Ordering::AcqRel) {
            // That a keeper has ended, the next append finds.
            let _ = self.orders.send(Order::Soon);
        }
    }

    /// Something was committed whose receipt waits for the disk.
    pub(super) fn now(&self, receipt: Receipt, reply: oneshot::Sender<Result<Receipt, Error>>) {
        // Not sent, the reply is dropped, which the caller sees as a closed ledger.
        let _ = self.orders.send(Order::Now(Promise { receipt, reply }));
    }

    /// Why records no longer reach the disk, if they do not.
    pub(super) fn failure(&self) -> Option<Error> {
        let ended = || {
            self.thread.is_finished().then(|| Error::NotSynced {
                path: self.path.clone(),
                reason: "the thread that syncs it has ended".to_owned(),
            })
        };
        self.failure.get().cloned().or_else(ended)
    }

    /// Syncs what is left and ends the thread.
    pub(super) fn finish(self) {
        drop(self.orders);
        // A panic there has been reported by the panic hook, and nothing is left to tell.
        let _ = self.thread.join();
    }
}

fn keep<S>(orders: &Receiver<Order>, pending: &AtomicBool, failure: &OnceLock<Error>, mut sync: S)
where
    S: FnMut() -> Result<(), Error>,
{
    let mut due: Option<Instant> = None;
    loop {
        let mut promises = Vec::new();
        let order = match due {
            None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => orders.recv_timeout(due.saturating_duration_since(Instant::now())),
        };
        let ended = matches!(order, Err(RecvTimeoutError::Disconnected));
        for order in order.into_iter().chain(orders.try_iter()) {
            match order {
                Order::Soon => due = due.or_else(|| Some(Instant::now() + DELAY)),
                Order::Now(promise) => promises.push(promise),
            }
        }
        let overdue = due.is_some_and(|due| Instant::now() >= due);
        if promises.is_empty() && !overdue && !ended {
            continue;
        }
        // Before the sync: a commit during it then asks for another.
        due = None;
        pending.swap(false, Ordering::AcqRel);
        // After one failure the system may report the next sync as done although pages were lost.
        let outcome = match failure.get() {
            Some(error) => Err(error.clone()),
            None => sync(),
        };
        if let Err(error) = &outcome {
            let _ = failure.set(error.clone());
        }
        for Promise { receipt, reply } in promises {
            // A caller that went away needs no receipt.
            let _ = reply.send(outcome.clone().map(|()| receipt));
        }
        if ended {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::hash::Anchor;
    use super::*;

    fn failed() -> Error {
        Error::NotSynced {
            path: "x".into(),
            reason: "input/output error".to_owned(),
        }
    }

    const RECEIPT: Receipt = Receipt {
        sequence: Anchor::EMPTY.sequence,
        hash: Anchor::EMPTY.hash,
    };

    #[test]
    fn a_commit_is_synced_within_a_second_and_commits_share_a_sync() {
        let (synced, syncs) = mpsc::channel();
        let keeper = Keeper::start(PathBuf::new(), move || {
            synced.send(Instant::now()).expect("the test listens");
            Ok(())
        })
        .expect("a thread");
        let start = Instant::now();
        for _ in 0..100 {
            keeper.soon();
        }
        let at = syncs.recv_timeout(Duration::from_secs(1)).expect("a sync");
        assert!(at - start < Duration::from_secs(1));
        assert!(
            syncs.recv_timeout(DELAY * 2).is_err(),
            "one sync for all of them"
        );
        keeper.soon();
        syncs
            .recv_timeout(Duration::from_secs(1))
            .expect("a sync for the next");
        keeper.finish();
    }

    #[test]
    fn a_receipt_waits_for_the_sync_and_no_longer() {
        let (synced, syncs) = mpsc::channel();
        let keeper = Keeper::start(PathBuf::new(), move || {
            std::thread::sleep(Duration::from_millis(50));
            synced.send(()).expect("the test listens");
            Ok(())
        })
        .expect("a thread");
        let (reply, answer) = oneshot::channel();
        let start = Instant::now();
        keeper.now(RECEIPT, reply);
        assert_eq!(answer.blocking_recv().expect("an answer"), Ok(RECEIPT));
        assert!(start.elapsed() < DELAY, "it did not wait for the next turn");
        syncs.try_recv().expect("the sync came before the answer");
        keeper.finish();
    }

    #[test]
    fn what_is_left_is_synced_at_the_end() {
        let (synced, syncs) = mpsc::channel();
        let keeper = Keeper::start(PathBuf::new(), move || {
            synced.send(()).expect("the test listens");
            Ok(())
        })
        .expect("a thread");
        keeper.soon();
        keeper.finish();
        assert!(syncs.try_recv().is_ok());
    }

    #[test]
    fn a_keeper_that_ended_is_a_failure() {
        let keeper =
            Keeper::start(PathBuf::new(), || panic!("as a fault would")).expect("a thread");
        assert_eq!(keeper.failure(), None);
        keeper.soon();
        let deadline = Instant::now() + DELAY * 10;
        while !keeper.thread.is_finished() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(matches!(keeper.failure(), Some(Error::NotSynced { .. })));
    }

    #[test]
    fn after_one_failed_sync_nothing_is_promised_again() {
        let mut syncs = 0;
        let keeper = Keeper::start(PathBuf::new(), move || {
            syncs += 1;
            if syncs == 1 { Err(failed()) } else { Ok(()) }
        })
        .expect("a thread");
        for _ in 0..2 {
            let (reply, answer) = oneshot::channel();
            keeper.now(RECEIPT, reply);
            assert_eq!(answer.blocking_recv().expect("an answer"), Err(failed()));
        }
        assert_eq!(keeper.failure(), Some(failed()));
        keeper.finish();
    }
}
