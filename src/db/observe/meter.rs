//! How far an observation is, for whoever waits.

use std::sync::atomic::{AtomicU64, Ordering};

use super::relations::{Relation, Scope};
use crate::gate::{Definition, Level};

/// How far an observation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being read now.
    pub message: String,
    /// Work done: one for each part and check, and one for each page of a table's rows.
    pub done: u64,
    /// All work, as far as it is known.
    pub total: u64,
}

/// Counts work and reports it.
pub(super) struct Meter<'a> {
    report: &'a (dyn Fn(Progress) + Send + Sync),
    done: AtomicU64,
    total: AtomicU64,
    level: Option<Level>,
}

impl<'a> Meter<'a> {
    pub(super) fn new(
        report: &'a (dyn Fn(Progress) + Send + Sync),
        definition: &Definition,
    ) -> Self {
        let parts = definition.unchanged.as_ref().map_or(0, |unchanged| {
            let asked = [
                !unchanged.schema.is_empty(),
                unchanged.roles,
                unchanged.sequences,
                unchanged.large_objects,
            ];
            asked.into_iter().filter(|asked| *asked).count()
        });
        let parts = parts + definition.checks.len() + usize::from(definition.channel.is_some());
        Self {
            report,
            done: AtomicU64::new(0),
            total: AtomicU64::new(parts as u64),
            level: definition
                .unchanged
                .as_ref()
                .map(|unchanged| unchanged.level),
        }
    }

    /// Rows of these relations will be read, page by page.
    pub(super) fn will_read(&self, scope: &Scope) {
        if self.level != Some(Level::Counters) {
            let pages = scope.relations.iter().map(|relation| relation.pages).sum();
            self.total.fetch_add(pages, Ordering::Relaxed);
        }
    }

    /// A part or check begins.
    pub(super) fn start(&self, what: &str) {
        self.tell(what.to_owned(), 1);
    }

    /// Pages of a relation were read.
    pub(super) fn read(&self, relation: &Relation, pages: u64) {
        self.tell(format!("rows of {}", relation.name), pages);
    }

    pub(super) fn finish(&self) {
        let total = self.total.load(Ordering::Relaxed);
        (self.report)(Progress {
            message: "observed".to_owned(),
            done: total,
            total,
        });
    }

    fn tell(&self, message: String, work: u64) {
        let done = self.done.fetch_add(work, Ordering::Relaxed) + work;
        let total = self.total.load(Ordering::Relaxed);
        // Estimates run over; progress must not.
        (self.report)(Progress {
            message,
            done: done.min(total),
            total,
        });
    }
}
