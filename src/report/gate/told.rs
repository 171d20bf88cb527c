//! What the gate says of a failed check, with what it fills into its texts.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::judge::CheckResult;
use crate::report::failure::{Trouble, is_write, request_line, server_words};
use crate::report::words::{count, excerpt};
use crate::report::{ExchangeReport, ScenarioReport};
use crate::wire::Answer;

/// How much of a cause is told.
const CAUSE_LENGTH: usize = 800;
/// How much is told of a value that is another than expected.
const ACTUAL_LENGTH: usize = 160;

/// A failed check with its exchange.
pub(super) struct Told<'a> {
    scenario: &'a ScenarioReport,
    check: &'a CheckResult,
    trouble: Trouble<'a>,
}

impl<'a> Told<'a> {
    pub(super) fn new(scenario: &'a ScenarioReport, check: &'a CheckResult) -> Self {
        Self { scenario, check, trouble: Trouble::new(scenario, check) }
    }

    /// The status of the last answer of this exchange; 0 if there was none.
    pub(super) fn status(&self) -> u16 {
        status(self.trouble.exchange)
    }

    /// What a member of the answer and of the request has, as text.
    fn member(&self, key: &str) -> (Option<&str>, Option<&str>) {
        let exchange = self.trouble.exchange.map(|told| &told.exchange);
        let answered = exchange.and_then(|known| known.answer.response()?.body.json());
        let sent = exchange.and_then(|known| known.request.body.json());
        (
            answered.and_then(|body| body.get(key)?.as_str()),
            sent.and_then(|body| body.get(key)?.as_str()),
        )
    }

    /// What the gate calls the resource, and its name.
    fn kind(&self) -> (&'static str, &'static str) {
        let path = self.trouble.exchange.map_or("", |told| told.exchange.request.path.as_str());
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
            "answer.pages" => self.pages().len().to_string(),
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
        let response = self.trouble.exchange.and_then(|told| told.exchange.answer.response());
        let body = response.and_then(|response| response.body.json());
        let text = |key: &str| body.and_then(|body| body.get(key)).and_then(Value::as_str);
        let part = |key: &str, end: &str| {
            text(key).map_or_else(String::new, |text| format!("{key}={}{end}", excerpt(text, 240)))
        };
        format!("{}{}", part("scimType", ". "), part("detail", ""))
    }

    /// The request and what came back; nothing if it was none.
    pub(super) fn answered(&self) -> String {
        self.trouble.exchange.map_or_else(String::new, answered)
    }

    /// The exchange of the page that a finding is about: `page 2: /startIndex`.
    fn page(&self, at: &str) -> Option<&'a ExchangeReport> {
        let number: usize = at.strip_prefix("page ")?.split(':').next()?.parse().ok()?;
        self.pages().get(number.checked_sub(1)?).copied()
    }

    /// The pages that were read.
    fn pages(&self) -> Vec<&'a ExchangeReport> {
        let mut pages: Vec<&ExchangeReport> =
            self.scenario.exchanges.iter().filter(|told| told.step == "pages").collect();
        // A walk that failed is repeated from its beginning; the last one counts.
        let begins = |told: &&ExchangeReport| {
            let mut query = told.exchange.request.query.iter();
            query.any(|part| part.name == "startIndex" && part.value.as_deref() == Some("1"))
        };
        let start = pages.iter().rposition(begins).unwrap_or(0);
        pages.split_off(start)
    }

    /// What was wrong, in plain words: what the gate wants there, and what came.
    pub(super) fn cause(&self, means: Option<&str>) -> String {
        let mut sentence = means.map_or_else(String::new, |means| format!("{means} "));
        let finding = self.check.findings.first();
        let page = finding.and_then(|finding| self.page(&finding.at));
        if let Some(told) = page.or(self.trouble.exchange) {
            sentence.push_str(&answered(told));
            // With another status the rest of the answer is another, too.
            if let Some(finding) = finding.filter(|finding| finding.at == "status") {
                let _ = write!(sentence, "; expected {}", finding.expected);
                return excerpt(&sentence, CAUSE_LENGTH);
            }
            if page.is_none()
                && !is_write(&told.exchange.request)
                && let Some(write) = self.trouble.earlier_writes().pop()
            {
                let _ = write!(sentence, " after {write}");
            }
            if finding.is_some() {
                sentence.push_str("; ");
            }
        }
        if let Some(finding) = finding {
            // Of a whole answer the beginning says little.
            let length = if finding.at == "body" { ACTUAL_LENGTH / 2 } else { ACTUAL_LENGTH };
            let actual = excerpt(&finding.actual, length);
            let _ = write!(sentence, "{}: expected {}, got {actual}", finding.at, finding.expected);
            match self.check.findings.len() - 1 {
                0 => {}
                more => _ = write!(sentence, ", and {}", count(more, "more difference")),
            }
        }
        excerpt(sentence.trim_end(), CAUSE_LENGTH)
    }
}

/// A request and what came back.
fn answered(told: &ExchangeReport) -> String {
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

/// The status of an answer; 0 if there was none.
fn status(told: Option<&ExchangeReport>) -> u16 {
    let response = told.and_then(|told| told.exchange.answer.response());
    response.map_or(0, |response| response.status)
}
