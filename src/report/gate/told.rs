//! What the gate says of a failed check, with what it fills into its texts.

use serde_json::{Value, json};

use crate::judge::CheckResult;
use crate::report::failure::{request_line, server_words};
use crate::report::words::{count, excerpt};
use crate::report::{ExchangeReport, ScenarioReport};
use crate::wire::Answer;

/// How much of a cause is told.
const CAUSE_LENGTH: usize = 600;

/// A failed check with its exchange.
pub(super) struct Told<'a> {
    pub(super) scenario: &'a ScenarioReport,
    pub(super) check: &'a CheckResult,
    pub(super) exchange: Option<&'a ExchangeReport>,
}

impl Told<'_> {
    /// The status of the last answer of this exchange; 0 if there was none.
    fn status(&self) -> u16 {
        status(self.exchange)
    }

    /// What a member of the answer and of the request has, as text.
    fn member(&self, key: &str) -> (Option<&str>, Option<&str>) {
        let exchange = self.exchange.map(|told| &told.exchange);
        let answered = exchange.and_then(|known| known.answer.response()?.body.json());
        let sent = exchange.and_then(|known| known.request.body.json());
        (
            answered.and_then(|body| body.get(key)?.as_str()),
            sent.and_then(|body| body.get(key)?.as_str()),
        )
    }

    /// What the gate calls the resource, and its name.
    fn kind(&self) -> (&'static str, &'static str) {
        let path = self.exchange.map_or("", |told| told.exchange.request.path.as_str());
        if path.starts_with("/Groups") { ("group", "displayName") } else { ("user", "userName") }
    }

    /// The value of `{{answer.…}}` in the text of a gate.
    pub(super) fn value(&self, name: &str) -> String {
        let findings = &self.check.findings;
        let missing = |word: &str| {
            let start = format!("{word} attribute ");
            let names: Vec<&str> =
                findings.iter().filter_map(|finding| finding.at.strip_prefix(&start)).collect();
            json!(names).to_string()
        };
        let is_in_step = |told: &&ExchangeReport, step: &str| told.step == step;
        match name {
            "answer.status" => self.status().to_string(),
            "answer.problem" => self.problem(),
            "answer.without-id" => match (self.member("id"), self.kind()) {
                ((None | Some(""), _), (kind, _)) => format!("No {kind} id returned. "),
                _ => String::new(),
            },
            "answer.other-name" => {
                let (_, name) = self.kind();
                let (answered, sent) = self.member(name);
                if answered == sent {
                    return String::new();
                }
                format!("Returned {name} did not match sent {name}. ")
            }
            "answer.differences" => findings.len().to_string(),
            "answer.missing-user" => missing("user"),
            "answer.missing-group" => missing("group"),
            "answer.pages" => {
                let pages: Vec<&ExchangeReport> = self
                    .scenario
                    .exchanges
                    .iter()
                    .filter(|told| is_in_step(told, "pages"))
                    .collect();
                // A walk that failed is repeated from its beginning; the last one counts.
                let begins = |told: &&ExchangeReport| {
                    let mut query = told.exchange.request.query.iter();
                    query
                        .any(|part| part.name == "startIndex" && part.value.as_deref() == Some("1"))
                };
                let start = pages.iter().rposition(begins).unwrap_or(0);
                (pages.len() - start).to_string()
            }
            "answer.failed-pages" => {
                let mut pages: Vec<&str> = findings
                    .iter()
                    .filter_map(|finding| finding.at.strip_prefix("page ")?.split(':').next())
                    .collect();
                pages.dedup();
                pages.len().to_string()
            }
            other => {
                if let Some(step) = other.strip_prefix("answer.status.") {
                    let of_it = self.scenario.exchanges.iter().rfind(|told| told.step == step);
                    return status(of_it).to_string();
                }
                let all = other.strip_prefix("answer.passed.").and_then(|all| all.parse().ok());
                all.map_or_else(String::new, |all: usize| {
                    all.saturating_sub(findings.len()).to_string()
                })
            }
        }
    }

    /// What a SCIM error says of itself, in the form of the gate.
    fn problem(&self) -> String {
        let response = self.exchange.and_then(|told| told.exchange.answer.response());
        let body = response.and_then(|response| response.body.json());
        let text = |key: &str| body.and_then(|body| body.get(key)).and_then(Value::as_str);
        let part = |key: &str, end: &str| {
            text(key).map_or_else(String::new, |text| format!("{key}={}{end}", excerpt(text, 240)))
        };
        format!("{}{}", part("scimType", ". "), part("detail", ""))
    }

    /// The request and what came back; nothing if it was none.
    pub(super) fn answered(&self) -> String {
        let Some(told) = self.exchange else { return String::new() };
        let line = request_line(&told.exchange.request);
        match &told.exchange.answer {
            Answer::Received(response) => {
                let words = server_words(response)
                    .filter(|words| !words.is_empty())
                    .map_or_else(String::new, |words| format!(" ({words})"));
                format!("{line} answered {}{words}", response.status)
            }
            Answer::Failed(error) => format!("{line} was not answered: {error}"),
        }
    }

    /// What was wrong, in plain words.
    pub(super) fn cause(&self) -> String {
        let mut sentence = self.answered();
        if let Some(finding) = self.check.findings.first() {
            let more = match self.check.findings.len() - 1 {
                0 => String::new(),
                more => format!(", and {}", count(more, "more difference")),
            };
            let clause = format!(
                "{}: expected {}, got {}{more}",
                finding.at, finding.expected, finding.actual
            );
            if sentence.is_empty() {
                sentence = clause;
            } else {
                sentence = format!("{sentence}; {clause}");
            }
        }
        excerpt(&sentence, CAUSE_LENGTH)
    }
}

/// The status of an answer; 0 if there was none.
fn status(told: Option<&ExchangeReport>) -> u16 {
    let response = told.and_then(|told| told.exchange.answer.response());
    response.map_or(0, |response| response.status)
}
