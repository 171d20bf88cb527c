//! Runs plans against the reference server without a network and a clock.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use scimproof::credential::{Assertion, ClientCredential, Issuer, KeyKind, SecretPlacement};
use scimproof::event::Event;
use scimproof::plan::{Plan, Profile, RunFacts, Selection};
use scimproof::report::{Report, fold};
use scimproof::run::{RunOptions, StopSource, run, unix_seconds};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{InProcess, Server, Settings, TokenEndpoint, Trust};
use scimproof::suite::{Origin, load};
use scimproof::wire::{Secret, Transport};

/// All built-in scenarios under a profile.
pub fn plan(profile: Profile) -> Plan {
    let loaded = load(&Origin::BuiltIn, &Catalogue::built_in()).expect("the suites are right");
    Plan::new(loaded.suites, profile, &Selection::default())
}

/// Gives the server a token endpoint, and is its client.
fn token_endpoint(settings: &mut Settings) -> ClientCredential {
    let (id, secret) = ("scimproof", Secret::new("in-process-client-secret"));
    let issuer =
        Issuer::new(KeyKind::EllipticCurve, "https://issuer.example.com", "workload", id).unwrap();
    settings.token_endpoint = Some(TokenEndpoint {
        client_id: id.to_owned(),
        client_secret: Some(secret.clone()),
        trust: Some(Trust {
            issuer: issuer.issuer.clone(),
            subject: issuer.subject.clone(),
            audience: issuer.audience.clone(),
            keys: issuer.jwks().clone(),
        }),
        lifetime: 3600,
        now: Arc::new(unix_seconds),
    });
    ClientCredential {
        token_endpoint: format!("{}/token", settings.base_url),
        client_id: id.to_owned(),
        secret: Some(secret),
        placement: SecretPlacement::Body,
        assertion: Some(Assertion::Issued(Arc::new(issuer))),
        scope: Some("scim".to_owned()),
        base_address: Some(settings.base_url.clone()),
    }
}

/// The events of a run against a server of these settings, which asks for a
/// token even if they name none.
pub fn events(plan: &Plan, mut settings: Settings, jobs: usize) -> Vec<Event> {
    settings.token.get_or_insert_with(|| Secret::new("in-process"));
    let facts = RunFacts {
        run: "t3st".to_owned(),
        started: "2026-01-01T00:00:00Z".to_owned(),
        tool: "scimproof test".to_owned(),
        target: settings.base_url.clone(),
    };
    let mut options = RunOptions::new(facts, settings.token.clone());
    options.credential = Some(Arc::new(token_endpoint(&mut settings)));
    options.settle = Duration::ZERO;
    options.jobs = jobs;
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(Server::new(settings)));
    let (_source, stop) = StopSource::new();
    let mut events = Vec::new();
    let mut sink = |event: &Event| {
        events.push(event.clone());
        ControlFlow::Continue(())
    };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(run(plan, transport, &options, stop, &mut sink));
    events
}

/// The report of a run against a server of these settings.
pub fn report(plan: &Plan, settings: Settings) -> Report {
    fold(events(plan, settings, 4)).expect("a whole run")
}
