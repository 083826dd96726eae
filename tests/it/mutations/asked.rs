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
    decided_by(lane, bracket, bracket, sql, script).await
}

/// The verdict of `exit` on what `bracket` entered, the script being run between the two.
async fn decided_by(
    lane: &Lane,
    bracket: &Bracket,
    exit: &Bracket,
    sql: &str,
    script: &str,
) -> Verdict {
    let gate = check(sql);
    let entry = bracket.entry(&gate).await.expect("an entry");
    lane.superuser(&bracket.database, script);
    exit.exit(&gate, &entry).await.expect("judged")
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

const ASKED: &str = "select count(*) from approvals";
const QUALIFIED: &str = "select count(*) from public.approvals";

#[tokio::test]
async fn a_name_that_leads_elsewhere_is_no_answer() {
    let mut lane = Lane::start();
    let path = "ALTER ROLE gate_auditor SET search_path";
    for (sql, script, expected) in [
        (ASKED, "SELECT 1".to_owned(), Decision::Safe),
        (
            ASKED,
            "DELETE FROM public.approvals WHERE id = 9".to_owned(),
            Decision::Unsafe,
        ),
        (
            ASKED,
            "CREATE SCHEMA gate_auditor; GRANT USAGE ON SCHEMA gate_auditor TO PUBLIC; \
                 CREATE TABLE gate_auditor.others AS SELECT * FROM public.approvals"
                .to_owned(),
            Decision::Safe,
        ),
        (ASKED, shadowed("gate_auditor", ""), Decision::Indeterminate),
        (
            ASKED,
            shadowed("nearer", &format!("{path} = nearer, public")),
            Decision::Indeterminate,
        ),
        (QUALIFIED, format!("{path} = public"), Decision::Safe),
    ] {
        for anew in [false, true] {
            let (database, verdict) = asked_around(&mut lane, sql, &script, anew).await;
            lane.superuser(&database, &format!("{path} TO DEFAULT"));
            // A session that goes on keeps the path it began with, and reads what it read.
            let reads_the_same =
                !anew && script.ends_with("nearer, public") && verdict.decision == Decision::Unsafe;
            assert!(
                verdict.decision == expected || reads_the_same,
                "{sql}: {script}: {anew}: {verdict:#?}"
            );
            if expected == Decision::Indeterminate && !reads_the_same {
                assert!(verdict.reason.contains("read"), "{}", verdict.reason);
                assert!(
                    verdict.reason.contains("public.approvals"),
                    "{}",
                    verdict.reason
                );
            }
        }
    }
}

/// The database of a bracket in which the script was run, and the verdict on its one check, by a process that goes on or
/// one `anew`: the approval is kept by the one and not by the other, whose sessions are new besides.
async fn asked_around(lane: &mut Lane, sql: &str, script: &str, anew: bool) -> (String, Verdict) {
    let bracket = lane.copy();
    lane.superuser(
        &bracket.database,
        "CREATE TABLE public.approvals AS SELECT n AS id FROM generate_series(1, 42) n; GRANT SELECT ON public.approvals TO PUBLIC;
         CREATE FUNCTION public.n_approvals() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM public.approvals';",
    );
    // A served database has no session before it is asked, so the new one's begin after the script.
    let other = anew.then(|| lane.again(&bracket));
    let exit = other.as_ref().unwrap_or(&bracket);
    let verdict = decided_by(lane, &bracket, exit, sql, script).await;
    (bracket.database, verdict)
}

fn shadowed(schema: &str, more: &str) -> String {
    format!(
        "CREATE SCHEMA {schema}; CREATE TABLE {schema}.approvals AS SELECT * FROM public.approvals; \
         GRANT USAGE ON SCHEMA {schema} TO PUBLIC; GRANT SELECT ON {schema}.approvals TO PUBLIC; \
         DELETE FROM public.approvals WHERE id = 9; {more}"
    )
}

const CALLED: &str = "select n_approvals()";
const COMPARED: &str = "select count(*) from public.approvals where id::varchar = '9'::varchar";

#[tokio::test]
async fn a_function_or_operator_that_is_found_instead_is_no_answer() {
    let mut lane = Lane::start();
    let nearer = "CREATE SCHEMA gate_auditor; GRANT USAGE ON SCHEMA gate_auditor TO PUBLIC;";
    let function = |name: &str| {
        format!(
            "CREATE FUNCTION {name} RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 42::bigint';"
        )
    };
    // PostgreSQL's own is of text.
    let operator = |schema: &str, of: &str| {
        format!(
            "CREATE FUNCTION other_same({of}, {of}) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true'; \
             CREATE OPERATOR {schema}.= (LEFTARG = {of}, RIGHTARG = {of}, FUNCTION = other_same);"
        )
    };
    let lost = "DELETE FROM public.approvals WHERE id = 9;";
    for (sql, script, expected) in [
        (CALLED, "SELECT 1".to_owned(), Decision::Safe),
        (CALLED, lost.to_owned(), Decision::Unsafe),
        (
            CALLED,
            format!("{nearer}{}{lost}", function("gate_auditor.n_approvals()")),
            Decision::Indeterminate,
        ),
        (
            CALLED,
            format!(
                "{nearer}{}{lost}",
                function("gate_auditor.n_approvals(variadic int[] = '{}')")
            ),
            Decision::Indeterminate,
        ),
        (
            CALLED,
            format!("{nearer}{}", function("gate_auditor.others()")),
            Decision::Safe,
        ),
        (
            CALLED,
            format!(
                "{nearer}{} DROP SCHEMA gate_auditor CASCADE",
                function("gate_auditor.n_approvals()")
            ),
            Decision::Safe,
        ),
        (
            // Where bare names do not lead.
            CALLED,
            function("d.n_approvals()"),
            Decision::Safe,
        ),
        (
            COMPARED,
            format!(
                "{}UPDATE public.approvals SET id = 1 WHERE id <> 9; DELETE FROM public.approvals WHERE ctid <> (SELECT max(ctid) FROM public.approvals)",
                operator("public", "varchar")
            ),
            Decision::Indeterminate,
        ),
        // Hidden by PostgreSQL's own of the same types.
        (COMPARED, operator("public", "int"), Decision::Safe),
        (COMPARED, operator("d", "varchar"), Decision::Safe),
    ] {
        for anew in [false, true] {
            let (_, verdict) = asked_around(&mut lane, sql, &script, anew).await;
            assert_eq!(
                verdict.decision, expected,
                "{sql}: {script}: {anew}: {verdict:#?}"
            );
        }
    }
}
