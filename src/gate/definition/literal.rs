//! A value written in a gate file.

use serde::Deserialize;

/// A value to compare an answer with. Numbers keep their digits: a TOML integer is exact, and a decimal is
/// written as a string, because a TOML float would be rounded to a double.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "toml::Value")]
pub enum Literal {
    /// A TOML integer, as decimal digits. Compares with numbers only.
    Integer(String),
    /// A TOML string. Compares as a decimal with a number, else byte for byte.
    Text(String),
    /// A TOML boolean. Compares with booleans only.
    Boolean(bool),
}

impl Literal {
    /// The value as text.
    pub fn text(&self) -> &str {
        match self {
            Self::Integer(text) | Self::Text(text) => text,
            Self::Boolean(true) => "true",
            Self::Boolean(false) => "false",
        }
    }
}

impl TryFrom<toml::Value> for Literal {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        match value {
            toml::Value::Integer(number) => Ok(Self::Integer(number.to_string())),
            toml::Value::String(text) => Ok(Self::Text(text)),
            toml::Value::Boolean(boolean) => Ok(Self::Boolean(boolean)),
            toml::Value::Float(number) => Err(format!(
                "a decimal is compared exactly: write it as a string, \"{number}\""
            )),
            other => Err(format!(
                "expected an integer, a string or a boolean, found {}",
                other.type_str()
            )),
        }
    }
}
