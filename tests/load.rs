//! A load against the reference server, on a clock that is not waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use scimproof::judge::{Grade, LoadFacts, judge_load};
use scimproof::plan::RunFacts;
use scimproof::report::{LoadReport, load_html, load_json, load_markdown, load_text};
use scimproof::run::{LoadOptions, RunOptions, StopLevel, StopSource, load};
use scimproof::server::{Fault, InProcess, RateLimit, Server, Settings};
use scimproof::wire::{BoxFuture, Method, Request, Response, Secret, Transport, TransportError};

const TOKEN: &str = "l0ad-t0ken-of-the-test";

/// The reference server, with a count of what it has.
struct Counted {
    inner: InProcess,
    created: AtomicU64,
    deleted: AtomicU64,
}

impl Transport for Counted {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let response = self.inner.send(request).await?;
            match (request.method, response.status) {
                (Method::Post, 201) => self.created.fetch_add(1, Ordering::Relaxed),
                (Method::Delete, 204) => self.deleted.fetch_add(1, Ordering::Relaxed),
                _ => 0,
            };
            Ok(response)
        })
    }
}

async fn loaded(
    mut settings: Settings,
    rate: f64,
    stop: Option<StopLevel>,
) -> (LoadFacts, u64, u64) {
    settings.token = Some(Secret::new(TOKEN));
    let facts = RunFacts {
        run: "t3st".to_owned(),
        started: "2026-01-01T00:00:00Z".to_owned(),
        tool: "scimproof test".to_owned(),
        target: settings.base_url.clone(),
    };
    let options = RunOptions::new(facts, settings.token.clone());
    let server = Arc::new(Counted {
        inner: InProcess::new(Server::new(settings)),
        created: AtomicU64::new(0),
        deleted: AtomicU64::new(0),
    });
    let size =
        LoadOptions { rate, duration: Duration::from_secs(20), most_created: 100, most_open: 100 };
    let (source, ends) = StopSource::new();
    if let Some(level) = stop {
        source.raise(level);
    }
    let facts = load(size, server.clone(), &options, ends).await;
    drop(source);
    (facts, server.created.load(Ordering::Relaxed), server.deleted.load(Ordering::Relaxed))
}

#[tokio::test(start_paused = true)]
async fn a_right_server_keeps_up_and_is_left_as_it_was() {
    let (facts, created, deleted) = loaded(Settings::default(), 25.0, None).await;
    let verdict = judge_load(&facts);
    assert_eq!(verdict.grade, Grade::Conformant, "{verdict:?}");
    assert_eq!((facts.planned, facts.sent), (500, 500));
    assert!((facts.sent_rate - 25.0).abs() < 0.25, "{}", facts.sent_rate);
    assert_eq!((facts.created, created, deleted), (100, 100, 100));
    assert!(facts.residue.is_empty());
    assert!(facts.operations.iter().any(|operation| operation.name == "add members"));
    let told = load_json(LoadReport { facts: &facts, verdict: &verdict }).unwrap();
    assert!(!told.contains(TOKEN));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_limits_the_rate_is_left_alone_as_it_asks_and_fails() {
    let began = tokio::time::Instant::now();
    let now_ms = move || u64::try_from(began.elapsed().as_millis()).unwrap();
    let limit = RateLimit { per_second: 10, now_ms: Arc::new(now_ms) };
    let settings = Settings { rate_limit: Some(limit), ..Settings::default() };
    let (facts, created, deleted) = loaded(settings, 25.0, None).await;
    let verdict = judge_load(&facts);
    assert_eq!(verdict.grade, Grade::Nonconformant);
    assert!(facts.answers["429"] >= 1 && facts.held_back > 100, "{facts:?}");
    assert_eq!(facts.sent + facts.held_back, facts.planned);
    let why = verdict.reasons.join("\n");
    assert!(why.contains("answered 429") && why.contains("asked to wait"), "{why}");
    assert!(why.contains("Retry-After: 1"), "{why}");
    assert_eq!(created, deleted);
    assert!(facts.residue.is_empty(), "{:?}", facts.residue);
}

#[tokio::test(start_paused = true)]
async fn wrong_answers_are_told_with_an_example() {
    let (facts, created, deleted) =
        loaded(Settings::with_faults([Fault::FilterNoMatchIs404]), 25.0, None).await;
    let verdict = judge_load(&facts);
    assert_eq!(verdict.grade, Grade::Nonconformant);
    assert!(verdict.reasons[0].contains("answered 404; the first: GET /Users?filter="));
    assert_eq!(created, deleted);
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_load_proves_nothing_and_cleans_up() {
    let (facts, created, deleted) = loaded(Settings::default(), 25.0, Some(StopLevel::Clean)).await;
    assert!(facts.interrupted && facts.sent == 0);
    assert_eq!(judge_load(&facts).grade, Grade::Inconclusive);
    assert_eq!((created, deleted), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_a_server_says_cannot_leave_its_place_in_a_report() {
    let (mut facts, ..) = loaded(Settings::default(), 30.0, None).await;
    facts.target = "http://h/<script>alert(1)</script>\u{1b}[31m`".to_owned();
    facts.residue = vec!["/Users/<img src=x>\u{1b}`".to_owned()];
    facts.failures.push(scimproof::judge::Failures {
        what: "</li><script>".to_owned(),
        count: 1,
        example: "a\n`b`".to_owned(),
    });
    let verdict = judge_load(&facts);
    let report = LoadReport { facts: &facts, verdict: &verdict };
    let page = load_html(report).unwrap();
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    assert!(page.contains("default-src 'none'") && page.contains("<polyline class=\"p99\""));
    for text in [load_text(report), load_markdown(report)] {
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
