//! The lists of exceptions among functions, against a real server: names are right, and nothing volatile is left open.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use gatepost::demo::SUPERUSER;
use gatepost::error::ErrorCode;
use gatepost::policy::{Listing, listed_functions};
use tokio_postgres::Client;

use crate::support::Copy;

/// The major version whose absences the table below tells.
const MAJOR: i32 = 15;

/// Listed names of `pg_catalog` that PostgreSQL 15 does not have, with the releases that do.
const OTHER_MAJORS: [(&str, &str); 27] = [
    ("binary_upgrade_add_sub_rel_state", "17 and later"),
    ("binary_upgrade_logical_slot_has_caught_up", "17 and later"),
    ("binary_upgrade_replorigin_advance", "17 and later"),
    ("pg_available_wal_summaries", "17 and later"),
    ("pg_clear_attribute_stats", "18 and later"),
    ("pg_clear_relation_stats", "18 and later"),
    ("pg_get_aios", "18 and later"),
    ("pg_get_loaded_modules", "18 and later"),
    ("pg_get_shmem_allocations_numa", "18 and later"),
    ("pg_get_wait_events", "17 and later"),
    ("pg_get_wal_summarizer_state", "17 and later"),
    ("pg_log_standby_snapshot", "16 and later"),
    ("pg_ls_summariesdir", "17 and later"),
    ("pg_restore_attribute_stats", "18 and later"),
    ("pg_restore_relation_stats", "18 and later"),
    ("pg_start_backup", "14 and earlier"),
    ("pg_stat_get_backend_io", "18 and later"),
    ("pg_stat_get_backend_wal", "18 and later"),
    ("pg_stat_get_io", "16 and later"),
    ("pg_stat_get_xact_tuples_newpage_updated", "16 and later"),
    ("pg_stat_reset_backend_stats", "18 and later"),
    ("pg_stop_backup", "14 and earlier"),
    ("pg_sync_replication_slots", "17 and later"),
    ("pg_wal_summary_contents", "17 and later"),
    ("random_normal", "16 and later"),
    ("uuidv4", "18 and later"),
    ("uuidv7", "18 and later"),
];

/// Listed names that no extension of PostgreSQL 15's own distribution has, with what does.
const OTHER_EXTENSIONS: [(&str, &str); 24] = [
    ("bt_multi_page_stats", "pageinspect of 16 and later"),
    ("drop_chunks", "timescaledb"),
    (
        "extension/pg_buffercache/pg_buffercache_summary",
        "16 and later",
    ),
    (
        "extension/pg_buffercache/pg_buffercache_usage_counts",
        "16 and later",
    ),
    (
        "extension/pg_wait_sampling/pg_wait_sampling_get_current",
        "pg_wait_sampling",
    ),
    (
        "extension/pg_wait_sampling/pg_wait_sampling_get_history",
        "pg_wait_sampling",
    ),
    (
        "extension/pg_wait_sampling/pg_wait_sampling_get_profile",
        "pg_wait_sampling",
    ),
    ("gin_index_check", "amcheck of 18 and later"),
    ("http", "http"),
    ("http_delete", "http"),
    ("http_get", "http"),
    ("http_head", "http"),
    ("http_patch", "http"),
    ("http_post", "http"),
    ("http_put", "http"),
    ("hypopg", "hypopg"),
    ("hypopg_create_index", "hypopg"),
    ("hypopg_drop_index", "hypopg"),
    ("hypopg_reset", "hypopg"),
    ("pg_background_launch", "pg_background"),
    ("pg_buffercache_evict", "pg_buffercache of 17 and later"),
    ("pg_buffercache_evict_all", "pg_buffercache of 18 and later"),
    (
        "pg_buffercache_evict_relation",
        "pg_buffercache of 18 and later",
    ),
    ("pg_get_wal_block_info", "pg_walinspect of 16 and later"),
];

/// Extensions that are there when the whole distribution is, and not only the server.
const WHOLE_DISTRIBUTION: [&str; 5] = ["adminpack", "dblink", "pageinspect", "pgcrypto", "xml2"];

/// A function of the server.
struct Function {
    name: String,
    /// As the lists write them, such as `tsquery,text`.
    arguments: String,
    extension: Option<String>,
    volatile: bool,
    /// A call with a null of its type for each argument; `None` when an argument's type cannot be written.
    call: Option<String>,
}

async fn functions(client: &Client) -> Vec<Function> {
    let sql = "
        SELECT p.proname::text, replace(oidvectortypes(p.proargtypes), ', ', ','), e.extname::text, p.provolatile = 'v',
               CASE WHEN p.prokind IN ('f', 'a') AND coalesce(arguments.writable, true)
                    THEN format('SELECT %I.%I(%s)', n.nspname, p.proname, arguments.nulls) END
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
        LEFT JOIN pg_extension e ON e.oid = d.refobjid
        CROSS JOIN LATERAL (
            SELECT string_agg('NULL::' || format_type(t.oid, NULL), ', ' ORDER BY a.place), bool_and(t.typtype <> 'p')
            FROM unnest(p.proargtypes) WITH ORDINALITY AS a (type, place) JOIN pg_type t ON t.oid = a.type
        ) AS arguments (nulls, writable)
        WHERE n.nspname = 'pg_catalog' OR e.extname IS NOT NULL";
    let rows = client.query(sql, &[]).await.expect("the functions");
    rows.iter()
        .map(|row| Function {
            name: row.get(0),
            arguments: row.get(1),
            extension: row.get(2),
            volatile: row.get(3),
            call: row.get(4),
        })
        .collect()
}

/// Every extension of PostgreSQL's own distribution that can be made here, in a schema of its own.
async fn create_extensions(client: &Client) -> BTreeSet<String> {
    let sql = "SELECT name::text FROM pg_available_extensions WHERE installed_version IS NULL ORDER BY name";
    client
        .batch_execute("CREATE SCHEMA extensions; GRANT USAGE ON SCHEMA extensions TO PUBLIC")
        .await
        .expect("a schema");
    let mut created = BTreeSet::new();
    for row in client.query(sql, &[]).await.expect("asks") {
        let name: String = row.get(0);
        // Some need a language that is not installed.
        if client
            .batch_execute(&format!(
                "CREATE EXTENSION IF NOT EXISTS \"{name}\" SCHEMA extensions CASCADE"
            ))
            .await
            .is_ok()
        {
            created.insert(name);
        }
    }
    created
}

async fn major(client: &Client) -> i32 {
    client
        .query_one(
            "SELECT current_setting('server_version_num')::int / 10000",
            &[],
        )
        .await
        .expect("asks")
        .get(0)
}

#[tokio::test]
async fn names_of_postgresqls_own_exist_and_the_harmless_ones_are_volatile() {
    let copy = Copy::new();
    let client = copy.connect(SUPERUSER).await;
    let major = major(&client).await;
    if major != MAJOR {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: the server is PostgreSQL {major}, the table of absences is of {MAJOR}"
        );
        return;
    }
    let functions = functions(&client).await;
    let mut absent: BTreeMap<&str, &str> = OTHER_MAJORS.into();
    for line in listed_functions() {
        let Some(listed) = line.name.strip_prefix("pg_catalog.") else {
            continue;
        };
        let (name, arguments) = match listed
            .strip_suffix(')')
            .and_then(|listed| listed.split_once('('))
        {
            Some((name, arguments)) => (name, Some(arguments)),
            None => (listed, None),
        };
        let overloads: Vec<&Function> = functions
            .iter()
            .filter(|f| {
                f.extension.is_none()
                    && f.name == name
                    && arguments.is_none_or(|arguments| f.arguments == arguments)
            })
            .collect();
        match absent.remove(name) {
            Some(releases) => assert!(
                overloads.is_empty(),
                "{listed} is here, and not only in {releases}"
            ),
            None => assert!(!overloads.is_empty(), "{listed} does not exist"),
        }
        if let Listing::Harmless(_) = line.listing {
            assert!(
                overloads.iter().all(|f| f.volatile),
                "{listed} need not be listed: it is not volatile"
            );
        }
    }
    assert!(absent.is_empty(), "not on the lists: {absent:?}");
}

#[tokio::test]
async fn names_of_extensions_exist_and_the_harmless_ones_are_volatile() {
    let copy = Copy::new();
    let client = copy.connect(SUPERUSER).await;
    let created = create_extensions(&client).await;
    let whole = WHOLE_DISTRIBUTION
        .iter()
        .all(|name| created.contains(*name));
    if major(&client).await != MAJOR || !whole {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: it takes PostgreSQL {MAJOR} with its own extensions"
        );
        return;
    }
    let functions = functions(&client).await;
    let mut absent: BTreeMap<&str, &str> = OTHER_EXTENSIONS.into();
    for line in listed_functions() {
        // Schemas of extensions that are not PostgreSQL's own cannot be looked up here.
        if line.name.starts_with("pg_catalog.") || line.name.ends_with(".*") {
            continue;
        }
        let listed = line
            .name
            .strip_prefix("extension/")
            .and_then(|rest| rest.split_once('/'));
        let overloads: Vec<&Function> = functions
            .iter()
            .filter(|f| match (listed, &f.extension) {
                (Some((extension, name)), Some(own)) => extension == own && name == f.name,
                (None, Some(_)) => match line.name.strip_suffix('*') {
                    Some(beginning) => f.name.starts_with(beginning),
                    None => f.name == line.name,
                },
                (_, None) => false,
            })
            .collect();
        match absent.remove(line.name) {
            Some(releases) => assert!(
                overloads.is_empty(),
                "{} is here, and not only in {releases}",
                line.name
            ),
            None => assert!(!overloads.is_empty(), "{} does not exist", line.name),
        }
        if let Listing::Harmless(_) = line.listing {
            let volatile = overloads.iter().all(|f| f.volatile);
            assert!(
                volatile,
                "{} need not be listed: it is not volatile",
                line.name
            );
        }
    }
    assert!(absent.is_empty(), "not on the lists: {absent:?}");
}

fn listing(function: &Function) -> Listing {
    let schema = if function.extension.is_none() {
        "pg_catalog"
    } else {
        "extensions"
    };
    let of_extension = function
        .extension
        .as_ref()
        .map(|extension| format!("extension/{extension}/{}", function.name));
    let exact = format!("{schema}.{}({})", function.name, function.arguments);
    let listed = listed_functions();
    let line = listed.iter().find(|line| line.name == exact).or_else(|| {
        listed.iter().find(|line| {
            of_extension.as_deref() == Some(line.name)
                || line.name == format!("{schema}.{}", function.name)
        })
    });
    line.map_or_else(
        || match gatepost::policy::listing(schema, &function.name) {
            // Another overload's line.
            _ if listed.iter().any(|line| {
                line.name
                    .starts_with(&format!("{schema}.{}(", function.name))
            }) =>
            {
                Listing::Unlisted
            }
            listing => listing,
        },
        |line| line.listing,
    )
}

/// Every function that is volatile or denied, of PostgreSQL's own and of every extension there is here, is decided as
/// the lists say, by the whole of gatepost.
#[tokio::test]
async fn what_is_volatile_or_denied_is_refused_unless_it_is_listed_as_harmless() {
    let copy = Copy::new();
    let client = copy.connect(SUPERUSER).await;
    create_extensions(&client).await;
    let served = copy.served();
    let (mut wrong, mut refused, mut allowed) = (Vec::new(), 0, 0);
    for function in functions(&client).await {
        let listing = listing(&function);
        let denied = matches!(listing, Listing::Denied(_));
        let Some(sql) = function
            .call
            .as_ref()
            .filter(|_| function.volatile || denied)
        else {
            continue;
        };
        let harmless = matches!(listing, Listing::Harmless(_));
        match served.database().check(sql).await {
            Ok(_) if harmless => allowed += 1,
            Err(error) if !harmless && error.code == ErrorCode::FunctionNotAllowed => refused += 1,
            // Calls that PostgreSQL cannot resolve, such as of a trigger function, are refused by it.
            Err(error) if !harmless && error.code == ErrorCode::SqlError => refused += 1,
            outcome => wrong.push(format!("{sql} ({listing:?}): {:?}", outcome.map(drop))),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        refused > 200 && allowed > 60,
        "{refused} refused, {allowed} allowed"
    );
}
