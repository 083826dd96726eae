//! The cluster and the world in it, on a real server.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{
    APPLICATION_ROLE, Binaries, CLONE_DATABASE, CLONE_ROLE, Cluster, DIRECTUS, Error, FIGURES,
    MAINTENANCE_DATABASE, PRODUCTION_DATABASES, READER_ROLE, SUPERUSER, WORKFLOW, seed,
};

/// Generous: a loaded machine is slow, a server that never ends is a failure.
const PATIENCE: Duration = Duration::from_secs(20);

fn started(settings: &[(&str, &str)]) -> Cluster {
    let binaries = Binaries::find().expect("PostgreSQL's binaries are installed");
    Cluster::start(&binaries, settings).expect("a cluster starts")
}

fn refusal(outcome: Result<String, Error>) -> String {
    outcome.expect_err("PostgreSQL refuses this").to_string()
}

fn becomes_true(condition: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if condition() {
            return true;
        }
        sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn world_has_its_figures_and_its_roles_hold() {
    let cluster = started(&[]);
    seed(&cluster).expect("the world is seeded");
    figures_are_as_reported(&cluster);
    reader_reads_everything_and_writes_nothing(&cluster);
    clone_and_production_cannot_reach_each_other(&cluster);
    clone_scanner_is_idempotent(&cluster);
    attack_targets_do_harm(&cluster);
    copies_keep_owner_and_privileges(&cluster);
    let directory = cluster.socket_directory().to_owned();
    cluster.stop();
    assert!(!directory.exists(), "stopping removes the directory");
}

fn figures_are_as_reported(cluster: &Cluster) {
    for figure in FIGURES {
        let answer = cluster
            .psql(SUPERUSER, figure.database, figure.sql)
            .expect(figure.name);
        assert_eq!(
            answer,
            figure.value.to_string(),
            "{} in {}",
            figure.name,
            figure.database
        );
    }
}

fn reader_reads_everything_and_writes_nothing(cluster: &Cluster) {
    let privileges = "
        SELECT count(*) FILTER (WHERE NOT has_table_privilege(c.oid, 'SELECT')),
               count(*) FILTER (WHERE c.relkind <> 'S'
                   AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')),
               count(*) FILTER (WHERE c.relkind = 'S' AND has_sequence_privilege(c.oid, 'USAGE, UPDATE')),
               bool_or(has_schema_privilege(n.oid, 'CREATE')),
               has_database_privilege(current_database(), 'CREATE, TEMP')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')";
    for database in PRODUCTION_DATABASES {
        let answer = cluster
            .psql(READER_ROLE, database, privileges)
            .expect("the reader may ask");
        assert_eq!(answer, "0|0|0|f|f", "in {database}");
        let made_later = "CREATE TABLE public.later (id serial); SET ROLE directus_app; \
                          CREATE SCHEMA later; CREATE TABLE later.later (id integer);";
        cluster
            .psql(SUPERUSER, database, made_later)
            .expect("tables are made");
        let read = "SELECT count(*) FROM public.later, later.later, public.later_id_seq";
        assert_eq!(
            cluster.psql(READER_ROLE, database, read).expect("readable"),
            "0"
        );
        cluster
            .psql(
                SUPERUSER,
                database,
                "DROP TABLE public.later; DROP SCHEMA later CASCADE",
            )
            .expect("tables are dropped");
    }
    let notes = "SELECT count(*) FROM governance.restricted_note";
    for (role, expected) in [(READER_ROLE, "3"), (APPLICATION_ROLE, "9")] {
        let answer = cluster.psql(role, DIRECTUS, notes).expect("readable");
        assert_eq!(answer, expected, "row-level security for {role}");
    }
    for write in [
        "UPDATE public.apr_approvals SET decision = 'approved'",
        "CREATE TABLE public.mine (id integer)",
        "CREATE TEMP TABLE mine (id integer)",
        "SELECT nextval('governance.case_number')",
        "SELECT governance.touch_issue(1)",
        "SELECT lo_create(0)",
    ] {
        let error = refusal(cluster.psql(READER_ROLE, DIRECTUS, write));
        assert!(error.contains("permission denied"), "{write}: {error}");
    }
}

fn clone_and_production_cannot_reach_each_other(cluster: &Cluster) {
    for (role, database) in [
        (READER_ROLE, CLONE_DATABASE),
        (READER_ROLE, MAINTENANCE_DATABASE),
        (CLONE_ROLE, DIRECTUS),
        (CLONE_ROLE, WORKFLOW),
        (APPLICATION_ROLE, CLONE_DATABASE),
    ] {
        let error = refusal(cluster.psql(role, database, "SELECT 1"));
        assert!(
            error.contains("permission denied for database"),
            "{role} on {database}: {error}"
        );
    }
}

fn clone_scanner_is_idempotent(cluster: &Cluster) {
    let scan = "SELECT added > 0, removed FROM fn_governance_scan()";
    for expected in ["t|0", "f|0"] {
        let answer = cluster.psql(CLONE_ROLE, CLONE_DATABASE, scan);
        assert_eq!(answer.expect("the scanner runs"), expected);
    }
}

/// A target that can do no harm would make every test of a refusal worthless.
fn attack_targets_do_harm(cluster: &Cluster) {
    let trace = "coalesce((SELECT max(id) FROM governance.access_log), 0) \
                 + (SELECT sum(occurrences) FROM public.system_issues WHERE id < 4) \
                 + (SELECT count(*) FROM public.apr_approvals WHERE decision = 'approved')";
    for attack in [
        "SELECT governance.log_access('x')",
        "SELECT governance.touch_issue(1)",
        "SELECT count(*) FROM governance.touch_issues(1, 3)",
        "SELECT governance.approve_all()",
        "SELECT governance.misdeclared('x')",
        "SELECT a.touched FROM public.apr_approvals a",
        "SELECT * FROM governance.issue_touched_report",
        "SELECT * FROM governance.watched_note",
        "SELECT 'x'::governance.logged_text",
        "SELECT 1 <!> 2",
        "SELECT ROW(1)::governance.issue_reference::text",
        "SELECT to_json(level) FROM governance.alarm",
        "SELECT to_json(past) FROM governance.alarm",
        "SELECT governance.logged_sum(id) FROM public.apr_approvals",
        "SELECT governance.logged_sum(id) OVER (ORDER BY id) FROM public.apr_approvals",
    ] {
        let script = format!(
            "BEGIN; SELECT {trace} AS before \\gset\n\\o /dev/null\n{attack};\n\\o\nSELECT {trace} > :before; ROLLBACK;"
        );
        let answer = cluster.psql(APPLICATION_ROLE, DIRECTUS, &script);
        assert_eq!(answer.expect(attack), "t", "{attack} leaves a trace");
    }
    let error = refusal(cluster.psql(SUPERUSER, DIRECTUS, "TABLE public.remote_entries"));
    assert!(error.contains("has no handler"), "{error}");
}

fn copies_keep_owner_and_privileges(cluster: &Cluster) {
    let copy = "it's a \"copy\" \\1";
    cluster
        .create_database_from_template(copy, DIRECTUS)
        .expect("a copy is made");
    let describe = |name: &str| {
        let script = format!(
            "SELECT pg_get_userbyid(datdba), (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) AS a) \
             FROM pg_database WHERE datname = $name${name}$name$"
        );
        cluster
            .psql(SUPERUSER, MAINTENANCE_DATABASE, &script)
            .expect("the databases can be compared")
    };
    assert_eq!(describe(copy), describe(DIRECTUS));
    assert!(describe(copy).contains("query_pg_ro=c/directus_app"));
    assert_eq!(
        cluster
            .psql(READER_ROLE, copy, "SELECT count(*) FROM system_issues")
            .expect("the reader may read a copy"),
        "203537"
    );
    cluster.drop_database(copy).expect("the copy is dropped");
    refusal(
        cluster
            .create_database_from_template("another", "missing")
            .map(|()| String::new()),
    );
}

#[test]
fn a_server_that_cannot_start_shows_its_log() {
    let binaries = Binaries::find().expect("PostgreSQL's binaries are installed");
    let error = Cluster::start(&binaries, &[("no_such_setting", "1")])
        .expect_err("the server refuses the setting")
        .to_string();
    assert!(error.contains("no_such_setting"), "{error}");
}

#[test]
fn a_halted_server_is_down_and_comes_back_on_its_port() {
    let mut cluster = started(&[("max_connections", "17")]);
    let port = cluster.port();
    let ask =
        |cluster: &Cluster| cluster.psql(SUPERUSER, MAINTENANCE_DATABASE, "SHOW max_connections");
    assert_eq!(ask(&cluster).expect("it is up"), "17");
    cluster.halt();
    refusal(ask(&cluster));
    let squatter = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    let error = cluster.resume().expect_err("the port is taken").to_string();
    assert!(error.contains("could not bind"), "{error}");
    drop(squatter);
    cluster.resume().expect("it starts again");
    assert_eq!(ask(&cluster).expect("it is up again"), "17");
    assert_eq!(cluster.port(), port);
    assert!(
        cluster
            .url("someone", "somewhere")
            .ends_with(&format!("someone@127.0.0.1:{port}/somewhere"))
    );
}

#[test]
fn a_kept_cluster_lives_until_its_stop_command() {
    let cluster = started(&[]);
    let socket = cluster
        .socket_directory()
        .join(format!(".s.PGSQL.{}", cluster.port()));
    let kept = cluster.keep();
    assert!(accepts_connections(&socket), "the server goes on");
    let status = Command::new("sh")
        .args(["-c", &kept.stop_command])
        .status()
        .expect("sh runs");
    assert!(status.success(), "{}", kept.stop_command);
    assert!(!accepts_connections(&socket), "the server has stopped");
    assert!(!kept.directory.exists(), "nothing is left");
}

/// This test runs itself in a process of its own, which starts a cluster and is killed.
#[test]
fn a_killed_process_leaves_nothing_behind() {
    const ROLE: &str = "GATEPOST_TEST_TO_BE_KILLED";
    if let Some(report) = std::env::var_os(ROLE) {
        let cluster = started(&[]);
        let text = cluster.socket_directory().to_str().expect("UTF-8");
        let partial = Path::new(&report).with_extension("partial");
        std::fs::write(&partial, text).expect("the report is written");
        std::fs::rename(&partial, &report).expect("the report appears whole");
        sleep(PATIENCE);
        unreachable!("the parent kills this process");
    }
    let scratch = tempfile::tempdir().expect("a temporary directory");
    let report = scratch.path().join("socket-directory");
    let mut process = Command::new(std::env::current_exe().expect("the test binary"))
        .args([
            "--exact",
            "demo::tests::a_killed_process_leaves_nothing_behind",
        ])
        .env(ROLE, &report)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the test binary runs");
    assert!(becomes_true(|| report.exists()), "the cluster starts");
    process.kill().expect("the process is killed");
    process.wait().expect("the process is gone");
    let text = std::fs::read_to_string(&report).expect("the report is readable");
    let socket_directory = Path::new(&text);
    let directory = socket_directory.parent().expect("it has a parent");
    assert!(
        becomes_true(|| !directory.exists()),
        "{} is removed",
        directory.display()
    );
}

fn accepts_connections(socket: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(socket).is_ok()
}
