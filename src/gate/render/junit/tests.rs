use quick_xml::Reader;
use quick_xml::events::Event;

use super::junit;
use crate::gate::snapshot::Moment;
use crate::gate::testing::{answer, bind, check, gate, hard_gate_broken, snapshot};
use crate::gate::{Observation, decide};

#[test]
fn failures_and_errors_are_told_apart() {
    let body = [
        check("good", "\"unchanged\"", "blocking"),
        check("bad", "{ equals = 0 }", "blocking"),
        check("soft", "{ equals = 0 }", "advisory"),
        check("blind", "\"unchanged\"", "blocking"),
    ]
    .concat();
    let definition = gate("bracket", &body);
    let mut entry = snapshot(&definition, Moment::Entry);
    let answers = [
        ("good", Observation::value("int8", "1")),
        ("bad", Observation::value("int8", "2")),
        ("soft", Observation::value("int8", "3")),
        ("blind", Observation::Null),
    ];
    entry.checks = answers
        .iter()
        .map(|(name, observation)| answer(name, observation.clone()))
        .collect();
    let mut exit = snapshot(&definition, Moment::Exit);
    exit.checks.clone_from(&entry.checks);
    bind(&entry, &mut exit);
    assert_eq!(
        junit(&decide(&definition, &entry, &exit).expect("serializable")).expect("XML"),
        "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites name=\"gatepost\" tests=\"5\" failures=\"1\" errors=\"1\">
  <testsuite name=\"test\" tests=\"5\" failures=\"1\" errors=\"1\" timestamp=\"2026-06-03T00:30:00.000Z\">
    <testcase classname=\"test\" name=\"db\" time=\"0.000\"/>
    <testcase classname=\"test\" name=\"good\" time=\"0.001\"/>
    <testcase classname=\"test\" name=\"bad\" time=\"0.001\">
      <failure type=\"FAIL\" message=\"at entry: is 2, not 0\"></failure>
    </testcase>
    <testcase classname=\"test\" name=\"soft\" time=\"0.001\">
      <system-out>advisory FAIL: at entry: is 3, not 0
</system-out>
    </testcase>
    <testcase classname=\"test\" name=\"blind\" time=\"0.001\">
      <error type=\"ERROR\" message=\"at entry: the query gave NULL\"></error>
    </testcase>
    <system-out>db=directus✅ | good 1→1✅ | bad 2→2❌ | soft 3→3⚠️ | blind null❓ → UNSAFE: bad: at entry: is 2, not 0</system-out>
  </testsuite>
</testsuites>
"
    );
}

#[test]
fn any_text_of_a_database_gives_well_formed_xml() {
    let (definition, mut entry, mut exit) = hard_gate_broken();
    let evil = "]]> <a b=\"c\">&\u{0}\u{1f}\u{202e}'";
    exit.checks.pop();
    exit.checks
        .push(answer("apr_approvals", Observation::value("int8", evil)));
    entry.duration_ms = 1;
    bind(&entry, &mut exit);
    let text = junit(&decide(&definition, &entry, &exit).expect("serializable")).expect("XML");
    let mut reader = Reader::from_str(&text);
    let mut cases = 0;
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                cases += usize::from(element.name().as_ref() == "testcase")
            }
            _ => {}
        }
    }
    assert_eq!(cases, 16);
    let forbidden = |character: char| character.is_control() && !"\n\t".contains(character);
    assert!(!text.contains(forbidden));
}
