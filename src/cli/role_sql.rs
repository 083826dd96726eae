//! `gatepost role-sql`: the SQL that makes a fresh read-only role, for psql and a superuser.

use clap::Args;

use super::{Error, Printer, Status};
use crate::db::quoting::{identifier, literal};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The databases the role may read
    #[arg(required = true, value_name = "DATABASE")]
    databases: Vec<String>,
    /// The role's name [default: query_pg_ro, or gatepost_auditor]
    #[arg(long)]
    role: Option<String>,
    /// Make the role that gates look with (auditor_url): it reads everything, past row-level security, and other
    /// sessions' state; agents never reach it
    #[arg(long)]
    auditor: bool,
}

/// The role agents read with.
const READER: &str = "query_pg_ro";

/// The role gates look with.
const AUDITOR: &str = "gatepost_auditor";

/// Once for the cluster. PostgreSQL 15 and later know privileges on settings; earlier ones skip that line.
const FOR_THE_CLUSTER: &str = r"-- Run with psql as a superuser: gatepost role-sql ... | psql -X -v ON_ERROR_STOP=1
CREATE ROLE @role@ LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE @inherit@ NOREPLICATION @bypass@ CONNECTION LIMIT 32;
@everything@ALTER ROLE @role@ SET default_transaction_read_only = on;
ALTER ROLE @role@ SET statement_timeout = '5s';
ALTER ROLE @role@ SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE @role@ SET temp_file_limit = '1GB';
-- Lets gatepost keep the trees it asks PostgreSQL for out of the server's log.
SELECT current_setting('server_version_num')::int >= 150000 AS parameter_privileges \gset
\if :parameter_privileges
GRANT SET ON PARAMETER log_min_messages TO @role@;
\endif
-- Give it a password, unless pg_hba.conf lets it in another way:
--   \password @role@
";

/// Predefined roles that read all tables and sequences, all settings, and the state of all sessions (PostgreSQL manual,
/// section 22.5).
const READ_EVERYTHING: &str =
    "GRANT pg_read_all_data, pg_read_all_settings, pg_read_all_stats TO @role@;\n";

/// Once for each database.
const FOR_A_DATABASE: &str = r"
\connect @connect@
GRANT CONNECT ON DATABASE @database@ TO @role@;
-- What PUBLIC holds by default and a reader does not need.
REVOKE TEMPORARY ON DATABASE @database@ FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
";

/// What only an auditor looks at, in each database.
const LOOKS: &str = r"-- What the server's files say of settings, loaded or not, and of who may connect as whom.
GRANT EXECUTE ON FUNCTION pg_catalog.pg_show_all_file_settings() TO @role@;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO @role@;
\if :parameter_privileges
GRANT EXECUTE ON FUNCTION pg_catalog.pg_ident_file_mappings() TO @role@;
\endif
";

/// What a reader may read, in each database.
const READS: &str = r"-- Read every schema of yours; for less, replace this query with the GRANTs you mean.
SELECT pg_catalog.format('GRANT USAGE ON SCHEMA %1$I TO %2$I;'
                         'GRANT SELECT ON ALL TABLES IN SCHEMA %1$I TO %2$I;'
                         'GRANT SELECT ON ALL SEQUENCES IN SCHEMA %1$I TO %2$I', nspname, @literal@)
FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
\gexec
-- Tables made later are readable too when made by the role that runs this; for other owners add FOR ROLE.
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO @role@;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO @role@;
";

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let default = if arguments.auditor { AUDITOR } else { READER };
    let role = arguments.role.as_deref().unwrap_or(default);
    for name in arguments.databases.iter().map(String::as_str).chain([role]) {
        // A line break would end a comment or a backslash command, and what follows would be SQL.
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(Error::Usage(format!(
                "{name:?} cannot be the name of a role or database"
            )));
        }
    }
    let (role, literal) = (identifier(role), literal(role));
    let everything = fill(READ_EVERYTHING, &[("role", &role)]);
    let (inherit, bypass, everything) = if arguments.auditor {
        ("INHERIT", "BYPASSRLS", everything.as_str())
    } else {
        ("NOINHERIT", "NOBYPASSRLS", "")
    };
    let values = [
        ("role", role.as_str()),
        ("inherit", inherit),
        ("bypass", bypass),
        ("everything", everything),
    ];
    let mut sql = fill(FOR_THE_CLUSTER, &values);
    for name in &arguments.databases {
        let (database, connect) = (identifier(name), connect_argument(name));
        let names = [
            ("role", role.as_str()),
            ("literal", &literal),
            ("database", &database),
            ("connect", &connect),
        ];
        sql.push_str(&fill(FOR_A_DATABASE, &names));
        let rest = if arguments.auditor { LOOKS } else { READS };
        sql.push_str(&fill(rest, &names));
    }
    printer.print(sql.trim_end())?;
    Ok(Status::Done)
}

/// Puts values in the place of `@name@`, in one pass: a value may itself hold what looks like a name.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let value_of = |(index, part)| match values
        .iter()
        .find(|(name, _)| index % 2 == 1 && *name == part)
    {
        Some((_, value)) => *value,
        None => part,
    };
    template.split('@').enumerate().map(value_of).collect()
}

/// What `\connect` takes to mean this database: it reads some names as connection strings, so those are given as one.
fn connect_argument(database: &str) -> String {
    if database.contains('=') || database.contains("://") {
        let value = database.replace('\\', "\\\\").replace('\'', "\\'");
        format!(
            "-reuse-previous=on {}",
            identifier(&format!("dbname='{value}'"))
        )
    } else {
        identifier(database)
    }
}

#[cfg(test)]
mod tests {
    use super::{connect_argument, fill};

    #[test]
    fn values_are_filled_in_once() {
        assert_eq!(
            fill("a @role@ b @other@", &[("role", "@other@"), ("other", "x")]),
            "a @other@ b x"
        );
    }

    #[test]
    fn psql_is_told_a_database_and_not_a_connection_string() {
        for (name, argument) in [
            ("directus", "\"directus\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("host=x", "-reuse-previous=on \"dbname='host=x'\""),
            (
                "postgres://it's",
                "-reuse-previous=on \"dbname='postgres://it\\'s'\"",
            ),
        ] {
            assert_eq!(connect_argument(name), argument);
        }
    }
}
