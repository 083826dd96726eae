//! Which channel a file is for. One process has one channel, and so one file.

use std::path::Path;

use super::{CloneConfig, Config, DEFAULT_FILE, Error, File};

/// What a configuration is for: reading production, or working on a clone of it. Never both.
#[derive(Debug, Clone)]
pub enum Channel {
    /// `[databases]`: read-only service of production.
    Production(Box<Config>),
    /// `[clone]`: a writable copy to rehearse on.
    Clone(Box<CloneConfig>),
}

impl Channel {
    /// Loads what the command line asks for: `--config`, else `--url`, else [`DEFAULT_FILE`] in the working directory.
    ///
    /// # Errors
    /// When there is nothing to load, or it cannot be used; the text says what to change.
    pub fn load(file: Option<&Path>, url: Option<&str>) -> Result<Self, Error> {
        match (file, url) {
            (Some(_), Some(_)) => Err(Error::setting(
                "--url",
                "give either `--config` or `--url`, not both",
            )),
            (Some(path), None) => Self::from_file(path),
            (None, Some(url)) => Ok(Self::Production(Box::new(Config::from_url(url)?))),
            (None, None) if Path::new(DEFAULT_FILE).exists() => {
                Self::from_file(Path::new(DEFAULT_FILE))
            }
            (None, None) => Err(Error::Nothing),
        }
    }

    /// Reads one file.
    ///
    /// # Errors
    /// When it cannot be read, holds an unknown key or both channels, or a setting cannot be used.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::from_toml(&text, path)
    }

    pub(super) fn from_toml(text: &str, path: &Path) -> Result<Self, Error> {
        let mut file: File = toml::from_str(text).map_err(|error| Error::Parse {
            path: path.to_owned(),
            reason: error.to_string().trim_end().to_owned(),
        })?;
        match (file.databases.take(), file.clone.take()) {
            (Some(databases), None) => {
                let config = Config::from_parsed(file, databases, path)?;
                Ok(Self::Production(Box::new(config)))
            }
            (None, Some(clone)) => {
                let config = CloneConfig::from_parsed(file, clone, path)?;
                Ok(Self::Clone(Box::new(config)))
            }
            (Some(_), Some(_)) => Err(Error::setting(
                "clone",
                "stands beside [databases]; one process has one channel: move [clone] to a file of its own",
            )),
            (None, None) => Err(Error::setting(
                "databases",
                "name at least one database under [databases], or a clone under [clone]",
            )),
        }
    }

    /// The production channel's configuration.
    ///
    /// # Errors
    /// When it is a clone's.
    pub fn production(self) -> Result<Config, Error> {
        match self {
            Self::Production(config) => Ok(*config),
            Self::Clone(_) => Err(Error::setting(
                "clone",
                "this is a clone's configuration, and the command is production's; for the clone there are `gatepost clone \
                 check`, `gatepost rehearse` and `gatepost serve --channel clone`",
            )),
        }
    }

    /// The clone channel's configuration.
    ///
    /// # Errors
    /// When it is production's.
    pub fn into_clone(self) -> Result<CloneConfig, Error> {
        match self {
            Self::Clone(config) => Ok(*config),
            Self::Production(_) => Err(Error::setting(
                "databases",
                "this is production's configuration, and the command is the clone's; name with --config a file that has \
                 [clone] and no [databases]; production is served by `gatepost serve` and asked by `gatepost query`",
            )),
        }
    }
}
