//! Conducts a run: scenarios side by side, events in one line.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::event::{Event, EventKind, RunHeader};
use crate::judge::{Skip, Verdict};
use crate::mapping::Target;
use crate::plan::{Plan, skips};
use crate::scim::requirement::Catalogue;
use crate::suite::{GateRole, Scenario, ScenarioId};
use crate::wire::{Redactor, Transport};

use super::bug::Bug;
use super::credential::authorized;
use super::laws::LawWatch;
use super::options::{Detail, RunOptions};
use super::pace::Pace;
use super::probe::probe;
use super::scenario::{Message, Shared, left_out, run_scenario};
use super::stop::{Stop, StopLevel};

/// How many events wait for a slow sink before the scenarios do.
const WAITING_EVENTS: usize = 64;

/// Runs a plan and hands each event to `sink`, in order and one at a time.
///
/// The first event is `RunStarted`, the last `RunFinished`, on every path. When
/// the sink answers [`ControlFlow::Break`], nothing new is started, and what
/// was created is deleted as ever.
///
/// What went wrong in scimproof itself comes back. The scenarios concerned are
/// told as broken, and what they created was deleted.
pub async fn run(
    plan: &Plan,
    transport: Arc<dyn Transport>,
    options: &RunOptions,
    stop: Stop,
    sink: &mut (dyn FnMut(&Event) -> ControlFlow<()> + Send),
) -> Vec<Bug> {
    let has_laws = plan.scenarios.iter().any(|scenario| !scenario.laws.is_empty());
    let mut shared = shared(transport, options, has_laws);
    let watch = LawWatch::new(&options.facts.target, &options.facts.run, &plan.scenarios);
    let redactor = shared.redactor.clone();
    let detail = options.detail;
    let began = Instant::now();
    let mut line = Line {
        began,
        seq: 0,
        broken: false,
        sink,
        watch,
        detail,
        redactor,
        failed: HashSet::new(),
    };
    let header = header(plan, options);
    line.put(EventKind::RunStarted(Box::new(header)));

    let probe = probe(&shared).await;
    shared.target = Target::new(&probe.capabilities, options.mapping.as_deref());
    let shared = Arc::new(shared);
    let offers = |given: &str| {
        shared.credential.as_ref().is_some_and(|client| client.offers(given))
            || shared.further.offers(given)
    };
    let mut skips = skips(&plan.scenarios, &probe.capabilities, &shared.target, &offers);
    skips.extend(too_large(plan, options.population, &skips));
    let stopped = probe.stopped;
    if stopped.is_some() {
        skips.clear();
    }
    line.put(EventKind::Probed {
        exchanges: probe.exchanges,
        capabilities: Box::new(probe.capabilities),
        skips: skips.clone(),
        stopped: stopped.clone(),
    });

    let mut bugs = Vec::new();
    if stopped.is_none() {
        let to_run: Vec<(usize, Arc<Scenario>)> = plan
            .scenarios
            .iter()
            .cloned()
            .enumerate()
            .filter(|(_, scenario)| scenario.laws.is_empty())
            .filter(|(_, scenario)| !is_skipped(&skips, &scenario.id))
            .collect();
        let (controls, to_run): (Vec<_>, Vec<_>) = to_run
            .into_iter()
            .partition(|(_, one)| one.gate.as_ref().is_some_and(GateRole::is_control));
        let (alone, mut together): (Vec<_>, Vec<_>) =
            to_run.into_iter().partition(|(_, scenario)| scenario.exclusive);
        // Those that wait for the server's clock begin, so that nobody waits for them.
        together.sort_by_key(|(_, scenario)| !scenario.steps.iter().any(|step| step.pause));
        bugs.extend(side_by_side(together, options.jobs.max(1), &shared, &stop, &mut line).await);
        // What looks at whole collections runs when nobody else changes them.
        bugs.extend(side_by_side(alone, 1, &shared, &stop, &mut line).await);
        let needed = line.needed(controls, plan);
        bugs.extend(side_by_side(needed, 1, &shared, &stop, &mut line).await);
        for scenario in plan.scenarios.iter().filter(|scenario| !scenario.laws.is_empty()) {
            if let Some(event) = line.watch.judge(scenario) {
                line.put(event);
            }
        }
    }
    let interrupted = stop.level() > StopLevel::Running || line.broken;
    line.put(EventKind::RunFinished { interrupted });
    bugs
}

/// The scenarios whose populations are larger than the run allows.
fn too_large(plan: &Plan, limit: u32, skips: &[(ScenarioId, Skip)]) -> Vec<(ScenarioId, Skip)> {
    plan.scenarios
        .iter()
        .filter(|scenario| !is_skipped(skips, &scenario.id))
        .filter_map(|scenario| {
            let largest = scenario.given.iter().filter_map(|given| given.count).max()?;
            let skip = Skip::Unsupported {
                need: format!("population:{largest}"),
                server_says: format!("this run creates {limit} resources of a kind at most"),
            };
            (largest > limit).then(|| (scenario.id.clone(), skip))
        })
        .collect()
}

fn header(plan: &Plan, options: &RunOptions) -> RunHeader {
    match options.detail {
        Detail::Everything => plan.header(&options.facts, &Catalogue::built_in()),
        Detail::Checks => {
            let nothing = Plan { scenarios: Vec::new(), ..plan.clone() };
            nothing.header(&options.facts, &Catalogue::parse(""))
        }
    }
}

/// What a run or a load needs all the time.
pub(super) fn shared(
    transport: Arc<dyn Transport>,
    options: &RunOptions,
    has_laws: bool,
) -> Shared {
    let proofs = options.credential.iter().flat_map(|client| client.secrets());
    let secrets = options.token.iter().cloned().chain(proofs).collect();
    let redactor = Redactor::with_others(secrets, options.further.iter().cloned().collect());
    let (transport, token) = match (&options.token, &options.credential) {
        (None, Some(client)) => {
            let (transport, token) = authorized(transport, Arc::clone(client), redactor.clone());
            (transport, Some(token))
        }
        (token, _) => (transport, token.clone()),
    };
    Shared {
        transport,
        pace: Pace::new(options.requests_per_second).within(2 * options.jobs.max(1)),
        redactor,
        token,
        further: options.further.clone(),
        credential: options.credential.clone(),
        base_url: options.facts.target.clone(),
        run: options.facts.run.clone(),
        settle: options.settle,
        tick: options.tick,
        scenario_timeout: options.scenario_timeout,
        keep: options.keep,
        at_once: options.at_once,
        has_laws,
        detail: options.detail,
        target: Target::default(),
    }
}

fn is_skipped(skips: &[(ScenarioId, Skip)], id: &ScenarioId) -> bool {
    skips.iter().any(|(skipped, _)| skipped == id)
}

/// Takes secrets out of events, numbers them and hands them on. Every event goes
/// through here, so that none is forgotten.
struct Line<'a> {
    began: Instant,
    seq: u32,
    broken: bool,
    sink: &'a mut (dyn FnMut(&Event) -> ControlFlow<()> + Send),
    watch: LawWatch,
    detail: Detail,
    redactor: Redactor,
    /// Scenarios that did not pass.
    failed: HashSet<ScenarioId>,
}

impl Line<'_> {
    /// Of the scenarios that would explain why a test of a gate failed, those
    /// whose test did; of the others it is told that they were not needed.
    fn needed(
        &mut self,
        controls: Vec<(usize, Arc<Scenario>)>,
        plan: &Plan,
    ) -> Vec<(usize, Arc<Scenario>)> {
        let failed: HashSet<&str> = plan
            .scenarios
            .iter()
            .filter(|scenario| self.failed.contains(&scenario.id))
            .filter_map(|scenario| Some(&scenario.gate.as_ref()?.tests))
            .flatten()
            .map(String::as_str)
            .collect();
        let (needed, others): (Vec<_>, Vec<_>) = controls.into_iter().partition(|(_, scenario)| {
            scenario.gate.as_ref().is_some_and(|role| failed.iter().any(|test| role.is_of(test)))
        });
        for (_, scenario) in others {
            let verdict = Verdict::Skipped(Skip::NotNeeded);
            self.put(EventKind::ScenarioFinished { scenario: scenario.id.clone(), verdict });
        }
        needed
    }

    fn put(&mut self, kind: EventKind) {
        if let EventKind::ScenarioFinished { scenario, verdict } = &kind
            && !matches!(verdict, Verdict::Passed | Verdict::Advised | Verdict::Skipped(_))
        {
            self.failed.insert(scenario.clone());
        }
        let kind = match self.detail {
            Detail::Everything => kind.redacted(&self.redactor),
            // Little of it is left, and that is cleaned below.
            Detail::Checks => kind,
        };
        self.watch.event(&kind);
        let Some(mut kind) = in_detail(kind, self.detail) else { return };
        if self.detail == Detail::Checks {
            kind = kind.redacted(&self.redactor);
        }
        let elapsed_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let event = Event { seq: self.seq, elapsed_ms, kind };
        self.seq += 1;
        self.broken |= (self.sink)(&event).is_break();
    }
}

/// The event as it is told, or `None` when it has nothing of what is wanted.
fn in_detail(kind: EventKind, detail: Detail) -> Option<EventKind> {
    if detail == Detail::Everything {
        return Some(kind);
    }
    Some(match kind {
        EventKind::Exchanged { ref checks, .. } if checks.is_empty() => return None,
        EventKind::Exchanged { scenario, step, purpose, exchange, checks } => {
            let exchange = Arc::new(left_out(&exchange));
            EventKind::Exchanged { scenario, step, purpose, exchange, checks }
        }
        EventKind::Probed { capabilities, skips, stopped, .. } => {
            EventKind::Probed { exchanges: Vec::new(), capabilities, skips, stopped }
        }
        EventKind::Cleaned { scenario, residue, .. } => {
            EventKind::Cleaned { scenario, exchanges: Vec::new(), residue }
        }
        EventKind::LawsJudged { scenario, checks, .. } => {
            EventKind::LawsJudged { scenario, checks, evidence: Vec::new() }
        }
        other => other,
    })
}

async fn side_by_side(
    scenarios: Vec<(usize, Arc<Scenario>)>,
    jobs: usize,
    shared: &Arc<Shared>,
    stop: &Stop,
    line: &mut Line<'_>,
) -> Vec<Bug> {
    let mut bugs = Vec::new();
    let (sender, mut receiver) = mpsc::channel::<Message>(WAITING_EVENTS);
    let mut waiting = scenarios.into_iter();
    let mut tasks = JoinSet::new();
    let mut sender = Some(sender);
    loop {
        // No more than the server answers without getting slower.
        while tasks.len() < jobs.min(shared.pace.width())
            && !line.broken
            && stop.level() == StopLevel::Running
            && let Some(sender) = &sender
            && let Some((number, scenario)) = waiting.next()
        {
            let (shared, stop, sender) = (Arc::clone(shared), stop.clone(), sender.clone());
            tasks
                .spawn(async move { run_scenario(&scenario, number, &shared, stop, sender).await });
        }
        if tasks.is_empty() {
            // The last events may still be in the channel.
            sender = None;
            while let Some(message) = receiver.recv().await {
                line.put(message);
            }
            break;
        }
        tokio::select! {
            Some(message) = receiver.recv() => line.put(message),
            Some(ended) = tasks.join_next() => match ended {
                Ok(found) => bugs.extend(found),
                // Nothing of a scenario is left that could panic.
                Err(error) => bugs.push(Bug::lost(&error)),
            },
        }
    }
    drop(sender);
    bugs
}
