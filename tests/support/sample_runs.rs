//! Three runs, made by hand: one without fault, one with every verdict there
//! is, and one against a server that wants to be obeyed by whoever reads the
//! report. `tests/runs/*.jsonl` are these, recorded.

use std::sync::Arc;

use scimproof::event::{
    Event, EventKind, FORMAT, PlannedCheck, PlannedScenario, ProfileFacts, Purpose, RunHeader,
};
use scimproof::judge::{CheckResult, Finding, Skip, Verdict};
use scimproof::scim::capabilities::Capabilities;
use scimproof::scim::requirement::{DefaultVerdict, Requirement, Testable};
use scimproof::suite::{
    CheckId, Level, Location, Outcome, RequirementId, ScenarioId, SuiteOrigin, SuiteSource,
};
use scimproof::wire::{
    Answer, Body, Exchange, Method, Redactor, Request, Response, Secret, TransportError,
};
use serde_json::{Value, json};

pub(crate) const TOKEN: &str = "planted-Token/1+2=";
pub(crate) const PASSWORD: &str = "planted-Passw0rd";

const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// Writes a run down, event by event.
struct Script {
    events: Vec<Event>,
    redactor: Redactor,
    /// The scenario that is being told, and the line in the suite.
    scenario: Option<ScenarioId>,
}

fn planned(
    id: &str,
    level: Level,
    title: &str,
    cites: &[&str],
    checks: &[&str],
) -> PlannedScenario {
    let suite = id.split('.').next().unwrap_or_default().to_owned();
    let cites: Vec<RequirementId> = cites.iter().map(|cite| RequirementId::new(*cite)).collect();
    PlannedScenario {
        id: ScenarioId::new(id),
        title: title.to_owned(),
        why: None,
        effect: None,
        level,
        checks: checks
            .iter()
            .map(|slug| PlannedCheck {
                id: CheckId::new(format!("{id}/{slug}")),
                level,
                cites: cites.clone(),
                effect: None,
            })
            .collect(),
        cites,
        location: Location { path: format!("suites/{suite}.jsonc"), line: 84 },
        suite,
    }
}

fn requirement(id: &str, text: &str, url: &str) -> Requirement {
    let is_entra = id.starts_with("ENTRA");
    Requirement {
        id: id.to_owned(),
        document: id.split('-').next().unwrap_or_default().to_owned(),
        section: if is_entra { "DOC" } else { "3.4.2" }.to_owned(),
        level: if is_entra { "ENTRA" } else { "MUST" }.to_owned(),
        text: text.to_owned(),
        default_verdict: DefaultVerdict::Fail,
        url: url.to_owned(),
        area: String::new(),
        testable: Testable::default(),
        how: String::new(),
    }
}

fn requirements() -> Vec<Requirement> {
    let learn = "https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups";
    let rfc = |section: &str| format!("https://www.rfc-editor.org/rfc/rfc7644#section-{section}");
    vec![
        requirement("ENTRA-G-5", "Members are added with op Add and an array of values.", learn),
        requirement(
            "ENTRA-U-P9",
            "A user who loses the assignment is disabled by a PATCH that replaces active by False, as a string or a Boolean.",
            learn,
        ),
        requirement(
            "RFC7644-3.12-R09",
            "404 is used for a resource that does not exist.",
            &rfc("3.12"),
        ),
        requirement("RFC7644-3.3-R05", "A successful create answers 201.", &rfc("3.3")),
        requirement(
            "RFC7644-3.4.2-R10",
            "A query without matches answers 200 and totalResults 0.",
            &rfc("3.4.2"),
        ),
        requirement("RFC7644-3.7-R01", "Bulk is optional.", &rfc("3.7")),
    ]
}

fn get(path: &str) -> Request {
    let mut request = Request::new(Method::Get, path);
    request.headers.set("User-Agent", "scimproof/0.1.0");
    request.headers.set("Accept", "application/scim+json");
    authorised(request)
}

fn write(method: Method, path: &str, body: Value) -> Request {
    authorised(Request::new(method, path).with_json(body))
}

fn authorised(mut request: Request) -> Request {
    request.headers.set("Authorization", format!("Bearer {TOKEN}"));
    request
}

fn answer(request: Request, status: u16, body: Body, latency_ms: u32) -> Exchange {
    let mut response = Response { body, ..Response::new(status) };
    response.headers.append("content-type", "application/scim+json");
    response.headers.append("set-cookie", format!("session={TOKEN}"));
    Exchange { request, answer: Answer::Received(response), latency_ms, attempts: 1 }
}

fn user(id: &str, active: bool) -> Body {
    Body::Json(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": id,
        "userName": "sp-7f3a-001@example.com",
        "active": active,
        "password": PASSWORD,
        "meta": {"resourceType": "User", "location": format!("https://scim.example.com/v2/Users/{id}")}
    }))
}

fn error(status: u16, detail: &str) -> Body {
    Body::Json(json!({"schemas": [ERROR], "status": status.to_string(), "detail": detail}))
}

fn create_user(id: &str) -> Exchange {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "sp-7f3a-001@example.com",
        "password": PASSWORD,
        "active": true
    });
    answer(write(Method::Post, "/Users", body), 201, user(id, true), 31)
}

fn disable(id: &str) -> Exchange {
    let body = json!({
        "schemas": [PATCH_OP],
        "Operations": [{"op": "Replace", "path": "active", "value": "False"}]
    });
    answer(write(Method::Patch, &format!("/Users/{id}"), body), 204, Body::Empty, 18)
}

fn find_nobody() -> Exchange {
    let request = get("/Users").with_query("filter", "userName eq \"sp-7f3a-002@example.com\"");
    let body = json!({"schemas": [LIST], "totalResults": 0, "Resources": []});
    answer(request, 200, Body::Json(body), 9)
}

fn finding(at: &str, expected: &str, actual: &str) -> Finding {
    Finding { at: at.to_owned(), expected: expected.to_owned(), actual: actual.to_owned() }
}

impl Script {
    fn new(planned: Vec<PlannedScenario>, requires: &[&str]) -> Self {
        let mut names: Vec<String> =
            planned.iter().map(|scenario| scenario.suite.clone()).collect();
        names.dedup();
        let header = RunHeader {
            gate: None,
            format: FORMAT,
            run: "7f3a".to_owned(),
            started: "2026-03-01T08:00:00Z".to_owned(),
            tool: "scimproof 0.1.0".to_owned(),
            target: "https://scim.example.com/v2/".to_owned(),
            profile: ProfileFacts {
                name: "entra".to_owned(),
                gates: vec![Level::Must, Level::Entra],
                requires: requires.iter().map(|need| (*need).to_owned()).collect(),
            },
            suites: names
                .into_iter()
                .map(|suite| SuiteSource {
                    path: format!("suites/{suite}.jsonc"),
                    suite,
                    sha256: "0".repeat(64),
                    origin: SuiteOrigin::BuiltIn,
                })
                .collect(),
            planned,
            requirements: requirements(),
        };
        let redactor = Redactor::new(vec![Secret::new(TOKEN)]);
        let mut script = Self { events: Vec::new(), redactor, scenario: None };
        script.tell(EventKind::RunStarted(Box::new(header)));
        script
    }

    fn tell(&mut self, kind: EventKind) {
        let seq = u32::try_from(self.events.len()).expect("a short script");
        let kind = kind.redacted(&self.redactor);
        self.events.push(Event { seq, elapsed_ms: u64::from(seq) * 40, kind });
    }

    fn probed(&mut self, config: &Value, skips: &[(&str, &str, &str)]) {
        let skips = skips.iter().map(|(scenario, need, server_says)| {
            let (need, server_says) = ((*need).to_owned(), (*server_says).to_owned());
            (ScenarioId::new(*scenario), Skip::Unsupported { need, server_says })
        });
        let kind = EventKind::Probed {
            exchanges: vec![
                answer(get("/ServiceProviderConfig"), 200, Body::Json(config.clone()), 12),
                answer(
                    get("/Schemas"),
                    200,
                    Body::Json(json!({"schemas": [LIST], "totalResults": 0})),
                    14,
                ),
            ],
            capabilities: Box::new(Capabilities {
                config: Some(config.clone()),
                resource_types: None,
                schemas: Some(Vec::new()),
            }),
            skips: skips.collect(),
            stopped: None,
        };
        self.tell(kind);
    }

    fn begin(&mut self, scenario: &str) {
        self.scenario = Some(ScenarioId::new(scenario));
        self.tell(EventKind::ScenarioStarted { scenario: ScenarioId::new(scenario) });
    }

    fn scenario(&self) -> ScenarioId {
        self.scenario.clone().expect("a scenario has begun")
    }

    fn sent(&mut self, step: &str, purpose: Purpose, exchange: Exchange, checks: Vec<CheckResult>) {
        let scenario = self.scenario();
        let (step, exchange) = (step.to_owned(), Arc::new(exchange));
        self.tell(EventKind::Exchanged { scenario, step, purpose, exchange, checks });
    }

    fn check(&self, slug: &str, level: Level, cite: &str, outcome: Outcome) -> CheckResult {
        CheckResult {
            id: CheckId::new(format!("{}/{slug}", self.scenario())),
            level,
            cites: vec![RequirementId::new(cite)],
            outcome,
            findings: Vec::new(),
            because: None,
        }
    }

    fn end(&mut self, verdict: Verdict) {
        let scenario = self.scenario();
        self.tell(EventKind::ScenarioFinished { scenario, verdict });
    }

    fn cleaned(&mut self, id: &str, status: u16, residue: &[&str]) {
        let scenario = self.scenario();
        let delete = authorised(Request::new(Method::Delete, format!("/Users/{id}")));
        self.tell(EventKind::Cleaned {
            scenario,
            exchanges: vec![answer(delete, status, Body::Empty, 11)],
            residue: residue.iter().map(|path| (*path).to_owned()).collect(),
        });
    }

    fn finish(mut self, interrupted: bool) -> Vec<Event> {
        self.tell(EventKind::RunFinished { interrupted });
        self.events
    }
}

const NOBODY: &str = "entra-users.match.nobody";
const DISABLE: &str = "entra-users.disable.replace-active[legacy]";

fn nobody_planned() -> PlannedScenario {
    let title = "A userName filter that matches nobody answers an empty list, not 404";
    planned(NOBODY, Level::Must, title, &["RFC7644-3.4.2-R10"], &["query"])
}

fn disable_planned() -> PlannedScenario {
    let title = "PATCH active disables the user and keeps it readable";
    let checks = ["disable", "disable.state.ada.get", "disable.state.ada.filter"];
    PlannedScenario {
        why: Some(
            "Unassigning a user sends exactly this. This row is what a provisioning log shows \
             without the aadOptscim062020 flag: the value is the string \"False\"."
                .to_owned(),
        ),
        effect: Some(
            "Entra reads success and does not send it again, so somebody who left the company \
             keeps an active account."
                .to_owned(),
        ),
        ..planned(DISABLE, Level::Entra, title, &["ENTRA-U-P9"], &checks)
    }
}

fn tell_nobody(script: &mut Script) {
    script.begin(NOBODY);
    let check = script.check("query", Level::Must, "RFC7644-3.4.2-R10", Outcome::Pass);
    script.sent("query", Purpose::Step, find_nobody(), vec![check]);
    script.end(Verdict::Passed);
}

fn find_ada(active: bool) -> Exchange {
    let request = get("/Users").with_query("filter", "userName eq \"sp-7f3a-001@example.com\"");
    let Body::Json(ada) = user("6f1c", active) else { unreachable!("a user is JSON") };
    let body = json!({"schemas": [LIST], "totalResults": 1, "Resources": [ada]});
    answer(request, 200, Body::Json(body), 21)
}

fn tell_disable(script: &mut Script, obeys: bool) {
    let ada = || "ada".to_owned();
    script.begin(DISABLE);
    script.sent("given ada", Purpose::Given, create_user("6f1c"), Vec::new());
    let before = answer(get("/Users/6f1c"), 200, user("6f1c", true), 10);
    script.sent("disable", Purpose::Before { resource: ada() }, before, Vec::new());
    let main = script.check("disable", Level::Entra, "ENTRA-U-P9", Outcome::Pass);
    script.sent("disable", Purpose::Step, disable("6f1c"), vec![main]);
    for (slug, exchange) in [
        ("disable.state.ada.get", answer(get("/Users/6f1c"), 200, user("6f1c", !obeys), 12)),
        ("disable.state.ada.filter", find_ada(!obeys)),
    ] {
        let outcome = if obeys { Outcome::Pass } else { Outcome::Fail };
        let mut check = script.check(slug, Level::Entra, "ENTRA-U-P9", outcome);
        if !obeys {
            check.findings.push(finding("/active", "false", "true"));
        }
        script.sent("disable", Purpose::ReadBack { resource: ada() }, exchange, vec![check]);
    }
    script.end(if obeys { Verdict::Passed } else { Verdict::Failed });
    script.cleaned("6f1c", 204, &[]);
}

/// Everything is as it should be; one scenario does not apply.
pub(crate) fn green() -> Vec<Event> {
    let bulk =
        planned("rfc-bulk.create", Level::Must, "Bulk creates", &["RFC7644-3.7-R01"], &["send"]);
    let mut script =
        Script::new(vec![nobody_planned(), disable_planned(), bulk], &["spc:patch.supported"]);
    let config = json!({"patch": {"supported": true}, "bulk": {"supported": false}});
    let says = "/ServiceProviderConfig says bulk.supported: false";
    script.probed(&config, &[("rfc-bulk.create", "spc:bulk.supported", says)]);
    tell_nobody(&mut script);
    tell_disable(&mut script, true);
    script.finish(false)
}

/// Every verdict there is.
#[expect(clippy::too_many_lines, reason = "a story, told in its order")]
pub(crate) fn red() -> Vec<Event> {
    let enterprise = "schema:urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let plan = vec![
        nobody_planned(),
        disable_planned(),
        planned(
            "entra-users.create.minimal",
            Level::Must,
            "POST /Users creates a user and answers with it",
            &["RFC7644-3.3-R05"],
            &["create", "create.location"],
        ),
        planned(
            "entra-users.enterprise.department",
            Level::Entra,
            "department of the enterprise extension is kept",
            &["ENTRA-U-P9"],
            &["create"],
        ),
        PlannedScenario {
            why: Some("A client tells a deleted user from an outage by the status.".to_owned()),
            ..planned(
                "rfc-errors.unknown-id",
                Level::Must,
                "GET of an unknown id answers 404",
                &["RFC7644-3.12-R09"],
                &["read", "read.detail"],
            )
        },
        planned(
            "entra-groups.members.add",
            Level::Must,
            "One member is added",
            &["ENTRA-G-5"],
            &["add", "add.state.team.get"],
        ),
        planned(
            "entra-groups.members.remove",
            Level::Must,
            "One member is removed",
            &["ENTRA-G-5"],
            &["remove"],
        ),
        planned(
            "rfc-patch.no-path",
            Level::Must,
            "PATCH without path merges",
            &["RFC7644-3.3-R05"],
            &["merge"],
        ),
        planned("rfc-bulk.create", Level::Must, "Bulk creates", &["RFC7644-3.7-R01"], &["send"]),
        planned(
            "rfc-bulk.order",
            Level::Must,
            "Bulk keeps the order",
            &["RFC7644-3.7-R01"],
            &["send"],
        ),
        planned(
            "rfc-paging.whole",
            Level::Must,
            "Pages make the whole",
            &["RFC7644-3.4.2-R10"],
            &["first", "second"],
        ),
    ];
    let mut script = Script::new(plan, &["spc:patch.supported", enterprise]);
    let bulk = "/ServiceProviderConfig says bulk.supported: false";
    script.probed(
        &json!({"patch": {"supported": true}, "bulk": {"supported": false}}),
        &[
            (
                "entra-users.enterprise.department",
                enterprise,
                "/Schemas does not list urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            ),
            ("rfc-bulk.create", "spc:bulk.supported", bulk),
            ("rfc-bulk.order", "spc:bulk.supported", bulk),
        ],
    );
    tell_nobody(&mut script);
    tell_disable(&mut script, false);

    script.begin("entra-users.create.minimal");
    let mut main = script.check("create", Level::Must, "RFC7644-3.3-R05", Outcome::Advice);
    main.findings.push(finding("status", "201", "200"));
    main.because =
        Some("200 is understood by Entra, but 201 says that a resource was created".to_owned());
    let mut location =
        script.check("create.location", Level::Should, "RFC7644-3.3-R05", Outcome::Fail);
    location.findings.push(finding("header Location", "a URI", "nothing"));
    let mut exchange = create_user("9");
    if let Answer::Received(response) = &mut exchange.answer {
        response.status = 200;
    }
    script.sent("create", Purpose::Step, exchange, vec![main, location]);
    script.end(Verdict::Failed);
    script.cleaned("9", 500, &["/Users/9"]);

    script.begin("rfc-errors.unknown-id");
    let unknown = "/Users/0d2f6f0e-0000-4000-8000-000000000000";
    let mut main = script.check("read", Level::Must, "RFC7644-3.12-R09", Outcome::Fail);
    main.findings.push(finding("status", "404", "500"));
    main.findings.push(finding("/status", "\"404\"", "\"500\""));
    let mut law = script.check("always.no-5xx", Level::Must, "RFC7644-3.12-R09", Outcome::Fail);
    law.findings.push(finding("status", "below 500", "500"));
    let detail = "NullReferenceException: Object reference not set to an instance of an object.\n   at Scim.Users.Get(String id)";
    script.sent(
        "read",
        Purpose::Step,
        answer(get(unknown), 500, error(500, detail), 7),
        vec![main, law],
    );
    script.end(Verdict::Failed);

    for (scenario, attempts) in
        [("entra-groups.members.add", 1), ("entra-groups.members.remove", 3)]
    {
        script.begin(scenario);
        let group = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "sp-7f3a-006"});
        let mut exchange = answer(
            write(Method::Post, "/Groups", group),
            503,
            Body::Text("<h1>Unavailable</h1>".to_owned()),
            40,
        );
        exchange.attempts = attempts;
        script.sent("given team", Purpose::Given, exchange, Vec::new());
        script.end(Verdict::Blocked {
            by: "POST /Groups for team answered 503".to_owned(),
            check: None,
        });
    }

    script.begin("rfc-patch.no-path");
    let patch = write(
        Method::Patch,
        "/Users/7",
        json!({"schemas": [PATCH_OP], "Operations": [{"op": "replace", "value": {"password": PASSWORD}}]}),
    );
    let failed = Answer::Failed(TransportError::Timeout { after_ms: 30_000 });
    let exchange = Exchange { request: patch, answer: failed, latency_ms: 30_000, attempts: 1 };
    script.sent("merge", Purpose::Step, exchange, Vec::new());
    script.end(Verdict::Broken { error: "no complete answer within 30000 ms".to_owned() });
    script.finish(true)
}

/// Text that attacks who shows it: markup, a terminal's commands, characters
/// that XML forbids, much of everything.
pub(crate) fn hostile_text() -> String {
    "<script>alert('x')</script> ]]> --> \u{1b}[2J\u{1b}]0;owned\u{7} \u{9b}31m \u{ffff}\u{fffe}\u{0} | a | b | ``` ` @everyone \
     [click](javascript:x) ![i](https://evil.example/i.png) \u{202e}gpj.exe\r\n### heading & \"quotes\" $HOME `id`"
        .to_owned()
}

/// A server that answers with hostile text everywhere.
pub(crate) fn hostile() -> Vec<Event> {
    let text = hostile_text();
    let id = "entra-users.hostile.echo";
    let plan = vec![
        planned(
            id,
            Level::Must,
            "A server that wants to be obeyed",
            &["RFC7644-3.4.2-R10"],
            &["read", "read.name"],
        ),
        planned(
            "entra-users.hostile.block",
            Level::Must,
            "It blocks",
            &["RFC7644-3.3-R05"],
            &["x"],
        ),
        planned(
            "entra-users.hostile.break",
            Level::Must,
            "It breaks",
            &["RFC7644-3.3-R05"],
            &["x"],
        ),
        planned(
            "entra-users.hostile.skip",
            Level::Must,
            "It declares",
            &["RFC7644-3.3-R05"],
            &["x"],
        ),
    ];
    let mut script = Script::new(plan, &[]);
    script.probed(
        &json!({"patch": text}),
        &[("entra-users.hostile.skip", "spc:patch.supported", &text)],
    );
    script.begin(id);
    let long = format!("{text}{}", "0123456789".repeat(1000));
    let created =
        json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": text});
    let path = format!("/Users/{}", "x".repeat(300));
    script.sent(
        "given ada",
        Purpose::Given,
        answer(write(Method::Post, "/Users", created), 201, user("1", true), 1),
        Vec::new(),
    );
    let request = get(&path).with_query("filter", text.clone());
    let mut main = script.check("read", Level::Must, "RFC7644-3.4.2-R10", Outcome::Fail);
    main.findings = (0..12).map(|n| finding(&format!("/{n}{text}"), &text, &long)).collect();
    main.because = Some(text.clone());
    let mut name = script.check("read.name", Level::Must, "RFC7644-3.4.2-R10", Outcome::Advice);
    name.findings.push(finding("/name", &text, &long));
    name.because = Some(text.clone());
    let body = Body::Text(format!("{long} Bearer {TOKEN}"));
    script.sent("read", Purpose::Step, answer(request, 418, body, 1), vec![main, name]);
    script.end(Verdict::Failed);
    script.cleaned("1", 500, &[&text]);
    script.begin("entra-users.hostile.block");
    script.end(Verdict::Blocked { by: text.clone(), check: None });
    script.begin("entra-users.hostile.break");
    script.end(Verdict::Broken { error: text });
    script.finish(false)
}
