//! MCP over HTTP: `/mcp` by Streamable HTTP for every protocol version, stateless; `/sse` and `/messages` for clients of
//! the HTTP+SSE transport of 2024-11-05; `/healthz` and `/readyz` for whoever runs it.
//!
//! A request passes [`edge`] (who is addressed, from which page, how many), then [`access`] (who asks), then [`edge`] again
//! (how large, how slow), and only then MCP.

mod access;
mod edge;
mod health;
mod sse;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum_server::Handle;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

pub(super) use access::Caller;
pub use access::{Access, AccessError};

use self::edge::Edge;
use super::Gatepost;
use crate::config::HttpConfig;

/// Why gatepost cannot serve over HTTP.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Who may call cannot be decided.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error("TLS cannot be set up from http.cert_file and http.key_file: {0}")]
    Tls(std::io::Error),
    /// Serving ended badly.
    #[error("serving ended abnormally: {0}")]
    Serve(std::io::Error),
}

/// Serves until `stop` resolves; then calls in flight may go on for the grace period, and what is left is cancelled.
///
/// # Errors
/// When the address or the certificate cannot be used, or serving fails.
pub async fn serve(
    gatepost: Gatepost,
    config: &HttpConfig,
    access: Access,
    stop: impl Future<Output = ()> + Send,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), HttpError> {
    let cancelled = CancellationToken::new();
    let app = router(gatepost, config, access, &cancelled);
    let address = config.listen;
    let failed = |source| HttpError::Listen { address, source };
    let listener = std::net::TcpListener::bind(address).map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let handle = Handle::new();
    let service = app.into_make_service();
    let mut plain = axum_server::from_tcp(listener)
        .map_err(failed)?
        .handle(handle.clone());
    plain
        .http_builder()
        .http1()
        .header_read_timeout(config.request_time);
    listening(bound);
    let serving = async {
        match tls::of(config).await.map_err(HttpError::Tls)? {
            None => plain.serve(service).await.map_err(HttpError::Serve),
            Some(tls) => {
                let acceptor = axum_server::tls_rustls::RustlsAcceptor::new(tls.clone());
                let watch = tls::watch(config, tls);
                tokio::select! {
                    served = plain.acceptor(acceptor).serve(service) => served.map_err(HttpError::Serve),
                    never = watch => match never {},
                }
            }
        }
    };
    let stopping = async {
        stop.await;
        handle.graceful_shutdown(Some(config.grace));
        tokio::time::sleep(config.grace).await;
        cancelled.cancel();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        served = serving => served?,
        () = stopping => {}
    }
    cancelled.cancel();
    Ok(())
}

fn router(
    gatepost: Gatepost,
    config: &HttpConfig,
    access: Access,
    cancelled: &CancellationToken,
) -> axum::Router {
    let edge = Arc::new(Edge::new(config));
    let for_mcp = gatepost.clone();
    let mcp = StreamableHttpService::new(
        move || Ok(for_mcp.clone()),
        Arc::new(LocalSessionManager::default()),
        StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_sse_keep_alive(Some(Duration::from_secs(15)))
            // `edge` looks at both for every route.
            .disable_allowed_hosts()
            .disable_allowed_origins()
            .with_max_request_body_bytes(edge.body_bytes())
            .with_cancellation_token(cancelled.clone()),
    );
    axum::Router::new()
        .nest_service("/mcp", mcp)
        .merge(sse::router(gatepost.clone(), config, cancelled.clone()))
        // The last is the first to see a request.
        .layer(from_fn_with_state(Arc::clone(&edge), edge::with_body))
        .layer(from_fn_with_state(Arc::new(access), access::admit))
        .layer(from_fn_with_state(edge, edge::pass))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready).with_state(gatepost))
}
