//! A digest of rows in no order: for tables without a key, which the server could only order by sorting all of them.
//!
//! Each row is spread over 1024 lanes of 16 bits and the lanes are added up: LtHash (Bellare and Micciancio, "A New
//! Paradigm for Collision-Free Hashing", 1997; Lewi et al., "Securing Update Propagation with Homomorphic Hashing",
//! 2019). Equal multisets of rows give equal sums in any order, duplicates count, and memory is constant. A row's lanes
//! are the first 2048 bytes of the ChaCha20 key stream (RFC 8439, from block 1) under the key SHA-256(row), nonce zero.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};

use crate::gate::{Digest, Failure};

const LANES: usize = 1024;

/// The running sum.
pub(super) struct Multiset {
    lanes: Box<[u16; LANES]>,
    count: u64,
}

impl Multiset {
    /// Of no rows.
    pub(super) fn new() -> Self {
        Self {
            lanes: Box::new([0; LANES]),
            count: 0,
        }
    }

    /// Adds one row.
    ///
    /// # Errors
    /// Never for this cipher and length; its signature allows it.
    pub(super) fn add(&mut self, row: &[u8]) -> Result<(), Failure> {
        let mut stream = [0; 2 * LANES];
        key_stream(digest(&SHA256, row).as_ref(), &mut stream)
            .map_err(|_| Failure::new("internal", "a row could not be digested"))?;
        for (lane, bytes) in self.lanes.iter_mut().zip(stream.chunks_exact(2)) {
            *lane = lane.wrapping_add(u16::from_be_bytes([bytes[0], bytes[1]]));
        }
        self.count += 1;
        Ok(())
    }

    /// How many rows were added.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// SHA-256 of the count and the lanes.
    pub(super) fn digest(&self) -> Digest {
        let mut bytes = b"gatepost multiset 1".to_vec();
        bytes.extend_from_slice(&self.count.to_be_bytes());
        for lane in self.lanes.iter() {
            bytes.extend_from_slice(&lane.to_be_bytes());
        }
        Digest::of(&bytes)
    }
}

/// The cipher of zeros is the key stream.
fn key_stream(key: &[u8], zeros: &mut [u8]) -> Result<(), ring::error::Unspecified> {
    let key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, key)?);
    let nonce = Nonce::assume_unique_for_key([0; 12]);
    key.seal_in_place_separate_tag(nonce, Aad::empty(), zeros)
        .map(drop)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Multiset;

    fn digest(rows: &[Vec<u8>]) -> crate::gate::Digest {
        let mut sum = Multiset::new();
        rows.iter().for_each(|row| sum.add(row).expect("digests"));
        sum.digest()
    }

    #[test]
    fn lanes_are_the_documented_key_stream() {
        // RFC 8439, appendix A.1, test vector 2: the all-zero key and nonce, block counter 1.
        let mut stream = [0; 64];
        super::key_stream(&[0; 32], &mut stream).expect("a key stream");
        assert_eq!(
            stream[..8],
            [0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a]
        );
    }

    #[test]
    fn duplicates_count() {
        let rows = |text: &[&str]| {
            text.iter()
                .map(|row| row.as_bytes().to_vec())
                .collect::<Vec<_>>()
        };
        let all = [
            rows(&[]),
            rows(&["a"]),
            rows(&["a", "a"]),
            rows(&["a", "a", "a"]),
            rows(&["b", "b"]),
            rows(&["ab"]),
        ];
        for (index, left) in all.iter().enumerate() {
            for right in &all[index + 1..] {
                assert_ne!(digest(left), digest(right), "{left:?} {right:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_content_does(
            rows in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6), 1..12),
            at in any::<prop::sample::Index>(),
        ) {
            let mut turned = rows.clone();
            turned.rotate_left(at.index(rows.len()));
            prop_assert_eq!(digest(&rows), digest(&turned));
            let mut other = rows.clone();
            other[at.index(rows.len())].push(0);
            prop_assert_ne!(digest(&rows), digest(&other));
        }
    }
}
