//! Names made to be read as structure: whatever they hold, a tree tells the same, or is refused.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// `outToken` of outfuncs.c.
fn out_token(name: &str) -> String {
    let mut token = String::new();
    let second = name.chars().nth(1);
    let signed =
        name.starts_with(['+', '-']) && second.is_some_and(|c| c.is_ascii_digit() || c == '.');
    if signed || name.starts_with(|c: char| matches!(c, '<' | '"') || c.is_ascii_digit()) {
        token.push('\\');
    }
    for character in name.chars() {
        if matches!(character, ' ' | '\n' | '\t' | '(' | ')' | '{' | '}' | '\\') {
            token.push('\\');
        }
        token.push(character);
    }
    token
}

/// `format_node_dump` of print.c.
fn wrap(dump: &str) -> String {
    const LINE: usize = 78;
    let dump = dump.as_bytes();
    let mut wrapped = Vec::new();
    let mut at = 0;
    while at < dump.len() {
        let mut end = (at + LINE).min(dump.len());
        let mut next = end;
        if end < dump.len() {
            if dump[end] == b' ' {
                next = end + 1;
            } else if let Some(blank) = (at + 1..end).rev().find(|place| dump[*place] == b' ') {
                end = blank;
                next = blank + 1;
            }
        }
        wrapped.extend_from_slice(&dump[at..end]);
        wrapped.push(b'\n');
        at = next;
    }
    String::from_utf8(wrapped).expect("the names are ASCII")
}

/// A tree with names in every kind of place, the last thing before a function that must be seen.
fn tree(names: &[String], shift: usize) -> String {
    let name = |index: usize| out_token(&names[index % names.len()]);
    format!(
        "({{QUERY :commandType 1 :querySource {} :cteList ({{COMMONTABLEEXPR :ctename {} :aliascolnames (\"{}\" \"{}\")}}) \
         :rtable ({{RANGETBLENTRY :alias {{ALIAS :aliasname {} :colnames (\"{}\")}} :rtekind 0 :relid 1259 :checkAsUser 0 \
         :selectedCols (b 8)}}) :targetList ({{TARGETENTRY :expr {{FUNCEXPR :funcid 2626 :funcresulttype 2278}} :resno 1 \
         :resname {} :ressortgroupref 0 :resorigtbl 0}} {{TARGETENTRY :expr {{XMLEXPR :op 1 :name {} :named_args \
         ({{FUNCEXPR :funcid 89 :funcresulttype 25}}) :arg_names (\"{}\")}}}}) :rowMarks <>}})",
        "1".repeat(shift),
        name(0),
        name(1),
        name(2),
        name(3),
        name(4),
        name(5),
        name(6),
        name(7),
    )
}

fn hostile_name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => Just("\\".to_owned()),
        2 => prop::sample::select(vec!["(", ")", "{", "}", " ", "\n", "\t", "\"", "<>", "[", "]", ":", "-1"])
            .prop_map(str::to_owned),
        1 => prop::sample::select(vec![":funcid", ":relid 5", "{FUNCEXPR :funcid 7", "} {CONST", ":commandType 4"])
            .prop_map(str::to_owned),
        1 => "[a-z]{1,4}",
    ];
    // A name has at most 63 bytes and at least one.
    vec(piece, 1..63).prop_map(|pieces| {
        let name: String = pieces.concat();
        name.chars().take(63).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn names_change_nothing(names in vec(hostile_name(), 1..6), shift in 1_usize..80) {
        let expected = scan(&wrap(&tree(&["a".to_owned()], 1)));
        prop_assert!(expected.is_ok());
        match scan(&wrap(&tree(&names, shift))) {
            Ok(facts) => prop_assert_eq!(Ok(facts), expected),
            Err(error) => prop_assert_eq!(error, Error::BrokenName),
        }
    }
}
