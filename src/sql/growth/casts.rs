//! What a value becomes by a cast through its text form, and a row by taking one of its fields.

use super::bound::{Bound, STORED};
use super::constant::{self, is_time};
use super::evaluate::Evaluation;
use super::nodes::NodeId;

/// Bytes of a stored value of fixed size, as text.
const FIXED_AS_TEXT: f64 = 64.0;

/// Digits that a `numeric` can have after the point, as text.
const NUMERIC_SCALE: f64 = 17_000.0;

/// Digits that a `numeric` can have altogether, as text.
const NUMERIC_DIGITS: f64 = 150_000.0;

impl Evaluation<'_, '_> {
    /// A field of a row, which may be far shorter than the row.
    pub(super) fn selected(&mut self, id: NodeId) -> Bound {
        let row = self.field(id, "arg");
        match self.data_type(id) {
            Some(of_type) if is_short(of_type) && !row.stored => Bound {
                size: row.size.min(FIXED_AS_TEXT),
                grown: row.grown.min(FIXED_AS_TEXT),
                ..row
            },
            _ => row,
        }
    }

    /// Whether a cast of an array casts each element through its text form.
    pub(super) fn casts_each_through_text(&self, id: NodeId) -> bool {
        let each = self.nodes.node(id, "elemexpr");
        each.is_some_and(|each| self.nodes.is(each, "COERCEVIAIO"))
    }

    /// A cast through the text form.
    pub(super) fn through_text(&mut self, id: NodeId) -> Bound {
        let bound = self.field(id, "arg");
        let target: u32 = self.nodes.number(id, "resulttype").unwrap_or_default();
        if bound.stored && is_time(target) {
            return Bound::stored_time();
        }
        let arg = self.nodes.node(id, "arg");
        let of_type = arg.and_then(|arg| self.data_type(arg));
        if bound.stored {
            return Bound {
                size: if of_type.is_some_and(constant::is_fixed_size) {
                    FIXED_AS_TEXT
                } else {
                    STORED
                },
                ..Bound::stored()
            };
        }
        if !constant::is_text(target) {
            self.reads_numbers();
        }
        if constant::is_number(target) {
            if arg.and_then(|arg| self.texts(arg)).is_some() {
                return bound;
            }
            // As many digits as there are bytes.
            let most = 10_f64.powf(bound.size);
            return Bound::number(-most, most, false)
                .of_digits(bound.size)
                .number_only();
        }
        if of_type.is_some_and(constant::is_numeric) {
            let digits = bound.low.abs().max(bound.high.abs()).max(1.0).log10();
            let scale = if bound.whole { 64.0 } else { NUMERIC_SCALE };
            return if digits.is_finite() {
                Bound::sized(scale + digits, 64.0)
            } else {
                Bound::sized(NUMERIC_DIGITS, NUMERIC_DIGITS)
            };
        }
        if constant::is_document(target) {
            return bound.read();
        }
        // An array or a row quotes what it holds.
        Bound {
            size: bound.size * 2.0 + 32.0,
            grown: bound.grown * 2.0 + 32.0,
            collected: bound.collected,
            ..Bound::sized(0.0, 0.0)
        }
    }
}

/// Whether every value of a type is short: a `numeric` can have any number of digits.
fn is_short(data_type: u32) -> bool {
    constant::is_fixed_size(data_type) && !constant::is_numeric(data_type)
}
