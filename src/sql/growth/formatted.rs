//! What `format` makes of its pattern and its values.

use super::bound::{Bound, STORED};
use super::evaluate::Evaluation;
use super::nodes::NodeId;

/// What a pattern of `format` asks for.
#[derive(Debug, Default, PartialEq)]
struct Pattern {
    /// How many values it takes.
    places: usize,
    /// The widths that it names, together.
    width: f64,
    /// The values that are widths, by their places from 0.
    stars: Vec<usize>,
}

impl Evaluation<'_, '_> {
    /// A call of `format`.
    pub(super) fn formatted(&mut self, arguments: &[NodeId]) -> Bound {
        let Some((pattern, values)) = arguments.split_first() else {
            return Bound::unbounded();
        };
        let all = self.together(values);
        let bounds: Vec<Bound> = values.iter().map(|id| self.bound(*id)).collect();
        let most = bounds.iter().map(|value| value.grown).fold(0.0, f64::max);
        let Some(patterns) = self.texts(*pattern) else {
            let pattern = self.bound(*pattern);
            // A pattern that was put together may ask for any width.
            return if pattern.stored {
                Bound {
                    collected: all.collected,
                    ..Bound::sized(STORED + all.size, all.grown)
                }
            } else {
                Bound::unbounded()
            };
        };
        let mut grown = 0.0_f64;
        for text in patterns {
            let pattern = Pattern::read(&text);
            let beyond = pattern.places.saturating_sub(values.len()) as f64;
            let stars = pattern.stars.iter();
            let starred: f64 = stars.map(|place| starred_width(&bounds, *place)).sum();
            let size = text.len() as f64 + all.grown + beyond * most + pattern.width + starred;
            grown = grown.max(size);
        }
        Bound {
            collected: all.collected,
            ..Bound::sized(grown + all.size, grown)
        }
    }
}

/// The width that a value asks for: a negative one pads on the other side. A place past the values is one of an array
/// that was given in place of them.
fn starred_width(values: &[Bound], place: usize) -> f64 {
    let width = |value: &Bound| value.low.abs().max(value.high.abs());
    match values.get(place) {
        Some(value) if values.len() > 1 => width(value),
        _ => values.iter().map(width).fold(0.0, f64::max),
    }
}

impl Pattern {
    /// Reads a pattern: `%`, then `n$` for a value out of turn, then a width, of which `*` takes the next value and `*n$`
    /// one out of turn, then a letter. After one out of turn the next value is the one behind it.
    fn read(text: &[u8]) -> Self {
        let mut pattern = Self::default();
        let mut bytes = text.iter().copied().peekable();
        let mut next = 0_usize;
        while let Some(byte) = bytes.next() {
            if byte != b'%' || bytes.next_if_eq(&b'%').is_some() {
                continue;
            }
            let (mut number, mut starred, mut out_of_turn) = (0_usize, false, None);
            for byte in bytes.by_ref() {
                match byte {
                    b'0'..=b'9' => {
                        let digit = usize::from(byte - b'0');
                        number = number.saturating_mul(10).saturating_add(digit);
                    }
                    b'$' if starred => {
                        pattern.stars.push(number.saturating_sub(1));
                        next = number;
                        (number, starred) = (0, false);
                    }
                    b'$' => {
                        out_of_turn = Some(number);
                        number = 0;
                    }
                    b'*' => starred = true,
                    b'-' => {}
                    _ => break,
                }
            }
            if starred {
                pattern.stars.push(next);
                next += 1;
            }
            next = out_of_turn.unwrap_or(next + 1);
            pattern.places += 1;
            pattern.width += number as f64;
        }
        pattern
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_says_which_values_are_widths() {
        for (text, places, width, stars) in [
            ("%s %I %L %%", 3, 0.0, vec![]),
            ("%-10s|%5s", 2, 15.0, vec![]),
            ("%*s", 1, 0.0, vec![0]),
            ("%s%*s", 2, 0.0, vec![1]),
            ("%-*s%*s", 2, 0.0, vec![0, 2]),
            ("%*2$s", 1, 0.0, vec![1]),
            ("%1$*3$s", 1, 0.0, vec![2]),
            ("%3$s%*s", 2, 0.0, vec![3]),
            ("%2$20s", 1, 20.0, vec![]),
            ("%%*s", 0, 0.0, vec![]),
        ] {
            let stars = Pattern {
                places,
                width,
                stars,
            };
            assert_eq!(Pattern::read(text.as_bytes()), stars, "{text}");
        }
    }
}
