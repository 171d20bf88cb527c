//! What happened to one scenario.

use std::sync::Arc;

use super::decide::{Told, is_gating_failure, scenario_verdict};
use crate::event::{Evidence, PlannedScenario, Purpose};
use crate::judge::{CheckResult, Skip, Verdict};
use crate::report::{ExchangeReport, ScenarioReport};
use crate::suite::{CheckId, Level, Outcome, Read};
use crate::wire::{Exchange, curl_line};

/// The events of one scenario so far.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) planned: PlannedScenario,
    pub(super) skip: Option<Skip>,
    pub(super) started: bool,
    pub(super) finished: Option<Verdict>,
    pub(super) requests: u32,
    checks: Vec<CheckResult>,
    exchanges: Vec<ExchangeReport>,
    residue: Vec<String>,
}

impl Story {
    pub(super) const fn new(planned: PlannedScenario) -> Self {
        Self {
            planned,
            skip: None,
            started: false,
            finished: None,
            requests: 0,
            checks: Vec::new(),
            exchanges: Vec::new(),
            residue: Vec::new(),
        }
    }

    pub(super) fn exchanged(
        &mut self,
        seq: u32,
        step: String,
        purpose: Purpose,
        exchange: Arc<Exchange>,
        checks: Vec<CheckResult>,
    ) {
        self.requests += u32::from(exchange.attempts);
        let ids = checks.iter().map(|check| check.id.clone()).collect();
        // Most exchanges are let go again: the line is written for those that stay.
        let curl = String::new();
        self.exchanges.push(ExchangeReport { seq, step, purpose, exchange, curl, checks: ids });
        for check in checks {
            // An id that comes again is the same check, judged anew.
            self.checks.retain(|known| known.id != check.id);
            self.checks.push(check);
        }
    }

    pub(super) fn let_exchanges_go(&mut self) {
        self.exchanges = Vec::new();
    }

    /// A case of the scenario is not run: `suite.scenario/step[case]`.
    pub(super) fn leave_out(&mut self, case: &str) {
        let of_case = |id: &str| {
            let rest = id.strip_prefix(case);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.planned.checks.retain(|planned| !of_case(planned.id.as_str()));
    }

    /// Nothing is read back by filter: the server has none, and need not.
    pub(super) fn leave_out_filters(&mut self) {
        self.planned.checks.retain(|planned| !is_by_filter(&planned.id));
    }

    /// Takes in what laws came to. What broke them was counted where it was sent.
    pub(super) fn judged(&mut self, seq: u32, checks: Vec<CheckResult>, evidence: Vec<Evidence>) {
        if checks.is_empty() {
            self.skip = Some(Skip::NothingSeen);
            return;
        }
        for Evidence { scenario, step, exchange, check } in evidence {
            let step = match scenario {
                Some(scenario) => format!("{scenario}/{step}"),
                None => step,
            };
            self.exchanges.push(ExchangeReport {
                seq,
                step,
                purpose: Purpose::Evidence,
                exchange,
                curl: String::new(),
                checks: vec![check],
            });
        }
        self.finished = Some(raw_law_verdict(&checks));
        // A law of which nothing was seen leaves no question open.
        self.planned.checks.retain(|planned| checks.iter().any(|check| check.id == planned.id));
        self.checks = checks;
    }

    pub(super) fn cleaned(&mut self, exchanges: &[Exchange], residue: Vec<String>) {
        self.requests += exchanges.iter().map(|sent| u32::from(sent.attempts)).sum::<u32>();
        self.residue.extend(residue);
    }

    /// What is told of it; `target` is the base URL that curl lines name.
    pub(super) fn finish(mut self, target: &str, gates: &[Level], stopped: Option<&str>) -> Told {
        for shown in &mut self.exchanges {
            shown.curl = curl_line(target, &shown.exchange.request);
        }
        let raw = self.raw_verdict(stopped);
        let unseen: Vec<CheckId> = self
            .planned
            .checks
            .iter()
            .filter(|planned| !self.checks.iter().any(|check| check.id == planned.id))
            .map(|planned| planned.id.clone())
            .collect();
        let gating: Vec<&CheckId> = self
            .planned
            .checks
            .iter()
            .filter(|check| gates.contains(&check.level))
            .map(|check| &check.id)
            .collect();
        let judged = gating.iter().filter(|id| !unseen.contains(id)).count();
        let verdict = scenario_verdict(gates, &self.checks, raw.clone());
        // What the server does not do, and need not under this profile, has no
        // consequences that could be wrong: they leave no question open.
        let is_conditional = raw == Verdict::Failed && verdict == Verdict::Advised;
        let planned = if is_conditional { judged } else { gating.len() };
        let gating_planned = u32::try_from(planned).unwrap_or(u32::MAX);
        let gating_judged = u32::try_from(judged).unwrap_or(u32::MAX);
        let own_effect = own_effect(&self.planned, &self.checks, gates);
        let planned = self.planned;
        let report = ScenarioReport {
            id: planned.id,
            suite: planned.suite,
            title: planned.title,
            why: planned.why,
            effect: own_effect.or(planned.effect),
            level: planned.level,
            cites: planned.cites,
            location: planned.location,
            verdict,
            checks: self.checks,
            unseen,
            exchanges: self.exchanges,
            residue: self.residue,
        };
        Told { report, gating_planned, gating_judged }
    }

    /// What the runner said, or what its silence means.
    fn raw_verdict(&self, stopped: Option<&str>) -> Verdict {
        match (&self.finished, &self.skip, stopped) {
            (Some(verdict), _, _) => verdict.clone(),
            (None, Some(skip), _) => Verdict::Skipped(skip.clone()),
            (None, None, _) if self.started => {
                Verdict::Broken { error: "the run ended before this scenario did".to_owned() }
            }
            (None, None, Some(reason)) => Verdict::Blocked { by: reason.to_owned(), check: None },
            (None, None, None) => Verdict::Skipped(Skip::Interrupted),
        }
    }
}

/// The effect of the checks that failed, if each of them has one of its own.
fn own_effect(
    planned: &PlannedScenario,
    checks: &[CheckResult],
    gates: &[Level],
) -> Option<String> {
    let mut effects: Vec<&str> = Vec::new();
    for check in checks.iter().filter(|check| is_gating_failure(check, gates)) {
        let known = planned.checks.iter().find(|known| known.id == check.id)?;
        let effect = known.effect.as_deref()?;
        if !effects.contains(&effect) {
            effects.push(effect);
        }
    }
    (!effects.is_empty()).then(|| effects.join(" "))
}

/// Is it the comparison of a resource as its matching filter shows it: `….state.<resource>.filter`?
fn is_by_filter(check: &CheckId) -> bool {
    let id = check.as_str();
    id.contains(".state.") && id.ends_with(&format!(".{}", Read::Filter.as_str()))
}

/// What the checks of laws come to, whatever the profile gates on.
fn raw_law_verdict(checks: &[CheckResult]) -> Verdict {
    let worst = checks.iter().map(|check| check.outcome).max();
    match worst {
        None => Verdict::Skipped(Skip::NothingSeen),
        Some(Outcome::Pass | Outcome::Note) => Verdict::Passed,
        Some(Outcome::Advice) => Verdict::Advised,
        Some(Outcome::Fail) => Verdict::Failed,
    }
}

/// What the checks of laws come to under a profile.
pub(in crate::report) fn law_verdict(gates: &[Level], checks: &[CheckResult]) -> Verdict {
    scenario_verdict(gates, checks, raw_law_verdict(checks))
}
