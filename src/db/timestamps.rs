//! Timestamps as JSON, as `to_json` writes them with the time zone that every session has: UTC.
//!
//! PostgreSQL sends microseconds from 2000-01-01 00:00:00, of the Gregorian calendar in both directions
//! (`src/include/datatype/timestamp.h`), and writes them in the style of XML Schema (`JsonEncodeDateTime`).

use std::fmt::Write;

const MICROSECONDS_A_DAY: i64 = 86_400_000_000;

/// Days from 0000-03-01 to 2000-01-01: a year that begins in March has its leap day at its end.
const EPOCH_DAY: i64 = 730_425;

/// Days in 400 years, after which the calendar repeats.
const DAYS_IN_400_YEARS: i64 = 146_097;

/// Appends a timestamp as a JSON string; `zone` is what follows it, `+00:00` or nothing.
pub(super) fn push_timestamp(row: &mut String, microseconds: i64, zone: &str) {
    match microseconds {
        i64::MAX => row.push_str("\"infinity\""),
        i64::MIN => row.push_str("\"-infinity\""),
        _ => push_finite(row, microseconds, zone),
    }
}

fn push_finite(row: &mut String, microseconds: i64, zone: &str) {
    let day = microseconds.div_euclid(MICROSECONDS_A_DAY);
    let time = microseconds.rem_euclid(MICROSECONDS_A_DAY);
    let (year, month, day) = date(day + EPOCH_DAY);
    let (seconds, fraction) = (time / 1_000_000, time % 1_000_000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    // There is no year 0: the year before 1 is 1 BC.
    let (shown, era) = if year > 0 {
        (year, "")
    } else {
        (1 - year, " BC")
    };
    let _ = write!(
        row,
        "\"{shown:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    );
    if fraction != 0 {
        let digits = format!(".{fraction:06}");
        row.push_str(digits.trim_end_matches('0'));
    }
    row.push_str(zone);
    row.push_str(era);
    row.push('"');
}

/// Year, month and day of a day counted from 0000-03-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
fn date(day: i64) -> (i64, i64, i64) {
    let cycle = day.div_euclid(DAYS_IN_400_YEARS);
    let of_cycle = day.rem_euclid(DAYS_IN_400_YEARS);
    let year_of_cycle =
        (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (
        cycle * 400 + year_of_cycle + i64::from(month <= 2),
        month,
        day,
    )
}

#[cfg(test)]
mod tests {
    use super::push_timestamp;

    #[test]
    fn they_read_as_postgresql_writes_them() {
        // Left: extract(epoch from t) * 1000000 - 946684800000000.
        for (microseconds, shown) in [
            (0, "2000-01-01T00:00:00+00:00"),
            (-1, "1999-12-31T23:59:59.999999+00:00"),
            (5_097_600_000_000, "2000-02-29T00:00:00+00:00"),
            (802_051_355_100_000, "2025-06-01T00:02:35.1+00:00"),
            (-63_082_281_600_000_000, "0001-01-01T00:00:00+00:00"),
            (
                -63_082_281_600_000_001,
                "0001-12-31T23:59:59.999999+00:00 BC",
            ),
            (252_455_616_000_000_000, "10000-01-01T00:00:00+00:00"),
            (i64::MAX, "infinity"),
            (i64::MIN, "-infinity"),
        ] {
            let mut row = String::new();
            push_timestamp(&mut row, microseconds, "+00:00");
            assert_eq!(row, format!("\"{shown}\""), "{microseconds}");
        }
    }
}
