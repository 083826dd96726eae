//! Functions that take far more memory while they work than what they give: data, in `working.txt`.

use std::sync::LazyLock;

use super::bound::Bound;
use super::data::{self, Functions};
use super::evaluate::Evaluation;
use super::nodes::NodeId;
use crate::policy::Oid;

/// How many times longer a sign becomes at most that JSON or XML escapes: `\u0001`, `&quot;`.
const ESCAPED: f64 = 6.0;

/// Bytes of the marks around an element, with a name of ordinary length: `<item></item>`.
const MARKS: f64 = 16.0;

/// JSON of other values: `array_to_json`, `row_to_json`, `to_json`, `json_build_array`, `json_build_object` and their
/// like of `jsonb`.
const JSON: [Oid; 10] = [3153, 3154, 3155, 3156, 3176, 3198, 3200, 3271, 3273, 3787];

/// `ts_headline` of a document, by a query, and perhaps with options.
pub(super) const HEADLINES: [Oid; 6] = [3754, 3755, 4203, 4204, 4207, 4208];

/// The same with a configuration before the document.
pub(super) const CONFIGURED: [Oid; 6] = [3743, 3744, 4201, 4202, 4205, 4206];

/// Bytes that a headline takes for each byte of the document and each of the query: an entry of 24 bytes for each word of the
/// one and each same word of the other, which take two bytes with what parts them from the next.
const SAME_WORD: f64 = 24.0 / 4.0;

/// Bytes of a stored document that are taken to be a word that a query repeats.
const STORED_WORDS: f64 = 600.0;

/// `bytea`, `text`, `character`, `character varying` and arrays of them.
const TEXTS: [u32; 8] = [17, 25, 1042, 1043, 1001, 1009, 1014, 1015];

/// `xml`
const XML: u32 = 142;

/// The functions of the data with the signatures they have there.
pub(super) fn functions() -> impl Iterator<Item = (Oid, &'static str)> {
    data::signatures(&FUNCTIONS)
}

static FUNCTIONS: LazyLock<Functions<f64>> =
    LazyLock::new(|| data::read(include_str!("working.txt"), factor));

/// The factor that a line of the data gives before its reason.
fn factor(said: &str) -> Option<f64> {
    let (factor, _reason) = said.split_once(" | ")?;
    factor.parse().ok()
}

impl Evaluation<'_, '_> {
    /// Counts what a call takes while it works on what the statement itself gives it.
    pub(super) fn works(&mut self, function: Oid, id: NodeId, arguments: &[NodeId]) {
        if let Some((_, factor)) = FUNCTIONS.get(&function) {
            let given = self.together(arguments).grown;
            let same_words = self.same_words(function, arguments);
            self.gathered(id, given * factor + same_words);
        }
    }

    /// What a headline takes of a query that holds a word more than once.
    fn same_words(&mut self, function: Oid, arguments: &[NodeId]) -> f64 {
        let arguments = match arguments {
            [_configuration, rest @ ..] if CONFIGURED.contains(&function) => rest,
            all if HEADLINES.contains(&function) => all,
            _ => return 0.0,
        };
        let (document, query) = (self.argument(arguments, 0), self.argument(arguments, 1));
        let stored = (document.size - document.grown).clamp(0.0, STORED_WORDS);
        (document.grown + stored) * query.grown * SAME_WORD
    }

    /// The arguments together, each sign perhaps twice, or as often as JSON escapes it.
    pub(super) fn doubled(&mut self, function: Oid, arguments: &[NodeId]) -> Bound {
        let all = self.together(arguments);
        let mut more = Bound::sized(0.0, 0.0);
        if JSON.contains(&function) {
            let texts = arguments.iter().filter(|id| self.is_text(**id));
            more = self.together(&texts.copied().collect::<Vec<_>>());
        }
        let made = |all: f64, more: f64| all * 2.0 + more * (ESCAPED - 2.0) + 64.0;
        Bound {
            collected: all.collected,
            depth: all.depth,
            ..Bound::sized(made(all.size, 0.0), made(all.grown, more.grown))
        }
    }

    /// The arguments of `xmlelement` and its like, of which all but XML is escaped. An element of nothing has its marks.
    pub(super) fn as_xml(&mut self, arguments: &[NodeId]) -> Bound {
        let all = self.together(arguments);
        let is_xml = |id: &NodeId| {
            self.nodes.is(*id, "XMLEXPR")
                || self.nodes.is(*id, "CONST")
                || self.data_type(*id) == Some(XML)
        };
        let escaped: Vec<NodeId> = arguments.iter().copied().filter(|id| !is_xml(id)).collect();
        let escaped = self.together(&escaped).grown * (ESCAPED - 1.0);
        let made = escaped + MARKS * arguments.len().max(1) as f64;
        Bound {
            size: all.size + made,
            grown: all.grown + made,
            ..all
        }
    }

    /// Whether JSON may escape signs of an expression; what a constant says stands in the statement.
    pub(super) fn is_text(&self, id: NodeId) -> bool {
        // The arguments of an aggregate are columns of their own.
        let id = self.nodes.node(id, "expr").unwrap_or(id);
        let data_type = self.data_type(id);
        !self.nodes.is(id, "CONST") && data_type.is_some_and(|of_type| TEXTS.contains(&of_type))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_understood() {
        let lines = include_str!("working.txt").lines();
        let data = lines.filter(|line| !line.starts_with('#'));
        assert_eq!(data.count(), FUNCTIONS.len());
        assert_eq!(FUNCTIONS.get(&3749), Some(&("to_tsvector(text)", 50.0)));
    }
}
