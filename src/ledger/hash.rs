//! The hash that chains each record to the one before, and the anchor people print.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

/// Told apart from any other use of SHA-256, and from a later form of the record.
const DOMAIN: &[u8] = b"gatepost ledger record 1";

/// A SHA-256 hash; shown as 64 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordHash([u8; 32]);

impl RecordHash {
    /// What the first record names as the one before it: 32 zero bytes.
    pub const GENESIS: Self = Self([0; 32]);

    /// SHA-256 over the fields, each preceded by its length in bytes as a big-endian `u64`.
    ///
    /// With its length before it no field can lend bytes to its neighbour, so two different
    /// lists of fields never hash the same text.
    pub(super) fn of_fields(fields: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for field in [DOMAIN].iter().chain(fields) {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field);
        }
        Self(hasher.finalize().into())
    }

    /// The bytes, as they are stored.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A hash from stored bytes; `None` when they are not 32.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for RecordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for RecordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for RecordHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text is not a hash or an anchor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an anchor; give one as `gatepost ledger verify` printed it: \
     a sequence number, a colon and 64 hexadecimal digits"
)]
pub struct NotAnAnchor(String);

impl FromStr for RecordHash {
    type Err = NotAnAnchor;

    fn from_str(text: &str) -> Result<Self, NotAnAnchor> {
        let refused = || NotAnAnchor(text.to_owned());
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(refused());
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            let digits = &text[index * 2..index * 2 + 2];
            *byte = u8::from_str_radix(digits, 16).map_err(|_| refused())?;
        }
        Ok(Self(bytes))
    }
}

/// A place in the chain, written `sequence:hash`.
///
/// Whoever keeps an anchor outside the ledger can later tell that nothing up to it was changed,
/// removed or cut off: the chain alone cannot show that its own tail is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The record's number; 0 stands before the first.
    pub sequence: u64,
    /// The record's hash.
    pub hash: RecordHash,
}

impl Anchor {
    /// The anchor of a ledger without records.
    pub const EMPTY: Self = Self {
        sequence: 0,
        hash: RecordHash::GENESIS,
    };
}

impl fmt::Display for Anchor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.sequence, self.hash)
    }
}

impl Serialize for Anchor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Anchor {
    type Err = NotAnAnchor;

    fn from_str(text: &str) -> Result<Self, NotAnAnchor> {
        let refused = || NotAnAnchor(text.to_owned());
        let (sequence, hash) = text.trim().split_once(':').ok_or_else(refused)?;
        Ok(Self {
            sequence: sequence.parse().map_err(|_| refused())?,
            hash: hash.parse().map_err(|_| refused())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_lends_bytes_to_its_neighbour() {
        let lists: [&[&[u8]]; 5] = [
            &[b"ab", b"c"],
            &[b"a", b"bc"],
            &[b"abc"],
            &[b"abc", b""],
            &[b"", b"abc"],
        ];
        for (index, one) in lists.iter().enumerate() {
            for other in &lists[index + 1..] {
                assert_ne!(RecordHash::of_fields(one), RecordHash::of_fields(other));
            }
        }
    }

    #[test]
    fn the_hash_of_known_fields_never_changes() {
        // Python: sha256 of struct.pack(">Q", len(f)) + f over the domain and the two fields.
        assert_eq!(
            RecordHash::of_fields(&[b"one", b"two"]).to_string(),
            "a5e9ba6a73f50a5c1d631bd2da57b08e44bff14293c522b6735b34c9fdbdf8cd"
        );
    }

    #[test]
    fn an_anchor_reads_back_as_it_was_written() {
        let anchor = Anchor {
            sequence: 42,
            hash: RecordHash::of_fields(&[b"x"]),
        };
        assert_eq!(anchor.to_string().parse(), Ok(anchor));
        assert_eq!(Anchor::EMPTY.to_string().parse(), Ok(Anchor::EMPTY));
    }

    #[test]
    fn what_is_no_anchor_is_refused() {
        let zeros = "0".repeat(64);
        for text in [
            String::new(),
            "12".to_owned(),
            "12:".to_owned(),
            format!(":{zeros}"),
            format!("-1:{zeros}"),
            format!("1:{zeros}0"),
            format!("1:+{}", &zeros[1..]),
            format!("1:{}é", &zeros[2..]),
        ] {
            assert!(text.parse::<Anchor>().is_err(), "{text}");
        }
    }
}
