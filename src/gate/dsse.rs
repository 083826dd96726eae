//! DSSE envelopes with Ed25519 signatures: the bytes are signed together with their type, so no JSON needs to be
//! made canonical and no document can be taken for another kind (Dead Simple Signing Envelope, v1.0.2).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use super::digest::Digest;

/// DER of a PKCS#8 Ed25519 private key up to its 32-byte seed (RFC 8410, section 7).
const PRIVATE_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];
/// DER of an Ed25519 public key up to its 32 bytes (RFC 8410, section 4).
const PUBLIC_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// Why a key, an envelope or a signature cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DsseError {
    /// Not a private key.
    #[error("not an Ed25519 private key: give PKCS#8 PEM, or the base64 of its 32-byte seed")]
    PrivateKey,
    /// Not a public key.
    #[error("not an Ed25519 public key: give PEM, or the base64 of its 32 bytes")]
    PublicKey,
    /// The payload or a signature is not base64.
    #[error("the envelope's {0} is not base64")]
    Base64(&'static str),
    /// The envelope holds another kind of document.
    #[error("the envelope holds `{0}`, which is not the kind of document expected")]
    PayloadType(String),
    /// There is no signature.
    #[error("the envelope has no signature")]
    Unsigned,
    /// No signature is by a key that was given.
    #[error("no signature is by a key that was given")]
    UnknownKey,
    /// A signature names a key that was given, and is not its signature of these bytes.
    #[error("the signature of key {0} does not fit the document")]
    Wrong(String),
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Which key signed; a hint, never trusted.
    #[serde(default)]
    pub keyid: String,
    /// The signature, base64.
    pub sig: String,
}

/// A document with signatures over its bytes and its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// The media type of the payload.
    pub payload_type: String,
    /// The payload, base64.
    pub payload: String,
    /// The signatures.
    pub signatures: Vec<Signature>,
}

/// The bytes that are signed.
fn pre_authentication_encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    )
    .into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD
        .decode(text)
        .or_else(|_| URL_SAFE.decode(text))
        .ok()
}

/// The base64 between the lines of a PEM file with the label, or the text itself when it is no PEM.
fn pem_body(text: &str, label: &str) -> Option<Vec<u8>> {
    let body = match text
        .trim()
        .strip_prefix(&format!("-----BEGIN {label}-----"))
    {
        Some(rest) => rest
            .trim_end()
            .strip_suffix(&format!("-----END {label}-----"))?,
        None => text,
    };
    decode(&body.split_whitespace().collect::<String>())
}

fn pem(label: &str, bytes: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        STANDARD.encode(bytes)
    )
}

/// A key that signs.
#[derive(Debug)]
pub struct SigningKey {
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// Reads PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` writes, or the base64 of a 32-byte seed.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(text: &str) -> Result<Self, DsseError> {
        let bytes = pem_body(text, "PRIVATE KEY").ok_or(DsseError::PrivateKey)?;
        let pair = match bytes.len() {
            32 => Ed25519KeyPair::from_seed_unchecked(&bytes),
            _ => Ed25519KeyPair::from_pkcs8_maybe_unchecked(&bytes),
        };
        pair.map(|pair| Self { pair })
            .map_err(|_| DsseError::PrivateKey)
    }

    /// The key that checks this key's signatures.
    pub fn verifying_key(&self) -> VerifyingKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.pair.public_key().as_ref());
        VerifyingKey { bytes }
    }

    /// Signs a document of the given media type.
    pub fn sign(&self, payload_type: &str, payload: &[u8]) -> Envelope {
        let signature = self
            .pair
            .sign(&pre_authentication_encoding(payload_type, payload));
        Envelope {
            payload_type: payload_type.to_owned(),
            payload: STANDARD.encode(payload),
            signatures: vec![Signature {
                keyid: self.verifying_key().key_id(),
                sig: STANDARD.encode(signature.as_ref()),
            }],
        }
    }
}

/// The PEM of the private key of a seed: 32 bytes from the system's random source.
pub fn private_pem(seed: &[u8; 32]) -> String {
    pem("PRIVATE KEY", &[PRIVATE_PREFIX.as_slice(), seed].concat())
}

/// A key that checks signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    bytes: [u8; 32],
}

impl VerifyingKey {
    /// Reads PEM, as `openssl pkey -pubout` writes, or the base64 of 32 bytes.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(text: &str) -> Result<Self, DsseError> {
        let bytes = pem_body(text, "PUBLIC KEY").ok_or(DsseError::PublicKey)?;
        let raw = bytes.strip_prefix(&PUBLIC_PREFIX).unwrap_or(&bytes);
        let bytes = raw.try_into().map_err(|_| DsseError::PublicKey)?;
        Ok(Self { bytes })
    }

    /// The key as PEM.
    pub fn pem(&self) -> String {
        pem(
            "PUBLIC KEY",
            &[PUBLIC_PREFIX.as_slice(), &self.bytes].concat(),
        )
    }

    /// SHA-256 of the key's DER, hexadecimal.
    pub fn key_id(&self) -> String {
        Digest::of(&[PUBLIC_PREFIX.as_slice(), &self.bytes].concat()).to_string()
    }
}

impl Envelope {
    /// The payload's bytes, of which nothing is proven by reading them.
    ///
    /// # Errors
    /// When the payload is not base64, or is of another type than `payload_type`.
    pub fn unverified_payload(&self, payload_type: &str) -> Result<Vec<u8>, DsseError> {
        if self.payload_type != payload_type {
            return Err(DsseError::PayloadType(self.payload_type.clone()));
        }
        decode(&self.payload).ok_or(DsseError::Base64("payload"))
    }

    /// The id of the first of the keys that signed the document; each signature that names one of the keys must fit.
    ///
    /// # Errors
    /// When no signature is by one of the keys, or one of them does not fit.
    pub fn signed_by(
        &self,
        payload_type: &str,
        keys: &[VerifyingKey],
    ) -> Result<String, DsseError> {
        let payload = self.unverified_payload(payload_type)?;
        let encoded = pre_authentication_encoding(&self.payload_type, &payload);
        if self.signatures.is_empty() {
            return Err(DsseError::Unsigned);
        }
        let mut signed_by = None;
        for signature in &self.signatures {
            let bytes = decode(&signature.sig).ok_or(DsseError::Base64("signature"))?;
            let fits = |key: &&VerifyingKey| {
                UnparsedPublicKey::new(&ED25519, key.bytes)
                    .verify(&encoded, &bytes)
                    .is_ok()
            };
            match keys.iter().find(fits) {
                Some(key) => signed_by = signed_by.or(Some(key.key_id())),
                None if keys.iter().any(|key| key.key_id() == signature.keyid) => {
                    return Err(DsseError::Wrong(signature.keyid.clone()));
                }
                None => {}
            }
        }
        signed_by.ok_or(DsseError::UnknownKey)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        DsseError, Envelope, SigningKey, VerifyingKey, pre_authentication_encoding, private_pem,
    };

    fn key(seed: u8) -> SigningKey {
        SigningKey::parse(&private_pem(&[seed; 32])).expect("a key of ours")
    }

    #[test]
    fn the_encoding_is_that_of_the_specification() {
        // The example of the DSSE protocol document.
        let encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world");
        assert_eq!(
            encoded,
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }

    #[test]
    fn keys_are_read_as_openssl_writes_them() {
        // RFC 8410, section 10.3 and 10.1.
        let private = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        let verifying = SigningKey::parse(private).expect("private").verifying_key();
        assert_eq!(verifying, VerifyingKey::parse(public).expect("public"));
        assert_eq!(verifying.pem(), public);
        let raw = VerifyingKey::parse("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=").expect("raw");
        assert_eq!(verifying, raw);
        let seed = SigningKey::parse("1O5y2/kTWErVttjx92n4rTr+fCjL8dT74Jeoj0R1WEI=").expect("seed");
        assert_eq!(seed.verifying_key(), verifying);
        for wrong in ["", "AAAA", "-----BEGIN PRIVATE KEY-----\nAAAA", public] {
            assert_eq!(
                SigningKey::parse(wrong).expect_err(wrong),
                DsseError::PrivateKey
            );
        }
        assert_eq!(
            VerifyingKey::parse(private).expect_err("private"),
            DsseError::PublicKey
        );
    }

    #[test]
    fn a_private_key_is_not_shown() {
        assert!(!format!("{:?}", key(7)).contains("7, 7"));
    }

    #[test]
    fn a_signature_covers_payload_and_type() {
        let signed = key(1).sign("a/b", b"{}");
        let keys = [key(2).verifying_key(), key(1).verifying_key()];
        assert_eq!(
            signed.signed_by("a/b", &keys),
            Ok(key(1).verifying_key().key_id())
        );
        let changed = |change: fn(&mut Envelope)| {
            let mut envelope = signed.clone();
            change(&mut envelope);
            let payload_type = envelope.payload_type.clone();
            envelope.signed_by(&payload_type, &keys)
        };
        let wrong = Err(DsseError::Wrong(key(1).verifying_key().key_id()));
        assert_eq!(
            changed(|envelope| envelope.payload = "e30K".to_owned()),
            wrong
        );
        assert_eq!(
            changed(|envelope| envelope.payload_type = "a/c".to_owned()),
            wrong
        );
        assert_eq!(
            changed(|envelope| envelope.signatures[0].sig = "AAAA".to_owned()),
            wrong
        );
        assert_eq!(
            changed(|envelope| envelope.signatures[0].keyid.clear()),
            Ok(key(1).verifying_key().key_id())
        );
        assert_eq!(
            changed(|envelope| envelope.signatures.clear()),
            Err(DsseError::Unsigned)
        );
        assert_eq!(
            changed(|envelope| envelope.payload = "?".to_owned()),
            Err(DsseError::Base64("payload"))
        );
        assert_eq!(
            signed.signed_by("a/c", &keys),
            Err(DsseError::PayloadType("a/b".to_owned()))
        );
        assert_eq!(
            signed.signed_by("a/b", &[key(3).verifying_key()]),
            Err(DsseError::UnknownKey)
        );
        assert_eq!(signed.signed_by("a/b", &[]), Err(DsseError::UnknownKey));
    }
}
