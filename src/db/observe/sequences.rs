//! Where sequences stand, read from each sequence itself: `pg_sequences` shows NULL both before the first value and
//! without the privilege.

use super::transaction::{Transaction, Trouble};
use crate::db::quoting::{identifier, quoted};
use crate::gate::{QualifiedName, SequencePosition, SequenceState, Unchanged};

/// Every sequence with the table that owns it and whether the role may read it.
const SEQUENCES: &str = "\
    SELECT n.nspname::text, c.relname::text, tn.nspname::text, t.relname::text, \
           pg_catalog.has_schema_privilege(n.oid, 'USAGE'), \
           CASE WHEN c.relkind = 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT') END \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid \
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i') \
    LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid \
    LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace \
    WHERE c.relkind = 'S' AND n.nspname !~ '^pg_(toast_)?temp_[0-9]+$' \
    ORDER BY 1, 2";

/// Sequences read by one statement.
const BATCH: usize = 100;

/// The positions of the sequences that the gate covers.
pub(super) async fn observe(
    transaction: &Transaction<'_>,
    unchanged: &Unchanged,
    role: &str,
) -> Result<Vec<SequenceState>, Trouble> {
    let (mut states, mut readable) = (Vec::new(), Vec::new());
    for row in transaction.query_kept(SEQUENCES, &[]).await? {
        let name = QualifiedName::new(row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?);
        let (schema, table): (Option<&str>, Option<&str>) = (row.try_get(2)?, row.try_get(3)?);
        if !unchanged.covers_sequence(&name.schema, &name.name, schema.zip(table)) {
            continue;
        }
        let (usage, select): (bool, Option<bool>) = (row.try_get(4)?, row.try_get(5)?);
        if usage && select == Some(true) {
            readable.push(name);
        } else {
            states.push(SequenceState {
                position: SequencePosition::Unreadable {
                    mend: mend(&name, role),
                },
                sequence: name,
            });
        }
    }
    for batch in readable.chunks(BATCH) {
        let parts: Vec<String> = batch
            .iter()
            .enumerate()
            .map(|(index, name)| {
                format!(
                    "SELECT {index}, last_value::text, is_called FROM {}",
                    quoted(name)
                )
            })
            .collect();
        for row in transaction.query(&parts.join(" UNION ALL "), &[]).await? {
            let index: i32 = row.try_get(0)?;
            let Some(name) = usize::try_from(index)
                .ok()
                .and_then(|index| batch.get(index))
            else {
                continue;
            };
            let position = SequencePosition::Read {
                last_value: row.try_get(1)?,
                is_called: row.try_get(2)?,
            };
            states.push(SequenceState {
                sequence: name.clone(),
                position,
            });
        }
    }
    states.sort_by(|left, right| left.sequence.cmp(&right.sequence));
    Ok(states)
}

/// SELECT only: USAGE would let the role move the sequence.
fn mend(name: &QualifiedName, role: &str) -> String {
    let role = identifier(role);
    format!(
        "GRANT USAGE ON SCHEMA {} TO {role}; GRANT SELECT ON SEQUENCE {} TO {role};",
        identifier(&name.schema),
        quoted(name)
    )
}
