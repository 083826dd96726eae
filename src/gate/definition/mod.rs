//! Gate files: what a gate asks and what it expects.

pub mod builtin;
mod evidence;
mod literal;
mod pattern;
mod rule;
mod scope;

use std::collections::BTreeSet;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

pub use evidence::{Evidence, Witness};
pub use literal::Literal;
pub use pattern::{RelationPattern, SchemaPattern};
pub use rule::{Direction, Number, Organic, Rule, Shape, is_refusal};
pub use scope::{Channel, Level, Unchanged};

use super::digest::Digest;
use super::plan;
use crate::error::Position;

/// Why a gate file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{}:{}: {reason}", .position.line, .position.column)]
pub struct DefinitionError {
    /// The file, as the caller named it.
    pub file: String,
    /// Where in the file.
    pub position: Position,
    /// What is wrong, and what to write instead.
    pub reason: String,
}

/// Whether a gate compares two moments or judges one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Entry and exit around some work.
    Bracket,
    /// Judged once.
    Standing,
}

/// What a failed check does to the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It decides.
    #[default]
    Blocking,
    /// It is reported and decides nothing.
    Advisory,
}

impl Severity {
    /// As gate files and verdict documents write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::Advisory => "advisory",
        }
    }
}

/// What a NULL answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NullMeaning {
    /// No answer: the check is an error.
    #[default]
    Error,
    /// A value like another: equal to NULL and to nothing else.
    Value,
}

/// Where a check's answer comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// One read, validated as any agent's.
    Sql(String),
    /// What is known otherwise, which the gatekeeper looks up.
    Evidence(Evidence),
}

/// One question and what its answer must be.
#[derive(Debug, Clone)]
pub struct Check {
    /// Unique in the gate; stands in the verdict's line.
    pub name: String,
    /// Where the answer comes from.
    pub asks: Asks,
    /// What the answer must be.
    pub rule: Rule,
    /// What its failure does to the verdict.
    pub severity: Severity,
    /// What a NULL answer is.
    pub null: NullMeaning,
    /// Words printed beside a check that passed, such as `blocker intact`.
    pub note: Option<String>,
    /// Where the check starts in the file, for errors found later (its SQL is validated by others).
    pub position: Position,
}

/// A gate file, understood.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The handle by which it is asked for.
    pub name: String,
    /// For people.
    pub title: String,
    /// Bracket or standing.
    pub kind: Kind,
    /// The allowlisted database it is for; when absent, given at entry.
    pub database: Option<String>,
    /// How long an entry can be used.
    pub expires: Duration,
    /// What may not change.
    pub unchanged: Option<Unchanged>,
    /// What no write channel means.
    pub channel: Option<Channel>,
    /// The checks in the order of the file.
    pub checks: Vec<Check>,
    /// SHA-256 of the file's exact bytes.
    pub digest: Digest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<String>,
    title: String,
    kind: Kind,
    database: Option<String>,
    #[serde(default = "one_day")]
    expires: Spanned<Expires>,
    unchanged: Option<Spanned<Unchanged>>,
    channel: Option<Channel>,
    #[serde(default, rename = "check")]
    checks: Vec<Spanned<CheckFile>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(transparent)]
struct Lasting(#[serde(with = "humantime_serde")] Duration);

#[derive(Deserialize)]
#[serde(transparent)]
struct Expires(#[serde(with = "humantime_serde")] Duration);

fn one_day() -> Spanned<Expires> {
    Spanned::new(0..0, Expires(Duration::from_secs(24 * 60 * 60)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckFile {
    name: Spanned<String>,
    sql: Option<String>,
    evidence: Option<Witness>,
    max_age: Option<Lasting>,
    wait: Option<Lasting>,
    rule: Spanned<Rule>,
    #[serde(default)]
    severity: Severity,
    #[serde(default)]
    null: NullMeaning,
    note: Option<String>,
}

impl Definition {
    /// Reads the bytes of a gate file; `file` is only for errors.
    ///
    /// # Errors
    /// When the file is not TOML of the known form, holds an unknown key, or asks for what cannot be decided.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, DefinitionError> {
        let error = |position: Position, reason: String| DefinitionError {
            file: file.to_owned(),
            position,
            reason,
        };
        let text = std::str::from_utf8(bytes).map_err(|problem| {
            let before = String::from_utf8_lossy(&bytes[..problem.valid_up_to()]).into_owned();
            error(
                Position::of_offset(&before, before.len()),
                "the file is not UTF-8".to_owned(),
            )
        })?;
        let parsed: File = toml::from_str(text).map_err(|problem| {
            let offset = problem.span().map_or(0, |span| span.start);
            error(
                Position::of_offset(text, offset),
                problem.message().trim_end().to_owned(),
            )
        })?;
        let definition = Self {
            name: parsed.name.get_ref().clone(),
            title: parsed.title,
            kind: parsed.kind,
            database: parsed.database,
            expires: parsed.expires.get_ref().0,
            unchanged: parsed
                .unchanged
                .as_ref()
                .map(|unchanged| unchanged.get_ref().clone()),
            channel: parsed.channel,
            checks: parsed
                .checks
                .iter()
                .map(|check| check_of(text, parsed.kind, check))
                .collect(),
            digest: Digest::of(bytes),
        };
        match definition.mistake(
            &parsed.name,
            &parsed.expires,
            parsed.unchanged.as_ref(),
            &parsed.checks,
        ) {
            None => Ok(definition),
            Some((offset, reason)) => Err(error(Position::of_offset(text, offset), reason)),
        }
    }

    /// Whether a verdict of this gate compares exit with entry.
    pub fn is_bracket(&self) -> bool {
        self.kind == Kind::Bracket
    }

    /// What is well formed and cannot be decided, with its byte offset in the file.
    fn mistake(
        &self,
        name: &Spanned<String>,
        expires: &Spanned<Expires>,
        unchanged: Option<&Spanned<Unchanged>>,
        checks: &[Spanned<CheckFile>],
    ) -> Option<(usize, String)> {
        let plain = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
        };
        let handle = name.get_ref();
        if handle.is_empty() || handle.len() > 63 || !handle.bytes().all(plain) {
            let reason = "a gate's name is 1 to 63 of a-z, 0-9, `-` and `_`: it is its handle and its file name";
            return Some((name.span().start, reason.to_owned()));
        }
        if self.expires.is_zero() {
            return Some((
                expires.span().start,
                "an entry that expires at once can never be used".to_owned(),
            ));
        }
        if let Some(unchanged) = unchanged {
            let start = unchanged.span().start;
            if self.kind == Kind::Standing {
                return Some((
                    start,
                    "`[unchanged]` compares exit with entry: the gate must be a bracket".to_owned(),
                ));
            }
            let asks = unchanged.get_ref();
            if asks.schema.is_empty()
                && asks.rows.is_empty()
                && !(asks.sequences || asks.roles || asks.large_objects)
            {
                return Some((
                    start,
                    "`[unchanged]` asks for nothing: leave it out".to_owned(),
                ));
            }
        }
        let mut seen: BTreeSet<&str> = plan::RESERVED_NAMES.into_iter().collect();
        for check in checks {
            if let Some(mistake) = self.mistake_in_check(check, &mut seen) {
                return Some(mistake);
            }
        }
        let blocking = self.checks.iter().any(|check| {
            check.severity == Severity::Blocking && !matches!(check.rule, Rule::Organic(_))
        });
        if !blocking && self.unchanged.is_none() && self.channel.is_none() {
            return Some((
                name.span().start,
                "the gate can prove nothing: it needs a blocking check that is not organic, `[unchanged]` or `[channel]`".to_owned(),
            ));
        }
        None
    }

    fn mistake_in_check<'a>(
        &self,
        check: &'a Spanned<CheckFile>,
        seen: &mut BTreeSet<&'a str>,
    ) -> Option<(usize, String)> {
        let CheckFile {
            name, rule, null, ..
        } = check.get_ref();
        let label = name.get_ref();
        let at_name = |reason: String| Some((name.span().start, reason));
        let at_rule = |reason: String| Some((rule.span().start, reason));
        if label.trim() != label
            || label.is_empty()
            || label.chars().count() > 63
            || label.contains(['|', '→'])
            || label.chars().any(char::is_control)
        {
            return at_name(
                "a check's name is 1 to 63 printable characters without `|` and `→`".to_owned(),
            );
        }
        if plan::RESERVED_NAMES.contains(&label.as_str()) {
            return at_name(format!(
                "`{label}` is the name of a check that gatepost makes itself"
            ));
        }
        if !seen.insert(label) {
            return at_name(format!("two checks are named `{label}`"));
        }
        if let Err(reason) = asks_of(self.kind, check.get_ref()) {
            return at_name(format!("check `{label}` {reason}"));
        }
        let rule = rule.get_ref();
        if self.kind == Kind::Standing && rule.needs_entry() {
            return at_rule(format!(
                "rule `{}` compares exit with entry: the gate must be a bracket",
                rule.name()
            ));
        }
        if *null == NullMeaning::Value && !rule.accepts_null_as_value() {
            return at_rule(format!(
                "`null = \"value\"` means nothing to rule `{}`, only to equals and unchanged",
                rule.name()
            ));
        }
        None
    }
}

fn check_of(text: &str, kind: Kind, check: &Spanned<CheckFile>) -> Check {
    let file = check.get_ref();
    Check {
        name: file.name.get_ref().clone(),
        // A mistake in it is told with its place, and then there is no definition.
        asks: asks_of(kind, file).unwrap_or_else(|_| Asks::Sql(String::new())),
        rule: file.rule.get_ref().clone(),
        severity: file.severity,
        null: file.null,
        note: file.note.clone(),
        position: Position::of_offset(text, file.name.span().start),
    }
}

/// Where a check's answer comes from, or what is wrong with what the file says of it.
fn asks_of(kind: Kind, check: &CheckFile) -> Result<Asks, String> {
    let lasts = |given: Option<Lasting>| given.map(|Lasting(duration)| duration);
    let (max_age, wait) = (lasts(check.max_age), lasts(check.wait));
    match (&check.sql, check.evidence) {
        (Some(_), Some(_)) => Err("has both `sql` and `evidence`".to_owned()),
        (None, None) => Err("has neither `sql` nor `evidence`".to_owned()),
        (Some(sql), None) if sql.trim().is_empty() => Err("has no SQL".to_owned()),
        (Some(_), None) if max_age.is_some() || wait.is_some() => {
            Err("has SQL: `max_age` and `wait` are for evidence".to_owned())
        }
        (Some(sql), None) => Ok(Asks::Sql(sql.clone())),
        (None, Some(_)) if kind == Kind::Bracket => {
            Err("rests on evidence of the past: the gate must be standing".to_owned())
        }
        (None, Some(witness)) => Evidence::new(witness, max_age, wait).map(Asks::Evidence),
    }
}

#[cfg(test)]
mod tests;
