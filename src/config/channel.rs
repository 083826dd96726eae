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
            reason: reason_of(&error, text),
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

/// What is wrong and where. The parser shows the whole line too, and says what it found: either may hold a connection
/// string, and an error is told to whoever reads the log. Of the line, only the setting's name is shown.
fn reason_of(error: &toml::de::Error, text: &str) -> String {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let said = error.message();
    let quoted = said.find("string \"").zip(said.rfind('"'));
    let said = match quoted {
        Some((start, end)) => format!("{}a string{}", &said[..start], &said[end + 1..]),
        None => said.to_owned(),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let setting = text
        .lines()
        .nth(line - 1)
        .and_then(|line| line.split_once('='));
    let setting = setting
        .map(|(name, _)| name.trim())
        .filter(|name| name.chars().all(is_name))
        .map_or_else(String::new, |name| format!(", `{name} = ...`"));
    format!("line {line}, column {column}{setting}: {said}")
}
