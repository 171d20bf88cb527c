//! Reports to look at and to test with.

mod story;

use std::sync::Arc;

use serde_json::json;
use story::{ADA, disable, fail_match, match_nobody};

use crate::event::ProfileFacts;
use crate::judge::{Grade, Skip, Verdict};
use crate::report::{ExchangeReport, Report, RequirementReport, RequirementStatus, Tally};
use crate::scim::requirement::{Catalogue, DefaultVerdict, Requirement, Testable};
use crate::suite::{CheckId, Level, Outcome, ScenarioId, SuiteOrigin, SuiteSource};
use crate::wire::{
    Answer, Body, Exchange, Method, QueryParameter, Request, Response, TransportError,
};

const TARGET: &str = "https://scim.example.com/v2";

/// A server that does everything right, in a small run.
pub(crate) fn green() -> Report {
    let mut report = empty();
    report.grade = Grade::Conformant;
    report.summary = "All 3 gating checks were judged, and passed; nothing was skipped.".to_owned();
    report.scenarios = vec![match_nobody(), disable(Outcome::Pass)];
    finish(&mut report);
    report.tally.gating_judged = 3;
    report.tally.gating_planned = 3;
    report
}

/// Every verdict there is, with everything that a scenario may carry.
pub(crate) fn red() -> Report {
    let mut report = empty();
    report.grade = Grade::Nonconformant;
    report.summary = "2 scenarios with gating checks failed; 9 of 12 gating checks were judged, \
                      and 1 scenario was skipped, because the server declares no bulk support."
        .to_owned();
    report.residue = vec![format!("/Users/{ADA}"), "/Groups/41".to_owned()];
    report.suites.push(SuiteSource {
        suite: "rfc-filter".to_owned(),
        path: "./our-suites/rfc-filter.jsonc".to_owned(),
        sha256: "9b74c9897bac770ffc029102a200c5de5b1d7d2f0b5d2f3a9a1d0c5b6e8f7a6c".to_owned(),
        origin: SuiteOrigin::Modified,
    });
    let mut failed = match_nobody();
    fail_match(&mut failed);
    let mut advised = disable(Outcome::Advice);
    advised.id = ScenarioId::new("entra-users.disable.replace-active[flagged]");
    let mut blocked = disable(Outcome::Pass);
    blocked.id = ScenarioId::new("entra-groups.members.add");
    blocked.title = "PATCH add puts one member into a group and keeps the others".to_owned();
    blocked.verdict = Verdict::Blocked {
        by: "POST /Groups answered 500 while the group was set up".to_owned(),
        check: Some(CheckId::new("entra-groups.members.add/given team")),
    };
    blocked.checks.clear();
    blocked.exchanges.truncate(1);
    blocked.unseen = ["add-ada", "add-bob", "confirm.ref"]
        .map(|check| CheckId::new(format!("entra-groups.members.add/{check}")))
        .to_vec();
    let mut broken = match_nobody();
    broken.id = ScenarioId::new("entra-users.paging.second-page");
    broken.title = "The second page begins where the first one ended".to_owned();
    broken.verdict =
        Verdict::Broken { error: "no complete answer within 10000 ms, three times".to_owned() };
    broken.checks.clear();
    let lost = Arc::make_mut(&mut broken.exchanges[0].exchange);
    lost.answer = Answer::Failed(TransportError::Timeout { after_ms: 10_000 });
    lost.attempts = 3;
    lost.latency_ms = 10_000;
    let mut skipped = match_nobody();
    skipped.id = ScenarioId::new("rfc-bulk.two-creates");
    skipped.title = "A bulk request creates two users and says where they are".to_owned();
    skipped.verdict = Verdict::Skipped(Skip::Unsupported {
        need: "spc:bulk.supported".to_owned(),
        server_says: "/ServiceProviderConfig has \"bulk\": {\"supported\": false}".to_owned(),
    });
    skipped.checks.clear();
    skipped.exchanges.clear();
    let mut passed = disable(Outcome::Pass);
    passed.id = ScenarioId::new("entra-users.enable.replace-active");
    passed.title = "PATCH active enables the user again".to_owned();
    let mut quiet = match_nobody();
    quiet.id = ScenarioId::new("entra-users.match.externalId");
    quiet.title = "An externalId filter finds the user that has it, and no other".to_owned();
    report.scenarios =
        vec![failed, disable(Outcome::Fail), advised, blocked, broken, skipped, passed, quiet];
    finish(&mut report);
    report.requirements[0].status = RequirementStatus::Failed;
    report.requirements[2].status = RequirementStatus::Unseen;
    report
}

/// A server, and a recording, that mean to harm whoever reads the report.
pub(crate) fn hostile() -> Report {
    let attacks = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'><svg onload=alert(1)>",
        "{{7*7}}{% for x in y %}{# \u{2028}",
        "javascript:alert(1)",
        "</script></style></pre></textarea><script>alert(1)</script>",
        "\u{202e}drowssap\u{2066}\u{200b}\u{feff}\u{0}\u{1b}[31m",
        "<!-- --><iframe src=//evil.example></iframe>",
        "مرحبا <b dir=rtl>bold</b>",
    ];
    let attack = attacks.join(" ");
    let long = "<a href='javascript:alert(1)'>x</a>".repeat(300);
    let mut report = red();
    report.tool.clone_from(&attack);
    report.run.clone_from(&attack);
    report.target = format!("https://scim.example.com/{attack}");
    report.started = "javascript:alert(1)".to_owned();
    report.summary.clone_from(&attack);
    report.profile.name.clone_from(&attack);
    report.profile.requires.push(attack.clone());
    report.residue = vec![attack.clone(), long.clone()];
    for suite in &mut report.suites {
        suite.suite.clone_from(&attack);
        suite.path.clone_from(&attack);
        suite.sha256.clone_from(&attack);
    }
    for requirement in &mut report.requirements {
        requirement.requirement.text.clone_from(&attack);
        requirement.requirement.url = "javascript:alert(document.domain)".to_owned();
    }
    report.requirements[0].requirement.url = "https://evil.example/\" onclick=alert(1)".to_owned();
    for scenario in &mut report.scenarios {
        scenario.title = attacks[scenario.title.len() % attacks.len()].to_owned();
        scenario.id = ScenarioId::new(attack.clone());
        scenario.why = Some(attack.clone());
        scenario.effect = Some(attack.clone());
        scenario.location.path.clone_from(&attack);
        scenario.residue = vec![attack.clone()];
        match &mut scenario.verdict {
            Verdict::Broken { error } => error.clone_from(&attack),
            Verdict::Blocked { by, .. } => by.clone_from(&long),
            Verdict::Skipped(Skip::Unsupported { need, server_says }) => {
                need.clone_from(&attack);
                server_says.clone_from(&attack);
            }
            _ => {}
        }
        for finding in scenario.checks.iter_mut().flat_map(|check| &mut check.findings) {
            finding.at = format!("/{attack}");
            finding.actual.clone_from(&long);
            finding.expected.clone_from(&attack);
        }
        for exchange in &mut scenario.exchanges {
            poison(exchange, &attack, &long);
        }
    }
    report
}

fn poison(report: &mut ExchangeReport, attack: &str, long: &str) {
    report.step = attack.to_owned();
    report.curl = format!("curl -X GET '{attack}'");
    let exchange = Arc::make_mut(&mut report.exchange);
    exchange.request.path = format!("/Users/{attack}");
    exchange.request.headers.set("X-Attack", attack);
    exchange
        .request
        .query
        .push(QueryParameter { name: attack.to_owned(), value: Some(long.to_owned()) });
    if let Answer::Received(response) = &mut exchange.answer {
        response.headers.set(attack, long);
        response.body = if response.status == 200 {
            Body::Json(json!({ "id": attack, attack: long, "displayName": "\u{202e}ada" }))
        } else {
            Body::Text(format!("<html><body onload=alert(1)>{attack}{}", long.repeat(3)))
        };
    }
}

/// A run of 500 scenarios and 2,000 exchanges.
pub(crate) fn large() -> Report {
    let mut report = red();
    let few = std::mem::take(&mut report.scenarios);
    let mut seq = 0;
    report.scenarios = (0..500)
        .map(|number| {
            let mut scenario =
                if number % 10 == 0 { few[1].clone() } else { few[number % few.len()].clone() };
            scenario.id = ScenarioId::new(format!("{}.{number}", scenario.id));
            let template = scenario.exchanges.first().or(few[0].exchanges.first()).cloned();
            while scenario.exchanges.len() < 4 {
                scenario.exchanges.extend(template.clone());
            }
            for exchange in &mut scenario.exchanges {
                exchange.seq = seq;
                seq += 1;
            }
            scenario
        })
        .collect();
    report.requirements = Catalogue::built_in()
        .iter()
        .map(|requirement| RequirementReport {
            requirement: requirement.clone(),
            status: RequirementStatus::Passed,
            scenarios: vec![few[0].id.clone()],
        })
        .collect();
    count(&mut report);
    report
}

fn empty() -> Report {
    let mut config = Response::new(200);
    config.headers.set("Content-Type", "application/scim+json");
    config.body = Body::Json(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false },
        "filter": { "supported": true, "maxResults": 200 }
    }));
    Report {
        gate: None,
        format: 1,
        tool: "scimproof 0.1.0".to_owned(),
        run: "k3v9qa".to_owned(),
        started: "2026-11-24T02:23:54Z".to_owned(),
        elapsed_ms: 3_249,
        target: TARGET.to_owned(),
        profile: ProfileFacts {
            name: "entra".to_owned(),
            gates: vec![Level::Must, Level::Entra],
            requires: vec!["spc:patch.supported".to_owned()],
        },
        grade: Grade::Conformant,
        summary: String::new(),
        interrupted: false,
        tally: Tally::default(),
        suites: vec![SuiteSource {
            suite: "entra-users".to_owned(),
            path: "suites/entra-users.jsonc".to_owned(),
            sha256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".to_owned(),
            origin: SuiteOrigin::BuiltIn,
        }],
        probe: vec![
            Exchange {
                request: Request::new(Method::Get, "/ServiceProviderConfig"),
                answer: Answer::Received(config),
                latency_ms: 21,
                attempts: 1,
            },
            Exchange {
                request: Request::new(Method::Get, "/Schemas"),
                answer: Answer::Received(Response::new(404)),
                latency_ms: 8,
                attempts: 1,
            },
        ],
        scenarios: Vec::new(),
        requirements: requirements(),
        causes: Vec::new(),
        residue: Vec::new(),
    }
}

fn requirements() -> Vec<RequirementReport> {
    let catalogue = Catalogue::built_in();
    let rfc = |id: &str| catalogue.get(id).cloned().unwrap();
    let entra = Requirement {
        id: "ENTRA-U-P9".to_owned(),
        document: "ENTRA".to_owned(),
        section: "DOC".to_owned(),
        level: "ENTRA".to_owned(),
        text: "Unassigning a user sends PATCH with replace active, value \"False\" as a string \
               unless the aadOptscim062020 flag is set."
            .to_owned(),
        default_verdict: DefaultVerdict::Fail,
        // Not in the catalogue of RFC rows: shown, and no link.
        url: "https://learn.microsoft.com/en-us/entra/identity/app-provisioning/".to_owned(),
        area: "patch".to_owned(),
        testable: Testable::Yes,
        how: String::new(),
    };
    [rfc("RFC7644-3.4.2-R10"), entra, rfc("RFC7644-3.5.2.1-R08")]
        .into_iter()
        .map(|requirement| RequirementReport {
            requirement,
            status: RequirementStatus::Passed,
            scenarios: Vec::new(),
        })
        .collect()
}

/// Fills in what the fold would count.
fn finish(report: &mut Report) {
    let mut seq = 3;
    for scenario in &mut report.scenarios {
        for exchange in &mut scenario.exchanges {
            exchange.seq = seq;
            seq += 1;
        }
    }
    for requirement in &mut report.requirements {
        requirement.scenarios = report
            .scenarios
            .iter()
            .filter(|scenario| {
                scenario.cites.iter().any(|id| id.as_str() == requirement.requirement.id)
            })
            .map(|scenario| scenario.id.clone())
            .collect();
    }
    count(report);
}

fn count(report: &mut Report) {
    report.tally = Tally { gating_judged: 9, gating_planned: 12, requests: 2, ..Tally::default() };
    for scenario in &report.scenarios {
        report.tally.requests += u32::try_from(scenario.exchanges.len()).unwrap();
        *match scenario.verdict {
            Verdict::Passed => &mut report.tally.passed,
            Verdict::Advised => &mut report.tally.advised,
            Verdict::Failed => &mut report.tally.failed,
            Verdict::Skipped(_) => &mut report.tally.skipped,
            Verdict::Blocked { .. } => &mut report.tally.blocked,
            Verdict::Broken { .. } => &mut report.tally.broken,
        } += 1;
    }
}
