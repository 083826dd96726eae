//! The lists of mutations: SQL files of blocks, each with a header of comments.
//!
//! ```sql
//! -- mutation: what happens, which is the block's name
//! -- expect: UNSAFE | relation g.heap | sequence g.numbers
//! -- before: a script that runs before entry (several lines are one script)
//! -- open: statements of a session that stays open over entry and exit
//! -- around: a script of another session, after `open` and before entry
//! -- as: the role of the script
//! -- server: restart, crash or backend crash, after the script
//! -- finish: statements of the open session, after the script
//! -- scope: the one schema that the gate covers, with its rows; all without it
//! -- content: what to expect of the same bracket with level content; so `counters`
//! the script between entry and exit
//! ```

use std::fmt;

/// What a bracket must end in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expected {
    /// UNSAFE, with differences that begin like each of these.
    Unsafe(Vec<String>),
    /// SAFE, with a remark that holds the text, if one is given.
    Safe(Option<String>),
    /// INDETERMINATE, with a reason or message that holds each of these.
    Indeterminate(Vec<String>),
}

/// One block.
#[derive(Debug, Clone)]
pub(super) struct Mutation {
    pub(super) name: String,
    pub(super) expected: Expected,
    pub(super) content: Option<Expected>,
    pub(super) counters: Option<Expected>,
    pub(super) before: String,
    pub(super) open: Option<String>,
    pub(super) around: String,
    pub(super) role: Option<String>,
    pub(super) server: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) finish: Option<String>,
    pub(super) script: String,
}

/// All blocks of a file.
pub(super) fn parse(text: &str) -> Vec<Mutation> {
    let blocks = text.split("\n-- mutation: ").skip(1);
    blocks.map(block).collect()
}

fn block(text: &str) -> Mutation {
    let (name, rest) = text.split_once('\n').expect("a name and a header");
    let mut mutation = Mutation {
        name: name.trim().to_owned(),
        expected: Expected::Safe(None),
        content: None,
        counters: None,
        before: String::new(),
        open: None,
        around: String::new(),
        role: None,
        server: None,
        scope: None,
        finish: None,
        script: String::new(),
    };
    let mut expected = None;
    for line in rest.lines() {
        let Some(header) = line.strip_prefix("-- ") else {
            mutation.script.push_str(line);
            mutation.script.push('\n');
            continue;
        };
        let (key, value) = header
            .split_once(": ")
            .unwrap_or_else(|| panic!("{name}: `{line}` is no header"));
        let value = value.trim();
        match key {
            "expect" => expected = Some(read_expected(value)),
            "content" => mutation.content = Some(read_expected(value)),
            "counters" => mutation.counters = Some(read_expected(value)),
            "before" => mutation.before.push_str(&format!("{value}\n")),
            "around" => mutation.around.push_str(&format!("{value}\n")),
            "open" => mutation.open = Some(value.to_owned()),
            "finish" => mutation.finish = Some(value.to_owned()),
            "as" => mutation.role = Some(value.to_owned()),
            "scope" => mutation.scope = Some(value.to_owned()),
            "server" => mutation.server = Some(value.to_owned()),
            _ => panic!("{name}: `{key}` is no header"),
        }
    }
    mutation.expected = expected.unwrap_or_else(|| panic!("{name}: nothing is expected"));
    assert!(!mutation.script.trim().is_empty(), "{name} does nothing");
    mutation
}

fn read_expected(text: &str) -> Expected {
    let mut parts = text.split(" | ").map(|part| part.trim().to_owned());
    let verdict = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.collect();
    match (verdict.as_str(), rest.as_slice()) {
        ("UNSAFE", [_, ..]) => Expected::Unsafe(rest),
        ("INDETERMINATE", [_, ..]) => Expected::Indeterminate(rest),
        ("SAFE", []) => Expected::Safe(None),
        ("SAFE_REPORTED", [remark]) => Expected::Safe(Some(remark.clone())),
        _ => panic!("`{text}` is no expectation"),
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsafe(names) => write!(formatter, "UNSAFE naming {}", names.join(", ")),
            Self::Safe(None) => formatter.write_str("SAFE"),
            Self::Safe(Some(remark)) => write!(formatter, "SAFE with the remark `{remark}`"),
            Self::Indeterminate(texts) => write!(formatter, "INDETERMINATE: {}", texts.join(", ")),
        }
    }
}
