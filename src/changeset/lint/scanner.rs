//! The scanner's call is one SELECT.

use crate::changeset::Finding;
use crate::changeset::manifest::{MANIFEST, Manifest};
use crate::changeset::token::tokenize;

use super::function::denied;

/// Judges the call that the manifest names.
pub(super) fn check(manifest: &Manifest, findings: &mut Vec<Finding>) {
    let Some(scanner) = &manifest.scanner else {
        return;
    };
    let reason = match tokenize(&scanner.call, scanner.line) {
        Err(unterminated) => Some(unterminated.to_string()),
        Ok(tokens) => {
            let selects = tokens.first().is_some_and(|token| token.is_word("select"));
            let writes = tokens.iter().any(|token| {
                token.is_symbol(";") || token.is_symbol("\\") || token.is_word("into")
            });
            (!selects || writes)
                .then(|| "it is not one SELECT without `;` and INTO".to_owned())
                .or_else(|| denied(&tokens).into_iter().map(|(_, why)| why).next())
        }
    };
    if let Some(reason) = reason {
        findings.push(Finding::new(
            MANIFEST,
            scanner.line,
            "scanner_call",
            format!("the scanner's call cannot be run: {reason}"),
            "Write, for example, `SELECT governance.scan()`.",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, files};

    fn with_call(call: &str) -> Vec<&'static str> {
        let mut files = files();
        let manifest = files.get_mut("manifest.toml").expect("it is there");
        let scanner = format!("\n[scanner]\ncall = \"{call}\"\ntables = [\"public.example\"]\n");
        manifest.extend_from_slice(scanner.as_bytes());
        codes(files)
    }

    #[test]
    fn the_call_is_one_select() {
        for call in [
            "DELETE FROM t",
            "SELECT f(); COMMIT",
            "SELECT 1 INTO t",
            "SELECT 'a",
            "SELECT pg_sleep(9)",
            "",
        ] {
            assert_eq!(with_call(call), ["scanner_call"], "{call}");
        }
        assert!(with_call("select fn_governance_scan()").is_empty());
    }
}
