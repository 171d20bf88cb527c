//! The gate of an app gallery: tests of somebody else, whose verdict a suite
//! foretells (`gate` in a suite file).

use serde::{Deserialize, Serialize};

/// What a suite foretells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Which version of the gate.
    pub version: String,
    /// Its tests, in the order of its result.
    pub tests: Vec<GateTest>,
    /// Its peculiarities that can make a test fail although the server is right.
    pub quirks: Vec<Quirk>,
    /// What it asks for and nobody can see over HTTP.
    pub attest: Vec<String>,
}

/// One test of a gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateTest {
    /// Its name: `Create_User_Test`.
    pub test: String,
    /// Does its failure count as a warning only?
    pub optional: bool,
    /// Which part of the gate it belongs to.
    pub part: GatePart,
    /// How its failure counts for the whole.
    pub blocks: Blocks,
    /// How the details of its failure are written.
    pub details: Details,
    /// What the result says when it passes.
    pub passes: String,
    /// What the result says when no scenario is of it.
    pub absent: String,
    /// What the result says when its scenarios need a credential that was not
    /// given. It counts as a failure then, by this quirk of the gate.
    pub unconfigured: Option<Unconfigured>,
}

/// What becomes of a test whose credential was not given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unconfigured {
    /// The text of the result.
    pub says: String,
    /// The quirk that makes it a failure.
    pub quirk: u8,
}

/// A part of the gate: tests are selected by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GatePart {
    /// Users, by way of the provisioning service.
    Users,
    /// Groups, by way of the provisioning service.
    Groups,
    /// SCIM, by requests of the gate itself.
    Scim,
}

/// How a failed test counts for the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blocks {
    /// The whole fails.
    Always,
    /// The whole fails unless another test of this kind passes.
    UnlessAnotherPasses,
    /// The whole does not fail.
    Never,
}

/// How the details of a failure are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Details {
    /// `{"provisioningLogs", "scimCheck"}`.
    Engine,
    /// `{"podResponse"}`.
    OnDemand,
    /// `{"summary"}`.
    Summary,
    /// A text.
    Text,
    /// `{"failedAction", "reason"}`.
    Action,
}

/// A peculiarity of the gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quirk {
    /// Its number.
    pub quirk: u8,
    /// What it is, in one sentence.
    pub means: String,
    /// Does it lie in what tests have in common, so that it fails now one and now
    /// another, as they come first?
    #[serde(default)]
    pub shared: bool,
}

/// What a scenario is to a gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateRole {
    /// The test; of a scenario without quirks maybe several.
    pub tests: Vec<String>,
    /// It is the test without these quirks: when it passes and the test fails,
    /// they are the reason. It runs only when the test failed. None: the test itself.
    pub without: Vec<u8>,
    /// It explains only failures that were answered with one of these statuses;
    /// none: all failures.
    pub answered: Vec<u16>,
}

impl GateRole {
    /// Is it about that test?
    #[must_use]
    pub fn is_of(&self, test: &str) -> bool {
        self.tests.iter().any(|known| known == test)
    }

    /// Is it the test without some quirk, and not the test itself?
    #[must_use]
    pub const fn is_control(&self) -> bool {
        !self.without.is_empty()
    }
}

impl Gate {
    /// The test of that name.
    #[must_use]
    pub fn test(&self, name: &str) -> Option<&GateTest> {
        self.tests.iter().find(|test| test.test == name)
    }
}

/// What a text of the gate (`says`) may hold: `{{answer.status}}`.
pub const ANSWER_NAMES: &[&str] = &[
    "answer.status",
    "answer.problem",
    "answer.without-id",
    "answer.other-name",
    "answer.differences",
    "answer.pages",
    "answer.failed-pages",
    "answer.missing-user",
    "answer.missing-group",
];
