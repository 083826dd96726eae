//! The rules a check can be held to, as a gate file writes them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use super::literal::Literal;
use crate::gate::decimal::Decimal;

/// Which way an organic figure may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Either way.
    #[default]
    Any,
    /// It may only grow.
    Up,
    /// It may only shrink.
    Down,
}

/// Bounds on a figure that moves by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Organic {
    /// The most it may move between entry and exit, either way.
    pub max_delta: Option<Number>,
    /// Which way it may move.
    pub direction: Direction,
}

/// A number of a gate file, kept exactly: a TOML integer, or a decimal written as a string.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "Literal")]
pub struct Number {
    /// As written.
    pub text: String,
    /// Its value.
    pub value: Decimal,
}

impl TryFrom<Literal> for Number {
    type Error = String;

    fn try_from(literal: Literal) -> Result<Self, Self::Error> {
        let text = literal.text().to_owned();
        match Decimal::parse(&text) {
            Some(value) => Ok(Self { text, value }),
            None => Err(format!("`{text}` is not a number")),
        }
    }
}

/// What the answer of a check must be. Exact semantics: [`super::super::rules`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// The value, at entry and at exit.
    Equals(Literal),
    /// Exit is entry, type and text.
    Unchanged,
    /// At least this, at entry and at exit.
    AtLeast(Number),
    /// At most this, at entry and at exit.
    AtMost(Number),
    /// From the first to the second, both included, at entry and at exit.
    Between(Number, Number),
    /// Exit is not below entry.
    NonDecreasing,
    /// Exit is not above entry.
    NonIncreasing,
    /// Exit less entry is exactly this.
    ChangedBy(Number),
    /// Exit less entry is from the first to the second, both included.
    DeltaBetween(Number, Number),
    /// Moves by itself: recorded, never proof; leaving its bounds is a failure.
    Organic(Organic),
    /// NULL, as `to_regclass` answers for what does not exist.
    Absent,
    /// Not NULL.
    Present,
    /// The same rows, in any order.
    SetUnchanged,
    /// Every row of entry is still there.
    SupersetOfEntry,
    /// No row that was not there at entry.
    SubsetOfEntry,
    /// PostgreSQL refuses the statement with one of these SQLSTATEs.
    Refused(Vec<String>),
    /// The query finds no row.
    ZeroRows,
}

/// What a rule reads out of a query's answer; the observer shapes its observation by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Exactly one row of one column.
    Scalar,
    /// Any number of rows up to the cap.
    Rows,
    /// Only whether it is refused, and how.
    Refusal,
}

impl Rule {
    /// The rule's name in gate files and verdicts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Equals(_) => "equals",
            Self::Unchanged => "unchanged",
            Self::AtLeast(_) => "at_least",
            Self::AtMost(_) => "at_most",
            Self::Between(..) => "between",
            Self::NonDecreasing => "non_decreasing",
            Self::NonIncreasing => "non_increasing",
            Self::ChangedBy(_) => "changed_by",
            Self::DeltaBetween(..) => "delta_between",
            Self::Organic(_) => "organic",
            Self::Absent => "absent",
            Self::Present => "present",
            Self::SetUnchanged => "set_unchanged",
            Self::SupersetOfEntry => "superset_of_entry",
            Self::SubsetOfEntry => "subset_of_entry",
            Self::Refused(_) => "refused",
            Self::ZeroRows => "zero_rows",
        }
    }

    /// What the rule reads out of the answer.
    pub fn shape(&self) -> Shape {
        match self {
            Self::SetUnchanged | Self::SupersetOfEntry | Self::SubsetOfEntry | Self::ZeroRows => {
                Shape::Rows
            }
            Self::Refused(_) => Shape::Refusal,
            _ => Shape::Scalar,
        }
    }

    /// Whether the rule compares exit with entry, and so means nothing in a standing gate.
    pub fn needs_entry(&self) -> bool {
        matches!(
            self,
            Self::Unchanged
                | Self::NonDecreasing
                | Self::NonIncreasing
                | Self::ChangedBy(_)
                | Self::DeltaBetween(..)
                | Self::Organic(_)
                | Self::SetUnchanged
                | Self::SupersetOfEntry
                | Self::SubsetOfEntry
        )
    }

    /// Whether `null = "value"` means anything for the rule.
    pub fn accepts_null_as_value(&self) -> bool {
        matches!(self, Self::Equals(_) | Self::Unchanged)
    }

    fn from_name(name: &str) -> Result<Self, String> {
        Ok(match name {
            "unchanged" => Self::Unchanged,
            "non_decreasing" => Self::NonDecreasing,
            "non_increasing" => Self::NonIncreasing,
            "organic" => Self::Organic(Organic::default()),
            "absent" => Self::Absent,
            "present" => Self::Present,
            "set_unchanged" => Self::SetUnchanged,
            "superset_of_entry" => Self::SupersetOfEntry,
            "subset_of_entry" => Self::SubsetOfEntry,
            "zero_rows" => Self::ZeroRows,
            "equals" | "at_least" | "at_most" | "changed_by" => {
                return Err(format!(
                    "rule `{name}` needs a value: write `rule = {{ {name} = 0 }}`"
                ));
            }
            "between" | "delta_between" => {
                return Err(format!(
                    "rule `{name}` needs two values: write `rule = {{ {name} = [0, 9] }}`"
                ));
            }
            "refused" => {
                return Err(
                    "rule `refused` needs SQLSTATEs: write `rule = { refused = [\"42501\"] }`"
                        .to_owned(),
                );
            }
            _ => return Err(unknown(name)),
        })
    }

    fn refused(states: Vec<String>) -> Result<Self, String> {
        if states.is_empty() {
            return Err("`refused` names no SQLSTATE".to_owned());
        }
        for state in &states {
            if !is_sqlstate(state) {
                return Err(format!(
                    "`{state}` is not a SQLSTATE: five digits and capital letters"
                ));
            }
            if !is_refusal(state) {
                return Err(format!(
                    "SQLSTATE {state} is a failure to ask, not a refusal, and can never pass"
                ));
            }
        }
        Ok(Self::Refused(states))
    }
}

/// Whether a SQLSTATE says that PostgreSQL understood and refused, rather than that it could not answer:
/// lost connections (08), transaction conflicts (40), resources (53), limits (54), locks (55),
/// cancellation and shutdown (57), the system (58) and internal faults (XX) are no refusals, and no more are
/// gatepost's own words such as `shape`.
pub fn is_refusal(sqlstate: &str) -> bool {
    is_sqlstate(sqlstate)
        && ![
            "08", "40", "53", "54", "55", "57", "58", "XX", "00", "01", "02",
        ]
        .iter()
        .any(|class| sqlstate.starts_with(class))
}

fn is_sqlstate(text: &str) -> bool {
    text.len() == 5
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

fn unknown(name: &str) -> String {
    format!(
        "unknown rule `{name}`: one of equals, unchanged, at_least, at_most, between, non_decreasing, \
         non_increasing, changed_by, delta_between, organic, absent, present, set_unchanged, \
         superset_of_entry, subset_of_entry, refused, zero_rows"
    )
}

/// Two bounds in ascending order.
struct Bounds(Number, Number);

impl<'de> Deserialize<'de> for Bounds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let [low, high] = <[Number; 2]>::deserialize(deserializer)?;
        if low.value > high.value {
            return Err(D::Error::custom(format!(
                "the bounds {} and {} are the wrong way round",
                low.text, high.text
            )));
        }
        Ok(Self(low, high))
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RuleVisitor)
    }
}

struct RuleVisitor;

impl<'de> Visitor<'de> for RuleVisitor {
    type Value = Rule;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a rule's name, or a table with one rule such as `{ equals = 0 }`")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Rule, E> {
        Rule::from_name(name).map_err(E::custom)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Rule, M::Error> {
        let Some(name) = map.next_key::<String>()? else {
            return Err(M::Error::custom("the rule is empty"));
        };
        let rule = match name.as_str() {
            "equals" => Rule::Equals(map.next_value()?),
            "at_least" => Rule::AtLeast(map.next_value()?),
            "at_most" => Rule::AtMost(map.next_value()?),
            "changed_by" => Rule::ChangedBy(map.next_value()?),
            "between" => map
                .next_value()
                .map(|Bounds(low, high)| Rule::Between(low, high))?,
            "delta_between" => map
                .next_value()
                .map(|Bounds(low, high)| Rule::DeltaBetween(low, high))?,
            "organic" => {
                let organic: Organic = map.next_value()?;
                if organic
                    .max_delta
                    .as_ref()
                    .is_some_and(|delta| delta.value < Decimal::zero())
                {
                    return Err(M::Error::custom("`max_delta` is below 0"));
                }
                Rule::Organic(organic)
            }
            "refused" => Rule::refused(map.next_value()?).map_err(M::Error::custom)?,
            _ => {
                return Err(M::Error::custom(match Rule::from_name(&name) {
                    Ok(_) => format!("rule `{name}` takes no value: write `rule = \"{name}\"`"),
                    Err(reason) => reason,
                }));
            }
        };
        match map.next_key::<String>()? {
            None => Ok(rule),
            Some(second) => Err(M::Error::custom(format!(
                "one rule for a check, but found `{name}` and `{second}`"
            ))),
        }
    }
}
