//! Constants as they are printed: numbers, texts and arrays of integers.

use super::bound::Bound;
use super::nodes::{NodeId, Nodes};
use super::times::DAY;

/// OIDs of PostgreSQL's own types.
pub(super) mod types {
    pub(in crate::sql::growth) const BYTEA: u32 = 17;
    pub(in crate::sql::growth) const INT8: u32 = 20;
    pub(in crate::sql::growth) const INT2: u32 = 21;
    pub(in crate::sql::growth) const INT4: u32 = 23;
    pub(in crate::sql::growth) const TEXT: u32 = 25;
    pub(in crate::sql::growth) const FLOAT4: u32 = 700;
    pub(in crate::sql::growth) const FLOAT8: u32 = 701;
    pub(in crate::sql::growth) const UNKNOWN: u32 = 705;
    pub(in crate::sql::growth) const INT4_ARRAY: u32 = 1007;
    pub(in crate::sql::growth) const BPCHAR: u32 = 1042;
    pub(in crate::sql::growth) const VARCHAR: u32 = 1043;
    pub(in crate::sql::growth) const JSON: u32 = 114;
    pub(in crate::sql::growth) const XML: u32 = 142;
    pub(in crate::sql::growth) const JSONB: u32 = 3802;
    pub(in crate::sql::growth) const DATE: u32 = 1082;
    pub(in crate::sql::growth) const TIMESTAMP: u32 = 1114;
    pub(in crate::sql::growth) const TIMESTAMPTZ: u32 = 1184;
    pub(in crate::sql::growth) const INTERVAL: u32 = 1186;
    pub(in crate::sql::growth) const NUMERIC: u32 = 1700;
    pub(in crate::sql::growth) const NUMERIC_ARRAY: u32 = 1231;
    pub(in crate::sql::growth) const NUMERIC_RANGE: u32 = 3906;
    pub(in crate::sql::growth) const NUMERIC_MULTIRANGE: u32 = 4532;
    pub(in crate::sql::growth) const CSTRING: u32 = 2275;
}

/// Whether a type holds numbers that arithmetic gives.
pub(super) fn is_number(data_type: u32) -> bool {
    use types::{FLOAT4, FLOAT8, INT2, INT4, INT8, NUMERIC};
    [INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC].contains(&data_type)
}

/// Whether all values of a type have one size, or nearly: numbers, truth values, dates and times, and OIDs.
pub(super) fn is_fixed_size(data_type: u32) -> bool {
    const OTHERS: [u32; 10] = [16, 18, 26, 1082, 1083, 1114, 1184, 1186, 1266, 2950];
    is_number(data_type) || OTHERS.contains(&data_type)
}

/// Whether a type is `interval`.
pub(super) fn is_interval(data_type: u32) -> bool {
    data_type == types::INTERVAL
}

/// Whether values of a type are documents, whose parts may lie inside each other.
pub(super) fn is_document(data_type: u32) -> bool {
    [types::JSON, types::JSONB, types::XML].contains(&data_type)
}

/// Whether a type is a date, with or without a time of day.
pub(super) fn is_time(data_type: u32) -> bool {
    [types::DATE, types::TIMESTAMP, types::TIMESTAMPTZ].contains(&data_type)
}

/// Whether a type is `numeric`, whose values can have any number of digits.
pub(super) fn is_numeric(data_type: u32) -> bool {
    data_type == types::NUMERIC
}

/// Whether values of a type are texts, of which nothing is read as a number.
pub(super) fn is_text(data_type: u32) -> bool {
    use types::{BPCHAR, CSTRING, JSON, TEXT, UNKNOWN, VARCHAR, XML};
    [BPCHAR, CSTRING, JSON, TEXT, UNKNOWN, VARCHAR, XML].contains(&data_type)
}

/// A microsecond, as seconds.
const MICROSECOND: f64 = 1e-6;

/// Bytes of the length word before a value of variable length.
pub(super) const HEADER: usize = 4;

/// The bounds of a constant.
pub(super) fn bound(nodes: &Nodes<'_>, id: NodeId) -> Bound {
    let Some(bytes) = bytes(nodes, id) else {
        return Bound::number(0.0, 0.0, true);
    };
    let data_type = nodes.number(id, "consttype").unwrap_or_default();
    // A text whose type is not known has no header.
    let header = match data_type {
        types::UNKNOWN | types::CSTRING => 0,
        _ => HEADER,
    };
    let size = bytes.len().saturating_sub(header) as f64;
    let exactly = |value: f64| Bound::number(value, value, value.fract() == 0.0);
    match data_type {
        types::INT2 | types::INT4 | types::INT8 => first::<8>(&bytes)
            .map_or(Bound::sized(size, size), |bytes| {
                exactly(integer(data_type, bytes))
            }),
        types::FLOAT4 => first::<4>(&bytes).map_or(Bound::sized(size, size), |bytes| {
            exactly(f64::from(f32::from_le_bytes(bytes)))
        }),
        types::FLOAT8 => first::<8>(&bytes).map_or(Bound::sized(size, size), |bytes| {
            exactly(f64::from_le_bytes(bytes))
        }),
        types::NUMERIC => match numeric(&bytes) {
            value if value.is_finite() => exactly(value),
            value if value.is_nan() => Bound::number(f64::NEG_INFINITY, f64::INFINITY, false),
            // Too large for what is computed with here: as many digits as there can be.
            _ => Bound::number(f64::NEG_INFINITY, f64::INFINITY, false).of_digits(f64::INFINITY),
        },
        types::DATE => first::<4>(&bytes).map_or(Bound::unbounded(), |bytes| {
            time(
                i64::from(i32::from_le_bytes(bytes)),
                DAY,
                i64::from(i32::MAX),
            )
        }),
        types::TIMESTAMP | types::TIMESTAMPTZ => first::<8>(&bytes)
            .map_or(Bound::unbounded(), |bytes| {
                time(i64::from_le_bytes(bytes), MICROSECOND, i64::MAX)
            }),
        types::INTERVAL => interval(&bytes).unwrap_or(Bound::unbounded()),
        types::INT4_ARRAY => {
            let most = largest_word(&bytes);
            Bound {
                low: -most,
                high: most,
                whole: true,
                ..Bound::sized(size, size)
            }
        }
        _ => match text(nodes, id).as_deref().map(parse_number) {
            Some(Some(value)) => Bound {
                size,
                grown: size,
                ..exactly(value)
            },
            _ if text(nodes, id).is_some() => Bound::sized(size, size),
            // A part takes 8 bytes at least for each level it lies in, `<a></a>` 7.
            _ if is_document(data_type) => Bound {
                depth: size / if data_type == types::JSON { 2.0 } else { 7.0 },
                ..Bound::sized(size, size)
            },
            // A NULL takes one bit of an array.
            _ => Bound::sized(size * 8.0, size * 8.0),
        },
    }
}

/// The text of a constant.
pub(super) fn text(nodes: &Nodes<'_>, id: NodeId) -> Option<Vec<u8>> {
    use types::{BPCHAR, BYTEA, CSTRING, TEXT, UNKNOWN, VARCHAR};
    let mut bytes = bytes(nodes, id)?;
    match nodes.number(id, "consttype")? {
        TEXT | BPCHAR | VARCHAR | BYTEA => Some(bytes.split_off(HEADER.min(bytes.len()))),
        CSTRING | UNKNOWN => {
            bytes.pop();
            Some(bytes)
        }
        _ => None,
    }
}

/// The number a text says, as a cast would read it.
pub(super) fn parse_number(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

fn bytes(nodes: &Nodes<'_>, id: NodeId) -> Option<Vec<u8>> {
    read(nodes.get(id).constant?)
}

/// The bytes of a constant from their printed form.
pub(super) fn read(printed: &[u8]) -> Option<Vec<u8>> {
    let printed = std::str::from_utf8(printed).ok()?;
    // A byte is printed as a signed char.
    let byte = |word: &str| word.parse::<i16>().ok().map(|byte| byte.to_le_bytes()[0]);
    printed.split_ascii_whitespace().map(byte).collect()
}

fn first<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.get(..N)?.try_into().ok()
}

/// An integer of any width, which is printed as a word of eight bytes.
fn integer(data_type: u32, bytes: [u8; 8]) -> f64 {
    let word = i64::from_le_bytes(bytes);
    match data_type {
        types::INT2 => f64::from(word as i16),
        types::INT4 => f64::from(word as i32),
        _ => word as f64,
    }
}

/// A date or a timestamp; the largest and the smallest are the infinities.
fn time(units: i64, unit: f64, infinity: i64) -> Bound {
    if units >= infinity || units <= -infinity {
        return Bound::time(f64::NEG_INFINITY, f64::INFINITY);
    }
    let seconds = units as f64 * unit;
    Bound::time(seconds, seconds)
}

/// An interval: microseconds, days and months, a day of 23 to 25 hours and a month of 28 to 31 days.
fn interval(bytes: &[u8]) -> Option<Bound> {
    let microseconds = i64::from_le_bytes(first(bytes)?) as f64;
    let days = f64::from(i32::from_le_bytes(first(bytes.get(8..)?)?));
    let months = f64::from(i32::from_le_bytes(first(bytes.get(12..)?)?));
    let hour = DAY / 24.0;
    let fixed = Bound::number(
        microseconds * MICROSECOND,
        microseconds * MICROSECOND,
        false,
    );
    let days = Bound::number(days, days, true).times(Bound::number(DAY - hour, DAY + hour, true));
    let months = Bound::number(months, months, true).times(Bound::number(
        28.0 * DAY - hour,
        31.0 * DAY + hour,
        true,
    ));
    Some(fixed.plus(days).plus(months))
}

/// A `numeric`, from its weight: the digits before the point are groups of four.
fn numeric(bytes: &[u8]) -> f64 {
    let Some(numeric) = Numeric::read(bytes.get(HEADER..).unwrap_or_default()) else {
        return f64::NAN;
    };
    let terms = numeric.digits.iter().zip(0..);
    let magnitude: f64 = terms
        .map(|(digit, place)| f64::from(*digit) * 10_000_f64.powi(numeric.weight - place))
        .sum();
    if numeric.negative {
        -magnitude
    } else {
        magnitude
    }
}

/// How many digits a `numeric` has before the point and behind it, its bytes without their length.
pub(super) fn numeric_digits(body: &[u8]) -> usize {
    Numeric::read(body).map_or(0, |numeric| {
        let groups = usize::try_from(numeric.weight + 1).unwrap_or_default();
        4 * groups + numeric.scale
    })
}

/// A `numeric` that is a number and finite (numeric.c).
struct Numeric {
    negative: bool,
    /// The place of the first group of four digits: 0 is the one before the point.
    weight: i32,
    /// Digits behind the point.
    scale: usize,
    digits: Vec<u16>,
}

impl Numeric {
    fn read(body: &[u8]) -> Option<Self> {
        let words = body.chunks_exact(2);
        let mut words = words.map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let header = words.next()?;
        let (negative, weight, scale) = match header {
            // NaN and the infinities
            0xC000.. => return None,
            // The short form: sign, scale, and a weight of seven bits with its own sign.
            0x8000.. => {
                let low = i32::from(header & 0x003F);
                let weight = if header & 0x0040 != 0 { low - 64 } else { low };
                (header & 0x2000 != 0, weight, (header >> 7) & 0x003F)
            }
            _ => {
                let weight = i32::from(words.next()? as i16);
                (header & 0x4000 != 0, weight, header & 0x3FFF)
            }
        };
        Some(Self {
            negative,
            weight,
            scale: scale.into(),
            digits: words.collect(),
        })
    }
}

/// The largest magnitude among the elements of an array of integers; its dimensions are among them, which are no larger
/// than its size.
fn largest_word(bytes: &[u8]) -> f64 {
    let words = bytes.get(HEADER..).unwrap_or_default().chunks_exact(4);
    let magnitudes = words.map(|word| {
        let word = i32::from_le_bytes([word[0], word[1], word[2], word[3]]);
        f64::from(word).abs()
    });
    magnitudes.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constant(data_type: u32, printed: &str) -> (f64, f64, f64) {
        let tree = format!("({{CONST :consttype {data_type} :constvalue 4 [ {printed} ]}})");
        let nodes = Nodes::parse(&tree).expect("a tree");
        let bound = bound(&nodes, 0);
        (bound.size, bound.low, bound.high)
    }

    /// As PostgreSQL 15 prints them.
    #[test]
    fn constants_are_decoded() {
        for (data_type, printed, expected) in [
            (23, "-24 3 0 0 0 0 0 0", (32.0, 1000.0, 1000.0)),
            (23, "-1 -1 -1 -1 -1 -1 -1 -1", (32.0, -1.0, -1.0)),
            (20, "0 -28 11 84 2 0 0 0", (32.0, 1e10, 1e10)),
            (701, "0 0 0 0 0 0 -8 63", (32.0, 1.5, 1.5)),
            // 1.5 and 1e20 as numeric
            (1700, "40 0 0 0 -128 -128 1 0 -120 19", (32.0, 1.5, 1.5)),
            (1700, "32 0 0 0 5 -128 1 0", (32.0, 1e20, 1e20)),
            (25, "32 0 0 0 49 48 48 48", (4.0, 1000.0, 1000.0)),
            (
                25,
                "24 0 0 0 97 98",
                (2.0, f64::NEG_INFINITY, f64::INFINITY),
            ),
        ] {
            assert_eq!(
                constant(data_type, printed),
                expected,
                "{data_type} {printed}"
            );
        }
    }
}
