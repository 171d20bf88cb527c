//! One scenario: given, steps, and what was created deleted again.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use serde_json::Value;
use tokio::sync::mpsc::Sender;
use tokio::time::sleep;

use crate::credential::{ClientCredential, read_token};
use crate::event::{EventKind, Purpose};
use crate::judge::{CheckResult, ScenarioNames, Skip, Verdict};
use crate::mapping::Target;
use crate::plan::lacking_in;
use crate::suite::{Call, Capture, Names, Outcome, Scenario, Step};
use crate::wire::{
    Answer, Body, Exchange, Method, Redactor, Request, Response, Secret, Transport, TransportError,
    decode_component,
};

use super::allowance::Allowance;
use super::bug::Bug;
use super::call;
use super::captured::id_of_created;
use super::cases::reading_cases;
use super::clean::{Cleaned, delete_entries};
use super::constants::constant_names;
use super::credential::{LIFETIME, lifetime_bounds};
use super::guard;
use super::ledger::Ledger;
use super::options::{Detail, FurtherTokens};
use super::pace::Pace;
use super::patience::{Patience, note_delay};
use super::read_back::Resource;
use super::stop::{Stop, StopLevel};

/// What all scenarios of a run share.
pub(super) struct Shared {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) pace: Pace,
    pub(super) redactor: Redactor,
    pub(super) token: Option<Secret>,
    /// Tokens beside it.
    pub(super) further: FurtherTokens,
    pub(super) credential: Option<Arc<ClientCredential>>,
    pub(super) base_url: String,
    pub(super) run: String,
    pub(super) settle: Duration,
    pub(super) tick: Duration,
    pub(super) scenario_timeout: Duration,
    pub(super) keep: bool,
    /// Most requests of a scenario that are under way at once.
    pub(super) at_once: usize,
    pub(super) detail: Detail,
    /// Are there laws that look at every exchange?
    pub(super) has_laws: bool,
    /// What the server has and demands; known after the probe.
    pub(super) target: Target,
}

/// An event of a scenario on its way to the conductor.
pub(super) type Message = EventKind;

/// Why a scenario ends before its last step.
pub(super) enum End {
    /// A check failed; it was told already.
    Failed,
    /// Something before was wrong.
    Blocked(String),
    /// No answer came.
    Broken(String),
    /// The user wants the run to end.
    Interrupted,
    /// What is left of it must not be tried on this server.
    Over,
    /// scimproof itself is wrong.
    Bug(Bug),
}

struct TimeIsUp;

/// A scenario while it runs.
pub(super) struct Running<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) shared: &'a Shared,
    pub(super) names: ScenarioNames,
    pub(super) ledger: Ledger,
    pub(super) resources: Vec<Resource>,
    /// Was anything written yet that a read could contradict?
    wrote: bool,
    /// How often the server was waited for in vain since it was last seen to
    /// be late: each time the next wait is half as long.
    in_vain: AtomicU32,
    /// Did the server show a timestamp with a fraction of a second?
    shows_fractions: bool,
    worst: Outcome,
    events: Sender<Message>,
    pub(super) stop: Stop,
    pub(super) allowance: &'a Allowance,
}

/// Runs a scenario and tells its events; what went wrong in scimproof comes back.
pub(super) async fn run_scenario(
    scenario: &Scenario,
    number: usize,
    shared: &Shared,
    stop: Stop,
    events: Sender<Message>,
) -> Vec<Bug> {
    let allowance = Allowance::default();
    let mut running = Running {
        scenario,
        shared,
        names: constant_names(scenario, number, shared),
        ledger: Ledger::default(),
        resources: Vec::new(),
        wrote: false,
        in_vain: AtomicU32::new(0),
        shows_fractions: false,
        worst: Outcome::Pass,
        events,
        stop,
        allowance: &allowance,
    };
    running.tell(EventKind::ScenarioStarted { scenario: scenario.id.clone() }).await;
    let mut leave = running.stop.clone();
    let ended = tokio::select! {
        ended = caught(running.steps()) => Ok(ended),
        () = allowance.over(shared.scenario_timeout) => Err(TimeIsUp),
        () = leave.wait_for(StopLevel::Leave) => Ok(Err(End::Interrupted)),
    };
    let mut bugs: Vec<Bug> = match &ended {
        Ok(Err(End::Bug(bug))) => vec![bug.clone()],
        _ => Vec::new(),
    };
    let verdict = running.verdict(ended);
    running.tell(EventKind::ScenarioFinished { scenario: scenario.id.clone(), verdict }).await;
    bugs.extend(running.clean_up(leave).await);
    bugs
}

/// A panic becomes the end of this scenario alone, and what it created is deleted.
async fn caught(steps: impl Future<Output = Result<(), End>>) -> Result<(), End> {
    match AssertUnwindSafe(steps).catch_unwind().await {
        Ok(ended) => ended,
        Err(panic) => Err(End::Bug(Bug::of(&*panic))),
    }
}

/// How long is waited for another timestamp of a server whose timestamps have fractions
/// of a second. Databases keep milliseconds; the clock of some systems goes by 16 of them.
const SHORT_TICK: Duration = Duration::from_millis(50);

/// Has a timestamp of the resource in the answer a fraction of a second that is not zero?
fn shows_fraction(exchange: &Exchange) -> bool {
    let body = exchange.answer.response().and_then(|response| response.body.json());
    let text = body.and_then(|body| body.get("meta")?.get("lastModified")?.as_str());
    text.and_then(|text| text.split_once('.')).is_some_and(|(_, fraction)| {
        fraction.bytes().take_while(u8::is_ascii_digit).any(|digit| digit != b'0')
    })
}

impl Running<'_> {
    pub(super) async fn tell(&self, event: EventKind) {
        // The conductor is gone only when the whole run is being dropped.
        let _ = self.events.send(event).await;
    }

    fn verdict(&self, ended: Result<Result<(), End>, TimeIsUp>) -> Verdict {
        match ended {
            Err(_) => Verdict::Broken {
                error: format!("not finished within {} s", self.shared.scenario_timeout.as_secs()),
            },
            Ok(Err(End::Blocked(by))) if self.worst < Outcome::Fail => {
                Verdict::Blocked { by, check: None }
            }
            Ok(Err(End::Broken(error))) if self.worst < Outcome::Fail => Verdict::Broken { error },
            Ok(Err(End::Bug(bug))) => Verdict::Broken { error: bug.to_string() },
            Ok(Err(End::Interrupted)) if self.worst < Outcome::Fail => {
                Verdict::Broken { error: "interrupted".to_owned() }
            }
            // What is left of the scenario would touch somebody: it does not apply here.
            Ok(Err(End::Over)) if self.worst < Outcome::Fail => {
                Verdict::Skipped(Skip::Unsupported {
                    need: "ids:one letter case".to_owned(),
                    server_says: "somebody answers to the id in another letter case".to_owned(),
                })
            }
            Ok(_) => match self.worst {
                Outcome::Pass | Outcome::Note => Verdict::Passed,
                Outcome::Advice => Verdict::Advised,
                Outcome::Fail => Verdict::Failed,
            },
        }
    }

    async fn steps(&mut self) -> Result<(), End> {
        self.given().await?;
        let scenario = self.scenario;
        let is_sent = |step: &&Step| {
            !(step.is_case && lacking_in(step, scenario, &self.shared.target).is_some())
        };
        let steps: Vec<&Step> = scenario.steps.iter().filter(is_sent).collect();
        let mut left = steps.as_slice();
        while let [first, rest @ ..] = left {
            if self.stop.level() > StopLevel::Running {
                return Err(End::Interrupted);
            }
            let table = reading_cases(left);
            if table > 1 {
                self.cases(&left[..table]).await?;
                left = &left[table..];
                continue;
            }
            match self.step(first).await {
                // The failure was told; the other cases do not depend on it.
                Err(End::Failed) if first.is_case => {}
                ended => ended?,
            }
            left = rest;
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> Result<(), End> {
        if let Some(at_once) = &step.at_once {
            return Box::pin(self.at_once(step, at_once)).await;
        }
        if let Some(pages) = &step.pages {
            return Box::pin(self.walk(step, pages)).await;
        }
        self.read_before(step).await?;
        if let Some(name) = &step.creates {
            let uniq = self.names.text("uniq").unwrap_or_default().to_owned();
            self.names.define(format!("{name}.uniq"), uniq);
        }
        let request = self.request(&step.call, &self.names)?;
        if step.pause {
            let tick = self.shared.tick;
            sleep(if self.shows_fractions { tick.min(SHORT_TICK) } else { tick }).await;
        }
        let (exchange, mut checks) = self.send_and_judge(step, &request).await?;
        self.shows_fractions |= shows_fraction(&exchange);
        if step.setup {
            self.prepared(step, &exchange, checks.remove(0)).await?;
        }
        let main_failed =
            !step.setup && checks.first().is_some_and(|check| check.outcome == Outcome::Fail);
        if step.call.method.is_write() {
            self.wrote_something();
        }
        let mut ended = if main_failed { Err(End::Failed) } else { Ok(()) };
        if ended.is_ok() {
            ended = self.take(step, &exchange).map_err(|_| End::Failed);
        }
        let answer_checks = self.judge_answers(step, &exchange, ended.is_ok());
        let checks: Vec<CheckResult> = checks.into_iter().chain(answer_checks).collect();
        let state_failed = checks
            .iter()
            .any(|check| check.outcome == Outcome::Fail && check.id.as_str().contains(".state."));
        self.told(&step.slug, Purpose::Step, &exchange, checks).await;
        ended?;
        if let Some(name) = &step.creates {
            self.created(name, &request, &exchange).await?;
        }
        if state_failed {
            return Err(End::Failed);
        }
        let succeeded = exchange.answer.response().is_some_and(Response::is_success);
        self.read_back(step, succeeded).await
    }

    /// What was read before may be old from now on.
    pub(super) fn wrote_something(&mut self) {
        self.wrote = true;
        for resource in &mut self.resources {
            resource.fresh = false;
        }
    }

    pub(super) const fn has_written(&self) -> bool {
        self.wrote
    }

    /// Ends the scenario when a step that only prepares was not answered as it
    /// needs; its check is told nowhere.
    async fn prepared(
        &mut self,
        step: &Step,
        exchange: &Exchange,
        check: CheckResult,
    ) -> Result<(), End> {
        if check.outcome < Outcome::Fail {
            return Ok(());
        }
        self.told(&step.slug, Purpose::Step, exchange, Vec::new()).await;
        let request = &exchange.request;
        let what = format!("{} {}", request.method, request.path);
        let finding = check.findings.first();
        Err(End::Blocked(match finding {
            Some(finding) if finding.actual == "nothing" => {
                format!("{what}: {} was missing", finding.at)
            }
            Some(finding) => {
                format!("{what}: {} was {}, not {}", finding.at, finding.actual, finding.expected)
            }
            None => format!("{what} was not answered as needed"),
        }))
    }

    /// Captures; a missing one is a failure of the step's main check.
    fn take(&mut self, step: &Step, exchange: &Exchange) -> Result<(), String> {
        self.capture(&step.slug, &step.capture, exchange)?;
        if let Some(name) = &step.creates {
            let capture = [Capture { name: "id".to_owned(), from: id_of_created().into() }];
            self.capture(name, &capture, exchange)?;
            self.capture(name, &step.capture, exchange)?;
        }
        Ok(())
    }

    /// Sends, and judges; a read that contradicts an earlier write is repeated
    /// until it agrees or the settle time is over.
    async fn send_and_judge(
        &mut self,
        step: &Step,
        request: &Request,
    ) -> Result<(Exchange, Vec<CheckResult>), End> {
        let first = self.send(request).await?;
        self.settled(step, request, first).await
    }

    /// Judges the first answer to a request, and the later ones if it is sent again.
    pub(super) async fn settled(
        &mut self,
        step: &Step,
        request: &Request,
        first: Exchange,
    ) -> Result<(Exchange, Vec<CheckResult>), End> {
        // What was given may not be seen at once, either.
        let may_settle = (self.wrote || step.setup) && request.method == Method::Get;
        let mut patience = self.patience(step.within, may_settle);
        let mut exchange = first;
        loop {
            if self.names.value(LIFETIME[0]).is_some() {
                let bounds = lifetime_bounds(&exchange.answer);
                LIFETIME.into_iter().zip(bounds).for_each(|(name, b)| self.names.define(name, b));
            }
            let mut checks = self.judge(step, &exchange);
            let failed = checks.iter().any(|check| check.outcome == Outcome::Fail);
            if failed && patience.wait().await {
                self.told(&step.slug, Purpose::Settling, &exchange, Vec::new()).await;
                exchange = self.send(request).await?;
                continue;
            }
            self.waited(&patience, !failed);
            if let (false, Some(waited), Some(check)) =
                (failed, patience.waited(), checks.first_mut())
            {
                note_delay(check, waited);
            }
            return Ok((exchange, checks));
        }
    }

    /// How long a read may take to agree with what was written.
    pub(super) fn patience(&self, within: Option<Duration>, may_wait: bool) -> Patience {
        let usual = self.shared.settle / (1 << self.in_vain.load(Ordering::Relaxed).min(6));
        Patience::new(within.unwrap_or(usual), may_wait)
    }

    /// Learns from a wait that is over.
    pub(super) fn waited(&self, patience: &Patience, agreed: bool) {
        if patience.waited().is_none() {
            return;
        }
        if agreed {
            self.in_vain.store(0, Ordering::Relaxed);
        } else {
            self.in_vain.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn request(&self, call: &Call, names: &dyn Names) -> Result<Request, End> {
        let (token, further) = (self.shared.token.as_ref(), &self.shared.further);
        let mut request = call::request(call, names, token, further)
            .map_err(|unsendable| End::Blocked(unsendable.to_string()))?;
        if let Body::Json(body) = &request.body {
            let unique = names.value("uniq").as_ref().and_then(Value::as_str).map(str::to_owned);
            let known = if request.path.eq_ignore_ascii_case("/Bulk") {
                let all = self.resources.iter();
                all.map(|resource| {
                    // Within a body ids travel as they are.
                    (decode_component(&resource.path(), false), (*resource.given).clone())
                })
                .collect()
            } else {
                let known = self.resources.iter().find(|known| known.path() == request.path);
                known.map_or(Value::Null, |resource| (*resource.given).clone())
            };
            let fitted = self.shared.target.fit(
                &request.path,
                body,
                &unique.unwrap_or_default(),
                &known,
                call.fit,
            );
            request.body = Body::Json(fitted);
        }
        Ok(request)
    }

    pub(super) fn read_request(
        &self,
        path: &str,
        query: &[(&str, String)],
        travel: crate::suite::Travel,
    ) -> Request {
        call::read(path.to_owned(), query, travel, self.shared.token.as_ref())
    }

    /// Sends what may be sent and enters what it created.
    ///
    /// # Errors
    /// [`End::Broken`] when no connection can be made or scimproof itself
    /// refuses; other failures are the server's and are judged.
    pub(super) async fn send(&mut self, request: &Request) -> Result<Exchange, End> {
        self.ledger.sending(request, &self.shared.run);
        let exchange = self.send_shared(request).await?;
        self.ledger.note(&exchange, &self.shared.run);
        Ok(exchange)
    }

    /// As [`Self::send`], for requests that create and delete nothing.
    pub(super) async fn send_shared(&self, request: &Request) -> Result<Exchange, End> {
        guard::permit(request, self.ledger.owned(), &self.shared.run).map_err(|error| {
            // The server said that somebody has this id.
            match self.ledger.own_in_other_case(&request.path) {
                Some(_) => End::Over,
                None => End::Broken(error.to_string()),
            }
        })?;
        let exchange =
            self.shared.pace.send(&*self.shared.transport, request, self.allowance).await;
        self.understood(exchange)
    }

    /// Learns secrets from an answer before anything is told of it.
    ///
    /// # Errors
    /// [`End::Broken`] when it says nothing about the server.
    pub(super) fn understood(&self, exchange: Exchange) -> Result<Exchange, End> {
        match &exchange.answer {
            Answer::Failed(
                error @ (TransportError::Connect(_)
                | TransportError::Tls(_)
                | TransportError::NoToken(_)),
            ) => Err(End::Broken(error.to_string())),
            answer => {
                if exchange.request.is_elsewhere()
                    && let Ok(access) = read_token(answer)
                {
                    self.shared.redactor.learn(&access.token);
                }
                Ok(exchange)
            }
        }
    }

    pub(super) async fn told(
        &mut self,
        step: &str,
        purpose: Purpose,
        exchange: &Exchange,
        checks: Vec<CheckResult>,
    ) {
        let worst = checks.iter().map(|check| check.outcome).max();
        self.worst = self.worst.max(worst.unwrap_or(Outcome::Pass));
        let exchange = Arc::new(match self.shared.detail {
            Detail::Everything => exchange.clone(),
            // The laws see all of it; the conductor leaves it out afterwards.
            Detail::Checks if self.shared.has_laws => exchange.clone(),
            Detail::Checks if checks.is_empty() => return,
            Detail::Checks => left_out(exchange),
        });
        let event = EventKind::Exchanged {
            scenario: self.scenario.id.clone(),
            step: step.to_owned(),
            purpose,
            exchange,
            checks,
        };
        self.tell(event).await;
    }

    async fn clean_up(self, mut leave: Stop) -> Option<Bug> {
        let residue_only = self.shared.keep;
        let entries = self.ledger.into_entries();
        if entries.is_empty() {
            return None;
        }
        let (cleaned, bug) = if residue_only {
            (Cleaned::left(&entries), None)
        } else {
            let work = delete_entries(entries.clone(), self.shared, &mut leave);
            match AssertUnwindSafe(work).catch_unwind().await {
                Ok(cleaned) => (cleaned, None),
                Err(panic) => (Cleaned::left(&entries), Some(Bug::of(&*panic))),
            }
        };
        let _ = self.events.send(cleaned.event(&self.scenario.id, self.shared)).await;
        bug
    }
}

/// What stands for an exchange in events without detail.
pub(super) fn left_out(exchange: &Exchange) -> Exchange {
    Exchange {
        request: Request::new(exchange.request.method, ""),
        answer: match &exchange.answer {
            Answer::Received(response) => Answer::Received(Response::new(response.status)),
            Answer::Failed(error) => Answer::Failed(error.clone()),
        },
        latency_ms: exchange.latency_ms,
        attempts: exchange.attempts,
    }
}

/// How requests of this scenario travel, for reads that no step describes.
pub(super) fn request_travel(scenario: &Scenario) -> crate::suite::Travel {
    let step = scenario.steps.first().map(|step| step.call.travel);
    let given = scenario.given.first().map(|given| given.call.travel);
    step.or(given).unwrap_or_default()
}
