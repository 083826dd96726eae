//! Checks between entry and exit: what they read, and how their answers are told apart.

use gatepost::gate::{Decision, Definition, Verdict};

use super::lane::{Bracket, Lane};

fn check(sql: &str) -> Definition {
    let text = format!(
        "name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n[[check]]\nname = \"asked\"\nsql = '''{sql}'''\nrule = \"unchanged\"\n"
    );
    Definition::parse("test.toml", text.as_bytes()).expect("a gate")
}

async fn decided(lane: &Lane, bracket: &Bracket, sql: &str, script: &str) -> Verdict {
    let gate = check(sql);
    let entry = bracket.entry(&gate).await.expect("an entry");
    lane.superuser(&bracket.database, script);
    bracket.exit(&gate, &entry).await.expect("judged")
}

const MARKUP: &str = "
CREATE TABLE g.markup (id int PRIMARY KEY, x xml, several xml[], t text);
INSERT INTO g.markup VALUES (1, '<?xml version=\"1.0\"?><a/>', ARRAY['<?xml version=\"1.0\"?><a/>'::xml], '<?xml version=\"1.0\"?><a/>');
GRANT SELECT ON g.markup TO PUBLIC;";

#[tokio::test]
async fn markup_in_answers_keeps_its_declaration() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    lane.superuser(&bracket.database, MARKUP);
    let (alone, listed, cast) = (
        "select x from g.markup",
        "select several from g.markup",
        "select t::xml from g.markup",
    );
    for (sql, script, expected) in [
        (
            alone,
            "UPDATE g.markup SET x = x, several = several, t = t",
            Decision::Safe,
        ),
        (alone, "UPDATE g.markup SET x = '<a/>'", Decision::Unsafe),
        (listed, "SELECT 1", Decision::Safe),
        (
            listed,
            "UPDATE g.markup SET several = ARRAY['<a/>'::xml]",
            Decision::Unsafe,
        ),
        (cast, "SELECT 1", Decision::Safe),
        (cast, "UPDATE g.markup SET t = '<a/>'", Decision::Unsafe),
        (
            cast,
            "UPDATE g.markup SET t = NULL",
            Decision::Indeterminate,
        ),
    ] {
        let verdict = decided(&lane, &bracket, sql, script).await;
        assert_eq!(verdict.decision, expected, "{sql}: {script}: {verdict:#?}");
    }
}
