//! What defines a database, without its data, as bytes that can be carried to where the clone is.

use serde::{Deserialize, Serialize};

use crate::gate::{Digest, Objects, Part, QualifiedName, SequencePosition, Timestamp};

/// The form of the file; another form is not read.
pub const FILE_FORMAT: &str = "gatepost-inventory/1";

/// Which tables are counted and digested, as globs of `schema.relation`. The clone is asked what production was.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Tables that may not hold fewer rows in the clone.
    pub governed: Vec<String>,
    /// Tables that applications fill.
    pub organic: Vec<String>,
    /// Tables whose rows are the same everywhere.
    pub reference: Vec<String>,
}

/// How many rows a table holds, or why that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowCount {
    /// The table.
    pub relation: QualifiedName,
    /// Whether applications fill it.
    pub organic: bool,
    /// Its rows.
    pub rows: Part<u64>,
}

/// The digest of a table's rows, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The table.
    pub relation: QualifiedName,
    /// SHA-256 of its rows, and nothing of them.
    pub sha256: Part<Digest>,
}

/// Where a sequence stands, and the greatest value of the column that owns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequencePlace {
    /// The sequence.
    pub sequence: QualifiedName,
    /// Where it stands.
    pub position: SequencePosition,
    /// The column's greatest value; `None` where there is none, or no column owns the sequence.
    pub maximum: Part<Option<String>>,
}

/// One database at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// The database by its own name.
    pub database: String,
    /// `pg_control_system().system_identifier`.
    pub system_identifier: String,
    /// The database's OID.
    pub database_oid: u32,
    /// When, by gatepost's clock.
    pub captured_at: Timestamp,
    /// `server_version_num / 10000`.
    pub server_major: u32,
    /// `server_version`.
    pub server_version: String,
    /// What was counted.
    pub scope: Scope,
    /// Definitions.
    pub objects: Objects,
    /// Rows of the tables in scope.
    pub rows: Vec<RowCount>,
    /// Digests of reference tables.
    pub reference: Vec<Content>,
    /// Sequences of the tables in scope.
    pub sequences: Vec<SequencePlace>,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    sha256: Digest,
    inventory: Inventory,
}

/// Why bytes are no inventory.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// Not JSON of the known form.
    #[error("it cannot be read: {0}")]
    Form(#[from] serde_json::Error),
    /// Another version's form.
    #[error("it has format `{0}`, this gatepost reads `{FILE_FORMAT}`")]
    Format(String),
    /// It was changed after it was captured.
    #[error("its content is not what was captured: it says {said} and is {is}")]
    Altered {
        /// The digest in the file.
        said: Digest,
        /// The digest of what is there.
        is: Digest,
    },
    /// It was written by something else, or changed by hand.
    #[error("it is not in the form in which gatepost writes it")]
    NotCanonical,
}

impl Inventory {
    /// SHA-256 of the canonical bytes.
    ///
    /// # Errors
    /// Never for values made in memory; the serializer's signature allows it.
    pub fn digest(&self) -> Result<Digest, InventoryError> {
        Ok(Digest::of(&serde_json::to_vec(self)?))
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// Never for values made in memory; the serializer's signature allows it.
    pub fn to_bytes(&self) -> Result<Vec<u8>, InventoryError> {
        Ok(serde_json::to_vec(&File {
            format: FILE_FORMAT.to_owned(),
            sha256: self.digest()?,
            inventory: self.clone(),
        })?)
    }

    /// Reads a file's bytes back.
    ///
    /// # Errors
    /// When the bytes are no inventory of this format, or not exactly those that were written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InventoryError> {
        let File {
            format,
            sha256,
            inventory,
        } = serde_json::from_slice(bytes)?;
        if format != FILE_FORMAT {
            return Err(InventoryError::Format(format));
        }
        let is = inventory.digest()?;
        if is != sha256 {
            return Err(InventoryError::Altered { said: sha256, is });
        }
        if inventory.to_bytes()? != bytes {
            return Err(InventoryError::NotCanonical);
        }
        Ok(inventory)
    }

    /// Whether it is of the very database that the other is of.
    pub fn is_of_the_same(&self, other: &Self) -> bool {
        self.system_identifier == other.system_identifier && self.database_oid == other.database_oid
    }
}

#[cfg(test)]
mod tests {
    use super::{Inventory, InventoryError};
    use crate::drift::testing::inventory;

    #[test]
    fn an_inventory_comes_back_as_it_was_and_no_other_way() {
        let written = inventory(&[("table", "public.t", "owner=a")]);
        let bytes = written.to_bytes().expect("serializes");
        assert_eq!(Inventory::from_bytes(&bytes).expect("reads"), written);

        let text = String::from_utf8(bytes).expect("JSON");
        let altered = text.replacen("owner=a", "owner=b", 1);
        assert!(matches!(
            Inventory::from_bytes(altered.as_bytes()),
            Err(InventoryError::Altered { .. })
        ));
        let padded = format!("{text}\n");
        assert!(matches!(
            Inventory::from_bytes(padded.as_bytes()),
            Err(InventoryError::NotCanonical)
        ));
        let other = text.replacen("inventory/1", "inventory/2", 1);
        assert!(matches!(
            Inventory::from_bytes(other.as_bytes()),
            Err(InventoryError::Format(_))
        ));
        let more = text.replacen("{\"database\"", "{\"more\":1,\"database\"", 1);
        assert!(matches!(
            Inventory::from_bytes(more.as_bytes()),
            Err(InventoryError::Form(_))
        ));
    }
}
