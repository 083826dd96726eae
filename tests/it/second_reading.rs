//! The second reading alone, over PostgreSQL's own trees.

use std::sync::Arc;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use gatepost::demo::SUPERUSER;
use gatepost::policy::TreeFacts;
use gatepost::sql::{growth, tree};
use tokio_postgres::{AsyncMessage, Client, NoTls};

use crate::support::{Copy, Served, cluster};

const ITEM: &str = "CREATE TABLE item (id int PRIMARY KEY, parent int, name text, n int, price numeric, j jsonb, \
                    at timestamptz, took interval); \
                    CREATE TYPE status AS ENUM ('new', 'paid', 'sent'); \
                    CREATE AGGREGATE array_accum(anycompatible) (SFUNC = array_append, STYPE = anycompatiblearray, INITCOND = '{}'); \
                    CREATE FUNCTION numbers(n int) RETURNS SETOF int LANGUAGE sql AS 'SELECT generate_series(1, n)'; \
                    CREATE FUNCTION padded(t text, n int) RETURNS text LANGUAGE sql AS 'SELECT repeat(t, n)'; \
                    CREATE FUNCTION put_into(t text, sought text, u text) RETURNS text LANGUAGE sql AS 'SELECT replace(t, sought, u)'; \
                    CREATE FUNCTION listed(n int) RETURNS int[] LANGUAGE sql AS 'SELECT array_agg(g) FROM generate_series(1, n) g'";

/// A connection past gatepost that asks for trees.
struct Reader {
    client: Client,
    trees: UnboundedReceiver<String>,
}

impl Reader {
    async fn new(copy: &Copy) -> Self {
        let url = cluster().url(SUPERUSER, &copy.name);
        let (client, mut connection) = tokio_postgres::connect(&url, NoTls)
            .await
            .expect("connects");
        let (sender, trees) = unbounded();
        tokio::spawn(async move {
            let mut messages =
                futures::stream::poll_fn(move |context| connection.poll_message(context));
            while let Some(Ok(message)) = messages.next().await {
                if let AsyncMessage::Notice(notice) = message
                    && let Some(detail) = notice
                        .detail()
                        .filter(|detail| detail.starts_with("({QUERY"))
                {
                    let _ = sender.unbounded_send(detail.to_owned());
                }
            }
        });
        client
            .batch_execute(
                "SET client_min_messages = log; SET debug_pretty_print = off; SET jit = off",
            )
            .await
            .expect("the settings are known");
        Self { client, trees }
    }

    async fn read(&mut self, sql: &str) -> TreeFacts {
        // A type that is not known yet is looked up with a query of its own, whose tree is not asked for.
        self.client
            .batch_execute("SET debug_print_rewritten = on")
            .await
            .expect("sets");
        while self.trees.try_recv().is_ok() {}
        self.client
            .prepare(sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        let tree = self.trees.next().await.expect("a tree");
        tree::scan(&tree).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }
}

fn statements(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with("--"))
}

#[tokio::test(flavor = "multi_thread")]
async fn growth_is_found_and_ordinary_reads_are_bounded() {
    let copy = Arc::new(Copy::new());
    copy.superuser(ITEM);
    let mut reader = Reader::new(&copy).await;
    let mut wrong = Vec::new();
    for sql in statements(include_str!("growth_unbounded.sql")) {
        if reader.read(sql).await.growth.is_none() {
            wrong.push(format!("not found: {sql}"));
        }
    }
    for sql in statements(include_str!("growth_bounded.sql")) {
        if let Some(growth) = reader.read(sql).await.growth {
            wrong.push(format!("{growth:?}: {sql}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} came out wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_functions_that_grow_have_the_oids_of_the_data() {
    let copy = Copy::new();
    let client = copy.connect(SUPERUSER).await;
    let sql = "SELECT p.oid, p.proname || '(' || coalesce(string_agg(format_type(a.oid, NULL), ', ' ORDER BY a.n), '') || ')' \
               FROM pg_proc p LEFT JOIN LATERAL unnest(p.proargtypes::oid[]) WITH ORDINALITY a(oid, n) ON true \
               WHERE p.oid < 16384 GROUP BY p.oid";
    let rows = client.query(sql, &[]).await.expect("asks");
    let server: std::collections::HashMap<u32, String> =
        rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    for (oid, signature) in growth::growing_functions() {
        assert_eq!(
            server.get(&oid).map(String::as_str),
            Some(signature),
            "{oid}"
        );
    }
}

/// Every view of the catalog is understood, which is most of what the data on nodes and fields is for.
#[tokio::test(flavor = "multi_thread")]
async fn the_trees_of_all_system_views_are_understood() {
    let copy = Copy::new();
    let mut reader = Reader::new(&copy).await;
    let sql = "SELECT format('SELECT * FROM %I.%I', n.nspname, c.relname) \
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE c.relkind IN ('r', 'v') AND n.nspname IN ('pg_catalog', 'information_schema')";
    let rows = reader.client.query(sql, &[]).await.expect("asks");
    assert!(rows.len() > 150);
    for row in rows {
        let facts = reader.read(row.get(0)).await;
        assert_eq!(facts.command_types, [1].into());
    }
}

#[tokio::test]
async fn a_refusal_names_what_to_leave_out() {
    let served = Served::shared();
    for (sql, way, hint) in [
        (
            "SELECT * FROM governance.watched_note",
            "(run by reading governance.watched_note)",
            "Leave governance.watched_note out of the statement.",
        ),
        (
            "SELECT o.id FROM governance.ospa o, governance.issue_touched_report",
            "(run by reading governance.issue_touched_report)",
            "Leave governance.issue_touched_report out of the statement.",
        ),
        (
            "SELECT level FROM governance.alarm",
            "(run by making JSON of the type governance.alarm_level)",
            "Put out its text, value::text.",
        ),
        (
            "SELECT 'x'::governance.logged_text",
            "(run by the type governance.logged_text)",
            "Leave the type governance.logged_text out of the statement.",
        ),
        (
            "SELECT governance.log_access(note) FROM governance.restricted_note",
            "log_access(text) may not be called: ",
            "Leave it out of the statement.",
        ),
    ] {
        let error = served.query(sql).await.expect_err(sql);
        assert!(error.message.contains(way), "{sql}: {error}");
        assert!(error.hint.contains(hint), "{sql}: {}", error.hint);
    }
}
