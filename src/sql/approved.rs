//! The proof that both readings of a statement agreed.

use super::{FirstReading, RawSql};
use crate::error::ToolError;
use crate::policy::{Judged, ReadRelation};

/// A statement that both readings found to be a read that may run. There is no other way to make one than
/// [`ApprovedQuery::from_readings`], and nothing else can be run on a read session.
#[derive(Debug, Clone)]
pub struct ApprovedQuery {
    sql: RawSql,
    judged: Judged,
}

impl ApprovedQuery {
    /// Both readings together. What the first could not decide, the second decides.
    ///
    /// # Errors
    /// The refusal of the first reading; the second's is told by there being no [`Judged`].
    pub fn from_readings(
        sql: RawSql,
        first: FirstReading,
        second: Judged,
    ) -> Result<Self, ToolError> {
        match first {
            FirstReading::Refused(error) => Err(error),
            FirstReading::Approved(_) | FirstReading::Undecided(_) => Ok(Self {
                sql,
                judged: second,
            }),
        }
    }

    /// The statement as the agent wrote it.
    pub fn sql(&self) -> &RawSql {
        &self.sql
    }

    /// The relations read, those behind views too, exactly as PostgreSQL resolved them.
    pub fn relations(&self) -> &[ReadRelation] {
        self.judged.relations()
    }

    /// The functions called, as `schema.name(argument types)`, those behind operators and views too.
    pub fn functions(&self) -> impl Iterator<Item = &str> {
        self.judged.functions().iter().map(String::as_str)
    }

    /// Whether any function that runs is not PostgreSQL's own, whatever its schema and however it is reached.
    pub fn runs_users_functions(&self) -> bool {
        self.judged.runs_users_functions()
    }
}
