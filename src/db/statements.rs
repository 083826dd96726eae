//! What one session's server keeps parsed and planned: gatepost's own statements around each call, and approved ones that
//! came again.
//!
//! Statements are prepared while a session is cleaned, never while a caller waits, and only by messages of the
//! protocol: one that SQL prepared is not ours, and cleaning closes a session that has one (`from_sql` of
//! `pg_prepared_statements`, in the PostgreSQL manual). PostgreSQL itself plans a statement anew when what it
//! uses changed. An approved statement is found by its approval alone, so it never outlives it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Statement};

use super::approvals::Prepared;
use super::pinning::Pinning;

/// Approved statements a session keeps; plans take memory in the server.
const QUERIES: usize = 16;

/// Longer statements are parsed each time.
const LONGEST_QUERY: usize = 16 << 10;

/// Statements of gatepost's own that a session keeps: four around each call, and some twenty that gates ask.
const OWN: usize = 32;

/// The prepared statements of one session, the last used first.
#[derive(Default)]
pub(super) struct Statements(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    own: Vec<(String, Statement)>,
    queries: Vec<(Query, Statement)>,
    wanted_own: Vec<(String, Vec<Type>)>,
    wanted_query: Option<Query>,
    lost: bool,
}

/// An approval and the number of rows its statement is limited to. Two are the same when the approval is the same one.
#[derive(Clone)]
pub(super) struct Query {
    pub(super) prepared: Arc<Prepared>,
    pub(super) rows: u32,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && Arc::ptr_eq(&self.prepared, &other.prepared)
    }
}

impl Statements {
    /// The statement for a text of gatepost's own and its parameters' types; when there is none, it is wanted.
    pub(super) fn own(&self, text: &str, parameters: &[Type]) -> Option<Statement> {
        let mut kept = self.kept();
        let found = kept.own.iter().find(|(known, _)| known == text);
        let found = found.map(|(_, statement)| statement.clone());
        if found.is_none() && kept.wanted_own.len() < OWN {
            kept.wanted_own.push((text.to_owned(), parameters.to_vec()));
        }
        found
    }

    /// The statement for an approval used before; when there is none, it is wanted.
    pub(super) fn query(&self, query: &Query) -> Option<Statement> {
        let mut kept = self.kept();
        if let Some(at) = kept.queries.iter().position(|(known, _)| known == query) {
            kept.queries[..=at].rotate_right(1);
            return Some(kept.queries[0].1.clone());
        }
        if query.prepared.wrapped.len() <= LONGEST_QUERY {
            kept.wanted_query = Some(query.clone());
        }
        None
    }

    /// The server does not know a statement that was kept: something else had its hands on the session.
    pub(super) fn lost(&self) {
        self.kept().lost = true;
    }

    /// Whether [`Statements::lost`] was said.
    pub(super) fn are_lost(&self) -> bool {
        self.kept().lost
    }

    /// Whether there is anything to prepare.
    pub(super) fn are_wanted(&self) -> bool {
        let kept = self.kept();
        !kept.wanted_own.is_empty() || kept.wanted_query.is_some()
    }

    /// Prepares what was wanted, in the transaction that used it. A failure leaves it to be parsed each time.
    pub(super) async fn prepare(&self, client: &Client, pinning: &Pinning) {
        let (own, query) = {
            let mut kept = self.kept();
            (
                std::mem::take(&mut kept.wanted_own),
                kept.wanted_query.take(),
            )
        };
        // A pooler may give each transaction another server, which knows nothing of what this one was asked.
        if matches!(pinning, Pinning::EachTransaction(_)) {
            return;
        }
        for (text, parameters) in own {
            if let Ok(statement) = client.prepare_typed(&text, &parameters).await {
                let own = &mut self.kept().own;
                own.insert(0, (text, statement));
                own.truncate(OWN);
            }
        }
        if let Some(query) = query
            && let Ok(statement) = {
                let text = query.prepared.limited_to(query.rows);
                client
                    .prepare_typed(&text, &query.prepared.parameters)
                    .await
            }
        {
            let queries = &mut self.kept().queries;
            let generation = query.prepared.generation;
            queries.retain(|(other, _)| other.prepared.generation == generation);
            queries.insert(0, (query, statement));
            queries.truncate(QUERIES);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
