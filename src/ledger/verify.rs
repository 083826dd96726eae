//! Whether a ledger is as gatepost wrote it, record by record, in constant memory.

use std::ops::ControlFlow;

use rusqlite::Connection;
use serde::{Serialize, Serializer};

use super::connection::{BUSY_TIMEOUT, open_for_reading};
use super::error::Error;
use super::hash::Anchor;
use super::location::file_of;
use super::read::{self, Read};
use super::schema::{self, Recognized};

/// Something that gatepost would not have left so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A record's fields do not have its hash.
    #[error("record {sequence} was changed: its hash is not that of its fields")]
    Changed {
        /// The record.
        sequence: u64,
    },
    /// A record does not follow on the one before it.
    #[error(
        "record {sequence} does not follow record {}: it or an earlier one was replaced",
        sequence - 1
    )]
    Unchained {
        /// The record.
        sequence: u64,
    },
    /// A record is not there, though later ones are.
    #[error("record {sequence} was removed: the next one there is {next}")]
    Removed {
        /// The record.
        sequence: u64,
        /// The number found in its place.
        next: i64,
    },
    /// A row stands where no record can.
    #[error("row {sequence} is no record: it was put in by hand")]
    Foreign {
        /// Its number.
        sequence: i64,
    },
    /// The chain ends before the anchor.
    #[error(
        "the ledger was cut off or put back: it ends at record {last}, the anchor is at {anchor}"
    )]
    CutOff {
        /// The last record there.
        last: u64,
        /// The anchor's record.
        anchor: u64,
    },
    /// The chain passes the anchor's number with another hash.
    #[error(
        "record {sequence} is not the anchor's: the ledger was written anew, or the anchor is another's"
    )]
    NotAnchored {
        /// The anchor's record.
        sequence: u64,
    },
    /// The table or its triggers are not gatepost's.
    #[error("the schema was changed: {0}")]
    Schema(String),
    /// The file's pages do not make sense.
    #[error("the file is damaged: {0}")]
    Damaged(String),
}

impl Finding {
    /// The first record it speaks of, when it speaks of one.
    pub fn sequence(&self) -> Option<u64> {
        match self {
            Self::Changed { sequence }
            | Self::Unchained { sequence }
            | Self::Removed { sequence, .. }
            | Self::NotAnchored { sequence } => Some(*sequence),
            Self::Foreign { sequence } => u64::try_from(*sequence).ok(),
            Self::CutOff { last, .. } => Some(last + 1),
            Self::Schema(_) | Self::Damaged(_) => None,
        }
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// How many records, from the first, are as they were written.
    pub records: u64,
    /// The last of them. Kept elsewhere, it shows later that nothing up to it was touched.
    pub anchor: Anchor,
    /// What is wrong, the first bad record first; empty when nothing is.
    pub findings: Vec<Finding>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Checks every record of the ledger at a path or a `sqlite://` URL, its schema, and the file's
/// structure, as of one moment and without stopping those who append.
///
/// The chain cannot show that its own end is missing: for that, give an anchor printed before.
///
/// It blocks; memory does not grow with the ledger.
///
/// # Errors
/// When there is no such file, it is not a ledger, or it cannot be read. What is wrong inside a
/// ledger is a [`Finding`].
pub fn verify(location: &str, anchor: Option<&Anchor>) -> Result<Verification, Error> {
    let path = file_of(location)?;
    let explain = |error: rusqlite::Error| Error::of_sqlite(&path, BUSY_TIMEOUT, &error);
    let connection = open_for_reading(&path)?;
    // One transaction, so that everything is read as of one moment.
    connection.execute_batch("BEGIN").map_err(explain)?;
    let mut chain = Chain::new(anchor);
    let mut others = Vec::new();
    match schema::recognize(&connection) {
        Ok(Recognized::Foreign(reason)) => return Err(Error::NotALedger { path, reason }),
        // A gatepost killed while it made the file leaves it so: a chain without records.
        Ok(Recognized::Empty) => chain.end(),
        Ok(Recognized::Ledger) => {
            // Without its table there is no chain to walk, and the schema says so.
            let differences = schema::differences(&connection).map_err(explain);
            let walked = walk(&connection, &mut chain).map_err(explain);
            if let Ok(differences) = &differences {
                others.extend(differences.iter().cloned().map(Finding::Schema));
            }
            match walked.and(differences.map(|_| ())) {
                Ok(()) => {}
                Err(Error::Failed { .. }) if !others.is_empty() => {}
                Err(error) => others.push(damage(error)?),
            }
            if let Err(error) = structure(&connection, &mut others).map_err(explain) {
                others.push(damage(error)?);
            }
        }
        Err(error) => others.push(damage(explain(error))?),
    }
    let mut findings: Vec<Finding> = chain.finding.into_iter().chain(others).collect();
    findings.dedup();
    Ok(Verification {
        records: chain.last.sequence,
        anchor: chain.last,
        findings,
    })
}

/// Damage is a finding; anything else is why nothing could be found.
fn damage(error: Error) -> Result<Finding, Error> {
    match error {
        Error::Damaged { reason, .. } => Ok(Finding::Damaged(reason)),
        error => Err(error),
    }
}

fn walk(connection: &Connection, chain: &mut Chain<'_>) -> rusqlite::Result<()> {
    let walked = read::walk(connection, i64::MIN, i64::MAX, |read| {
        chain.take(&read);
        match chain.finding {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    })?;
    if walked.is_continue() {
        chain.end();
    }
    Ok(())
}

/// SQLite's own check: pages, and whether the index leads to the rows it should.
fn structure(connection: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("PRAGMA integrity_check(3)")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        if said != "ok" {
            findings.push(Finding::Damaged(said));
        }
    }
    Ok(())
}

/// The walk's state: the last good record, and the first thing wrong.
struct Chain<'a> {
    last: Anchor,
    wanted: Option<&'a Anchor>,
    finding: Option<Finding>,
}

impl<'a> Chain<'a> {
    fn new(wanted: Option<&'a Anchor>) -> Self {
        let mut chain = Self {
            last: Anchor::EMPTY,
            wanted,
            finding: None,
        };
        chain.compare_with_anchor();
        chain
    }

    fn take(&mut self, read: &Read) {
        // An anchor before the first record can be wrong already.
        if self.finding.is_some() {
            return;
        }
        let expected = self.last.sequence + 1;
        let found = match read {
            Read::Record(record) => i64::try_from(record.sequence).unwrap_or(i64::MAX),
            Read::Unreadable { sequence } => *sequence,
        };
        self.finding = if found < 1 {
            Some(Finding::Foreign { sequence: found })
        } else if found.unsigned_abs() != expected {
            Some(Finding::Removed {
                sequence: expected,
                next: found,
            })
        } else {
            match read {
                Read::Record(record) if !record.is_intact() => {
                    Some(Finding::Changed { sequence: expected })
                }
                Read::Unreadable { .. } => Some(Finding::Changed { sequence: expected }),
                Read::Record(record) if record.previous_hash != self.last.hash => {
                    Some(Finding::Unchained { sequence: expected })
                }
                Read::Record(record) => {
                    self.last = record.anchor();
                    None
                }
            }
        };
        if self.finding.is_none() {
            self.compare_with_anchor();
        }
    }

    fn compare_with_anchor(&mut self) {
        if let Some(wanted) = self.wanted
            && wanted.sequence == self.last.sequence
            && wanted.hash != self.last.hash
        {
            self.finding = Some(Finding::NotAnchored {
                sequence: wanted.sequence,
            });
        }
    }

    fn end(&mut self) {
        if let Some(wanted) = self.wanted
            && self.finding.is_none()
            && wanted.sequence > self.last.sequence
        {
            self.finding = Some(Finding::CutOff {
                last: self.last.sequence,
                anchor: wanted.sequence,
            });
        }
    }
}
