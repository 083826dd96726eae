//! The ledger's pages on rehearsals: what the clone was like before a change set was first committed, and how it ended. A
//! beginning without an end is a run that was killed.

use serde::{Deserialize, Serialize};

use super::report::{Mode, Report};
use crate::changeset::Linted;
use crate::error::{ErrorCode, ToolError};
use crate::gate::QualifiedName;
use crate::ledger::{Kind, Ledger};

/// A run's beginning, on the disk before anything is committed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Beginning {
    pub(super) clone: String,
    pub(super) change_set: String,
    pub(super) tag: String,
    pub(super) digest: String,
    pub(super) mode: Mode,
    /// The tables whose content the state holds, as schema and name.
    pub(super) tables: Vec<QualifiedName>,
    /// The state before, as a gate's snapshot.
    pub(super) entry: String,
    /// Which rows there were anywhere, as a gate's snapshot.
    pub(super) written: String,
    /// What the scanner's tables meant before.
    pub(super) meaning: Vec<(String, String, String)>,
}

/// A run's end.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    pub(super) report: Report,
    /// Whether the change set is still on the clone, or parts of it.
    pub(super) is_standing: bool,
}

/// The runs of one change set on one clone.
pub(super) struct Journal<'a> {
    ledger: &'a Ledger,
    prefix: String,
    /// Runs that began.
    runs: u64,
}

impl<'a> Journal<'a> {
    /// Opens the pages on a change set; its tag tells it from others.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) async fn open(
        ledger: &'a Ledger,
        clone: &str,
        change: &Linted,
    ) -> Result<Self, ToolError> {
        let mut journal = Self {
            ledger,
            prefix: format!("{clone}/{}", change.tag()),
            runs: 0,
        };
        while journal.read("began", journal.runs + 1).await?.is_some() {
            journal.runs += 1;
        }
        Ok(journal)
    }

    /// The last run, when it left the change set or parts of it on the clone, or was killed before it could say.
    ///
    /// # Errors
    /// When the ledger cannot be read, or holds what cannot be read.
    pub(super) async fn standing(&self) -> Result<Option<Beginning>, ToolError> {
        let Some(began) = self.read("began", self.runs).await? else {
            return Ok(None);
        };
        let mut last = None;
        let mut times = 0;
        while let Some(ended) = self.read(&ended(times), self.runs).await? {
            last = Some(ended);
            times += 1;
        }
        if let Some(ended) = last {
            let end: End = serde_json::from_str(&ended).map_err(|error| damaged(&error))?;
            if !end.is_standing {
                return Ok(None);
            }
        }
        serde_json::from_str(&began)
            .map(Some)
            .map_err(|error| damaged(&error))
    }

    /// Begins a run.
    ///
    /// # Errors
    /// When it cannot be recorded: nothing must be committed then.
    pub(super) async fn begin(&mut self, beginning: &Beginning) -> Result<(), ToolError> {
        let key = self.key("began", self.runs + 1);
        let recorded = self
            .ledger
            .append_keyed(Kind::Rehearsal, key, beginning)
            .await;
        recorded.map_err(|error| not_recorded(&error))?;
        self.runs += 1;
        Ok(())
    }

    /// Ends the run that began last.
    ///
    /// # Errors
    /// When it cannot be recorded; the next run then takes this one for killed.
    pub(super) async fn end(&self, end: &End) -> Result<(), ToolError> {
        // What was left standing, or recovered, ends once more.
        let mut times = 0;
        loop {
            let key = self.key(&ended(times), self.runs);
            match self.ledger.append_keyed(Kind::Rehearsal, key, end).await {
                Ok(_) => return Ok(()),
                Err(crate::ledger::Error::Taken { .. }) => times += 1,
                Err(error) => return Err(not_recorded(&error)),
            }
        }
    }

    async fn read(&self, what: &str, run: u64) -> Result<Option<String>, ToolError> {
        let found = self
            .ledger
            .find(Kind::Rehearsal, &self.key(what, run))
            .await;
        found
            .map(|record| record.map(|record| record.body))
            .map_err(|error| {
                ToolError::new(
                    ErrorCode::LedgerUnavailable,
                    format!("the ledger cannot be read: {error}"),
                    "nothing was run; ask the operator to run `gatepost ledger verify`",
                )
            })
    }

    fn key(&self, what: &str, run: u64) -> String {
        format!("{}/{run}/{what}", self.prefix)
    }
}

fn ended(times: u64) -> String {
    match times {
        0 => "ended".to_owned(),
        times => format!("ended/{times}"),
    }
}

fn not_recorded(error: &crate::ledger::Error) -> ToolError {
    ToolError::new(
        ErrorCode::LedgerUnavailable,
        format!("the rehearsal cannot be recorded: {error}"),
        "nothing was committed that was not recorded before; mend the ledger and run the rehearsal again",
    )
}

fn damaged(error: &serde_json::Error) -> ToolError {
    ToolError::new(
        ErrorCode::LedgerUnavailable,
        format!("the ledger's record of an earlier rehearsal cannot be read: {error}"),
        "ask the operator to run `gatepost ledger verify`; look on the clone for what bears the tag",
    )
}
