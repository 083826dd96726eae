//! A psql file as statements, split where psql splits it.

mod characters;
mod meta;
mod split;
mod variables;

use std::ops::Range;

use crate::gate::Digest;

use super::Finding;
use super::token::Token;

/// One statement of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) range: Range<usize>,
    pub(super) tokens: Vec<Token>,
}

impl Statement {
    /// The text to send, from its first word to before its `;`. Send it as ONE statement, by the extended protocol:
    /// should a server ever split it otherwise, it then refuses instead of running the rest.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line of its first word, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Where it stands in the file, in bytes.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

/// A psql file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    path: String,
    digest: Digest,
    statements: Vec<Statement>,
    findings: Vec<Finding>,
}

impl Script {
    /// Reads a file. What is wrong with the text is kept as findings, and [`lint`](fn@super::lint) returns them.
    pub fn read(path: &str, bytes: &[u8]) -> Self {
        let (statements, findings) = match characters::decode(path, bytes) {
            Ok(text) => split::split(path, text),
            Err(findings) => (Vec::new(), findings),
        };
        Self {
            path: path.to_owned(),
            digest: Digest::of(bytes),
            statements,
            findings,
        }
    }

    /// Its path in the folder of the change set.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The SHA-256 of the file.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Its statements in order.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }
}
