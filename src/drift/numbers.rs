//! Rows, sequences and versions against their like.

use std::collections::BTreeMap;

use super::inventory::Inventory;
use super::structure::Found;
use crate::gate::{Part, QualifiedName, SequencePosition};

/// What differs, and what could not be compared because one side does not say.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) found: Vec<Found>,
    pub(super) not_compared: Vec<String>,
}

/// Every difference that is a number's.
pub(super) fn compare(production: &Inventory, clone: &Inventory) -> Numbers {
    let mut numbers = Numbers::default();
    numbers.versions(production, clone);
    if production.scope != clone.scope {
        let blind = "rows and sequences: the two were asked for different tables";
        numbers.not_compared.push(blind.to_owned());
        return numbers;
    }
    numbers.rows(production, clone);
    numbers.reference(production, clone);
    numbers.sequences(production, clone);
    numbers
}

impl Numbers {
    fn push(&mut self, class: &'static str, kind: &str, name: String, what: String) {
        self.found.push(Found::new(class, kind, &name, what));
    }

    fn blind<T>(&mut self, side: &str, name: &QualifiedName, part: &Part<T>) {
        let why = match part {
            Part::Failed(failure) => match &failure.mend {
                Some(mend) => format!("{} (mend: {mend})", failure.message),
                None => failure.message.clone(),
            },
            Part::Observed(_) | Part::SameSnapshot => "it was not looked at".to_owned(),
        };
        self.not_compared.push(format!("{name} in {side}: {why}"));
    }

    fn versions(&mut self, production: &Inventory, clone: &Inventory) {
        let what = format!("{}→{}", production.server_version, clone.server_version);
        if production.server_major != clone.server_major {
            self.push("identity_mismatch", "server", "version".to_owned(), what);
        } else if production.server_version != clone.server_version {
            self.push("server_minor", "server", "version".to_owned(), what);
        }
    }

    fn rows(&mut self, production: &Inventory, clone: &Inventory) {
        let theirs: BTreeMap<_, _> = clone.rows.iter().map(|row| (&row.relation, row)).collect();
        for row in &production.rows {
            let name = &row.relation;
            // A table that is not there is told by its definition.
            let Some(other) = theirs.get(name) else {
                continue;
            };
            match (&row.rows, &other.rows) {
                (Part::Observed(was), Part::Observed(is)) if was == is => {}
                (Part::Observed(was), Part::Observed(is)) => {
                    let class = match row.organic || is > was {
                        true => "organic_growth",
                        false => "governed_rows_lost",
                    };
                    self.push(class, "rows", name.to_string(), format!("{was}→{is} rows"));
                }
                (Part::Observed(_), blind) => self.blind("the clone", name, blind),
                (blind, _) => self.blind("production", name, blind),
            }
        }
    }

    fn reference(&mut self, production: &Inventory, clone: &Inventory) {
        let theirs: BTreeMap<_, _> = clone
            .reference
            .iter()
            .map(|content| (&content.relation, &content.sha256))
            .collect();
        for content in &production.reference {
            let name = &content.relation;
            match (&content.sha256, theirs.get(name)) {
                (_, None) => {}
                (Part::Observed(was), Some(Part::Observed(is))) => {
                    if was != is {
                        let what = format!("content {}→{}", was.short(), is.short());
                        self.push("reference_data_changed", "rows", name.to_string(), what);
                    }
                }
                (Part::Observed(_), Some(blind)) => self.blind("the clone", name, blind),
                (blind, _) => self.blind("production", name, blind),
            }
        }
    }

    /// A sequence that would give a value again that is taken, where production's would not.
    fn sequences(&mut self, production: &Inventory, clone: &Inventory) {
        let behind: BTreeMap<_, _> = production
            .sequences
            .iter()
            .map(|place| (&place.sequence, is_behind(place)))
            .collect();
        for place in &clone.sequences {
            let name = &place.sequence;
            match is_behind(place) {
                Behind::No => {}
                Behind::Unknown(why) => {
                    self.not_compared
                        .push(format!("{name} in the clone: {why}"));
                }
                Behind::Yes(what) => {
                    if !matches!(behind.get(name), Some(Behind::Yes(_))) {
                        self.push("sequence_behind_max", "sequence", name.to_string(), what);
                    }
                }
            }
        }
    }
}

enum Behind {
    Yes(String),
    No,
    Unknown(String),
}

fn is_behind(place: &super::SequencePlace) -> Behind {
    let (last, is_called) = match &place.position {
        SequencePosition::Read {
            last_value,
            is_called,
        } => (last_value, *is_called),
        SequencePosition::Unreadable { mend } => {
            return Behind::Unknown(format!("the role cannot read it (mend: {mend})"));
        }
    };
    let maximum = match &place.maximum {
        Part::Observed(None) => return Behind::No,
        Part::Observed(Some(maximum)) => maximum,
        Part::Failed(failure) => return Behind::Unknown(failure.message.clone()),
        Part::SameSnapshot => return Behind::Unknown("it was not looked at".to_owned()),
    };
    match (last.parse::<i64>(), maximum.parse::<i64>()) {
        (Ok(at), Ok(greatest)) if greatest > at || (greatest == at && !is_called) => {
            Behind::Yes(format!("it stands at {last}, its column at {maximum}"))
        }
        (Ok(_), Ok(_)) => Behind::No,
        _ => Behind::Unknown(format!("{last} and {maximum} cannot be compared")),
    }
}
