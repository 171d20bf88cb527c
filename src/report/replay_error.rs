//! Why events give no report.

use crate::suite::ScenarioId;

/// Why a recording or a stream of events cannot be read. Reads after "cannot
/// read the recording:".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It does not begin as a recording does.
    #[error("it does not begin with the header of a recording")]
    NoHeader,
    /// It ends before the footer: the run crashed, or the end was cut off.
    #[error("it has no footer: the run that wrote it did not end, or the file was cut off")]
    NoFooter,
    /// Events are missing, or not in their order.
    #[error("the event after number {after_seq} is missing")]
    Gap {
        /// The number of the last event before the gap.
        after_seq: u32,
    },
    /// It was changed after it was written.
    #[error("its SHA-256 is not the one in its footer: it was changed after the run")]
    DigestMismatch,
    /// A later version of scimproof wrote it.
    #[error(
        "it has format {0}, and this version reads format {format}; a newer scimproof wrote it",
        format = crate::event::FORMAT
    )]
    UnknownFormat(u32),
    /// A line is not what it should be.
    #[error("line {line}: {message}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// An event is about a scenario that was not planned.
    #[error("event {seq} is about the scenario {scenario}, which was not planned")]
    Unplanned {
        /// The scenario.
        scenario: ScenarioId,
        /// The event's number.
        seq: u32,
    },
}
