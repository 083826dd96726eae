//! A rehearsal that is killed, or whose server process is ended, wherever it is: the next one finds what is left.

use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt};
use gatepost::demo::SUPERUSER;
use serde_json::Value;
use tokio_postgres::Client;

use super::stage::{BASE, ENTRY, Stage, files};
use crate::clone::world::{WRITER, cluster};
use crate::process::{Configuration, gatepost, text};
use crate::scratch::superuser;

/// Advisory locks that the change set takes where it can be held: in the commit files' bodies (1, 2), in the commit itself
/// by a deferred trigger (3), in the scanner (4), in the negatives (5), in the rollback file (6), and in the guards of the
/// second commit file (7) and the rollback file (8).
const LOCKS: i64 = 8;

/// How often a run to its end waits for them: in the trial, which asks each guard twice, for 1, 7, 2, 7, 3, 8, 6 and 8; when
/// it applies for 1, 7, 2, 7 and 3; in the scanner twice; in the negatives; when it takes back for 8, 6 and 8; and when it
/// does both again.
const WAITS: usize = 8 + 5 + 2 + 1 + 3 + 5 + 3;

/// Set, a run is ended at every wait; otherwise at one in four.
const LONG_FORM: &str = "GATEPOST_LONG_CAMPAIGNS";

/// Runs at once.
const AT_ONCE: usize = 3;

/// How a run ends before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// SIGKILL to gatepost.
    Killed,
    /// Its server process is ended.
    Terminated,
}

/// The change set that waits, in a folder.
struct Held {
    stage: Stage,
    configuration: Configuration,
}

impl Held {
    async fn new() -> Self {
        let stage = Stage::new(ENTRY).await;
        let folder = stage.folder.path().join("change");
        std::fs::create_dir(&folder).expect("a folder");
        for (path, bytes) in files(BASE) {
            let text = String::from_utf8(bytes).expect("UTF-8");
            std::fs::write(folder.join(&path), held(&path, &text)).expect("writes");
        }
        // On a busy machine it may be long until this test looks again.
        let configuration = Configuration::new(&stage.clone.toml("lock_timeout = \"60s\"\n"));
        Self {
            stage,
            configuration,
        }
    }

    fn start(&self) -> Child {
        gatepost()
            .args(["rehearse", "--format", "json", "--config"])
            .arg(self.configuration.path())
            .arg(self.stage.folder.path().join("change"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts")
    }

    /// Runs to the end; the report.
    fn run(&self) -> Value {
        let output = self.start().wait_with_output().expect("it ends");
        let shown = text(&output.stdout);
        serde_json::from_str(&shown).unwrap_or_else(|_| panic!("no report: {output:?}"))
    }
}

/// The file with places where it waits.
fn held(path: &str, text: &str) -> String {
    let wait = |lock: i64| {
        let waiting =
            format!("SET LOCAL lock_timeout = '60s';\nSELECT pg_advisory_xact_lock({lock});");
        text.replace("SET LOCAL lock_timeout = '2s';", &waiting)
    };
    let asks = |lock: i64, text: String| {
        let guard = "DO $guard$\nBEGIN\n";
        text.replace(
            guard,
            &format!("{guard}  PERFORM pg_advisory_xact_lock({lock});\n"),
        )
    };
    match path {
        "manifest.toml" => format!("lock_timeout = \"60s\"\n{text}"),
        "01_objects.sql" => wait(1)
            .replace("  UPDATE public.fresh", "  PERFORM pg_advisory_xact_lock(4);\n  UPDATE public.fresh")
            .replace(
                "DO $guard$",
                "CREATE FUNCTION public.fresh_late() RETURNS trigger LANGUAGE plpgsql AS $late$\n\
                 -- TEST_2026-06-03\nBEGIN\n  PERFORM pg_advisory_xact_lock(3);\n  RETURN NULL;\nEND\n$late$;\n\
                 CREATE CONSTRAINT TRIGGER fresh_late AFTER INSERT ON public.fresh DEFERRABLE INITIALLY DEFERRED\n\
                 FOR EACH ROW EXECUTE FUNCTION public.fresh_late();\nDO $guard$",
            ),
        "02_rows.sql" => asks(7, wait(2)),
        "90_negatives.sql" => wait(5),
        "Z_rollback.sql" => asks(8, wait(6)).replace(
            "DROP TABLE public.fresh;",
            "DROP TABLE public.fresh;\nDROP FUNCTION public.fresh_late();",
        ),
        _ => text.to_owned(),
    }
}

/// A run waits for a lock.
struct Wait {
    lock: i64,
    /// The run's server process.
    process: i32,
    /// Since when, which tells one wait from another.
    started: String,
}

/// Who holds the locks.
struct Holders {
    /// One connection for each lock.
    holders: Vec<Arc<Client>>,
    /// One that holds none.
    spare: Arc<Client>,
    watcher: Client,
}

impl Holders {
    async fn new(database: &str) -> Self {
        let mut holders = Vec::new();
        for lock in 1..=LOCKS {
            let holder = superuser(cluster(), database).await;
            holder
                .execute("SELECT pg_advisory_lock($1)", &[&lock])
                .await
                .expect("the lock is free");
            holders.push(Arc::new(holder));
        }
        Self {
            holders,
            spare: Arc::new(superuser(cluster(), database).await),
            watcher: superuser(cluster(), database).await,
        }
    }

    /// The next wait of the run after the last one seen; `None` when it has ended.
    async fn awaited(&self, run: &mut Child, last: &str) -> Option<Wait> {
        let sql = "SELECT l.objid::int8, l.pid, l.waitstart::text FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
                   WHERE l.locktype = 'advisory' AND NOT l.granted AND l.waitstart::text <> $2 \
                   AND a.usename = $1 AND a.datname = current_database()";
        loop {
            let row = self.watcher.query_opt(sql, &[&WRITER, &last]).await;
            if let Some(row) = row.expect("asks") {
                return Some(Wait {
                    lock: row.get(0),
                    process: row.get(1),
                    started: row.get(2),
                });
            }
            if run.try_wait().expect("a child of ours").is_some() {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lets the run have the lock, behind which another connection waits already: when the run's transaction has ended,
    /// and before it could ask twice, that one has it.
    async fn pass(&mut self, lock: i64) {
        let next = Arc::clone(&self.spare);
        tokio::spawn(async move { next.execute("SELECT pg_advisory_lock($1)", &[&lock]).await });
        let sql = "SELECT count(*) = 2 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid::int8 = $1 \
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        loop {
            let row = self.watcher.query_one(sql, &[&lock]).await.expect("asks");
            if row.get(0) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let index = usize::try_from(lock - 1).expect("a lock of ours");
        std::mem::swap(&mut self.spare, &mut self.holders[index]);
        self.spare
            .execute("SELECT pg_advisory_unlock($1)", &[&lock])
            .await
            .expect("it had the lock");
    }

    /// Lets go of everything, whatever is waited for.
    async fn end(self) {
        let sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                   WHERE datname = current_database() AND usename = $1 AND pid <> pg_backend_pid()";
        let ended = self.watcher.query(sql, &[&SUPERUSER]);
        ended.await.expect("the sessions of the holders end");
    }
}

/// Ends a run at its `n`th wait, from 1; what is wrong after the next run.
async fn ended_at(n: usize, end: End) -> Option<String> {
    let held = Held::new().await;
    let entry = held.stage.state();
    let mut holders = Holders::new(&held.stage.clone.name).await;
    let mut run = held.start();
    let mut waits = 0;
    let mut report = None;
    let mut last = String::new();
    while let Some(wait) = holders.awaited(&mut run, &last).await {
        waits += 1;
        if waits < n {
            holders.pass(wait.lock).await;
            last = wait.started;
            continue;
        }
        match end {
            End::Killed => run.kill().expect("a child of ours"),
            End::Terminated => {
                holders
                    .watcher
                    .execute("SELECT pg_terminate_backend($1, 5000)", &[&wait.process])
                    .await
                    .expect("the server process ends");
            }
        }
        break;
    }
    holders.end().await;
    let output = run.wait_with_output().expect("it ends");
    if end == End::Terminated {
        report = serde_json::from_slice::<Value>(&output.stdout).ok();
    }
    let wrong = |what: &str, seen: &(dyn std::fmt::Debug + Sync)| {
        Some(format!("{end:?} at wait {n} of {waits}: {what}: {seen:?}"))
    };
    if waits != n {
        return wrong("the run ended before", &output);
    }
    if let Some(report) = report {
        let remains = report.get("remains").is_some();
        if report["verdict"] == "SAFE" {
            return wrong("a false SAFE", &report);
        }
        if !remains && held.stage.state() != entry {
            return wrong("something is left and not named", &report);
        }
    }
    let next = held.run();
    if next["verdict"] != "SAFE" {
        return wrong("the next run does not recover", &next);
    }
    (held.stage.state() != entry)
        .then(|| wrong("the clone is not as it was", &next))
        .flatten()
}

async fn ended_at_each(end: End, first: usize) {
    let every = if std::env::var_os(LONG_FORM).is_some() {
        1
    } else {
        4
    };
    let first = if every == 1 { 1 } else { first };
    let ended = (first..=WAITS)
        .step_by(every)
        .map(|n| tokio::spawn(ended_at(n, end)));
    let ended = stream::iter(ended).buffer_unordered(AT_ONCE);
    let wrong: Vec<String> = ended
        .filter_map(|ended| async { ended.expect("a run ends") })
        .collect()
        .await;
    assert_eq!(wrong.join("\n\n"), "");
}

/// As often as is said, and no oftener: otherwise there were steps at which no run is ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_run_to_its_end_waits_as_often_as_is_said() {
    let seen = ended_at(WAITS + 1, End::Killed).await;
    let seen = seen.expect("it ends before it waits once more");
    let expected = format!("of {WAITS}: the run ended before");
    assert!(seen.contains(&expected), "{seen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn killed_at_each_step_it_is_recovered_by_the_next_run() {
    ended_at_each(End::Killed, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn with_its_server_process_ended_at_each_step_it_is_recovered_by_the_next_run() {
    ended_at_each(End::Terminated, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn killed_at_any_moment_it_is_recovered_by_the_next_run() {
    let held = Held::new().await;
    let entry = held.stage.state();
    for step in 1..=12 {
        let mut run = held.start();
        tokio::time::sleep(Duration::from_millis(150 * step)).await;
        run.kill().expect("a child of ours");
        run.wait().expect("it ends");
    }
    let report = held.run();
    assert_eq!(report["verdict"], "SAFE", "{report}");
    assert_eq!(held.stage.state(), entry);
}
