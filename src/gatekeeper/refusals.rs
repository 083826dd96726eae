//! What a caller is told when a gate cannot be asked.

use std::fmt::Display;

use crate::error::{ErrorCode, ToolError};
use crate::gate::Kind;
use crate::ledger::Error as LedgerError;

/// What came from a caller, short enough to repeat.
fn quoted(text: &str) -> String {
    format!("{:?}", text.chars().take(80).collect::<String>())
}

pub(super) fn gate_unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> ToolError {
    let known: Vec<&str> = known.collect();
    ToolError::new(
        ErrorCode::GateUnknown,
        format!("there is no gate {}", quoted(name)),
        format!("use one of: {}", known.join(", ")),
    )
}

pub(super) fn other_kind(name: &str, kind: Kind) -> ToolError {
    let (what, instead) = match kind {
        Kind::Bracket => (
            "is a bracket: it compares two moments",
            "enter it before the work (gate_entry, `gatepost gate entry`) and exit it afterwards",
        ),
        Kind::Standing => (
            "is a standing gate: it is judged once",
            "check it (gate_check, `gatepost gate check`)",
        ),
    };
    ToolError::new(
        ErrorCode::GateKind,
        format!("gate `{name}` {what}"),
        instead,
    )
}

pub(super) fn entry_unknown(id: &str) -> ToolError {
    ToolError::new(
        ErrorCode::EntryUnknown,
        format!("the ledger has no entry {} that can be used", quoted(id)),
        "give the id that gate_entry answered, to a gatepost with the same ledger; an entry that was not SAFE has none",
    )
}

pub(super) fn entry_used(id: &str) -> ToolError {
    ToolError::new(
        ErrorCode::EntryUsed,
        format!("entry `{id}` has its verdict already, and each entry is good for one exit"),
        "read that verdict (gate_verdict, `gatepost gate show`), or enter the gate anew",
    )
}

pub(super) fn verdict_unknown(id: &str) -> ToolError {
    ToolError::new(
        ErrorCode::VerdictUnknown,
        format!("the ledger has no entry or verdict {}", quoted(id)),
        "give an id that gate_entry, gate_exit or gate_check answered, to a gatepost with the same ledger",
    )
}

/// The ledger's own error names files, which are the operator's to know.
pub(super) fn not_recorded(error: &LedgerError) -> ToolError {
    tracing::error!(%error, "evidence could not be recorded, so it was not given out");
    ToolError::new(
        ErrorCode::LedgerUnavailable,
        "the evidence cannot be recorded in the ledger, so there is no answer",
        "try again later; the operator finds the reason in the log",
    )
}

pub(super) fn unreadable(error: &LedgerError) -> ToolError {
    tracing::error!(%error, "the ledger could not be read");
    ToolError::new(
        ErrorCode::LedgerUnavailable,
        "the ledger cannot be read, or was tampered with",
        "the operator finds the reason in the log, and can run `gatepost ledger verify`",
    )
}

pub(super) fn damaged(id: &str, error: &dyn Display) -> ToolError {
    tracing::error!(%error, id, "recorded evidence cannot be used");
    ToolError::new(
        ErrorCode::LedgerUnavailable,
        format!("the evidence recorded under `{id}` cannot be used"),
        "it may be of another version of gatepost: the operator finds the reason in the log; enter the gate anew",
    )
}
