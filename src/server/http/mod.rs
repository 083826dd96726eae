//! MCP over HTTP: `/mcp` by Streamable HTTP for every protocol version, stateless; `/sse` and `/messages` for clients of
//! the HTTP+SSE transport of 2024-11-05; `/healthz`, `/readyz` and `/metrics` for whoever runs it.
//!
//! A request passes [`edge`] (who is addressed, from which page, how many), then [`access`] (who asks), then [`edge`] again
//! (how large, how slow), and only then MCP.

mod access;
mod cancellation;
mod edge;
mod health;
mod jwt;
mod observe;
mod site;
mod sse;
mod tls;

use std::net::SocketAddr;
use std::pin::Pin;

use axum_server::Handle;
use rmcp::ServerHandler;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub(super) use access::Caller;
pub use access::{Access, AccessError};
pub use site::Site;

use self::site::Current;

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
    /// A listener has TLS or it has not.
    #[error("http.cert_file: TLS is turned on or off by a restart")]
    TlsTurned,
    /// Serving ended badly.
    #[error("serving ended abnormally: {0}")]
    Serve(std::io::Error),
}

/// Serves until `stop` resolves; then calls in flight may go on for the grace period, and what is left is cancelled.
///
/// A site that comes by `renewed` takes the place of the one before, for all requests from then on; its address is not
/// looked at. Streams of the transport of 2024-11-05 end with the site that opened them,
/// since what their callers may do stands in it.
///
/// # Errors
/// When the address cannot be used, or serving fails.
pub async fn serve<H: ServerHandler + Clone>(
    site: Site<H>,
    mut renewed: mpsc::Receiver<Site<H>>,
    stop: impl Future<Output = ()> + Send,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), HttpError> {
    let cancelled = CancellationToken::new();
    let (mut config, tls) = (site.config.clone(), site.tls.clone());
    let address = config.listen;
    let failed = |source| HttpError::Listen { address, source };
    let listener = std::net::TcpListener::bind(address).map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let handle = Handle::new();
    let current = Current::new(site, &cancelled);
    let service = current.service().into_make_service();
    let mut plain = axum_server::from_tcp(listener)
        .map_err(failed)?
        // A connection that may turn out to be of HTTP/2 is waited for without end: `header_read_timeout` is HTTP/1's.
        .http1_only()
        .handle(handle.clone());
    plain
        .http_builder()
        .http1()
        .header_read_timeout(config.request_time);
    listening(bound);
    let serving: Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>> = match &tls {
        None => Box::pin(plain.serve(service)),
        Some(tls) => {
            let acceptor = axum_server::tls_rustls::RustlsAcceptor::new(tls.clone());
            Box::pin(plain.acceptor(acceptor).serve(service))
        }
    };
    let renewing = async {
        loop {
            let watch = tls::watch(&config, tls.as_ref());
            let site = tokio::select! {
                site = renewed.recv() => site,
                never = watch => match never {},
            };
            let Some(site) = site else {
                // Nobody is left who could send one; the files are watched on.
                match tls::watch(&config, tls.as_ref()).await {}
            };
            if let (Some(tls), Some(renewed)) = (&tls, &site.tls) {
                tls.reload_from_config(renewed.get_inner());
            }
            config = site.config.clone();
            current.renew(site, &cancelled);
            tracing::info!("the configuration was read again and is in force");
        }
    };
    let stopping = async {
        stop.await;
        let grace = current.grace();
        handle.graceful_shutdown(Some(grace));
        tokio::time::sleep(grace).await;
        cancelled.cancel();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        served = serving => served.map_err(HttpError::Serve)?,
        () = stopping => {}
        never = renewing => match never {},
    }
    cancelled.cancel();
    Ok(())
}
