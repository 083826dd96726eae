//! The negatives: cases that must be refused, each by the one error that the manifest declares for it.
//!
//! A case is a `DO` block with one handler for one condition. When nothing refuses what it attempts, it raises an SQLSTATE
//! of its own, which tells the case that passed from the case that was refused by something else.

use std::collections::BTreeSet;

use crate::changeset::plpgsql::{Block, Condition, Handler, Node};
use crate::changeset::token::Token;
use crate::changeset::{Manifest, Negative, NegativeCase, NegativesFile};

use super::guard::raises;
use super::list::lines;
use super::reading::Reading;

const HINT: &str = "Write: DO $$ BEGIN BEGIN INSERT ...; RAISE EXCEPTION 'not refused' USING ERRCODE = 'NG001'; EXCEPTION WHEN check_violation THEN NULL; END; END $$;";

/// Judges the cases of every file against what the manifest declares.
pub(super) fn check(manifest: &Manifest, readings: &mut [Reading<'_>]) -> Vec<NegativesFile> {
    let mut own_states: BTreeSet<String> = BTreeSet::new();
    let mut files = Vec::new();
    for reading in readings {
        let declared: Vec<&Negative> = manifest
            .negatives
            .iter()
            .filter(|negative| negative.file == reading.path())
            .collect();
        let statements = reading.script.statements();
        let blocks: Vec<usize> = (0..statements.len())
            .filter(|index| statements[*index].tokens[0].is_word("do"))
            .collect();
        if blocks.len() != declared.len() && reading.script.findings().is_empty() {
            let message = format!(
                "the file has {} cases, the manifest declares {}",
                blocks.len(),
                declared.len()
            );
            reading.refuse(0, "negative_count", message, HINT);
        }
        let mut cases = Vec::new();
        for (statement, negative) in blocks.into_iter().zip(declared) {
            let line = statements[statement].line();
            let body = reading
                .blocks
                .iter()
                .find(|body| body.statement == Some(statement));
            let Some(body) = body else { continue };
            match judge(&body.block, negative) {
                Ok(state) if own_states.insert(state.clone()) => cases.push(NegativeCase {
                    negative: negative.clone(),
                    statement,
                    not_refused: state,
                }),
                Ok(state) => {
                    let message = format!("another case raises `{state}`, too");
                    reading.refuse(line, "negative_errcode", message, HINT);
                }
                Err((code, reason)) => {
                    let message = format!("case `{}`: {reason}", negative.name);
                    reading.refuse(line, code, message, HINT);
                }
            }
        }
        files.push(NegativesFile {
            script: reading.script.clone(),
            cases,
        });
    }
    files
}

/// The SQLSTATE that a case raises when it is not refused.
fn judge(block: &Block, negative: &Negative) -> Result<String, (&'static str, String)> {
    let mut guarded: Vec<&Block> = Vec::new();
    block.each_block(&mut |inner| {
        if !inner.handlers.is_empty() {
            guarded.push(inner);
        }
    });
    let handler_error = |reason: String| ("negative_handler", reason);
    let [attempt] = guarded[..] else {
        return Err(handler_error(format!(
            "{} blocks have handlers, and one must",
            guarded.len()
        )));
    };
    let [handler] = &attempt.handlers[..] else {
        return Err(handler_error("more than one handler".to_owned()));
    };
    let states = states_of(handler)
        .ok_or_else(|| handler_error("its handler does not name one known condition".to_owned()))?;
    if states.iter().any(|state| *state != negative.sqlstate) {
        return Err(handler_error(format!(
            "it catches {}, the manifest declares {}",
            states.join(" and "),
            negative.sqlstate
        )));
    }
    own_state(attempt, &negative.sqlstate)
}

/// What a handler with one condition catches.
fn states_of(handler: &Handler) -> Option<Vec<String>> {
    let [condition] = &handler.conditions[..] else {
        return None;
    };
    let states: Vec<String> = match condition {
        Condition::State(state) => vec![state.clone()],
        Condition::Named(name) => lines(include_str!("conditions.txt"))
            .filter(|line| line[0] == name)
            .map(|line| line[1].to_owned())
            .collect(),
    };
    (!states.is_empty()).then_some(states)
}

/// The SQLSTATE of the RAISE that ends the attempt.
fn own_state(attempt: &Block, refused_by: &str) -> Result<String, (&'static str, String)> {
    let error = |reason: &str| ("negative_not_raised", reason.to_owned());
    let mut leaves = false;
    for node in &attempt.body {
        let Node::Simple(tokens) = node else { continue };
        leaves |= ["return", "exit", "continue"]
            .iter()
            .any(|word| tokens[0].is_word(word));
    }
    let Some(Node::Simple(last)) = attempt.body.last() else {
        return Err(error(
            "the block with the handler does not end with RAISE EXCEPTION",
        ));
    };
    if leaves || !raises(last) {
        return Err(error(
            "the block with the handler does not end with RAISE EXCEPTION",
        ));
    }
    if attempt.body.len() < 2 {
        return Err(error("nothing is attempted before its RAISE"));
    }
    let errcode_error = |reason: &str| ("negative_errcode", reason.to_owned());
    let state = errcode(last)
        .ok_or_else(|| errcode_error("its RAISE has no USING ERRCODE = 'five characters'"))?;
    let is_state = state.len() == 5
        && state
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if !is_state || state == refused_by || state.ends_with("000") {
        return Err(errcode_error(
            "the errcode of its RAISE is not one of its own",
        ));
    }
    let of_postgresql = lines(include_str!("conditions.txt")).any(|line| line[1] == state);
    if of_postgresql {
        return Err(errcode_error(
            "the errcode of its RAISE is one that PostgreSQL raises itself",
        ));
    }
    Ok(state)
}

fn errcode(raise: &[Token]) -> Option<String> {
    let using = raise.iter().position(|token| token.is_word("using"))?;
    let options = raise.get(using + 1..)?;
    let at = options.iter().position(|token| token.is_word("errcode"))?;
    let [operator, value, rest @ ..] = options.get(at + 1..)? else {
        return None;
    };
    let ends = rest.first().is_none_or(|token| token.is_symbol(","));
    ((operator.is_symbol("=") || operator.is_symbol(":=")) && ends)
        .then(|| value.literal().map(str::to_owned))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{NEGATIVE, codes, files};

    fn with(from: &str, to: &str) -> Vec<&'static str> {
        assert!(NEGATIVE.contains(from), "{from}");
        let mut files = files();
        let text = NEGATIVE.replace(from, to);
        files.insert("90_negatives.sql".to_owned(), text.into());
        codes(files)
    }

    const CATCH: &str = "WHEN check_violation THEN";
    const RAISE: &str = "RAISE EXCEPTION 'not refused' USING ERRCODE = 'NG001';";

    #[test]
    fn each_case_is_refused_by_one_error_or_raises_its_own() {
        for (from, to, code) in [
            (
                CATCH,
                "WHEN OTHERS THEN",
                &["negative_handler", "when_others"][..],
            ),
            (CATCH, "WHEN unique_violation THEN", &["negative_handler"]),
            (
                CATCH,
                "WHEN integrity_constraint_violation THEN",
                &["negative_handler"],
            ),
            (
                CATCH,
                "WHEN check_violation OR not_null_violation THEN",
                &["negative_handler"],
            ),
            (CATCH, "WHEN SQLSTATE '23505' THEN", &["negative_handler"]),
            (CATCH, "WHEN check_violations THEN", &["negative_handler"]),
            (
                CATCH,
                "WHEN unique_violation THEN NULL; WHEN check_violation THEN",
                &["negative_handler"],
            ),
            (
                "EXCEPTION WHEN check_violation THEN\n    NULL;",
                "",
                &["negative_handler"],
            ),
            (RAISE, "", &["negative_not_raised"]),
            (
                RAISE,
                "RAISE NOTICE 'not refused';",
                &["negative_not_raised"],
            ),
            (
                RAISE,
                "IF false THEN RAISE EXCEPTION 'x' USING ERRCODE = 'NG001'; END IF;",
                &["negative_not_raised"],
            ),
            (
                "INSERT INTO public.example (id, tag, amount) VALUES (4, 'TEST_2026-06-03', -1);",
                "",
                &["negative_not_raised"],
            ),
            ("USING ERRCODE = 'NG001'", "", &["negative_errcode"]),
            ("'NG001'", "'23514'", &["negative_errcode"]),
            ("'NG001'", "'P0001'", &["negative_errcode"]),
            ("'NG001'", "'check_violation'", &["negative_errcode"]),
            ("'NG001'", "'NG' || '001'", &["negative_errcode"]),
            ("ROLLBACK;", "COMMIT;", &["rollback_missing"]),
            (
                "ROLLBACK;",
                "ROLLBACK; SELECT 1;",
                &["rollback_missing", "transaction_control"],
            ),
            ("ROLLBACK;", "COMMIT; ROLLBACK;", &["inner_commit"]),
            ("ROLLBACK;", "ROLLBACK AND CHAIN;", &["rollback_missing"]),
            (
                "ROLLBACK;",
                "DO $$ BEGIN NULL; END $$; ROLLBACK;",
                &["negative_count"],
            ),
            ("BEGIN;\n", "", &["begin_missing"]),
        ] {
            assert_eq!(with(from, to), code, "{from} -> {to}");
        }
        for (from, to) in [
            (CATCH, "WHEN SQLSTATE '23514' THEN"),
            (RAISE, "RAISE 'x' USING ERRCODE := 'NG999', HINT = 'y';"),
            ("DO $", "SELECT 1; DO $"),
        ] {
            assert!(with(from, to).is_empty(), "{to}");
        }
    }

    #[test]
    fn the_cases_are_those_of_the_manifest() {
        let mut two = files();
        let manifest = two.get_mut("manifest.toml").expect("it is there");
        manifest.extend_from_slice(
            b"\n[[negative]]\nfile = \"90_negatives.sql\"\nname = \"second\"\nsqlstate = \"23514\"\n",
        );
        assert_eq!(codes(two.clone()), ["negative_count"]);
        let block = NEGATIVE.find("DO $").expect("it has a case");
        let end = NEGATIVE.find("ROLLBACK;").expect("it ends");
        let twice = format!("{}{}", &NEGATIVE[..end], &NEGATIVE[block..]);
        two.insert("90_negatives.sql".to_owned(), twice.clone().into());
        assert_eq!(codes(two.clone()), ["negative_errcode"]);
        let last = twice.rfind("NG001").expect("it raises");
        let distinct = format!("{}NG002{}", &twice[..last], &twice[last + 5..]);
        two.insert("90_negatives.sql".to_owned(), distinct.into());
        assert!(codes(two).is_empty());
    }
}
