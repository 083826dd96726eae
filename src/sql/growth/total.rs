//! Sums over nodes, of which each counts once, with the most that was found of it.

use std::collections::HashMap;

use super::nodes::NodeId;

/// A sum over nodes.
#[derive(Default)]
pub(super) struct Total {
    of_each: HashMap<NodeId, f64>,
    all: f64,
}

impl Total {
    /// Counts so much for a node, unless more is counted for it already, and gives the sum.
    pub(super) fn count(&mut self, id: NodeId, much: f64) -> f64 {
        let known = self.of_each.entry(id).or_default();
        if much > *known {
            self.all += much - *known;
            *known = much;
        }
        self.all
    }
}
