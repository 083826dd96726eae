//! A digest of rows in no order: for tables without a key, which the server could only order by sorting all of them.
//!
//! Each row is spread over 1024 lanes of 16 bits by SHA-256 and the lanes are added up: LtHash (Bellare and Micciancio,
//! "A New Paradigm for Collision-Free Hashing", 1997; Lewi et al., "Securing Update Propagation with Homomorphic
//! Hashing", 2019). Equal multisets of rows give equal sums in any order, duplicates count, and memory is constant.

use sha2::{Digest as _, Sha256};

use crate::gate::Digest;

const LANES: usize = 1024;
const LANES_PER_BLOCK: usize = 16;

/// The running sum.
pub(super) struct Multiset {
    lanes: Box<[u16; LANES]>,
    count: u64,
}

impl Multiset {
    /// Of no rows.
    pub(super) fn new() -> Self {
        Self { lanes: Box::new([0; LANES]), count: 0 }
    }

    /// Adds one row.
    pub(super) fn add(&mut self, row: &[u8]) {
        let seed = Sha256::digest(row);
        for (index, lanes) in self.lanes.chunks_exact_mut(LANES_PER_BLOCK).enumerate() {
            let block = Sha256::new().chain_update(seed).chain_update((index as u64).to_be_bytes()).finalize();
            for (lane, bytes) in lanes.iter_mut().zip(block.chunks_exact(2)) {
                *lane = lane.wrapping_add(u16::from_be_bytes([bytes[0], bytes[1]]));
            }
        }
        self.count += 1;
    }

    /// How many rows were added.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// SHA-256 of the count and the lanes.
    pub(super) fn digest(&self) -> Digest {
        let mut hasher = Sha256::new().chain_update(b"gatepost multiset 1").chain_update(self.count.to_be_bytes());
        for lane in self.lanes.iter() {
            hasher.update(lane.to_be_bytes());
        }
        Digest::from_bytes(hasher.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Multiset;

    fn digest(rows: &[Vec<u8>]) -> crate::gate::Digest {
        let mut sum = Multiset::new();
        rows.iter().for_each(|row| sum.add(row));
        sum.digest()
    }

    #[test]
    fn duplicates_count() {
        let rows = |text: &[&str]| text.iter().map(|row| row.as_bytes().to_vec()).collect::<Vec<_>>();
        let all = [rows(&[]), rows(&["a"]), rows(&["a", "a"]), rows(&["a", "a", "a"]), rows(&["b", "b"]), rows(&["ab"])];
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
