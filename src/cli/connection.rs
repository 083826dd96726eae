//! The options that say which databases a command means.

use std::path::PathBuf;

use clap::Args;

use super::Error;
use crate::config::{self, Channel, CloneConfig, Config, DriftPolicy, DriftScope, LedgerConfig};
use crate::db::Databases;
use crate::db::clone::CloneChannel;
use crate::drift;
use crate::gate::definition::builtin::{BUILTIN, BUILTIN_OF_CLONES};
use crate::gate::dsse::SigningKey;
use crate::gatekeeper::{Bounds, DriftSettings, Gatekeeper, Library, read_key};
use crate::ledger::Ledger;
use crate::tools::Toolbox;

#[derive(Debug, Clone, Args)]
pub(super) struct ConnectionOptions {
    /// Configuration file [default: GATEPOST_CONFIG, or gatepost.toml]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Without a file: the server of directus, incomex_metadata and workflow, as postgres://role@host:port
    #[arg(long, value_name = "URL", conflicts_with = "config")]
    url: Option<String>,
    /// The ledger, as a path or a sqlite:// URL [default: `ledger.url`, or gatepost-ledger.db beside the configuration]
    #[arg(long, value_name = "FILE", env = "GATEPOST_LEDGER")]
    ledger: Option<String>,
}

impl ConnectionOptions {
    /// # Errors
    /// When there is no configuration, or it cannot be used.
    pub(super) fn load(&self) -> Result<(Config, Databases), Error> {
        let config = self.channel()?.production()?;
        let databases = Databases::new(&config)?;
        Ok((config, databases))
    }

    /// The configuration of a clone.
    ///
    /// # Errors
    /// When there is none, it is production's, or it cannot be used.
    pub(super) fn load_clone(&self) -> Result<CloneConfig, Error> {
        Ok(self.channel()?.into_clone()?)
    }

    /// The configuration, of whichever channel it is.
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub(super) fn channel(&self) -> Result<Channel, Error> {
        // Not clap's: an environment set for other commands is no contradiction to what is typed.
        let environment = || {
            let named = std::env::var_os("GATEPOST_CONFIG").filter(|named| !named.is_empty());
            named.map(PathBuf::from)
        };
        let file = match (&self.config, &self.url) {
            (None, None) => environment(),
            (file, _) => file.clone(),
        };
        let mut channel = Channel::load(file.as_deref(), self.url.as_deref())?;
        if let Some(location) = &self.ledger {
            let ledger = match &mut channel {
                Channel::Production(config) => &mut config.ledger,
                Channel::Clone(config) => &mut config.ledger,
            };
            ledger.location.clone_from(location);
        }
        Ok(channel)
    }

    /// The tools of whichever channel the configuration is: gates are both channels'.
    ///
    /// # Errors
    /// As [`ConnectionOptions::toolbox`], and when the clone cannot be proven to be one.
    pub(super) async fn any_toolbox(&self) -> Result<Toolbox, Error> {
        match self.channel()? {
            Channel::Production(_) => self.toolbox(),
            Channel::Clone(config) => {
                let channel = CloneChannel::open(&config).await.map_err(Error::Clone)?;
                clone_toolbox(&config, channel)
            }
        }
    }

    /// The tools over the databases and gates, with the ledger.
    ///
    /// # Errors
    /// When there is no configuration, it cannot be used, a gate file cannot, or the ledger cannot be opened.
    pub(super) fn toolbox(&self) -> Result<Toolbox, Error> {
        let (config, databases) = self.load()?;
        toolbox(&config, databases)
    }
}

/// The tools of a configuration whose databases are set up.
///
/// # Errors
/// When a gate file cannot be used, the signing key cannot be read, or the ledger cannot be opened.
pub(super) fn toolbox(config: &Config, databases: Databases) -> Result<Toolbox, Error> {
    let library = library(config)?;
    let (gatekeeper, ledger) = gatekeeper(library, &databases, &config.ledger)?;
    let DriftScope {
        governed,
        organic,
        reference,
    } = config.drift.clone();
    let gatekeeper = gatekeeper.with_drift(DriftSettings {
        scope: drift::Scope {
            governed,
            organic,
            reference,
        },
        policy: drift_policy(&DriftPolicy::default())?,
        inventory: None,
    });
    Ok(Toolbox::new(databases, gatekeeper, ledger))
}

/// The tools of another configuration, on the ledger of these.
///
/// # Errors
/// When a gate file cannot be used, or the signing key cannot be read.
pub(super) fn renewed(
    toolbox: &Toolbox,
    config: &Config,
    databases: Databases,
) -> Result<Toolbox, Error> {
    Ok(toolbox.renewed(databases, library(config)?, signing_key(&config.ledger)?))
}

fn drift_policy(config: &DriftPolicy) -> Result<drift::Policy, Error> {
    let policy = drift::Policy::new(&config.exclude, config.tag.as_deref());
    policy.map_err(|error| {
        Error::Config(config::Error::Setting {
            setting: "drift.exclude".to_owned(),
            reason: error.to_string(),
        })
    })
}

fn gatekeeper(
    library: Library,
    databases: &Databases,
    config: &LedgerConfig,
) -> Result<(Gatekeeper, Ledger), Error> {
    let signing_key = signing_key(config)?;
    let ledger = Ledger::open(&config.location)?;
    let gatekeeper = Gatekeeper::new(library, databases.clone(), ledger.clone(), signing_key);
    Ok((gatekeeper, ledger))
}

fn signing_key(config: &LedgerConfig) -> Result<Option<SigningKey>, Error> {
    let key_file = config.signing_key_file.as_deref();
    Ok(key_file.map(read_key).transpose()?)
}

fn library(config: &Config) -> Result<Library, Error> {
    let policy = config.policy.compile()?;
    let bounds = Bounds {
        builtin: &BUILTIN,
        databases: config.databases.keys().map(String::as_str).collect(),
        policy: &policy,
        sql_bytes: config.limits.sql_length(),
    };
    Ok(Library::load(&config.gates, &bounds)?)
}

/// The tools of a clone whose channel is open.
///
/// # Errors
/// As [`toolbox`].
pub(super) fn clone_toolbox(config: &CloneConfig, channel: CloneChannel) -> Result<Toolbox, Error> {
    let policy = config.policy.compile()?;
    let bounds = Bounds {
        builtin: &BUILTIN_OF_CLONES,
        databases: vec![&config.name],
        policy: &policy,
        sql_bytes: config.limits.sql_length(),
    };
    let library = Library::load(&config.gates, &bounds)?;
    let databases = channel.databases().clone();
    let (gatekeeper, ledger) = gatekeeper(library, &databases, &config.ledger)?;
    let gatekeeper = gatekeeper.with_drift(DriftSettings {
        scope: drift::Scope::default(),
        policy: drift_policy(&config.drift)?,
        inventory: config.inventory.clone(),
    });
    Ok(Toolbox::of_clone(
        channel,
        config.changes.clone(),
        gatekeeper,
        ledger,
    ))
}
