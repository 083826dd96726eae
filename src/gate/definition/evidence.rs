//! Checks that rest on what is known otherwise than by SQL: on what the ledger has, or on what happens while one waits.

use std::time::Duration;

use serde::Deserialize;

/// How old a record may be that a check rests on, unless the check says otherwise.
const MAX_AGE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long a check waits for something to happen by itself, unless it says otherwise.
const WAIT: Duration = Duration::from_secs(2);

/// A caller waits with it.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What a check rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Witness {
    /// The last full rehearsal on this very database: `SAFE` when its rollback restored all of it, twice, or `UNSAFE`.
    Rehearsal,
    /// The scanner of that rehearsal: `idempotent`, or `not idempotent`.
    Scanner,
    /// The last comparison of this very database with production: how many critical drifts there are.
    Drift,
    /// Two observations with a wait between them: `quiet` when no row, sequence or definition changed, or what did.
    Quiet,
}

/// What a check rests on, and within which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// What.
    pub witness: Witness,
    /// How old a record may be; for [`Witness::Quiet`] how long is waited.
    pub within: Duration,
}

impl Evidence {
    /// # Errors
    /// When a time is given that means nothing to the witness, or is none.
    pub(super) fn new(
        witness: Witness,
        max_age: Option<Duration>,
        wait: Option<Duration>,
    ) -> Result<Self, String> {
        let within = match (witness, max_age, wait) {
            (Witness::Quiet, Some(_), _) => {
                return Err("is observed now: give `wait`, and no `max_age`".to_owned());
            }
            (Witness::Quiet, None, wait) => wait.unwrap_or(WAIT),
            (_, _, Some(_)) => {
                return Err("rests on a record: give `max_age`, and no `wait`".to_owned());
            }
            (_, max_age, None) => max_age.unwrap_or(MAX_AGE),
        };
        if within.is_zero() || witness == Witness::Quiet && within > LONGEST_WAIT {
            return Err("asks for a time that is none, or for a wait of more than 60s".to_owned());
        }
        Ok(Self { witness, within })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Asks, Definition};
    use super::{Evidence, Witness};

    fn parse(kind: &str, asks: &str) -> Result<Asks, String> {
        let text = format!(
            "name = \"g\"\ntitle = \"G\"\nkind = \"{kind}\"\n[[check]]\nname = \"c\"\n{asks}\nrule = {{ equals = 0 }}\n"
        );
        let definition = Definition::parse("g.toml", text.as_bytes());
        let definition = definition.map_err(|error| error.to_string())?;
        let check = definition.checks.into_iter().next();
        Ok(check.expect("one check").asks)
    }

    #[test]
    fn a_check_rests_on_evidence_within_a_time() {
        for (asks, witness, seconds) in [
            ("evidence = \"drift\"", Witness::Drift, 7 * 24 * 3600),
            (
                "evidence = \"rehearsal\"\nmax_age = \"1h\"",
                Witness::Rehearsal,
                3600,
            ),
            ("evidence = \"quiet\"", Witness::Quiet, 2),
            ("evidence = \"quiet\"\nwait = \"5s\"", Witness::Quiet, 5),
        ] {
            let within = Duration::from_secs(seconds);
            let expected = Asks::Evidence(Evidence { witness, within });
            assert_eq!(parse("standing", asks), Ok(expected), "{asks}");
        }
    }

    #[test]
    fn what_cannot_be_answered_is_refused_where_it_stands() {
        for (kind, asks, said) in [
            ("standing", "", "neither"),
            (
                "standing",
                "sql = \"select 1\"\nevidence = \"drift\"",
                "both",
            ),
            (
                "standing",
                "sql = \"select 1\"\nmax_age = \"1h\"",
                "has SQL",
            ),
            ("standing", "evidence = \"hearsay\"", "unknown variant"),
            (
                "standing",
                "evidence = \"quiet\"\nmax_age = \"1h\"",
                "`wait`",
            ),
            ("standing", "evidence = \"quiet\"\nwait = \"2m\"", "60s"),
            (
                "standing",
                "evidence = \"drift\"\nwait = \"2s\"",
                "`max_age`",
            ),
            ("standing", "evidence = \"drift\"\nmax_age = \"0s\"", "none"),
            ("bracket", "evidence = \"drift\"", "must be standing"),
        ] {
            let error = parse(kind, asks).expect_err(asks);
            assert!(
                error.starts_with("g.toml:") && error.contains(said),
                "{asks}: {error}"
            );
        }
    }
}
