//! The functions, types, relations, columns and indexes that initdb made: digested by content, and who may use them. That takes
//! longer than all the rest that is PostgreSQL's own, so it is kept as long as every row is the version that it was.

use std::sync::{Mutex, PoisonError};

use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::objects::gathered;
use super::transaction::{Transaction, Trouble};
use crate::gate::{Failure, Identity, Object};
use crate::policy::FIRST_NORMAL_OID;

const VERSIONS: &str = include_str!("objects/initial_versions.sql");
const DIGESTS: &str = include_str!("objects/initial_digests.sql");
const GRANTS: &str = include_str!("objects/system_grants.sql");

/// What initdb made in one database, and by which versions of its rows.
#[derive(Debug, Default)]
pub(in crate::db) struct InitialObjects(Mutex<Option<(Versions, Vec<Object>)>>);

/// Transaction ids tell the versions of a row apart within one run of one server; a restored one counts anew.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Versions {
    system_identifier: String,
    timeline: u32,
    server_started: String,
    database_oid: u32,
    rows: String,
}

impl InitialObjects {
    /// What initdb made, as the transaction sees it.
    pub(super) async fn observe(
        &self,
        transaction: &Transaction<'_>,
        identity: &Identity,
    ) -> Result<Vec<Object>, Trouble> {
        let rows = transaction.query_kept(VERSIONS, &[]).await?;
        let row = rows
            .first()
            .ok_or_else(|| Failure::new("protocol", "no answer about what initdb made"))?;
        let versions = Versions {
            system_identifier: identity.system_identifier.clone(),
            timeline: identity.timeline,
            server_started: identity.server_started.clone(),
            database_oid: identity.database_oid,
            rows: row.try_get(0)?,
        };
        if let Some(objects) = self.kept(&versions) {
            return Ok(objects);
        }
        let objects = gathered([
            transaction.query_kept(DIGESTS, &[]).await?,
            grants(transaction, 0, FIRST_NORMAL_OID - 1).await?,
        ])?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((versions, objects.clone()));
        Ok(objects)
    }

    fn kept(&self, versions: &Versions) -> Option<Vec<Object>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, objects) = kept.as_ref()?;
        (of == versions).then(|| objects.clone())
    }
}

/// Who may use what users made in PostgreSQL's own schemas.
pub(super) async fn grants_of_made(transaction: &Transaction<'_>) -> Result<Vec<Row>, Trouble> {
    grants(transaction, FIRST_NORMAL_OID, u32::MAX).await
}

async fn grants(transaction: &Transaction<'_>, from: u32, to: u32) -> Result<Vec<Row>, Trouble> {
    let numbers: [(&(dyn ToSql + Sync), Type); 2] = [(&from, Type::OID), (&to, Type::OID)];
    transaction.query_kept(GRANTS, &numbers).await
}
