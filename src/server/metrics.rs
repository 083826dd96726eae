//! What was asked and how it ended, in numbers, for Prometheus. Labels hold nothing that a caller wrote: tools, codes,
//! decisions and databases are lists of ours or the operator's.

use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::error::ToolError;
use crate::tools::{Answer, Toolbox};

/// Upper bounds of the latency buckets, in seconds: from a statement seen before to the longest default limit.
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
];

type Label<T> = [(&'static str, T); 1];

/// The counts of one process. Clones share them.
#[derive(Clone)]
pub(super) struct Metrics {
    calls: Family<[(&'static str, &'static str); 2], Counter>,
    refusals: Family<Label<String>, Counter>,
    verdicts: Family<Label<String>, Counter>,
    seconds: Family<Label<&'static str>, Histogram>,
    responses: Family<Label<u16>, Counter>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        Self {
            calls: Family::default(),
            refusals: Family::default(),
            verdicts: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            responses: Family::default(),
        }
    }

    /// Counts a call that ended.
    pub(super) fn called(
        &self,
        tool: &'static str,
        outcome: &Result<Answer, ToolError>,
        took: Duration,
    ) {
        let end = if outcome.is_ok() {
            "answered"
        } else {
            "refused"
        };
        self.calls
            .get_or_create(&[("tool", tool), ("outcome", end)])
            .inc();
        self.seconds
            .get_or_create(&[("tool", tool)])
            .observe(took.as_secs_f64());
        match outcome {
            Ok(answer) => {
                if let Some(decision) = answer.decision {
                    let decision = [("decision", decision.to_string())];
                    self.verdicts.get_or_create(&decision).inc();
                }
            }
            Err(error) => {
                let code = [("code", error.code.as_str())];
                self.refusals.get_or_create(&code).inc();
            }
        }
    }

    /// Counts an HTTP response.
    pub(super) fn responded(&self, status: u16) {
        self.responses.get_or_create(&[("status", status)]).inc();
    }

    /// Everything, as the text format has it; pools and ledger as they are now.
    ///
    /// # Errors
    /// Never for text in memory; the encoder's signature allows it.
    pub(super) fn text(&self, toolbox: &Toolbox) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("gatepost");
        registry.register(
            "calls",
            "Calls of tools by how they ended",
            self.calls.clone(),
        );
        registry.register(
            "refusals",
            "Calls refused or failed, by code",
            self.refusals.clone(),
        );
        registry.register(
            "verdicts",
            "Verdicts of gates by decision",
            self.verdicts.clone(),
        );
        registry.register("call_seconds", "How long calls took", self.seconds.clone());
        registry.register(
            "http_responses",
            "HTTP responses by status",
            self.responses.clone(),
        );
        let connections = Family::<[(&'static str, String); 2], Gauge>::default();
        for (database, pool) in toolbox.databases().pools() {
            for (state, count) in [
                ("open", pool.open),
                ("in_use", pool.in_use),
                ("limit", pool.limit),
            ] {
                connections
                    .get_or_create(&[
                        ("database", database.to_owned()),
                        ("state", state.to_owned()),
                    ])
                    .set(i64::try_from(count).unwrap_or(i64::MAX));
            }
        }
        registry.register(
            "connections",
            "Connections to each database: open, of these in use, and how many there may be",
            connections,
        );
        let (appended, failed) = toolbox.ledger_counts();
        registry.register(
            "ledger_records",
            "Records appended to the ledger",
            ConstCounter::new(appended),
        );
        registry.register(
            "ledger_failures",
            "Records that could not be appended",
            ConstCounter::new(failed),
        );
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}
