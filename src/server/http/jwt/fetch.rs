//! One GET of a small document, over TLS unless it comes from this machine.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_util::task::AbortOnDropHandle;

use crate::db::verified_client;

/// The whole of it: looking up the name, connecting, and reading.
const TIME: Duration = Duration::from_secs(5);

/// The largest document.
const BYTES: usize = 1 << 20;

/// Why there is no document, in words for the operator.
pub(super) type Reason = String;

/// # Errors
/// When the address is not of https, and not of this machine, or the document does not come.
pub(super) async fn get(url: &str, ca_file: Option<&Path>) -> Result<Vec<u8>, Reason> {
    tokio::time::timeout(TIME, fetch(url, ca_file))
        .await
        .map_err(|_| format!("it did not answer within {} s", TIME.as_secs()))?
}

async fn fetch(url: &str, ca_file: Option<&Path>) -> Result<Vec<u8>, Reason> {
    let url: Uri = url.parse().map_err(|error| format!("{error}"))?;
    let host = url.host().ok_or("the URL names no host")?;
    let name = host.trim_matches(['[', ']']);
    let is_secure = match url.scheme_str() {
        Some("https") => true,
        Some("http") if matches!(name, "localhost" | "127.0.0.1" | "::1") => false,
        _ => return Err("keys are fetched by https, or by http from this machine".to_owned()),
    };
    let port = url.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
    let stream = TcpStream::connect((name, port))
        .await
        .map_err(|error| error.to_string())?;
    if !is_secure {
        return ask(stream, &url).await;
    }
    let config = verified_client(ca_file).map_err(|error| error.to_string())?;
    let server = ServerName::try_from(name.to_owned()).map_err(|error| error.to_string())?;
    let connector = TlsConnector::from(Arc::new(config));
    let stream = connector.connect(server, stream).await;
    ask(stream.map_err(|error| error.to_string())?, &url).await
}

async fn ask<S>(stream: S, url: &Uri) -> Result<Vec<u8>, Reason>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let failed = |error: hyper::Error| error.to_string();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(failed)?;
    let _connection = AbortOnDropHandle::new(tokio::spawn(connection));
    let authority = url.authority().map_or("", |authority| authority.as_str());
    let request = Request::get(url.path_and_query().map_or("/", |path| path.as_str()))
        .header(header::HOST, authority)
        .header(header::ACCEPT, "application/json")
        .body(Body::empty())
        .map_err(|error| error.to_string())?;
    let response = sender.send_request(request).await.map_err(failed)?;
    if response.status() != StatusCode::OK {
        return Err(format!("it answered {}", response.status()));
    }
    let body = axum::body::to_bytes(Body::new(response.into_body()), BYTES).await;
    Ok(body.map_err(|error| error.to_string())?.to_vec())
}
