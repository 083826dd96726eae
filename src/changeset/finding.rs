//! What is wrong with a change set, and where.

/// One flaw of a change set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, by its path in the folder of the change set.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What kind of flaw, in stable `snake_case`.
    pub code: &'static str,
    /// The thing and the reason.
    pub message: String,
    /// What to write instead.
    pub hint: &'static str,
}

impl Finding {
    /// A flaw at a line of a file.
    pub(super) fn new(
        file: &str,
        line: usize,
        code: &'static str,
        message: impl Into<String>,
        hint: &'static str,
    ) -> Self {
        Self {
            file: file.to_owned(),
            line,
            code,
            message: message.into(),
            hint,
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{}:{}: {}: {}. {}",
            self.file, self.line, self.code, self.message, self.hint
        )
    }
}
