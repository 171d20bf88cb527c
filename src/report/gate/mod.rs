//! What the gate of an app gallery would say of a run.

mod details;
mod judge;
mod result;
mod told;
mod words;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(super) use judge::judge;
pub use result::{GateReporter, final_results};
pub(super) use words::{capital, markdown, more, ready, text};

use crate::suite::{Details, GatePart, Quirk, ScenarioId};

/// The verdict of a gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateReport {
    /// Which version of the gate.
    pub version: String,
    /// What the gate says of the whole.
    pub overall: Overall,
    /// May the result be handed in, as the documentation of the gate says?
    pub ready_to_submit: bool,
    /// Why, in one sentence.
    pub ready_because: String,
    /// The tests, in the order of the gate's result.
    pub tests: Vec<GateTestReport>,
    /// What may make the verdict another one, and could not be tried.
    pub notes: Vec<String>,
    /// What nobody can see over HTTP, and has to be attested.
    pub attest: Vec<String>,
}

/// What a gate says of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Overall {
    /// It is passed.
    Succeeded,
    /// It is not.
    Failed,
}

impl Overall {
    /// The gate's word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
        }
    }
}

/// What became of one test of a gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateTestReport {
    /// Its name.
    pub test: String,
    /// Is its failure a warning only?
    pub optional: bool,
    /// Which part of the gate it belongs to.
    pub part: GatePart,
    /// What came out.
    pub outcome: GateOutcome,
    /// The gate's text.
    pub result: String,
    /// The gate's details of a failure, else an empty text.
    pub details: Value,
    /// How they are written.
    pub details_form: Details,
    /// What was wrong, in plain words.
    pub cause: Option<String>,
    /// The dialects in which it failed, if it is tried in two.
    pub dialects: Vec<String>,
    /// Peculiarities of the gate without which it would have passed.
    pub quirks: Vec<Quirk>,
    /// What does not fail it, and costs time in the gate.
    pub remarks: Vec<String>,
    /// The scenario that decided it.
    pub scenario: Option<ScenarioId>,
}

/// What came out of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum GateOutcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was not done.
    Skipped,
}
