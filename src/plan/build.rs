//! Suites, selection and profile make a plan; capabilities make skips.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::event::{FORMAT, GateFacts, PlannedCheck, PlannedScenario, RunHeader};
use crate::judge::Skip;
use crate::mapping::{Mapping, Target};
use crate::scim::capabilities::Capabilities;
use crate::scim::requirement::Catalogue;
use crate::suite::{
    CheckId, Gate, Need, RequirementId, Scenario, ScenarioId, StatePath, Suite, SuiteSource,
    further_check_id, gate_texts, planned_checks,
};

use super::implied::{Lacking, lacking, lacking_in};
use super::needs::unmet;
use super::profile::Profile;
use super::select::Selection;

/// The scenarios of a run, in the order of the report.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The profile.
    pub profile: Profile,
    /// The suites that were loaded.
    pub suites: Vec<SuiteSource>,
    /// The selected scenarios.
    pub scenarios: Vec<Arc<Scenario>>,
    /// The gate whose verdict they foretell, if they do.
    pub gate: Option<GatePlan>,
    /// The mapping of the servers that it is made for; runs take it over.
    pub mapping: Option<Arc<Mapping>>,
}

/// A gate, and what is known of it before the run.
#[derive(Clone, Debug)]
pub struct GatePlan {
    /// The gate.
    pub gate: Gate,
    /// Tests that have a scenario, selected or not.
    pub known: Vec<String>,
    /// What may make the verdict another one, and cannot be tried.
    pub notes: Vec<String>,
}

/// What only the caller of a run knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFacts {
    /// The token of the run: lower-case letters and digits, part of every name it creates.
    pub run: String,
    /// When it begins, RFC 3339.
    pub started: String,
    /// Name and version of the program.
    pub tool: String,
    /// The base URL, without credentials.
    pub target: String,
}

impl Plan {
    /// Selects scenarios among those of the profile.
    #[must_use]
    pub fn new(suites: Vec<Suite>, profile: Profile, selection: &Selection) -> Self {
        let sources = suites.iter().map(|suite| suite.source.clone()).collect();
        let named = selection.names_some();
        let selection = selection.among(profile);
        let gate = suites.iter().find_map(gate_plan);
        let all: Vec<Scenario> = suites.into_iter().flat_map(|suite| suite.scenarios).collect();
        // Laws hold for whatever is run: they come with it, unless they are
        // named themselves, and then alone.
        let sends = all.iter().any(|one| one.laws.is_empty() && selection.takes(one));
        let names_laws = all.iter().any(|one| !one.laws.is_empty() && selection.names(one));
        let is_taken = |scenario: &Scenario| {
            let comes_along = !scenario.laws.is_empty() && sends && !names_laws;
            // What a gate asks is asked when somebody asks for the gate.
            let asked = scenario.gate.is_none() || profile == Profile::Gallery || named;
            asked && selection.allows(scenario) && (comes_along || selection.names(scenario))
        };
        let scenarios: Vec<Arc<Scenario>> =
            all.into_iter().filter(|scenario| is_taken(scenario)).map(Arc::new).collect();
        let foretells = scenarios.iter().any(|scenario| scenario.gate.is_some());
        Self {
            profile,
            suites: sources,
            scenarios,
            gate: gate.filter(|_| foretells),
            mapping: None,
        }
    }

    /// All scenarios that are selected, those of gates too, for lists.
    #[must_use]
    pub fn everything(suites: Vec<Suite>, selection: &Selection) -> Self {
        let sources = suites.iter().map(|suite| suite.source.clone()).collect();
        let all = suites.into_iter().flat_map(|suite| suite.scenarios);
        let scenarios = all.filter(|scenario| selection.takes(scenario)).map(Arc::new).collect();
        Self { profile: Profile::Entra, suites: sources, scenarios, gate: None, mapping: None }
    }

    /// What the header says of the gate.
    fn gate_facts(&self) -> Option<GateFacts> {
        let GatePlan { gate, known, notes } = self.gate.clone()?;
        let roles = self
            .scenarios
            .iter()
            .filter_map(|scenario| Some((scenario.id.clone(), scenario.gate.clone()?)));
        let mut facts =
            GateFacts { gate, roles: roles.collect(), known, notes, ..GateFacts::default() };
        for texts in self.scenarios.iter().map(|scenario| gate_texts(scenario)) {
            facts.says.extend(texts.says);
            facts.means.extend(texts.means);
        }
        Some(facts)
    }

    /// The first event's content.
    #[must_use]
    pub fn header(&self, facts: &RunFacts, catalogue: &Catalogue) -> RunHeader {
        let planned: Vec<PlannedScenario> =
            self.scenarios.iter().map(|scenario| planned(scenario)).collect();
        let cited: BTreeSet<&str> = planned
            .iter()
            .flat_map(|scenario| {
                let checks = scenario.checks.iter().flat_map(|check| &check.cites);
                scenario.cites.iter().chain(checks)
            })
            .map(RequirementId::as_str)
            .collect();
        RunHeader {
            format: FORMAT,
            run: facts.run.clone(),
            started: facts.started.clone(),
            tool: facts.tool.clone(),
            target: facts.target.clone(),
            profile: self.profile.facts(),
            suites: self.suites.clone(),
            requirements: cited.iter().filter_map(|id| catalogue.get(id).cloned()).collect(),
            planned,
            gate: self.gate_facts(),
        }
    }
}

fn gate_plan(suite: &Suite) -> Option<GatePlan> {
    let gate = suite.gate.clone()?;
    let has = |test: &str| {
        let roles = suite.scenarios.iter().filter_map(|scenario| scenario.gate.as_ref());
        roles.into_iter().any(|role| role.is_of(test) && !role.is_control())
    };
    let known = gate.tests.iter().map(|test| test.test.clone()).filter(|test| has(test)).collect();
    Some(GatePlan { gate, known, notes: Vec::new() })
}

fn planned(scenario: &Scenario) -> PlannedScenario {
    let effects: BTreeMap<CheckId, String> = scenario
        .steps
        .iter()
        .flat_map(|step| step.checks.iter().map(move |check| (step, check)))
        .filter_map(|(step, check)| {
            Some((further_check_id(scenario, step, &check.slug), check.effect.clone()?))
        })
        .collect();
    PlannedScenario {
        id: scenario.id.clone(),
        suite: scenario.suite.to_string(),
        title: scenario.title.clone(),
        why: scenario.why.clone(),
        effect: scenario.effect.clone(),
        level: scenario.level,
        cites: scenario.cites.clone(),
        checks: planned_checks(scenario)
            .into_iter()
            .map(|(id, level, cites)| {
                let effect = effects.get(&id).cloned();
                PlannedCheck { id, level, cites, effect }
            })
            .collect(),
        location: scenario.location.clone(),
    }
}

/// The scenarios that make no sense for this server, each with the first need
/// that it does not meet, said or implied, and what it says about it. `offers` tells
/// whether the run has a proof for the token endpoint ([`Need::Credential`]) or a further token ([`Need::Token`]).
#[must_use]
pub fn skips(
    scenarios: &[Arc<Scenario>],
    capabilities: &Capabilities,
    target: &Target,
    offers: &dyn Fn(&str) -> bool,
) -> Vec<(ScenarioId, Skip)> {
    let mut skips = Vec::new();
    for scenario in scenarios {
        match skip(scenario, capabilities, target, offers) {
            Some(skip) => skips.push((scenario.id.clone(), skip)),
            None => skips.extend(skipped_cases(scenario, target)),
        }
    }
    skips
}

/// Why a whole scenario is not run, if it is not.
fn skip(
    scenario: &Scenario,
    capabilities: &Capabilities,
    target: &Target,
    offers: &dyn Fn(&str) -> bool,
) -> Option<Skip> {
    let said = scenario.needs.iter().find_map(|need| {
        let server_says = match need {
            Need::Credential(given) | Need::Token(given) => not_given(given, offers)?,
            Need::Any { resource_type, wanted } => {
                if target.any(resource_type, wanted, "").is_some() {
                    return None;
                }
                format!("/Schemas has no such attribute of {resource_type}")
            }
            _ => unmet(need, capabilities).or_else(|| unmapped(need, target))?,
        };
        Some(Skip::Unsupported { need: need.to_string(), server_says })
    });
    said.or_else(|| {
        // A gate asks whatever the server has.
        if scenario.gate.is_some() {
            return None;
        }
        let Lacking { need, server_says } = lacking(scenario, target)?;
        Some(Skip::Unsupported { need, server_says })
    })
}

/// Cases that are left out of a scenario that runs: `suite.scenario/step[case]`.
fn skipped_cases(scenario: &Scenario, target: &Target) -> Vec<(ScenarioId, Skip)> {
    let cases = scenario.steps.iter().filter(|step| step.is_case);
    cases
        .filter_map(|step| {
            let Lacking { need, server_says } = lacking_in(step, scenario, target)?;
            let id = ScenarioId::new(format!("{}/{}", scenario.id, step.slug));
            Some((id, Skip::Unsupported { need, server_says }))
        })
        .collect()
}

fn not_given(given: &str, offers: &dyn Fn(&str) -> bool) -> Option<String> {
    let what = match given {
        "other-tenant" => "no token of another tenant was given",
        "read-only" => "no token that may only read was given",
        "secret" => "no client secret for a token endpoint was given",
        "assertion" => "no assertion for a token endpoint was given",
        _ => "no test issuer was given, whose wrong assertions a token endpoint has to refuse",
    };
    (!offers(given)).then(|| what.to_owned())
}

/// What the mapping says that contradicts a need.
fn unmapped(need: &Need, target: &Target) -> Option<String> {
    let Need::Attribute { resource_type, path } = need else { return None };
    let path = path.split('?').next().unwrap_or_default();
    target.lacks(resource_type, &StatePath::parse(path).ok()?)
}
