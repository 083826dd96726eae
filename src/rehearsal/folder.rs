//! The folder of a change set, from the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// No change set is larger, in bytes over all files.
const LARGEST: u64 = 16 << 20;

/// Why a folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or the folder cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// What was read.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is more than a change set holds.
    #[error(
        "`{0}` holds more than 16 MiB: a change set is SQL text; load large data by other means"
    )]
    TooLarge(PathBuf),
    /// A file's name is no text.
    #[error("`{0}` has a name that is not UTF-8: rename it")]
    Name(PathBuf),
}

/// The files of a change set by their names: those right in the folder, hidden ones left out.
///
/// # Errors
/// When the folder or a file cannot be read, or there is too much.
pub fn read_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, FolderError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| FolderError::Read { path, source }
    };
    let mut files = BTreeMap::new();
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(|| FolderError::Name(path.clone()))?;
        if name.starts_with('.') || !path.is_file() {
            continue;
        }
        bytes += path.metadata().map_err(failed(&path))?.len();
        if bytes > LARGEST {
            return Err(FolderError::TooLarge(folder.to_owned()));
        }
        files.insert(
            name.to_owned(),
            std::fs::read(&path).map_err(failed(&path))?,
        );
    }
    Ok(files)
}
