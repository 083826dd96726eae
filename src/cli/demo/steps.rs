//! The steps of the tour: what is asked, what must come of it, and what that proves.

use crate::error::ErrorCode;

/// One call to `query_pg`, as an agent would make it.
pub(super) struct Step {
    pub(super) title: &'static str,
    pub(super) database: &'static str,
    pub(super) sql: &'static str,
    pub(super) expected: Expected,
    pub(super) proves: &'static str,
}

/// What must come of a step; anything else fails the tour.
pub(super) enum Expected {
    /// Rows.
    Rows,
    /// A refusal with one of these codes, by the layer named.
    Refused(&'static [ErrorCode], &'static str),
}

const TEXT: &str = "layer 2, the text";
const FIRST: &str = "layer 3, the first reading (the statement's syntax tree)";
const SECOND: &str = "layer 4, the second reading (PostgreSQL's own tree, by OID)";
const ALLOWLIST: &str = "layer 1, the allowlist";
const BOUNDS: &str = "layer 8, the bounds";

/// Reads that work.
pub(super) const READS: [Step; 5] = [
    Step {
        title: "An ordinary read",
        database: "directus",
        sql: "SELECT status, count(*) AS issues FROM public.system_issues GROUP BY status ORDER BY issues DESC",
        expected: Expected::Rows,
        proves: "reads are served, from a real server, with PostgreSQL's own answer",
    },
    Step {
        title: "Windows, intervals and a view on a view",
        database: "directus",
        sql: "SELECT name, total, place, round(avg(total) OVER (ORDER BY place ROWS 2 PRECEDING EXCLUDE CURRENT ROW), 2) \
              AS better_two FROM public.best_customers ORDER BY place LIMIT 5",
        expected: Expected::Rows,
        proves: "what sqlparser cannot read (frame EXCLUDE) PostgreSQL itself reads: it is served, not refused",
    },
    Step {
        title: "Statistics an administrator asks for",
        database: "directus",
        sql: "SELECT relname, pg_size_pretty(pg_total_relation_size(oid)) AS size FROM pg_class \
              WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY pg_total_relation_size(oid) DESC LIMIT 4",
        expected: Expected::Rows,
        proves: "harmless volatile functions are on a list, each with its reason",
    },
    Step {
        title: "Numbers that a double would round",
        database: "directus",
        sql: "SELECT 9007199254740993 AS big, 0.1 AS small, '{\"a\": 1}'::jsonb AS document, ARRAY[1, 2] AS list, \
              '[1,5)'::int4range AS range",
        expected: Expected::Rows,
        proves: "values are PostgreSQL's own JSON; 9007199254740993 arrives as a string, exact",
    },
    Step {
        title: "More rows than an agent should read",
        database: "directus",
        sql: "SELECT id, status FROM public.system_issues ORDER BY id",
        expected: Expected::Rows,
        proves: "203,537 rows are cut at 500, and the answer says so",
    },
];

/// Attacks that are refused.
pub(super) const ATTACKS: [Step; 16] = [
    Step {
        title: "A plain write",
        database: "directus",
        sql: "DELETE FROM public.apr_approvals",
        expected: Expected::Refused(&[ErrorCode::StatementNotAllowed], FIRST),
        proves: "only SELECT, WITH, VALUES and TABLE are statements here",
    },
    Step {
        title: "A write inside a WITH",
        database: "directus",
        sql: "WITH gone AS (DELETE FROM public.apr_approvals RETURNING *) SELECT count(*) FROM gone",
        expected: Expected::Refused(&[ErrorCode::DataModifyingCte], FIRST),
        proves: "a query that contains a write is a write",
    },
    Step {
        title: "Two statements",
        database: "directus",
        sql: "SELECT 1; COMMIT; DROP TABLE public.apr_approvals",
        expected: Expected::Refused(&[ErrorCode::MultipleStatements], TEXT),
        proves: "the text is one statement, and the protocol could not carry two",
    },
    Step {
        title: "A row lock",
        database: "directus",
        sql: "SELECT * FROM public.apr_approvals FOR UPDATE",
        expected: Expected::Refused(&[ErrorCode::RowLocking], FIRST),
        proves: "a read leaves no locks that others wait for",
    },
    Step {
        title: "A function with a side effect",
        database: "directus",
        sql: "SELECT pg_advisory_lock(1), set_config('search_path', 'evil', false)",
        expected: Expected::Refused(&[ErrorCode::FunctionNotAllowed], FIRST),
        proves: "READ ONLY would not stop it: it changes no row",
    },
    Step {
        title: "SQL hidden in a text",
        database: "directus",
        sql: "SELECT query_to_xml('SELECT secret FROM vault', true, true, '')",
        expected: Expected::Refused(&[ErrorCode::FunctionNotAllowed], FIRST),
        proves: "no reading can see into a string, so functions that run one are refused",
    },
    Step {
        title: "A name spelled in escapes",
        database: "directus",
        sql: r#"SELECT U&"pg_sl\0065ep"(60)"#,
        expected: Expected::Refused(&[ErrorCode::FunctionNotAllowed], SECOND),
        proves: "PostgreSQL's own tree names the function by OID, however it was spelled",
    },
    Step {
        title: "A function disguised as a column",
        database: "directus",
        sql: "SELECT a.touched FROM public.apr_approvals a",
        expected: Expected::Refused(&[ErrorCode::FunctionNotAllowed], SECOND),
        proves: "attribute notation calls touched(a); to any parser it is a column",
    },
    Step {
        title: "A function behind an operator",
        database: "directus",
        sql: "SELECT id FROM public.apr_approvals WHERE id <!> 7",
        expected: Expected::Refused(&[ErrorCode::FunctionNotAllowed], SECOND),
        proves: "an operator is judged by the function that implements it",
    },
    Step {
        title: "A function inside a view inside a view",
        database: "directus",
        sql: "SELECT * FROM governance.issue_touched_report",
        expected: Expected::Refused(&[ErrorCode::FunctionNotAllowed], SECOND),
        proves: "views are judged by what they expand to",
    },
    Step {
        title: "A function inside a row-level policy",
        database: "directus",
        sql: "SELECT note FROM governance.watched_note",
        expected: Expected::Refused(&[ErrorCode::FunctionNotAllowed], SECOND),
        proves: "the tree holds the policies PostgreSQL would apply",
    },
    Step {
        title: "A function inside a domain's check",
        database: "directus",
        sql: "SELECT 'x'::governance.logged_text",
        expected: Expected::Refused(
            &[ErrorCode::TypeNotAllowed, ErrorCode::FunctionNotAllowed],
            SECOND,
        ),
        proves: "a type is judged by what using it runs",
    },
    Step {
        title: "A function that runs as its owner",
        database: "directus",
        sql: "SELECT governance.approve_all()",
        expected: Expected::Refused(&[ErrorCode::FunctionNotAllowed], SECOND),
        proves: "SECURITY DEFINER does not lend its owner's rights to an agent",
    },
    Step {
        title: "A value that would fill the memory",
        database: "directus",
        sql: "SELECT length(repeat(repeat(repeat('x', 1000), 1000), 1000))",
        expected: Expected::Refused(&[ErrorCode::GrowthUnbounded], FIRST),
        proves: "49 characters that cost gigabytes while planning, before any time limit helps",
    },
    Step {
        title: "A query without end",
        database: "directus",
        sql: "SELECT count(*) FROM public.system_issues a, public.system_issues b, public.system_issues c",
        expected: Expected::Refused(&[ErrorCode::Timeout], BOUNDS),
        proves: "at 5 s it is cancelled in the server, not only abandoned",
    },
    Step {
        title: "A database that is not on the list",
        database: "directus_gov_test_20260602",
        sql: "SELECT 1",
        expected: Expected::Refused(&[ErrorCode::DatabaseUnknown], ALLOWLIST),
        proves: "the clone cannot be named; nothing an agent sends reaches a connection string",
    },
];
