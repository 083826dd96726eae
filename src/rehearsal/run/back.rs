//! The steps that take back what was committed, now or by an earlier run, and say what is left.

use super::super::applying::{Watch, run_file, run_watched};
use super::super::journal::Beginning;
use super::super::report::{Problem, Step};
use super::super::state::Observer;
use super::super::{remains, scanner, tagged};
use super::{Entry, Run, Stop, unwritable};
use crate::gate::Snapshot;

impl Run<'_> {
    /// Runs the rollback file, and says what is left after it. When the change was not applied, `proven` is false, and there
    /// may be nothing to take back.
    pub(super) async fn take_back(
        &mut self,
        entry: &Entry,
        proven: bool,
        step: Step,
        restores: Step,
    ) -> Result<Vec<String>, Stop> {
        if !proven && self.left(entry).await?.is_nothing() {
            return Ok(Vec::new());
        }
        self.results.begin(step);
        let file = self.change.rollback_file();
        // Of a change that did not come about, the guard may find what it asks for already.
        let mut problems: Vec<Problem> = match proven {
            true => self.bites(file).await.into_iter().collect(),
            false => Vec::new(),
        };
        self.reopen().await?;
        let mut watch = Watch {
            standing: &entry.standing(),
            tally: None,
        };
        let ran = run_watched(&mut self.session, self.change, file, &mut watch).await;
        problems.extend(ran.unwrap_or_else(Some));
        self.reopen().await?;
        self.results.end("the rollback file is committed", problems);
        self.results.begin(restores);
        self.results.remark(self.unproven(entry));
        let left = self.left(entry).await?;
        let names = left.names();
        self.judged(
            "definitions and the content of touched tables are as at entry",
            "rollback_residue",
            left,
        );
        Ok(names)
    }

    /// Takes back what an earlier run left.
    pub(super) async fn recover(&mut self, beginning: &Beginning) -> Result<Vec<String>, Stop> {
        self.results.begin(Step::Recover);
        self.content = Observer::content(self.channel, &beginning.tables)?;
        self.tables.clone_from(&beginning.tables);
        self.begun = true;
        let snapshot = |text: &str| Snapshot::from_bytes(text.as_bytes());
        let entry = Entry {
            snapshot: snapshot(&beginning.entry).map_err(|error| unwritable(&error))?,
            written: snapshot(&beginning.written).map_err(|error| unwritable(&error))?,
            meaning: remains::meaning_of(&beginning.meaning, self.change),
        };
        let left = self.left(&entry).await?;
        if left.is_nothing() {
            self.results.end(
                "an earlier run ended before its first commit, or was taken back",
                Vec::new(),
            );
            self.ended(false).await?;
            return Ok(Vec::new());
        }
        if beginning.change_set != self.change.name() {
            return Ok(self.left_by_another(beginning, &left));
        }
        if beginning.digest != self.change.digest().as_str() {
            let earlier = format!(
                "left_by_earlier_version: what is taken back was left by the files of digest {}",
                beginning.digest
            );
            self.results.remark(vec![earlier]);
        }
        self.results.remark(self.unproven(&entry));
        let left = match left.blind.is_empty() {
            false => left,
            true => {
                let ran = run_file(&mut self.session, self.change.rollback_file()).await;
                self.reopen().await?;
                let mut left = self.left(&entry).await?;
                left.failed = ran.err();
                left
            }
        };
        let names = left.names();
        let passed = self.judged(
            "what an earlier run left is taken back",
            "recovery_residue",
            left,
        );
        if passed {
            self.ended(false).await?;
        }
        Ok(names)
    }

    /// Another change set's remains are not this one's to take back: its rollback file would do something else to them.
    fn left_by_another(&mut self, beginning: &Beginning, left: &remains::Left) -> Vec<String> {
        let names = left.names();
        let Beginning {
            change_set,
            tag,
            digest,
            ..
        } = beginning;
        let message = format!(
            "the change set `{change_set}` (digest {digest}) has the tag {tag}, too, and left on the clone: {}",
            names.join(", ")
        );
        let hint = "take that back with `gatepost rehearse --rollback` and its folder, or give this change set a tag of its own";
        let problem = Problem::new("left_by_another", message, hint);
        self.results.end("nothing is taken back", vec![problem]);
        names
    }

    /// Columns that were there at entry and are not compared with it.
    fn unproven(&self, entry: &Entry) -> Vec<String> {
        let scanner = self.change.manifest().scanner().into_iter();
        let volatile = scanner.flat_map(|scanner| &scanner.volatile);
        volatile
            .filter(|(table, _)| {
                entry.meaning.contains_key(*table) && !self.tables.contains(*table)
            })
            .map(|(table, columns)| {
                format!(
                    "not_proven: {} of {table}, volatile columns of the scanner, are not compared with the entry and may hold \
                     what the scanner wrote",
                    columns.join(", ")
                )
            })
            .collect()
    }

    /// What is not as at entry.
    pub(super) async fn left(&mut self, entry: &Entry) -> Result<remains::Left, Stop> {
        let mut changes = self.content.since(&entry.snapshot).await?;
        let written = self.written.since(&entry.written).await?;
        let undeclared =
            tagged::undeclared_tables(&mut self.session, self.change, &written).await?;
        changes.blind.extend(written.blind);
        let meaning = self.meaning().await?;
        let volatile = self
            .change
            .manifest()
            .scanner()
            .map(|scanner| &scanner.volatile);
        let moved = scanner::differing(&entry.meaning, &meaning)
            .filter(|table| volatile.is_some_and(|volatile| volatile.contains_key(*table)))
            .cloned()
            .collect();
        Ok(remains::Left::new(changes, moved, undeclared))
    }
}
