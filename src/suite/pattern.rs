//! A regular expression that an answer must match.

use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

/// A regular expression in the syntax of the crate `regex`. Compiling one costs more than
/// reading the step that has it, and most runs need few of them.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    /// `None` for what is no regular expression, and then nothing matches.
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// When the text is no regular expression.
    pub fn new(text: &str) -> Result<Self, regex::Error> {
        let compiled = Regex::new(text)?;
        Ok(Self { text: text.to_owned(), compiled: OnceLock::from(Some(compiled)) })
    }

    /// Takes one that is known to be right; it is compiled when it is needed.
    #[must_use]
    pub fn checked(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceLock::new() }
    }

    /// Does it match somewhere in the text?
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.text).ok());
        compiled.as_ref().is_some_and(|pattern| pattern.is_match(text))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Regex({:?})", self.text)
    }
}
