//! Which calls in a printed expression take nothing but constants, so that PostgreSQL may work them out before it runs anything.

use std::collections::BTreeSet;

use super::token::{Token, Tokens};
use super::vocabulary::{self, Field};
use super::{Error, number};
use crate::policy::Oid;

/// An open node.
struct Open {
    /// A column of a row is inside it.
    varies: bool,
    /// The functions that it calls itself.
    called: Vec<Oid>,
}

/// The functions called with no column of a row inside the call.
///
/// # Errors
///
/// When the text is not the form PostgreSQL prints trees in.
pub fn constant_calls(text: &str) -> Result<BTreeSet<Oid>, Error> {
    let mut tokens = Tokens::new(text);
    let mut open: Vec<Open> = Vec::new();
    let mut found = BTreeSet::new();
    // The field whose value comes next.
    let mut field: Option<&[u8]> = None;
    while let Some(token) = tokens.next()? {
        let value_of = field.take();
        match token {
            Token::NodeOpen => {
                let label = tokens.next()?;
                open.push(Open {
                    varies: label == Some(Token::Word(b"VAR")),
                    called: Vec::new(),
                });
            }
            Token::NodeClose => {
                let node = open
                    .pop()
                    .ok_or(Error::Malformed("a node ends where none is open"))?;
                if !node.varies {
                    found.extend(node.called);
                } else if let Some(around) = open.last_mut() {
                    around.varies = true;
                }
            }
            Token::ListOpen | Token::ListClose => {}
            Token::Word(b"[") if value_of.is_none() => {
                tokens.constant()?;
            }
            Token::Word(word) => match (value_of, word.strip_prefix(b":")) {
                (None, name) => field = name,
                (Some(name), _) => {
                    let calls = matches!(vocabulary::field(name), Some(Field::Function));
                    if let (true, Some(node)) = (calls && word != b"<>", open.last_mut()) {
                        node.called.push(number(word)?);
                    }
                }
            },
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::constant_calls;

    #[test]
    fn calls_without_a_column_are_told_from_those_with_one() {
        let constant = "{CONST :consttype 23 :constvalue 4 [ 1 0 0 0 0 0 0 0 ]}";
        let column = "{VAR :varno 1 :varattno 2}";
        let call = |oid: u32, inside: &str| {
            format!("{{FUNCEXPR :funcid {oid} :args ({inside}) :location 5}}")
        };
        for (text, expected) in [
            (call(16400, constant), &[16400][..]),
            (call(16400, ""), &[16400]),
            (call(16400, column), &[]),
            (call(16400, &format!("{constant} {column}")), &[]),
            (
                call(16400, &format!("{column} {}", call(16401, constant))),
                &[16401],
            ),
            (call(16400, &call(16401, column)), &[]),
            (
                format!(
                    "({{OPEXPR :opno 16500 :opfuncid 16402 :args ({constant})}} {})",
                    call(16403, column)
                ),
                &[16402],
            ),
            ("<>".to_owned(), &[]),
        ] {
            let found = constant_calls(&text).expect(&text);
            assert_eq!(found, expected.iter().copied().collect(), "{text}");
        }
        assert!(constant_calls("{FUNCEXPR :funcid x}").is_err());
        assert!(constant_calls("}").is_err());
    }
}
