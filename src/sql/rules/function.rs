//! Functions, wherever they occur, are judged by name: all overloads of the name must be allowed.

mod overload;

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};
use sqlparser::tokenizer::Span;

use crate::error::{ErrorCode, ToolError};
use crate::policy::{Function, Listing, Oid, line};
use crate::sql::reading::{Name, Reading, Rule};

use super::reserved;
use overload::{Overload, Why, judge_overload};

pub(super) use overload::overload_is_allowed;

/// Values that are written without parentheses and run nothing.
const VALUES: &[&str] = &[
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "user",
];

/// Syntax that looks like a call; the grammar takes it before any function of that name.
const FORMS: &[&str] = &[
    "array",
    "coalesce",
    "current_time",
    "current_timestamp",
    "greatest",
    "grouping",
    "least",
    "localtime",
    "localtimestamp",
    "nullif",
    "row",
    "xmlconcat",
    "xmlforest",
];

/// Judges a call of `name` with `count` arguments; no count when there are no parentheses.
pub(in crate::sql) fn check_call(
    name: &ObjectName,
    count: Option<usize>,
    reading: &mut Reading<'_>,
) {
    let unquoted = match name.0.as_slice() {
        [ObjectNamePart::Identifier(only)] => only.quote_style.is_none(),
        _ => false,
    };
    let Some(folded) = reading.name(name) else {
        return;
    };
    reading.saw_function(&folded);
    match count {
        None if unquoted && VALUES.contains(&folded.name.as_str()) => {}
        None => reading.unknown_syntax("a call without parentheses"),
        Some(_) if unquoted && FORMS.contains(&folded.name.as_str()) => {}
        Some(count) => {
            if let Some(ObjectNamePart::Identifier(first)) = name.0.first() {
                reserved::check(first, reading);
            }
            judge(&folded, count, reading);
        }
    }
}

/// Judges syntax that PostgreSQL turns into a call of its own function `name`.
pub(in crate::sql) fn check_syntax(name: &str, reading: &mut Reading<'_>) {
    let name = Name {
        schema: String::new(),
        name: name.to_owned(),
        span: Span::empty(),
    };
    reading.saw_function(&name);
    if let Some((line, Listing::Denied(_))) =
        line("pg_catalog", &name.name).map(|line| (line, line.listing))
    {
        let why = Why::Listed(line);
        reading.refuse(Rule::Function, name.span, error(&name, &why));
    }
}

/// `row.name` and `(value).name` call a function of that name when there is no such column.
pub(in crate::sql) fn check_attribute(name: &Ident, reading: &mut Reading<'_>) {
    let Some(folded) = reading.fold(name) else {
        return;
    };
    let catalog = reading.catalog;
    let overloads = catalog.functions_named(&folded);
    if overloads.is_empty() || catalog.function_is_plain(&folded) {
        return;
    }
    let mut overloads = overloads.iter();
    if !overloads.all(|oid| overload_is_allowed(*oid, reading)) {
        reading.undecided(
            name.span,
            format!(
                "{folded} may be a column or a function that is not allowed; the server can tell"
            ),
        );
    }
}

fn judge(name: &Name, count: usize, reading: &mut Reading<'_>) {
    let catalog = reading.catalog;
    if matches!(name.schema.as_str(), "" | "pg_catalog") && catalog.function_is_plain(&name.name) {
        return;
    }
    let overloads: Vec<(Oid, &Function)> = catalog
        .functions_named(&name.name)
        .iter()
        .filter_map(|oid| Some((*oid, catalog.functions.get(oid)?)))
        .filter(|(_, function)| name.schema.is_empty() || *function.schema == *name.schema)
        .collect();
    if overloads.is_empty() {
        // Of extensions only names are known.
        match line(&name.schema, &name.name).map(|line| (line, line.listing)) {
            Some((line, Listing::Denied(_))) => {
                let why = Why::Listed(line);
                reading.refuse(Rule::Function, name.span, error(name, &why));
            }
            _ => reading.undecided(
                name.span,
                format!(
                    "{} is not one of PostgreSQL's own functions, so only the server can judge it",
                    name.name
                ),
            ),
        }
        return;
    }
    let (mut others, mut unknown, mut denied) = (false, false, None);
    for (oid, function) in overloads {
        if takes_fewer(function, count) {
            continue;
        }
        match judge_overload(oid, function, reading, 0) {
            Overload::Allowed => others = true,
            Overload::Unknown => unknown = true,
            Overload::Denied(why) => denied = denied.or(Some(why)),
        }
    }
    match denied {
        Some(why) if !others && !unknown => {
            reading.refuse(Rule::Function, name.span, error(name, &why));
        }
        None if !unknown => {}
        _ => reading.undecided(
            name.span,
            format!(
                "not every function called {} is allowed; the server can tell which one this is",
                name.name
            ),
        ),
    }
}

/// True when the call has more arguments than the overload can take. One whose last argument could be
/// variadic takes any number.
fn takes_fewer(function: &Function, count: usize) -> bool {
    let arguments = function.arguments.as_ref();
    if arguments.ends_with("[]") || arguments.ends_with("\"any\"") {
        return false;
    }
    let parameters = if arguments.is_empty() {
        0
    } else {
        arguments.matches(',').count() + 1
    };
    parameters < count
}

fn error(name: &Name, why: &Why) -> ToolError {
    let (reason, instead) = match why {
        Why::Itself(reason) => ((*reason).to_owned(), None),
        Why::Listed(line) => {
            let reason = match line.listing {
                Listing::Denied(reason) | Listing::Harmless(reason) => reason,
                Listing::Unlisted => "it is not allowed",
            };
            (format!("it {reason}"), line.instead)
        }
    };
    ToolError::new(
        ErrorCode::FunctionNotAllowed,
        format!("the function {} may not be called: {reason}", name.name),
        match instead {
            Some(instead) => format!("Instead, {instead}."),
            None => "Leave the call out of the statement.".to_owned(),
        },
    )
}

#[cfg(test)]
mod tests;
