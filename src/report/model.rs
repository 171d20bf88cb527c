//! A run as a reader wants it: verdict first, then scenario by scenario.
//! Its JSON is described by `schemas/report.schema.json`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::gate::GateReport;
use crate::event::{ProfileFacts, Purpose};
use crate::judge::{CheckResult, Grade, Skip, Verdict};
use crate::scim::requirement::Requirement;
use crate::suite::{CheckId, Level, Location, RequirementId, ScenarioId, SuiteSource};
use crate::wire::Exchange;

/// What a run found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The version of this format.
    pub format: u32,
    /// Name and version of the program.
    pub tool: String,
    /// The token of the run.
    pub run: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// The base URL.
    pub target: String,
    /// The profile.
    pub profile: ProfileFacts,
    /// What the run proves.
    pub grade: Grade,
    /// One sentence that says why the grade is what it is.
    pub summary: String,
    /// Was it ended early?
    pub interrupted: bool,
    /// The counts.
    pub tally: Tally,
    /// The suites.
    pub suites: Vec<SuiteSource>,
    /// What the discovery endpoints answered, and the requests.
    pub probe: Vec<Exchange>,
    /// The scenarios, in the order of the suites.
    pub scenarios: Vec<ScenarioReport>,
    /// The requirements that are cited, with what was found about each.
    pub requirements: Vec<RequirementReport>,
    /// What the failures come from, as far as their look tells.
    #[serde(default)]
    pub causes: Vec<Cause>,
    /// What could not be deleted.
    pub residue: Vec<String>,
    /// What the gate of an app gallery would say, if the run is one of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateReport>,
}

/// Failures that look alike and so have one cause, as far as can be told from
/// outside. Each failed scenario has its verdict all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What they have in common: a request and what was wrong with its answer,
    /// without ids and values. A law's failure stands under the law's own id.
    pub symptom: String,
    /// The failed check with the shortest story; it is told in full.
    pub shown: CheckId,
    /// The other failed checks, in the order of the report.
    pub also: Vec<CheckId>,
    /// The scenarios of all of them, in the order of the report.
    pub scenarios: Vec<ScenarioId>,
}

/// The counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Scenarios by verdict.
    pub passed: u32,
    /// Scenarios with advice and no failure.
    pub advised: u32,
    /// Scenarios with a failure that gates.
    pub failed: u32,
    /// Scenarios that could not be judged because of something before.
    pub blocked: u32,
    /// Scenarios that could not be judged because no answers came.
    pub broken: u32,
    /// Scenarios that do not apply to this server.
    pub skipped: u32,
    /// Checks that gate and were judged.
    pub gating_judged: u32,
    /// Checks that gate and were planned for scenarios that were not skipped.
    pub gating_planned: u32,
    /// Requests sent, clean-up included.
    pub requests: u32,
}

/// What became of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioReport {
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
    /// Where it stands in its suite.
    pub location: Location,
    /// What became of it under the profile of the run: a failure that does not
    /// gate is advice here.
    pub verdict: Verdict,
    /// The checks that were judged, in order.
    pub checks: Vec<CheckResult>,
    /// The checks that were planned and not judged.
    pub unseen: Vec<CheckId>,
    /// What was sent and received, in order.
    pub exchanges: Vec<ExchangeReport>,
    /// What could not be deleted.
    pub residue: Vec<String>,
}

impl Report {
    /// The cause whose look a failed check has, if another check is told in
    /// full for it.
    #[must_use]
    pub fn told_elsewhere(&self, check: &CheckId) -> Option<&Cause> {
        self.causes.iter().find(|cause| cause.also.contains(check))
    }
}

impl ScenarioReport {
    /// Why it was not run, if it was not.
    #[must_use]
    pub const fn skip(&self) -> Option<&Skip> {
        match &self.verdict {
            Verdict::Skipped(skip) => Some(skip),
            _ => None,
        }
    }
}

/// One exchange of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExchangeReport {
    /// The number of its event.
    pub seq: u32,
    /// The step.
    pub step: String,
    /// What it was for.
    pub purpose: Purpose,
    /// The request and its answer.
    pub exchange: Arc<Exchange>,
    /// The request as a curl command.
    pub curl: String,
    /// The checks that were judged on this answer.
    pub checks: Vec<CheckId>,
}

/// What was found about one requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementReport {
    /// The requirement.
    pub requirement: Requirement,
    /// What became of it.
    pub status: RequirementStatus,
    /// The scenarios that cite it.
    pub scenarios: Vec<ScenarioId>,
}

/// What became of a requirement in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequirementStatus {
    /// A check that cites it failed.
    Failed,
    /// A check that cites it gave advice.
    Advised,
    /// All checks that cite it and were judged passed.
    Passed,
    /// No check that cites it was judged.
    Unseen,
}
