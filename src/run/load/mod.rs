//! A load at a steady rate: the mix of an initial cycle of Entra, sent when it
//! is due and not when the answer before has come.
//!
//! It is bounded in time, in requests, in what it creates and in what is open
//! at once; it writes only to what it created, and deletes that on every way out.

mod mix;
mod tally;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::call;
use super::clean::delete_side_by_side;
use super::conductor::shared;
use super::guard;
use super::ledger::Ledger;
use super::options::RunOptions;
use super::pace::asked_to_wait;
use super::probe::probe;
use super::scenario::Shared;
use super::stop::{Stop, StopLevel};
use crate::judge::LoadFacts;
use crate::mapping::Target;
use crate::suite::{Client, Fit, Travel};
use crate::wire::{Answer, Exchange, QueryEncoding, Request, SpaceEncoding, Transport};

use mix::{Kind, Mix, Planned, Population};
use tally::{Done, Tally};

/// How large a load is.
#[derive(Clone, Copy, Debug)]
pub struct LoadOptions {
    /// Requests a second.
    pub rate: f64,
    /// For how long.
    pub duration: Duration,
    /// The most users and groups that are created.
    pub most_created: usize,
    /// The most requests that are open at once.
    pub most_open: usize,
}

impl LoadOptions {
    /// The requests that are due in the time.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and a float that is too large becomes the largest number"
    )]
    pub fn requests(&self) -> u64 {
        (self.rate * self.duration.as_secs_f64()).round().max(1.0) as u64
    }
}

/// Sends a load and cleans up. The rate limit of `options` is not used.
pub async fn load(
    load: LoadOptions,
    transport: Arc<dyn Transport>,
    options: &RunOptions,
    stop: Stop,
) -> LoadFacts {
    let mut shared = shared(transport, options, false);
    let probe = probe(&shared).await;
    let mut facts = nothing_sent(load, options);
    if let Some(stopped) = probe.stopped {
        facts.stopped = Some(shared.redactor.text(&stopped));
        return facts;
    }
    shared.target = Target::new(&probe.capabilities, options.mapping.as_deref());
    let has_groups = probe
        .capabilities
        .resource_types
        .as_ref()
        .is_none_or(|types| types.iter().any(|entry| entry["name"] == "Group"));
    let shared = Arc::new(shared);
    let mut mix = Mix::new(shared.run.clone(), has_groups, load.most_created);
    let state = Arc::new(State::new(load.duration));
    let mut stop = stop;

    let (sender, receiver) = mpsc::unbounded_channel();
    let collector = tokio::spawn(collect(receiver, Arc::clone(&state), Arc::clone(&shared)));
    let sent = tokio::select! {
        sent = send_all(load, &mut mix, &state, &shared, sender, stop.clone()) => sent,
        () = leave(&mut stop) => Sent::default(),
    };
    // All answers, or none within the time limit of requests.
    tokio::select! {
        _ = collector => {}
        () = leave(&mut stop) => {}
    }
    facts.interrupted = stop.level() > StopLevel::Running;
    report(&mut facts, &state, sent);
    let entries = std::mem::take(&mut state.lock().ledger).into_entries();
    facts.residue = if options.keep {
        entries.iter().map(super::ledger::Entry::residue).collect()
    } else {
        delete_side_by_side(entries, &shared, bearable(&facts), &mut stop).await
    };
    facts.residue.iter_mut().for_each(|path| *path = shared.redactor.text(path));
    facts
}

/// The rate of the clean-up: that of the load, or three quarters of what the
/// server has answered rightly when it did not stand the load.
fn bearable(facts: &LoadFacts) -> f64 {
    let wrong: u64 = facts.failures.iter().map(|failures| failures.count).sum();
    if wrong == 0 && facts.held_back == 0 {
        return facts.rate;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts and times of one load")]
    let right = facts.sent.saturating_sub(wrong) as f64 * 1000.0 / facts.duration_ms.max(1) as f64;
    (right * 0.75).clamp(1.0, facts.rate.max(1.0))
}

async fn leave(stop: &mut Stop) {
    stop.wait_for(StopLevel::Leave).await;
}

/// What senders and collector share.
struct State {
    inner: Mutex<Inner>,
    open: AtomicUsize,
    created: AtomicU64,
}

struct Inner {
    population: Population,
    ledger: Ledger,
    tally: Tally,
    /// Until then the server wants to be left alone.
    quiet_until: Option<Instant>,
}

impl State {
    fn new(duration: Duration) -> Self {
        Self {
            inner: Mutex::new(Inner {
                population: Population::default(),
                ledger: Ledger::default(),
                tally: Tally::new(duration),
                quiet_until: None,
            }),
            open: AtomicUsize::new(0),
            created: AtomicU64::new(0),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default)]
struct Sent {
    number: u64,
    held_back: u64,
    crowded_out: u64,
    /// From the first to the last that was sent.
    within: Duration,
}

async fn send_all(
    load: LoadOptions,
    mix: &mut Mix,
    state: &Arc<State>,
    shared: &Arc<Shared>,
    sender: mpsc::UnboundedSender<Done>,
    stop: Stop,
) -> Sent {
    let began = Instant::now();
    let mut sent = Sent::default();
    let mut last = began;
    for number in 0..load.requests() {
        #[expect(clippy::cast_precision_loss, reason = "a few million requests at most")]
        let due = Duration::from_secs_f64(number as f64 / load.rate);
        let now = Instant::now();
        if began + due > now {
            // Timers tick in milliseconds; what is due within one goes together.
            if (began + due).duration_since(now) >= Duration::from_millis(1) {
                sleep_until(began + due).await;
            }
        } else if number % 64 == 0 {
            // When sending is late, answers have to be read all the same.
            tokio::task::yield_now().await;
        }
        if stop.level() > StopLevel::Running {
            break;
        }
        let planned = {
            let mut inner = state.lock();
            if inner.quiet_until.is_some_and(|until| Instant::now() < until) {
                inner.tally.hold_back(due);
                sent.held_back += 1;
                continue;
            }
            if state.open.load(Ordering::Relaxed) >= load.most_open {
                sent.crowded_out += 1;
                continue;
            }
            mix.next(&mut inner.population)
        };
        sent.number += 1;
        last = Instant::now();
        send_one(planned, due, began, state, shared, &sender);
    }
    sent.within = last - began;
    sent
}

fn send_one(
    planned: Planned,
    due: Duration,
    began: Instant,
    state: &Arc<State>,
    shared: &Arc<Shared>,
    sender: &mpsc::UnboundedSender<Done>,
) {
    let request = request(&planned, shared);
    let (kind, unique) = (planned.kind, planned.unique);
    let (state, shared, sender) = (Arc::clone(state), Arc::clone(shared), sender.clone());
    state.open.fetch_add(1, Ordering::Relaxed);
    tokio::spawn(async move {
        let permitted = {
            let inner = state.lock();
            guard::permit(&request, inner.ledger.owned(), &shared.run)
        };
        let at = Instant::now();
        let answer = match permitted {
            Err(refused) => Answer::Failed(refused),
            Ok(()) => match shared.transport.send(&request).await {
                Ok(response) => Answer::Received(response),
                Err(error) => Answer::Failed(error),
            },
        };
        let took = at.elapsed();
        let late = at.saturating_duration_since(began + due);
        let latency_ms = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        let exchange = Exchange { request, answer, latency_ms, attempts: 1 };
        state.open.fetch_sub(1, Ordering::Relaxed);
        // The collector is gone only when everything is to be left.
        let _ = sender.send(Done { kind, unique, due, late, took, exchange });
    });
}

fn request(planned: &Planned, shared: &Shared) -> Request {
    let encoding = QueryEncoding { space: SpaceEncoding::Plus, ..QueryEncoding::default() };
    let travel = Travel { client: Client::Entra, encoding, ..Travel::default() };
    let mut request = match &planned.body {
        None => call::read(planned.path.clone(), &planned.query, travel, shared.token.as_ref()),
        Some(body) => {
            let (path, unique) = (&planned.path, &planned.unique);
            let body = shared.target.fit(path, body, unique, &Value::Null, Fit::Complete);
            call::write(planned.method, path.clone(), body, travel, shared.token.as_ref())
        }
    };
    request.method = planned.method;
    request
}

/// Takes answers as they come: counts them, and remembers what was created.
async fn collect(
    mut receiver: mpsc::UnboundedReceiver<Done>,
    state: Arc<State>,
    shared: Arc<Shared>,
) {
    while let Some(done) = receiver.recv().await {
        let mut inner = state.lock();
        let right = inner.tally.take(&done, &shared.redactor);
        if let Some(wait) = done.exchange.answer.response().and_then(asked_to_wait) {
            let until = Instant::now() + wait;
            inner.quiet_until = Some(inner.quiet_until.map_or(until, |known| known.max(until)));
        }
        inner.ledger.note(&done.exchange, &shared.run);
        let id = done
            .exchange
            .answer
            .response()
            .filter(|_| right)
            .and_then(|response| response.body.json()?.get("id")?.as_str().map(str::to_owned));
        if let Some(id) = id.filter(|id| inner.ledger.owned().contains(id)) {
            match done.kind {
                Kind::CreateUser => inner.population.users.push(id),
                Kind::CreateGroup => inner.population.groups.push(id),
                _ => continue,
            }
            state.created.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn nothing_sent(load: LoadOptions, options: &RunOptions) -> LoadFacts {
    LoadFacts {
        target: options.facts.target.clone(),
        run: options.facts.run.clone(),
        started: options.facts.started.clone(),
        tool: options.facts.tool.clone(),
        rate: load.rate,
        duration_ms: u64::try_from(load.duration.as_millis()).unwrap_or(u64::MAX),
        planned: load.requests(),
        sent: 0,
        held_back: 0,
        crowded_out: 0,
        sent_rate: 0.0,
        answers: std::collections::BTreeMap::new(),
        failures: Vec::new(),
        operations: Vec::new(),
        latency: crate::judge::Latency::default(),
        service: crate::judge::Latency::default(),
        lateness: crate::judge::Latency::default(),
        slices: Vec::new(),
        created: 0,
        residue: Vec::new(),
        interrupted: false,
        stopped: None,
    }
}

fn report(facts: &mut LoadFacts, state: &State, sent: Sent) {
    let inner = state.lock();
    facts.sent = sent.number;
    facts.held_back = sent.held_back;
    facts.crowded_out = sent.crowded_out;
    // From the first to the last request there is one interval less than requests.
    let intervals = u32::try_from(sent.number.saturating_sub(1)).unwrap_or(u32::MAX);
    facts.sent_rate = if sent.within.is_zero() {
        f64::from(intervals)
    } else {
        f64::from(intervals) / sent.within.as_secs_f64()
    };
    [facts.latency, facts.service, facts.lateness] = inner.tally.latencies();
    facts.operations = inner.tally.operations();
    facts.slices = inner.tally.slices();
    facts.answers = inner.tally.answers();
    facts.failures = inner.tally.failures();
    facts.created = state.created.load(Ordering::Relaxed);
}
