//! `replace`: how much longer a text becomes.

use super::bound::{Bound, STORED};
use super::evaluate::Evaluation;
use super::nodes::NodeId;
use super::working::{CONFIGURED, HEADLINES};
use crate::policy::Oid;

/// `replace(text, text, text)`
const REPLACE: Oid = 2087;

/// `regexp_replace`, whose third argument is what is put in.
const EXPRESSIONS: [Oid; 5] = [2284, 2285, 6251, 6252, 6253];

/// What is put in without options: `<b>` and `</b>`.
const BOLD: f64 = 7.0;

/// A stored text that becomes no more than so many times as long was escaped, and counts as stored.
const ESCAPED: f64 = 16.0;

/// The longest that one sign is written out.
const WRITTEN_OUT: usize = 100_000;

impl Evaluation<'_, '_> {
    /// A text with something else wherever something is found.
    pub(super) fn replaced(&mut self, function: Oid, arguments: &[NodeId]) -> Bound {
        if function == REPLACE
            && let Some((source, factor, made)) = self.sign_by_sign(arguments)
        {
            let source = self.bound(source);
            let all = source.size * factor;
            return escaped(source, factor, made, all);
        }
        let arguments = match arguments {
            [_configuration, rest @ ..] if CONFIGURED.contains(&function) => rest,
            all => all,
        };
        let source = self.argument(arguments, 0);
        let (put_in, place) = if function == REPLACE || EXPRESSIONS.contains(&function) {
            (self.argument(arguments, 2), function == REPLACE)
        } else if HEADLINES.contains(&function) || CONFIGURED.contains(&function) {
            let options = arguments.get(2).map(|options| self.bound(*options));
            (options.unwrap_or(Bound::sized(BOLD, BOLD)), false)
        } else {
            (self.together(&arguments[1.min(arguments.len())..]), false)
        };
        // With a fixed text to look for there are no more places than it fits in.
        let sought = match arguments {
            [_, sought, _] if place || function == ARRAY_REPLACE => self.texts(*sought),
            _ => None,
        };
        let lengths = sought.iter().flatten().map(|text| text.len() as f64);
        let length = lengths.fold(f64::INFINITY, f64::min);
        let length = if length.is_finite() {
            length.max(1.0)
        } else {
            1.0
        };
        let factor = if place {
            (put_in.size / length).max(1.0)
        } else {
            // An expression may match what is empty, between any two signs.
            1.0 + put_in.size / length
        };
        let by_source = source.grown * factor;
        let by_replacement = (source.size / length + 1.0) * put_in.grown;
        escaped(source, factor, put_in.grown, by_source.max(by_replacement))
    }

    /// Of calls inside each other that each replace one sign by a fixed text: the innermost text, how many times longer
    /// one of its signs becomes at most, and the bytes of what is put in. No sign is found across two others, so what
    /// becomes of each tells all.
    fn sign_by_sign(&self, arguments: &[NodeId]) -> Option<(NodeId, f64, f64)> {
        let nodes = self.nodes;
        let mut steps = Vec::new();
        let mut source = None;
        let mut arguments = arguments.to_vec();
        while let Some((inner, sought, put_in)) = self.of_one_sign(&arguments) {
            steps.push((sought, put_in));
            source = Some(inner);
            if !nodes.is(inner, "FUNCEXPR") || nodes.number(inner, "funcid") != Some(REPLACE) {
                break;
            }
            arguments = nodes.list(inner, "args");
        }
        steps.reverse();
        let mut factor = 1.0_f64;
        for (sign, _) in &steps {
            let mut written = sign.clone();
            for (sought, put_in) in &steps {
                written = written.replace(sought, put_in);
                if written.len() > WRITTEN_OUT {
                    return None;
                }
            }
            factor = factor.max(written.len() as f64 / sign.len() as f64);
        }
        let made = steps.iter().map(|(_, put_in)| put_in.len() as f64).sum();
        Some((source?, factor, made))
    }

    /// The text, the one sign and what is put in for it, of a call where the two are fixed.
    fn of_one_sign(&self, arguments: &[NodeId]) -> Option<(NodeId, String, String)> {
        let [source, sought, put_in] = arguments else {
            return None;
        };
        let fixed = |id: &NodeId| match self.texts(*id)?.as_slice() {
            [text] => String::from_utf8(text.clone()).ok(),
            _ => None,
        };
        let (sought, put_in) = (fixed(sought)?, fixed(put_in)?);
        (sought.chars().count() == 1).then_some((*source, sought, put_in))
    }
}

/// `array_replace(anycompatiblearray, anycompatible, anycompatible)`
const ARRAY_REPLACE: Oid = 3168;

/// So many times longer; what the statement makes of it is `grown`, unless a stored text was only escaped.
fn escaped(source: Bound, factor: f64, put_in: f64, grown: f64) -> Bound {
    let size = source.size * factor + put_in;
    let by_source = source.grown * factor + put_in;
    let grown = if factor <= ESCAPED && size <= ESCAPED * STORED + by_source {
        grown.min(by_source)
    } else {
        grown
    };
    Bound {
        collected: source.collected,
        ..Bound::sized(size, grown)
    }
}
