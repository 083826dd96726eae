//! Keys on the disk: the private one only its owner can read.

use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use ring::rand::{SecureRandom, SystemRandom};

use crate::gate::dsse::{DsseError, SigningKey, VerifyingKey, private_pem};

/// Why a key cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the key `{}`: {source}", path.display())]
    File {
        /// The key's file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is there already.
    #[error("`{}` is there already and was left as it is; name another file", path.display())]
    Exists {
        /// The key's file.
        path: PathBuf,
    },
    /// The file holds no key.
    #[error("the key `{}`: {source}", path.display())]
    Key {
        /// The key's file.
        path: PathBuf,
        /// Why.
        source: DsseError,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers, so no key can be made")]
    Random,
}

/// Makes a private key in a new file that only its owner can read.
///
/// # Errors
/// When the file is there already or cannot be written.
pub fn make_key(path: &Path) -> Result<SigningKey, KeyError> {
    let mut seed = [0; 32];
    SystemRandom::new()
        .fill(&mut seed)
        .map_err(|_| KeyError::Random)?;
    let pem = private_pem(&seed);
    let key = SigningKey::parse(&pem).map_err(|source| KeyError::Key {
        path: path.to_owned(),
        source,
    })?;
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| {
            file.write_all(pem.as_bytes())
                .and_then(|()| file.sync_all())
        });
    let path = path.to_owned();
    match written {
        Ok(()) => Ok(key),
        Err(source) if source.kind() == ErrorKind::AlreadyExists => Err(KeyError::Exists { path }),
        Err(source) => Err(KeyError::File { path, source }),
    }
}

/// Reads a private key.
///
/// # Errors
/// When the file cannot be read or holds none.
pub fn read_key(path: &Path) -> Result<SigningKey, KeyError> {
    let parsed = SigningKey::parse(&read(path)?);
    parsed.map_err(|source| KeyError::Key {
        path: path.to_owned(),
        source,
    })
}

/// Reads a public key.
///
/// # Errors
/// When the file cannot be read or holds none.
pub fn read_public_key(path: &Path) -> Result<VerifyingKey, KeyError> {
    let parsed = VerifyingKey::parse(&read(path)?);
    parsed.map_err(|source| KeyError::Key {
        path: path.to_owned(),
        source,
    })
}

fn read(path: &Path) -> Result<String, KeyError> {
    std::fs::read_to_string(path).map_err(|source| KeyError::File {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{make_key, read_key, read_public_key};

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("signing.pem");
        let made = make_key(&path).expect("made").verifying_key();
        assert_eq!(read_key(&path).expect("read").verifying_key(), made);
        let mode = std::fs::metadata(&path)
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(
            make_key(&path)
                .expect_err("taken")
                .to_string()
                .contains("signing.pem")
        );
        let public = folder.path().join("signing.pub");
        std::fs::write(&public, made.pem()).expect("written");
        assert_eq!(read_public_key(&public).expect("read"), made);
        assert!(read_public_key(&path).is_err() && read_key(&public).is_err());
    }
}
