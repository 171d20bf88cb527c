//! One line for each scenario, when it has ended.

use std::collections::HashMap;

use super::paint::Paint;
use crate::event::{Event, EventKind};
use crate::judge::{CheckResult, Skip, Verdict};
use crate::report::fold::{law_verdict, scenario_verdict};
use crate::report::words::{NOT_NEEDED, NOTHING_SEEN, count, excerpt, visible};
use crate::suite::{Level, ScenarioId};

/// How much of a reason is shown.
const REASON_LENGTH: usize = 120;

/// What has to be remembered to judge a scenario at its end.
pub(super) struct Live {
    paint: Paint,
    gates: Vec<Level>,
    running: HashMap<ScenarioId, Seen>,
}

#[derive(Default)]
struct Seen {
    requests: usize,
    checks: Vec<CheckResult>,
}

impl Live {
    pub(super) fn new(colour: bool) -> Self {
        Self { paint: Paint(colour), gates: Vec::new(), running: HashMap::new() }
    }

    /// What there is to say about an event, without line feeds.
    pub(super) fn lines(&mut self, event: &Event) -> Vec<String> {
        match &event.kind {
            EventKind::RunStarted(header) => {
                self.gates.clone_from(&header.profile.gates);
                let scenarios = count(header.planned.len(), "scenario");
                let (target, profile) = (visible(&header.target), &header.profile.name);
                vec![format!(
                    "{} against {target}, profile {profile}",
                    self.paint.strong(scenarios)
                )]
            }
            EventKind::Probed { skips, .. } => skips
                .iter()
                .map(|(id, skip)| self.line(id, &Verdict::Skipped(skip.clone()), 0))
                .collect(),
            EventKind::Exchanged { scenario, checks, .. } => {
                let seen = self.running.entry(scenario.clone()).or_default();
                seen.requests += 1;
                for check in checks {
                    seen.checks.retain(|known| known.id != check.id);
                    seen.checks.push(check.clone());
                }
                Vec::new()
            }
            EventKind::ScenarioFinished { scenario, verdict } => {
                let seen = self.running.remove(scenario).unwrap_or_default();
                let verdict = scenario_verdict(&self.gates, &seen.checks, verdict.clone());
                vec![self.line(scenario, &verdict, seen.requests)]
            }
            EventKind::LawsJudged { scenario, checks, .. } => {
                let verdict = law_verdict(&self.gates, checks);
                // That nothing was seen of a law is no news.
                if matches!(verdict, Verdict::Skipped(_)) {
                    return Vec::new();
                }
                vec![self.line(scenario, &verdict, 0)]
            }
            EventKind::Cleaned { scenario, residue, .. } if !residue.is_empty() => {
                let left = count(residue.len(), "resource");
                vec![format!(
                    "{} {scenario}: {left} could not be deleted",
                    self.paint.doubtful("LEFT   ")
                )]
            }
            EventKind::ScenarioStarted { .. }
            | EventKind::Cleaned { .. }
            | EventKind::RunFinished { .. } => Vec::new(),
        }
    }

    fn line(&self, id: &ScenarioId, verdict: &Verdict, requests: usize) -> String {
        let requests = self.paint.faint(format!("({})", count(requests, "request")));
        let id = visible(id.as_str());
        let reason = |text: &str| excerpt(text, REASON_LENGTH);
        match verdict {
            Verdict::Passed => format!("{} {id} {requests}", self.paint.good("PASS   ")),
            Verdict::Advised => format!("{} {id} {requests}", self.paint.doubtful("ADVICE ")),
            Verdict::Failed => format!("{} {id} {requests}", self.paint.bad("FAIL   ")),
            Verdict::Blocked { by, .. } => {
                format!("{} {id}: {}", self.paint.doubtful("BLOCKED"), reason(by))
            }
            Verdict::Broken { error } => {
                format!("{} {id}: {}", self.paint.doubtful("BROKEN "), reason(error))
            }
            Verdict::Skipped(Skip::Unsupported { server_says, .. }) => {
                format!("{} {id}: {}", self.paint.faint("SKIP   "), reason(server_says))
            }
            Verdict::Skipped(Skip::NotNeeded) => {
                format!("{} {id}: {NOT_NEEDED}", self.paint.faint("SKIP   "))
            }
            Verdict::Skipped(Skip::NothingSeen) => {
                format!("{} {id}: {NOTHING_SEEN}", self.paint.faint("SKIP   "))
            }
            Verdict::Skipped(Skip::Interrupted) => {
                format!("{} {id}: the run was interrupted", self.paint.faint("SKIP   "))
            }
        }
    }
}
