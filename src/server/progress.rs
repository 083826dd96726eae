//! Progress of long work, as notifications to a caller that asked for them.

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::ProgressNotificationParam;
use rmcp::service::RequestContext;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::db::Progress;

/// The least time between two notifications: a large table reports thousands of steps.
const INTERVAL: Duration = Duration::from_millis(100);

/// The latest progress of one call. What comes between two notifications is passed over.
pub(super) struct ProgressReport {
    latest: watch::Sender<Option<Progress>>,
    ended: CancellationToken,
}

impl ProgressReport {
    pub(super) fn new() -> Self {
        Self {
            latest: watch::Sender::new(None),
            ended: CancellationToken::new(),
        }
    }

    /// Notes how far the work is.
    pub(super) fn tell(&self, progress: Progress) {
        self.latest.send_replace(Some(progress));
    }

    /// Notes that the work is over.
    pub(super) fn end(&self) {
        self.ended.cancel();
    }

    /// Tells the caller, if it gave a token, whenever there is more progress, until the work is over. MCP wants each to be more
    /// than the last, and none after the answer: so this must end by itself, and not be dropped with one on its way.
    pub(super) async fn pass_on(&self, context: &RequestContext<RoleServer>) {
        let Some(token) = context.meta.get_progress_token() else {
            return;
        };
        let mut latest = self.latest.subscribe();
        let mut told = None;
        loop {
            tokio::select! {
                biased;
                () = self.ended.cancelled() => return,
                changed = latest.changed() => if changed.is_err() { return },
            }
            let progress = latest.borrow_and_update().clone();
            let Some(progress) = progress.filter(|progress| told < Some(progress.done)) else {
                continue;
            };
            told = Some(progress.done);
            let notification = ProgressNotificationParam::new(token.clone(), progress.done as f64)
                .with_total(progress.total as f64)
                .with_message(progress.message);
            // A caller that no longer listens ends the call by other means.
            let _ = context.peer.notify_progress(notification).await;
            tokio::select! {
                () = self.ended.cancelled() => return,
                () = tokio::time::sleep(INTERVAL) => {}
            }
        }
    }
}
