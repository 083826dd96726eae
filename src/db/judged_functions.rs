//! Which functions a statement could call, and which columns it could not read, for those who look around.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::database::Database;
use crate::error::ToolError;
use crate::policy::{JudgeError, Oid, TreeFacts, hidden_columns, judge};

impl Database {
    /// For each function by OID, why a statement that calls it would be refused; `None` where it would not be.
    ///
    /// # Errors
    /// When the database cannot be reached or asked.
    pub async fn refusals_of_functions(
        self: &Arc<Self>,
        functions: &[Oid],
    ) -> Result<Vec<Option<String>>, ToolError> {
        self.within(self.limits.timeout, |deadline| async move {
            let entered = self.enter(deadline).await;
            let (flight, known) = entered.map_err(|failure| failure.error)?;
            flight.finish();
            let refusal = |oid: &Oid| {
                let facts = TreeFacts {
                    command_types: [1].into(),
                    functions: [*oid].into(),
                    ..TreeFacts::default()
                };
                match judge(&facts, &known.catalog, &self.policy) {
                    Ok(_) => None,
                    Err(JudgeError::Refused(error)) => Some(error.message),
                    Err(JudgeError::UnknownObject(_)) => Some("it was just made".to_owned()),
                }
            };
            Ok(functions.iter().map(refusal).collect())
        })
        .await
    }

    /// The columns of a relation that no statement may read.
    ///
    /// # Errors
    /// When the database cannot be reached or asked.
    pub async fn hidden_columns(
        self: &Arc<Self>,
        relation: Oid,
    ) -> Result<BTreeSet<String>, ToolError> {
        self.within(self.limits.timeout, |deadline| async move {
            let entered = self.enter(deadline).await;
            let (flight, known) = entered.map_err(|failure| failure.error)?;
            flight.finish();
            let found = known.catalog.relations.get(&relation);
            let hidden = found.map(|found| hidden_columns(found, &known.catalog, &self.policy));
            Ok(hidden.unwrap_or_default())
        })
        .await
    }
}
