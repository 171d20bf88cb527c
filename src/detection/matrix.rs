//! The matrix as data: what found which fault, and who cried wolf.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::plan::Plan;
use crate::server::{Fault, FaultInfo, NOT_SHOWN, Severity, Standing, Variation};
use crate::suite::{CheckId, Level, planned_checks};

use super::measure::Measured;
use super::observe::{Complaint, Observation};
use super::subject::Subject;

/// How a fault was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// No check failed.
    Not,
    /// A check failed, but none that cites what is broken.
    ByOtherCause,
    /// A check failed that cites what is broken.
    ByItsCause,
}

/// A fault and what found it.
#[derive(Clone, Debug, Serialize)]
pub struct FaultRow {
    /// Its name.
    pub name: &'static str,
    /// The file of the catalogue in which it stands, as a word: `query`, `patch-user`.
    pub area: &'static str,
    /// How bad it is.
    pub severity: &'static str,
    /// What Entra makes of it.
    pub effect: &'static str,
    /// The requirements it breaks.
    pub breaks: &'static [&'static str],
    /// How it was found.
    pub found: Found,
    /// Do the levels of the failed checks fit the severity?
    pub severity_agrees: bool,
    /// The failed check that shows it best: one that cites what is broken if
    /// any does, and rather in a scenario of its own than by a law, which needs
    /// a whole run.
    pub witness: Option<CheckId>,
    /// The checks that failed.
    pub checks: Vec<CheckId>,
    /// How many scenarios they belong to.
    pub scenarios: usize,
    /// What the run left behind on this server.
    pub residue: usize,
}

/// A legal difference, or several, and who complained.
#[derive(Clone, Debug, Serialize)]
pub struct DifferenceRow {
    /// Its name, or `combination-3`.
    pub name: String,
    /// The names of what is combined; empty for a single one.
    pub of: Vec<&'static str>,
    /// Failed checks that should not have, each with the first difference.
    pub false_alarms: Vec<String>,
    /// Scenarios that could not be judged, with the reason.
    pub unjudged: Vec<String>,
    /// What the run left behind on this server.
    pub residue: usize,
}

/// A check and what it is good for.
#[derive(Clone, Debug, Serialize)]
pub struct CheckRow {
    /// Its id.
    pub id: CheckId,
    /// How many faults it finds.
    pub finds: usize,
    /// The faults that no scenario but its own finds.
    pub alone: Vec<&'static str>,
}

/// The sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// Faults that were tried.
    pub faults: usize,
    /// Faults that were found.
    pub found: usize,
    /// Faults of severity critical and high.
    pub grave: usize,
    /// Faults of severity critical and high that were found.
    pub grave_found: usize,
    /// Faults that were found by a check that cites what is broken.
    pub right_cause: usize,
    /// Found faults whose severity fits the levels of the failed checks.
    pub severity_agrees: usize,
    /// Legal differences and combinations that were tried.
    pub differences: usize,
    /// Checks that complained about one of them, all together.
    pub false_alarms: usize,
    /// Checks of the plan.
    pub checks: usize,
    /// Checks that no fault makes fail.
    pub idle_checks: usize,
}

impl Numbers {
    /// Found faults of all, in tenths of a percent.
    #[must_use]
    pub const fn detection_power(&self) -> usize {
        per_mille(self.found, self.faults)
    }

    /// Faults found by a check that cites what is broken, of all found, in
    /// tenths of a percent.
    #[must_use]
    pub const fn right_cause_share(&self) -> usize {
        per_mille(self.right_cause, self.found)
    }

    /// Found faults whose severity fits, in tenths of a percent.
    #[must_use]
    pub const fn severity_share(&self) -> usize {
        per_mille(self.severity_agrees, self.found)
    }
}

const fn per_mille(part: usize, whole: usize) -> usize {
    match (part * 1000).checked_div(whole) {
        Some(share) => share,
        None => 0,
    }
}

/// Everything that was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Matrix {
    /// The profile of the plan.
    pub profile: &'static str,
    /// The sums.
    pub numbers: Numbers,
    /// Complaints about the right server; there must be none.
    pub right: Vec<String>,
    /// The faults, in the order of the catalogue.
    pub faults: Vec<FaultRow>,
    /// The legal differences and combinations.
    pub differences: Vec<DifferenceRow>,
    /// The checks of the plan.
    pub checks: Vec<CheckRow>,
    /// Known bugs of servers that the reference server cannot have, with the reason.
    pub not_shown: Vec<(&'static str, &'static str)>,
}

impl Matrix {
    /// Counts.
    #[must_use]
    pub fn new(plan: &Plan, measured: &[Measured]) -> Self {
        let mut right = Vec::new();
        let mut faults = Vec::new();
        let mut differences = Vec::new();
        for Measured { subject, observation } in measured {
            match subject {
                Subject::Right => right = all_complaints(observation),
                Subject::Fault(fault) => faults.push(fault_row(*fault, observation)),
                Subject::Variation(variation) => {
                    let only = [*variation];
                    let name = variation.name().to_owned();
                    differences.push(difference(name, Vec::new(), &only, observation));
                }
                Subject::Combination(combination) => {
                    let all: Vec<Variation> = combination.variations.iter().copied().collect();
                    let of = all.iter().map(|variation| variation.name()).collect();
                    differences.push(difference(subject.name(), of, &all, observation));
                }
            }
        }
        let checks = check_rows(plan, &faults);
        let numbers = numbers(&faults, &differences, &checks);
        Self {
            profile: plan.profile.name(),
            numbers,
            right,
            faults,
            differences,
            checks,
            not_shown: NOT_SHOWN.to_vec(),
        }
    }

    /// Faults that no check found.
    pub fn unfound(&self) -> impl Iterator<Item = &FaultRow> {
        self.faults.iter().filter(|row| row.found == Found::Not)
    }
}

fn all_complaints(observation: &Observation) -> Vec<String> {
    let complaints = observation.complaints.iter().map(sentence);
    let unjudged = observation.unjudged.iter().map(|(scenario, why)| format!("{scenario}: {why}"));
    complaints.chain(unjudged).chain(observation.residue.iter().cloned()).collect()
}

fn sentence(complaint: &Complaint) -> String {
    format!("{} ({}): {}", complaint.check, complaint.level, complaint.finding)
}

fn scenario_of(check: &CheckId) -> &str {
    check.as_str().split('/').next().unwrap_or_default()
}

fn fault_row(fault: Fault, observation: &Observation) -> FaultRow {
    let info = fault.info();
    let failures: Vec<&Complaint> = observation.failures().collect();
    let is_right = |complaint: &&&Complaint| {
        complaint.cites.iter().any(|cite| info.breaks.contains(&cite.as_str()))
    };
    let is_law = |complaint: &&&Complaint| complaint.check.as_str().starts_with("laws.");
    let right = failures.iter().any(|complaint| is_right(&complaint));
    let best = failures.iter().min_by_key(|complaint| (!is_right(complaint), is_law(complaint)));
    let witness = best.map(|complaint| complaint.check.clone());
    let scenarios: BTreeSet<&str> =
        failures.iter().map(|complaint| scenario_of(&complaint.check)).collect();
    FaultRow {
        name: info.name,
        area: fault.area(),
        severity: info.severity.name(),
        effect: info.effect,
        breaks: info.breaks,
        found: match (failures.is_empty(), right) {
            (true, _) => Found::Not,
            (false, false) => Found::ByOtherCause,
            (false, true) => Found::ByItsCause,
        },
        severity_agrees: agrees(&info, &failures),
        scenarios: scenarios.len(),
        witness,
        checks: failures.into_iter().map(|complaint| complaint.check.clone()).collect(),
        residue: observation.residue.len(),
    }
}

/// What stops people from being provisioned has to fail at a level that gates
/// for Entra; what Entra does not notice must not be said to hurt it.
fn agrees(info: &FaultInfo, failures: &[&Complaint]) -> bool {
    let gates = failures.iter().any(|failure| failure.level > Level::Should);
    match info.severity {
        Severity::Critical | Severity::High => gates,
        Severity::Medium => !failures.is_empty(),
        Severity::Low => {
            !failures.is_empty() && failures.iter().any(|failure| failure.level != Level::Entra)
        }
    }
}

fn difference(
    name: String,
    of: Vec<&'static str>,
    variations: &[Variation],
    observation: &Observation,
) -> DifferenceRow {
    let standings: Vec<Standing> =
        variations.iter().map(|variation| variation.standing()).collect();
    let excused = |complaint: &Complaint| match complaint.level {
        Level::Must => false,
        Level::Should => {
            standings.iter().any(|it| matches!(it, Standing::Discouraged | Standing::Unwise))
        }
        Level::Entra => {
            standings.iter().any(|it| matches!(it, Standing::NotForEntra | Standing::Unwise))
        }
    };
    DifferenceRow {
        name,
        of,
        false_alarms: observation
            .failures()
            .filter(|complaint| !excused(complaint))
            .map(sentence)
            .collect(),
        unjudged: observation
            .unjudged
            .iter()
            .map(|(scenario, why)| format!("{scenario}: {why}"))
            .collect(),
        residue: observation.residue.len(),
    }
}

fn check_rows(plan: &Plan, faults: &[FaultRow]) -> Vec<CheckRow> {
    let mut finds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut alone: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
    for row in faults {
        for check in &row.checks {
            *finds.entry(check.as_str()).or_default() += 1;
            if row.scenarios == 1 {
                alone.entry(check.as_str()).or_default().push(row.name);
            }
        }
    }
    plan.scenarios
        .iter()
        .flat_map(|scenario| planned_checks(scenario))
        .map(|(id, _, _)| CheckRow {
            finds: finds.get(id.as_str()).copied().unwrap_or_default(),
            alone: alone.remove(id.as_str()).unwrap_or_default(),
            id,
        })
        .collect()
}

fn numbers(faults: &[FaultRow], differences: &[DifferenceRow], checks: &[CheckRow]) -> Numbers {
    let is_grave = |row: &&FaultRow| matches!(row.severity, "critical" | "high");
    let is_found = |row: &&FaultRow| row.found > Found::Not;
    Numbers {
        faults: faults.len(),
        found: faults.iter().filter(is_found).count(),
        grave: faults.iter().filter(is_grave).count(),
        grave_found: faults.iter().filter(is_grave).filter(is_found).count(),
        right_cause: faults.iter().filter(|row| row.found == Found::ByItsCause).count(),
        severity_agrees: faults.iter().filter(is_found).filter(|row| row.severity_agrees).count(),
        differences: differences.len(),
        false_alarms: differences.iter().map(|row| row.false_alarms.len()).sum(),
        checks: checks.len(),
        idle_checks: checks.iter().filter(|row| row.finds == 0).count(),
    }
}
