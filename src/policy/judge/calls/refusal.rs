//! The refusal of a function: through what it is reached, why it may not be called, and what to write instead.

use super::InBody;
use crate::error::ErrorCode;
use crate::policy::judge::JudgeError;
use crate::policy::{Function, Relation, Volatility};

/// How a function is reached.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way<'a> {
    Called,
    /// By reading one of these relations.
    Reading(&'a str),
    Operator(&'a str),
    Aggregate(&'a Function),
    Type {
        schema: &'a str,
        name: &'a str,
    },
    Json {
        schema: &'a str,
        name: &'a str,
    },
    Body(InBody<'a>),
    Unwritten(&'a Function),
}

impl Way<'_> {
    /// What to leave out of the statement, so that the function is not reached this way.
    fn means(&self) -> String {
        match self {
            Self::Called => "it".to_owned(),
            Self::Reading(relations) => (*relations).to_owned(),
            Self::Operator(name) => format!("the operator {name}"),
            Self::Aggregate(function) | Self::Unwritten(function) => function.signature(),
            Self::Type { schema, name } | Self::Json { schema, name } => {
                format!("the type {schema}.{name}")
            }
            Self::Body(body) => body.function.signature(),
        }
    }
}

impl std::fmt::Display for Way<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Called => Ok(()),
            Self::Reading(relations) => write!(formatter, " (run by reading {relations})"),
            Self::Operator(name) => write!(formatter, " (behind the operator {name})"),
            Self::Aggregate(aggregate) => {
                write!(formatter, " (in the aggregate {})", aggregate.signature())
            }
            Self::Type { schema, name } => {
                write!(formatter, " (run by the type {schema}.{name})")
            }
            Self::Json { schema, name } => {
                write!(
                    formatter,
                    " (run by making JSON of the type {schema}.{name})"
                )
            }
            Self::Unwritten(function) => {
                let signature = function.signature();
                write!(
                    formatter,
                    " (a cast or comparison of a type that the body of {signature} uses)"
                )
            }
            Self::Body(InBody {
                function,
                behind: None,
                ..
            }) => {
                let signature = function.signature();
                write!(formatter, " (named in the body of {signature})")
            }
            Self::Body(InBody {
                function,
                behind: Some(relation),
                ..
            }) => {
                let signature = function.signature();
                write!(
                    formatter,
                    " (run by reading {relation}, which the body of {signature} does)"
                )
            }
        }
    }
}

/// Why a function may not be called.
pub(super) enum Problem<'a> {
    Listed {
        reason: &'static str,
        instead: Option<&'static str>,
    },
    SecurityDefiner,
    Procedure,
    Untrusted,
    Unread,
    Volatile,
    Body(&'a str),
    Sequences,
}

/// A refusal of a function that is reached so.
pub(super) fn refusal(function: &Function, way: &Way<'_>, problem: Problem<'_>) -> JudgeError {
    let signature = function.signature();
    let volatility = match function.volatility {
        Volatility::Immutable => "immutable",
        Volatility::Stable => "stable",
        Volatility::Volatile => "volatile",
    };
    let code = match way {
        Way::Type { .. } | Way::Json { .. } => ErrorCode::TypeNotAllowed,
        _ => ErrorCode::FunctionNotAllowed,
    };
    let why = match &problem {
        Problem::Listed { reason, .. } => format!("it is {volatility} and {reason}"),
        Problem::SecurityDefiner => {
            "it is SECURITY DEFINER and runs with its owner's rights".to_owned()
        }
        Problem::Procedure => "it is a procedure".to_owned(),
        Problem::Untrusted => format!(
            "it is written in the untrusted language {} and can reach outside the database",
            function.language
        ),
        Problem::Unread => format!(
            "it is declared {volatility}, but what its body does in {} cannot be read",
            function.language
        ),
        Problem::Volatile => {
            "it is volatile: it may change data, wait, or reach outside the database".to_owned()
        }
        Problem::Body(what) => {
            format!("it is declared {volatility}, but its body holds {what}")
        }
        Problem::Sequences => {
            "it reads a sequence by its number, and there are sequences that may not be read"
                .to_owned()
        }
    };
    let hint = match &problem {
        Problem::Listed {
            instead: Some(instead),
            ..
        } => format!("Instead, {instead}."),
        Problem::Sequences => {
            "Instead, name the sequence: SELECT last_value FROM schema.sequence.".to_owned()
        }
        Problem::Listed { .. } | Problem::Procedure => {
            format!("Leave {} out of the statement.", way.means())
        }
        _ if matches!(way, Way::Json { .. }) => format!(
            "Put out its text, value::text. If {signature} only reads, the operator can allow it: allow_functions = [\"{signature}\"]."
        ),
        _ => {
            let left_out = way.means();
            let it = match way {
                Way::Called => "it",
                _ => &signature,
            };
            format!(
                "Leave {left_out} out of the statement. If {it} only reads, the operator can allow it: allow_functions = [\"{signature}\"]."
            )
        }
    };
    JudgeError::refused(
        code,
        format!("{signature} may not be called{way}: {why}."),
        hint,
    )
}

/// A refusal for what stands behind a relation that the body of a function reads.
pub(super) fn behind_refused(relation: &Relation, function: &Function, what: &str) -> JudgeError {
    let signature = function.signature();
    JudgeError::refused(
        ErrorCode::FunctionNotAllowed,
        format!(
            "{signature} may not be called: its body reads {relation}, behind which stands {what}."
        ),
        format!(
            "Leave it out of the statement. If it only reads, the operator can allow it: allow_functions = [\"{signature}\"]."
        ),
    )
}

/// A refusal of what a function does that planning a query of a relation runs, which the body of `by` makes, if it is one.
pub(super) fn by_planning(
    error: JudgeError,
    function: &Function,
    relation: &Relation,
    by: Option<&Function>,
) -> JudgeError {
    let JudgeError::Refused(mut refusal) = error else {
        return error;
    };
    let signature = function.signature();
    let made = by.map_or_else(String::new, |by| {
        format!(", which the body of {} makes", by.signature())
    });
    refusal.message.push_str(&format!(
        " {signature} is run by planning a query of {relation}{made}."
    ));
    let left_out = by.map_or_else(|| relation.to_string(), Function::signature);
    refusal.hint = format!(
        "Leave {left_out} out of the statement. If {signature} only reads, the operator can allow it: allow_functions = [\"{signature}\"]."
    );
    JudgeError::Refused(refusal)
}
