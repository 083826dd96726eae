//! What came back from one check: an answer, or exactly why there is none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::Digest;

/// Why something could not be observed. It makes an ERROR, never a PASS and never a FAIL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// PostgreSQL's five-character code, or a word of ours where PostgreSQL gave none, such as `shape` or `blind`.
    pub sqlstate: String,
    /// What was seen.
    pub message: String,
    /// The SQL or setting that mends it, such as a GRANT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

impl Failure {
    /// A failure with PostgreSQL's code.
    pub fn new(sqlstate: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            sqlstate: sqlstate.into(),
            message: message.into(),
            mend: None,
        }
    }

    /// The answer has not the shape the rule asks for.
    pub fn shape(message: impl Into<String>) -> Self {
        Self::new("shape", message)
    }

    /// The role cannot see what it must; `mend` says what to grant.
    pub fn blind(message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            mend: Some(mend.into()),
            ..Self::new("blind", message)
        }
    }
}

/// One row: each field as PostgreSQL's text, `None` for NULL.
pub type Row = Vec<Option<String>>;

/// All rows of an answer, sorted by their encoded bytes and not by any collation, with their digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "RowSetParts", try_from = "RowSetParts")]
pub struct RowSet {
    types: Vec<String>,
    rows: Vec<Row>,
    sha256: Digest,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowSetParts {
    types: Vec<String>,
    rows: Vec<Row>,
    sha256: Digest,
}

impl RowSet {
    /// Sorts and digests rows; `types` are the columns' types, which belong to the answer.
    pub fn new(types: Vec<String>, rows: Vec<Row>) -> Self {
        let mut encoded: Vec<(Vec<u8>, Row)> =
            rows.into_iter().map(|row| (encode(&row), row)).collect();
        encoded.sort_by(|(left, _), (right, _)| left.cmp(right));
        let header = encode(&types.iter().cloned().map(Some).collect::<Row>());
        let mut bytes = Vec::new();
        for row in std::iter::once(&header).chain(encoded.iter().map(|(bytes, _)| bytes)) {
            bytes.extend_from_slice(&(row.len() as u64).to_be_bytes());
            bytes.extend_from_slice(row);
        }
        let sha256 = Digest::of(&bytes);
        Self {
            types,
            rows: encoded.into_iter().map(|(_, row)| row).collect(),
            sha256,
        }
    }

    /// The columns' types.
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// The rows in the order of their encoded bytes.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// SHA-256 over types and rows.
    pub fn sha256(&self) -> &Digest {
        &self.sha256
    }

    /// The rows of this set that `other` has not; a row that stands twice counts twice.
    pub fn less<'a>(&'a self, other: &RowSet) -> Vec<&'a Row> {
        let mut spare: BTreeMap<&Row, usize> = BTreeMap::new();
        for row in &other.rows {
            *spare.entry(row).or_default() += 1;
        }
        self.rows
            .iter()
            .filter(|row| match spare.get_mut(row) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            })
            .collect()
    }
}

impl From<RowSet> for RowSetParts {
    fn from(set: RowSet) -> Self {
        Self {
            types: set.types,
            rows: set.rows,
            sha256: set.sha256,
        }
    }
}

impl TryFrom<RowSetParts> for RowSet {
    type Error = String;

    fn try_from(parts: RowSetParts) -> Result<Self, Self::Error> {
        let set = Self::new(parts.types, parts.rows);
        if set.sha256 == parts.sha256 {
            Ok(set)
        } else {
            Err(format!(
                "the rows have digest {} and not {}",
                set.sha256, parts.sha256
            ))
        }
    }
}

/// A row as bytes without ambiguity: the number of fields, then for each a NULL bit, its length and its bytes.
fn encode(row: &Row) -> Vec<u8> {
    let mut bytes = (row.len() as u64).to_be_bytes().to_vec();
    for field in row {
        match field {
            None => bytes.push(0),
            Some(text) => {
                bytes.push(1);
                bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
        }
    }
    bytes
}

/// What one check's query gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Observation {
    /// One value, not NULL.
    Value {
        /// PostgreSQL's name of the type, such as `int8`.
        #[serde(rename = "type")]
        type_name: String,
        /// PostgreSQL's text of the value.
        text: String,
    },
    /// All rows, at least one.
    Rows(RowSet),
    /// One value, NULL.
    Null,
    /// No row.
    Empty,
    /// The query failed, or its answer has the wrong shape.
    Error(Failure),
    /// More rows than the cap, so the answer is not known.
    Truncated {
        /// The cap.
        cap: u64,
    },
    /// The query was not run.
    NotRun,
}

impl Observation {
    /// One value that is not NULL.
    pub fn value(type_name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Value {
            type_name: type_name.into(),
            text: text.into(),
        }
    }

    /// The answer of a scalar query: exactly one row of one column, else a shape error; no row is [`Self::Empty`].
    pub fn scalar(types: &[String], mut rows: Vec<Row>) -> Self {
        match (types, rows.len()) {
            ([_], 0) => Self::Empty,
            ([type_name], 1) => match rows.pop().and_then(|mut row| row.pop()).flatten() {
                Some(text) => Self::value(type_name, text),
                None => Self::Null,
            },
            ([_], count) => Self::Error(Failure::shape(format!("expected one row, found {count}"))),
            (columns, _) => Self::Error(Failure::shape(format!(
                "expected one column, found {}",
                columns.len()
            ))),
        }
    }

    /// The answer of a row query of which at most `cap` rows are kept; pass one row more to tell that there are more.
    pub fn rows(types: Vec<String>, rows: Vec<Row>, cap: usize) -> Self {
        if rows.is_empty() {
            Self::Empty
        } else if rows.len() > cap {
            Self::Truncated { cap: cap as u64 }
        } else {
            Self::Rows(RowSet::new(types, rows))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Observation, Row, RowSet};

    fn row(fields: &[Option<&str>]) -> Row {
        fields
            .iter()
            .map(|field| field.map(str::to_owned))
            .collect()
    }

    fn types(count: usize) -> Vec<String> {
        vec!["text".to_owned(); count]
    }

    #[test]
    fn a_scalar_is_one_row_of_one_column() {
        let one =
            |fields: &[Option<&str>]| Observation::scalar(&types(fields.len()), vec![row(fields)]);
        assert_eq!(one(&[Some("a")]), Observation::value("text", "a"));
        assert_eq!(one(&[None]), Observation::Null);
        assert_eq!(
            Observation::scalar(&types(1), Vec::new()),
            Observation::Empty
        );
        assert!(matches!(one(&[Some("a"), None]), Observation::Error(_)));
        assert!(matches!(one(&[]), Observation::Error(_)));
        let two = vec![row(&[None]), row(&[None])];
        assert!(matches!(
            Observation::scalar(&types(1), two),
            Observation::Error(_)
        ));
    }

    #[test]
    fn rows_past_the_cap_are_no_answer() {
        let rows = |count: usize| Observation::rows(types(1), vec![row(&[None]); count], 3);
        assert_eq!(rows(0), Observation::Empty);
        assert!(matches!(rows(3), Observation::Rows(_)));
        assert_eq!(rows(4), Observation::Truncated { cap: 3 });
    }

    #[test]
    fn what_looks_alike_differs() {
        let digest = |rows: Vec<Row>, columns| RowSet::new(types(columns), rows).sha256().clone();
        let all = [
            digest(vec![row(&[None])], 1),
            digest(vec![row(&[Some("")])], 1),
            digest(vec![row(&[Some("NULL")])], 1),
            digest(vec![row(&[Some("NULL")]), row(&[Some("NULL")])], 1),
            digest(vec![row(&[Some("ab"), Some("c")])], 2),
            digest(vec![row(&[Some("a"), Some("bc")])], 2),
            digest(vec![row(&[Some("a")]), row(&[Some("bc")])], 1),
            RowSet::new(vec!["name".to_owned()], vec![row(&[None])])
                .sha256()
                .clone(),
        ];
        for (index, left) in all.iter().enumerate() {
            for right in &all[index + 1..] {
                assert_ne!(left, right);
            }
        }
    }

    #[test]
    fn rows_whose_digest_is_not_theirs_are_not_loaded() {
        let set = RowSet::new(types(1), vec![row(&[Some("a")])]);
        let text = serde_json::to_string(&set).expect("serializable");
        assert_eq!(serde_json::from_str::<RowSet>(&text).expect("same"), set);
        assert!(serde_json::from_str::<RowSet>(&text.replace("\"a\"", "\"b\"")).is_err());
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_content_does(
            rows in prop::collection::vec(prop::collection::vec(prop::option::of(".{0,4}"), 2), 1..8),
            seed in any::<usize>(),
        ) {
            let mut turned = rows.clone();
            turned.rotate_left(seed % rows.len());
            let (set, same) = (RowSet::new(types(2), rows.clone()), RowSet::new(types(2), turned));
            prop_assert_eq!(&set, &same);
            prop_assert!(set.less(&same).is_empty());
            let mut fewer = rows.clone();
            let gone = fewer.remove(seed % rows.len());
            let fewer = RowSet::new(types(2), fewer);
            prop_assert_ne!(set.sha256(), fewer.sha256());
            prop_assert_eq!(set.less(&fewer), vec![&gone]);
            prop_assert!(fewer.less(&set).is_empty());
        }
    }
}
