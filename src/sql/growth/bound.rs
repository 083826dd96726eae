//! Bounds on a value: how many bytes it can have, and between which numbers it lies.

/// Bytes and magnitude that a stored value is taken to have at most: what is stored was bounded when it was stored.
pub(super) const STORED: f64 = 10_000.0;

/// How much longer a stored document becomes when it is unfolded, at most.
const STORED_UNFOLDED: f64 = 8.0;

/// Digits that a `numeric` has before the point at most; another is an error.
const MOST_DIGITS: f64 = 131_072.0;

/// Digits that a number is taken to have of which nothing else is known.
const DIGITS: f64 = 40.0;

/// Upper bounds on what an expression can be. Sizes are bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bound {
    /// Size, a stored value counted as [`STORED`].
    pub(super) size: f64,
    /// Size, a stored value counted as nothing: what the statement itself adds.
    pub(super) grown: f64,
    /// As a number, not below this.
    pub(super) low: f64,
    /// As a number, not above this.
    pub(super) high: f64,
    /// As a number it is whole, so that no divisor lies between 0 and 1. Stored numbers are taken to be.
    pub(super) whole: bool,
    /// It is a stored value, or a piece of one.
    pub(super) stored: bool,
    /// It holds the values of all rows of a query over stored relations.
    pub(super) collected: bool,
    /// As a document, how deep its parts may lie inside each other beyond what the statement builds itself.
    pub(super) depth: f64,
    /// As a number, how many digits it has before the point: more than a power of ten here can say.
    pub(super) digits: f64,
    /// It is a time counted from the begin of the statement, not from the year 2000.
    pub(super) now: bool,
}

impl Bound {
    /// A stored value.
    pub(super) const fn stored() -> Self {
        Self {
            size: STORED,
            grown: 0.0,
            low: -STORED,
            high: STORED,
            whole: true,
            stored: true,
            collected: false,
            depth: 0.0,
            digits: DIGITS,
            now: false,
        }
    }

    /// A number between two others.
    pub(super) const fn number(low: f64, high: f64, whole: bool) -> Self {
        Self {
            size: 32.0,
            grown: 32.0,
            low,
            high,
            whole,
            stored: false,
            collected: false,
            depth: 0.0,
            digits: DIGITS,
            now: false,
        }
    }

    /// Something of this size that may be any number.
    pub(super) const fn sized(size: f64, grown: f64) -> Self {
        Self {
            size,
            grown,
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            whole: false,
            stored: false,
            collected: false,
            depth: 0.0,
            digits: DIGITS,
            now: false,
        }
    }

    /// Nothing is known.
    pub(super) const fn unbounded() -> Self {
        Self::sized(f64::INFINITY, f64::INFINITY)
    }

    /// The same with so many digits, or as many as its magnitude says.
    pub(super) fn of_digits(self, digits: f64) -> Self {
        let magnitude = self.low.abs().max(self.high.abs()).max(1.0);
        let known = if magnitude.is_finite() {
            magnitude.log10().max(DIGITS)
        } else {
            f64::INFINITY
        };
        Self {
            digits: digits.max(DIGITS).min(known).min(MOST_DIGITS),
            ..self
        }
    }

    /// The same as a number: no text, two digits a byte.
    pub(super) fn number_only(self) -> Self {
        Self {
            size: 32.0 + self.digits / 2.0 - DIGITS.min(self.digits) / 2.0,
            grown: 32.0 + self.digits / 2.0 - DIGITS.min(self.digits) / 2.0,
            ..self
        }
    }

    /// Read as a document, which may be as deep as half of it has signs.
    pub(super) fn read(self) -> Self {
        Self {
            depth: self.grown / 2.0,
            ..self
        }
    }

    /// As a document, each part of it with all that lies inside it.
    pub(super) fn unfolded(self) -> Self {
        if self.stored {
            return Self::sized(STORED * STORED_UNFOLDED, 64.0);
        }
        let factor = 4.0 + 2.0 * self.depth;
        Self {
            collected: self.collected,
            ..Self::sized(self.size * factor, self.grown * factor + 64.0)
        }
    }

    /// Either of the two.
    pub(super) fn or(self, other: Self) -> Self {
        let (this, other) = self.aligned(other);
        Self {
            size: this.size.max(other.size),
            grown: this.grown.max(other.grown),
            low: this.low.min(other.low),
            high: this.high.max(other.high),
            whole: this.whole && other.whole,
            stored: this.stored && other.stored,
            collected: this.collected || other.collected,
            depth: this.depth.max(other.depth),
            digits: this.digits.max(other.digits),
            now: this.now,
        }
    }

    /// The same size, as a number between two others.
    fn between(self, low: f64, high: f64, whole: bool) -> Self {
        Self {
            low,
            high,
            whole,
            stored: false,
            ..self
        }
    }

    /// The sum.
    pub(super) fn plus(self, other: Self) -> Self {
        let whole = self.whole && other.whole;
        self.between(self.low + other.low, self.high + other.high, whole)
            .known()
    }

    /// The difference.
    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    /// The negative.
    pub(super) fn negated(self) -> Self {
        self.between(-self.high, -self.low, self.whole)
    }

    /// The product.
    pub(super) fn times(self, other: Self) -> Self {
        let (low, high) = extremes(
            self,
            other,
            |a, b| {
                if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
            },
        );
        self.between(low, high, self.whole && other.whole)
    }

    /// The quotient.
    pub(super) fn over(self, divisor: Self) -> Self {
        // Between these and 0 lies no divisor.
        let (least_negative, least_positive) = if divisor.whole {
            (-1.0, 1.0)
        } else {
            (
                if divisor.high < 0.0 {
                    divisor.high
                } else {
                    -0.0
                },
                if divisor.low > 0.0 { divisor.low } else { 0.0 },
            )
        };
        let mut divisors = vec![divisor.low, divisor.high];
        if divisor.low < 0.0 {
            divisors.push(least_negative.max(divisor.low));
        }
        if divisor.high > 0.0 {
            divisors.push(least_positive.min(divisor.high));
        }
        let quotient = |a: f64, b: f64| if a == 0.0 { 0.0 } else { a / b };
        let all = divisors
            .iter()
            .filter(|divisor| **divisor != 0.0 || least_positive == 0.0)
            .flat_map(|divisor| [quotient(self.low, *divisor), quotient(self.high, *divisor)]);
        let (low, high) = span(all);
        self.between(low.min(0.0), high.max(0.0), false)
    }

    /// The remainder.
    pub(super) fn modulo(self, divisor: Self) -> Self {
        let most = divisor.low.abs().max(divisor.high.abs());
        let whole = self.whole && divisor.whole;
        self.between(
            self.low.min(0.0).max(-most),
            self.high.max(0.0).min(most),
            whole,
        )
    }

    /// The power.
    pub(super) fn power(self, exponent: Self) -> Self {
        let base = self.low.abs().max(self.high.abs()).max(1.0);
        let most = base.powf(exponent.high.max(0.0));
        // A base below 1 with a negative exponent grows; a whole one does not.
        let most = if exponent.low < 0.0 && !self.whole {
            f64::INFINITY
        } else {
            most
        };
        self.between(-most, most, false).known()
    }

    /// The logarithm to a base of 2 or more: for counts 0 or more, and never more than a `numeric` has digits allow.
    pub(super) fn logarithm(self) -> Self {
        /// The natural logarithms of the smallest and the largest `numeric`.
        const MOST: (f64, f64) = (-40_000.0, 310_000.0);
        let low = if self.low >= 1.0 { 0.0 } else { MOST.0 };
        let high = if self.high > 1.0 {
            self.high.ln().min(MOST.1) * 1.5
        } else {
            0.0
        };
        Self::number(low, high, false)
    }

    /// The same with a NaN, of infinities that cancel out, as unknown.
    fn known(self) -> Self {
        let or = |value: f64, unknown: f64| if value.is_nan() { unknown } else { value };
        Self {
            low: or(self.low, f64::NEG_INFINITY),
            high: or(self.high, f64::INFINITY),
            ..self
        }
    }
}

fn extremes(a: Bound, b: Bound, operation: impl Fn(f64, f64) -> f64) -> (f64, f64) {
    span([
        operation(a.low, b.low),
        operation(a.low, b.high),
        operation(a.high, b.low),
        operation(a.high, b.high),
    ])
}

/// The smallest and the largest; everything when one is not a number.
fn span(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let mut span = (0.0, 0.0);
    let mut first = true;
    for value in values {
        if value.is_nan() {
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        span = if first {
            (value, value)
        } else {
            (value.min(span.0), value.max(span.1))
        };
        first = false;
    }
    span
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(low: f64, high: f64) -> Bound {
        Bound::number(low, high, true)
    }

    fn fraction(low: f64, high: f64) -> Bound {
        Bound::number(low, high, false)
    }

    #[test]
    fn arithmetic_keeps_the_bounds() {
        let infinite = f64::INFINITY;
        for (bound, low, high) in [
            (number(1.0, 2.0).plus(number(10.0, 20.0)), 11.0, 22.0),
            (number(1.0, 2.0).minus(number(10.0, 20.0)), -19.0, -8.0),
            (number(-3.0, 2.0).times(number(-5.0, 4.0)), -12.0, 15.0),
            (number(0.0, infinite).times(number(0.0, 4.0)), 0.0, infinite),
            (
                number(100.0, 200.0).over(number(-10.0, 10.0)),
                -200.0,
                200.0,
            ),
            (
                number(100.0, 200.0).over(fraction(0.0, 10.0)),
                0.0,
                infinite,
            ),
            (number(100.0, 200.0).over(fraction(0.5, 10.0)), 0.0, 400.0),
            (number(0.0, 1e9).modulo(number(7.0, 7.0)), 0.0, 7.0),
            (number(10.0, 10.0).power(number(9.0, 9.0)), -1e9, 1e9),
            (number(1.0, 2.0).negated(), -2.0, -1.0),
            (
                number(-infinite, infinite).minus(number(-infinite, infinite)),
                -infinite,
                infinite,
            ),
        ] {
            assert_eq!((bound.low, bound.high), (low, high));
        }
    }

    #[test]
    fn one_of_two_has_the_wider_bounds() {
        let both = Bound::stored().or(Bound::sized(20_000.0, 5.0));
        assert_eq!((both.size, both.grown), (20_000.0, 5.0));
        assert!(!both.stored && !both.whole);
    }
}
