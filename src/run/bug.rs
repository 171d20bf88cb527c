//! What went wrong in scimproof itself.

use std::any::Any;
use std::fmt;

use tokio::task::JoinError;

/// A panic of scimproof itself.
#[derive(Clone, Debug)]
pub struct Bug(String);

impl Bug {
    pub(super) fn of(panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Self(text.unwrap_or_else(|| "a panic that says nothing".to_owned()))
    }

    /// A scenario whose task did not end as it should.
    pub(super) fn lost(error: &JoinError) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "scimproof itself is wrong, not the server: {}", self.0)
    }
}
