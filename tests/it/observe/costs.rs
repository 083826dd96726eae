//! What observing costs beside the plainest way to read the same.

use std::pin::pin;
use std::time::{Duration, Instant};

use futures::StreamExt;
use gatepost::demo::READER_ROLE;

use super::world::{World, gate};

/// The best of a few, as the machine has other work.
async fn best(times: usize, mut run: impl AsyncFnMut()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..times {
        let started = Instant::now();
        run().await;
        best = best.min(started.elapsed());
    }
    best
}

#[tokio::test]
#[ignore = "measures; run with --release on a quiet machine"]
async fn a_million_rows() {
    let world = World::audited();
    world.copy.superuser(
        "CREATE TABLE public.million (id bigint PRIMARY KEY, a text, b numeric, c timestamptz);
         INSERT INTO public.million SELECT n, repeat('x', 120), n * 1.5, now() FROM generate_series(1, 1000000) n;
         GRANT SELECT ON public.million TO query_pg_ro; VACUUM ANALYZE public.million;",
    );
    let client = world.copy.connect(READER_ROLE).await;
    let count = best(5, async || {
        client
            .query_one("SELECT count(*) FROM public.million", &[])
            .await
            .expect("counts");
    })
    .await;
    let copy = best(3, async || {
        let sql = "COPY (SELECT * FROM public.million ORDER BY id) TO STDOUT";
        let mut rows = pin!(client.copy_out(sql).await.expect("copies"));
        while let Some(row) = rows.next().await {
            row.expect("a row");
        }
    })
    .await;
    let at = |level: &str| {
        gate(&format!(
            "[unchanged]\nschema = []\nrows = [\"public.million\"]\nlevel = \"{level}\"\nsequences = false\nroles = false\nlarge_objects = false\n"
        ))
    };
    let (versions, content) = (at("row_versions"), at("content"));
    world.entry(&versions).await;
    let versions = best(5, async || drop(world.entry(&versions).await)).await;
    let content = best(3, async || drop(world.entry(&content).await)).await;
    let ratio =
        |measured: Duration, beside: Duration| measured.as_secs_f64() / beside.as_secs_f64();
    let said =
        format!("count {count:?}, versions {versions:?}; copy {copy:?}, content {content:?}");
    tracing::info!("{said}");
    assert!(
        ratio(versions, count) <= 5.0 && ratio(content, copy) <= 1.3,
        "{said}"
    );
}
