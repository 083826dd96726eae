//! The options that say which databases a command means.

use std::path::PathBuf;

use clap::Args;

use super::Error;
use crate::config::Config;
use crate::db::Databases;
use crate::ledger::Ledger;
use crate::tools::Toolbox;

#[derive(Debug, Clone, Args)]
pub(super) struct ConnectionOptions {
    /// Configuration file [default: gatepost.toml]
    #[arg(long, value_name = "FILE", env = "GATEPOST_CONFIG")]
    config: Option<PathBuf>,
    /// Without a file: the server of directus, incomex_metadata and workflow, as postgres://role@host:port
    #[arg(long, value_name = "URL", conflicts_with = "config")]
    url: Option<String>,
}

impl ConnectionOptions {
    /// # Errors
    /// When there is no configuration, or it cannot be used.
    pub(super) fn load(&self) -> Result<(Config, Databases), Error> {
        let file = self.config.as_deref().filter(|_| self.url.is_none());
        let config = Config::load(file, self.url.as_deref())?;
        let databases = Databases::new(&config)?;
        Ok((config, databases))
    }

    /// The tools over the databases, with the ledger where the configuration names one.
    ///
    /// # Errors
    /// When there is no configuration, it cannot be used, or the ledger cannot be opened.
    pub(super) fn toolbox(&self) -> Result<Toolbox, Error> {
        let (config, databases) = self.load()?;
        let ledger = config.ledger.url.as_deref().map(Ledger::open).transpose()?;
        Ok(Toolbox::new(databases, ledger))
    }
}
