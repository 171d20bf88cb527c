//! Two scenarios with what was sent and received.

use std::sync::Arc;

use serde_json::{Value, json};

use super::TARGET;
use crate::event::Purpose;
use crate::judge::{CheckResult, Finding, Verdict};
use crate::report::{ExchangeReport, ScenarioReport};
use crate::suite::{CheckId, Level, Location, Outcome, RequirementId, ScenarioId};
use crate::wire::{
    Answer, Body, Exchange, Method, QueryEncoding, Request, Response, SpaceEncoding, curl_line,
};

const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The id of the user.
pub(super) const ADA: &str = "6f1c9f52-0a37-4a38-9d0e-2b41c5a1f7aa";

fn sent(step: &str, purpose: Purpose, request: Request, response: Response) -> ExchangeReport {
    let mut request = request;
    request.encoding = QueryEncoding { space: SpaceEncoding::Plus, ..QueryEncoding::default() };
    request.headers.set("Authorization", "Bearer [removed]");
    request.headers.set("Accept", "application/scim+json");
    let mut curl = curl_line(TARGET, &request);
    if let Some(body) = request.body.to_text() {
        curl = format!("{curl} -H \"Authorization: Bearer $SCIM_TOKEN\" --json '{body}'");
    }
    ExchangeReport {
        seq: 0,
        step: step.to_owned(),
        purpose,
        curl,
        exchange: Arc::new(Exchange {
            request,
            answer: Answer::Received(response),
            latency_ms: 12,
            attempts: 1,
        }),
        checks: Vec::new(),
    }
}

fn answer(status: u16, body: Value) -> Response {
    let mut response = Response::new(status);
    response.headers.set("Content-Type", "application/scim+json; charset=utf-8");
    response.headers.set("Date", "Tue, 24 Nov 2026 02:23:54 GMT");
    response.body = Body::Json(body);
    response
}

fn scenario(id: &str, title: &str) -> ScenarioReport {
    ScenarioReport {
        id: ScenarioId::new(id),
        suite: "entra-users".to_owned(),
        title: title.to_owned(),
        why: None,
        effect: None,
        level: Level::Entra,
        cites: Vec::new(),
        location: Location { path: "suites/entra-users.jsonc".to_owned(), line: 84 },
        verdict: Verdict::Passed,
        checks: Vec::new(),
        unseen: Vec::new(),
        exchanges: Vec::new(),
        residue: Vec::new(),
    }
}

fn check(id: &str, level: Level, cite: &str, outcome: Outcome) -> CheckResult {
    CheckResult {
        id: CheckId::new(id),
        level,
        cites: vec![RequirementId::new(cite)],
        outcome,
        findings: Vec::new(),
        because: None,
    }
}

/// Asks for somebody who does not exist; passes.
pub(super) fn match_nobody() -> ScenarioReport {
    let id = "entra-users.match.nobody";
    let mut scenario =
        scenario(id, "A userName filter that matches nobody answers an empty list, not 404");
    scenario.level = Level::Must;
    scenario.why = Some(
        "Entra asks this before every create, to find out whether the user exists.".to_owned(),
    );
    scenario.effect = Some(
        "Entra takes the 404 for an error and not for “nobody”: the user is not created, and \
         after enough of them the job goes into quarantine."
            .to_owned(),
    );
    scenario.cites = vec![RequirementId::new("RFC7644-3.4.2-R10")];
    let check = check(&format!("{id}/query"), Level::Must, "RFC7644-3.4.2-R10", Outcome::Pass);
    let request = Request::new(Method::Get, "/Users")
        .with_query("filter", "userName eq \"k3v9qa-001@example.com\"");
    let list = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": 0,
        "Resources": []
    });
    let mut exchange = sent("query", Purpose::Step, request, answer(200, list));
    exchange.checks = vec![check.id.clone()];
    scenario.exchanges = vec![exchange];
    scenario.checks = vec![check];
    scenario
}

/// Makes that scenario fail.
pub(super) fn fail_match(scenario: &mut ScenarioReport) {
    scenario.verdict = Verdict::Failed;
    let finding = |at: &str, expected: &str, actual: &str| Finding {
        at: at.to_owned(),
        expected: expected.to_owned(),
        actual: actual.to_owned(),
    };
    scenario.checks[0].outcome = Outcome::Fail;
    scenario.checks[0].findings = vec![
        finding("status", "200", "404"),
        finding(
            "/schemas",
            "[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"]",
            "[\"urn:ietf:params:scim:api:messages:2.0:Error\"]",
        ),
        finding("/totalResults", "0", "absent"),
    ];
    Arc::make_mut(&mut scenario.exchanges[0].exchange).answer = Answer::Received(answer(
        404,
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": "404",
            "detail": "no such user"
        }),
    ));
}

/// Disables a user and reads it back, with this outcome.
pub(super) fn disable(outcome: Outcome) -> ScenarioReport {
    let id = "entra-users.disable.replace-active[legacy]";
    let mut scenario = scenario(id, "PATCH active disables the user and keeps it readable");
    scenario.why = Some("Unassigning a user sends exactly this.".to_owned());
    scenario.effect =
        Some("Entra believes the user to be disabled; the user can still sign in.".to_owned());
    scenario.cites = vec![RequirementId::new("ENTRA-U-P9")];
    let user = |active: Value| {
        json!({
            "schemas": [USER],
            "id": ADA,
            "userName": "k3v9qa-002@example.com",
            "active": active,
            "name": { "givenName": "Ada", "familyName": "Lovelace" },
            "meta": { "resourceType": "User", "location": format!("{TARGET}/Users/{ADA}") }
        })
    };
    let got = match outcome {
        Outcome::Fail => json!(true),
        Outcome::Advice => json!("false"),
        _ => json!(false),
    };
    let create = Request::new(Method::Post, "/Users").with_json(json!({
        "schemas": [USER],
        "userName": "k3v9qa-002@example.com",
        "active": true,
        "name": { "givenName": "Ada", "familyName": "Lovelace" }
    }));
    let patch = Request::new(Method::Patch, format!("/Users/{ADA}")).with_json(json!({
        "schemas": [PATCH],
        "Operations": [{ "op": "Replace", "path": "active", "value": "False" }]
    }));
    let read = Request::new(Method::Get, format!("/Users/{ADA}"));
    let find = Request::new(Method::Get, "/Users")
        .with_query("filter", "userName eq \"k3v9qa-002@example.com\"");
    let ada = || "ada".to_owned();
    let back = || Purpose::ReadBack { resource: ada() };
    let list = json!({ "totalResults": 1, "Resources": [user(got.clone())] });
    let mut exchanges = vec![
        sent("given ada", Purpose::Given, create, answer(201, user(json!(true)))),
        sent("disable", Purpose::Step, patch, Response::new(204)),
        sent("disable", back(), read, answer(200, user(got.clone()))),
        sent("disable", back(), find, answer(200, list)),
    ];
    let answered = check(&format!("{id}/disable"), Level::Entra, "ENTRA-U-P9", Outcome::Pass);
    let mut state =
        check(&format!("{id}/disable.state.ada.get"), Level::Entra, "ENTRA-U-P9", outcome);
    if outcome != Outcome::Pass {
        state.findings = vec![Finding {
            at: "/active".to_owned(),
            expected: "false".to_owned(),
            actual: got.to_string(),
        }];
    }
    if outcome == Outcome::Advice {
        state.because = Some(
            "the user is inactive, but as a string; RFC 7643 makes active a Boolean".to_owned(),
        );
    }
    exchanges[1].checks = vec![answered.id.clone()];
    exchanges[2].checks = vec![state.id.clone()];
    scenario.verdict = match outcome {
        Outcome::Fail => Verdict::Failed,
        Outcome::Advice => Verdict::Advised,
        _ => Verdict::Passed,
    };
    scenario.checks = vec![answered, state];
    scenario.exchanges = exchanges;
    scenario
}
