//! The site in force: its routes, and how another takes its place while requests come.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum_server::tls_rustls::RustlsConfig;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;
use tower_service::Service;

use super::cancellation::UnderWay;
use super::edge::Edge;
use super::health::Readiness;
use super::{Access, HttpError, access, cancellation, edge, health, observe, sse, tls};
use crate::config::HttpConfig;
use crate::server::Gatepost;

/// What is served, by which rules: everything that a reload of the configuration may change.
pub struct Site<H = Gatepost> {
    /// Whose health and counts are told.
    gatepost: Gatepost,
    /// Who answers MCP.
    handler: H,
    pub(super) config: HttpConfig,
    access: Access,
    pub(super) tls: Option<RustlsConfig>,
}

impl Site {
    /// These tools, within the bounds of this configuration, for whoever may call.
    ///
    /// # Errors
    /// When the certificate cannot be used.
    pub async fn new(
        gatepost: Gatepost,
        config: HttpConfig,
        access: Access,
    ) -> Result<Self, HttpError> {
        let tls = tls::of(&config).await.map_err(HttpError::Tls)?;
        Ok(Self {
            handler: gatepost.clone(),
            gatepost,
            config,
            access,
            tls,
        })
    }
}

impl<H> Site<H> {
    /// The same site with MCP answered by somebody else. The protocol's conformance suite calls tools of its own by name:
    /// so it is this edge that it tests, and no likeness of it.
    #[must_use]
    pub fn answered_by<A: ServerHandler + Clone>(self, handler: A) -> Site<A> {
        Site {
            gatepost: self.gatepost,
            handler,
            config: self.config,
            access: self.access,
            tls: self.tls,
        }
    }

    /// Whether it can take the place of a site with this configuration: a listener has TLS or it has not.
    ///
    /// # Errors
    /// When one has TLS and the other has not.
    pub fn can_replace(&self, served: &HttpConfig) -> Result<(), HttpError> {
        if self.tls.is_some() == served.cert_file.is_some() {
            Ok(())
        } else {
            Err(HttpError::TlsTurned)
        }
    }
}

/// The site in force.
#[derive(Clone)]
pub(super) struct Current(Arc<RwLock<InForce>>);

struct InForce {
    routes: Router,
    grace: Duration,
    /// Ends the streams that it opened: what their callers may do stands in this site.
    streams: CancellationToken,
}

impl InForce {
    fn of<H: ServerHandler + Clone>(site: Site<H>, cancelled: &CancellationToken) -> Self {
        let streams = cancelled.child_token();
        Self {
            grace: site.config.grace,
            routes: routes(site, cancelled, &streams),
            streams,
        }
    }
}

impl Current {
    pub(super) fn new<H: ServerHandler + Clone>(
        site: Site<H>,
        cancelled: &CancellationToken,
    ) -> Self {
        Self(Arc::new(RwLock::new(InForce::of(site, cancelled))))
    }

    /// Puts another site in force for every request from now on.
    pub(super) fn renew<H: ServerHandler + Clone>(
        &self,
        site: Site<H>,
        cancelled: &CancellationToken,
    ) {
        let renewed = InForce::of(site, cancelled);
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *current, renewed).streams.cancel();
    }

    /// How long calls in flight may go on.
    pub(super) fn grace(&self) -> Duration {
        self.in_force(|site| site.grace)
    }

    fn in_force<T>(&self, read: impl FnOnce(&InForce) -> T) -> T {
        read(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whatever site is in force when a request comes.
    pub(super) fn service(&self) -> Router {
        let current = self.clone();
        Router::new().fallback(move |request: Request| {
            let mut routes = current.in_force(|site| site.routes.clone());
            // A router is always ready.
            async move { routes.call(request).await }
        })
    }
}

fn routes<H: ServerHandler + Clone>(
    site: Site<H>,
    cancelled: &CancellationToken,
    streams: &CancellationToken,
) -> Router {
    let Site {
        gatepost,
        handler,
        config,
        access,
        tls: _,
    } = site;
    let edge = Arc::new(Edge::new(&config));
    let readiness = Readiness::of(gatepost.clone());
    let for_mcp = handler.clone();
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
    let metrics = Router::new()
        .route("/metrics", get(health::metrics))
        .with_state(gatepost.clone());
    let (open_metrics, guarded_metrics) = if config.metrics_are_open() {
        (metrics, Router::new())
    } else {
        (Router::new(), metrics)
    };
    let access = Arc::new(access);
    Router::new()
        .nest_service("/mcp", mcp)
        .layer(from_fn_with_state(
            UnderWay::default(),
            cancellation::by_notification,
        ))
        .merge(sse::router(handler, &config, streams.clone()))
        // The last is the first to see a request.
        .layer(from_fn_with_state(Arc::clone(&edge), edge::with_body))
        .merge(guarded_metrics)
        .layer(from_fn_with_state(Arc::clone(&access), access::admit))
        .layer(from_fn_with_state(Arc::clone(&edge), edge::take_turn))
        .merge(open_metrics)
        .merge(access::discovery(access))
        .layer(edge::answers_for_pages())
        .layer(from_fn_with_state(edge, edge::pass))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready).with_state(readiness))
        .layer(from_fn_with_state(gatepost, observe::observe))
}
