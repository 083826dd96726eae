//! The checks of a gate file: approved as any agent's statement, run as parts of their own, answered as PostgreSQL's text.

use std::sync::Arc;
use std::time::Instant;

use futures::stream::FuturesOrdered;
use futures::{StreamExt, pin_mut};

use super::channel::FORGET_SESSIONS;
use super::meter::Meter;
use super::names;
use super::transaction::{Transaction, Trouble, some};
use crate::db::approvals::Prepared;
use crate::db::database::Database;
use crate::db::wrapping::{Inner, over};
use crate::error::{ErrorCode, ToolError};
use crate::gate::{Asks, Check, CheckObservation, Failure, Observation, Row, Shape};

/// Rows of one answer that are kept; an answer with more is no answer.
const ROW_CAP: usize = 500;

/// What both readings said of a check; nothing of one that asks no SQL.
pub(super) type Decision = Option<Result<Arc<Prepared>, ToolError>>;

/// What both readings said of each check, in order.
///
/// # Errors
/// When the database cannot be asked: that says nothing of any check.
pub(super) async fn approve(
    database: &Arc<Database>,
    checks: &[Check],
) -> Result<Vec<Decision>, ToolError> {
    let mut decisions = Vec::with_capacity(checks.len());
    for check in checks {
        let Asks::Sql(sql) = &check.asks else {
            decisions.push(None);
            continue;
        };
        match database.approve(sql).await {
            Err(error)
                if matches!(
                    error.code,
                    ErrorCode::DatabaseUnavailable | ErrorCode::PoolExhausted
                ) =>
            {
                return Err(error);
            }
            decision => decisions.push(Some(decision)),
        }
    }
    Ok(decisions)
}

/// The checks' names mean what they mean to the role.
const NAMES_OF_THE_ROLE: &str = "SET LOCAL search_path TO DEFAULT";

/// Checks that are sent before the first of them is answered: the server need not wait for the next.
const SENT_AHEAD: usize = 2;

/// The checks of a gate, with the answers so far.
pub(super) struct Checks<'a> {
    checks: &'a [Check],
    decisions: Vec<Decision>,
    /// In the order of the checks.
    observed: Vec<Option<CheckObservation>>,
    /// What one answer may hold.
    bytes: u64,
    meter: &'a Meter<'a>,
}

impl<'a> Checks<'a> {
    pub(super) fn new(
        checks: &'a [Check],
        decisions: Vec<Decision>,
        bytes: u64,
        meter: &'a Meter<'a>,
    ) -> Self {
        let observed = checks.iter().map(|_| None).collect();
        Self {
            checks,
            decisions,
            observed,
            bytes,
            meter,
        }
    }

    /// Runs those that cannot tell whether another session of ours is in a transaction.
    ///
    /// # Errors
    /// As [`Checks::run`].
    pub(super) async fn run_blind_to_sessions(
        &mut self,
        transaction: &Transaction<'_>,
    ) -> Result<(), ToolError> {
        let blind = |decision: &Decision| decision.as_ref().is_none_or(is_blind_to_sessions);
        self.run_where(transaction, blind).await
    }

    /// Runs the rest, or says of each why it cannot run. No other session of ours may be in a transaction.
    ///
    /// # Errors
    /// Only when nothing more can be asked of the session.
    pub(super) async fn run(
        mut self,
        transaction: &Transaction<'_>,
    ) -> Result<Vec<CheckObservation>, ToolError> {
        if self.observed.iter().any(Option::is_none) {
            // When they were looked at first, another of ours was busy.
            let forgotten = transaction.query(FORGET_SESSIONS, &[]).await;
            some(forgotten)?.ok();
        }
        self.run_where(transaction, |_| true).await?;
        Ok(self.observed.into_iter().flatten().collect())
    }

    async fn run_where(
        &mut self,
        transaction: &Transaction<'_>,
        wanted: impl Fn(&Decision) -> bool,
    ) -> Result<(), ToolError> {
        let Self {
            checks,
            decisions,
            observed,
            bytes,
            meter,
        } = self;
        let open: Vec<usize> = (0..checks.len())
            .filter(|index| observed[*index].is_none() && wanted(&decisions[*index]))
            .collect();
        if open.is_empty() {
            return Ok(());
        }
        let decided = open.iter().filter_map(|index| decisions[*index].as_ref());
        let (set, seen) = futures::join!(
            transaction.set(NAMES_OF_THE_ROLE),
            names::seen(transaction, decided)
        );
        set?;
        let seen = some(seen)?;
        let mut unsent = open.iter();
        let mut answers = FuturesOrdered::new();
        for index in &open {
            let name = &checks[*index].name;
            meter.start(name);
            let started = Instant::now();
            while answers.len() < SENT_AHEAD
                && let Some(next) = unsent.next()
            {
                answers.push_back(observe(
                    transaction,
                    &checks[*next],
                    &decisions[*next],
                    *bytes,
                ));
            }
            let Some(observation) = answers.next().await else {
                break;
            };
            let (observation, relations, callable) = match (&decisions[*index], &seen) {
                (Some(Ok(prepared)), Ok(seen)) => {
                    let relations = Some(seen.of(prepared));
                    (observation?, relations, seen.callable_by(prepared))
                }
                (Some(Ok(_)), Err(failure)) => {
                    (Observation::Error(failure.clone()), None, Vec::new())
                }
                _ => (observation?, None, Vec::new()),
            };
            observed[*index] = Some(CheckObservation {
                name: name.clone(),
                observation,
                relations,
                callable,
                duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            });
        }
        Ok(())
    }
}

/// Whether the answer is the same whoever else is in a transaction that writes nothing: only the catalog's views and the
/// functions behind them tell of sessions, and those are named `pg_`. A function of somebody else's may stand in any schema
/// under any name.
fn is_blind_to_sessions(decided: &Result<Arc<Prepared>, ToolError>) -> bool {
    let Ok(prepared) = decided else {
        return true;
    };
    let approved = &prepared.approved;
    if approved.runs_users_functions() {
        return false;
    }
    let of_users = |schema: &str| !schema.starts_with("pg_") && schema != "information_schema";
    let of_values = |function: &str| {
        let name = function.strip_prefix("pg_catalog.");
        name.is_some_and(|name| !name.starts_with("pg_"))
    };
    approved
        .relations()
        .iter()
        .all(|relation| of_users(&relation.schema))
        && approved.functions().all(of_values)
}

async fn observe(
    transaction: &Transaction<'_>,
    check: &Check,
    decision: &Decision,
    bytes: u64,
) -> Result<Observation, ToolError> {
    Ok(match decision {
        // Whoever looks it up puts it in; without an answer the check is an error.
        None => Observation::NotRun,
        Some(Err(refusal)) => Observation::Error(refused(refusal)),
        Some(Ok(prepared)) if !prepared.parameters.is_empty() => {
            Observation::Error(Failure::shape("a check's SQL takes no parameters"))
        }
        Some(Ok(prepared)) => match ask(transaction, prepared, bytes).await {
            Ok((types, rows)) => match check.rule.shape() {
                Shape::Scalar => Observation::scalar(&types, rows),
                Shape::Rows | Shape::Refusal => Observation::rows(types, rows, ROW_CAP),
            },
            Err(Trouble::Part(failure)) => Observation::Error(failure),
            Err(Trouble::Whole(error)) => return Err(error),
        },
    })
}

/// A refusal by PostgreSQL at analysis keeps its SQLSTATE; one of ours has our code, which no rule can expect.
fn refused(refusal: &ToolError) -> Failure {
    let code = refusal
        .sqlstate
        .clone()
        .unwrap_or_else(|| refusal.code.as_str());
    Failure::new(code, refusal.message.clone())
}

async fn ask(
    transaction: &Transaction<'_>,
    prepared: &Prepared,
    bytes: u64,
) -> Result<(Vec<String>, Vec<Row>), Trouble> {
    let types = prepared
        .columns
        .iter()
        .map(|column| column.type_name.clone())
        .collect();
    let sql = wrapped(prepared, bytes);
    let rows = transaction
        .alone(async {
            let stream = transaction
                .session()
                .query_typed_raw(&sql, Vec::<(String, _)>::new())
                .await?;
            pin_mut!(stream);
            let (mut rows, mut size) = (Vec::new(), 0);
            while let Some(row) = stream.next().await {
                let row = row?;
                size += row.raw_size_bytes() as u64;
                if size > bytes {
                    let message = format!("the answer is larger than {bytes} bytes");
                    return Err(Trouble::from(Failure::new("too_large", message)));
                }
                let fields = (0..prepared.columns.len()).map(|index| row.try_get(index));
                rows.push(fields.collect::<Result<Row, _>>()?);
            }
            Ok(rows)
        })
        .await?;
    Ok((types, rows))
}

/// The cast by which a value keeps what its output function leaves out: XML its declaration. It is PostgreSQL's own, and
/// there can be no other between the two types.
fn whole(type_name: &str) -> &'static str {
    match type_name {
        "xml" => "::pg_catalog.text",
        "xml[]" => "::pg_catalog.text[]",
        _ => "",
    }
}

/// The statement with every cell as the text of its type's output function. A cast to text could call a function of
/// the user's that no reading has seen; `format` never does, and `num_nulls` tells NULL from a row of NULLs.
fn wrapped(prepared: &Prepared, bytes: u64) -> String {
    let length = bytes.saturating_add(1).min(i32::MAX as u64);
    let columns = prepared.columns.iter().enumerate();
    let cells: Vec<String> = columns
        .map(|(index, column)| {
            format!(
                "CASE pg_catalog.num_nulls(c{index}) WHEN 0 \
                 THEN pg_catalog.\"left\"(pg_catalog.format('%s', c{index}{}), {length}) END",
                whole(&column.type_name)
            )
        })
        .collect();
    let inner = Inner::new(prepared.approved.sql().body(), &prepared.columns, true);
    let (text, _) = over(&cells, &inner);
    format!("{text}{}", ROW_CAP + 1)
}
