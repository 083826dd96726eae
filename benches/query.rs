//! What a governed read costs beside the same SQL on a bare tokio-postgres connection, in one run.
//!
//! `cargo bench --bench query` starts the demo world, interleaves the two call by call, and prints medians and their ratio.
//! Machines are noisy, so the ratio is what counts, and no timing fails anything.

use std::hint::black_box;
use std::io::Write;
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
    for (name, sql, new_each_time, rounds, bound) in cases {
        let (mut governed, mut plain) = (Vec::new(), Vec::new());
        for round in 0..2 * rounds {
            let text = if new_each_time {
                format!("{sql} -- {round}")
            } else {
                sql.to_owned()
            };
            let started = Instant::now();
            black_box(bare.query_typed(&text, &[]).await?);
            let plain_time = started.elapsed();
            let call = Call {
                sql: text,
                ..Call::default()
            };
            let started = Instant::now();
            black_box(database.query(&call).await?);
            if round >= rounds {
                governed.push(started.elapsed());
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
