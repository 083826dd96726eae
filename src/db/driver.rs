//! Who drives a connection: a task of its own, or the caller who waits for its answers.
//!
//! tokio-postgres hands each request to a connection that somebody must poll. A task that does nothing else is woken by
//! every request and wakes the caller for every answer, mostly across threads: for three statements in one packet that
//! was a quarter of a call's time (measured). A caller who drives while it waits is woken by the socket alone, and what
//! it requests before it waits leaves in one packet. The task drives for all others, and only when one of them asks:
//! between calls nobody does.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures::future::poll_fn;
use futures::task::AtomicWaker;

/// Sends what is requested and receives what has come; ready when the connection has ended.
type Connection = Box<dyn FnMut(&mut Context<'_>) -> Poll<()> + Send>;

/// One connection's driver, shared by its task and its session.
#[derive(Clone, Default)]
pub(super) struct Driver(Arc<Shared>);

#[derive(Default)]
struct Shared {
    wheel: Mutex<Wheel>,
    task: AtomicWaker,
}

#[derive(Default)]
struct Wheel {
    connection: Option<Connection>,
    held_by: Holder,
}

/// Who polls the connection. Only one may: a connection wakes whoever polled it last.
#[derive(Default, PartialEq)]
enum Holder {
    #[default]
    Task,
    Caller,
    Nobody,
}

impl Driver {
    /// The task that drives the connection while no caller does; it ends with the connection.
    pub(super) fn drive(&self, connection: Connection) -> impl Future<Output = ()> + use<> {
        let shared = Arc::clone(&self.0);
        shared.wheel().connection = Some(connection);
        poll_fn(move |context| {
            shared.task.register(context.waker());
            let mut wheel = shared.wheel();
            match wheel.held_by {
                Holder::Task => wheel.turn(context),
                Holder::Caller | Holder::Nobody => Poll::Pending,
            }
        })
    }

    /// Has the task drive if nobody does.
    pub(super) fn call_task(&self) {
        let mut wheel = self.0.wheel();
        if wheel.held_by == Holder::Nobody {
            wheel.held_by = Holder::Task;
            drop(wheel);
            self.0.task.wake();
        }
    }

    /// From now on the caller drives, until the value is dropped.
    ///
    /// Whoever else waits for the connection would wait in vain, so the caller must have it to itself.
    pub(super) fn take(&self) -> Driving<'_> {
        self.0.wheel().held_by = Holder::Caller;
        Driving(&self.0)
    }
}

/// A caller that drives.
pub(super) struct Driving<'a>(&'a Shared);

impl Driving<'_> {
    /// Drives until the future is ready. All that it requests before it waits leaves together.
    pub(super) async fn until<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        poll_fn(|context| {
            // First what has come: the future may then not have to wait at all.
            self.turn(context);
            let outcome = future.as_mut().poll(context);
            if outcome.is_pending() {
                self.turn(context);
            }
            outcome
        })
        .await
    }

    /// Sends what is requested, as far as that needs no waiting.
    pub(super) fn send(&self) {
        self.turn(&mut Context::from_waker(Waker::noop()));
    }

    /// That the connection has ended shows to whoever waits for an answer.
    fn turn(&self, context: &mut Context<'_>) {
        let _ = self.0.wheel().turn(context);
    }
}

impl Drop for Driving<'_> {
    fn drop(&mut self) {
        self.0.wheel().held_by = Holder::Nobody;
    }
}

impl Shared {
    fn wheel(&self) -> MutexGuard<'_, Wheel> {
        self.wheel.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wheel {
    fn turn(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(connection) = &mut self.connection else {
            return Poll::Ready(());
        };
        let turned = connection(context);
        if turned.is_ready() {
            self.connection = None;
        }
        turned
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Poll;

    use futures::FutureExt;
    use futures::future::poll_fn;

    use super::Driver;

    /// A connection that counts its polls, and its task.
    fn counted() -> (Driver, Arc<AtomicUsize>, impl Future<Output = ()>) {
        let (driver, turns) = (Driver::default(), Arc::new(AtomicUsize::new(0)));
        let counter = Arc::clone(&turns);
        let task = driver.drive(Box::new(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
            Poll::Pending
        }));
        (driver, turns, task)
    }

    #[test]
    fn the_task_leaves_the_connection_to_a_caller_and_comes_when_called() {
        let (driver, turns, task) = counted();
        let mut task = Box::pin(task);
        let mut polls = || {
            assert!(task.as_mut().now_or_never().is_none());
            turns.swap(0, Ordering::Relaxed)
        };
        assert_eq!(polls(), 1, "by itself at first");
        let driving = driver.take();
        assert_eq!(polls(), 0);
        driver.call_task();
        assert_eq!(polls(), 0, "the caller drives");
        drop(driving);
        assert_eq!(polls(), 0, "nobody drives and nobody asks");
        driver.call_task();
        assert_eq!(polls(), 1);
    }

    #[tokio::test]
    async fn the_task_is_woken_when_it_is_called() {
        let (driver, turns, task) = counted();
        drop(driver.take());
        let task = tokio::spawn(task);
        tokio::task::yield_now().await;
        assert_eq!(turns.load(Ordering::Relaxed), 0);
        driver.call_task();
        tokio::task::yield_now().await;
        assert_eq!(turns.load(Ordering::Relaxed), 1);
        task.abort();
    }

    #[tokio::test]
    async fn what_a_future_requests_before_it_waits_is_sent_in_one_turn() {
        let (driver, turns, _task) = counted();
        let mut requests = Vec::new();
        let future = poll_fn(|context| {
            requests.push(turns.load(Ordering::Relaxed));
            match requests.len() {
                1 => {
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
                _ => Poll::Ready(()),
            }
        });
        driver.take().until(future).await;
        assert_eq!(
            requests,
            [1, 3],
            "a turn before each poll, and one after the requests"
        );
    }

    #[tokio::test]
    async fn the_task_ends_with_the_connection() {
        let driver = Driver::default();
        let task = driver.drive(Box::new(|_| Poll::Ready(())));
        driver.take().until(async {}).await;
        driver.call_task();
        task.now_or_never().expect("nothing is left to drive");
    }
}
