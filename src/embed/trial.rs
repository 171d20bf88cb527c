//! Scenarios as libtest trials.

use std::io::Write;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use tokio::runtime::Runtime;

use crate::event::Event;
use crate::judge::{Grade, Skip, Verdict};
use crate::plan::{Plan, RunFacts};
use crate::report::{Report, failure_block, fold};
use crate::run::{HttpSettings, HttpTransport, RunOptions, StopSource, run};
use crate::suite::Scenario;
use crate::wire::Transport;

use super::conformance::{EmbedError, OnSkip, StartServer, Target, Waiver};

/// What the trials of one process share.
pub(super) struct Session {
    start: StartServer,
    waivers: Vec<Waiver>,
    on_skip: OnSkip,
    settle: Duration,
    runtime: Runtime,
    server: OnceLock<Target>,
    token: String,
}

impl Session {
    pub(super) fn new(
        start: StartServer,
        waivers: Vec<Waiver>,
        on_skip: OnSkip,
        settle: Duration,
    ) -> std::io::Result<Self> {
        Ok(Self {
            start,
            waivers,
            on_skip,
            settle,
            runtime: Runtime::new()?,
            server: OnceLock::new(),
            token: crate::run::new_run_token(),
        })
    }

    /// The server, started on first use.
    fn target(&self) -> &Target {
        self.server.get_or_init(|| self.runtime.block_on((self.start)()))
    }

    /// Runs a plan. `part` keeps the names of several plans of one process apart.
    fn run(&self, plan: &Plan, part: &str) -> Result<Report, String> {
        let target = self.target();
        let settings = HttpSettings::new(&target.base_url);
        let transport = HttpTransport::new(&settings).map_err(|error| error.to_string())?;
        let facts = RunFacts {
            run: format!("{}{part}", self.token),
            started: crate::run::now(),
            tool: concat!("scimproof ", env!("CARGO_PKG_VERSION")).to_owned(),
            target: transport.base_url().to_owned(),
        };
        let mut options = RunOptions::new(facts, target.token.clone());
        options.settle = self.settle;
        let transport: Arc<dyn Transport> = Arc::new(transport);
        let (_source, stop) = StopSource::new();
        let mut events: Vec<Event> = Vec::new();
        let mut sink = |event: &Event| {
            events.push(event.clone());
            ControlFlow::Continue(())
        };
        self.runtime.block_on(run(plan, transport, &options, stop, &mut sink));
        fold(events).map_err(|error| error.to_string())
    }

    pub(super) fn report(&self, plan: &Plan) -> Result<Report, String> {
        self.run(plan, "")
    }

    fn waiver(&self, scenario: &Scenario) -> Option<&Waiver> {
        self.waivers.iter().find(|waiver| {
            let patterns = [waiver.pattern.clone()];
            crate::plan::Selection::new(&patterns, &[], &[], &[])
                .is_ok_and(|selection| selection.takes(scenario))
        })
    }

    /// One scenario as a test.
    fn judge(&self, plan: &Plan, number: usize) -> Result<Completion, Failed> {
        let report = self.run(plan, &format!("t{number:03}"))?;
        let Some(scenario) = report.scenarios.last() else {
            return Err(format!("nothing was run: {}", report.summary).into());
        };
        let waiver = plan.scenarios.first().and_then(|scenario| self.waiver(scenario));
        match &scenario.verdict {
            Verdict::Skipped(Skip::Unsupported { need, server_says }) => {
                let reason = format!("needs {need}: {server_says}");
                match self.on_skip {
                    OnSkip::Ignore => Ok(Completion::ignored_with(reason)),
                    OnSkip::Fail => Err(reason.into()),
                }
            }
            _ if report.grade == Grade::Conformant => match waiver {
                Some(waiver) => Err(format!(
                    "passes, although it is waived ({}): remove the waiver `{}`",
                    waiver.reason, waiver.pattern
                )
                .into()),
                None => Ok(Completion::Completed),
            },
            _ => match waiver {
                Some(waiver) => {
                    Ok(Completion::ignored_with(format!("known failure: {}", waiver.reason)))
                }
                None => Err(failure(&report).into()),
            },
        }
    }
}

fn failure(report: &Report) -> String {
    let blocks: Vec<String> = report
        .scenarios
        .iter()
        .filter(|scenario| !matches!(scenario.verdict, Verdict::Passed | Verdict::Advised))
        .map(|scenario| failure_block(report, scenario, false))
        .collect();
    if blocks.is_empty() { report.summary.clone() } else { blocks.join("\n") }
}

/// A trial for each scenario of the plan.
pub(super) fn trials(plan: &Plan, session: &Arc<Session>) -> Vec<Trial> {
    plan.scenarios
        .iter()
        .enumerate()
        .map(|(number, scenario)| {
            let part = Plan {
                profile: plan.profile,
                suites: plan.suites.clone(),
                scenarios: vec![Arc::clone(scenario)],
            };
            let session = Arc::clone(session);
            Trial::ignorable_test(scenario.id.as_str(), move || session.judge(&part, number))
        })
        .collect()
}

/// A single failing test that says why there are no others.
pub(super) fn setup_failed(arguments: &Arguments, error: &EmbedError) -> ExitCode {
    let reason = error.to_string();
    if arguments.list {
        // `--list` must not fail, and must not look as if all were well.
        let _ = writeln!(std::io::stderr(), "scimproof: {reason}");
    }
    let trial = Trial::test("setup", move || Err(reason.into()));
    libtest_mimic::run(arguments, vec![trial]).exit_code()
}
