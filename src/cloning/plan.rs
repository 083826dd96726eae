//! What a clone is to hold, as the operator writes it down: whose rows, how many of them, and which columns masked.

use std::time::Duration;

use serde::Deserialize;

use crate::db::source::CopiedTable;
use crate::gate::{QualifiedName, RelationPattern};
use crate::policy::Glob;

/// Percentages are counted in millionths of all rows.
pub(super) const WHOLE: u32 = 1_000_000;

/// How long making a clone may hold production's snapshot unless the plan says otherwise.
const TIMEOUT: Duration = Duration::from_secs(3600);
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// A plan that cannot be used, or not on this database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlanError(pub String);

/// How a column's values are replaced, in production, before they leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// By NULL.
    Null,
    /// By one value, written as the column's type reads it; NULL too.
    Constant(String),
    /// By a digest under the run's key: equal values stay equal, so that joins hold. NULL stays.
    Hash,
    /// By an address of such a digest at `masked.invalid`. NULL stays.
    Email,
    /// By the first moment of its year. NULL stays.
    Year,
}

/// How many rows of a table are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// At most so many.
    Rows(u64),
    /// About so many of a million.
    Millionths(u32),
}

/// A glob over columns with what becomes of them.
#[derive(Debug, Clone)]
pub struct Mask {
    text: String,
    relation: RelationPattern,
    column: Glob,
    /// What becomes of them.
    pub rule: Rule,
}

impl Mask {
    fn new(text: &str, rule: Rule) -> Result<Self, PlanError> {
        let wrong = || {
            PlanError(format!(
                "mask `{text}` names no column: write `schema.table.column`, with globs"
            ))
        };
        let (relation, column) = text.rsplit_once('.').ok_or_else(wrong)?;
        if column.is_empty() || !relation.contains('.') {
            return Err(wrong());
        }
        let relation = RelationPattern::try_from(relation.to_owned()).map_err(PlanError)?;
        let column = Glob::new(column)
            .map_err(|reason| PlanError(format!("mask `{text}` names no column: {reason}")))?;
        Ok(Self {
            text: text.to_owned(),
            relation,
            column,
            rule,
        })
    }

    /// Whether it covers the column of the table.
    pub fn covers(&self, table: &QualifiedName, column: &str) -> bool {
        self.relation.matches(&table.schema, &table.name) && self.column.matches(column)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The plan.
#[derive(Debug, Clone)]
pub struct Plan {
    tables: Vec<RelationPattern>,
    exclude: Vec<RelationPattern>,
    samples: Vec<(RelationPattern, Sample)>,
    /// The masks, in the order written.
    pub masks: Vec<Mask>,
    /// The environment variable with the key of hashes; without one, each run makes its own and forgets it.
    pub hash_key_env: Option<String>,
    /// How long the whole of it may hold production's snapshot.
    pub timeout: Duration,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    tables: Vec<RelationPattern>,
    #[serde(default)]
    exclude: Vec<RelationPattern>,
    #[serde(default)]
    sample: Vec<SampleFile>,
    #[serde(default)]
    mask: Vec<MaskFile>,
    hash_key_env: Option<String>,
    #[serde(default, with = "humantime_serde")]
    timeout: Option<Duration>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SampleFile {
    table: RelationPattern,
    rows: Option<u64>,
    percent: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MaskFile {
    columns: Vec<String>,
    rule: RuleName,
    value: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RuleName {
    Null,
    Constant,
    Hash,
    Email,
    Year,
}

impl Plan {
    /// Reads a plan; an unknown key is refused.
    ///
    /// # Errors
    /// When it is not TOML of the expected form, or says what cannot be.
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let file: File = toml::from_str(text).map_err(|error| PlanError(error.to_string()))?;
        let timeout = file.timeout.unwrap_or(TIMEOUT);
        if !(Duration::from_secs(1)..=LONGEST).contains(&timeout) {
            return Err(PlanError("`timeout` must be 1s to 24h".to_owned()));
        }
        let samples = file.sample.into_iter().map(SampleFile::read);
        let mut masks = Vec::new();
        for mask in file.mask {
            let rule = mask.rule()?;
            if mask.columns.is_empty() {
                return Err(PlanError("a mask names no columns".to_owned()));
            }
            for column in &mask.columns {
                masks.push(Mask::new(column, rule.clone())?);
            }
        }
        Ok(Self {
            tables: file.tables,
            exclude: file.exclude,
            samples: samples.collect::<Result<_, _>>()?,
            masks,
            hash_key_env: file.hash_key_env,
            timeout,
        })
    }

    /// Whether `tables` names the table.
    pub fn takes(&self, table: &QualifiedName) -> bool {
        names(&self.tables, table)
    }

    /// Whether `exclude` names the table, which wins.
    pub fn leaves_out(&self, table: &QualifiedName) -> bool {
        names(&self.exclude, table)
    }

    /// How many, where not all: as the first sample says that names the table, or one of those that it is a part of.
    pub fn sample(&self, table: &QualifiedName, ancestors: &[&QualifiedName]) -> Option<Sample> {
        let named = |pattern: &RelationPattern| {
            std::iter::once(table)
                .chain(ancestors.iter().copied())
                .any(|name| pattern.matches(&name.schema, &name.name))
        };
        let found = self.samples.iter().find(|(pattern, _)| named(pattern));
        found.map(|(_, sample)| *sample)
    }

    /// What of the plan names nothing there is: a typo in a mask must not leave a column bare.
    pub fn idle(&self, tables: &[CopiedTable]) -> Vec<String> {
        let any = |pattern: &RelationPattern| {
            pattern.is_everything()
                || tables
                    .iter()
                    .any(|table| pattern.matches(&table.name.schema, &table.name.name))
        };
        let masks = self.masks.iter().filter(|mask| {
            !tables.iter().any(|table| {
                let mut columns = table.columns.iter();
                columns.any(|column| mask.covers(&table.name, &column.name))
            })
        });
        let samples = self.samples.iter().map(|(pattern, _)| pattern);
        let relations = self.tables.iter().chain(&self.exclude).chain(samples);
        let relations = relations.filter(|pattern| !any(pattern));
        let relations = relations.map(|pattern| pattern.as_str().to_owned());
        relations
            .chain(masks.map(|mask| mask.text.clone()))
            .collect()
    }
}

fn names(patterns: &[RelationPattern], table: &QualifiedName) -> bool {
    let mut patterns = patterns.iter();
    patterns.any(|pattern| pattern.matches(&table.schema, &table.name))
}

impl SampleFile {
    fn read(self) -> Result<(RelationPattern, Sample), PlanError> {
        let wrong = |reason: &str| PlanError(format!("sample `{}` {reason}", self.table.as_str()));
        let sample = match (self.rows, self.percent) {
            (Some(rows), None) => Sample::Rows(rows),
            (None, Some(percent)) if percent > 0.0 && percent <= 100.0 => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and a million"
                )]
                let millionths = (percent * 10_000.0).round() as u32;
                Sample::Millionths(millionths)
            }
            (None, Some(_)) => {
                return Err(wrong(
                    "asks for a percentage that is not above 0 and at most 100",
                ));
            }
            _ => return Err(wrong("says neither, or both, of `rows` and `percent`")),
        };
        Ok((self.table, sample))
    }
}

impl MaskFile {
    fn rule(&self) -> Result<Rule, PlanError> {
        let name = format!("mask {:?}", self.columns);
        if self.value.is_some() != (self.rule == RuleName::Constant) {
            return Err(PlanError(format!(
                "{name}: `value` goes with the rule \"constant\", and with no other"
            )));
        }
        Ok(match self.rule {
            RuleName::Null => Rule::Null,
            RuleName::Constant => Rule::Constant(self.value.clone().unwrap_or_default()),
            RuleName::Hash => Rule::Hash,
            RuleName::Email => Rule::Email,
            RuleName::Year => Rule::Year,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Plan, Rule, Sample};
    use crate::gate::QualifiedName;

    #[test]
    fn a_plan_says_what_it_says() {
        let plan = Plan::parse(
            "tables = [\"public.*\"]\nexclude = [\"public.log_*\"]\n\
             [[sample]]\ntable = \"public.orders\"\nrows = 10\n\
             [[sample]]\ntable = \"*\"\npercent = 12.5\n\
             [[mask]]\ncolumns = [\"*.*.email\"]\nrule = \"email\"\n\
             [[mask]]\ncolumns = [\"public.a.b\"]\nrule = \"constant\"\nvalue = \"x\"\n",
        )
        .expect("a plan");
        let name = |name: &str| QualifiedName::new("public", name);
        assert!(plan.takes(&name("orders")) && plan.leaves_out(&name("log_1")));
        assert!(!plan.takes(&QualifiedName::new("other", "orders")));
        assert!(!plan.leaves_out(&name("orders")));
        assert_eq!(plan.sample(&name("orders"), &[]), Some(Sample::Rows(10)));
        assert_eq!(
            plan.sample(&name("x"), &[&name("orders")]),
            Some(Sample::Rows(10))
        );
        assert_eq!(
            plan.sample(&name("x"), &[]),
            Some(Sample::Millionths(125_000))
        );
        let rules: Vec<&Rule> = plan.masks.iter().map(|mask| &mask.rule).collect();
        assert_eq!(rules, [&Rule::Email, &Rule::Constant("x".to_owned())]);
        assert!(plan.masks[0].covers(&name("users"), "email"));
        assert!(!plan.masks[1].covers(&name("a"), "c"));
        assert_eq!(plan.idle(&[]).len(), 5, "nothing is there to be named");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (text, said) in [
            ("table = [\"*\"]", "unknown field"),
            ("tables = [\"orders\"]", "names no relation"),
            ("timeout = \"0s\"", "timeout"),
            ("[[sample]]\ntable = \"a.b\"", "neither, or both"),
            (
                "[[sample]]\ntable = \"a.b\"\nrows = 1\npercent = 1.0",
                "neither, or both",
            ),
            ("[[sample]]\ntable = \"a.b\"\npercent = 101.0", "percentage"),
            ("[[sample]]\ntable = \"a.b\"\npercent = nan", "percentage"),
            ("[[mask]]\ncolumns = []\nrule = \"null\"", "no columns"),
            (
                "[[mask]]\ncolumns = [\"a.b\"]\nrule = \"null\"",
                "names no column",
            ),
            (
                "[[mask]]\ncolumns = [\"a.b.c\"]\nrule = \"sql\"",
                "unknown variant",
            ),
            (
                "[[mask]]\ncolumns = [\"a.b.c\"]\nrule = \"constant\"",
                "`value`",
            ),
            (
                "[[mask]]\ncolumns = [\"a.b.c\"]\nrule = \"hash\"\nvalue = \"x\"",
                "`value`",
            ),
            (
                "[[mask]]\ncolumns = [\"a.b.c\"]\nrule = \"null\"\nsql = \"x\"",
                "unknown field",
            ),
        ] {
            let error = Plan::parse(text).expect_err(text).to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
