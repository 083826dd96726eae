use super::*;
use crate::error::{ErrorCode, ToolError};
use crate::policy::{Aggregate, BodyReads, Operator, Type, TypeKind};

const GOOD: Oid = 100;
const EVIL: Oid = 101;
const DEFINER: Oid = 102;
const PYTHON: Oid = 103;
const PERL: Oid = 104;
const RANDOM: Oid = 105;
const QUERY_TO_XML: Oid = 106;
const LYING: Oid = 107;
const WRAPPER: Oid = 108;
const RECURSIVE: Oid = 109;
const PROCEDURE: Oid = 110;
const INPUT_IS_VALID: Oid = 111;
const GOOD_AGGREGATE: Oid = 120;
const EVIL_AGGREGATE: Oid = 121;
const GOOD_OPERATOR: Oid = 200;
const EVIL_OPERATOR: Oid = 201;
const PLAIN: Oid = 300;
const DOMAIN: Oid = 301;
const COMPOSITE: Oid = 302;
const ARRAY: Oid = 303;
const SELF_HOLDING: Oid = 304;
const RECORD: Oid = 2249;
const EVIL_OUTPUT: Oid = 305;

fn function(name: &str, volatility: Volatility) -> Function {
    Function {
        name: name.into(),
        arguments: "integer".into(),
        volatility,
        ..Function::for_tests()
    }
}

fn catalog() -> Catalog {
    use Volatility::{Immutable, Stable, Volatile};
    let built_in = |name: &str, volatility| Function {
        schema: "pg_catalog".into(),
        ..function(name, volatility)
    };
    let with_body = |name: &str, language: &str, body| Function {
        language: language.into(),
        language_trusted: true,
        body,
        ..function(name, Stable)
    };
    let calls = |functions: &[Oid]| {
        Body::Reads(Box::new(BodyReads {
            functions: functions.into(),
            types: vec![PLAIN],
            ..BodyReads::default()
        }))
    };
    let in_language = |language: &str, language_trusted| Function {
        language: language.into(),
        language_trusted,
        ..function(language, Stable)
    };
    let aggregate = |name: &str| Function {
        kind: FunctionKind::Aggregate,
        ..function(name, Immutable)
    };
    let data_type = |name: &str, kind, parts: &[Oid], making: &[Oid]| Type {
        schema: "public".into(),
        name: name.into(),
        kind,
        parts: parts.into(),
        functions: vec![GOOD],
        to_json: Vec::new(),
        making: making.into(),
    };
    let definer = Function {
        security_definer: true,
        ..function("definer", Stable)
    };
    let procedure = Function {
        kind: FunctionKind::Procedure,
        ..function("procedure", Stable)
    };
    let operator = |name: &str, function| Operator {
        name: name.into(),
        function,
        support: Vec::new(),
    };
    Catalog {
        functions: [
            (GOOD, function("good", Immutable)),
            (EVIL, function("evil", Volatile)),
            (DEFINER, definer),
            (PYTHON, in_language("plpython3u", false)),
            (PERL, in_language("plperl", true)),
            (RANDOM, built_in("random", Volatile)),
            (QUERY_TO_XML, built_in("query_to_xml", Stable)),
            (
                LYING,
                with_body("lying", "plpgsql", Body::Refused("INSERT".into())),
            ),
            (WRAPPER, with_body("wrapper", "sql", calls(&[GOOD, EVIL]))),
            (
                RECURSIVE,
                with_body("again", "sql", calls(&[RECURSIVE, RANDOM])),
            ),
            (PROCEDURE, procedure),
            (INPUT_IS_VALID, built_in("pg_input_is_valid", Stable)),
            (GOOD_AGGREGATE, aggregate("good_sum")),
            (EVIL_AGGREGATE, aggregate("evil_sum")),
        ]
        .into(),
        operators: [
            (GOOD_OPERATOR, operator("+", GOOD)),
            (EVIL_OPERATOR, operator("===", EVIL)),
        ]
        .into(),
        aggregates: [
            (
                GOOD_AGGREGATE,
                Aggregate {
                    functions: vec![GOOD],
                    states: vec![PLAIN],
                },
            ),
            (
                EVIL_AGGREGATE,
                Aggregate {
                    functions: vec![GOOD, EVIL],
                    states: Vec::new(),
                },
            ),
        ]
        .into(),
        types: [
            (PLAIN, data_type("plain", TypeKind::Plain, &[], &[GOOD])),
            (
                DOMAIN,
                data_type("checked", TypeKind::Domain, &[PLAIN], &[EVIL]),
            ),
            (
                COMPOSITE,
                data_type("pair", TypeKind::Composite, &[PLAIN, DOMAIN], &[]),
            ),
            (
                ARRAY,
                data_type("_pair", TypeKind::Array, &[COMPOSITE], &[]),
            ),
            (
                EVIL_OUTPUT,
                Type {
                    functions: vec![EVIL],
                    ..data_type("shown", TypeKind::Plain, &[], &[])
                },
            ),
            (
                SELF_HOLDING,
                data_type("node", TypeKind::Composite, &[SELF_HOLDING, PLAIN], &[]),
            ),
        ]
        .into(),
        ..Catalog::default()
    }
}

fn facts(functions: &[Oid], operators: &[Oid], types: &[Oid]) -> TreeFacts {
    TreeFacts {
        functions: functions.iter().copied().collect(),
        operators: operators.iter().copied().collect(),
        types: types.iter().copied().collect(),
        ..TreeFacts::default()
    }
}

fn refusal_of(facts: &TreeFacts) -> Option<ToolError> {
    match judge(facts, &catalog(), &Policy::default()) {
        Ok(_) => None,
        Err(JudgeError::Refused(refusal)) => Some(refusal),
        Err(JudgeError::UnknownObject(oid)) => panic!("{oid} is not in the catalog of the test"),
    }
}

fn refused(facts: &TreeFacts) -> Option<(ErrorCode, String)> {
    refusal_of(facts).map(|refusal| (refusal.code, refusal.message))
}

#[test]
fn functions_are_judged_by_volatility_lists_rights_and_language() {
    for (oid, why) in [
        (GOOD, None),
        (RANDOM, None),
        (GOOD_AGGREGATE, None),
        (RECURSIVE, None),
        (EVIL, Some("volatile")),
        (DEFINER, Some("SECURITY DEFINER")),
        (PYTHON, Some("untrusted language plpython3u")),
        (PERL, Some("what its body does in plperl cannot be read")),
        (QUERY_TO_XML, Some("runs SQL given to it as text")),
        (PROCEDURE, Some("procedure")),
        (LYING, Some("its body holds INSERT")),
        (
            WRAPPER,
            Some("(named in the body of public.wrapper(integer))"),
        ),
        (
            EVIL_AGGREGATE,
            Some("(in the aggregate public.evil_sum(integer))"),
        ),
    ] {
        let found = refused(&facts(&[oid], &[], &[]));
        match (why, found) {
            (None, found) => assert_eq!(found, None, "{oid}"),
            (Some(why), Some((code, message))) => {
                assert_eq!(code, ErrorCode::FunctionNotAllowed, "{oid}");
                assert!(message.contains(why), "{message}");
            }
            (Some(why), None) => panic!("{oid} is not refused: {why}"),
        }
    }
    let aggregate = TreeFacts {
        aggregates: [EVIL_AGGREGATE].into(),
        ..TreeFacts::default()
    };
    assert!(refused(&aggregate).is_some());
}

#[test]
fn an_operator_is_its_function_and_a_type_all_that_it_runs() {
    assert_eq!(
        refused(&facts(&[], &[GOOD_OPERATOR], &[PLAIN, SELF_HOLDING])),
        None
    );
    let (code, message) = refused(&facts(&[], &[EVIL_OPERATOR], &[])).expect("volatile");
    assert_eq!(code, ErrorCode::FunctionNotAllowed);
    assert!(message.contains("public.evil(integer) may not be called (behind the operator ===)"));
    for oid in [DOMAIN, COMPOSITE, ARRAY] {
        let (code, message) = refused(&facts(&[], &[], &[oid])).expect("volatile");
        assert_eq!(code, ErrorCode::TypeNotAllowed);
        assert!(
            message.contains("(run by the type public.checked)"),
            "{message}"
        );
    }
}

#[test]
fn passing_a_value_on_does_not_run_the_checks_of_its_type() {
    let passed = |oid| TreeFacts {
        passed_types: [oid].into(),
        ..TreeFacts::default()
    };
    for oid in [DOMAIN, COMPOSITE, ARRAY] {
        assert_eq!(refused(&passed(oid)), None);
    }
    let made_too = TreeFacts {
        types: [ARRAY].into(),
        ..passed(DOMAIN)
    };
    assert!(refused(&made_too).is_some());
    assert!(
        refused(&passed(EVIL_OUTPUT)).is_some(),
        "using it runs its output"
    );
}

#[test]
fn a_cast_to_json_runs_only_where_json_is_made() {
    let mut catalog = catalog();
    let plain = catalog.types.get_mut(&PLAIN).expect("it is there");
    plain.to_json = vec![EVIL];
    let maker = Function {
        schema: "pg_catalog".into(),
        arguments: "anyelement".into(),
        ..function("to_json", Volatility::Stable)
    };
    catalog.functions.insert(900, maker);
    let passed = TreeFacts {
        passed_types: [PLAIN].into(),
        put_out: Some([23].into()),
        ..TreeFacts::default()
    };
    let integer = Type {
        schema: "pg_catalog".into(),
        name: "int4".into(),
        kind: TypeKind::Plain,
        parts: Vec::new(),
        functions: Vec::new(),
        to_json: Vec::new(),
        making: Vec::new(),
    };
    catalog.types.insert(23, integer.clone());
    catalog.types.insert(RECORD, integer);
    let code = |facts: TreeFacts| match judge(&facts, &catalog, &Policy::default()) {
        Err(JudgeError::Refused(refusal)) => Some(refusal.code),
        _ => None,
    };
    assert_eq!(code(passed.clone()), None);
    let put_out = |types: &[Oid]| TreeFacts {
        put_out: Some(types.iter().copied().collect()),
        ..passed.clone()
    };
    for facts in [
        put_out(&[PLAIN]),
        put_out(&[ARRAY]),
        put_out(&[23, RECORD]),
        TreeFacts {
            put_out: None,
            ..passed.clone()
        },
        TreeFacts {
            makes_json: true,
            ..passed.clone()
        },
        TreeFacts {
            functions: [900].into(),
            ..passed
        },
    ] {
        assert_eq!(
            code(facts.clone()),
            Some(ErrorCode::TypeNotAllowed),
            "{facts:?}"
        );
    }
}

#[test]
fn a_function_given_the_name_of_a_type_runs_any_type() {
    let (code, _) = refused(&facts(&[INPUT_IS_VALID], &[], &[])).expect("a type is volatile");
    assert_eq!(code, ErrorCode::TypeNotAllowed);
}

#[test]
fn a_users_function_is_one_in_any_schema_and_by_any_way() {
    const DISGUISED: Oid = 16384;
    let mut catalog = catalog();
    let disguised = Function {
        schema: "pg_catalog".into(),
        ..function("harmless", Volatility::Stable)
    };
    let last_of_initdb = DISGUISED - 1;
    catalog.functions.insert(last_of_initdb, disguised.clone());
    catalog.functions.insert(DISGUISED, disguised);
    let hidden = Body::Reads(Box::new(BodyReads {
        functions: vec![DISGUISED],
        ..BodyReads::default()
    }));
    if let Some(wrapper) = catalog.functions.get_mut(&WRAPPER) {
        wrapper.body = hidden;
    }
    if let Some(operator) = catalog.operators.get_mut(&GOOD_OPERATOR) {
        operator.function = DISGUISED;
    }
    if let Some(plain) = catalog.types.get_mut(&PLAIN) {
        plain.functions = vec![DISGUISED];
    }
    for (users, facts) in [
        (false, facts(&[], &[], &[])),
        (false, facts(&[GOOD, RANDOM, last_of_initdb], &[], &[])),
        (true, facts(&[GOOD, DISGUISED], &[], &[])),
        (true, facts(&[WRAPPER], &[], &[])),
        (true, facts(&[], &[GOOD_OPERATOR], &[])),
        (true, facts(&[], &[], &[PLAIN])),
    ] {
        let policy = Policy::default();
        let reached = judge(&facts, &catalog, &policy).expect("a read");
        assert_eq!(reached.users, users, "{facts:?}");
    }
}

#[test]
fn the_operator_can_allow_by_signature_and_the_hint_says_so() {
    let facts = facts(&[EVIL], &[EVIL_OPERATOR], &[DOMAIN]);
    let hint = refusal_of(&facts).expect("volatile").hint;
    assert!(
        hint.contains("allow_functions = [\"public.evil(integer)\"]"),
        "{hint}"
    );
    let allowed = ["public.evil(integer)".to_owned()];
    let policy = Policy::new(&allowed, None, &[], &[], &[]).expect("a signature");
    let catalog = catalog();
    let reached = judge(&facts, &catalog, &policy).expect("allowed");
    assert_eq!(
        reached.signatures,
        ["public.evil(integer)".to_owned()].into()
    );
}

#[test]
fn what_to_write_instead_is_said_where_it_is_known() {
    let facts = facts(&[QUERY_TO_XML], &[], &[]);
    let hint = refusal_of(&facts).expect("denied").hint;
    assert!(
        hint.starts_with("Instead, write that query itself"),
        "{hint}"
    );
}

#[test]
fn an_unknown_object_asks_for_a_newer_catalog() {
    let aggregate = TreeFacts {
        aggregates: [999].into(),
        ..TreeFacts::default()
    };
    for facts in [
        facts(&[999], &[], &[]),
        facts(&[], &[999], &[]),
        facts(&[], &[], &[999]),
        aggregate,
    ] {
        assert_eq!(
            judge(&facts, &catalog(), &Policy::default()).err(),
            Some(JudgeError::UnknownObject(999))
        );
    }
}
