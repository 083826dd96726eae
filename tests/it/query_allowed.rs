//! Ordinary reads are served: none of the legitimate corpus is refused.

use gatepost::demo::{DIRECTUS, READER_ROLE};

use crate::corpus::cases;
use crate::support::{Copy, Served, shared_name};

#[tokio::test]
async fn no_ordinary_read_is_refused() {
    let mut refused = Vec::new();
    let copy = Copy::with_traps();
    let served = copy.served();
    for case in cases("legitimate") {
        let elsewhere = (case.database != DIRECTUS)
            .then(|| Served::new(READER_ROLE, &shared_name(&case.database), |_| {}));
        // A name may be qualified with its database, and the copy has another one.
        let sql = case
            .sql
            .replace("directus.public.", &format!("{}.public.", copy.name));
        if let Err(error) = elsewhere.as_ref().unwrap_or(&served).query(&sql).await
            && !case.accepts(error.code)
        {
            refused.push(format!(
                "{}/{}: {error}\n    {}",
                case.file, case.name, case.sql
            ));
        }
    }
    assert!(
        refused.is_empty(),
        "{} refused:\n{}",
        refused.len(),
        refused.join("\n")
    );
}

/// A function that works once in a transaction: the second call finds its cursor open.
const ONCE: &str = "
    CREATE FUNCTION public.once() RETURNS text LANGUAGE plpgsql STABLE AS $$
      DECLARE one CURSOR FOR SELECT 'seen'::text; seen text;
      BEGIN OPEN one; FETCH one INTO seen; RETURN seen; END$$;
    CREATE VIEW public.seen_once AS SELECT public.once() AS seen;
    GRANT SELECT ON public.seen_once TO PUBLIC;";

#[tokio::test]
async fn a_cell_is_computed_once() {
    let copy = Copy::new();
    copy.superuser(ONCE);
    let served = copy.served();
    for sql in [
        "SELECT public.once()",
        "SELECT public.once()::varchar(10)",
        "SELECT public.once()::char(4)",
        "SELECT seen AS a FROM public.seen_once",
        "SELECT a.seen FROM (SELECT seen FROM public.seen_once) AS a -- of a view",
        "WITH a AS (SELECT public.once() AS b) SELECT b FROM a",
        "VALUES (public.once())",
    ] {
        // The second time it was approved before, the third time it is prepared.
        for _ in 0..3 {
            let answer = served.query(sql).await.expect(sql);
            assert_eq!(answer.rows.rows, ["[\"seen\"]"], "{sql}");
        }
    }
    let twice = "SELECT public.once(), public.once()";
    let refused = served.query(twice).await.expect_err("called twice");
    assert_eq!(refused.sqlstate.as_deref(), Some("42P03"));
}
