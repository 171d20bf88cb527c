//! What a run found about each requirement.

use std::collections::{BTreeMap, BTreeSet};

use super::decide::{is_advice, is_gating_failure};
use crate::event::PlannedScenario;
use crate::report::{RequirementReport, RequirementStatus, ScenarioReport};
use crate::scim::requirement::Requirement;
use crate::suite::{Level, ScenarioId};

/// The table, in the order of the header.
pub(super) fn table(
    requirements: Vec<Requirement>,
    planned: &[PlannedScenario],
    scenarios: &[ScenarioReport],
    gates: &[Level],
) -> Vec<RequirementReport> {
    let mut worst: BTreeMap<&str, RequirementStatus> = BTreeMap::new();
    for check in scenarios.iter().flat_map(|scenario| &scenario.checks) {
        let status = if is_gating_failure(check, gates) {
            RequirementStatus::Failed
        } else if is_advice(check, gates) {
            RequirementStatus::Advised
        } else {
            RequirementStatus::Passed
        };
        for cite in &check.cites {
            // The statuses are ordered from the worst.
            let known = worst.entry(cite.as_str()).or_insert(status);
            *known = status.min(*known);
        }
    }
    let citing = citing(planned, scenarios);
    requirements
        .into_iter()
        .map(|requirement| {
            let id = requirement.id.as_str();
            let places = citing.get(id).into_iter().flatten();
            RequirementReport {
                status: worst.get(id).copied().unwrap_or(RequirementStatus::Unseen),
                scenarios: places.map(|(_, scenario)| (*scenario).clone()).collect(),
                requirement,
            }
        })
        .collect()
}

/// The scenarios by requirement, each in the order of the plan.
fn citing<'a>(
    planned: &'a [PlannedScenario],
    scenarios: &'a [ScenarioReport],
) -> BTreeMap<&'a str, BTreeSet<(usize, &'a ScenarioId)>> {
    let mut citing: BTreeMap<&str, BTreeSet<(usize, &ScenarioId)>> = BTreeMap::new();
    for (place, scenario) in planned.iter().enumerate() {
        let checks = scenario.checks.iter().flat_map(|check| &check.cites);
        for cite in scenario.cites.iter().chain(checks) {
            citing.entry(cite.as_str()).or_default().insert((place, &scenario.id));
        }
    }
    for scenario in scenarios {
        let place = planned.iter().position(|planned| planned.id == scenario.id);
        for cite in scenario.checks.iter().flat_map(|check| &check.cites) {
            if let Some(place) = place {
                citing.entry(cite.as_str()).or_default().insert((place, &scenario.id));
            }
        }
    }
    citing
}
