//! The options that say which databases a command means.

use std::path::PathBuf;

use clap::Args;

use super::Error;
use crate::config::Config;
use crate::db::Databases;

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
}
