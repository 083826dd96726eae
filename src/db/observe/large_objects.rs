//! Large objects: their listing, which everyone may read, and their bytes, which few may.

use super::content;
use super::relations::{Key, Relation, Storage};
use super::transaction::{Transaction, Trouble};
use crate::gate::{Digest, LargeObjects, QualifiedName};

/// The listing in order, as lines; large objects past a megabyte of listing are still one digest, made by the server.
const LISTING: &str = "\
    SELECT pg_catalog.count(*), pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(COALESCE( \
             pg_catalog.string_agg(m.oid::text || ' ' || pg_catalog.pg_get_userbyid(m.lomowner) || ' ' || g.grants, E'\\n' ORDER BY m.oid), \
             ''), 'UTF8')), 'hex'), \
           pg_catalog.has_table_privilege('pg_catalog.pg_largeobject', 'SELECT'), \
           pg_catalog.pg_relation_size('pg_catalog.pg_largeobject'), \
           pg_catalog.current_setting('block_size')::pg_catalog.int8 \
    FROM pg_catalog.pg_largeobject_metadata m CROSS JOIN LATERAL ( \
      SELECT COALESCE(pg_catalog.string_agg(a::text, ' ' ORDER BY a::text COLLATE \"C\"), '') AS grants \
      FROM pg_catalog.unnest(COALESCE(m.lomacl, pg_catalog.acldefault('L', m.lomowner))) a) g";

/// Observes all large objects of the database.
pub(super) async fn observe(transaction: &Transaction<'_>) -> Result<LargeObjects, Trouble> {
    let rows = transaction.query_kept(LISTING, &[]).await?;
    let row = rows
        .first()
        .ok_or_else(|| crate::gate::Failure::new("protocol", "no answer about large objects"))?;
    let count = u64::try_from(row.try_get::<_, i64>(0)?).unwrap_or_default();
    let listing = Digest::try_from(row.try_get::<_, String>(1)?).ok();
    let (readable, bytes, block): (bool, i64, i64) =
        (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
    let content = if readable {
        let bytes = u64::try_from(bytes).unwrap_or_default();
        let pages = bytes / u64::try_from(block).unwrap_or(1).max(1);
        let relation = catalog(bytes, pages);
        let read = content::read(transaction.session(), &relation, &|_| {});
        Some(transaction.together(read).await?.sha256)
    } else if count == 0 {
        // Nothing to read is read.
        Some(Digest::of(b""))
    } else {
        None
    };
    Ok(LargeObjects {
        count,
        listing,
        content,
    })
}

/// PostgreSQL's own table of the bytes, which is keyed without a primary key.
fn catalog(bytes: u64, pages: u64) -> Relation {
    let text = |items: [&str; 2]| items.map(str::to_owned).to_vec();
    Relation {
        name: QualifiedName::new("pg_catalog", "pg_largeobject"),
        // pg_largeobject.h: fixed for all time.
        oid: 2613,
        storage: Storage::ContentOnly,
        blind: None,
        filenode: None,
        pages,
        bytes,
        estimated_rows: 0,
        counters: None,
        key: Some(Key {
            columns: text(["loid", "pageno"]),
            types: text(["oid", "integer"]),
        }),
        columns: "t.*".to_owned(),
        inexact: Vec::new(),
        shape: None,
    }
}
