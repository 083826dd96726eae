//! Text from a database, made fit to stand in a line that people and agents read.

use crate::gate::definition::Severity;
use crate::gate::verdict::{CheckResult, Outcome, Shown};

/// Characters of one value in the line; the document holds it whole.
const VALUE_CHARACTERS: usize = 40;

/// Whether a character could hide, reorder or end the text around it.
fn is_treacherous(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text in one line of at most `most` characters, without control, invisible and direction characters,
/// and without the line's own separators.
pub(super) fn inline(text: &str, most: usize) -> String {
    let clean = |character: char| match character {
        '\n' | '\t' | '\r' => ' ',
        '|' => '¦',
        other if is_treacherous(other) => '\u{fffd}',
        other => other,
    };
    let mut shown: String = text.chars().take(most).map(clean).collect();
    if text.chars().nth(most).is_some() {
        shown.push('…');
    }
    shown
}

/// A whole text without control, invisible and direction characters, its lines kept.
pub fn block(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c != '\n' && c != '\t' && is_treacherous(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// Whether the value is a figure, which is shown at both moments even when it is the same.
pub(super) fn is_figure(shown: &Shown) -> bool {
    ["int2", "int4", "int8", "numeric", "float4", "float8"].contains(&shown.type_name.as_str())
}

/// A value in the line: whole numbers with thousands separated, anything else cut short.
pub(super) fn value(shown: &Shown) -> String {
    match shown.type_name.as_str() {
        "int2" | "int4" | "int8" | "numeric" => thousands(&shown.value),
        "rows" | "objects" => format!(
            "{} {}",
            thousands(shown.value.split(' ').next().unwrap_or_default()),
            shown.type_name
        ),
        _ => inline(&shown.value, VALUE_CHARACTERS),
    }
}

/// A value in a table: digests cut short, since the document holds them whole, and figures with what they count.
pub(super) fn summary(shown: &Shown) -> String {
    let kind = shown.type_name.replace('_', " ");
    match (shown.type_name.as_str(), shown.value.split_once(" sha256:")) {
        ("rows" | "objects", Some((count, digest))) => {
            format!(
                "{} {kind}, sha256 {}…",
                thousands(count),
                digest.chars().take(12).collect::<String>()
            )
        }
        ("relations" | "sequences" | "large_objects", _) => {
            format!("{} {kind}", thousands(&shown.value))
        }
        _ => value(shown),
    }
}

fn thousands(number: &str) -> String {
    let (sign, digits) = number
        .strip_prefix('-')
        .map_or(("", number), |digits| ("-", digits));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return inline(number, VALUE_CHARACTERS);
    }
    let mut grouped = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The sign of an outcome.
pub(super) fn mark(check: &CheckResult) -> &'static str {
    match (check.outcome, check.severity) {
        (Outcome::Pass | Outcome::Info, _) => "✅",
        (Outcome::Fail, Severity::Blocking) => "❌",
        (Outcome::Fail, Severity::Advisory) => "⚠️",
        (Outcome::Error, _) => "❓",
    }
}

#[cfg(test)]
mod tests {
    use super::{block, inline, thousands};

    #[test]
    fn numbers_are_grouped() {
        for (number, grouped) in [
            ("0", "0"),
            ("210", "210"),
            ("1000", "1,000"),
            ("203537", "203,537"),
            ("-1234567", "-1,234,567"),
            ("1.5", "1.5"),
        ] {
            assert_eq!(thousands(number), grouped);
        }
    }

    #[test]
    fn a_value_cannot_forge_the_line() {
        assert_eq!(inline("a | b\n→ SAFE", 40), "a ¦ b → SAFE");
        assert_eq!(inline("\u{202e}evil\u{0}", 40), "\u{fffd}evil\u{fffd}");
        assert_eq!(inline("abcdef", 3), "abc…");
        assert_eq!(block("a\nb\u{200b}"), "a\nb\u{fffd}");
    }
}
