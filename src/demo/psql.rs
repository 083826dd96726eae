//! SQL scripts through the `psql` program.

use std::io::{Seek, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::Error;
use super::server::without_postgres_environment;

/// Where a script runs.
pub(super) struct Session<'a> {
    pub(super) psql: &'a Path,
    pub(super) socket_directory: &'a Path,
    pub(super) port: u16,
    pub(super) role: &'a str,
    pub(super) database: &'a str,
}

impl Session<'_> {
    /// Runs a script, which stops at its first error; what it printed, unaligned and without headings.
    pub(super) fn run(&self, script: &str) -> Result<String, Error> {
        // A file rather than a pipe: psql may print much before it has read all.
        let mut input = tempfile::tempfile().map_err(Error::system("make a script file"))?;
        input
            .write_all(script.as_bytes())
            .and_then(|()| input.rewind())
            .map_err(Error::system("write a script file"))?;
        let mut command = Command::new(self.psql);
        command
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only"])
            .args(["--no-password", "--set=ON_ERROR_STOP=1", "--file=-"])
            .arg("--host")
            .arg(self.socket_directory)
            .args(["--port", &self.port.to_string()])
            .args(["--username", self.role, "--dbname", self.database])
            .stdin(Stdio::from(input));
        without_postgres_environment(&mut command);
        command.env("PGCLIENTENCODING", "UTF8");
        let output = command.output().map_err(Error::system("run psql"))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout)
                .trim_end()
                .to_owned())
        } else {
            Err(Error::Psql {
                database: self.database.to_owned(),
                output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            })
        }
    }
}

/// A script with psql variables set before it; `:"name"` and `:'name'` in it quote them.
pub(super) fn with_variables(variables: &[(&str, &str)], script: &str) -> String {
    let set = |(name, value): &(&str, &str)| {
        // psql reads quoted arguments as C does: a backslash escapes, a doubled quote is one.
        let value = value.replace('\\', r"\\").replace('\'', "''");
        format!("\\set {name} '{value}'\n")
    };
    variables
        .iter()
        .map(set)
        .chain([script.to_owned()])
        .collect()
}
