//! Compares what was expected with what came back. Pure: an exchange of last
//! year is judged as it was then.

mod finding;
mod verdict;

pub use finding::{CheckResult, Finding};
pub use verdict::{Grade, Skip, Verdict};
