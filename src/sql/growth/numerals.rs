//! Numbers of far more digits than they are written with.
//!
//! `1e131071` takes ten bytes as a constant and 131,072 as a text, and arithmetic on it takes as long as on all of its
//! digits, during which no time limit is looked at. An array or a document of 100 KiB can hold ten thousand of them.

use super::constant::{self, HEADER, types};
use crate::policy::Oid;

/// Digits that any number may have. A double goes to 308.
const DIGITS: usize = 1_000;

/// Digits that a byte of a number writes at most, where none are left out: PostgreSQL keeps four in two bytes.
const DIGITS_PER_BYTE: usize = 2;

/// The most digits of a number that is written with an exponent, or in more than so many digits, in a text; `None` where
/// there is none of more than [`DIGITS`].
///
/// A number stands alone: what a letter, an underscore or the parts of a UUID touch is none.
pub fn long_number(text: &[u8]) -> Option<usize> {
    let mut longest = None;
    let mut at = 0;
    while let Some(length) = text
        .get(at..)
        .and_then(|rest| rest.iter().position(is_digit))
    {
        let start = at + length;
        at = start + run(&text[start..], |byte| is_digit(byte) || *byte == b'.');
        let digits = match exponent(&text[at..]) {
            Some((exponent, length)) => {
                at += length;
                exponent
            }
            None => at - start,
        };
        if digits > DIGITS && !touches(text.get(at)) && !continues(&text[..start]) {
            longest = longest.max(Some(digits));
        }
    }
    longest
}

/// The size of an exponent and how many bytes it takes.
fn exponent(text: &[u8]) -> Option<(usize, usize)> {
    let [b'e' | b'E', rest @ ..] = text else {
        return None;
    };
    let sign = usize::from(matches!(rest, [b'+' | b'-', ..]));
    let digits = &rest[sign..][..run(&rest[sign..], is_digit)];
    let size = digits.iter().fold(0_usize, |size, digit| {
        size.saturating_mul(10)
            .saturating_add(usize::from(digit - b'0'))
    });
    (!digits.is_empty()).then_some((size, 1 + sign + digits.len()))
}

fn is_digit(byte: &u8) -> bool {
    byte.is_ascii_digit()
}

fn run(text: &[u8], holds: impl Fn(&u8) -> bool) -> usize {
    text.iter().take_while(|byte| holds(byte)).count()
}

/// Whether a byte beside a number makes it part of something else.
fn touches(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Whether what stands before a number makes it part of something else: a minus sign does behind a letter or a digit.
fn continues(before: &[u8]) -> bool {
    match before.strip_suffix(b".").unwrap_or(before) {
        [.., before, b'-'] => touches(Some(before)),
        [b'-'] | [] => false,
        [.., last] => touches(Some(last)),
    }
}

/// What a constant holds of such numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Numerals {
    /// Digits of the longest number, where they are more than [`DIGITS`] and more than its bytes write.
    pub(super) hidden: Option<usize>,
    /// Digits of the longest number in a text, where they are more than [`DIGITS`].
    pub(super) in_text: Option<usize>,
}

impl Numerals {
    /// Of a constant of this type, its bytes as printed.
    pub(super) fn of_constant(data_type: Oid, printed: &[u8]) -> Self {
        let mut found = Self::default();
        let bytes = constant::read(printed).unwrap_or_default();
        let body = bytes.get(HEADER..).unwrap_or_default();
        match data_type {
            types::NUMERIC => found.number(body),
            types::NUMERIC_ARRAY => found.array(body).unwrap_or_default(),
            types::JSONB => found.document(body).unwrap_or_default(),
            types::NUMERIC_RANGE => found.range(body).unwrap_or_default(),
            types::NUMERIC_MULTIRANGE => found.ranges(body).unwrap_or_default(),
            _ => found.text(&bytes),
        }
        found
    }

    /// Those of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            hidden: self.hidden.max(other.hidden),
            in_text: self.in_text.max(other.in_text),
        }
    }

    fn text(&mut self, text: &[u8]) {
        self.in_text = self.in_text.max(long_number(text));
    }

    /// A `numeric` without its length.
    fn number(&mut self, body: &[u8]) {
        let digits = constant::numeric_digits(body);
        if digits > DIGITS + DIGITS_PER_BYTE * body.len() {
            self.hidden = self.hidden.max(Some(digits));
        }
    }

    /// The elements of an array of `numeric` (array.h): dimensions, the place of the data where some are NULL, the type,
    /// sizes and lower bounds, and the data from a multiple of eight on.
    fn array(&mut self, body: &[u8]) -> Option<()> {
        let dimensions = word(body, 0)?;
        let start = match word(body, 4)? {
            0 => (HEADER + 12 + 8 * dimensions).next_multiple_of(8),
            place => place,
        };
        let mut rest = body.get(start - HEADER..)?;
        while let Some(length) = word(rest, 0) {
            let length = length >> 2;
            self.number(rest.get(HEADER..length)?);
            rest = rest.get(length.next_multiple_of(HEADER)..)?;
        }
        Some(())
    }

    /// A `jsonb` without its length (jsonb.h): a count, what each part is and where it ends, and the parts.
    fn document(&mut self, body: &[u8]) -> Option<()> {
        const COUNT: usize = 0x0FFF_FFFF;
        const IS_OBJECT: usize = 0x2000_0000;
        const HAS_OFFSET: usize = 0x8000_0000;
        const KIND: usize = 0x7000_0000;
        const STRING: usize = 0;
        const NUMBER: usize = 0x1000_0000;
        const CONTAINER: usize = 0x5000_0000;
        let header = word(body, 0)?;
        let parts = match header & COUNT {
            pairs if header & IS_OBJECT != 0 => 2 * pairs,
            elements => elements,
        };
        let data = body.get(HEADER * (1 + parts)..)?;
        let mut start = 0;
        for part in 1..=parts {
            let entry = word(body, HEADER * part)?;
            let end = match entry & COUNT {
                end if entry & HAS_OFFSET != 0 => end,
                length => start + length,
            };
            let aligned = data.get(start.next_multiple_of(HEADER)..end);
            match entry & KIND {
                STRING => self.text(data.get(start..end)?),
                NUMBER => self.number(aligned?.get(HEADER..)?),
                CONTAINER => self.document(aligned?)?,
                _ => {}
            }
            start = end;
        }
        Some(())
    }

    /// A range of `numeric` without its length (rangetypes.c): the type, the bounds that it has, and flags. A bound's length
    /// takes one byte where the bound is short.
    fn range(&mut self, body: &[u8]) -> Option<()> {
        let (flags, bounds) = body.get(HEADER..)?.split_last()?;
        self.bounds(*flags, bounds).map(drop)
    }

    /// Several of them (multirangetypes.c): the type, a count, where each but the first begins, the flags of each, and the
    /// bounds of each from a multiple of four on.
    fn ranges(&mut self, body: &[u8]) -> Option<()> {
        let count = word(body, HEADER)?;
        let flags_at = HEADER * (1 + count);
        let mut at = flags_at + count;
        for flags in body.get(flags_at..at)? {
            at = at.next_multiple_of(HEADER);
            at = body.len() - self.bounds(*flags, body.get(at..)?)?.len();
        }
        Some(())
    }

    /// The bounds that a range with these flags has, and what comes behind them.
    fn bounds<'a>(&mut self, flags: u8, bounds: &'a [u8]) -> Option<&'a [u8]> {
        let mut rest = bounds;
        for _ in 0..bounds_of(flags) {
            let first = usize::from(*rest.first()?);
            let (header, length) = match first & 1 {
                1 => (1, first >> 1),
                _ => (HEADER, word(rest, 0)? >> 2),
            };
            self.number(rest.get(header..length)?);
            rest = rest.get(length..)?;
        }
        Some(rest)
    }
}

/// How many bounds a range has: none when it is empty, and an infinite one is not kept.
fn bounds_of(flags: u8) -> u32 {
    const EMPTY: u8 = 0x01;
    const LOWER_INFINITE: u8 = 0x08;
    const UPPER_INFINITE: u8 = 0x10;
    if flags & EMPTY != 0 {
        return 0;
    }
    2 - (flags & (LOWER_INFINITE | UPPER_INFINITE)).count_ones()
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let word = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(word.try_into().ok()?) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_in_texts_are_found() {
        for (text, digits) in [
            ("1e131071", Some(131_071)),
            ("-1.5E+131071", Some(131_071)),
            (".5e-16383", Some(16_383)),
            ("1e0001000000", Some(1_000_000)),
            ("1e99999999999999999999999", Some(usize::MAX)),
            ("[1,{\"a\": 1e5000}, 1e6000]", Some(6_000)),
            ("{1e5000,2}", Some(5_000)),
            ("[1e5000,)", Some(5_000)),
            ("<a>1e5000</a>", Some(5_000)),
            (" -1e5000\n", Some(5_000)),
            ("1e1000", None),
            ("6.02e23, 1e308", None),
            ("12E4567-9", None),
            ("SKU12E4567", None),
            ("sku-12E4567", None),
            ("12E4567B", None),
            ("_1e5000", None),
            ("12345e67-e89b-12d3-a456-1e1234567890", None),
            ("1e123456-e89b-12d3-a456-426614174000", None),
            ("426614174000-1e12345", None),
            ("e5000", None),
            ("1e", None),
            ("1e+", None),
            ("", None),
        ] {
            assert_eq!(long_number(text.as_bytes()), digits, "{text}");
        }
        let written = "7".repeat(DIGITS + 1);
        assert_eq!(long_number(written.as_bytes()), Some(DIGITS + 1));
        assert_eq!(long_number(&written.as_bytes()[1..]), None);
    }

    /// As PostgreSQL 15 prints them.
    #[test]
    fn long_numbers_in_constants_are_found() {
        for (data_type, printed, hidden, in_text) in [
            // 1.5
            (1700, "40 0 0 0 -128 -128 1 0 -120 19", None, None),
            // 1e131071
            (1700, "40 0 0 0 0 0 -1 127 -24 3", Some(131_072), None),
            // 1e-16383
            (1700, "40 0 0 0 -1 63 0 -16 10 0", Some(16_383), None),
            // -1e131071
            (1700, "40 0 0 0 0 64 -1 127 -24 3", Some(131_072), None),
            // '{1.5,NULL,1e131071}'::numeric[]
            (
                1231,
                "-32 0 0 0 1 0 0 0 32 0 0 0 -92 6 0 0 3 0 0 0 1 0 0 0 5 0 0 0 0 0 0 0 40 0 0 0 -128 -128 1 0 -120 19 0 0 40 0 0 0 0 0 -1 127 -24 3 0 0",
                Some(131_072),
                None,
            ),
            // '{1.5,1e20}'::numeric[]
            (
                1231,
                "-80 0 0 0 1 0 0 0 0 0 0 0 -92 6 0 0 2 0 0 0 1 0 0 0 40 0 0 0 -128 -128 1 0 -120 19 0 0 32 0 0 0 5 -128 1 0",
                None,
                None,
            ),
            // '[1.5,1e131071]'::numrange
            (
                3906,
                "92 0 0 0 66 15 0 0 15 -128 -128 1 0 -120 19 15 0 0 -1 127 -24 3 6",
                Some(131_072),
                None,
            ),
            // '[,1e131071)'::numrange
            (
                3906,
                "64 0 0 0 66 15 0 0 15 0 0 -1 127 -24 3 8",
                Some(131_072),
                None,
            ),
            // '(1e-16383,)'::numrange
            (
                3906,
                "64 0 0 0 66 15 0 0 15 -1 63 0 -16 10 0 16",
                Some(16_383),
                None,
            ),
            // '[1.5,2.5]'::numrange
            (
                3906,
                "92 0 0 0 66 15 0 0 15 -128 -128 1 0 -120 19 15 -128 -128 2 0 -120 19 6",
                None,
                None,
            ),
            // 'empty'::numrange
            (3906, "36 0 0 0 66 15 0 0 1", None, None),
            // '{"a": [1.5, "bc", {"d": 1e131071}], "e": true}'::jsonb
            (
                3802,
                "72 1 0 0 2 0 0 32 1 0 0 -128 1 0 0 0 56 0 0 80 0 0 0 48 97 101 0 0 3 0 0 64 10 0 0 -112 2 0 0 0 26 0 0 80 40 0 0 0 -128 -128 1 0 -120 19 98 99 1 0 0 32 1 0 0 -128 13 0 0 16 100 0 0 0 40 0 0 0 0 0 -1 127 -24 3",
                Some(131_072),
                None,
            ),
            // '{"a": [1.5, "1e131071"], "ef": -1e20, "g": null}'::jsonb
            (
                3802,
                "48 1 0 0 3 0 0 32 1 0 0 -128 1 0 0 0 2 0 0 0 30 0 0 80 0 0 0 64 10 0 0 16 97 103 101 102 2 0 0 64 10 0 0 -112 8 0 0 0 40 0 0 0 -128 -128 1 0 -120 19 49 101 49 51 49 48 55 49 0 0 32 0 0 0 5 -96 1 0",
                None,
                Some(131_071),
            ),
            // '1e131071'::jsonb
            (
                3802,
                "88 0 0 0 1 0 0 80 10 0 0 -112 40 0 0 0 0 0 -1 127 -24 3",
                Some(131_072),
                None,
            ),
            // '"abc"'::jsonb
            (3802, "60 0 0 0 1 0 0 80 3 0 0 -128 97 98 99", None, None),
            // 'SKU 1e5000'
            (
                25,
                "56 0 0 0 83 75 85 32 49 101 53 48 48 48",
                None,
                Some(5_000),
            ),
        ] {
            let numerals = Numerals::of_constant(data_type, printed.as_bytes());
            assert_eq!(
                numerals,
                Numerals { hidden, in_text },
                "{data_type} {printed}"
            );
        }
    }

    /// A constant that is not as PostgreSQL prints it is read as far as it goes.
    #[test]
    fn a_constant_cut_off_is_no_panic() {
        let printed = "72 1 0 0 2 0 0 32 1 0 0 -128 1 0 0 0 56 0 0 80 0 0 0 48 97 101 0 0 3 0 0 64";
        for data_type in [1231, 1700, 3802, 3906, 4532] {
            for (end, _) in printed.match_indices(' ') {
                Numerals::of_constant(data_type, &printed.as_bytes()[..end]);
            }
        }
    }
}
