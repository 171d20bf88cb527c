//! Scenarios as libtest trials.

use std::io::Write;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use tokio::runtime::Runtime;

use crate::event::{Event, EventKind};
use crate::judge::{Grade, LawBook, Skip, Verdict};
use crate::plan::{Plan, RunFacts};
use crate::report::{Report, failure_block, fold};
use crate::run::{HttpSettings, HttpTransport, LawWatch, RunOptions, StopSource, run, told};
use crate::scim::capabilities::Capabilities;
use crate::scim::requirement::Catalogue;
use crate::suite::{CheckId, Scenario};
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
    transport: OnceLock<Result<HttpTransport, String>>,
    token: String,
    /// What the laws saw of the tests that have ended, with their numbers.
    seen: Mutex<Vec<(usize, LawBook)>>,
    /// Held for writing by a test that looks at whole collections, and for
    /// reading by all others.
    alone: RwLock<()>,
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
            transport: OnceLock::new(),
            token: crate::run::new_run_token(),
            seen: Mutex::default(),
            alone: RwLock::default(),
        })
    }

    /// The server, started on first use.
    fn target(&self) -> &Target {
        self.server.get_or_init(|| self.runtime.block_on((self.start)()))
    }

    /// Runs a plan. `part` keeps the names of several plans of one process apart.
    fn run(&self, plan: &Plan, part: &str) -> Result<Report, String> {
        fold(self.events(plan, part)?).map_err(|error| error.to_string())
    }

    /// The facts of a run against the server, once that is started.
    fn facts(&self, part: &str) -> RunFacts {
        RunFacts {
            run: format!("{}{part}", self.token),
            started: crate::run::now(),
            tool: concat!("scimproof ", env!("CARGO_PKG_VERSION")).to_owned(),
            target: self.target().base_url.trim_end_matches('/').to_owned(),
        }
    }

    fn events(&self, plan: &Plan, part: &str) -> Result<Vec<Event>, String> {
        let target = self.target();
        let transport = self.transport.get_or_init(|| {
            HttpTransport::new(&HttpSettings::new(&target.base_url))
                .map_err(|error| error.to_string())
        });
        let transport = transport.clone()?;
        let facts = RunFacts { target: transport.base_url().to_owned(), ..self.facts(part) };
        let mut options = RunOptions::new(facts, target.token.clone());
        options.settle = self.settle;
        options.mapping.clone_from(&plan.mapping);
        let transport: Arc<dyn Transport> = Arc::new(transport);
        let (_source, stop) = StopSource::new();
        let mut events: Vec<Event> = Vec::new();
        let mut sink = |event: &Event| {
            events.push(event.clone());
            ControlFlow::Continue(())
        };
        self.runtime.block_on(run(plan, transport, &options, stop, &mut sink));
        Ok(events)
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
        let part = format!("t{number:03}");
        let events = if plan.scenarios.iter().any(|scenario| scenario.exclusive) {
            let _alone = self.alone.write().unwrap_or_else(PoisonError::into_inner);
            self.events(plan, &part)?
        } else {
            let _together = self.alone.read().unwrap_or_else(PoisonError::into_inner);
            self.events(plan, &part)?
        };
        self.watch(plan, &part, number, &events);
        let report = fold(events).map_err(|error| error.to_string())?;
        self.conclude(plan, &report)
    }

    /// Shows the laws what a test has sent and received.
    fn watch(&self, plan: &Plan, part: &str, number: usize, events: &[Event]) {
        let facts = self.facts(part);
        let mut watch = LawWatch::new(&facts.target, &facts.run, &plan.scenarios);
        for event in events {
            watch.event(&event.kind);
        }
        if let Some(book) = watch.into_book() {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).push((number, book));
        }
    }

    /// A scenario of laws as a test: what the other tests saw, which have all
    /// ended by now.
    fn judge_laws(&self, plan: &Plan) -> Result<Completion, Failed> {
        let Some(scenario) = plan.scenarios.first() else { return Ok(Completion::Completed) };
        let facts = self.facts("laws");
        let capabilities = Capabilities::default();
        let mut all = LawBook::new(&facts.target, &facts.run, &capabilities);
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for (number, book) in seen.iter() {
            all.absorb(book, *number);
        }
        drop(seen);
        let kinds = [
            EventKind::RunStarted(Box::new(plan.header(&facts, &Catalogue::built_in()))),
            told(scenario, &all),
            EventKind::RunFinished { interrupted: false },
        ];
        let events = (0..).zip(kinds).map(|(seq, kind)| Event { seq, elapsed_ms: 0, kind });
        let report = fold(events).map_err(|error| error.to_string())?;
        self.conclude(plan, &report)
    }

    fn conclude(&self, plan: &Plan, report: &Report) -> Result<Completion, Failed> {
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
            Verdict::Skipped(Skip::NotNeeded) => {
                Ok(Completion::ignored_with("it would explain a failure, and there was none"))
            }
            Verdict::Skipped(Skip::NothingSeen) => {
                Ok(Completion::ignored_with("no answer of these tests was of its kind"))
            }
            // A test that gates on nothing has nothing to be inconclusive about.
            verdict
                if report.grade == Grade::Conformant
                    || (report.tally.gating_planned == 0
                        && matches!(verdict, Verdict::Passed | Verdict::Advised)) =>
            {
                match waiver {
                    Some(waiver) => Err(format!(
                        "passes, although it is waived ({}): remove the waiver `{}`",
                        waiver.reason, waiver.pattern
                    )
                    .into()),
                    None => Ok(Completion::Completed),
                }
            }
            _ => match waiver {
                Some(waiver) => {
                    Ok(Completion::ignored_with(format!("known failure: {}", waiver.reason)))
                }
                None => Err(failure(report).into()),
            },
        }
    }
}

/// What a person reads of a test that fails: the checks that failed, or why
/// there was no verdict.
fn failure(report: &Report) -> String {
    let mut words = Vec::new();
    for scenario in &report.scenarios {
        match &scenario.verdict {
            Verdict::Passed | Verdict::Advised => {}
            Verdict::Blocked { by, .. } => {
                words.push(format!("this could not be tested: {by}"));
            }
            Verdict::Broken { error } => words.push(format!("this could not be tested: {error}")),
            Verdict::Failed | Verdict::Skipped(_) => {
                words.push(failure_block(report, scenario, false));
            }
        }
        if !scenario.unseen.is_empty() && !matches!(scenario.verdict, Verdict::Failed) {
            let unseen: Vec<&str> = scenario.unseen.iter().map(CheckId::as_str).collect();
            words.push(format!("checks that could not be made: {}", unseen.join(", ")));
        }
    }
    if words.is_empty() { report.summary.clone() } else { words.join("\n") }
}

/// Tests that have not ended: each holds a [`Ticket`] until it has, or until
/// it is filtered out and dropped.
#[derive(Default)]
struct Tickets {
    out: Mutex<usize>,
    changed: Condvar,
}

struct Ticket(Arc<Tickets>);

impl Tickets {
    fn take(self: &Arc<Self>) -> Ticket {
        *self.out.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Ticket(Arc::clone(self))
    }

    /// Waits until all have come back.
    fn wait(&self) {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        while *out > 0 {
            out = self.changed.wait(out).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        *self.0.out.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.changed.notify_all();
    }
}

/// A trial for each scenario of the plan. Laws come last: libtest starts trials
/// in this order, so that those they wait for have been started.
pub(super) fn trials(plan: &Plan, session: &Arc<Session>) -> Vec<Trial> {
    let tickets = Arc::new(Tickets::default());
    let (laws, others): (Vec<_>, Vec<_>) =
        plan.scenarios.iter().enumerate().partition(|(_, scenario)| !scenario.laws.is_empty());
    others
        .into_iter()
        .chain(laws)
        .map(|(number, scenario)| {
            let part = Plan {
                gate: None,
                mapping: plan.mapping.clone(),
                profile: plan.profile,
                suites: plan.suites.clone(),
                scenarios: vec![Arc::clone(scenario)],
            };
            let session = Arc::clone(session);
            if scenario.laws.is_empty() {
                let ticket = tickets.take();
                return Trial::ignorable_test(scenario.id.as_str(), move || {
                    let judged = session.judge(&part, number);
                    drop(ticket);
                    judged
                });
            }
            let tickets = Arc::clone(&tickets);
            Trial::ignorable_test(scenario.id.as_str(), move || {
                tickets.wait();
                session.judge_laws(&part)
            })
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
