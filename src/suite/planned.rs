//! The checks that a scenario makes, known before anything is sent.

use super::law::Law;
use super::model::{CheckId, Level, RequirementId, Scenario, State, StateCheck, Step};

/// The id of the check of a step's main expectation: `<scenario>/<step>`.
#[must_use]
pub fn step_check_id(scenario: &Scenario, step: &Step) -> CheckId {
    CheckId::new(format!("{}/{}", scenario.id, step.slug))
}

/// The id of a further check of a step: `<scenario>/<step>.<slug>`.
#[must_use]
pub fn further_check_id(scenario: &Scenario, step: &Step, slug: &str) -> CheckId {
    CheckId::new(format!("{}/{}.{slug}", scenario.id, step.slug))
}

/// The id of a law's check: `<scenario>/<law>`.
#[must_use]
pub fn law_check_id(scenario: &Scenario, law: Law) -> CheckId {
    CheckId::new(format!("{}/{}", scenario.id, law.name()))
}

/// One way in which a state is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// From the answer to the write.
    Answer,
    /// By GET of its id.
    Get,
    /// By its matching filter.
    Filter,
}

impl Read {
    /// The word that ends the check's id.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Get => "get",
            Self::Filter => "filter",
        }
    }
}

/// The id of a state check: `<scenario>/<step>.state.<resource>.<read>`.
#[must_use]
pub fn state_check_id(scenario: &Scenario, step: &Step, state: &StateCheck, read: Read) -> CheckId {
    CheckId::new(format!(
        "{}/{}.state.{}.{}",
        scenario.id,
        step.slug,
        state.resource,
        read.as_str()
    ))
}

/// The reads that a state check makes, in order. What is gone is in no answer.
#[must_use]
pub fn reads(state: &StateCheck) -> Vec<Read> {
    let gone = matches!(state.state, State::Gone);
    [
        (Read::Answer, state.reads.answer && !gone),
        (Read::Get, state.reads.get),
        (Read::Filter, state.reads.filter),
    ]
    .into_iter()
    .filter_map(|(read, wanted)| wanted.then_some(read))
    .collect()
}

/// All checks of a scenario in the order in which they are made: of each step
/// its main expectation, its further checks, its states by answer, GET and filter.
#[must_use]
pub fn planned_checks(scenario: &Scenario) -> Vec<(CheckId, Level, Vec<RequirementId>)> {
    let mut planned = Vec::new();
    for step in &scenario.steps {
        if !step.setup {
            planned.push((step_check_id(scenario, step), step.level, step.cites.clone()));
        }
        for check in &step.checks {
            planned.push((
                further_check_id(scenario, step, &check.slug),
                check.level,
                check.cites.clone(),
            ));
        }
        for state in &step.then {
            // A write may be answered without content (204): its answer is judged
            // where there is one, and not missed where there is none.
            for read in reads(state).into_iter().filter(|read| *read != Read::Answer) {
                planned.push((
                    state_check_id(scenario, step, state, read),
                    state.level,
                    state.cites.clone(),
                ));
            }
        }
    }
    for check in &scenario.laws {
        planned.push((law_check_id(scenario, check.law), check.level, check.cites.clone()));
    }
    planned
}

/// What is told of the checks of a gate's scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GateTexts {
    /// What the gate says when one fails.
    pub says: Vec<(CheckId, String)>,
    /// What it wants there, in plain words.
    pub means: Vec<(CheckId, String)>,
}

/// What is told of the checks of a gate's scenario. A further check of a step
/// that has no words of its own has those of the step.
#[must_use]
pub fn gate_texts(scenario: &Scenario) -> GateTexts {
    let mut texts = GateTexts::default();
    for step in &scenario.steps {
        let mut tell = |id: CheckId, says: Option<&String>, means: Option<&String>| {
            texts.says.extend(says.map(|says| (id.clone(), says.clone())));
            texts.means.extend(means.map(|means| (id, means.clone())));
        };
        tell(step_check_id(scenario, step), step.says.as_ref(), step.means.as_ref());
        for check in &step.checks {
            let says = check.says.as_ref().or(step.says.as_ref());
            let means = check.means.as_ref().or(step.means.as_ref());
            tell(further_check_id(scenario, step, &check.slug), says, means);
        }
    }
    texts
}
