//! What the exit code of the program says.

use std::fmt::Write as _;
use std::process::ExitCode;

/// How a command ended. The numbers are part of the interface: scripts and
/// pipelines depend on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// The server is conformant, or the command did what was asked.
    Success,
    /// A check failed at a level that the profile gates on.
    Nonconformant,
    /// A flag, a URL, a file or the configuration cannot be used.
    Usage,
    /// A suite file is invalid.
    InvalidSuite,
    /// The run proves nothing either way, or a report could not be written.
    Inconclusive,
    /// No scenario was selected.
    NothingSelected,
    /// The program itself is wrong.
    Bug,
}

impl Exit {
    /// All of them, by number.
    pub const ALL: [Self; 7] = [
        Self::Success,
        Self::Nonconformant,
        Self::Usage,
        Self::InvalidSuite,
        Self::Inconclusive,
        Self::NothingSelected,
        Self::Bug,
    ];

    /// The number that the shell sees.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Nonconformant => 1,
            Self::Usage => 2,
            Self::InvalidSuite => 3,
            Self::Inconclusive => 4,
            Self::NothingSelected => 5,
            // What Rust makes of a panic.
            Self::Bug => 101,
        }
    }

    /// The meaning, as `--help` gives it.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "conformant, or the command did what was asked",
            Self::Nonconformant => "nonconformant: a check failed at a level that gates",
            Self::Usage => "wrong usage or configuration; nothing was sent",
            Self::InvalidSuite => "a suite file is invalid; nothing was sent",
            Self::Inconclusive => {
                "inconclusive: unreachable, refused, interrupted, not all was seen, \
                 or a report could not be written"
            }
            Self::NothingSelected => "no scenario was selected; nothing was sent",
            Self::Bug => "a bug in scimproof",
        }
    }

    /// All codes with their meanings, for `--help`.
    #[must_use]
    pub(super) fn table() -> String {
        let mut table = String::from("Exit codes:\n");
        for exit in Self::ALL {
            // Writing to a string cannot fail.
            let _ = writeln!(table, "  {:>3}  {}", exit.code(), exit.meaning());
        }
        table.pop();
        table
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_in_the_table_once() {
        let table = Exit::table();
        for exit in Exit::ALL {
            let line = format!("\n  {:>3}  {}", exit.code(), exit.meaning());
            assert_eq!(table.matches(&line).count(), 1, "{exit:?}");
        }
    }
}
