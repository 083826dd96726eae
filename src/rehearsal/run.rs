//! The steps in order.

mod back;
mod forward;

use std::collections::{BTreeMap, BTreeSet};

use super::journal::{Beginning, End, Journal};
use super::report::{Mode, Problem, Report, Step};
use super::results::{Progress, Results};
use super::scanner::{self, Meaning};
use super::state::{Changes, Observer, there, touched};
use super::{claim, record, remains, tagged};
use crate::changeset::{ChangeSet, Finding, Linted, lint};
use crate::db::clone::{CloneChannel, CloneSession, StatementFailure};
use crate::error::{ErrorCode, ToolError};
use crate::gate::{Part, QualifiedName, Snapshot};
use crate::ledger::Ledger;

/// Rehearses the change set `name`, given by its files, on the clone of `channel`.
///
/// When the returned future is dropped, what runs is cancelled in the server and its transaction rolled back; what was
/// committed before stays, and the next rehearsal takes it back.
///
/// # Errors
/// When the clone or the ledger cannot be asked. What is wrong with the change set is no error but the report's verdict.
pub async fn rehearse(
    channel: &CloneChannel,
    ledger: &Ledger,
    name: &str,
    files: BTreeMap<String, Vec<u8>>,
    mode: Mode,
    tell: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Report, ToolError> {
    let mut results = Results::new(name, channel.name(), mode, tell);
    results.begin(Step::Lint);
    let change = match ChangeSet::parse(name, files).and_then(lint) {
        Ok(change) => change,
        Err(findings) => {
            results.end("not fit to be rehearsed", problems_of(&findings));
            return Ok(results.concluded(Vec::new()));
        }
    };
    results.report.tag = change.tag().to_owned();
    results.report.digest = change.digest().to_string();
    let files = change.commit_files().len() + 1 + change.negatives().len();
    results.end(
        &format!("{files} files, digest {}", change.digest()),
        Vec::new(),
    );
    let mut run = Run {
        content: Observer::content(channel, &[])?,
        tables: Vec::new(),
        written: Observer::written(channel)?,
        session: claim::claimed(channel).await?,
        channel,
        journal: Journal::open(ledger, channel.name(), &change).await?,
        change: &change,
        ledger,
        tried: false,
        begun: false,
        results,
    };
    // Taken as one, so that a session lost on the way is said where it was lost.
    let report = match run.steps(mode).await {
        Ok(remains) => run.results.concluded(remains),
        Err(Stop::Tool(error)) if !run.begun => return Err(error),
        Err(Stop::Tool(error)) => {
            let problem = Problem::new(&error.code.as_str(), &error.message, &error.hint);
            run.broken_off(problem)
        }
        Err(Stop::Lost(failure)) => {
            let hint = "run the rehearsal again: it looks for what is left and takes it back";
            run.broken_off(Problem::of_failure("session_lost", &failure, hint))
        }
    };
    record::ended(ledger, channel, &report).await?;
    Ok(report)
}

fn problems_of(findings: &[Finding]) -> Vec<Problem> {
    findings.iter().map(Problem::from).collect()
}

/// Why the steps end early.
enum Stop {
    Tool(ToolError),
    Lost(StatementFailure),
}

impl From<ToolError> for Stop {
    fn from(error: ToolError) -> Self {
        Self::Tool(error)
    }
}

impl From<StatementFailure> for Stop {
    fn from(failure: StatementFailure) -> Self {
        Self::Lost(failure)
    }
}

/// The clone before the change.
struct Entry {
    snapshot: Snapshot,
    /// Which rows there are anywhere.
    written: Snapshot,
    meaning: Meaning,
}

impl Entry {
    /// What there is, as `schema.name`, quoted where needed.
    fn standing(&self) -> BTreeSet<&str> {
        let objects = match &self.snapshot.schema {
            Some(Part::Observed(objects)) => objects.as_slice(),
            _ => &[],
        };
        objects.iter().map(|object| object.name.as_str()).collect()
    }
}

struct Run<'a> {
    channel: &'a CloneChannel,
    /// How the clone is compared with its entry.
    content: Observer<'a>,
    /// The tables whose content that holds: those that were there at entry.
    tables: Vec<QualifiedName>,
    written: Observer<'a>,
    session: CloneSession,
    journal: Journal<'a>,
    ledger: &'a Ledger,
    change: &'a Linted,
    /// Whether the trial showed all of the change and its way back.
    tried: bool,
    /// Whether this run may have committed something.
    begun: bool,
    results: Results<'a>,
}

impl Run<'_> {
    /// All steps; what is left on the clone comes back.
    async fn steps(&mut self, mode: Mode) -> Result<Vec<String>, Stop> {
        let standing = self.journal.standing().await?;
        if let Some(beginning) = &standing {
            let left = self.recover(beginning).await?;
            if !left.is_empty() || mode == Mode::Rollback || !self.results.passed() {
                return Ok(left);
            }
        } else if mode == Mode::Rollback {
            self.results.begin(Step::Recover);
            let problem = Problem::new(
                "nothing_stands",
                format!(
                    "the ledger knows of no rehearsal of `{}` that is still on the clone",
                    self.change.name()
                ),
                "if the clone holds it all the same, run the rollback file with psql",
            );
            self.results.end("nothing to take back", vec![problem]);
            return Ok(Vec::new());
        }
        let entry = self.enter().await?;
        if !self.results.passed() || !self.try_out(&entry, mode).await? || mode == Mode::Check {
            return Ok(Vec::new());
        }
        record::began(self.ledger, self.channel, &self.results.report).await?;
        self.journal.begin(&self.beginning(&entry)?).await?;
        self.begun = true;
        let stays = mode == Mode::Apply;
        let applied = self.apply(Step::Apply, &entry).await? && self.is_tagged(&entry).await?;
        if applied && stays && self.tried {
            return self.stands().await;
        }
        let proven = applied && (stays || self.scan(&entry).await? && self.refuse().await?);
        let mut left = self
            .take_back(&entry, proven, Step::Rollback, Step::RollbackRestores)
            .await?;
        if left.is_empty() && self.results.passed() {
            // Rows that the rollback wrote anew are newer than the entry.
            let again = match stays {
                true => Some(self.look().await?),
                false => None,
            };
            let applied = self.apply(Step::ApplyAgain, &entry).await?
                && match &again {
                    Some(again) => self.is_tagged(again).await?,
                    None => true,
                };
            if applied && stays {
                return self.stands().await;
            }
            left = self
                .take_back(
                    &entry,
                    applied,
                    Step::RollbackAgain,
                    Step::RollbackRestoresAgain,
                )
                .await?;
        }
        self.ended(!left.is_empty()).await?;
        Ok(left)
    }

    /// The change stays on the clone.
    async fn stands(&mut self) -> Result<Vec<String>, Stop> {
        self.ended(true).await?;
        let tag = self.change.tag();
        let whole = format!("the change set itself, all of it tagged {tag}");
        Ok(vec![whole])
    }

    /// Looks at the clone; nothing on it may bear the tag.
    async fn enter(&mut self) -> Result<Entry, Stop> {
        self.results.begin(Step::TagIsFree);
        self.tables = there(&mut self.session, touched(self.change)).await?;
        self.content = Observer::content(self.channel, &self.tables)?;
        let entry = self.look().await?;
        let mut problems = Vec::new();
        let Snapshot { schema, roles, .. } = &entry.snapshot;
        for (what, part) in [("schema", schema), ("roles", roles)] {
            if let Some(Part::Failed(failure)) = part {
                let hint = failure
                    .mend
                    .clone()
                    .unwrap_or_else(|| "grant the clone's role what it takes".to_owned());
                problems.push(Problem::new(
                    "blind",
                    format!("{what}: {}", failure.message),
                    &hint,
                ));
            }
        }
        if problems.is_empty() {
            let mut bearers = tagged::bearers(self.change.tag(), &entry.snapshot);
            let rows = tagged::bearing_rows(&mut self.session, self.change, &self.tables);
            bearers.extend(rows.await?);
            let hint = "choose another tag, or take back what an earlier rehearsal left, with its rollback file";
            problems.extend(bearers.into_iter().map(|bearer| {
                Problem::new(
                    "tag_in_use",
                    format!("{bearer} bears the tag already"),
                    hint,
                )
            }));
            let detail = format!("nothing bears {}", self.change.tag());
            self.results.end(&detail, problems);
        } else {
            self.results
                .could_not("the clone cannot be seen whole", problems);
        }
        Ok(entry)
    }

    /// The clone as it is now.
    async fn look(&mut self) -> Result<Entry, Stop> {
        Ok(Entry {
            snapshot: self.content.look(None).await?,
            written: self.written.look(None).await?,
            meaning: self.meaning().await?,
        })
    }

    async fn meaning(&mut self) -> Result<Meaning, Stop> {
        Ok(match self.change.manifest().scanner() {
            Some(scanner) => scanner::meaning(&mut self.session, scanner).await?,
            None => Meaning::new(),
        })
    }

    fn beginning(&self, entry: &Entry) -> Result<Beginning, ToolError> {
        let text = |snapshot: &Snapshot| {
            let bytes = snapshot.to_bytes().map_err(|error| unwritable(&error))?;
            Ok::<_, ToolError>(String::from_utf8_lossy(&bytes).into_owned())
        };
        let meaning = entry.meaning.iter();
        Ok(Beginning {
            clone: self.channel.name().to_owned(),
            change_set: self.change.name().to_owned(),
            tag: self.change.tag().to_owned(),
            digest: self.change.digest().to_string(),
            mode: self.results.report.mode,
            tables: self.tables.clone(),
            entry: text(&entry.snapshot)?,
            written: text(&entry.written)?,
            meaning: meaning
                .map(|(table, (rows, digest))| (table.to_string(), rows.clone(), digest.clone()))
                .collect(),
        })
    }

    /// A new session in place of one that was lost.
    async fn reopen(&mut self) -> Result<(), Stop> {
        if !self.session.is_open() {
            self.session = claim::claimed(self.channel).await?;
        }
        Ok(())
    }

    /// Ends the step by what is left.
    fn judged(&mut self, detail: &str, code: &str, left: remains::Left) -> bool {
        self.results.remark(left.remarks());
        if left.blind.is_empty() {
            return self.results.end(detail, left.problems(code));
        }
        self.results
            .could_not("the clone cannot be compared", left.problems(code));
        false
    }

    fn blind(&mut self, changes: &Changes) -> bool {
        let hint = "without seeing it, nothing is decided; mend what is named and rehearse again";
        let problems = changes
            .blind
            .iter()
            .map(|blind| Problem::new("blind", blind, hint));
        self.results
            .could_not("the clone cannot be compared", problems.collect());
        false
    }

    /// The report of a run that ends where it could not go on.
    fn broken_off(mut self, problem: Problem) -> Report {
        self.results.could_not("could not go on", vec![problem]);
        let unknown = "unknown: the run could not go on, and what it committed before stands";
        let remains = self.begun.then(|| unknown.to_owned());
        self.results.concluded(remains.into_iter().collect())
    }

    async fn ended(&mut self, is_standing: bool) -> Result<(), ToolError> {
        let report = self.results.report.clone();
        self.journal
            .end(&End {
                report,
                is_standing,
            })
            .await
    }
}

fn unwritable(error: &crate::gate::SnapshotError) -> ToolError {
    ToolError::new(
        ErrorCode::Internal,
        format!("the state of the clone cannot be kept: {error}"),
        "report this; nothing was committed",
    )
}
