//! Where gates are read from, and where evidence is kept.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The ledger where nothing else is configured, beside the configuration file or in the working directory.
pub const DEFAULT_LEDGER: &str = "gatepost-ledger.db";

/// The operator's gates where nothing else is configured.
const DEFAULT_GATES: &str = "gates";

/// `[gates]` as the file holds it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GatesFile {
    dir: Option<PathBuf>,
}

impl GatesFile {
    pub(super) fn beside(self, folder: &Path) -> GatesConfig {
        GatesConfig {
            required: self.dir.is_some(),
            dir: folder.join(self.dir.unwrap_or_else(|| DEFAULT_GATES.into())),
        }
    }
}

/// `[ledger]` as the file holds it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LedgerFile {
    url: Option<String>,
    signing_key_file: Option<PathBuf>,
}

impl LedgerFile {
    pub(super) fn beside(self, folder: &Path) -> LedgerConfig {
        let url = self.url.unwrap_or_else(|| DEFAULT_LEDGER.to_owned());
        let path = url.strip_prefix("sqlite://").unwrap_or(&url);
        // What names no file is for the ledger to refuse, in the operator's own words.
        let location = if path.is_empty() || path.contains(':') {
            url
        } else {
            folder.join(path).display().to_string()
        };
        LedgerConfig {
            location,
            signing_key_file: self.signing_key_file.map(|file| folder.join(file)),
        }
    }
}

/// Where the operator's gates are; the built-in ones are always there.
#[derive(Debug, Clone)]
pub struct GatesConfig {
    /// The folder of `*.toml` gate files.
    pub dir: PathBuf,
    /// Whether the folder was named, so that its absence is a mistake.
    pub required: bool,
}

/// Where evidence is kept, and with which key it is signed.
#[derive(Debug, Clone)]
pub struct LedgerConfig {
    /// The ledger, as a path or a `sqlite://` URL.
    pub location: String,
    /// An Ed25519 private key in PEM; without it, verdicts are not signed.
    pub signing_key_file: Option<PathBuf>,
}
