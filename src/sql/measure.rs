//! Bounds in time and stack: hostile sizes are answered quickly, on small stacks.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::policy::Catalog;

use super::{FirstReading, RawSql, read_first};

const TEN_LINES: &str = "WITH recent AS (
  SELECT o.id, o.customer_id, o.total, o.created_at
  FROM orders o WHERE o.created_at > now() - interval '30 days'
)
SELECT c.name, count(*) AS orders, sum(r.total) AS total,
       rank() OVER (ORDER BY sum(r.total) DESC) AS place
FROM recent r JOIN customers c ON c.id = r.customer_id
WHERE c.country IN ('VN', 'DE') AND c.name ILIKE '%a%'
GROUP BY c.name HAVING count(*) > 2
ORDER BY total DESC LIMIT 20";

fn read(sql: &str) -> Option<FirstReading> {
    let raw = RawSql::new(sql, 10_000_000).ok()?;
    Some(read_first(&raw, Catalog::builtin(), &BTreeSet::new()))
}

/// `template` put in place of its own `@`, `depth` times.
fn nested(template: &str, depth: usize) -> String {
    (0..depth).fold("SELECT 1".to_owned(), |inner, _| {
        template.replace('@', &inner)
    })
}

fn hostile() -> Vec<(&'static str, String)> {
    let repeated = |part: &str, count: usize| part.repeat(count);
    vec![
        (
            "parentheses",
            format!("SELECT {}1{}", repeated("(", 10_000), repeated(")", 10_000)),
        ),
        (
            "FROM parentheses",
            format!(
                "SELECT * FROM {}t{}",
                repeated("(", 150),
                repeated(")", 150)
            ),
        ),
        (
            "joins in FROM",
            nested("SELECT * FROM ((@) s JOIN t ON true)", 99),
        ),
        (
            "more joins in FROM",
            nested(
                "SELECT * FROM ((((@) s JOIN t ON true) JOIN t ON true) JOIN t ON true)",
                49,
            ),
        ),
        (
            "many FROM parentheses",
            format!(
                "SELECT * FROM t{}",
                format!(", {}t{}", "(".repeat(20), ")".repeat(20)).repeat(2_300)
            ),
        ),
        (
            "growth",
            format!(
                "SELECT {}'x'{}",
                repeated("repeat(", 190),
                repeated(", 2)", 190)
            ),
        ),
        (
            "growth in a chain",
            format!("SELECT repeat('x', 1{})", repeated("+(1)", 1_900)),
        ),
        (
            "subqueries in FROM",
            format!(
                "SELECT * FROM {}t{}",
                repeated("(SELECT * FROM ", 60),
                repeated(") s", 60)
            ),
        ),
        (
            "scalar subqueries",
            format!(
                "SELECT {}1{}",
                repeated("(SELECT ", 150),
                repeated(")", 150)
            ),
        ),
        (
            "IN subqueries",
            format!(
                "SELECT {}1{}",
                repeated("1 IN (SELECT ", 150),
                repeated(")", 150)
            ),
        ),
        (
            "nested calls",
            format!("SELECT {}1{}", repeated("abs(", 190), repeated(")", 190)),
        ),
        (
            "tuples",
            format!("SELECT {}1, 2{}", repeated("(", 150), repeated(")", 150)),
        ),
        (
            "arrays",
            format!("SELECT ARRAY{}1{}", repeated("[", 190), repeated("]", 190)),
        ),
        (
            "cases",
            format!(
                "SELECT {}1{}",
                repeated("CASE WHEN ", 190),
                repeated(" THEN 1 END", 190)
            ),
        ),
        ("sum", format!("SELECT 1{}", repeated("+1", 50_000))),
        ("short sum", format!("SELECT 1{}", repeated("+1", 3_900))),
        ("minus", format!("SELECT {}1", repeated("- ", 3_900))),
        ("not", format!("SELECT {}true", repeated("NOT ", 3_900))),
        ("casts", format!("SELECT 1{}", repeated("::int", 1_900))),
        (
            "concatenation",
            format!("SELECT 'a'{}", repeated("||'a'", 3_900)),
        ),
        (
            "unions",
            format!("SELECT 1{}", repeated(" UNION SELECT 1", 1_900)),
        ),
        (
            "joins",
            format!("SELECT 1 FROM t{}", repeated(" JOIN t ON true", 900)),
        ),
        (
            "array type",
            format!("SELECT '{{}}'::int{}", repeated("[]", 3_900)),
        ),
        (
            "IN list",
            format!("SELECT 1 FROM t WHERE a IN (1{})", repeated(",1", 50_000)),
        ),
        (
            "columns",
            format!("SELECT a{} FROM t", repeated(", abs(a) AS b", 8_000)),
        ),
        (
            "VALUES",
            format!("VALUES (1, 'a'){}", repeated(", (1, 'a')", 10_000)),
        ),
        (
            "dollar quotes",
            format!("SELECT $$a$${}", repeated(", $a$b$a$", 10_000)),
        ),
        (
            "comments",
            format!("SELECT {}1", repeated("/*/**/*/", 12_000)),
        ),
        (
            "no-break spaces",
            format!("SELECT '{}'", repeated("\u{a0}", 50_000)),
        ),
        ("dots", format!("SELECT a{}", repeated(".a", 3_900))),
        ("subscripts", format!("SELECT a{}", repeated("[1]", 3_900))),
        (
            "between",
            format!("SELECT 1{}", repeated(" BETWEEN 1 AND 1", 1_900)),
        ),
        (
            "is null",
            format!("SELECT 1{}", repeated(" IS NULL", 1_900)),
        ),
        (
            "collate",
            format!("SELECT a{}", repeated(" COLLATE \"C\"", 3_900)),
        ),
        (
            "at time zone",
            format!("SELECT a{}", repeated(" AT TIME ZONE 'x'", 1_300)),
        ),
        (
            "with",
            format!(
                "WITH a AS (SELECT 1){} SELECT 1",
                repeated(", a AS (SELECT 1)", 5_000)
            ),
        ),
        (
            "nested with",
            format!(
                "{}SELECT 1{}",
                repeated("WITH a AS (", 150),
                repeated(") SELECT 1", 150)
            ),
        ),
    ]
}

#[test]
fn hostile_sizes_are_answered_quickly_on_a_small_stack() {
    let worker = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(|| {
            for (what, sql) in hostile() {
                let start = Instant::now();
                read(&sql);
                let taken = start.elapsed();
                // Far above what it takes, far below an attack, also in a debug build under load.
                assert!(taken < Duration::from_secs(5), "{what}: {taken:?}");
            }
        })
        .expect("a thread can be started");
    assert!(worker.join().is_ok(), "the worker did not finish");
}

/// Processor time of this thread: the machine may be busy with other things.
fn cpu_time() -> Duration {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics.split(' ').next().unwrap_or_default().parse();
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

/// Figures for the record, of a Linux machine: `cargo test --release --lib sql::measure -- --ignored --nocapture`.
#[test]
#[ignore = "prints figures and judges nothing"]
#[expect(clippy::print_stderr, reason = "its purpose is to print")]
fn figures() {
    let cpu = |rounds: u32, work: &dyn Fn()| {
        let start = cpu_time();
        for _ in 0..rounds {
            work();
        }
        (cpu_time() - start) / rounds
    };
    let time = |sql: &str, rounds| {
        cpu(rounds, &|| {
            std::hint::black_box(read(sql));
        })
    };
    eprintln!(
        "first answer, catalog loaded: {:?}",
        time("SELECT upper('a')", 1)
    );
    assert!(matches!(read(TEN_LINES), Some(FirstReading::Approved(_))));
    eprintln!("SELECT 1: {:?}", time("SELECT 1", 20_000));
    eprintln!(
        "ten lines ({} bytes): {:?}",
        TEN_LINES.len(),
        time(TEN_LINES, 20_000)
    );
    let text = cpu(20_000, &|| {
        std::hint::black_box(RawSql::new(TEN_LINES, 1_000).is_ok());
    });
    eprintln!("  of which the text: {text:?}");
    let raw = RawSql::new(TEN_LINES, 1_000).expect("ten fine lines");
    let parsing = cpu(20_000, &|| {
        std::hint::black_box(super::parse::parse(&raw).is_ok());
    });
    eprintln!("  of which parsing: {parsing:?}");
    for (what, sql) in hostile() {
        eprintln!("{what} ({} bytes): {:?}", sql.len(), time(&sql, 5));
    }
}
