//! The signals by which a person or a service manager stops a command.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Ctrl-C, or the signal by which service managers stop a program.
pub(super) async fn interrupted() {
    tokio::select! {
        () = received(SignalKind::interrupt()) => {}
        () = received(SignalKind::terminate()) => {}
    }
}

/// The signal by which a person or a service manager has the configuration read again, each time that it comes.
pub(super) struct Reload(Option<Signal>);

/// Waits from now on for SIGHUP, whose usual effect is to end the process.
pub(super) fn told_to_reload() -> Reload {
    Reload(signal(SignalKind::hangup()).ok())
}

impl Reload {
    pub(super) async fn recv(&mut self) {
        match &mut self.0 {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    }
}

/// The next signal of this kind; where it cannot be waited for it keeps its usual effect.
async fn received(kind: SignalKind) {
    match signal(kind) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}
