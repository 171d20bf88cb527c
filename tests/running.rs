//! What a run promises, whatever the suites say: the same report for any number
//! of jobs, nothing left behind on any path, nothing touched that was there before.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/in_process.rs"]
mod in_process;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use scimproof::event::{Event, EventKind};
use scimproof::judge::{Grade, Verdict};
use scimproof::plan::{Plan, Profile, RunFacts, Selection};
use scimproof::report::{Report, ScenarioReport, fold};
use scimproof::run::{RunOptions, Stop, StopLevel, StopSource, clean, run};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{Fault, InProcess, Server, Settings, Variation};
use scimproof::suite::{Outcome, load_text};
use scimproof::wire::{BoxFuture, Method, Request, Response, Secret, Transport, TransportError};
use serde_json::{Value, json};

use in_process::{events, plan};

fn token() -> Secret {
    Secret::new("residents-only")
}

/// Settings of a server that asks for a token, as the suites expect of one.
fn settings() -> Settings {
    Settings { token: Some(token()), ..Settings::default() }
}

fn options(settle: Duration) -> RunOptions {
    let facts = RunFacts {
        run: "t3st".to_owned(),
        started: "2026-01-01T00:00:00Z".to_owned(),
        tool: "scimproof test".to_owned(),
        target: Settings::default().base_url,
    };
    let mut options = RunOptions::new(facts, Some(token()));
    options.settle = settle;
    options.tick = Duration::ZERO;
    options
}

async fn run_with(
    plan: &Plan,
    transport: Arc<dyn Transport>,
    options: &RunOptions,
    stop: Stop,
    mut each: impl FnMut(&Event) + Send,
) -> Vec<Event> {
    let mut events = Vec::new();
    let mut sink = |event: &Event| {
        each(event);
        events.push(event.clone());
        ControlFlow::Continue(())
    };
    run(plan, transport, options, stop, &mut sink).await;
    events
}

fn authorised(mut request: Request) -> Request {
    request.headers.set("Authorization", "Bearer residents-only");
    request
}

/// Everything that a server holds, by path, as another client sees it.
fn contents(server: &Arc<Mutex<Server>>) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for endpoint in ["/Users", "/Groups"] {
        let request = authorised(Request::new(Method::Get, endpoint)).with_query("count", "200");
        let response = server.lock().unwrap().handle(&request);
        let listed = response.body.json().unwrap()["Resources"].as_array().cloned();
        for resource in listed.unwrap_or_default() {
            all.insert(format!("{endpoint}/{}", resource["id"].as_str().unwrap()), resource);
        }
    }
    all
}

/// A server that others use already.
fn inhabited() -> Arc<Mutex<Server>> {
    let mut server = Server::new(settings());
    let mut members = Vec::new();
    for number in 0..40 {
        let user = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": format!("resident{number}@example.com"), "active": true,
            "name": {"givenName": "Resident", "familyName": format!("No. {number}")},
        });
        let response =
            server.handle(&authorised(Request::new(Method::Post, "/Users").with_json(user)));
        members.push(json!({"value": response.body.json().unwrap()["id"]}));
    }
    for number in 0..10 {
        let group = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": format!("Residents {number}"), "members": members,
        });
        let response =
            server.handle(&authorised(Request::new(Method::Post, "/Groups").with_json(group)));
        assert_eq!(response.status, 201);
    }
    Arc::new(Mutex::new(server))
}

/// Nothing came, went or changed; tells only what did.
fn assert_untouched(server: &Arc<Mutex<Server>>, before: &BTreeMap<String, Value>, when: &str) {
    let now = contents(server);
    let paths: Vec<&String> = before.keys().chain(now.keys()).collect();
    let changed: Vec<_> =
        paths.iter().filter(|path| before.get(**path) != now.get(**path)).collect();
    assert!(changed.is_empty(), "{when}: {changed:?}");
}

/// The checks that failed, with what they found.
fn failed(report: &Report) -> Vec<String> {
    let checks = report.scenarios.iter().flat_map(|scenario| &scenario.checks);
    checks
        .filter(|check| check.outcome == Outcome::Fail)
        .map(|check| format!("{} {:?}", check.id, check.findings))
        .collect()
}

/// The scenarios that came to no verdict, and why.
fn unsettled(report: &Report) -> Vec<String> {
    let why = |scenario: &ScenarioReport| match &scenario.verdict {
        Verdict::Blocked { by, .. } => Some(format!("{}: {by}", scenario.id)),
        Verdict::Broken { error } => Some(format!("{}: {error}", scenario.id)),
        _ if scenario.unseen.is_empty() => None,
        verdict => Some(format!("{}: {verdict:?}, unseen {:?}", scenario.id, scenario.unseen)),
    };
    let is_run = |scenario: &&ScenarioReport| !matches!(scenario.verdict, Verdict::Skipped(_));
    report.scenarios.iter().filter(is_run).filter_map(why).collect()
}

fn without_times(mut report: Report) -> Report {
    report.elapsed_ms = 0;
    for scenario in &mut report.scenarios {
        for exchange in &mut scenario.exchanges {
            exchange.seq = 0;
            Arc::make_mut(&mut exchange.exchange).latency_ms = 0;
        }
    }
    report
}

/// Ids, versions and instants depend on what else the server does meanwhile.
fn verdicts(report: &Report) -> Vec<(String, Verdict, usize, usize)> {
    report
        .scenarios
        .iter()
        .map(|scenario| {
            let id = scenario.id.to_string();
            (id, scenario.verdict.clone(), scenario.checks.len(), scenario.exchanges.len())
        })
        .collect()
}

/// A server that is not done at once, so that scenarios really run side by side.
struct Unhurried(InProcess);

impl Transport for Unhurried {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let response = self.0.send(request).await;
            tokio::task::yield_now().await;
            response
        })
    }
}

#[tokio::test]
async fn the_report_does_not_depend_on_the_number_of_jobs() {
    let plan = plan(Profile::Entra);
    let mut reports = Vec::new();
    for jobs in [1, 16] {
        let faults = Settings::with_faults([Fault::ALL[0], Fault::ALL[1]]);
        let server = Server::new(Settings { token: Some(token()), ..faults });
        let transport = Arc::new(Unhurried(InProcess::new(server)));
        let mut options = options(Duration::ZERO);
        options.jobs = jobs;
        let (_source, stop) = StopSource::new();
        let events = run_with(&plan, transport, &options, stop, |_| {}).await;
        reports.push(without_times(fold(events).unwrap()));
    }
    let [one, many] = [&reports[0], &reports[1]];
    assert_eq!(verdicts(one), verdicts(many));
    assert_eq!((one.grade, &one.tally, &one.summary), (many.grade, &many.tally, &many.summary));
}

#[test]
fn events_are_numbered_without_gaps_and_begin_and_end_as_promised() {
    let events = events(&plan(Profile::Entra), Settings::default(), 4);
    assert!(events.iter().enumerate().all(|(index, event)| event.seq as usize == index));
    assert!(matches!(events.first().unwrap().kind, EventKind::RunStarted(_)));
    let last = &events.last().unwrap().kind;
    assert!(matches!(last, EventKind::RunFinished { interrupted: false }));
}

#[tokio::test]
async fn what_was_there_before_is_there_unchanged_afterwards() {
    let server = inhabited();
    let before = contents(&server);
    assert_eq!(before.len(), 50);
    let transport: Arc<dyn Transport> = Arc::new(InProcess::shared(Arc::clone(&server)));
    let (_source, stop) = StopSource::new();
    let plan = plan(Profile::Entra);
    let events = run_with(&plan, transport, &options(Duration::ZERO), stop, |_| {}).await;
    let report = fold(events).unwrap();
    assert_eq!(report.grade, Grade::Conformant, "{:?}", failed(&report));
    assert_untouched(&server, &before, "afterwards");
}

#[tokio::test]
async fn an_interrupted_run_cleans_up() {
    let plan = plan(Profile::Entra);
    for after in [5, 40, 200] {
        let server = inhabited();
        let before = contents(&server);
        let transport: Arc<dyn Transport> = Arc::new(InProcess::shared(Arc::clone(&server)));
        let (source, stop) = StopSource::new();
        let events = run_with(&plan, transport, &options(Duration::ZERO), stop, |event| {
            if event.seq == after {
                source.raise(StopLevel::Clean);
            }
        })
        .await;
        let report = fold(events).unwrap();
        assert!(report.interrupted && report.grade != Grade::Conformant, "after {after}");
        assert_untouched(&server, &before, &format!("after {after}"));
    }
}

#[tokio::test]
async fn what_a_second_interrupt_leaves_is_listed_and_can_be_cleaned_later() {
    let plan = plan(Profile::Entra);
    let mut left_by_all = 0;
    for after in [30, 40, 50, 200] {
        let server = inhabited();
        let before = contents(&server);
        let transport: Arc<dyn Transport> =
            Arc::new(Unhurried(InProcess::shared(Arc::clone(&server))));
        let (source, stop) = StopSource::new();
        let options = options(Duration::ZERO);
        let events = run_with(&plan, Arc::clone(&transport), &options, stop, |event| {
            if event.seq == after {
                source.raise(StopLevel::Leave);
            }
        })
        .await;
        let report = fold(events.clone()).unwrap();
        let left = contents(&server).len() - before.len();
        left_by_all += left;
        assert!(report.residue.len() >= left, "after {after}: {:?}", report.residue);
        let target = Settings::default().base_url;
        let cleaning = clean(&events, transport, &target, Some(&token())).await.unwrap();
        assert_eq!(cleaning.residue, Vec::<String>::new(), "after {after}");
        assert_untouched(&server, &before, &format!("after {after}"));
    }
    assert!(left_by_all > 0, "something was under way");
}

/// A server whose reads lag: they are answered from before the last writes.
struct Lagging {
    inner: InProcess,
    reads_until_fresh: AtomicU32,
    stale: Mutex<BTreeMap<String, Response>>,
}

impl Transport for Lagging {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let key = request.target();
            let is_read = request.method == Method::Get
                && request.path != "/Users"
                && request.headers.get("If-None-Match").is_none();
            if is_read && self.reads_until_fresh.load(Ordering::SeqCst) > 0 {
                self.reads_until_fresh.fetch_sub(1, Ordering::SeqCst);
                if let Some(stale) = self.stale.lock().unwrap().get(&key) {
                    return Ok(stale.clone());
                }
            }
            let response = self.inner.send(request).await?;
            if is_read {
                self.stale.lock().unwrap().insert(key, response.clone());
            } else if request.method.is_write() {
                self.reads_until_fresh.store(2, Ordering::SeqCst);
            }
            Ok(response)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn an_eventually_consistent_server_is_waited_for_and_not_failed() {
    let transport: Arc<dyn Transport> = Arc::new(Lagging {
        inner: InProcess::new(Server::new(settings())),
        reads_until_fresh: AtomicU32::new(0),
        stale: Mutex::default(),
    });
    let (_source, stop) = StopSource::new();
    let mut options = options(Duration::from_secs(2));
    options.jobs = 1;
    let mut plan = plan(Profile::Entra);
    // Known: a read before a write may itself be late, and what was written two steps ago
    // then looks like a change by this one.
    plan.scenarios.retain(|scenario| scenario.id.as_str() != "rfc-patch-paths.filter.other");
    let report = fold(run_with(&plan, transport, &options, stop, |_| {}).await).unwrap();
    assert_eq!(report.grade, Grade::Conformant, "{:?} {:?}", failed(&report), unsettled(&report));
    let delays = report.scenarios.iter().flat_map(|scenario| &scenario.checks).filter(|check| {
        check.because.as_deref().is_some_and(|because| because.contains("eventually consistent"))
    });
    assert!(delays.count() > 0, "the delay is reported");
}

/// What does not apply to a server leaves no question open: it is conformant, and not
/// merely not refuted.
#[tokio::test]
async fn what_cannot_be_tried_at_a_server_is_not_held_against_it() {
    let plan = plan(Profile::Rfc);
    for variation in [Variation::FiltersUndeclared, Variation::IdsInAnyCase] {
        let server = Server::new(Settings { variations: [variation].into(), ..settings() });
        let transport = Arc::new(InProcess::new(server));
        let (_source, stop) = StopSource::new();
        let events = run_with(&plan, transport, &options(Duration::ZERO), stop, |_| {}).await;
        let report = fold(events).unwrap();
        let unseen: Vec<_> = report
            .scenarios
            .iter()
            .filter(|one| one.skip().is_none())
            .flat_map(|one| &one.unseen)
            .collect();
        assert_eq!(report.grade, Grade::Conformant, "{variation:?}: {unseen:?}");
        let left: Vec<_> = unseen.iter().filter(|id| id.as_str().ends_with(".filter")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// A transport with a bug: the third PATCH makes it panic.
struct Buggy {
    inner: InProcess,
    patches: AtomicU32,
}

impl Transport for Buggy {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let is_patch = request.method == Method::Patch;
            let nth = self.patches.fetch_add(u32::from(is_patch), Ordering::SeqCst);
            assert!(!is_patch || nth != 2, "the third PATCH");
            self.inner.send(request).await
        })
    }
}

#[tokio::test]
async fn a_panic_ends_one_scenario_and_what_it_created_is_deleted() {
    let server = inhabited();
    let before = contents(&server);
    let inner = InProcess::shared(Arc::clone(&server));
    let transport = Arc::new(Buggy { inner, patches: AtomicU32::new(0) });
    let (_source, stop) = StopSource::new();
    let mut events = Vec::new();
    let mut sink = |event: &Event| {
        events.push(event.clone());
        ControlFlow::Continue(())
    };
    let plan = plan(Profile::Strict);
    let bugs = run(&plan, transport, &options(Duration::ZERO), stop, &mut sink).await;
    let said: Vec<String> = bugs.iter().map(ToString::to_string).collect();
    assert!(said.len() == 1 && said[0].ends_with("the third PATCH"), "{said:?}");
    let report = fold(events).unwrap();
    assert_eq!(report.grade, Grade::Inconclusive, "{:?}", failed(&report));
    let unsettled = unsettled(&report);
    assert!(unsettled.len() == 1 && unsettled[0].contains("scimproof itself"), "{unsettled:?}");
    assert!(report.residue.is_empty(), "{:?}", report.residue);
    assert_untouched(&server, &before, "afterwards");
}

struct Dead;

impl Transport for Dead {
    fn send<'a>(&'a self, _: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async { Err(TransportError::Connect("connection refused".to_owned())) })
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_proves_nothing() {
    let (_source, stop) = StopSource::new();
    let plan = plan(Profile::Entra);
    let events = run_with(&plan, Arc::new(Dead), &options(Duration::ZERO), stop, |_| {}).await;
    let report = fold(events).unwrap();
    assert_eq!(report.grade, Grade::Inconclusive);
    assert!(report.summary.contains("cannot be reached"), "{}", report.summary);
    assert_eq!(report.tally.requests, 1);
}

#[test]
fn a_refused_token_is_one_finding_and_not_a_hundred() {
    let settings = Settings { token: Some(Secret::new("right")), ..Settings::default() };
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(Server::new(settings)));
    let (_source, stop) = StopSource::new();
    let mut options = options(Duration::ZERO);
    options.token = Some(Secret::new("wrong-token"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let plan = plan(Profile::Entra);
    let events = runtime.block_on(run_with(&plan, transport, &options, stop, |_| {}));
    let report = fold(events).unwrap();
    assert_eq!(report.grade, Grade::Inconclusive);
    assert!(report.summary.contains("refuses the token"), "{}", report.summary);
    assert_eq!(report.tally.failed, 0);
}

#[test]
fn a_case_that_fails_does_not_end_the_scenario() {
    let text = r#"{
      "format": 1, "suite": "cases", "title": "Cases", "scenarios": [{
        "id": "table", "title": "Three searches", "level": "MUST", "cite": ["RFC7644-3.4.2-R10"],
        "steps": [{
          "step": "search", "send": "GET /Users", "query": { "filter": "userName eq \"{{random}}\"" },
          "cases": [
            { "case": "right", "total": 0 }, { "case": "wrong", "total": 1 }, { "case": "after", "total": 0 }
          ],
          "expect": { "status": [200], "body": { "totalResults": "{{case.total}}" } }
        }]
      }]
    }"#;
    let loaded = load_text("cases.jsonc", text, &Catalogue::built_in()).unwrap();
    let plan = Plan::new(loaded.suites, Profile::Rfc, &Selection::default());
    let report = fold(events(&plan, Settings::default(), 1)).unwrap();
    let outcomes: Vec<(&str, Outcome)> =
        report.scenarios[0].checks.iter().map(|check| (check.id.as_str(), check.outcome)).collect();
    let expected = [
        ("cases.table/search[right]", Outcome::Pass),
        ("cases.table/search[wrong]", Outcome::Fail),
        ("cases.table/search[after]", Outcome::Pass),
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(report.scenarios[0].verdict, Verdict::Failed);
}

#[test]
fn a_setup_that_is_not_met_blocks_and_does_not_fail() {
    let text = r#"{
      "format": 1, "suite": "setup", "title": "Setup", "scenarios": [{
        "id": "list", "title": "A list", "level": "MUST", "cite": ["RFC7644-3.4.2-R10"],
        "steps": [
          { "step": "some", "send": "GET /Users", "setup": true,
            "expect": { "status": [200], "body": { "totalResults": 7 } } },
          { "step": "after", "send": "GET /Users", "expect": { "status": [200] } }
        ]
      }]
    }"#;
    let loaded = load_text("setup.jsonc", text, &Catalogue::built_in()).unwrap();
    let plan = Plan::new(loaded.suites, Profile::Rfc, &Selection::default());
    let report = fold(events(&plan, Settings::default(), 1)).unwrap();
    let Verdict::Blocked { by, .. } = &report.scenarios[0].verdict else {
        panic!("{:?}", report.scenarios[0].verdict)
    };
    assert_eq!(by, "GET /Users: /totalResults was 0, not 7");
    assert_eq!(report.tally.failed, 0);
}

/// Counts the most creations that were under way at once.
struct Counting {
    server: InProcess,
    now: AtomicU32,
    most: AtomicU32,
}

impl Transport for Counting {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let creates = request.method == Method::Post;
            if creates {
                let now = self.now.fetch_add(1, Ordering::Relaxed) + 1;
                self.most.fetch_max(now, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
            let response = self.server.send(request).await;
            if creates {
                self.now.fetch_sub(1, Ordering::Relaxed);
            }
            response
        })
    }
}

#[tokio::test]
async fn what_is_given_in_order_is_created_one_after_another() {
    let mut most = Vec::new();
    for in_order in [true, false] {
        let text = json!({
            "format": 1, "suite": "order", "title": "Order",
            "fixtures": { "person": { "send": "POST /Users", "body": {
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "userName": "{{uniq}}@example.com",
            } } },
            "scenarios": [{
                "id": "given", "title": "Three people", "level": "MUST", "cite": ["RFC7644-3.4.2-R10"],
                "given-in-order": in_order,
                "given": { "ada": "person", "bob": "person", "cyd": "person" },
                "steps": [{
                    "step": "search", "send": "GET /Users",
                    "query": { "filter": "userName sw \"{{uniq}}-\"" },
                    "expect": { "status": [200], "body": { "totalResults": 3 } },
                }],
            }],
        });
        let loaded = load_text("order.jsonc", &text.to_string(), &Catalogue::built_in()).unwrap();
        let plan = Plan::new(loaded.suites, Profile::Rfc, &Selection::default());
        let server = InProcess::new(Server::new(settings()));
        let counting =
            Arc::new(Counting { server, now: AtomicU32::new(0), most: AtomicU32::new(0) });
        let (_source, stop) = StopSource::new();
        let transport = Arc::clone(&counting);
        let events = run_with(&plan, transport, &options(Duration::ZERO), stop, |_| {}).await;
        assert_eq!(fold(events).unwrap().scenarios[0].verdict, Verdict::Passed);
        most.push(counting.most.load(Ordering::Relaxed));
    }
    assert_eq!(most, [1, 3]);
}

#[test]
fn a_state_that_stands_for_a_refusal_does_not_excuse_what_was_accepted_and_not_done() {
    let text = r#"{
      "format": 1, "suite": "refusal", "title": "A refusal",
      "fixtures": { "person": { "send": "POST /Users", "body": {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "{{uniq}}@example.com", "active": true
      } } },
      "scenarios": [{
        "id": "state", "title": "Somebody is disabled", "level": "MUST", "cite": ["RFC7644-3.4.2-R10"],
        "given": { "ada": "person" },
        "steps": [{
          "step": "disable", "send": "PATCH /Users/{{ada.id}}",
          "body": {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{ "op": "replace", "path": "active", "value": "False" }]
          },
          "expect": { "status": [200, 204] },
          "accept": [{ "as": "pass", "because": "a test", "expect": { "status": [400] } }],
          "then": [{
            "resource": "ada", "changes": { "active": false },
            "accept": [{ "as": "pass", "because": "it was refused", "refused": true, "changes": { "active": true } }]
          }]
        }]
      }]
    }"#;
    let loaded = load_text("refusal.jsonc", text, &Catalogue::built_in()).unwrap();
    let plan = Plan::new(loaded.suites, Profile::Rfc, &Selection::default());
    let verdict = |fault| {
        let settings = Settings::with_faults([fault]);
        fold(events(&plan, settings, 1)).unwrap().scenarios[0].verdict.clone()
    };
    assert_eq!(verdict(Fault::ActiveStringRefused), Verdict::Passed);
    assert_eq!(verdict(Fault::ActiveStringIgnored), Verdict::Failed);
}
