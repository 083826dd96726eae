//! What a governed read costs beside the same SQL on a bare tokio-postgres connection, in one run.
//!
//! `cargo bench --bench query` starts the demo world, interleaves the two call by call, and prints medians and their ratio.
//! Machines are noisy, so the ratio is what counts, and no timing fails anything. Gatepost cleans its session after an
//! answer has left, which would slow the bare call behind it down, so a pause comes before each call of either kind. Last
//! come a process's start to its first answer, and its memory when idle. An argument runs only the calls whose names
//! contain it.

use std::hint::black_box;
use std::io::{BufRead, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gatepost::config::Config;
use gatepost::db::{Call, Databases};
use gatepost::demo::{Binaries, Cluster, DIRECTUS, READER_ROLE, seed};
use gatepost::policy::{Catalog, Policy};
use gatepost::sql::{RawSql, read_first};
use tokio_postgres::NoTls;

type Failure = Box<dyn std::error::Error>;

/// Calls of each kind that are timed, after as many that are not.
const ROUNDS: usize = 1_000;

/// One page as an agent reads it: 500 rows, six columns.
const PAGE: &str = "SELECT id, source, message, fingerprint, occurrences, created_at FROM public.system_issues ORDER BY id LIMIT 500";

const POINT: &str = "SELECT id, status, message FROM public.system_issues WHERE id = 4711";

/// Before each call, of either kind: longer than a session takes to be cleaned.
const PAUSE: Duration = Duration::from_millis(1);

/// Processes started.
const STARTS: usize = 20;

/// All that a client says up to its first call.
const FIRST_CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"query_pg","arguments":{"database":"directus","sql":"SELECT 1"}}}
"#;

const TEN_LINES: &str = "WITH recent AS (
  SELECT o.id, o.customer_id, o.total, date_trunc('month', o.placed_at) AS month
  FROM public.orders o
  WHERE o.placed_at >= now() - interval '90 days' AND o.status <> 'cancelled'
)
SELECT c.name, r.month, count(*) AS orders, sum(r.total) AS total,
       rank() OVER (PARTITION BY r.month ORDER BY sum(r.total) DESC) AS place
FROM recent r JOIN public.customers c ON c.id = r.customer_id
GROUP BY c.name, r.month HAVING count(*) > 1
ORDER BY r.month, place LIMIT 50";

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut out = std::io::stdout();
    validator(&mut out)?;
    let cluster = Cluster::start(&Binaries::find()?, &[])?;
    seed(&cluster)?;
    let url = cluster.url(READER_ROLE, DIRECTUS);
    let (bare, connection) = tokio_postgres::connect(&url, NoTls).await?;
    tokio::spawn(connection);
    let databases = Databases::new(&Config::from_url(&url)?)?;
    let database = databases.get(DIRECTUS)?;
    writeln!(
        out,
        "{:<44} {:>10} {:>10} {:>7}  bound",
        "call, median of interleaved pairs", "gatepost", "bare", "ratio"
    )?;
    let cases: [(&str, &str, bool, usize, f64); 5] = [
        ("SELECT 1, repeated", "SELECT 1", false, ROUNDS, 1.5),
        ("indexed point read, repeated", POINT, false, ROUNDS, 1.5),
        (
            "SELECT 1, new text each time",
            "SELECT 1",
            true,
            ROUNDS,
            2.6,
        ),
        (
            "indexed point read, new text each time",
            POINT,
            true,
            ROUNDS,
            2.6,
        ),
        (
            "page of 500 rows by 6 columns, repeated",
            PAGE,
            false,
            ROUNDS / 5,
            1.3,
        ),
    ];
    let wanted = std::env::args()
        .nth(1)
        .filter(|wanted| !wanted.starts_with('-'));
    let is_wanted = |name: &str| wanted.as_ref().is_none_or(|wanted| name.contains(wanted));
    for (name, sql, new_each_time, rounds, bound) in cases {
        if !is_wanted(name) {
            continue;
        }
        let (mut governed, mut plain) = (Vec::new(), Vec::new());
        for round in 0..2 * rounds {
            let text = if new_each_time {
                format!("{sql} -- {round}")
            } else {
                sql.to_owned()
            };
            let call = Call {
                sql: text.clone(),
                ..Call::default()
            };
            tokio::time::sleep(PAUSE).await;
            let started = Instant::now();
            black_box(bare.query_typed(&text, &[]).await?);
            let plain_time = started.elapsed();
            tokio::time::sleep(PAUSE).await;
            let started = Instant::now();
            black_box(database.query(&call).await?);
            let governed_time = started.elapsed();
            if round >= rounds {
                governed.push(governed_time);
                plain.push(plain_time);
            }
        }
        let (governed, plain) = (median(&mut governed), median(&mut plain));
        let ratio = governed.as_secs_f64() / plain.as_secs_f64();
        writeln!(
            out,
            "{name:<44} {governed:>10.1?} {plain:>10.1?} {ratio:>7.2}  {bound}"
        )?;
    }
    process(&mut out, &url)
}

/// A served process: from its start to the answer of its first call, and its memory when idle after that.
fn process(out: &mut impl Write, url: &str) -> Result<(), Failure> {
    let directory = tempfile::tempdir()?;
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let started = Instant::now();
        let mut server = Command::new(env!("CARGO_BIN_EXE_gatepost"))
            .args(["serve", "--url", url])
            .current_dir(directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut input = server.stdin.take().ok_or("no standard input")?;
        let output = server.stdout.take().ok_or("no standard output")?;
        input.write_all(FIRST_CALL.as_bytes())?;
        let answer = std::io::BufReader::new(output)
            .lines()
            .find(|line| line.as_ref().is_ok_and(|line| line.contains("\"id\":2")));
        times.push(started.elapsed());
        let answer = answer.ok_or("no answer")??;
        if !answer.contains("\"rows\":[[1]]") {
            return Err(format!("not the answer: {answer}").into());
        }
        std::thread::sleep(Duration::from_millis(100));
        let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()))?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = resident.and_then(|line| line.trim().strip_suffix(" kB"));
        memory.push(kilobytes.ok_or("no VmRSS")?.parse::<u32>()?);
        drop(input);
        server.wait()?;
    }
    memory.sort_unstable();
    writeln!(
        out,
        "{:<44} {:>10}        bound",
        "process, median", "gatepost"
    )?;
    let time = median(&mut times);
    writeln!(
        out,
        "{:<44} {time:>10.1?}        50ms",
        "start to first answer, MCP over stdio"
    )?;
    let megabytes = f64::from(memory[memory.len() / 2]) / 1024.0;
    writeln!(
        out,
        "{:<44} {megabytes:>8.1}MB        20MB",
        "resident memory when idle"
    )?;
    Ok(())
}

/// The first reading alone: a ten-line query, and texts up to the limit.
fn validator(out: &mut impl Write) -> Result<(), Failure> {
    writeln!(out, "{:<44} {:>10}", "first reading, median", "time")?;
    let policy = Policy::default();
    let filler = |bytes: usize| {
        let terms = vec!["lower(note)"; bytes / 13].join(", ");
        format!("SELECT id FROM public.orders WHERE 'x' IN ({terms})")
    };
    let texts = [
        ("ten lines", TEN_LINES.to_owned()),
        ("12 KiB", filler(12 << 10)),
        ("25 KiB", filler(25 << 10)),
        ("50 KiB", filler(50 << 10)),
        ("100 KiB", filler(100 << 10)),
    ];
    for (name, text) in texts {
        let mut times = Vec::new();
        for _ in 0..ROUNDS / 10 {
            let started = Instant::now();
            let sql = RawSql::new(&text, 200 << 10)?;
            black_box(read_first(
                &sql,
                Catalog::builtin(),
                policy.allow_functions(),
            ));
            times.push(started.elapsed());
        }
        writeln!(out, "{name:<44} {:>10.1?}", median(&mut times))?;
    }
    Ok(())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
