//! Events become a [`Report`]. Nothing else counts, so every reader of a run
//! gets the same sums: live, from a recording, in a certificate.
//!
//! Scenarios may interleave as they like: each has its own story here, and the
//! report tells them in the order of the plan.

mod cause;
mod decide;
mod requirements;
mod story;
mod summary;

pub(super) use decide::scenario_verdict;
pub(super) use story::law_verdict;

use std::collections::HashMap;

use self::decide::{grade, profile_failures, tally};
use self::story::Story;
use super::{ReplayError, Report, ScenarioReport, Tally};
use crate::event::{Event, EventKind, FORMAT, RunHeader};
use crate::judge::{Skip, Verdict};
use crate::suite::ScenarioId;
use crate::wire::Exchange;

/// Makes the report of a run from its events.
///
/// Events that end before [`EventKind::RunFinished`] are an interrupted run.
///
/// # Errors
/// [`ReplayError::Empty`], [`ReplayError::NoHeader`], [`ReplayError::UnknownFormat`],
/// [`ReplayError::Gap`] or [`ReplayError::Unplanned`].
pub fn fold(events: impl IntoIterator<Item = Event>) -> Result<Report, ReplayError> {
    let mut fold = Fold::new();
    for event in events {
        fold.event(event)?;
    }
    fold.finish()
}

/// A report in the making, for events as they come.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    run: Option<Run>,
    without_passed: bool,
}

/// What is known of a run after its first event.
#[derive(Clone, Debug)]
struct Run {
    header: RunHeader,
    last_seq: u32,
    elapsed_ms: u64,
    places: HashMap<ScenarioId, usize>,
    stories: Vec<Story>,
    probe: Vec<Exchange>,
    probe_seq: u32,
    stopped: Option<String>,
    /// Unset until the run has finished.
    interrupted: Option<bool>,
}

impl Fold {
    /// No event yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { run: None, without_passed: false }
    }

    /// No event yet; of scenarios that pass, the exchanges will be let go. Their
    /// verdicts, checks and counts stay. For reports that show only what failed
    /// ([`Reporter::shows_passed`](super::Reporter::shows_passed)).
    #[must_use]
    pub const fn without_passed() -> Self {
        Self { run: None, without_passed: true }
    }

    /// Takes the next event.
    ///
    /// # Errors
    /// As [`fold`]. After an error the report would be wrong; give it up.
    pub fn event(&mut self, event: Event) -> Result<(), ReplayError> {
        match (&mut self.run, event) {
            (None, Event { seq: 0, elapsed_ms, kind: EventKind::RunStarted(header) }) => {
                if header.format > FORMAT {
                    return Err(ReplayError::UnknownFormat(header.format));
                }
                self.run = Some(Run::new(*header, elapsed_ms));
                Ok(())
            }
            (None, _) => Err(ReplayError::NoHeader),
            (Some(run), event) => run.event(event, self.without_passed),
        }
    }

    /// The report.
    ///
    /// # Errors
    /// [`ReplayError::Empty`] when there was no event.
    pub fn finish(self) -> Result<Report, ReplayError> {
        self.run.map(Run::finish).ok_or(ReplayError::Empty)
    }
}

impl Run {
    fn new(header: RunHeader, elapsed_ms: u64) -> Self {
        let places = header.planned.iter().enumerate();
        Self {
            places: places.map(|(place, planned)| (planned.id.clone(), place)).collect(),
            stories: header.planned.iter().cloned().map(Story::new).collect(),
            header,
            last_seq: 0,
            elapsed_ms,
            probe: Vec::new(),
            probe_seq: 0,
            stopped: None,
            interrupted: None,
        }
    }

    fn event(&mut self, event: Event, without_passed: bool) -> Result<(), ReplayError> {
        let Event { seq, elapsed_ms, kind } = event;
        if Some(seq) != self.last_seq.checked_add(1) {
            return Err(ReplayError::Gap { after_seq: self.last_seq });
        }
        self.last_seq = seq;
        self.elapsed_ms = self.elapsed_ms.max(elapsed_ms);
        match kind {
            EventKind::RunStarted(_) => return Err(ReplayError::NoHeader),
            EventKind::Probed { exchanges, capabilities, skips, stopped } => {
                if capabilities.is_without_filters() {
                    self.stories.iter_mut().for_each(Story::leave_out_filters);
                }
                self.probe.extend(exchanges);
                self.probe_seq = seq;
                self.stopped = stopped;
                for (scenario, skip) in skips {
                    match scenario.as_str().split_once('/') {
                        // A case that does not apply leaves no question open.
                        Some((whole, _)) => {
                            let whole = ScenarioId::new(whole);
                            self.story(&whole, seq)?.leave_out(scenario.as_str());
                        }
                        None => self.story(&scenario, seq)?.skip = Some(skip),
                    }
                }
            }
            EventKind::ScenarioStarted { scenario } => self.story(&scenario, seq)?.started = true,
            EventKind::Exchanged { scenario, step, purpose, exchange, checks } => {
                self.story(&scenario, seq)?.exchanged(seq, step, purpose, exchange, checks);
            }
            EventKind::ScenarioFinished { scenario, verdict } => {
                let story = self.story(&scenario, seq)?;
                if without_passed && verdict == Verdict::Passed {
                    story.let_exchanges_go();
                }
                story.finished = Some(verdict);
            }
            EventKind::Cleaned { scenario, exchanges, residue } => {
                self.story(&scenario, seq)?.cleaned(&exchanges, residue);
            }
            EventKind::LawsJudged { scenario, checks, evidence } => {
                self.story(&scenario, seq)?.judged(seq, checks, evidence);
            }
            EventKind::RunFinished { interrupted } => self.interrupted = Some(interrupted),
        }
        Ok(())
    }

    fn story(&mut self, scenario: &ScenarioId, seq: u32) -> Result<&mut Story, ReplayError> {
        let place = self.places.get(scenario).copied();
        place
            .and_then(|place| self.stories.get_mut(place))
            .ok_or_else(|| ReplayError::Unplanned { scenario: scenario.clone(), seq })
    }

    fn finish(self) -> Report {
        let interrupted = self.interrupted.unwrap_or(true);
        let gates = &self.header.profile.gates;
        let probe_requests: u32 = self.probe.iter().map(|sent| u32::from(sent.attempts)).sum();
        let requests =
            probe_requests + self.stories.iter().map(|story| story.requests).sum::<u32>();
        let mut told = profile_failures(&self.header, &self.stories, &self.probe, self.probe_seq);
        let stopped = self.stopped.as_deref();
        // What was not needed is no part of what was done.
        let not_needed = Some(Verdict::Skipped(Skip::NotNeeded));
        let stories = self.stories.into_iter().filter(|story| story.finished != not_needed);
        let target = &self.header.target;
        told.extend(stories.map(|story| story.finish(target, gates, stopped)));
        let tally = Tally { requests, ..tally(&told) };
        let grade = grade(&told, &tally, interrupted);
        let scenarios: Vec<ScenarioReport> = told.into_iter().map(|told| told.report).collect();
        let requirements =
            requirements::table(self.header.requirements, &self.header.planned, &scenarios, gates);
        let causes = cause::causes(&scenarios, gates);
        let summary = summary::sentence(&scenarios, &tally, causes.len(), interrupted, stopped);
        let residue = residue(&scenarios);
        let gate = self.header.gate.as_ref().map(|facts| super::gate::judge(facts, &scenarios));
        Report {
            format: FORMAT,
            tool: self.header.tool,
            run: self.header.run,
            started: self.header.started,
            elapsed_ms: self.elapsed_ms,
            target: self.header.target,
            profile: self.header.profile,
            grade,
            summary,
            interrupted,
            tally,
            suites: self.header.suites,
            probe: self.probe,
            scenarios,
            requirements,
            causes,
            residue,
            gate,
        }
    }
}

fn residue(scenarios: &[ScenarioReport]) -> Vec<String> {
    scenarios.iter().flat_map(|scenario| scenario.residue.iter().cloned()).collect()
}

/// Does the scenario not apply to this server?
fn does_not_apply(scenario: &ScenarioReport) -> bool {
    matches!(scenario.skip(), Some(Skip::Unsupported { .. } | Skip::NothingSeen | Skip::NotNeeded))
}
