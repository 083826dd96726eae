//! Requests that are made together leave together.
//!
//! The task that drives a connection runs on another thread, and would send the first of several requests while the
//! others are still being written: two or three packets, and as many times that the server is woken.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use futures::future::poll_fn;
use futures::task::AtomicWaker;

/// Holds a connection's task back while requests are made.
#[derive(Clone, Default)]
pub(super) struct Cork(Arc<State>);

#[derive(Default)]
struct State {
    held: AtomicBool,
    task: AtomicWaker,
}

impl Cork {
    /// Two requests in one packet. Answers come in the order of the requests, so the caller is not woken for the first,
    /// which has come when the last has.
    pub(super) async fn together<A, B>(
        &self,
        first: impl Future<Output = A>,
        last: impl Future<Output = B>,
    ) -> (A, B) {
        let (mut first, mut last) = (pin!(first), pin!(last));
        let held = self.hold();
        let started = first.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let ended = poll_fn(|context| Poll::Ready(last.as_mut().poll(context))).await;
        drop(held);
        let ended = match ended {
            Poll::Ready(ended) => ended,
            Poll::Pending => last.await,
        };
        match started {
            Poll::Ready(started) => (started, ended),
            Poll::Pending => (first.await, ended),
        }
    }

    /// The connection's own poll, put off while requests are being made.
    pub(super) fn poll<T>(
        &self,
        context: &mut Context<'_>,
        connection: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        self.0.task.register(context.waker());
        if self.0.held.load(Ordering::Acquire) {
            return Poll::Pending;
        }
        connection(context)
    }

    fn hold(&self) -> Held<'_> {
        self.0.held.store(true, Ordering::Release);
        Held(self)
    }
}

/// Lets go when dropped, however the work ends.
struct Held<'a>(&'a Cork);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.0.held.store(false, Ordering::Release);
        self.0.0.task.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use futures::FutureExt;
    use futures::future::poll_fn;

    use super::Cork;

    #[tokio::test]
    async fn the_task_waits_for_all_that_is_requested_together() {
        let cork = Cork::default();
        let poll = || poll_fn(|context| cork.poll(context, |_| Poll::Ready(()))).now_or_never();
        assert!(poll().is_some());
        let mut held = Vec::new();
        let first = async { held.push(poll().is_none()) };
        let mut polls = 0;
        let last = poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            match polls {
                1 if poll().is_none() => Poll::Pending,
                _ => Poll::Ready(poll()),
            }
        });
        let ((), seen) = cork.together(first, last).await;
        assert_eq!(held, [true], "while the first request is made");
        assert!(seen.is_some() && polls == 2, "held until both are made");
    }

    #[tokio::test]
    async fn the_task_is_woken_when_it_may_go_on() {
        let cork = Cork::default();
        let held = cork.hold();
        let task = {
            let cork = cork.clone();
            tokio::spawn(poll_fn(move |context| {
                cork.poll(context, |_| Poll::Ready(()))
            }))
        };
        tokio::task::yield_now().await;
        assert!(!task.is_finished());
        drop(held);
        task.await.expect("woken");
    }
}
