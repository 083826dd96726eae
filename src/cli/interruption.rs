//! The signals by which a person or a service manager stops a command.

use tokio::signal::unix::{SignalKind, signal};

/// Ctrl-C, or the signal by which service managers stop a program.
pub(super) async fn interrupted() {
    tokio::select! {
        () = received(SignalKind::interrupt()) => {}
        () = received(SignalKind::terminate()) => {}
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
