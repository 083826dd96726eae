//! Reads the corpora in `tests/corpus`; their README tells the format.

use std::path::Path;

use gatepost::error::ErrorCode;

/// What a case claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Rows.
    Rows,
    /// A refusal; with codes, one of these.
    Refused(Vec<String>),
    /// An answer or a refusal, in bounded time and memory.
    Bounded,
}

/// One statement and what must come of it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// Unique over all files.
    pub(crate) name: String,
    /// The file it stands in, without its ending.
    pub(crate) file: String,
    /// What must come of it.
    pub(crate) expected: Expected,
    /// It holds only for a role without SUPERUSER and BYPASSRLS.
    pub(crate) needs_ordinary_role: bool,
    /// An ordinary role may lack a privilege it needs.
    pub(crate) role_may_lack: bool,
    /// PostgreSQL itself refuses the text.
    pub(crate) syntax: bool,
    /// The database it runs in.
    pub(crate) database: String,
    /// The statement.
    pub(crate) sql: String,
}

impl Case {
    /// Whether a refusal with this code is what the case claims.
    pub(crate) fn accepts(&self, code: ErrorCode) -> bool {
        match &self.expected {
            Expected::Rows => self.role_may_lack && code == ErrorCode::PermissionDenied,
            Expected::Refused(codes) => codes.is_empty() || codes.contains(&code.as_str()),
            Expected::Bounded => true,
        }
    }
}

/// The cases of `attacks` or `legitimate`, in the order of files and blocks.
pub(crate) fn cases(folder: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "sql"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let file = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .expect("a plain name")
            .to_owned();
        let text = std::fs::read_to_string(&path).expect("a corpus file");
        cases.extend(text.split("\n-- ---\n").map(|block| parse(block, &file)));
    }
    assert!(!cases.is_empty());
    cases
}

fn parse(block: &str, file: &str) -> Case {
    let mut case = Case {
        name: String::new(),
        file: file.to_owned(),
        expected: Expected::Bounded,
        needs_ordinary_role: false,
        role_may_lack: false,
        syntax: false,
        database: "directus".to_owned(),
        sql: String::new(),
    };
    let (mut escapes, mut repeats, mut rest) = (false, false, block);
    while let Some((key, value, after)) = header(rest) {
        match key {
            "name" => value.clone_into(&mut case.name),
            "expect" => {
                case.expected = match value
                    .split_once(' ')
                    .map_or((value, ""), |(kind, codes)| (kind, codes))
                {
                    ("rows", _) => Expected::Rows,
                    ("bounded", _) => Expected::Bounded,
                    ("refused", codes) => Expected::Refused(
                        codes
                            .split(',')
                            .map(str::trim)
                            .filter(|code| !code.is_empty())
                            .map(str::to_owned)
                            .collect(),
                    ),
                    (other, _) => panic!("{file}: expect {other}"),
                };
            }
            "database" => value.clone_into(&mut case.database),
            "escapes" => escapes = true,
            "repeats" => repeats = true,
            "needs-role" => case.needs_ordinary_role = true,
            "role-may-lack" => case.role_may_lack = true,
            _ => case.syntax |= value.starts_with("syntax:"),
        }
        rest = after;
    }
    assert!(
        !case.name.is_empty(),
        "{file}: a block without a name: {block}"
    );
    let sql = rest.strip_suffix('\n').unwrap_or(rest);
    let sql = if repeats {
        expand_repeats(sql)
    } else {
        sql.to_owned()
    };
    case.sql = if escapes { expand_escapes(&sql) } else { sql };
    case
}

const KEYS: [&str; 8] = [
    "name",
    "expect",
    "database",
    "escapes",
    "repeats",
    "needs-role",
    "role-may-lack",
    "note",
];

/// The key and value of a header line at the start of `text`, and what comes after it.
fn header(text: &str) -> Option<(&str, &str, &str)> {
    let (line, after) = text.split_once('\n')?;
    let (key, value) = line.strip_prefix("-- ")?.split_once(':')?;
    KEYS.contains(&key).then_some((key, value.trim(), after))
}

fn expand_repeats(text: &str) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(start) = repeat_start(rest) {
        let (before, after) = (&rest[..start], &rest[start + 2..]);
        let (repeat, after) = after.split_once("}}").expect("a closed repeat");
        let (count, unit) = repeat.split_once('*').expect("a count");
        expanded.push_str(before);
        for index in 0..count.parse::<usize>().expect("a number") {
            expanded.push_str(&unit.replace("{i}", &index.to_string()));
        }
        rest = after;
    }
    expanded + rest
}

/// Where `{{` stands with a count behind it.
fn repeat_start(text: &str) -> Option<usize> {
    let starts = text.match_indices("{{").map(|(start, _)| start);
    // Braces before the two belong to the statement.
    starts
        .chain(text.match_indices("{{{").map(|(start, _)| start + 1))
        .find(|start| text[start + 2..].starts_with(|next: char| next.is_ascii_digit()))
}

fn expand_escapes(text: &str) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (digits, after) = after.split_once('}').expect("a closed escape");
        expanded.push_str(before);
        let code = u32::from_str_radix(digits, 16).expect("hexadecimal digits");
        expanded.push(char::from_u32(code).expect("a character"));
        rest = after;
    }
    expanded + rest
}

#[test]
fn names_are_unique_and_both_corpora_are_there() {
    let (attacks, legitimate) = (cases("attacks"), cases("legitimate"));
    let mut names: Vec<&str> = attacks
        .iter()
        .chain(&legitimate)
        .map(|case| case.name.as_str())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    assert!(attacks.len() >= 1_000 && legitimate.len() >= 600);
}
