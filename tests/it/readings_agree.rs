//! What the first reading approves, PostgreSQL's own reading decides; and of what both approve, the first saw everything
//! the statement itself calls and reads.
//!
//! The tree tells how a function is reached. `funcformat` 0 is a call as the statement writes it and 3 is SQL's own
//! syntax, such as EXTRACT; 1 and 2 are casts (`CoercionForm` in primnodes.h). Aggregates and window functions are always
//! written out. A function behind an operator is not a call but a field of the operator. What a view or a policy brings
//! into the tree is in the tree of the relation alone as well.
//!
//! Two ways to call a function remain that text cannot tell from something else, `row.name` and TABLESAMPLE; there the
//! second reading must have seen and judged the function, and it alone counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use futures::future::poll_fn;
use gatepost::db::Database;
use gatepost::demo::{DIRECTUS, READER_ROLE};
use gatepost::policy::{Catalog, Policy};
use gatepost::sql::{FirstReading, Inventory, RawSql, read_first};
use tokio_postgres::{AsyncMessage, Client, NoTls};

use crate::corpus::cases;
use crate::support::{Copy, cluster};

/// Functions that PostgreSQL's parser calls for syntax with key words of its own, which the first reading knows by those.
const SYNTAX: [(&str, &str); 18] = [
    ("btrim", "TRIM"),
    ("date_part", "EXTRACT before 14"),
    ("extract", "EXTRACT"),
    ("is_normalized", "IS NORMALIZED"),
    ("like_escape", "LIKE ... ESCAPE"),
    ("ltrim", "TRIM (LEADING ...)"),
    ("normalize", "NORMALIZE"),
    ("overlaps", "OVERLAPS"),
    ("overlay", "OVERLAY (... PLACING ...)"),
    ("pg_collation_for", "COLLATION FOR"),
    ("position", "POSITION (... IN ...)"),
    ("rtrim", "TRIM (TRAILING ...)"),
    ("similar_escape", "SIMILAR TO before 14"),
    ("similar_to_escape", "SIMILAR TO"),
    ("substring", "SUBSTRING (... FROM ...)"),
    ("system_user", "SYSTEM_USER"),
    ("timezone", "AT TIME ZONE"),
    ("xmlexists", "XMLEXISTS"),
];

/// A connection that answers Parse with the tree.
struct Trees {
    client: Client,
    last: Arc<Mutex<Option<String>>>,
    names: BTreeMap<u32, String>,
}

impl Trees {
    async fn new(copy: &Copy) -> Self {
        let url = cluster().url(READER_ROLE, &copy.name);
        let (client, mut connection) = tokio_postgres::connect(&url, NoTls)
            .await
            .expect("connects");
        let last = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&last);
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await
            {
                if let AsyncMessage::Notice(notice) = message
                    && let Some(detail) = notice
                        .detail()
                        .filter(|detail| detail.starts_with("({QUERY"))
                {
                    // The first is the statement's; types the driver looks up come later.
                    slot.lock()
                        .expect("no panic in it")
                        .get_or_insert_with(|| detail.to_owned());
                }
            }
        });
        let mut names = BTreeMap::new();
        for row in client
            .query("SELECT oid, proname::text FROM pg_proc", &[])
            .await
            .expect("names")
        {
            names.insert(row.get(0), row.get(1));
        }
        let show = "SET debug_pretty_print = off; SET client_min_messages = log; SET debug_print_rewritten = on";
        client.batch_execute(show).await.expect("sets");
        Self {
            client,
            last,
            names,
        }
    }

    /// The functions a statement calls as it is written, and those of SQL's own syntax.
    async fn calls(&self, sql: &str) -> Calls {
        *self.last.lock().expect("no panic in it") = None;
        self.client.prepare(sql).await.expect(sql);
        let tree = self
            .last
            .lock()
            .expect("no panic in it")
            .take()
            .expect("a tree");
        let words: Vec<&str> = tree.split_ascii_whitespace().collect();
        let mut calls = Calls::default();
        let mut called: Option<&str> = None;
        for pair in words.windows(2) {
            let name = |oid: &str| {
                oid.parse()
                    .ok()
                    .and_then(|oid: u32| self.names.get(&oid))
                    .cloned()
            };
            match pair {
                // A call's own fields come before its arguments, so the next format is its own.
                [":funcid", oid] => called = Some(oid),
                [":funcformat", format] => {
                    let name = called.take().and_then(name);
                    match *format {
                        "0" => calls.written.extend(name),
                        "3" => calls.syntax.extend(name),
                        _ => {}
                    }
                }
                [":aggfnoid" | ":winfnoid", oid] => calls.written.extend(name(oid)),
                [":tsmhandler", oid] if *oid != "0" => calls.samplers.extend(name(oid)),
                _ => {}
            }
        }
        calls
    }
}

#[derive(Default)]
struct Calls {
    written: BTreeSet<String>,
    syntax: BTreeSet<String>,
    /// Table sample handlers.
    samplers: BTreeSet<String>,
}

/// The last part of each name.
fn last_parts(names: &BTreeSet<String>) -> BTreeSet<&str> {
    names
        .iter()
        .map(|name| name.rsplit('.').next().unwrap_or(name))
        .collect()
}

/// What a relation brings into every tree that names it.
#[derive(Clone, Default)]
struct Brought {
    functions: BTreeSet<String>,
    relations: BTreeSet<String>,
}

/// What the relations of an inventory bring; names that are no relations, such as those of WITH queries, bring nothing.
async fn brought(
    inventory: &Inventory,
    trees: &Trees,
    database: &Arc<Database>,
    known: &mut BTreeMap<String, Brought>,
) -> Brought {
    let mut all = Brought::default();
    for relation in &inventory.relations {
        if !known.contains_key(relation) {
            let quoted: Vec<String> = relation
                .split('.')
                .map(|part| format!("\"{}\"", part.replace('"', "\"\"")))
                .collect();
            let sql = format!("TABLE {}", quoted.join("."));
            let brought = match database.check(&sql).await {
                Ok(approved) => Brought {
                    functions: trees.calls(&sql).await.written,
                    relations: approved
                        .relations()
                        .iter()
                        .map(ToString::to_string)
                        .collect(),
                },
                Err(_) => Brought::default(),
            };
            known.insert(relation.clone(), brought);
        }
        if let Some(brought) = known.get(relation) {
            all.functions.extend(brought.functions.iter().cloned());
            all.relations.extend(brought.relations.iter().cloned());
        }
    }
    all
}

#[tokio::test]
async fn the_first_reading_sees_what_postgresql_sees_or_postgresql_decides() {
    let copy = Copy::with_traps();
    let served = copy.served();
    let database = served.database();
    let trees = Trees::new(&copy).await;
    let policy = Policy::default();
    let mut known = BTreeMap::new();
    let (mut missed, mut syntax, mut agreed, mut decided) = (Vec::new(), BTreeSet::new(), 0, 0);
    for case in cases("attacks")
        .into_iter()
        .chain(cases("legitimate"))
        .filter(|case| case.database == DIRECTUS)
    {
        let text = case
            .sql
            .replace("directus.public.", &format!("{}.public.", copy.name));
        let Ok(sql) = RawSql::new(&text, 100 << 10) else {
            continue;
        };
        let FirstReading::Approved(inventory) =
            read_first(&sql, Catalog::builtin(), policy.allow_functions())
        else {
            continue;
        };
        // Refused by the second reading, or by PostgreSQL itself: the authority decides.
        let Ok(approved) = database.check(&text).await else {
            decided += 1;
            continue;
        };
        agreed += 1;
        let brought = brought(&inventory, &trees, database, &mut known).await;
        let calls = trees.calls(sql.body()).await;
        let functions = last_parts(&inventory.functions);
        // The name between the schema and the arguments of each signature.
        let judged: BTreeSet<&str> = approved
            .functions()
            .filter_map(|signature| signature.split('(').next()?.rsplit('.').next())
            .collect();
        for function in calls
            .written
            .difference(&brought.functions)
            .chain(&calls.samplers)
        {
            let name = function.as_str();
            let by_syntax = SYNTAX.iter().any(|(known, _)| *known == name);
            let only_judged = calls.samplers.contains(name) || text.contains(&format!(".{name}"));
            let seen = functions.contains(name) || by_syntax;
            let decided_alone = only_judged && judged.contains(name);
            if !seen && !decided_alone {
                missed.push(format!(
                    "{}/{}: the function {name}\n    {}",
                    case.file, case.name, case.sql
                ));
            }
        }
        syntax.extend(calls.syntax);
        let relations = last_parts(&inventory.relations);
        for relation in approved
            .relations()
            .iter()
            .filter(|relation| !brought.relations.contains(&relation.to_string()))
        {
            if !relations.contains(relation.name.as_str()) {
                missed.push(format!(
                    "{}/{}: the relation {relation}\n    {}",
                    case.file, case.name, case.sql
                ));
            }
        }
    }
    assert!(
        missed.is_empty(),
        "{} not seen by the first reading:\n{}",
        missed.len(),
        missed.join("\n")
    );
    assert!(
        agreed > 400 && decided > 50,
        "{agreed} approved by both, {decided} decided by the second"
    );
    let is_known = |name: &&String| SYNTAX.iter().any(|(known, _)| known == name);
    let unknown: Vec<&String> = syntax.iter().filter(|name| !is_known(name)).collect();
    assert!(
        unknown.is_empty(),
        "called by syntax that is not in the table: {unknown:?}"
    );
}
