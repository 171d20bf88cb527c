//! What happened in a run: owned, serialisable, redacted, numbered without gaps.
//!
//! Events carry facts and nothing of how they are shown. Reports are made from
//! events alone, so a recording gives the same reports as the run itself.

mod redact;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::judge::{CheckResult, Skip, Verdict};
use crate::scim::capabilities::Capabilities;
use crate::scim::requirement::Requirement;
use crate::suite::{
    CheckId, Gate, GateRole, Level, Location, RequirementId, ScenarioId, SuiteSource,
};
use crate::wire::Exchange;

/// The version of the recording format. A reader refuses a higher one.
pub const FORMAT: u32 = 1;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its number, from 0, without gaps.
    pub seq: u32,
    /// Milliseconds since the run began.
    pub elapsed_ms: u64,
    /// What happened.
    pub kind: EventKind,
}

/// The kinds of events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// The first event.
    RunStarted(Box<RunHeader>),
    /// The discovery endpoints were asked.
    Probed {
        /// What was sent and received.
        exchanges: Vec<Exchange>,
        /// What the server says of itself.
        capabilities: Box<Capabilities>,
        /// Scenarios that will not run, and why.
        /// A single case is named `suite.scenario/step[case]`.
        skips: Vec<(ScenarioId, Skip)>,
        /// Why nothing was run at all: the server cannot be reached, or
        /// refuses the credential.
        stopped: Option<String>,
    },
    /// A scenario begins.
    ScenarioStarted {
        /// Which.
        scenario: ScenarioId,
    },
    /// A request was answered and judged.
    Exchanged {
        /// In which scenario.
        scenario: ScenarioId,
        /// In which step: its slug, or `given ada`.
        step: String,
        /// What the request was for.
        purpose: Purpose,
        /// The request and its answer.
        exchange: Arc<Exchange>,
        /// The checks of this answer.
        checks: Vec<CheckResult>,
    },
    /// A scenario has ended; its clean-up follows.
    ScenarioFinished {
        /// Which.
        scenario: ScenarioId,
        /// With what verdict, whatever the profile gates on.
        verdict: Verdict,
    },
    /// What a scenario created was deleted.
    Cleaned {
        /// Which scenario's.
        scenario: ScenarioId,
        /// What was sent and received.
        exchanges: Vec<Exchange>,
        /// Paths (`/Users/42`) or names of what is still there.
        residue: Vec<String>,
    },
    /// What the laws came to: rules that hold for every answer of the run
    /// (`laws` in a suite). Comes after all scenarios that send something.
    LawsJudged {
        /// Which scenario of laws.
        scenario: ScenarioId,
        /// Its checks; none when no answer was of the kind that it is about.
        checks: Vec<CheckResult>,
        /// Exchanges of the run that broke them, few of each kind.
        evidence: Vec<Evidence>,
    },
    /// The last event.
    RunFinished {
        /// Was the run ended early by the user?
        interrupted: bool,
    },
}

/// An exchange of the run that broke a law.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The scenario in which it happened; none for the questions before all scenarios.
    pub scenario: Option<ScenarioId>,
    /// The step, or what else it was for.
    pub step: String,
    /// The request and its answer.
    pub exchange: Arc<Exchange>,
    /// The check that it made fail.
    pub check: CheckId,
}

/// What a request was for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// It creates a resource of `given`.
    Given,
    /// It is the request of the step.
    Step,
    /// It reads a resource before the step changes it.
    Before {
        /// The resource's name in the scenario.
        resource: String,
    },
    /// It reads a resource back after the step.
    ReadBack {
        /// The resource's name in the scenario.
        resource: String,
    },
    /// It is one of several requests of the step that were sent at once.
    AtOnce,
    /// It is repeated, because the answer before contradicted an earlier write.
    Settling,
    /// It was sent by another scenario and broke a law.
    Evidence,
}

/// What a run was about, known before the first request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunHeader {
    /// The recording format: [`FORMAT`].
    pub format: u32,
    /// The token of this run; part of every name that it creates.
    pub run: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// Name and version of the program.
    pub tool: String,
    /// The base URL, without credentials.
    pub target: String,
    /// The profile.
    pub profile: ProfileFacts,
    /// The suites, with digests of their texts.
    pub suites: Vec<SuiteSource>,
    /// The scenarios that were selected, in the order of the report.
    pub planned: Vec<PlannedScenario>,
    /// The texts of all requirements that are cited.
    pub requirements: Vec<Requirement>,
    /// The gate whose verdict the run foretells, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateFacts>,
}

/// A gate, and which scenarios and checks belong to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateFacts {
    /// The gate.
    pub gate: Gate,
    /// What the planned scenarios are to it.
    pub roles: Vec<(ScenarioId, GateRole)>,
    /// What it says when a check fails.
    pub says: Vec<(CheckId, String)>,
    /// What it wants of what a check looks at, in plain words.
    #[serde(default)]
    pub means: Vec<(CheckId, String)>,
    /// Tests that have a scenario, planned or not.
    pub known: Vec<String>,
    /// What may make the verdict another one, and cannot be tried.
    pub notes: Vec<String>,
}

/// What a profile says about a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileFacts {
    /// Its name.
    pub name: String,
    /// The levels of which a failure makes the server nonconformant.
    pub gates: Vec<Level>,
    /// Needs that the server must meet: unmet, they are failures and no skips.
    pub requires: Vec<String>,
}

/// A scenario as planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedScenario {
    /// Its id.
    pub id: ScenarioId,
    /// The suite's name.
    pub suite: String,
    /// What a right server does.
    pub title: String,
    /// Why it matters.
    pub why: Option<String>,
    /// What Entra does next when it fails.
    pub effect: Option<String>,
    /// Its level.
    pub level: Level,
    /// Its requirements.
    pub cites: Vec<RequirementId>,
    /// The checks that will be made, in order.
    pub checks: Vec<PlannedCheck>,
    /// Where it stands.
    pub location: Location,
}

/// A check as planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCheck {
    /// Its id.
    pub id: CheckId,
    /// Its level.
    pub level: Level,
    /// Its requirements.
    pub cites: Vec<RequirementId>,
    /// What Entra does next when it alone fails; if absent, what the scenario says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
}
