//! Rule by observation by severity: every combination, with its outcome written down and its verdict decided.

use super::{Seen, judge};
use crate::gate::decide::{decide, enter};
use crate::gate::definition::{Definition, Severity};
use crate::gate::observation::{Failure, Observation, RowSet};
use crate::gate::snapshot::Moment;
use crate::gate::testing::{answer, bind, check, gate, snapshot};
use crate::gate::verdict::{Decision, Outcome};

fn int8(text: &str) -> Observation {
    Observation::value("int8", text)
}

fn set(names: &[&str]) -> Observation {
    let rows = names
        .iter()
        .map(|name| vec![Some((*name).to_owned())])
        .collect();
    Observation::Rows(RowSet::new(vec!["text".to_owned()], rows))
}

fn error(sqlstate: &str) -> Observation {
    Observation::Error(Failure::new(sqlstate, "message"))
}

/// A rule; an entry and exit that satisfy it; an entry and exit that, each beside the other good one, do not.
struct Case {
    rule: &'static str,
    good: (Observation, Observation),
    bad: (Observation, Observation),
    /// Outcomes with a good entry, exit being each of [`kinds`].
    exit: &'static str,
    /// Outcomes with a good exit, entry being each of [`kinds`].
    entry: &'static str,
    /// Outcomes of the entry gate, entry being each of [`kinds`].
    alone: &'static str,
}

/// Good, bad, then: other text, other number type, rows, empty, NULL, a listed refusal, another error,
/// a timeout, a lost connection, a shape error, too many rows, not run.
fn kinds(good: &Observation, bad: &Observation) -> Vec<Observation> {
    let digits = match good {
        Observation::Value { text, .. } => text.clone(),
        _ => "5".to_owned(),
    };
    vec![
        good.clone(),
        bad.clone(),
        Observation::value("text", "abc"),
        Observation::value("numeric", digits),
        set(&["r"]),
        Observation::Empty,
        Observation::Null,
        error("42501"),
        error("42P01"),
        error("57014"),
        error("08006"),
        error("shape"),
        Observation::Truncated { cap: 500 },
        Observation::NotRun,
    ]
}

fn cases() -> Vec<Case> {
    let number =
        |rule, entry_bad: &str, good: (&str, &str), exit_bad: &str, exit, entry, alone| Case {
            rule,
            good: (int8(good.0), int8(good.1)),
            bad: (int8(entry_bad), int8(exit_bad)),
            exit,
            entry,
            alone,
        };
    vec![
        number(
            "{ equals = 5 }",
            "7",
            ("5", "5"),
            "7",
            "PFEPEEEEEEEEEE",
            "PFEPEEEEEEEEEE",
            "PFEPEEEEEEEEEE",
        ),
        number(
            "{ equals = \"5\" }",
            "7",
            ("5", "5"),
            "7",
            "PFFPEEEEEEEEEE",
            "PFFPEEEEEEEEEE",
            "PFFPEEEEEEEEEE",
        ),
        number(
            "\"unchanged\"",
            "7",
            ("5", "5"),
            "7",
            "PFEEEEEEEEEEEE",
            "PFEEEEEEEEEEEE",
            "PPPPEEEEEEEEEE",
        ),
        number(
            "{ at_least = 5 }",
            "4",
            ("5", "9"),
            "4",
            "PFEPEEEEEEEEEE",
            "PFEPEEEEEEEEEE",
            "PFEPEEEEEEEEEE",
        ),
        number(
            "{ at_most = 5 }",
            "6",
            ("5", "1"),
            "6",
            "PFEPEEEEEEEEEE",
            "PFEPEEEEEEEEEE",
            "PFEPEEEEEEEEEE",
        ),
        number(
            "{ between = [5, 6] }",
            "7",
            ("5", "6"),
            "4",
            "PFEPEEEEEEEEEE",
            "PFEPEEEEEEEEEE",
            "PFEPEEEEEEEEEE",
        ),
        number(
            "\"non_decreasing\"",
            "9",
            ("5", "6"),
            "4",
            "PFEEEEEEEEEEEE",
            "PFEEEEEEEEEEEE",
            "PPEPEEEEEEEEEE",
        ),
        number(
            "\"non_increasing\"",
            "3",
            ("5", "4"),
            "6",
            "PFEEEEEEEEEEEE",
            "PFEEEEEEEEEEEE",
            "PPEPEEEEEEEEEE",
        ),
        number(
            "{ changed_by = 1 }",
            "0",
            ("5", "6"),
            "7",
            "PFEEEEEEEEEEEE",
            "PFEEEEEEEEEEEE",
            "PPEPEEEEEEEEEE",
        ),
        number(
            "{ delta_between = [0, 1] }",
            "0",
            ("5", "6"),
            "4",
            "PFEEEEEEEEEEEE",
            "PFEEEEEEEEEEEE",
            "PPEPEEEEEEEEEE",
        ),
        number(
            "\"organic\"",
            "-3",
            ("5", "6"),
            "900",
            "IIEEEEEEEEEEEE",
            "IIEEEEEEEEEEEE",
            "IIEIEEEEEEEEEE",
        ),
        number(
            "{ organic = { direction = \"up\" } }",
            "9",
            ("5", "6"),
            "4",
            "IFEEEEEEEEEEEE",
            "IFEEEEEEEEEEEE",
            "IIEIEEEEEEEEEE",
        ),
        number(
            "{ organic = { direction = \"down\" } }",
            "3",
            ("5", "4"),
            "6",
            "IFEEEEEEEEEEEE",
            "IFEEEEEEEEEEEE",
            "IIEIEEEEEEEEEE",
        ),
        number(
            "{ organic = { max_delta = 2 } }",
            "9",
            ("5", "6"),
            "2",
            "IFEEEEEEEEEEEE",
            "IFEEEEEEEEEEEE",
            "IIEIEEEEEEEEEE",
        ),
        Case {
            rule: "\"absent\"",
            good: (Observation::Null, Observation::Null),
            bad: (int8("5"), int8("5")),
            exit: "PFFFEEPEEEEEEE",
            entry: "PFFFEEPEEEEEEE",
            alone: "PFFFEEPEEEEEEE",
        },
        Case {
            rule: "\"present\"",
            good: (int8("5"), int8("6")),
            bad: (Observation::Null, Observation::Null),
            exit: "PFPPEEFEEEEEEE",
            entry: "PFPPEEFEEEEEEE",
            alone: "PFPPEEFEEEEEEE",
        },
        Case {
            rule: "\"set_unchanged\"",
            good: (set(&["a", "b"]), set(&["b", "a"])),
            bad: (set(&["z"]), set(&["a", "a", "b"])),
            exit: "PFEEFFEEEEEEEE",
            entry: "PFEEFFEEEEEEEE",
            alone: "PPEEPPEEEEEEEE",
        },
        Case {
            rule: "\"superset_of_entry\"",
            good: (set(&["a", "b"]), set(&["a", "b", "c"])),
            bad: (set(&["z"]), set(&["a"])),
            exit: "PFEEFFEEEEEEEE",
            entry: "PFEEFPEEEEEEEE",
            alone: "PPEEPPEEEEEEEE",
        },
        Case {
            rule: "\"subset_of_entry\"",
            good: (set(&["a", "b"]), set(&["a"])),
            bad: (set(&["z"]), set(&["a", "c"])),
            exit: "PFEEFPEEEEEEEE",
            entry: "PFEEFFEEEEEEEE",
            alone: "PPEEPPEEEEEEEE",
        },
        Case {
            rule: "{ refused = [\"42501\", \"28000\"] }",
            good: (error("42501"), error("28000")),
            bad: (error("57014"), int8("5")),
            exit: "PFFFFFFPEEEEFE",
            entry: "PEPPPPPPPEEEPE",
            alone: "PEPPPPPPPEEEPE",
        },
        Case {
            rule: "\"zero_rows\"",
            good: (Observation::Empty, Observation::Empty),
            bad: (set(&["z"]), set(&["z"])),
            exit: "PFEEFPEEEEEEEE",
            entry: "PFEEFPEEEEEEEE",
            alone: "PFEEFPEEEEEEEE",
        },
    ]
}

fn letter(outcome: Outcome) -> char {
    outcome.as_str().chars().next().expect("not empty")
}

/// A gate with the check and an anchor that always passes, so that an advisory check can stand in it.
fn definition(rule: &str, severity: Severity) -> Definition {
    let body = check("anchor", "{ equals = 1 }", "blocking") + &check("c", rule, severity.as_str());
    gate("bracket", &body)
}

fn decided(
    definition: &Definition,
    entry: &Observation,
    exit: Option<&Observation>,
) -> (Decision, Outcome) {
    let taken = |moment, observation: &Observation| {
        let mut snapshot = snapshot(definition, moment);
        snapshot.checks = vec![
            answer("anchor", int8("1")),
            answer("c", observation.clone()),
        ];
        snapshot
    };
    let entry = taken(Moment::Entry, entry);
    let verdict = match exit {
        None => enter(definition, &entry),
        Some(exit) => {
            let mut exit = taken(Moment::Exit, exit);
            bind(&entry, &mut exit);
            decide(definition, &entry, &exit)
        }
    };
    let verdict = verdict.expect("serializable");
    (verdict.decision, verdict.checks[2].outcome)
}

fn expected(outcome: char, severity: Severity) -> Decision {
    match (severity, outcome) {
        (Severity::Advisory, _) | (_, 'P' | 'I') => Decision::Safe,
        (_, 'F') => Decision::Unsafe,
        _ => Decision::Indeterminate,
    }
}

#[test]
fn every_rule_by_every_observation_by_severity() {
    let mut combinations = 0;
    for case in cases() {
        let (entries, exits) = (
            kinds(&case.good.0, &case.bad.0),
            kinds(&case.good.1, &case.bad.1),
        );
        let exit: Vec<(&Observation, Option<&Observation>)> = exits
            .iter()
            .map(|exit| (&case.good.0, Some(exit)))
            .collect();
        let entry = entries
            .iter()
            .map(|entry| (entry, Some(&case.good.1)))
            .collect();
        let alone = entries.iter().map(|entry| (entry, None)).collect();
        for (outcomes, pairs) in [(case.exit, exit), (case.entry, entry), (case.alone, alone)] {
            assert_eq!(outcomes.len(), pairs.len(), "{}", case.rule);
            for (wanted, (entry, exit)) in outcomes.chars().zip(pairs) {
                for severity in [Severity::Blocking, Severity::Advisory] {
                    let definition = definition(case.rule, severity);
                    let (decision, outcome) = decided(&definition, entry, exit);
                    let what =
                        format!("{} {severity:?}\nentry {entry:?}\nexit {exit:?}", case.rule);
                    assert_eq!(letter(outcome), wanted, "{what}");
                    assert_eq!(decision, expected(wanted, severity), "{what}");
                    combinations += 1;
                }
            }
        }
    }
    assert_eq!(combinations, 21 * 3 * 14 * 2);
}

#[test]
fn a_standing_gate_judges_as_an_exit_does() {
    for case in cases() {
        let definition = definition(case.rule, Severity::Blocking);
        let check = &definition.checks[1];
        for exit in kinds(&case.good.1, &case.bad.1) {
            let once = judge(check, Seen::Once(&exit)).outcome;
            if check.rule.needs_entry() {
                assert_eq!(once, Outcome::Error);
            } else {
                assert_eq!(
                    once,
                    judge(check, Seen::Bracket(&case.good.0, &exit)).outcome,
                    "{} {exit:?}",
                    case.rule
                );
            }
        }
    }
}

#[test]
fn null_as_a_value_equals_null_and_nothing_else() {
    let body = "[[check]]\nname = \"c\"\nsql = \"select 1\"\nnull = \"value\"\nrule = ";
    let (null, five) = (Observation::Null, int8("5"));
    let unchanged = gate("bracket", &format!("{body}\"unchanged\"\n"));
    let equals = gate("bracket", &format!("{body}{{ equals = 5 }}\n"));
    for (definition, entry, exit, wanted) in [
        (&unchanged, &null, &null, Outcome::Pass),
        (&unchanged, &null, &five, Outcome::Fail),
        (&unchanged, &five, &null, Outcome::Fail),
        (&equals, &null, &null, Outcome::Fail),
        (&equals, &five, &null, Outcome::Fail),
        (&equals, &five, &five, Outcome::Pass),
    ] {
        let judgement = judge(&definition.checks[0], Seen::Bracket(entry, exit));
        assert_eq!(judgement.outcome, wanted, "{entry:?} {exit:?}");
    }
}

#[test]
fn values_are_compared_without_coercion_and_without_floats() {
    let judged = |rule: &str, type_name: &str, text: &str| {
        let definition = definition(rule, Severity::Blocking);
        judge(
            &definition.checks[1],
            Seen::Once(&Observation::value(type_name, text)),
        )
        .outcome
    };
    for (rule, type_name, text, wanted) in [
        (
            "{ equals = 9223372036854775807 }",
            "int8",
            "9223372036854775807",
            Outcome::Pass,
        ),
        (
            "{ equals = 9223372036854775807 }",
            "numeric",
            "9223372036854775806.9",
            Outcome::Fail,
        ),
        (
            "{ equals = \"92233720368547758070.10\" }",
            "numeric",
            "92233720368547758070.1",
            Outcome::Pass,
        ),
        ("{ equals = 0 }", "numeric", "0.00", Outcome::Pass),
        ("{ equals = 0 }", "text", "0", Outcome::Error),
        ("{ equals = 0 }", "bool", "f", Outcome::Error),
        ("{ equals = false }", "bool", "f", Outcome::Pass),
        ("{ equals = true }", "bool", "false", Outcome::Fail),
        ("{ equals = \"true\" }", "bool", "true", Outcome::Error),
        ("{ equals = \"x\" }", "int8", "0", Outcome::Error),
        ("{ equals = \"0/0/0\" }", "text", "0/0/0", Outcome::Pass),
        ("{ at_least = 0 }", "float8", "NaN", Outcome::Error),
        (
            "{ at_most = \"0.3\" }",
            "float8",
            "0.30000000000000004",
            Outcome::Fail,
        ),
    ] {
        assert_eq!(
            judged(rule, type_name, text),
            wanted,
            "{rule} {type_name} {text}"
        );
    }
}

#[test]
fn messages_say_what_was_seen_and_what_was_wanted() {
    for (rule, entry, exit, message) in [
        (
            "{ equals = 0 }",
            int8("0"),
            int8("3"),
            "at exit: is 3, not 0",
        ),
        (
            "{ equals = 0 }",
            int8("2"),
            int8("3"),
            "at entry: is 2, not 0",
        ),
        ("\"unchanged\"", int8("42"), int8("41"), "was 42, is 41"),
        (
            "\"unchanged\"",
            int8("0"),
            Observation::value("numeric", "0.0"),
            "the type was int8 and is numeric",
        ),
        (
            "{ changed_by = 3 }",
            int8("1"),
            int8("3"),
            "1 to 3 is +2, not 3",
        ),
        (
            "{ organic = { direction = \"up\" } }",
            int8("9"),
            int8("8"),
            "9 to 8 is -1, not upwards",
        ),
        ("\"organic\"", int8("203537"), int8("203612"), "+75"),
        (
            "\"set_unchanged\"",
            set(&["a", "b"]),
            set(&["b", "c"]),
            "1 added, 1 removed",
        ),
        (
            "\"set_unchanged\"",
            set(&["a"]),
            Observation::Truncated { cap: 500 },
            "at exit: more than 500 rows, so not all were seen",
        ),
        (
            "{ refused = [\"42501\"] }",
            error("42501"),
            int8("1"),
            "at exit: the statement was not refused",
        ),
        (
            "{ refused = [\"42501\"] }",
            error("42501"),
            error("42P01"),
            "at exit: failed with 42P01 and not with 42501: message",
        ),
    ] {
        let definition = definition(rule, Severity::Blocking);
        let judgement = judge(&definition.checks[1], Seen::Bracket(&entry, &exit));
        assert_eq!(judgement.message, message, "{rule}");
    }
}

#[test]
fn changed_sets_name_their_rows_up_to_twenty() {
    let many: Vec<String> = (10..50).map(|number| number.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let definition = definition("\"set_unchanged\"", Severity::Blocking);
    let judgement = judge(
        &definition.checks[1],
        Seen::Bracket(&set(&["a"]), &set(&many)),
    );
    assert_eq!(judgement.message, "40 added, 1 removed");
    assert_eq!(judgement.differences.len(), 21);
    assert_eq!(judgement.differences[0].name, "(10)");
    assert_eq!(judgement.differences[20].name, "(a)");
}
