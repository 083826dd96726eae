//! A change set that passed every rule: the only thing a rehearsal takes.

use crate::gate::Digest;

use super::{Manifest, Negative, Script, Statement};

/// A change set fit to be rehearsed. Only [`lint`](fn@super::lint) makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linted {
    pub(super) name: String,
    pub(super) manifest: Manifest,
    pub(super) commit: Vec<LintedFile>,
    pub(super) rollback: LintedFile,
    pub(super) negatives: Vec<NegativesFile>,
    pub(super) digest: Digest,
}

impl Linted {
    /// The name of its folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the manifest says.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What every row and object of the change carries.
    pub fn tag(&self) -> &str {
        self.manifest.tag()
    }

    /// The commit files, in the order they run.
    pub fn commit_files(&self) -> &[LintedFile] {
        &self.commit
    }

    /// The rollback file.
    pub fn rollback_file(&self) -> &LintedFile {
        &self.rollback
    }

    /// The files of negatives, in order.
    pub fn negatives(&self) -> &[NegativesFile] {
        &self.negatives
    }

    /// The SHA-256 over every file of the folder and its path.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }
}

/// A commit or rollback file: `BEGIN`, the body, the guard, `COMMIT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintedFile {
    pub(super) script: Script,
    pub(super) creates: Vec<Created>,
    pub(super) calls: Vec<String>,
}

impl LintedFile {
    /// The file itself: its path, and every statement from `BEGIN` to `COMMIT`.
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// What is between `BEGIN` and the guard, `SET LOCAL` included.
    pub fn body(&self) -> &[Statement] {
        let statements = self.script.statements();
        statements
            .get(1..statements.len().saturating_sub(2))
            .unwrap_or_default()
    }

    /// The `DO` block before `COMMIT` that raises when the result is not what it must be.
    ///
    /// # Panics
    /// Never: a file without a guard does not pass.
    pub fn guard(&self) -> &Statement {
        let statements = self.script.statements();
        let guard = statements.len().checked_sub(2);
        guard
            .and_then(|index| statements.get(index))
            .expect("a file that passed has BEGIN, a guard and COMMIT")
    }

    /// What its statements create by name, `DO` blocks and functions' bodies left out.
    pub fn creates(&self) -> &[Created] {
        &self.creates
    }

    /// The procedures that it calls. In a transaction block a procedure cannot commit, and tries in vain.
    pub fn calls(&self) -> &[String] {
        &self.calls
    }
}

/// An object that a statement creates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// Its kind in lower case, for example `table`, `materialized view`.
    pub kind: String,
    /// Its name as written, folded: with its schema where one is written.
    pub name: String,
    /// The line of the statement.
    pub line: usize,
}

/// A file of cases that must be refused: `BEGIN`, a `DO` block for each case, `ROLLBACK`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NegativesFile {
    pub(super) script: Script,
    pub(super) cases: Vec<NegativeCase>,
}

impl NegativesFile {
    /// The file itself: its path, and every statement from `BEGIN` to `ROLLBACK`.
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// The cases, in order.
    pub fn cases(&self) -> &[NegativeCase] {
        &self.cases
    }
}

/// A case that must be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NegativeCase {
    pub(super) negative: Negative,
    pub(super) statement: usize,
    pub(super) not_refused: String,
}

impl NegativeCase {
    /// What the manifest says of it.
    pub fn declared(&self) -> &Negative {
        &self.negative
    }

    /// The place of its `DO` block among the statements of its file, counted from 0.
    pub fn statement(&self) -> usize {
        self.statement
    }

    /// The SQLSTATE that the block raises when nothing refused the case. It succeeds when the case was refused.
    pub fn not_refused(&self) -> &str {
        &self.not_refused
    }
}
