//! Access tokens in a run: obtained, renewed, refused, and never told.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use scimproof::credential::{ClientCredential, SecretPlacement};
use scimproof::event::{Event, EventKind};
use scimproof::plan::{Plan, Profile, RunFacts, Selection};
use scimproof::report::fold;
use scimproof::run::{HttpSettings, HttpTransport, RunOptions, StopSource, authorized, run};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{Documents, Fault, InProcess, Server, Settings, TokenEndpoint, listen};
use scimproof::suite::{Origin, Outcome, load};
use scimproof::wire::{
    BoxFuture, Method, Redactor, Request, Response, Secret, Transport, TransportError,
};
use serde_json::json;

const SECRET: &str = "cl13nt/s3cret+of%this&test";

/// Counts what is sent, and remembers every credential that travels.
struct Watch {
    inner: InProcess,
    tokens: Mutex<Vec<String>>,
    asked: Mutex<usize>,
    other: Mutex<usize>,
}

impl Transport for Watch {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        if request.is_elsewhere() {
            *self.asked.lock().unwrap() += 1;
        } else {
            *self.other.lock().unwrap() += 1;
            let header = request.headers.get("Authorization").unwrap_or_default().to_owned();
            self.tokens.lock().unwrap().push(header);
        }
        self.inner.send(request)
    }
}

fn watched(faults: &[Fault], lifetime: u32) -> (Arc<Watch>, Arc<ClientCredential>) {
    let settings = Settings {
        token_endpoint: Some(TokenEndpoint {
            client_id: "app".to_owned(),
            client_secret: Some(Secret::new(SECRET)),
            trust: None,
            lifetime,
            now: Arc::new(|| 1_790_000_000),
        }),
        ..Settings::with_faults(faults.iter().copied())
    };
    let client = ClientCredential {
        token_endpoint: format!("{}/token", settings.base_url),
        client_id: "app".to_owned(),
        secret: Some(Secret::new(SECRET)),
        placement: SecretPlacement::Basic,
        assertion: None,
        scope: None,
        base_address: None,
    };
    let watch = Watch {
        inner: InProcess::new(Server::new(settings)),
        tokens: Mutex::default(),
        asked: Mutex::default(),
        other: Mutex::default(),
    };
    (Arc::new(watch), Arc::new(client))
}

async fn read(transport: &dyn Transport, token: &Secret) -> Result<u16, TransportError> {
    let mut request = Request::new(Method::Get, "/Users");
    request.headers.set("Authorization", format!("Bearer {}", token.expose()));
    transport.send(&request).await.map(|response| response.status)
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_expires_and_not_before_that() {
    let (watch, client) = watched(&[], 3600);
    let (transport, token) = authorized(watch.clone(), client, Redactor::default());
    let mut asked = Vec::new();
    for minutes in [0, 58, 2, 58, 2] {
        tokio::time::advance(Duration::from_secs(minutes * 60)).await;
        assert_eq!(read(&*transport, &token).await, Ok(200));
        asked.push(*watch.asked.lock().unwrap());
    }
    assert_eq!(asked, [1, 1, 2, 2, 3]);
    let tokens = watch.tokens.lock().unwrap().clone();
    assert!(tokens.iter().all(|header| header.starts_with("Bearer ") && header.len() == 71));
    assert_ne!(tokens[0], tokens[2]);
}

#[tokio::test(start_paused = true)]
async fn requests_side_by_side_share_one_token() {
    let (watch, client) = watched(&[], 3600);
    let (transport, token) = authorized(watch.clone(), client, Redactor::default());
    let reads = (0..20).map(|_| read(&*transport, &token));
    assert!(futures_util::future::join_all(reads).await.into_iter().all(|read| read == Ok(200)));
    assert_eq!(*watch.asked.lock().unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_of_five_minutes_is_renewed_in_time() {
    let (watch, client) = watched(&[Fault::TokenLifetimeTooShort], 3600);
    let (transport, token) = authorized(watch.clone(), client, Redactor::default());
    for _ in 0..10 {
        assert_eq!(read(&*transport, &token).await, Ok(200));
        tokio::time::advance(Duration::from_secs(60)).await;
    }
    assert_eq!(*watch.asked.lock().unwrap(), 2);
}

fn events(faults: &[Fault], lifetime: u32) -> (Vec<Event>, Arc<Watch>) {
    let loaded = load(&Origin::BuiltIn, &Catalogue::built_in()).unwrap();
    let only = ["entra-credentials".to_owned(), "entra-users.disable".to_owned()];
    let selection = Selection::new(&only, &[], &[], &[]).unwrap();
    let plan = Plan::new(loaded.suites, Profile::Entra, &selection);
    let (watch, client) = watched(faults, lifetime);
    let facts = RunFacts {
        run: "t3st".to_owned(),
        started: "2026-01-01T00:00:00Z".to_owned(),
        tool: "scimproof test".to_owned(),
        target: "http://localhost".to_owned(),
    };
    let mut options = RunOptions::new(facts, None);
    options.credential = Some(client);
    options.settle = Duration::ZERO;
    let (_source, stop) = StopSource::new();
    let mut events = Vec::new();
    let mut sink = |event: &Event| {
        events.push(event.clone());
        ControlFlow::Continue(())
    };
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(run(
        &plan,
        watch.clone(),
        &options,
        stop,
        &mut sink,
    ));
    (events, watch)
}

#[test]
fn a_run_with_a_client_passes_and_tells_neither_secret_nor_token() {
    let (events, watch) = events(&[], 3600);
    let told = serde_json::to_string(&events).unwrap();
    let report = fold(events).unwrap();
    let checks: Vec<_> = report.scenarios.iter().flat_map(|scenario| &scenario.checks).collect();
    assert!(checks.len() > 10 && checks.iter().all(|check| check.outcome == Outcome::Pass));
    let tokens = watch.tokens.lock().unwrap().clone();
    assert!(tokens.len() > 10);
    let secrets = tokens.iter().filter_map(|header| header.strip_prefix("Bearer "));
    for secret in secrets.filter(|token| token.len() == 64).chain([SECRET]) {
        assert!(!told.contains(secret), "{secret} is told");
    }
    // The secret as it travels: form-encoded, and in Basic.
    for part in ["cl13nt", "s3cret", "Y2wxM250", "YXBwOmNsMTNudA"] {
        assert!(!told.contains(part), "{part} is told");
    }
    assert!(told.contains("client_secret=[REDACTED]"), "the form is not told at all");
}

#[test]
fn without_a_token_nothing_is_sent_to_the_scim_server_and_the_reason_is_said() {
    for (fault, words) in [
        (Fault::TokenAnsweredWithHtml, "answered 200 with text/html, not with a JSON object"),
        (Fault::TokenMissing, "has no access_token"),
    ] {
        let (events, watch) = events(&[fault], 3600);
        let stopped = events.iter().find_map(|event| match &event.kind {
            EventKind::Probed { stopped, .. } => stopped.clone(),
            _ => None,
        });
        let stopped = stopped.unwrap_or_default();
        assert!(stopped.starts_with("no access token: ") && stopped.contains(words), "{stopped}");
        assert_eq!(*watch.other.lock().unwrap(), 0, "{fault}: the SCIM server was asked");
        assert_eq!(*watch.asked.lock().unwrap(), 1, "{fault}");
    }
}

#[test]
fn a_strange_lifetime_is_a_finding_and_the_run_goes_on() {
    for (fault, check) in [
        (Fault::TokenLifetimeTooShort, "entra-credentials.secret.token/token.lifetime"),
        (Fault::TokenLifetimeIsText, "entra-credentials.secret.token/token.lifetime-number"),
        (Fault::TokenEndsEarly, "entra-credentials.secret.token/token.expiry"),
    ] {
        let report = fold(events(&[fault], 3600).0).unwrap();
        let failed: Vec<String> = report
            .scenarios
            .iter()
            .flat_map(|scenario| &scenario.checks)
            .filter(|check| check.outcome == Outcome::Fail)
            .map(|check| check.id.to_string())
            .collect();
        assert_eq!(failed, [check], "{fault}");
    }
}

#[tokio::test]
async fn keys_of_an_issuer_are_published_on_this_computer() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let documents = Documents::new([("/keys".to_owned(), json!({"keys": [{"kid": "a"}]}))]);
    let served =
        tokio::spawn(listen(listener, Arc::new(Mutex::new(documents)), "", std::future::pending()));
    let transport = HttpTransport::new(&HttpSettings::new(base)).unwrap();
    let keys = transport.send(&Request::new(Method::Get, "/keys")).await.unwrap();
    assert_eq!(keys.body.json().unwrap()["keys"][0]["kid"], "a");
    let other = transport.send(&Request::new(Method::Get, "/other")).await.unwrap();
    assert_eq!(other.status, 404);
    served.abort();
}

#[tokio::test]
async fn nothing_goes_to_a_place_that_is_not_the_token_endpoint() {
    let settings = HttpSettings {
        token_endpoint: Some("http://127.0.0.1:9/token".to_owned()),
        ..HttpSettings::new("http://127.0.0.1:9/scim")
    };
    let transport = HttpTransport::new(&settings).unwrap();
    for (url, refused) in [
        ("http://127.0.0.1:9/token", false),
        ("http://127.0.0.1:9/token/other", true),
        ("https://127.0.0.1:9/token", true),
        ("http://127.0.0.1:10/token", true),
    ] {
        let sent = transport.send(&Request::new(Method::Post, url)).await;
        assert_eq!(matches!(sent, Err(TransportError::Refused(_))), refused, "{url}: {sent:?}");
    }
}
