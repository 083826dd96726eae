//! Transactions left prepared, whose locks tell much of what they write, little, or nothing.

use gatepost::demo::MAINTENANCE_DATABASE;
use gatepost::gate::{Decision, Definition};

use super::lane::Lane;

/// Definitions in one schema, its rows, and roles.
const COVERED: &str = "[unchanged]\nschema = [\"g\"]\nrows = [\"g.*\"]\n";
const CHANNEL: &str = "[channel]\n";

fn gate(sections: &str) -> Definition {
    let text = format!("name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n{sections}");
    Definition::parse("test.toml", text.as_bytes()).expect("a gate")
}

struct Left {
    script: &'static str,
    /// In another database of the server.
    elsewhere: bool,
    /// What each of the gates says.
    covered: Decision,
    channel: Decision,
}

const fn left(elsewhere: bool, covered: Decision, channel: Decision, script: &'static str) -> Left {
    Left {
        script,
        elsewhere,
        covered,
        channel,
    }
}

const ALL: [Left; 12] = {
    use Decision::{Safe, Unsafe};
    [
        left(false, Unsafe, Unsafe, "UPDATE g.empty SET v = v"),
        left(
            false,
            Unsafe,
            Unsafe,
            "CREATE FUNCTION g.late() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        ),
        left(false, Unsafe, Unsafe, "CREATE TABLE g.late (id int)"),
        left(
            false,
            Unsafe,
            Unsafe,
            "CREATE TABLE elsewhere.late (id int); CREATE VIEW g.late AS SELECT 1",
        ),
        left(
            false,
            Unsafe,
            Unsafe,
            "GRANT ALL ON ALL TABLES IN SCHEMA g TO PUBLIC",
        ),
        left(
            false,
            Unsafe,
            Unsafe,
            "ALTER FUNCTION pg_catalog.abs(int) VOLATILE",
        ),
        left(
            true,
            Unsafe,
            Unsafe,
            "ALTER ROLE app_group CONNECTION LIMIT 9",
        ),
        left(true, Unsafe, Unsafe, "GRANT app_owner TO app_group"),
        left(
            true,
            Unsafe,
            Unsafe,
            "GRANT TEMPORARY ON DATABASE template1 TO app_group",
        ),
        left(
            false,
            Safe,
            Unsafe,
            "INSERT INTO elsewhere.growing VALUES (1)",
        ),
        left(false, Safe, Unsafe, "CREATE TABLE elsewhere.late (id int)"),
        left(true, Safe, Safe, "INSERT INTO public.far VALUES (1)"),
    ]
};

#[tokio::test]
async fn what_is_left_prepared_is_told_unless_its_locks_are_all_elsewhere() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    lane.superuser(MAINTENANCE_DATABASE, "CREATE TABLE public.far (id int);");
    let (covered, channel) = (gate(COVERED), gate(CHANNEL));
    for left in &ALL {
        let database = match left.elsewhere {
            true => MAINTENANCE_DATABASE,
            false => bracket.database.as_str(),
        };
        let script = format!("BEGIN; {}; PREPARE TRANSACTION 'left';", left.script);
        let mut entries = Vec::new();
        for gate in [&covered, &channel] {
            entries.push(bracket.entry(gate).await.expect("an entry"));
        }
        lane.superuser(database, &script);
        let verdict = bracket.exit(&covered, &entries[0]).await.expect("judged");
        assert_eq!(verdict.decision, left.covered, "{script}: {verdict:#?}");
        let mut differences = verdict.checks.iter().flat_map(|check| &check.differences);
        assert_eq!(
            differences.any(|difference| difference.name == "'left'"),
            left.covered == Decision::Unsafe,
            "{script}: {verdict:#?}"
        );
        let told = verdict.proof.not_proven.iter();
        let told = told.filter(|told| told.starts_with("what transactions left prepared"));
        assert_eq!(
            told.count(),
            usize::from(left.covered == Decision::Safe),
            "{script}: {:?}",
            verdict.proof
        );
        let verdict = bracket.exit(&channel, &entries[1]).await.expect("judged");
        assert_eq!(verdict.decision, left.channel, "{script}: {verdict:#?}");
        lane.superuser(database, "ROLLBACK PREPARED 'left'");
        let verdict = bracket.exit(&covered, &entries[0]).await.expect("judged");
        assert_eq!(verdict.decision, Decision::Safe, "{script}: {verdict:#?}");
    }
}
