//! Upper bounds, as sums of what the text fixes, what stored columns add, and what a recursion carries on.

/// What a number from a stored column is taken to be at most.
pub(super) const COLUMN_NUMBER: f64 = 10_000.0;
/// What a value in a stored column is taken to hold, in bytes.
pub(super) const COLUMN_SIZE: f64 = 64.0;
/// Steps after which a recursion that only adds to a number is taken to have ended.
const NUMBER_STEPS: f64 = 10_000.0;
/// The same for a text that grows by a fixed part: such growth is slow, and a time limit stops it.
const SIZE_STEPS: f64 = 100.0;

/// `constant + column + recursion[0].1 * x0 + ...`, where `x0` is the bound of a name that is being worked out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Linear {
    pub(super) constant: f64,
    pub(super) column: f64,
    recursion: Vec<(usize, f64)>,
}

impl Linear {
    pub(super) fn constant(constant: f64) -> Self {
        Self {
            constant,
            ..Self::default()
        }
    }

    pub(super) fn column(column: f64) -> Self {
        Self {
            column,
            ..Self::default()
        }
    }

    pub(super) fn unbounded() -> Self {
        Self::constant(f64::INFINITY)
    }

    /// The bound of the name `id`, not known yet.
    pub(super) fn recursion(id: usize) -> Self {
        Self {
            recursion: vec![(id, 1.0)],
            ..Self::default()
        }
    }

    /// Everything, with a recursion that was left open counted as unbounded.
    pub(super) fn total(&self) -> f64 {
        if self.recursion.is_empty() {
            self.constant + self.column
        } else {
            f64::INFINITY
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.recursion.is_empty()
    }

    pub(super) fn depends_on_columns(&self) -> bool {
        self.column > 0.0 || !self.recursion.is_empty()
    }

    fn combine(&self, other: &Self, with: impl Fn(f64, f64) -> f64) -> Self {
        let mut recursion = self.recursion.clone();
        for (id, factor) in &other.recursion {
            match recursion.iter_mut().find(|(known, _)| known == id) {
                Some((_, known)) => *known = with(*known, *factor),
                None => recursion.push((*id, *factor)),
            }
        }
        Self {
            constant: with(self.constant, other.constant),
            column: with(self.column, other.column),
            recursion,
        }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a + b)
    }

    pub(super) fn max(&self, other: &Self) -> Self {
        self.combine(other, f64::max)
    }

    pub(super) fn min(&self, other: &Self) -> Self {
        if self.total() <= other.total() {
            self.clone()
        } else {
            other.clone()
        }
    }

    pub(super) fn scale(&self, factor: f64) -> Self {
        Self {
            constant: product(self.constant, factor),
            column: product(self.column, factor),
            recursion: self
                .recursion
                .iter()
                .map(|(id, known)| (*id, product(*known, factor)))
                .collect(),
        }
    }

    /// Divided by a stored column, which counts as 1 at least, and as large as another stored column.
    pub(super) fn per_column(&self) -> Self {
        Self {
            column: self.column / COLUMN_NUMBER,
            ..self.clone()
        }
    }

    /// A product. `columns` is what two columns multiplied come to, given what each of them does.
    fn times(&self, other: &Self, columns: impl Fn(f64, f64) -> f64) -> Self {
        let total = |linear: &Self| linear.constant + linear.column;
        let mut recursion: Vec<(usize, f64)> = Vec::new();
        for (id, factor) in &self.recursion {
            let carried = if other.recursion.is_empty() {
                product(*factor, total(other))
            } else {
                f64::INFINITY
            };
            recursion.push((*id, carried));
        }
        for (id, factor) in &other.recursion {
            if !recursion.iter().any(|(known, _)| known == id) {
                recursion.push((*id, product(*factor, total(self))));
            }
        }
        Self {
            constant: product(self.constant, other.constant),
            column: product(self.constant, other.column)
                + product(self.column, other.constant)
                + columns(self.column, other.column),
            recursion,
        }
    }

    /// A product of two numbers: of two columns it is taken to be one number again.
    pub(super) fn times_number(&self, other: &Self) -> Self {
        self.times(other, |a, b| product(a, b) / COLUMN_NUMBER)
    }

    /// So many times a size.
    pub(super) fn repeated(&self, count: &Self) -> Self {
        self.times(count, product)
    }

    fn carries(&self, id: usize) -> bool {
        self.recursion.iter().any(|(known, _)| *known == id)
    }

    /// The part that goes on from `id`, and the factor by which it does.
    fn step(&self, id: usize) -> Option<(Self, f64)> {
        let place = self.recursion.iter().position(|(known, _)| *known == id)?;
        let mut step = self.clone();
        let (_, factor) = step.recursion.remove(place);
        Some((step, factor))
    }

    /// What `id` comes to when it starts as `fixed` and this is made of it `steps` times.
    fn close_after(&self, id: usize, fixed: &Self, steps: usize) -> Self {
        let Some((step, factor)) = self.step(id) else {
            return fixed.max(self);
        };
        let steps = i32::try_from(steps).unwrap_or(i32::MAX);
        fixed
            .plus(&step.scale(f64::from(steps)))
            .scale(factor.max(1.0).powi(steps))
    }

    /// The same without end: what one step multiplies has no bound, and what it adds is added `endless`ly.
    fn close(&self, id: usize, fixed: &Self, endless: impl Fn(&Self) -> Self) -> Self {
        match self.step(id) {
            None => fixed.max(self),
            Some((_, factor)) if factor > 1.0 => Self::unbounded(),
            Some((step, _)) => fixed.plus(&endless(&step)),
        }
    }
}

/// A product in which zero times infinity is zero.
pub(super) fn product(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

/// How large a value can get, in bytes, and how large a number it can be.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Bound {
    pub(super) size: Linear,
    pub(super) number: Linear,
}

impl Bound {
    /// A number that the text fixes.
    pub(super) fn of_number(number: Linear) -> Self {
        Self {
            size: Linear::constant(24.0),
            number,
        }
    }

    /// A value read from a table.
    pub(super) fn stored() -> Self {
        Self {
            size: Linear::column(COLUMN_SIZE),
            number: Linear::column(COLUMN_NUMBER),
        }
    }

    /// A text made by the statement: its digits, if it has any, can be any number of that many digits.
    pub(super) fn of_text(size: Linear) -> Self {
        let number = if size.depends_on_columns() {
            Linear::column(COLUMN_NUMBER)
        } else {
            Linear::constant(10_f64.powf(size.constant.min(300.0)))
        };
        Self { size, number }
    }

    /// Anything at all.
    pub(super) fn unbounded() -> Self {
        Self {
            size: Linear::unbounded(),
            number: Linear::unbounded(),
        }
    }

    pub(super) fn max(&self, other: &Self) -> Self {
        Self {
            size: self.size.max(&other.size),
            number: self.number.max(&other.number),
        }
    }

    pub(super) fn recursion(id: usize) -> Self {
        Self {
            size: Linear::recursion(id),
            number: Linear::recursion(id),
        }
    }

    /// All that one name, `id`, can stand for: its definitions, of which some may be by itself. On any way down those of
    /// `once` are gone through `levels` times, with rounds of those of a recursion, `endless`, before and after.
    pub(super) fn of_definitions(
        id: usize,
        once: &[Self],
        endless: &[Self],
        levels: usize,
    ) -> Self {
        let of = |part: fn(&Self) -> &Linear, on_and_on: fn(&Linear) -> Linear| {
            let (mut fixed, mut level, mut round) =
                (Linear::default(), Linear::default(), Linear::default());
            for (definitions, kind) in [(once, &mut level), (endless, &mut round)] {
                for definition in definitions.iter().map(part) {
                    let kind = if definition.carries(id) {
                        &mut *kind
                    } else {
                        &mut fixed
                    };
                    *kind = kind.max(definition);
                }
            }
            if !round.carries(id) {
                return level.close_after(id, &fixed, levels);
            }
            let mut bound = round.close(id, &fixed, on_and_on);
            for _ in 0..levels {
                let next = level.close_after(id, &bound, 1);
                bound = round.close(id, &next, on_and_on);
            }
            bound
        };
        Self {
            size: of(|bound| &bound.size, |step| step.scale(SIZE_STEPS)),
            number: of(
                |bound| &bound.number,
                |step| Linear {
                    constant: step.constant,
                    column: product(step.constant, NUMBER_STEPS).max(step.column),
                    ..step.scale(NUMBER_STEPS)
                },
            ),
        }
    }

    /// Whether it goes on from the bound of the name `id`.
    pub(super) fn carries(&self, id: usize) -> bool {
        self.size.carries(id) || self.number.carries(id)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.size.is_closed() && self.number.is_closed()
    }
}
