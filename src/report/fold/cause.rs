//! Failures that look alike are told as one: a server that refuses PATCH fails
//! a hundred scenarios for one reason. Each keeps its verdict; what is grouped
//! is the telling (docs/design/009-failures-that-look-alike.md).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::decide::is_gating_failure;
use crate::event::Purpose;
use crate::judge::{CheckResult, Finding};
use crate::report::failure::is_write;
use crate::report::words::excerpt;
use crate::report::{Cause, ExchangeReport, ScenarioReport};
use crate::suite::Level;
use crate::wire::{Answer, Body, Request};

/// Statuses that refuse a request whatever it says: authentication, media
/// types, a function that is not there.
const WHATEVER_IS_SENT: &[u16] = &[401, 403, 406, 415, 501];
/// Statuses that may well depend on what exactly was sent.
const FOR_THIS_REQUEST: &[u16] = &[400, 404, 409, 412, 500];

/// How much of the words of a finding is kept.
const WORDS: usize = 80;

/// One failure on its way into a group.
struct Failure<'a> {
    scenario: &'a ScenarioReport,
    check: &'a CheckResult,
    /// How many exchanges came before; the shortest story tells the cause best.
    before: usize,
}

/// The causes of the failures that gate, in the order of the report.
pub(super) fn causes(scenarios: &[ScenarioReport], gates: &[Level]) -> Vec<Cause> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<(String, Vec<Failure<'_>>)> = Vec::new();
    for scenario in scenarios {
        let failed = scenario
            .checks
            .iter()
            .filter(|check| scenario.suite == "profile" || is_gating_failure(check, gates));
        for check in failed {
            let place = scenario.exchanges.iter().rposition(|told| told.checks.contains(&check.id));
            let symptom = symptom(scenario, check, place);
            let failure = Failure { scenario, check, before: place.unwrap_or(usize::MAX) };
            let known = places.entry(symptom.clone()).or_insert_with(|| {
                groups.push((symptom, Vec::new()));
                groups.len() - 1
            });
            if let Some((_, members)) = groups.get_mut(*known) {
                members.push(failure);
            }
        }
    }
    groups.into_iter().filter_map(|(symptom, members)| cause(symptom, &members)).collect()
}

fn cause(symptom: String, members: &[Failure<'_>]) -> Option<Cause> {
    let shown = members.iter().min_by_key(|failure| failure.before)?;
    let also = members.iter().filter(|failure| failure.check.id != shown.check.id);
    let mut scenarios: Vec<_> = members.iter().map(|failure| &failure.scenario.id).collect();
    scenarios.dedup();
    Some(Cause {
        symptom,
        shown: shown.check.id.clone(),
        also: also.map(|failure| failure.check.id.clone()).collect(),
        scenarios: scenarios.into_iter().cloned().collect(),
    })
}

/// What one sees, without the names and numbers of this run.
fn symptom(scenario: &ScenarioReport, check: &CheckResult, place: Option<usize>) -> String {
    let judged = place.and_then(|place| scenario.exchanges.get(place));
    let is_story =
        |told: &&ExchangeReport| scenario.suite != "profile" && told.purpose != Purpose::Evidence;
    let Some(judged) = judged.filter(is_story) else {
        // A law is a cause by itself, and so is what the server lacks.
        let name = check.id.as_str().rsplit('/').next().unwrap_or_default();
        return format!("not so: {} ({name})", scenario.title);
    };
    // The first difference stands for all; the others mostly follow from it.
    match check.findings.iter().find(|finding| finding.at == "status") {
        Some(_) => refusal(judged),
        None => check.findings.first().map_or_else(
            || check.id.as_str().to_owned(),
            |finding| {
                let about = about(scenario, judged, place);
                let Finding { at, expected, actual } = finding;
                format!(
                    "{about}: {} is {}",
                    neutral(at),
                    difference(&kind(actual), &kind(expected))
                )
            },
        ),
    }
}

/// `PATCH /Users/{id} answered 405`
fn refusal(judged: &ExchangeReport) -> String {
    let request = &judged.exchange.request;
    let line = request_line(request);
    match &judged.exchange.answer {
        Answer::Failed(error) => {
            format!("{line} was not answered: {}", neutral(&error.to_string()))
        }
        Answer::Received(response) => {
            let status = response.status;
            if WHATEVER_IS_SENT.contains(&status) {
                format!("requests are answered {status}")
            } else if FOR_THIS_REQUEST.contains(&status) {
                format!("{line}{} answered {status}", shape(request))
            } else {
                format!("{line} answered {status}")
            }
        }
    }
}

/// What a wrong state comes from: the write before it, or the read itself.
fn about(scenario: &ScenarioReport, judged: &ExchangeReport, place: Option<usize>) -> String {
    let before = scenario.exchanges.get(..place.unwrap_or_default()).unwrap_or_default();
    let read_back = matches!(judged.purpose, Purpose::ReadBack { .. });
    let write = before.iter().rev().find(|told| is_write(&told.exchange.request));
    match write {
        Some(write) if read_back => format!("after {}", request_line(&write.exchange.request)),
        _ if is_write(&judged.exchange.request) => {
            format!("after {}", request_line(&judged.exchange.request))
        }
        _ => {
            let request = &judged.exchange.request;
            format!("{}{}", request_line(request), shape(request))
        }
    }
}

/// Method and path, ids left out.
fn request_line(request: &Request) -> String {
    let mut line = format!("{} ", request.method);
    for (index, segment) in request.path.split('/').filter(|part| !part.is_empty()).enumerate() {
        let is_name = index == 0 || segment.starts_with('.');
        let _ = write!(line, "/{}", if is_name { segment } else { "{id}" });
    }
    line
}

/// What the request says: filters and PATCH operations, values left out.
fn shape(request: &Request) -> String {
    let mut shape = String::new();
    for parameter in &request.query {
        // Entra's flag has no value, and is no other request by itself.
        let Some(value) = parameter.value.as_deref() else { continue };
        let _ = write!(shape, " {}={}", parameter.name, excerpt(&without_values(value), WORDS));
    }
    if let Body::Json(body) = &request.body
        && let Some(operations) = body.get("Operations").and_then(serde_json::Value::as_array)
    {
        for operation in operations {
            let text = |name| operation.get(name).and_then(serde_json::Value::as_str);
            let op = text("op").unwrap_or_default().to_ascii_lowercase();
            let path = without_values(text("path").unwrap_or("(no path)"));
            let _ = write!(shape, " {op} {}", excerpt(&path, WORDS));
        }
    }
    shape
}

fn without_values(text: &str) -> String {
    static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("\"[^\"]*\"").ok());
    let text = neutral(text);
    QUOTED.as_ref().map_or_else(|| text.clone(), |regex| regex.replace_all(&text, "\"…\"").into())
}

/// Without what differs from run to run and from resource to resource.
pub(super) fn neutral(text: &str) -> String {
    static OWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?x)
            [0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}  # a UUID
            | sp-[0-9a-z]{8}(?:-[0-9]+)*                          # a unique text
            | \b[0-9]+(?:[\ /]|$)                                 # an index, a number of things
            ",
        )
        .ok()
    });
    OWN.as_ref().map_or_else(|| text.to_owned(), |regex| regex.replace_all(text, blank).into())
}

/// A star, and what had to follow for the number to be one.
fn blank(found: &Captures<'_>) -> &'static str {
    match found.get(0).map(|all| all.as_str().as_bytes()) {
        Some([.., b'/']) => "*/",
        Some([.., b' ']) => "* ",
        _ => "*",
    }
}

fn difference(actual: &str, expected: &str) -> String {
    if actual == "nothing" {
        // Whatever it should have been: it is not there.
        "missing".to_owned()
    } else if actual == expected {
        format!("{actual}, but another")
    } else {
        format!("{actual}, not {expected}")
    }
}

/// `true` and `false` as they are; of other JSON only what it is, and of words
/// what they say.
fn kind(text: &str) -> String {
    match text.trim_start().chars().next() {
        Some('{') => "an object".to_owned(),
        Some('[') => "an array".to_owned(),
        Some('"') => "a string".to_owned(),
        _ if text.trim().parse::<f64>().is_ok() => "a number".to_owned(),
        _ => excerpt(&without_values(text), WORDS),
    }
}

#[cfg(test)]
mod tests {
    use super::{difference, kind, without_values};

    #[test]
    fn values_of_the_run_are_left_out() {
        for (text, neutral) in [
            (
                "members[value eq \"2f596652-cb9a-4f17-99a3-c59084763a12\"]",
                "members[value eq \"…\"]",
            ),
            ("/Resources/17/id", "/Resources/*/id"),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User",
                "urn:ietf:params:scim:schemas:core:2.0:User",
            ),
            ("displayName of sp-zkfw5nsn-118 was cut", "displayName of * was cut"),
        ] {
            assert_eq!(without_values(text), neutral);
        }
    }

    #[test]
    fn a_value_is_told_by_its_kind() {
        for (text, told) in [
            ("true", "true"),
            ("\"true\"", "a string"),
            ("{\"a\": 1", "an object"),
            ("2", "a number"),
            ("2 resources", "* resources"),
            ("nothing (absent)", "nothing (absent)"),
            ("an element with value: \"1160\"", "an element with value: \"…\""),
        ] {
            assert_eq!(kind(text), told);
        }
        assert_eq!(difference("a number", "a number"), "a number, but another");
        assert_eq!(difference("nothing", "any value"), "missing");
    }
}
