//! A load at a steady rate: what was measured, and whether the server kept up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::verdict::Grade;

/// The requests a second that an application has to take from one tenant
/// (Microsoft, app-gallery-user-provisioning-requirements).
pub const DOCUMENTED_RATE: f64 = 25.0;

/// How far the rate that was sent may be from the one that was asked for.
const DEVIATION: f64 = 0.01;

/// Durations of many requests, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Half of them took no longer.
    pub p50_ms: f64,
    /// Nine of ten took no longer.
    pub p90_ms: f64,
    /// 95 of a hundred took no longer.
    pub p95_ms: f64,
    /// 99 of a hundred took no longer.
    pub p99_ms: f64,
    /// 999 of a thousand took no longer.
    pub p999_ms: f64,
    /// The longest.
    pub max_ms: f64,
}

/// One part of the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// Its beginning, in milliseconds since the first request was due.
    pub at_ms: u64,
    /// Requests that were due in it and were sent.
    pub sent: u64,
    /// Those of them that were answered wrongly or not at all.
    pub failed: u64,
    /// Requests that were due and not sent, because the server had asked to wait.
    pub held_back: u64,
    /// From the moment when they were due: half took no longer.
    pub p50_ms: f64,
    /// 99 of a hundred took no longer.
    pub p99_ms: f64,
    /// The longest.
    pub max_ms: f64,
}

/// One kind of request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// What it does: `match user`.
    pub name: String,
    /// How often it was sent.
    pub sent: u64,
    /// How often it was answered wrongly or not at all.
    pub failed: u64,
    /// From the moment when it was due to the end of the answer.
    pub latency: Latency,
}

/// Answers that are wrong in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// In which way: `429`, `no answer`.
    pub what: String,
    /// How many.
    pub count: u64,
    /// The first of them, in words.
    pub example: String,
}

/// What a load was and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadFacts {
    /// The base URL.
    pub target: String,
    /// The token of the run; part of every name that it creates.
    pub run: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// Name and version of the program.
    pub tool: String,
    /// The rate that was asked for, in requests a second.
    pub rate: f64,
    /// For how long, in milliseconds.
    pub duration_ms: u64,
    /// Requests that were due.
    pub planned: u64,
    /// Requests that were sent.
    pub sent: u64,
    /// Requests that were due and not sent, because the server had asked to wait.
    pub held_back: u64,
    /// Requests that were due and not sent, because too many were open.
    pub crowded_out: u64,
    /// The rate that was really sent, in requests a second.
    pub sent_rate: f64,
    /// Answers by status; `no answer` where none came.
    pub answers: BTreeMap<String, u64>,
    /// What was wrong.
    pub failures: Vec<Failures>,
    /// Kinds of requests.
    pub operations: Vec<Operation>,
    /// From the moment when a request was due to the end of its answer: what a
    /// client sees that does not wait for the answer before (corrected for
    /// coordinated omission).
    pub latency: Latency,
    /// From the moment when a request was sent to the end of its answer.
    pub service: Latency,
    /// How late requests were sent.
    pub lateness: Latency,
    /// The course of the time.
    pub slices: Vec<Slice>,
    /// Resources that were created.
    pub created: u64,
    /// What is still there of them.
    pub residue: Vec<String>,
    /// Was it ended early by the user?
    pub interrupted: bool,
    /// Why nothing was sent.
    pub stopped: Option<String>,
}

/// What a load proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadVerdict {
    /// The grade.
    pub grade: Grade,
    /// Why, one sentence each; for a conformant server what was shown.
    pub reasons: Vec<String>,
}

/// Judges a load: every request was answered rightly, none was refused for the
/// rate, and the answers did not fall behind.
#[must_use]
pub fn judge_load(facts: &LoadFacts) -> LoadVerdict {
    if let Some(stopped) = &facts.stopped {
        return LoadVerdict { grade: Grade::Inconclusive, reasons: vec![stopped.clone()] };
    }
    let wrong = wrong(facts);
    if !wrong.is_empty() {
        return LoadVerdict { grade: Grade::Nonconformant, reasons: wrong };
    }
    let doubts = doubts(facts);
    if !doubts.is_empty() {
        return LoadVerdict { grade: Grade::Inconclusive, reasons: doubts };
    }
    let shown = format!(
        "{} requests at {} a second were all answered rightly; {} a second are demanded",
        facts.sent,
        round(facts.sent_rate),
        round(DOCUMENTED_RATE)
    );
    LoadVerdict { grade: Grade::Conformant, reasons: vec![shown] }
}

fn wrong(facts: &LoadFacts) -> Vec<String> {
    let mut wrong = Vec::new();
    for failures in &facts.failures {
        let Failures { what, count, example } = failures;
        wrong.push(format!("{count} of {} requests: {what}; the first: {example}", facts.sent));
    }
    if facts.held_back > 0 {
        wrong.push(format!(
            "{} of {} requests were not sent, because the server had asked to wait",
            facts.held_back, facts.planned
        ));
    }
    if facts.crowded_out > 0 {
        wrong.push(format!(
            "{} of {} requests were not sent, because too many before them had no answer yet",
            facts.crowded_out, facts.planned
        ));
    }
    if let Some((first, last)) = falls_behind(&facts.slices) {
        wrong.push(format!(
            "answers fall behind: half of them took up to {first:.0} ms in the first quarter, up \
             to {last:.0} ms in the last"
        ));
    }
    wrong
}

fn doubts(facts: &LoadFacts) -> Vec<String> {
    let mut doubts = Vec::new();
    if facts.interrupted {
        doubts.push("the load was ended early".to_owned());
    }
    if facts.sent < facts.planned {
        doubts.push(format!("{} of {} requests were sent", facts.sent, facts.planned));
    } else if (facts.sent_rate / facts.rate - 1.0).abs() > DEVIATION {
        doubts.push(format!(
            "this computer sent {} requests a second instead of {}",
            round(facts.sent_rate),
            round(facts.rate)
        ));
    }
    if facts.rate < DOCUMENTED_RATE {
        doubts.push(format!(
            "{} requests a second were tried, {} are demanded",
            round(facts.rate),
            round(DOCUMENTED_RATE)
        ));
    }
    doubts
}

/// The medians of the first and last quarter, if the last is four times the
/// first and more than a second: then the queue grows.
fn falls_behind(slices: &[Slice]) -> Option<(f64, f64)> {
    let quarter = slices.len() / 4;
    if quarter == 0 {
        return None;
    }
    let most = |slices: &[Slice]| slices.iter().map(|slice| slice.p50_ms).fold(0.0, f64::max);
    let (first, last) = (most(&slices[..quarter]), most(&slices[slices.len() - quarter..]));
    (last > 1000.0 && last > 4.0 * first).then_some((first, last))
}

/// A rate as people write it.
fn round(rate: f64) -> String {
    let text = format!("{rate:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> LoadFacts {
        LoadFacts {
            target: String::new(),
            run: String::new(),
            started: String::new(),
            tool: String::new(),
            rate: 25.0,
            duration_ms: 20_000,
            planned: 500,
            sent: 500,
            held_back: 0,
            crowded_out: 0,
            sent_rate: 25.1,
            answers: BTreeMap::new(),
            failures: Vec::new(),
            operations: Vec::new(),
            latency: Latency::default(),
            service: Latency::default(),
            lateness: Latency::default(),
            slices: vec![Slice { p50_ms: 300.0, ..Slice::default() }; 8],
            created: 0,
            residue: Vec::new(),
            interrupted: false,
            stopped: None,
        }
    }

    #[test]
    fn what_was_not_shown_is_not_claimed() {
        let judged = |change: fn(&mut LoadFacts)| {
            let mut facts = facts();
            change(&mut facts);
            judge_load(&facts).grade
        };
        assert_eq!(judged(|_| {}), Grade::Conformant);
        assert_eq!(judged(|facts| facts.rate = 10.0), Grade::Inconclusive);
        assert_eq!(judged(|facts| facts.sent_rate = 24.0), Grade::Inconclusive);
        assert_eq!(judged(|facts| facts.interrupted = true), Grade::Inconclusive);
        assert_eq!(judged(|facts| facts.sent = 400), Grade::Inconclusive);
        assert_eq!(judged(|facts| facts.stopped = Some(String::new())), Grade::Inconclusive);
        assert_eq!(judged(|facts| facts.held_back = 1), Grade::Nonconformant);
        assert_eq!(judged(|facts| facts.crowded_out = 1), Grade::Nonconformant);
        assert_eq!(judged(|facts| facts.slices[7].p50_ms = 1300.0), Grade::Nonconformant);
        let failure = |facts: &mut LoadFacts| {
            let (what, example) = ("429".to_owned(), String::new());
            facts.failures.push(Failures { what, count: 1, example });
        };
        assert_eq!(judged(failure), Grade::Nonconformant);
    }
}
