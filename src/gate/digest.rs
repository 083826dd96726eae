//! SHA-256 digests.

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

/// A SHA-256 digest as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Digest(String);

impl Digest {
    /// The digest of exactly these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_raw(&sha2::Sha256::digest(bytes))
    }

    /// The digest whose 32 bytes were computed elsewhere, for example over a stream.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self::from_raw(&bytes)
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 12 digits, enough for people to tell two apart.
    pub fn short(&self) -> &str {
        &self.0[..12]
    }

    fn from_raw(bytes: &[u8]) -> Self {
        use std::fmt::Write as _;
        Self(
            bytes
                .iter()
                .fold(String::with_capacity(64), |mut text, byte| {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "{byte:02x}");
                    text
                }),
        )
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0
    }
}

impl TryFrom<String> for Digest {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(hexadecimal) {
            Ok(Self(text))
        } else {
            Err(format!(
                "`{text}` is not a SHA-256 digest: 64 lower-case hexadecimal digits"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn the_digest_of_nothing_is_the_known_one() {
        let known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::of(b"").as_str(), known);
        assert_eq!(Digest::try_from(known.to_owned()), Ok(Digest::of(b"")));
        assert!(Digest::try_from(known.to_uppercase()).is_err());
        assert!(Digest::try_from("e3b0".to_owned()).is_err());
    }
}
