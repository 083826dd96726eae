//! The functions, types, columns and indexes that initdb made, digested by content. That takes as long as all the rest that is
//! PostgreSQL's own, so the digests are kept as long as every row is the version that it was.

use std::sync::{Mutex, PoisonError};

use super::objects::gathered;
use super::transaction::{Transaction, Trouble};
use crate::gate::{Failure, Identity, Object};

const VERSIONS: &str = include_str!("objects/initial_versions.sql");
const DIGESTS: &str = include_str!("objects/initial_digests.sql");

/// The digests of one database, and what they are the digests of.
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
    /// The digests as the transaction sees them.
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
        let objects = gathered([transaction.query_kept(DIGESTS, &[]).await?])?;
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
