use std::time::Duration;

use super::{Definition, Direction, Kind, Level, NullMeaning, Rule, Severity};

/// The example that documents the format.
const EXAMPLE: &str = r#"
name = "production-hard-gate-0"
title = "Production Hard Gate 0"
kind = "bracket"                      # or "standing"
database = "directus"
expires = "24h"

[unchanged]                           # proofs that need no SQL of the user's
schema = ["*"]                        # definitions, owners, grants, policies, triggers of matching schemas
rows = ["public.apr_approvals", "governance.*"]
level = "row_versions"                # "counters" | "row_versions" | "content"
sequences = true
roles = true                          # roles, memberships, database and role settings, extensions, publications

[channel]                             # no write channel: our role, our sessions, idle in transaction, prepared transactions
idle_in_transaction = 0

[[check]]
name = "owner_gap"
sql = "select count(*) from governance.owner_gap"
rule = "unchanged"
note = "blocker intact"

[[check]]
name = "system_issues"
sql = "select count(*) from public.system_issues"
rule = { organic = { direction = "up" } }
severity = "advisory"
"#;

const HEAD: &str = "name = \"g\"\ntitle = \"G\"\nkind = \"bracket\"\n";

fn with_rule(rule: &str) -> Result<Rule, String> {
    let text =
        format!("{HEAD}[channel]\n[[check]]\nname = \"c\"\nsql = \"select 1\"\nrule = {rule}\n");
    let definition =
        Definition::parse("g.toml", text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(definition
        .checks
        .into_iter()
        .next()
        .expect("one check")
        .rule)
}

#[test]
fn the_documented_example_is_understood() {
    let gate = Definition::parse("gate.toml", EXAMPLE.as_bytes()).expect("valid");
    assert_eq!(gate.kind, Kind::Bracket);
    assert_eq!(gate.database.as_deref(), Some("directus"));
    assert_eq!(gate.expires, Duration::from_secs(86_400));
    let unchanged = gate.unchanged.expect("given");
    assert_eq!(unchanged.level, Level::RowVersions);
    assert!(
        unchanged.covers_rows("governance", "ospa")
            && !unchanged.covers_rows("public", "system_issues")
    );
    assert!(unchanged.covers_sequence("public", "x", Some(("public", "apr_approvals"))));
    assert!(!unchanged.covers_sequence(
        "public",
        "system_issues_id_seq",
        Some(("public", "system_issues"))
    ));
    assert!(unchanged.roles && unchanged.large_objects);
    assert_eq!(gate.channel.expect("given").idle_in_transaction, 0);
    assert_eq!(gate.checks[0].note.as_deref(), Some("blocker intact"));
    assert_eq!(
        (gate.checks[0].severity, gate.checks[1].severity),
        (Severity::Blocking, Severity::Advisory)
    );
    assert_eq!(gate.checks[0].null, NullMeaning::Error);
    let Rule::Organic(organic) = &gate.checks[1].rule else {
        panic!("organic")
    };
    assert_eq!(
        (organic.direction, &organic.max_delta),
        (Direction::Up, &None)
    );
}

#[test]
fn the_digest_is_of_the_exact_bytes() {
    let digest = |text: &str| {
        Definition::parse("g.toml", text.as_bytes())
            .expect("valid")
            .digest
    };
    assert_eq!(digest(EXAMPLE), digest(EXAMPLE));
    assert_ne!(digest(EXAMPLE), digest(&format!("{EXAMPLE} ")));
}

#[test]
fn every_rule_is_read() {
    for (text, name) in [
        ("{ equals = 0 }", "equals"),
        ("{ equals = \"0/0/0\" }", "equals"),
        ("{ equals = true }", "equals"),
        ("\"unchanged\"", "unchanged"),
        ("{ at_least = 16 }", "at_least"),
        ("{ at_most = \"0.5\" }", "at_most"),
        ("{ between = [1, 9] }", "between"),
        ("\"non_decreasing\"", "non_decreasing"),
        ("\"non_increasing\"", "non_increasing"),
        ("{ changed_by = -3 }", "changed_by"),
        ("{ delta_between = [-1, 1] }", "delta_between"),
        ("\"organic\"", "organic"),
        (
            "{ organic = { direction = \"up\", max_delta = 100 } }",
            "organic",
        ),
        ("\"absent\"", "absent"),
        ("\"present\"", "present"),
        ("\"set_unchanged\"", "set_unchanged"),
        ("\"superset_of_entry\"", "superset_of_entry"),
        ("\"subset_of_entry\"", "subset_of_entry"),
        ("{ refused = [\"42501\", \"28000\", \"3D000\"] }", "refused"),
        ("\"zero_rows\"", "zero_rows"),
    ] {
        assert_eq!(with_rule(text).expect(text).name(), name);
    }
}

#[test]
fn a_rule_that_cannot_be_decided_is_refused_with_its_line() {
    for (text, reason) in [
        ("\"unchangd\"", "unknown rule `unchangd`"),
        ("\"equals\"", "needs a value"),
        ("\"between\"", "needs two values"),
        ("\"refused\"", "needs SQLSTATEs"),
        ("{ unchanged = 1 }", "takes no value"),
        ("{ equal = 1 }", "unknown rule `equal`"),
        ("{ equals = 0.5 }", "write it as a string"),
        ("{ equals = [1] }", "expected an integer"),
        ("{ at_least = \"many\" }", "is not a number"),
        ("{ between = [9, 1] }", "wrong way round"),
        ("{ between = [1] }", "invalid length"),
        ("{ equals = 0, at_most = 1 }", "one rule for a check"),
        (
            "{ organic = { directon = \"up\" } }",
            "unknown field `directon`",
        ),
        ("{ organic = { max_delta = -1 } }", "below 0"),
        ("{ refused = [] }", "names no SQLSTATE"),
        ("{ refused = [\"57014\"] }", "not a refusal"),
        ("{ refused = [\"08006\"] }", "not a refusal"),
        ("{ refused = [\"denied\"] }", "is not a SQLSTATE"),
        ("{}", "empty"),
        ("3", "invalid type"),
    ] {
        let error = with_rule(text).expect_err(text);
        assert!(error.contains(reason), "{text}: {error}");
        assert!(error.starts_with("g.toml:8:"), "{text}: {error}");
    }
}

#[test]
fn a_file_that_cannot_be_used_is_refused_with_its_line() {
    let check = |rest: &str| format!("{HEAD}[[check]]\n{rest}");
    for (text, line, reason) in [
        (format!("{HEAD}expire = \"1h\"\n[channel]\n"), 4, "unknown field `expire`"),
        (format!("{HEAD}[unchanged]\nrow = []\n"), 5, "unknown field `row`"),
        (format!("{HEAD}[channel]\nidle = 0\n"), 5, "unknown field `idle`"),
        (format!("{HEAD}[channel]\nidle_in_transaction = -1\n"), 5, "invalid value"),
        (format!("{HEAD}expires = \"0s\"\n[channel]\n"), 4, "expires at once"),
        (format!("{HEAD}expires = \"soon\"\n[channel]\n"), 4, ""),
        (format!("{HEAD}[unchanged]\nrows = [\"governance\"]\n"), 5, "names no relation"),
        (format!("{HEAD}[unchanged]\nschema = [\"a[\"]\n"), 5, "is not a glob"),
        (format!("{HEAD}[unchanged]\nlevel = \"bytes\"\n"), 5, "unknown variant"),
        (format!("{HEAD}[unchanged]\nschema = []\nsequences = false\nroles = false\nlarge_objects = false\n"), 4, "asks for nothing"),
        (HEAD.to_owned(), 1, "can prove nothing"),
        (check("name = \"c\"\nsql = \"select 1\"\nrule = \"organic\"\n"), 1, "can prove nothing"),
        (check("name = \"c\"\nsql = \"select 1\"\nrule = \"unchanged\"\nseverity = \"advisory\"\n"), 1, "can prove nothing"),
        (check("name = \"c\"\nsql = \" \"\nrule = \"unchanged\"\n"), 5, "has no SQL"),
        (check("name = \"a|b\"\nsql = \"select 1\"\nrule = \"unchanged\"\n"), 5, "printable"),
        (check("name = \"schema\"\nsql = \"select 1\"\nrule = \"unchanged\"\n"), 5, "gatepost makes itself"),
        (check("name = \"c\"\nsql = \"select 1\"\n"), 4, "missing field `rule`"),
        (check("name = \"c\"\nsql = \"select 1\"\nrule = \"absent\"\nnull = \"value\"\n"), 7, "means nothing"),
        (
            check("name = \"c\"\nsql = \"select 1\"\nrule = \"unchanged\"\n[[check]]\nname = \"c\"\nsql = \"select 1\"\nrule = \"unchanged\"\n"),
            9,
            "two checks are named `c`",
        ),
        ("name = \"G G\"\ntitle = \"\"\nkind = \"bracket\"\n[channel]\n".to_owned(), 1, "handle"),
        ("name = \"g\"\ntitle = \"\"\nkind = \"standing\"\n[unchanged]\n".to_owned(), 4, "must be a bracket"),
        (
            "name = \"g\"\ntitle = \"\"\nkind = \"standing\"\n[[check]]\nname = \"c\"\nsql = \"select 1\"\nrule = \"unchanged\"\n".to_owned(),
            7,
            "must be a bracket",
        ),
        ("name = ".to_owned(), 1, ""),
    ] {
        let error = Definition::parse("g.toml", text.as_bytes()).expect_err(&text);
        assert!(error.reason.contains(reason), "{text}\n{error}");
        assert_eq!(error.position.line, line, "{text}\n{error}");
    }
    let error = Definition::parse("g.toml", b"name = \"g\"\n\xff").expect_err("not UTF-8");
    assert_eq!(error.to_string(), "g.toml:2:1: the file is not UTF-8");
}
