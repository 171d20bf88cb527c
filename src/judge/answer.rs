//! An answer against what was expected of it.

use serde_json::Value;

use crate::suite::{Alternative, CheckId, Expect, Level, Outcome, RequirementId};
use crate::wire::{Answer, Body, Response};

use super::finding::{CheckResult, Finding};
use super::matcher::{Context, compare_value};

/// What a check is, apart from what it expects.
#[derive(Clone, Copy, Debug)]
pub struct CheckFacts<'a> {
    /// Its id.
    pub id: &'a CheckId,
    /// Its level.
    pub level: Level,
    /// Its requirements.
    pub cites: &'a [RequirementId],
}

impl CheckFacts<'_> {
    /// A result of this check.
    #[must_use]
    pub fn result(
        self,
        outcome: Outcome,
        findings: Vec<Finding>,
        because: Option<String>,
    ) -> CheckResult {
        CheckResult {
            id: self.id.clone(),
            level: self.level,
            cites: self.cites.to_vec(),
            outcome,
            findings,
            because,
        }
    }
}

/// Compares a response with an expectation; no findings means that it is met.
#[must_use]
pub fn compare_response(
    expect: &Expect,
    response: &Response,
    context: &Context<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !expect.status.is_empty() && !expect.status.contains(&response.status) {
        findings.push(Finding {
            at: "status".to_owned(),
            expected: statuses(&expect.status),
            actual: response.status.to_string(),
        });
    }
    for (name, matcher) in &expect.headers {
        let value = response.headers.get(name).map(Value::from);
        let mut own = Vec::new();
        compare_value(matcher, value.as_ref(), "", context, &mut own);
        let at = format!("header {name}");
        findings.extend(own.into_iter().map(|finding| Finding { at: at.clone(), ..finding }));
    }
    if let Some(matcher) = &expect.body {
        let text;
        let body = match &response.body {
            Body::Empty => None,
            Body::Json(value) => Some(value),
            Body::Text(words) => {
                text = Value::from(words.as_str());
                Some(&text)
            }
        };
        compare_value(matcher, body, "", context, &mut findings);
    }
    findings
}

fn statuses(allowed: &[u16]) -> String {
    let words: Vec<String> = allowed.iter().map(u16::to_string).collect();
    // A gate takes any success.
    if allowed == [200, 201, 202, 203, 204] {
        return "2xx".to_owned();
    }
    // Where a success and a breakdown are both allowed, a refusal alone is not.
    if allowed.contains(&200) && allowed.contains(&500) && !allowed.contains(&400) {
        return "no refusal".to_owned();
    }
    words.join(" or ")
}

/// Judges one check of an answer: as expected, or as the first alternative
/// that fits, or wrong. No answer at all is wrong.
#[must_use]
pub fn judge_answer(
    facts: CheckFacts<'_>,
    expect: &Expect,
    accept: &[Alternative],
    answer: &Answer,
    context: &Context<'_>,
) -> CheckResult {
    let response = match answer {
        Answer::Received(response) => response,
        Answer::Failed(error) => {
            let finding = Finding {
                at: "answer".to_owned(),
                expected: "an HTTP response".to_owned(),
                actual: error.to_string(),
            };
            return facts.result(Outcome::Fail, vec![finding], None);
        }
    };
    let findings = compare_response(expect, response, context);
    if findings.is_empty() {
        return facts.result(Outcome::Pass, findings, None);
    }
    let accepted = accept
        .iter()
        .find(|alternative| compare_response(&alternative.expect, response, context).is_empty());
    match accepted {
        Some(alternative) => {
            let because = Some(alternative.because.clone());
            facts.result(alternative.counts_as, findings, because)
        }
        None => facts.result(Outcome::Fail, findings, None),
    }
}
