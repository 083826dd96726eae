//! Progress of long work, as notifications to a caller that asked for them.

use std::convert::Infallible;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::ProgressNotificationParam;
use rmcp::service::RequestContext;
use tokio::sync::watch;

use crate::db::Progress;

/// The least time between two notifications: a large table reports thousands of steps.
const INTERVAL: Duration = Duration::from_millis(100);

/// The latest progress of one call. What comes between two notifications is passed over.
pub(super) struct ProgressReport(watch::Sender<Option<Progress>>);

impl ProgressReport {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    /// Notes how far the work is.
    pub(super) fn tell(&self, progress: Progress) {
        self.0.send_replace(Some(progress));
    }

    /// Tells the caller, if it gave a token, whenever there is more progress; MCP wants each to be more than the last.
    pub(super) async fn pass_on(&self, context: &RequestContext<RoleServer>) -> Infallible {
        let Some(token) = context.meta.get_progress_token() else {
            return std::future::pending().await;
        };
        let mut latest = self.0.subscribe();
        let mut told = None;
        loop {
            if latest.changed().await.is_err() {
                return std::future::pending().await;
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
            tokio::time::sleep(INTERVAL).await;
        }
    }
}
