//! What a client may say before its first request.
//!
//! rmcp ends the process at a notification before the handshake. Clients do send one: they give up a first question that a
//! slow start left unanswered (`notifications/cancelled`), and then ask anew.

use std::future::Future;

use rmcp::RoleServer;
use rmcp::model::{ClientRequest, GetMeta, ProtocolVersion};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;

/// A transport that passes over whatever is not a request until a client has begun: by `initialize`, or by a request that
/// says its revision (2026-07-28).
pub(super) struct Opening<T> {
    inner: T,
    begun: bool,
}

impl<T> Opening<T> {
    pub(super) fn new(inner: T) -> Self {
        Self {
            inner,
            begun: false,
        }
    }
}

impl<T: Transport<RoleServer>> Transport<RoleServer> for Opening<T> {
    type Error = T::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        self.inner.send(message)
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            let message = self.inner.receive().await?;
            match &message {
                _ if self.begun => return Some(message),
                RxJsonRpcMessage::<RoleServer>::Request(request) => {
                    self.begun = begins(&request.request);
                    return Some(message);
                }
                _ => tracing::debug!("passed over a message before the first request"),
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.inner.close().await
    }
}

/// Whether rmcp chooses how to go on by this request; before that it answers `ping` and `server/discover` and keeps waiting.
fn begins(request: &ClientRequest) -> bool {
    match request {
        ClientRequest::InitializeRequest(_) => true,
        ClientRequest::PingRequest(_) | ClientRequest::DiscoverRequest(_) => false,
        other => {
            let meta = other.get_meta();
            meta.missing_required_keys(&ProtocolVersion::V_2026_07_28)
                .is_empty()
                && meta
                    .protocol_version()
                    .is_some_and(|version| ProtocolVersion::KNOWN_VERSIONS.contains(&version))
        }
    }
}
