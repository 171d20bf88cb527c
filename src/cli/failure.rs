//! Why a command did not do what was asked.

use std::io;

use crate::text::Diagnostics;

use super::exit::Exit;

/// The one error that ends a command.
#[derive(Debug)]
pub(super) enum Failure {
    /// A sentence, and what to do about it.
    Said {
        /// How the program ends.
        exit: Exit,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Problems in files, with their places.
    Diagnosed {
        /// How the program ends.
        exit: Exit,
        /// The problems.
        diagnostics: Diagnostics,
    },
    /// Standard output cannot be written to.
    Output(io::Error),
}

impl Failure {
    /// Wrong usage or configuration.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::Said { exit: Exit::Usage, message: message.into(), hint: None }
    }

    /// Something prevents a verdict.
    pub(super) fn inconclusive(message: impl Into<String>) -> Self {
        Self::Said { exit: Exit::Inconclusive, message: message.into(), hint: None }
    }

    /// The program itself is wrong.
    pub(super) fn bug(message: impl Into<String>) -> Self {
        Self::Said { exit: Exit::Bug, message: message.into(), hint: None }
    }

    /// Says what to do about it.
    pub(super) fn hint(mut self, text: impl Into<String>) -> Self {
        if let Self::Said { hint, .. } = &mut self {
            *hint = Some(text.into());
        }
        self
    }

    /// Says what to do about it, if something is known.
    pub(super) fn hint_if(self, text: Option<String>) -> Self {
        match text {
            Some(text) => self.hint(text),
            None => self,
        }
    }
}

/// Only writing to standard output gives a bare I/O error; all others are
/// turned into sentences where they occur.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
