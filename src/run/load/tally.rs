//! Counting answers and measuring how long they took.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::Value;

use super::mix::Kind;
use crate::judge::{Failures, Latency, Operation, Slice};
use crate::wire::{Answer, Exchange, Redactor, Response};

/// The longest duration that is told apart from longer ones: an hour, in microseconds.
const LONGEST: u64 = 3_600_000_000;

/// Parts of the time.
const SLICES: usize = 40;

/// An answer with its times.
pub(super) struct Done {
    pub(super) kind: Kind,
    /// What must be found or has to come back.
    pub(super) unique: String,
    /// When it was due, since the beginning.
    pub(super) due: Duration,
    /// From then until it was sent.
    pub(super) late: Duration,
    /// From sending to the end of the answer.
    pub(super) took: Duration,
    pub(super) exchange: Exchange,
}

/// What has been counted.
pub(super) struct Tally {
    whole: Duration,
    latency: Times,
    service: Times,
    lateness: Times,
    kinds: BTreeMap<Kind, (Times, u64, u64)>,
    slices: Vec<(Times, Slice)>,
    answers: BTreeMap<String, u64>,
    failures: BTreeMap<String, (u64, String)>,
}

impl Tally {
    pub(super) fn new(whole: Duration) -> Self {
        let slice = |number: usize| {
            let part = whole.as_secs_f64() * 1000.0 / SLICES as f64;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a time of a few minutes, not negative"
            )]
            let at_ms = (part * number as f64) as u64;
            (Times::new(2), Slice { at_ms, ..Slice::default() })
        };
        Self {
            whole,
            latency: Times::new(3),
            service: Times::new(3),
            lateness: Times::new(3),
            kinds: BTreeMap::new(),
            slices: (0..SLICES).map(slice).collect(),
            answers: BTreeMap::new(),
            failures: BTreeMap::new(),
        }
    }

    /// Counts an answer; is it right?
    pub(super) fn take(&mut self, done: &Done, redactor: &Redactor) -> bool {
        let whole = done.late + done.took;
        let wrong = wrong(done);
        self.latency.record(whole);
        self.service.record(done.took);
        self.lateness.record(done.late);
        let (times, sent, failed) =
            self.kinds.entry(done.kind).or_insert_with(|| (Times::new(3), 0, 0));
        times.record(whole);
        *sent += 1;
        *failed += u64::from(wrong.is_some());
        let (times, slice) = self.slice(done.due);
        times.record(whole);
        slice.sent += 1;
        slice.failed += u64::from(wrong.is_some());
        let status = match &done.exchange.answer {
            Answer::Received(response) => response.status.to_string(),
            Answer::Failed(_) => "no answer".to_owned(),
        };
        *self.answers.entry(status).or_default() += 1;
        let right = wrong.is_none();
        if let Some((what, more)) = wrong {
            let (count, _) = self.failures.entry(what).or_insert_with(|| {
                let request = &done.exchange.request;
                (0, redactor.text(&format!("{} {} {more}", request.method, request.target())))
            });
            *count += 1;
        }
        right
    }

    /// Counts a request that was not sent because the server asked to wait.
    pub(super) fn hold_back(&mut self, due: Duration) {
        self.slice(due).1.held_back += 1;
    }

    fn slice(&mut self, due: Duration) -> &mut (Times, Slice) {
        let share = due.as_secs_f64() / self.whole.as_secs_f64().max(f64::MIN_POSITIVE);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share from 0 to 1"
        )]
        let number = ((share * SLICES as f64) as usize).min(SLICES - 1);
        &mut self.slices[number]
    }

    pub(super) fn latencies(&self) -> [Latency; 3] {
        [self.latency.latency(), self.service.latency(), self.lateness.latency()]
    }

    pub(super) fn operations(&self) -> Vec<Operation> {
        self.kinds
            .iter()
            .map(|(kind, (times, sent, failed))| Operation {
                name: kind.name().to_owned(),
                sent: *sent,
                failed: *failed,
                latency: times.latency(),
            })
            .collect()
    }

    pub(super) fn slices(&self) -> Vec<Slice> {
        self.slices
            .iter()
            .map(|(times, slice)| {
                let Latency { p50_ms, p99_ms, max_ms, .. } = times.latency();
                Slice { p50_ms, p99_ms, max_ms, ..*slice }
            })
            .collect()
    }

    pub(super) fn answers(&self) -> BTreeMap<String, u64> {
        self.answers.clone()
    }

    /// What was wrong, the most frequent first.
    pub(super) fn failures(&self) -> Vec<Failures> {
        let mut failures: Vec<Failures> = self
            .failures
            .iter()
            .map(|(what, (count, example))| Failures {
                what: what.clone(),
                count: *count,
                example: example.clone(),
            })
            .collect();
        failures.sort_by_key(|failures| std::cmp::Reverse(failures.count));
        failures
    }
}

/// What is wrong with an answer: in short, and in words.
fn wrong(done: &Done) -> Option<(String, String)> {
    let response = match &done.exchange.answer {
        Answer::Received(response) => response,
        Answer::Failed(error) => return Some(("no answer".to_owned(), error.to_string())),
    };
    let expected: &[u16] = match done.kind {
        Kind::MatchUser | Kind::ReadUser | Kind::MatchGroup => &[200],
        Kind::CreateUser | Kind::CreateGroup => &[200, 201],
        Kind::AddMembers => &[200, 202, 204],
    };
    let status = response.status;
    if !expected.contains(&status) {
        return Some((
            format!("answered {status}"),
            format!("answered {status}{}", detail(response)),
        ));
    }
    let body = response.body.json();
    let member = |name: &str| body.and_then(|body| body.get(name));
    let right = match done.kind {
        Kind::MatchUser | Kind::MatchGroup => member("totalResults").is_some_and(Value::is_number),
        Kind::ReadUser => member("id").and_then(Value::as_str) == Some(&done.unique),
        Kind::CreateUser | Kind::CreateGroup => member("id").is_some_and(Value::is_string),
        Kind::AddMembers => true,
    };
    (!right).then(|| {
        let what = match done.kind {
            Kind::MatchUser | Kind::MatchGroup => "the answer to a search is no list",
            Kind::ReadUser => "the answer to a read is another resource",
            _ => "the answer to a create has no id",
        };
        (what.to_owned(), format!("answered {status}: {what}"))
    })
}

/// What an error says of itself (RFC 7644 section 3.12), and when to come again.
fn detail(response: &Response) -> String {
    let detail = response.body.json().and_then(|body| body.get("detail")).and_then(Value::as_str);
    let detail: String = detail.unwrap_or_default().chars().take(200).collect();
    let separator = if detail.is_empty() { "" } else { ": " };
    let wait = response.headers.get("Retry-After").map_or_else(String::new, |wait| {
        format!(" (Retry-After: {})", wait.chars().take(40).collect::<String>())
    });
    format!("{separator}{detail}{wait}")
}

/// Durations in microseconds.
struct Times(Option<Histogram<u64>>);

impl Times {
    fn new(digits: u8) -> Self {
        // Only digits beyond 5 are refused.
        Self(Histogram::new_with_bounds(1, LONGEST, digits).ok())
    }

    fn record(&mut self, duration: Duration) {
        if let Some(times) = &mut self.0 {
            times.saturating_record(u64::try_from(duration.as_micros()).unwrap_or(LONGEST));
        }
    }

    fn latency(&self) -> Latency {
        let Some(times) = self.0.as_ref().filter(|times| !times.is_empty()) else {
            return Latency::default();
        };
        #[expect(clippy::cast_precision_loss, reason = "an hour in microseconds fits")]
        let at = |quantile: f64| times.value_at_quantile(quantile) as f64 / 1000.0;
        Latency {
            p50_ms: at(0.5),
            p90_ms: at(0.9),
            p95_ms: at(0.95),
            p99_ms: at(0.99),
            p999_ms: at(0.999),
            max_ms: at(1.0),
        }
    }
}
