//! A folder's files, read.

use std::collections::{BTreeMap, BTreeSet};

use crate::gate::Digest;

use super::manifest::{self, MANIFEST, Manifest};
use super::{Finding, Script};

/// A change set, read and not yet judged: [`lint`](fn@super::lint) is what makes it fit to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    pub(super) name: String,
    pub(super) manifest: Manifest,
    pub(super) commit: Vec<Script>,
    pub(super) rollback: Script,
    pub(super) negatives: Vec<Script>,
    pub(super) digest: Digest,
}

impl ChangeSet {
    /// Reads the files of a change set's folder, by their path in it. Files that are not SQL may lie there, too; they
    /// count for the digest only.
    ///
    /// # Errors
    /// Every mistake of the manifest, files that it names and that are not there (`file_missing`), and SQL files that are
    /// there and that it does not name (`file_not_listed`).
    pub fn parse(name: &str, files: BTreeMap<String, Vec<u8>>) -> Result<Self, Vec<Finding>> {
        let Some(bytes) = files.get(MANIFEST) else {
            return Err(vec![Finding::new(
                MANIFEST,
                0,
                "manifest_missing",
                format!("the change set `{name}` has no {MANIFEST}"),
                "`gatepost rehearse new` writes one.",
            )]);
        };
        let text = std::str::from_utf8(bytes).map_err(|_| {
            vec![Finding::new(
                MANIFEST,
                1,
                "not_utf8",
                "the manifest is not UTF-8",
                "Save the file as UTF-8.",
            )]
        })?;
        let manifest = manifest::read(text)?;
        let mut findings = Vec::new();
        let mut read = |path: &str| {
            if !files.contains_key(path) {
                findings.push(Finding::new(
                    MANIFEST,
                    0,
                    "file_missing",
                    format!("`{path}` is named and not there"),
                    "Add the file, or take it out of the manifest.",
                ));
            }
            Script::read(path, files.get(path).map_or(&[], Vec::as_slice))
        };
        let commit = manifest.commit.iter().map(|path| read(path)).collect();
        let rollback = read(&manifest.rollback);
        let negative_files = manifest.negative_files();
        let negatives = negative_files.iter().map(|path| read(path)).collect();
        let named: BTreeSet<&str> = manifest
            .commit
            .iter()
            .chain([&manifest.rollback])
            .map(String::as_str)
            .chain(negative_files)
            .collect();
        for path in files.keys() {
            if path.ends_with(".sql") && !named.contains(path.as_str()) {
                findings.push(Finding::new(
                    path,
                    0,
                    "file_not_listed",
                    "the manifest does not name this file",
                    "Name it as a commit, rollback or negative file, or move it away: nobody should run it by mistake.",
                ));
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        Ok(Self {
            name: name.to_owned(),
            manifest,
            commit,
            rollback,
            negatives,
            digest: digest(&files),
        })
    }
}

/// One digest over every file's path and content, each with its length before it.
fn digest(files: &BTreeMap<String, Vec<u8>>) -> Digest {
    let mut bytes = Vec::new();
    for (path, content) in files {
        for part in [path.as_bytes(), content.as_slice()] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
    }
    Digest::of(&bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::ChangeSet;

    fn files() -> BTreeMap<String, Vec<u8>> {
        let manifest = "tag = \"TEST_2026\"\ndescription = \"x\"\ncommit = [\"a.sql\"]\nrollback = \"z.sql\"\n";
        BTreeMap::from([
            ("manifest.toml".to_owned(), manifest.into()),
            ("a.sql".to_owned(), b"BEGIN;".to_vec()),
            ("z.sql".to_owned(), b"BEGIN;".to_vec()),
            ("README.md".to_owned(), b"notes".to_vec()),
        ])
    }

    fn code(files: BTreeMap<String, Vec<u8>>) -> &'static str {
        ChangeSet::parse("x", files).expect_err("refused")[0].code
    }

    #[test]
    fn the_files_and_the_manifest_agree() {
        assert!(ChangeSet::parse("x", files()).is_ok());
        for (missing, expected) in [
            ("manifest.toml", "manifest_missing"),
            ("a.sql", "file_missing"),
            ("z.sql", "file_missing"),
        ] {
            let mut files = files();
            files.remove(missing);
            assert_eq!(code(files), expected);
        }
        let mut more = files();
        more.insert("b.sql".to_owned(), Vec::new());
        assert_eq!(code(more), "file_not_listed");
        let mut binary = files();
        binary.insert("manifest.toml".to_owned(), vec![0xff]);
        assert_eq!(code(binary), "not_utf8");
    }

    #[test]
    fn the_digest_covers_every_file_and_its_path() {
        let digest = |files| ChangeSet::parse("x", files).expect("good").digest;
        let original = digest(files());
        for path in ["a.sql", "README.md"] {
            let mut changed = files();
            changed.insert(path.to_owned(), b"BEGIN; ".to_vec());
            assert_ne!(digest(changed), original);
        }
        let mut moved = files();
        let notes = moved.remove("README.md").expect("it is there");
        moved.insert("README.txt".to_owned(), notes);
        assert_ne!(digest(moved), original);
    }
}
