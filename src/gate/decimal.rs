//! Exact decimal arithmetic on PostgreSQL's number texts: comparison and subtraction, nothing more.

use std::cmp::Ordering;

/// The largest exponent taken; `float8` ends at 308.
const MAX_EXPONENT: i64 = 400;
/// The longest number taken, in digits; more is refused rather than computed slowly.
const MAX_DIGITS: usize = 200_000;

/// A decimal number of any length, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    /// False for zero.
    negative: bool,
    /// Decimal digits, most significant first, without leading zeros; empty for zero.
    digits: Vec<u8>,
    /// How many of the digits stand after the point; no trailing zeros are kept behind it.
    scale: usize,
}

impl Decimal {
    /// Zero.
    pub fn zero() -> Self {
        Self {
            negative: false,
            digits: Vec::new(),
            scale: 0,
        }
    }

    /// The number that `text` writes, such as `210`, `-0.50` or `1e+20`; `None` for anything else, `NaN` and
    /// `Infinity` included.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let long = whole.len() + fraction.len() > MAX_DIGITS || exponent.abs() > MAX_EXPONENT;
        if whole.is_empty()
            || !all_digits(whole)
            || !all_digits(fraction)
            || mantissa.ends_with('.')
            || long
        {
            return None;
        }
        let mut digits: Vec<u8> = whole
            .bytes()
            .chain(fraction.bytes())
            .map(|byte| byte - b'0')
            .collect();
        let scale = i64::try_from(fraction.len()).ok()? - exponent;
        let scale = match usize::try_from(scale) {
            Ok(scale) => scale,
            Err(_) => {
                digits.resize(digits.len() + usize::try_from(-scale).ok()?, 0);
                0
            }
        };
        Some(Self::normal(negative, digits, scale))
    }

    /// This number less `other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let scale = self.scale.max(other.scale);
        let (left, right) = (self.padded(scale), other.padded(scale));
        if self.negative != other.negative {
            return Self::normal(self.negative, add(&left, &right), scale);
        }
        match compare(&left, &right) {
            Ordering::Less => Self::normal(!self.negative, subtract(&right, &left), scale),
            _ => Self::normal(self.negative, subtract(&left, &right), scale),
        }
    }

    /// This number without its sign.
    #[must_use]
    pub fn absolute(mut self) -> Self {
        self.negative = false;
        self
    }

    fn normal(negative: bool, mut digits: Vec<u8>, mut scale: usize) -> Self {
        while scale > 0 && digits.last().is_none_or(|digit| *digit == 0) {
            digits.pop();
            scale -= 1;
        }
        let leading = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..leading);
        if digits.is_empty() {
            return Self::zero();
        }
        Self {
            negative,
            digits,
            scale,
        }
    }

    fn padded(&self, scale: usize) -> Vec<u8> {
        let mut digits = self.digits.clone();
        digits.resize(digits.len() + scale - self.scale, 0);
        digits
    }
}

/// Compares two digit strings without leading zeros.
fn compare(left: &[u8], right: &[u8]) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

fn add(left: &[u8], right: &[u8]) -> Vec<u8> {
    let (mut sum, mut carry) = (Vec::with_capacity(left.len().max(right.len()) + 1), 0);
    for place in 0..left.len().max(right.len()) {
        let digit = |digits: &[u8]| digits.iter().rev().nth(place).copied().unwrap_or(0);
        let total = digit(left) + digit(right) + carry;
        sum.push(total % 10);
        carry = total / 10;
    }
    sum.push(carry);
    sum.reverse();
    sum
}

/// `left` less `right`, where `left` is not the smaller.
fn subtract(left: &[u8], right: &[u8]) -> Vec<u8> {
    let (mut difference, mut borrow) = (Vec::with_capacity(left.len()), 0);
    for place in 0..left.len() {
        let digit = |digits: &[u8]| digits.iter().rev().nth(place).copied().unwrap_or(0);
        let (minuend, subtrahend) = (digit(left), digit(right) + borrow);
        borrow = u8::from(minuend < subtrahend);
        difference.push(minuend + borrow * 10 - subtrahend);
    }
    difference.reverse();
    difference
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (negative, _) => {
                let scale = self.scale.max(other.scale);
                // A fraction such as 0.05 keeps its digits without the zeros in front, so lengths still rank.
                let order = compare(&self.padded(scale), &other.padded(scale));
                if negative { order.reverse() } else { order }
            }
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text: String = self
            .digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect();
        if text.len() <= self.scale {
            text.insert_str(0, &"0".repeat(self.scale + 1 - text.len()));
        }
        if self.scale > 0 {
            text.insert(text.len() - self.scale, '.');
        }
        write!(formatter, "{}{text}", if self.negative { "-" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Decimal;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).expect(text)
    }

    #[test]
    fn equal_numbers_are_equal_however_written() {
        for (left, right) in [
            ("0", "-0.00"),
            ("1.50", "1.5"),
            ("1e2", "100"),
            ("1.5e-1", "0.15"),
            ("007", "7"),
        ] {
            assert_eq!(number(left), number(right), "{left} {right}");
        }
        assert!(number("9223372036854775807") < number("9223372036854775808"));
        assert!(number("0.05") < number("0.5"));
        assert!(number("-2") < number("-1"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "", "-", ".", "1.", ".5", "NaN", "Infinity", "1e", "1e9999", "0x10", "1 ", "+1",
            "1_000",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_integers(left in -1_000_000_000_000i128..1_000_000_000_000, right in -1_000_000i128..1_000_000, scale in 0u32..6) {
            // Both as multiples of 10^-scale.
            let write = |value: i128| {
                let unit = 10i128.pow(scale);
                let sign = if value < 0 { "-" } else { "" };
                let fraction = format!("{:0width$}", value.abs() % unit, width = scale as usize);
                let point = if scale == 0 { String::new() } else { format!(".{fraction}") };
                number(&format!("{sign}{}{point}", value.abs() / unit))
            };
            prop_assert_eq!(write(left).cmp(&write(right)), left.cmp(&right));
            prop_assert_eq!(write(left).minus(&write(right)), write(left - right));
            prop_assert_eq!(number(&write(left).to_string()), write(left));
        }
    }
}
