//! The bytes of a script: UTF-8 that shows what it holds.

use crate::changeset::Finding;
use crate::changeset::token::newlines;
use crate::sql::is_hidden;

/// The text of a file.
///
/// # Errors
/// `not_utf8`, or a `hidden_character` for each NUL, byte order mark, bidirectional or invisible character, in literals too:
/// a body between dollars is one, and people review it by eye.
pub(super) fn decode<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, Vec<Finding>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        vec![Finding::new(
            path,
            line,
            "not_utf8",
            format!("byte {} is not UTF-8", error.valid_up_to()),
            "Save the file as UTF-8.",
        )]
    })?;
    let findings: Vec<Finding> = text
        .char_indices()
        .filter(|(offset, character)| {
            let lone_return = *character == '\r' && !text[*offset..].starts_with("\r\n");
            lone_return || is_hidden(*character)
        })
        .map(|(offset, character)| {
            Finding::new(
                path,
                1 + newlines(&text[..offset]),
                "hidden_character",
                format!(
                    "U+{:04X} cannot be seen, or changes how the text around it looks",
                    u32::from(character)
                ),
                "Leave it out; where data needs it, write it as an escape: E'\\u00A0'.",
            )
        })
        .collect();
    if findings.is_empty() {
        Ok(text)
    } else {
        Err(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn refuses_what_cannot_be_seen() {
        for (bytes, code, line) in [
            (b"BEGIN;\n\xff".as_slice(), "not_utf8", 2),
            (b"BEGIN;\0", "hidden_character", 1),
            ("\u{feff}BEGIN;".as_bytes(), "hidden_character", 1),
            ("\n\n'\u{202e}'".as_bytes(), "hidden_character", 3),
            ("-- a\rCOMMIT;".as_bytes(), "hidden_character", 1),
            ("SELECT\u{a0}1".as_bytes(), "hidden_character", 1),
        ] {
            let findings = decode("a.sql", bytes).expect_err("refused");
            assert_eq!(
                (findings[0].code, findings[0].line),
                (code, line),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn ordinary_text_passes() {
        for text in [
            "BEGIN;\r\nCOMMIT;\r\n",
            "SELECT 'é 漢 ✅';",
            "\tSELECT 1;\x0c",
        ] {
            assert_eq!(decode("a.sql", text.as_bytes()), Ok(text));
        }
    }
}
