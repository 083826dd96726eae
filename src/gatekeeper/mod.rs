//! Gates at work: a gate is looked up, a moment observed, the verdict decided, signed and recorded.
//!
//! An entry is on the ledger before its id is given out, and a verdict before it is told. What is recorded is a
//! [`Bundle`]: the verdict document with the exact texts it was decided from, which anyone can decide again. A bracket's
//! verdict bears the id of its entry, so that of two exits from one entry only one is recorded.

mod drift;
mod evidence;
mod library;
mod refusals;
mod signing;

use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};

pub use drift::{Compared, DriftSettings, read_inventory};
pub use library::{Bounds, Gate, Library, LibraryError};
pub use signing::{KeyError, make_key, read_key, read_public_key};

use crate::db::{Database, Databases, Progress, Purpose};
use crate::error::{ErrorCode, ToolError};
use crate::gate::document::{PAYLOAD_TYPE, Statement};
use crate::gate::dsse::SigningKey;
use crate::gate::{self, Bundle, Definition, Digest, Document, Kind, Snapshot, Timestamp, Verdict};
use crate::ledger::{Error as LedgerError, GateRecord, Ledger, Record};

/// Bytes of randomness in an id: nobody guesses another's entry.
const ID_BYTES: usize = 10;

/// What is told of an observation under way.
pub type Report<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Gates over the configured databases, with the ledger they are recorded in.
#[derive(Clone)]
pub struct Gatekeeper {
    library: Arc<Library>,
    databases: Databases,
    ledger: Ledger,
    signing_key: Option<Arc<SigningKey>>,
    drift: Option<Arc<DriftSettings>>,
}

/// A moment that was judged and recorded.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The handle: of an entry for its exit, of a verdict for its report.
    pub id: String,
    /// The database by its name on the allowlist.
    pub database: String,
    /// The conclusion with everything it rests on.
    pub verdict: Verdict,
    /// The verdict as a document, as it was recorded.
    pub statement: Statement,
    /// For an entry that can be used: until when.
    pub expires: Option<Timestamp>,
}

/// Evidence as the ledger has it.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The judgement, decided again from what is attached.
    pub judgement: Judgement,
    /// The document with what it was decided from.
    pub bundle: Bundle,
    /// The ledger's record that holds it.
    pub record: Record,
}

impl Gatekeeper {
    /// Gates of the library, on these databases, recorded in this ledger; with a key, documents are signed.
    pub fn new(
        library: Library,
        databases: Databases,
        ledger: Ledger,
        signing_key: Option<SigningKey>,
    ) -> Self {
        Self {
            library: Arc::new(library),
            databases,
            ledger,
            signing_key: signing_key.map(Arc::new),
            drift: None,
        }
    }

    /// Every gate, by name.
    pub fn gates(&self) -> impl Iterator<Item = &Gate> {
        self.library.gates()
    }

    /// The database that a gate names, if there is such a gate and it names one.
    pub fn database_of(&self, gate: &str) -> Option<&str> {
        let gate = self.library.get(gate).ok()?;
        gate.definition.database.as_deref()
    }

    /// Observes the moment before the work. Only an entry that is SAFE can be followed by an exit.
    ///
    /// # Errors
    /// When there is no such bracket, its database is not given or not served, it cannot be observed, or the entry
    /// cannot be recorded.
    pub async fn enter(
        &self,
        gate: &str,
        database: Option<&str>,
        report: Report<'_>,
    ) -> Result<Judgement, ToolError> {
        let (gate, database) = self.find(gate, Kind::Bracket, database)?;
        let definition = &gate.definition;
        let entry = database.observe(definition, Purpose::Entry, report).await?;
        let verdict = gate::enter(definition, &entry).map_err(internal)?;
        let usable = verdict.is_usable_entry();
        let id = new_id(if usable { "entry" } else { "verdict" })?;
        let expires = usable.then(|| expiry(definition, &entry));
        let (judgement, record) = self.concluded(id, verdict, expires, gate, None, &entry)?;
        let recorded = if usable {
            self.ledger.record_entry(&record).await
        } else {
            self.ledger.record_verdict(&record).await
        };
        recorded.map_err(|error| refusals::not_recorded(&error))?;
        Ok(judgement)
    }

    /// Observes the moment after the work and compares it with its entry. An entry is good for one exit.
    ///
    /// # Errors
    /// When there is no such entry, it was used or is not as it was recorded, its gate is gone, it cannot be observed, or
    /// the verdict cannot be recorded. What was changed in between is no error but a verdict.
    pub async fn exit(&self, id: &str, report: Report<'_>) -> Result<Judgement, ToolError> {
        let stored = self
            .ledger
            .entry(id)
            .await
            .map_err(|error| refusals::unreadable(&error))?;
        let Some(stored) = stored else {
            return Err(refusals::entry_unknown(id));
        };
        if stored.used_by.is_some() {
            return Err(refusals::entry_used(id));
        }
        let recorded = self.proven_entry(id, &stored.recorded.document)?;
        let entry = Snapshot::from_bytes(recorded.subject.as_bytes())
            .map_err(|error| refusals::damaged(id, &error))?;
        // The entry's own database is asked, so that a gate that now names another is told apart by the verdict.
        let gate = self.library.get(&stored.recorded.gate)?;
        let database = self.databases.get(&entry.identity.database)?;
        let definition = &gate.definition;
        let exit = database
            .observe(definition, Purpose::Exit(&entry), report)
            .await?;
        let verdict = gate::decide(definition, &entry, &exit).map_err(internal)?;
        let (id, entry) = (id.to_owned(), Some(recorded.subject));
        let (judgement, record) = self.concluded(id, verdict, None, gate, entry, &exit)?;
        match self.ledger.record_verdict(&record).await {
            Ok(_) => Ok(judgement),
            Err(LedgerError::Taken { .. }) => Err(refusals::entry_used(&record.id)),
            Err(error) => Err(refusals::not_recorded(&error)),
        }
    }

    /// Judges a standing gate now.
    ///
    /// # Errors
    /// When there is no such standing gate, its database is not given or not served, it cannot be observed, or the
    /// verdict cannot be recorded.
    pub async fn check(
        &self,
        gate: &str,
        database: Option<&str>,
        report: Report<'_>,
    ) -> Result<Judgement, ToolError> {
        let (gate, database) = self.find(gate, Kind::Standing, database)?;
        let definition = &gate.definition;
        let mut seen = database.observe(definition, Purpose::Check, report).await?;
        self.attest(database, definition, &mut seen).await?;
        let verdict = gate::judge(definition, &seen).map_err(internal)?;
        let id = new_id("verdict")?;
        let (judgement, record) = self.concluded(id, verdict, None, gate, None, &seen)?;
        let recorded = self.ledger.record_verdict(&record).await;
        recorded.map_err(|error| refusals::not_recorded(&error))?;
        Ok(judgement)
    }

    /// The verdict of that id, or the entry while it has none, decided again from what is recorded.
    ///
    /// # Errors
    /// When there is none, or the ledger cannot be read or is not as it was written.
    pub async fn evidence(&self, id: &str) -> Result<Evidence, ToolError> {
        let unreadable = |error| refusals::unreadable(&error);
        let (recorded, record) = match self.ledger.verdict(id).await.map_err(unreadable)? {
            Some(stored) => (stored.recorded, stored.record),
            None => match self.ledger.entry(id).await.map_err(unreadable)? {
                Some(stored) => (stored.recorded, stored.record),
                None => return Err(refusals::verdict_unknown(id)),
            },
        };
        let bundle: Bundle = serde_json::from_str(&recorded.document)
            .map_err(|error| refusals::damaged(id, &error))?;
        let verdict = bundle
            .decide()
            .map_err(|error| refusals::damaged(id, &error))?;
        let statement = bundle
            .statement()
            .map_err(|error| refusals::damaged(id, &error))?;
        if verdict.decision != statement.predicate.verdict {
            return Err(refusals::damaged(
                id,
                &"it cannot be decided again as it was",
            ));
        }
        let expires = recorded
            .expires
            .and_then(|expires| Timestamp::try_from(expires).ok());
        let judgement = Judgement {
            id: recorded.id,
            database: verdict.identity.database.clone(),
            verdict,
            statement,
            expires,
        };
        Ok(Evidence {
            judgement,
            bundle,
            record,
        })
    }

    /// An entry as it was recorded, once nothing in it contradicts the rest. Where evidence is signed it must be by our key:
    /// who can write the ledger and has no key can then forge no entry for an exit to agree with.
    fn proven_entry(&self, id: &str, document: &str) -> Result<Bundle, ToolError> {
        let keys: Vec<_> = self
            .signing_key
            .iter()
            .map(|key| key.verifying_key())
            .collect();
        let report = gate::verify(document.as_bytes(), &keys)
            .map_err(|error| refusals::damaged(id, &error))?;
        if let Some(claim) = report.contradiction() {
            let problem = format!("{}: {}", claim.claim, claim.detail);
            return Err(refusals::damaged(id, &problem));
        }
        serde_json::from_str(document).map_err(|error| refusals::damaged(id, &error))
    }

    /// The gate, if it is of the kind asked for, and its database: its own, or the one given.
    fn find(
        &self,
        name: &str,
        kind: Kind,
        database: Option<&str>,
    ) -> Result<(&Gate, &Arc<Database>), ToolError> {
        let gate = self.library.get(name)?;
        let definition = &gate.definition;
        if definition.kind != kind {
            return Err(refusals::other_kind(name, definition.kind));
        }
        let name = match (definition.database.as_deref(), database) {
            (Some(own), None) => own,
            (Some(own), Some(given)) if own == given => own,
            (None, Some(given)) => given,
            (Some(own), Some(_)) => {
                return Err(ToolError::new(
                    ErrorCode::ArgumentsInvalid,
                    format!("gate `{name}` is for database {own}"),
                    "leave `database` out: this gate names its own",
                ));
            }
            (None, None) => {
                let names: Vec<&str> = self.databases.names().collect();
                return Err(ToolError::new(
                    ErrorCode::ArgumentsInvalid,
                    format!("gate `{name}` is for any database and none was given"),
                    format!("give `database`, one of: {}", names.join(", ")),
                ));
            }
        };
        Ok((gate, self.databases.get(name)?))
    }

    /// A verdict as it is told, and with everything it was decided from as it is recorded.
    fn concluded(
        &self,
        id: String,
        verdict: Verdict,
        expires: Option<Timestamp>,
        gate: &Gate,
        entry: Option<String>,
        subject: &Snapshot,
    ) -> Result<(Judgement, GateRecord), ToolError> {
        let statement = Statement::of(&verdict);
        let payload = statement.to_bytes().map_err(internal)?;
        let document = match &self.signing_key {
            Some(key) => Document::Envelope(key.sign(PAYLOAD_TYPE, &payload)),
            None => Document::Statement(text(payload)?),
        };
        let subject_text = text(subject.to_bytes().map_err(internal)?)?;
        let bundle = Bundle::new(document, gate.text.clone(), entry, subject_text);
        let document = serde_json::to_string(&bundle).map_err(internal)?;
        let record = GateRecord {
            id: id.clone(),
            gate: verdict.gate.clone(),
            digest: Digest::of(document.as_bytes()).to_string(),
            expires: expires.map(|expires| expires.to_string()),
            document,
        };
        let judgement = Judgement {
            id,
            database: subject.identity.database.clone(),
            statement,
            verdict,
            expires,
        };
        Ok((judgement, record))
    }
}

/// Until when an entry can be used.
fn expiry(definition: &Definition, entry: &Snapshot) -> Timestamp {
    let lasts = u64::try_from(definition.expires.as_millis()).unwrap_or(u64::MAX);
    Timestamp::from_unix_milliseconds(entry.taken_at.unix_milliseconds().saturating_add(lasts))
}

fn new_id(kind: &str) -> Result<String, ToolError> {
    let mut bytes = [0; ID_BYTES];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| internal("the system gives no random numbers"))?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{kind}-{digits}"))
}

fn text(bytes: Vec<u8>) -> Result<String, ToolError> {
    String::from_utf8(bytes).map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> ToolError {
    ToolError::new(
        ErrorCode::Internal,
        format!("the gate's evidence cannot be written: {error}"),
        "report this; nothing was decided",
    )
}
