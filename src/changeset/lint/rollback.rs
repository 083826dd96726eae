//! The rollback file is not one of the commit files under another name.

use crate::changeset::{ChangeSet, Finding};

/// Compares the files.
pub(super) fn check(change_set: &ChangeSet, findings: &mut Vec<Finding>) {
    let rollback = &change_set.rollback;
    if let Some(same) = change_set
        .commit
        .iter()
        .find(|commit| commit.digest() == rollback.digest())
    {
        findings.push(Finding::new(
            rollback.path(),
            0,
            "rollback_is_commit",
            format!("it has the same bytes as `{}`", same.path()),
            "Write what takes the change back.",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{COMMIT, codes, files};

    #[test]
    fn a_copy_takes_nothing_back() {
        let mut copy = files();
        copy.insert("Z_rollback.sql".to_owned(), COMMIT.into());
        assert_eq!(codes(copy), ["rollback_is_commit"]);
        assert!(codes(files()).is_empty());
    }
}
