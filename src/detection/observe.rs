//! A plan against one server, in the same process.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use crate::event::{Event, EventKind};
use crate::judge::{CheckResult, Verdict};
use crate::plan::{Plan, RunFacts};
use crate::run::{Detail, RunOptions, StopSource, run, unix_seconds};
use crate::server::{InProcess, Server, Settings};
use crate::suite::{CheckId, Level, Outcome, RequirementId, ScenarioId};
use crate::wire::{Secret, Transport};

use super::client::{with_further_tokens, with_token_endpoint};

/// A check that did not simply pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The check.
    pub check: CheckId,
    /// Its level.
    pub level: Level,
    /// The requirements it cites.
    pub cites: Vec<RequirementId>,
    /// Advice or failure.
    pub outcome: Outcome,
    /// The first difference, in words.
    pub finding: String,
}

/// What a run told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// Checks that failed or gave advice, in the order in which they were made.
    pub complaints: Vec<Complaint>,
    /// Scenarios that could not be judged, and why.
    pub unjudged: Vec<(ScenarioId, String)>,
    /// Scenarios that did not apply.
    pub skipped: Vec<ScenarioId>,
    /// What could not be deleted.
    pub residue: Vec<String>,
}

impl Observation {
    /// The checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = &Complaint> {
        self.complaints.iter().filter(|complaint| complaint.outcome == Outcome::Fail)
    }

    fn take(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Probed { skips, .. } => {
                self.skipped.extend(skips.iter().map(|(scenario, _)| scenario.clone()));
            }
            EventKind::Exchanged { checks, .. } | EventKind::LawsJudged { checks, .. } => {
                for check in checks {
                    // An id that comes again is the same check, judged anew.
                    self.complaints.retain(|known| known.check != check.id);
                    if check.outcome >= Outcome::Advice {
                        self.complaints.push(complaint(check));
                    }
                }
            }
            EventKind::ScenarioFinished { scenario, verdict } => match verdict {
                Verdict::Blocked { by: why, .. } | Verdict::Broken { error: why } => {
                    self.unjudged.push((scenario.clone(), why.clone()));
                }
                _ => {}
            },
            EventKind::Cleaned { residue, .. } => self.residue.extend(residue.iter().cloned()),
            EventKind::RunStarted(_)
            | EventKind::ScenarioStarted { .. }
            | EventKind::RunFinished { .. } => {}
        }
    }
}

fn complaint(check: &CheckResult) -> Complaint {
    let finding = check.findings.first().map(|finding| {
        format!("{}: expected {}, found {}", finding.at, finding.expected, finding.actual)
    });
    Complaint {
        check: check.id.clone(),
        level: check.level,
        cites: check.cites.clone(),
        outcome: check.outcome,
        finding: finding.unwrap_or_default(),
    }
}

/// Runs a plan against a server of these settings, which asks for a token even
/// if they name none. The same plan and settings give the same observation.
///
/// # Errors
/// When the runtime cannot be had.
pub fn observe(plan: &Plan, mut settings: Settings) -> std::io::Result<Observation> {
    settings.token.get_or_insert_with(|| Secret::new("in-process"));
    let facts = RunFacts {
        run: "m4tr1x".to_owned(),
        started: "2026-01-01T00:00:00Z".to_owned(),
        tool: concat!("scimproof ", env!("CARGO_PKG_VERSION")).to_owned(),
        target: settings.base_url.clone(),
    };
    let mut options = RunOptions::new(facts, settings.token.clone());
    options.further = with_further_tokens(
        &mut settings,
        Secret::new("in-process-other-tenant"),
        Secret::new("in-process-read-only"),
    );
    options.mapping.clone_from(&plan.mapping);
    let secret = Secret::new("in-process-client-secret");
    let client = with_token_endpoint(&mut settings, secret, Arc::new(unix_seconds));
    options.credential = Some(Arc::new(client.map_err(std::io::Error::other)?));
    options.settle = Duration::ZERO;
    // The server's clock goes on with each question, not with time.
    options.tick = Duration::ZERO;
    options.detail = Detail::Checks;
    // One after the other: nothing waits here, and the order is always the same.
    options.jobs = 1;
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(Server::new(settings)));
    let (_source, stop) = StopSource::new();
    let mut observation = Observation::default();
    let mut sink = |event: &Event| {
        observation.take(event);
        ControlFlow::Continue(())
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(run(plan, transport, &options, stop, &mut sink));
    Ok(observation)
}
