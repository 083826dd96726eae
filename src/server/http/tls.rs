//! TLS by certificate and key files, read again when they change.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;

use crate::config::HttpConfig;

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_secs(5);

/// The configuration of the certificate, where there is one.
///
/// # Errors
/// When a file cannot be read or holds no certificate or key.
pub(super) async fn of(config: &HttpConfig) -> std::io::Result<Option<RustlsConfig>> {
    match (&config.cert_file, &config.key_file) {
        (Some(cert), Some(key)) => {
            let read = read(cert, key).await?;
            Ok(Some(RustlsConfig::from_config(read)))
        }
        _ => Ok(None),
    }
}

async fn read(cert: &Path, key: &Path) -> std::io::Result<Arc<ServerConfig>> {
    let read = RustlsConfig::from_pem_file(cert, key).await?;
    let mut config = ServerConfig::clone(&read.get_inner());
    // The protocol that is served.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Reads the files again whenever one changes. Files that cannot be used leave the last good ones at work.
pub(super) async fn watch(config: &HttpConfig, tls: Option<&RustlsConfig>) -> Infallible {
    let (Some(cert), Some(key), Some(tls)) = (&config.cert_file, &config.key_file, tls) else {
        return std::future::pending().await;
    };
    let mut seen = changed_at(cert, key);
    loop {
        tokio::time::sleep(INTERVAL).await;
        let now = changed_at(cert, key);
        if now == seen {
            continue;
        }
        match read(cert, key).await {
            Ok(config) => {
                tls.reload_from_config(config);
                seen = now;
                tracing::info!("the certificate was read again");
            }
            Err(error) => {
                tracing::error!(%error, "the changed certificate cannot be used; the last one stays");
            }
        }
    }
}

fn changed_at(cert: &Path, key: &Path) -> [Option<SystemTime>; 2] {
    [cert, key].map(|path| {
        std::fs::metadata(path)
            .and_then(|file| file.modified())
            .ok()
    })
}
