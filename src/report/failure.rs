//! Failures and advice as all formats tell them: the check, the request that
//! it judged, and what was written before.

use std::fmt::Write as _;

use super::words::{duration, excerpt};
use super::{ExchangeReport, Report, ScenarioReport};
use crate::event::Purpose;
use crate::judge::CheckResult;
use crate::suite::{Level, Outcome};
use crate::wire::{Answer, Body, Request, Response};

/// How much of a path or query is shown.
const TARGET_LENGTH: usize = 160;
/// How much of a server's own words is shown.
const WORDS_LENGTH: usize = 240;

/// A check that failed or gave advice, and the story around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trouble<'a> {
    pub(super) check: &'a CheckResult,
    /// The exchange that it judged last.
    pub(super) exchange: Option<&'a ExchangeReport>,
    /// The exchanges before that one.
    before: &'a [ExchangeReport],
}

impl<'a> Trouble<'a> {
    pub(super) fn new(scenario: &'a ScenarioReport, check: &'a CheckResult) -> Self {
        let is_its = |exchange: &ExchangeReport| exchange.checks.contains(&check.id);
        let exchanges = &scenario.exchanges;
        // What broke a law stands for itself; nothing led to it here.
        if let Some(first) = exchanges.iter().find(|told| is_its(told))
            && first.purpose == Purpose::Evidence
        {
            return Self { check, exchange: Some(first), before: &[] };
        }
        let place = exchanges.iter().rposition(is_its);
        Self {
            check,
            exchange: place.and_then(|place| scenario.exchanges.get(place)),
            before: place.and_then(|place| scenario.exchanges.get(..place)).unwrap_or_default(),
        }
    }

    /// The writes before the exchange, with what was answered: `POST /Users 201`.
    /// Those that look alike and follow each other stand there once: `… 201 (3 times)`.
    pub(super) fn earlier_writes(&self) -> Vec<String> {
        let mut told: Vec<(String, usize)> = Vec::new();
        for exchange in self.before {
            let request = &exchange.exchange.request;
            if !is_write(request) {
                continue;
            }
            let answer = match &exchange.exchange.answer {
                Answer::Received(response) => response.status.to_string(),
                Answer::Failed(_) => "(no answer)".to_owned(),
            };
            let write =
                format!("{} {} {answer}", request.method, excerpt(&request.path, TARGET_LENGTH));
            match told.last_mut() {
                Some((last, times)) if *last == write => *times += 1,
                _ => told.push((write, 1)),
            }
        }
        let told = told.into_iter().map(|(write, times)| match times {
            1 => write,
            _ => format!("{write} ({times} times)"),
        });
        told.collect()
    }

    /// The write that a read-back judges: what is wrong is its outcome, and not the
    /// read that shows it.
    pub(super) fn judged_write(&self) -> Option<&'a ExchangeReport> {
        judged_write(self.before, self.exchange?)
    }
}

/// The last write before a read-back.
pub(super) fn judged_write<'a>(
    before: &'a [ExchangeReport],
    judged: &ExchangeReport,
) -> Option<&'a ExchangeReport> {
    let read_back = matches!(judged.purpose, Purpose::ReadBack { .. });
    before.iter().rfind(|told| read_back && is_write(&told.exchange.request))
}

/// The failures of a scenario that gate, in order.
pub(super) fn failures<'a>(report: &Report, scenario: &'a ScenarioReport) -> Vec<Trouble<'a>> {
    let gates = &report.profile.gates;
    scenario
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::Fail && gates_on(gates, scenario, check))
        .map(|check| Trouble::new(scenario, check))
        .collect()
}

/// The advice of a scenario, and its failures that do not gate, in order.
pub(super) fn advice<'a>(report: &Report, scenario: &'a ScenarioReport) -> Vec<Trouble<'a>> {
    let gates = &report.profile.gates;
    scenario
        .checks
        .iter()
        .filter(|check| match check.outcome {
            Outcome::Pass | Outcome::Note => false,
            Outcome::Advice => true,
            Outcome::Fail => !gates_on(gates, scenario, check),
        })
        .map(|check| Trouble::new(scenario, check))
        .collect()
}

/// A need that the profile requires gates whatever the profile's levels are.
fn gates_on(gates: &[Level], scenario: &ScenarioReport, check: &CheckResult) -> bool {
    gates.contains(&check.level) || scenario.suite == "profile"
}

/// A POST to `/.search` is a read (RFC 7644 section 3.4.3).
pub(super) fn is_write(request: &Request) -> bool {
    request.method.is_write() && !request.path.ends_with("/.search")
}

/// Method, path and query as a reader wants them: the query not encoded. The
/// curl line has it as it was sent.
pub(super) fn request_line(request: &Request) -> String {
    let mut target = request.path.clone();
    for (index, parameter) in request.query.iter().enumerate() {
        target.push(if index == 0 { '?' } else { '&' });
        target.push_str(&parameter.name);
        if let Some(value) = &parameter.value {
            target.push('=');
            target.push_str(value);
        }
    }
    format!("{} {}", request.method, excerpt(&target, TARGET_LENGTH))
}

/// What was asked and what came: `GET /Users/1 answered 200 in 12 ms`.
pub(super) fn exchange_line(told: &ExchangeReport) -> String {
    let exchange = &told.exchange;
    let request = request_line(&exchange.request);
    let mut line = match &exchange.answer {
        Answer::Received(response) => {
            let latency = duration(u64::from(exchange.latency_ms));
            format!("{request} answered {} in {latency}", response.status)
        }
        Answer::Failed(error) => {
            format!("{request} was not answered: {}", excerpt(&error.to_string(), WORDS_LENGTH))
        }
    };
    if exchange.attempts > 1 {
        let _ = write!(line, ", sent {} times", exchange.attempts);
    }
    match &told.purpose {
        Purpose::Before { resource } => {
            let _ = write!(line, " (reads {resource} before)");
        }
        Purpose::ReadBack { resource } => {
            let _ = write!(line, " (reads {resource} back)");
        }
        Purpose::AtOnce => line.push_str(" (one of several sent at once)"),
        Purpose::Given | Purpose::Step | Purpose::Settling | Purpose::Evidence => {}
    }
    line
}

/// What the server itself says is wrong: `detail` of a SCIM error (RFC 7644
/// section 3.12), else the beginning of the content. Nothing of a success.
pub(super) fn server_words(response: &Response) -> Option<String> {
    if response.status < 400 {
        return None;
    }
    let text = match &response.body {
        Body::Empty => return None,
        Body::Text(text) => text.clone(),
        Body::Json(value) => {
            let text = |name| value.get(name).and_then(serde_json::Value::as_str);
            match (text("scimType"), text("detail")) {
                (Some(kind), Some(detail)) => format!("{kind}: {detail}"),
                (None, Some(detail)) => detail.to_owned(),
                _ => value.to_string(),
            }
        }
    };
    Some(excerpt(text.trim(), WORDS_LENGTH))
}
