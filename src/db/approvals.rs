//! Statements that both readings approved, kept for as long as the catalog they were judged by.

use std::sync::Arc;

use moka::sync::Cache;
use tokio_postgres::types::Type;

use super::read_session::Column;
use crate::sql::ApprovedQuery;

/// Text and descriptions kept for one database, in bytes.
const CAPACITY: u64 = 4 << 20;

/// An approved statement with all that running it again needs.
pub(super) struct Prepared {
    pub(super) approved: ApprovedQuery,
    /// The statement that is run, up to its LIMIT.
    pub(super) wrapped: String,
    /// Characters of ours in `wrapped` before the agent's text.
    pub(super) before: usize,
    /// Behind its columns comes whether the row is too heavy to be sent.
    pub(super) is_weighed: bool,
    pub(super) columns: Arc<[Column]>,
    pub(super) parameters: Vec<Type>,
    /// The load of the catalog that the judgement used.
    pub(super) generation: u64,
}

impl Prepared {
    /// The statement that is run, for at most this many rows and one more, which tells that there are more.
    pub(super) fn limited_to(&self, rows: u32) -> String {
        format!("{}{}", self.wrapped, u64::from(rows) + 1)
    }
}

/// Approvals of one database and role, by text. A new load of the catalog ends them all, so a change to a function,
/// view, policy or domain is seen as soon as the catalog is.
pub(super) struct Approvals(Cache<Arc<str>, Arc<Prepared>>);

impl Approvals {
    pub(super) fn new() -> Self {
        let weigh = |text: &Arc<str>, prepared: &Arc<Prepared>| {
            let bytes = text.len() * 2 + prepared.wrapped.len() + prepared.columns.len() * 64 + 512;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(
            Cache::builder()
                .weigher(weigh)
                .max_capacity(CAPACITY)
                .build(),
        )
    }

    pub(super) fn get(&self, text: &str, generation: u64) -> Option<Arc<Prepared>> {
        self.0
            .get(text)
            .filter(|prepared| prepared.generation == generation)
    }

    /// Whether the text was approved by this or an earlier catalog, which says that the first reading let it pass.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.0.contains_key(text)
    }

    pub(super) fn keep(&self, text: &str, prepared: &Arc<Prepared>) {
        self.0.insert(Arc::from(text), Arc::clone(prepared));
    }

    pub(super) fn forget(&self, text: &str) {
        self.0.invalidate(text);
    }
}
