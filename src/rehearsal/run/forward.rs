//! The steps that try the change, commit it, and ask what it did.

use super::super::applying::{Watch, failed, run_watched};
use super::super::report::{Mode, Problem, Step};
use super::super::state::{Observer, there, touched};
use super::super::tally::Tally;
use super::super::{guard, negatives, scanner, tagged, trial};
use super::{Entry, Run, Stop};
use crate::changeset::LintedFile;

impl Run<'_> {
    /// The guards bite, and the trial leaves nothing.
    pub(super) async fn try_out(&mut self, entry: &Entry, mode: Mode) -> Result<bool, Stop> {
        self.results.begin(Step::GuardBites);
        let trial = trial::trial(&mut self.session, self.change, &entry.standing()).await?;
        if mode == Mode::Check {
            self.results.remark(trial.rows);
        }
        self.tried = trial.untried.is_none();
        let guards = self.change.commit_files().len() + 1;
        let mut detail = format!("{guards} guards, each before and after its body");
        if let (Some(path), true) = (&trial.untried, trial.problems.is_empty()) {
            let message = format!(
                "{path} and what follows it cannot be tried before the first commit: it uses a value that an earlier file adds \
                 to an enum, which PostgreSQL allows only once that is committed"
            );
            if mode == Mode::Check {
                let hint = "rehearse without `--check`: what could not be tried is proven as it is committed and taken back";
                let problem = Problem::new("trial_incomplete", message, hint).at(path, 0);
                self.results
                    .could_not("the trial ends early", vec![problem]);
                return Ok(false);
            }
            detail = format!("up to {path}; the rest as it is committed");
            self.results
                .remark(vec![format!("trial_incomplete: {message}")]);
        }
        if !self.results.end(&detail, trial.problems) {
            return Ok(false);
        }
        self.results.begin(Step::TrialLeavesNothing);
        let left = self.left(entry).await?;
        Ok(self.judged("the trial was rolled back", "trial_left", left))
    }

    /// Commits the files: each guard must bite before its body ran, no lock be held too long, and the rows change as declared.
    pub(super) async fn apply(&mut self, step: Step, entry: &Entry) -> Result<bool, Stop> {
        self.results.begin(step);
        let standing = entry.standing();
        let mut problems = Vec::new();
        let mut tally = Tally::new(&mut self.session, self.change).await?;
        let mut whole = true;
        for file in self.change.commit_files() {
            let ran = match self.bites(file).await {
                None => {
                    let mut watch = Watch {
                        standing: &standing,
                        tally: Some(&mut tally),
                    };
                    run_watched(&mut self.session, self.change, file, &mut watch).await
                }
                Some(problem) => Err(problem),
            };
            whole = ran.is_ok();
            problems.extend(ran.unwrap_or_else(Some));
            if !whole {
                break;
            }
        }
        // What the file did is rolled back with its session; what stands of the files before it is taken back.
        self.reopen().await?;
        if whole {
            let (wrong, rows) = tally.judged(&mut self.session).await?;
            problems.extend(wrong);
            if step == Step::Apply {
                self.results.remark(rows);
            }
        }
        Ok(self.results.end("every commit file is committed", problems))
    }

    /// What is wrong with the guard of a file that runs next.
    pub(super) async fn bites(&mut self, file: &LintedFile) -> Option<Problem> {
        match guard::alone(&mut self.session, file).await {
            Ok(problem) => problem,
            Err(failure) => Some(failed(file.guard(), &failure, file)),
        }
    }

    pub(super) async fn is_tagged(&mut self, entry: &Entry) -> Result<bool, Stop> {
        self.results.begin(Step::Tagged);
        let after = self.content.look(Some(&entry.snapshot)).await?;
        let changes = self.content.changes(&entry.snapshot, &after)?;
        if !changes.blind.is_empty() {
            return Ok(self.blind(&changes));
        }
        let tag = self.change.tag();
        let mut problems = tagged::untagged_objects(tag, &changes, &after);
        problems
            .extend(tagged::untagged_rows(&mut self.session, self.change, &entry.snapshot).await?);
        let written = self.written.since(&entry.written).await?;
        if !written.blind.is_empty() {
            return Ok(self.blind(&written));
        }
        let stray = tagged::undeclared_tables(&mut self.session, self.change, &written).await?;
        problems.extend(stray.iter().map(tagged::undeclared));
        let detail = format!("{} differences, all tagged", changes.differences.len());
        Ok(self.results.end(&detail, problems))
    }

    pub(super) async fn scan(&mut self, entry: &Entry) -> Result<bool, Stop> {
        let Some(scanner) = self.change.manifest().scanner() else {
            return Ok(true);
        };
        self.results.begin(Step::ScannerIdempotent);
        let (mut problems, rows) = scanner::twice(&mut self.session, self.change, scanner).await?;
        self.results.remark(rows);
        problems
            .extend(tagged::untagged_rows(&mut self.session, self.change, &entry.snapshot).await?);
        Ok(self.results.end("the second run changed nothing", problems))
    }

    pub(super) async fn refuse(&mut self) -> Result<bool, Stop> {
        if self.change.negatives().is_empty() {
            return Ok(true);
        }
        self.results.begin(Step::NegativesRefused);
        // The tables that the change made are looked at, too.
        let tables = there(&mut self.session, touched(self.change)).await?;
        let content = Observer::content(self.channel, &tables)?;
        let before = content.look(None).await?;
        let mut problems = negatives::run(&mut self.session, self.change).await?;
        let changes = content.since(&before).await?;
        if !changes.blind.is_empty() {
            return Ok(self.blind(&changes));
        }
        let hint = "a negative must end where it began: nothing it does may outlive its ROLLBACK";
        problems.extend(
            changes
                .differences
                .iter()
                .map(|difference| Problem::of_difference("negative_residue", difference, hint)),
        );
        let cases = self.change.manifest().negatives().len();
        Ok(self
            .results
            .end(&format!("{cases} of {cases}, nothing left"), problems))
    }
}
