//! The authorization server's keys, kept for a while and read again when a token names one that is not among them.

use std::time::Duration;

use jsonwebtoken::jwk::{Jwk, JwkSet};
use tokio::sync::RwLock;
use tokio::time::Instant;

use super::fetch;
use crate::config::JwtConfig;

/// How long keys are used without being read again: a key that was withdrawn is good no longer than this.
const AGE: Duration = Duration::from_secs(600);

/// How long they are used while they cannot be read again.
const LAST_AGE: Duration = Duration::from_secs(3600);

/// The least time between two readings, whatever tokens say: strangers can name keys as they like.
const INTERVAL: Duration = Duration::from_secs(60);

/// Why there is no key for a token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    /// The authorization server has none of that name.
    Unknown,
    /// Its keys cannot be had now.
    Unavailable,
}

pub(super) struct Keys {
    config: JwtConfig,
    interval: Duration,
    kept: RwLock<Kept>,
}

#[derive(Default)]
struct Kept {
    /// The keys, and when they were read.
    keys: Option<(JwkSet, Instant)>,
    tried: Option<Instant>,
}

impl Kept {
    fn younger_than(&self, age: Duration) -> Option<&JwkSet> {
        let kept = self.keys.as_ref();
        kept.filter(|(_, read)| read.elapsed() < age)
            .map(|(keys, _)| keys)
    }
}

impl Keys {
    pub(super) fn new(config: &JwtConfig) -> Self {
        Self {
            config: config.clone(),
            interval: INTERVAL,
            kept: RwLock::default(),
        }
    }

    /// The key of this name; without a name, the only key there is.
    pub(super) async fn key(&self, id: Option<&str>) -> Result<Jwk, NoKey> {
        let known = self.kept.read().await;
        if let Some(key) = known.younger_than(AGE).and_then(|keys| find(keys, id)) {
            return Ok(key);
        }
        drop(known);
        let mut kept = self.kept.write().await;
        // Another caller may have read them while this one waited.
        if kept
            .tried
            .is_none_or(|tried| tried.elapsed() >= self.interval)
        {
            kept.tried = Some(Instant::now());
            match self.read().await {
                Ok(keys) => kept.keys = Some((keys, Instant::now())),
                Err(reason) => {
                    tracing::error!(reason, "the authorization server's keys cannot be read");
                }
            }
        }
        let keys = kept.younger_than(LAST_AGE).ok_or(NoKey::Unavailable)?;
        find(keys, id).ok_or(NoKey::Unknown)
    }

    async fn read(&self) -> Result<JwkSet, String> {
        let text = match (&self.config.jwks_file, &self.config.jwks_url) {
            (Some(file), _) => {
                let read = tokio::fs::read(file).await;
                read.map_err(|error| format!("auth.jwt.jwks_file: {error}"))?
            }
            (None, Some(url)) => fetch::get(url, self.config.jwks_ca_file.as_deref())
                .await
                .map_err(|reason| format!("auth.jwt.jwks_url: {reason}"))?,
            (None, None) => return Err("neither a file nor a URL is configured".to_owned()),
        };
        serde_json::from_slice(&text).map_err(|error| format!("they are no JWK set: {error}"))
    }
}

fn find(keys: &JwkSet, id: Option<&str>) -> Option<Jwk> {
    match (id, keys.keys.as_slice()) {
        (Some(id), _) => keys.find(id).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(id: &str) -> String {
        format!(
            "{{\"keys\": [{{\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"AA\", \"kid\": \"{id}\"}}]}}"
        )
    }

    fn keys(file: &std::path::Path, interval: Duration) -> Keys {
        let text = format!(
            "issuer = \"i\"\nresource = \"https://r\"\njwks_file = \"{}\"",
            file.display()
        );
        Keys {
            interval,
            ..Keys::new(&toml::from_str(&text).expect("a configuration"))
        }
    }

    #[tokio::test]
    async fn keys_that_change_are_read_again_when_one_is_missed_and_not_more_often() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), set("first")).expect("writes");
        let (eager, patient) = (
            keys(file.path(), Duration::ZERO),
            keys(file.path(), INTERVAL),
        );
        for keys in [&eager, &patient] {
            keys.key(Some("first")).await.expect("known");
            keys.key(None).await.expect("the only one");
        }
        std::fs::write(file.path(), set("second")).expect("writes");
        eager.key(Some("second")).await.expect("read again");
        assert_eq!(eager.key(Some("first")).await, Err(NoKey::Unknown));
        assert_eq!(patient.key(Some("second")).await, Err(NoKey::Unknown));
        patient.key(Some("first")).await.expect("still kept");

        // What cannot be read leaves the last keys at work.
        std::fs::write(file.path(), "not JSON").expect("writes");
        assert_eq!(eager.key(Some("third")).await, Err(NoKey::Unknown));
        eager.key(Some("second")).await.expect("still kept");
        let without = keys(std::path::Path::new("no/such/file"), Duration::ZERO);
        assert_eq!(without.key(None).await, Err(NoKey::Unavailable));
    }
}
