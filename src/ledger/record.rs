//! One record, and the kinds there are.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use serde_json::value::RawValue;

use super::hash::{Anchor, RecordHash};

/// How safe a record is before its receipt is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It survives a crash of the process, and reaches the disk within a second.
    Crash,
    /// It is on the disk.
    Disk,
}

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A call is about to run. See [`super::CallStarted`].
    CallStarted,
    /// How a call ended. See [`super::CallFinished`].
    CallFinished,
    /// What a gate saw at entry. See [`super::GateRecord`].
    GateEntry,
    /// A gate's verdict. See [`super::GateRecord`].
    GateVerdict,
    /// A change set was rehearsed on a clone.
    Rehearsal,
    /// A change set is being rehearsed on a clone, or was: in a few words, for gates. See [`super::RehearsalRecord`].
    RehearsalRun,
    /// What defines a production database. See [`super::DriftRecord`].
    DriftInventory,
    /// Where a clone differs from production. See [`super::DriftRecord`].
    DriftComparison,
}

impl Kind {
    /// The kind as it is stored. Never renamed: it is part of what is hashed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CallStarted => "call_started",
            Self::CallFinished => "call_finished",
            Self::GateEntry => "gate_entry",
            Self::GateVerdict => "gate_verdict",
            Self::Rehearsal => "rehearsal",
            Self::RehearsalRun => "rehearsal_run",
            Self::DriftInventory => "drift_inventory",
            Self::DriftComparison => "drift_comparison",
        }
    }

    /// What a record of this kind needs before anyone may act on it.
    ///
    /// Calls are many and each is small; evidence is rare, and an answer that names it must
    /// never outlive it.
    pub fn durability(self) -> Durability {
        match self {
            Self::CallStarted | Self::CallFinished => Durability::Crash,
            Self::GateEntry
            | Self::GateVerdict
            | Self::Rehearsal
            | Self::RehearsalRun
            | Self::DriftInventory
            | Self::DriftComparison => Durability::Disk,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number: 1, 2, 3 without a gap.
    pub sequence: u64,
    /// When it was written: RFC 3339, UTC, microseconds.
    pub time: String,
    /// What it is about; text, because a newer gatepost may have written it.
    pub kind: String,
    /// What it is found by, unique among records of its kind; empty when it is not looked up.
    pub key: String,
    /// JSON.
    pub body: String,
    /// The hash of the record before.
    pub previous_hash: RecordHash,
    /// The hash of this record.
    pub hash: RecordHash,
}

impl Record {
    /// The hash its fields call for: SHA-256 over previous hash, sequence (eight bytes, big
    /// endian), time, kind, key and body, each preceded by its length.
    pub fn expected_hash(&self) -> RecordHash {
        RecordHash::of_fields(&[
            self.previous_hash.as_bytes(),
            &self.sequence.to_be_bytes(),
            self.time.as_bytes(),
            self.kind.as_bytes(),
            self.key.as_bytes(),
            self.body.as_bytes(),
        ])
    }

    /// Whether its hash is the one its fields call for.
    pub fn is_intact(&self) -> bool {
        self.hash == self.expected_hash()
    }

    /// Its place in the chain.
    pub fn anchor(&self) -> Anchor {
        Anchor {
            sequence: self.sequence,
            hash: self.hash,
        }
    }
}

/// The body is given as JSON, byte for byte as it was hashed; a body that is not JSON on one
/// line, which gatepost never writes, is given as a string.
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Record", 7)?;
        fields.serialize_field("sequence", &self.sequence)?;
        fields.serialize_field("time", &self.time)?;
        fields.serialize_field("kind", &self.kind)?;
        fields.serialize_field("key", &self.key)?;
        match serde_json::from_str::<&RawValue>(&self.body) {
            Ok(body) if body.get() == self.body && !self.body.contains('\n') => {
                fields.serialize_field("body", body)?;
            }
            _ => fields.serialize_field("body", &self.body)?,
        }
        fields.serialize_field("previous_hash", &self.previous_hash)?;
        fields.serialize_field("hash", &self.hash)?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let mut record = Record {
            sequence: 7,
            time: "2026-11-22T15:40:00.000001Z".to_owned(),
            kind: "gate_entry".to_owned(),
            key: "e1".to_owned(),
            body: r#"{"a":1.50}"#.to_owned(),
            previous_hash: RecordHash::GENESIS,
            hash: RecordHash::GENESIS,
        };
        record.hash = record.expected_hash();
        record
    }

    #[test]
    fn every_field_is_under_the_hash() {
        assert!(record().is_intact());
        let changes: [fn(&mut Record); 6] = [
            |record| record.sequence = 8,
            |record| record.time.push('x'),
            |record| record.kind = "gate_verdict".to_owned(),
            |record| record.key.clear(),
            |record| record.body = r#"{"a":1.5}"#.to_owned(),
            |record| record.previous_hash = record.hash,
        ];
        for (index, change) in changes.iter().enumerate() {
            let mut changed = record();
            change(&mut changed);
            assert!(!changed.is_intact(), "change {index}");
        }
    }

    #[test]
    fn the_body_is_shown_byte_for_byte() {
        let shown = serde_json::to_string(&record()).expect("a record has a JSON form");
        assert!(shown.contains(r#""body":{"a":1.50},"#), "{shown}");
    }

    #[test]
    fn a_body_that_is_no_json_still_makes_one_line() {
        for body in ["{\"a\":\n1}", "not json", " {}"] {
            let mut strange = record();
            strange.body = body.to_owned();
            let shown = serde_json::to_string(&strange).expect("a record has a JSON form");
            assert!(!shown.contains('\n'));
            let read: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
            assert_eq!(read["body"], body);
        }
    }
}
