//! Runs plans against the reference server without a network and a clock.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use scimproof::detection::with_token_endpoint;
use scimproof::event::Event;
use scimproof::mapping::Mapping;
use scimproof::plan::{Plan, Profile, RunFacts, Selection};
use scimproof::run::{RunOptions, StopSource, run, unix_seconds};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{InProcess, Server, Settings};
use scimproof::suite::{Origin, load_with};
use scimproof::wire::{Secret, Transport};

/// All built-in scenarios under a profile.
pub(crate) fn plan(profile: Profile) -> Plan {
    let tables = Mapping::entra_default().tables();
    let loaded =
        load_with(&Origin::BuiltIn, &Catalogue::built_in(), &tables).expect("the suites are right");
    Plan::new(loaded.suites, profile, &Selection::default())
}

/// The events of a run against a server of these settings, which asks for a
/// token even if they name none.
pub(crate) fn events(plan: &Plan, settings: Settings, jobs: usize) -> Vec<Event> {
    events_of(plan, settings, jobs, true)
}

/// The same; the run has a client of the token endpoint, or none.
pub(crate) fn events_of(
    plan: &Plan,
    mut settings: Settings,
    jobs: usize,
    has_client: bool,
) -> Vec<Event> {
    settings.token.get_or_insert_with(|| Secret::new("in-process"));
    let facts = RunFacts {
        run: "t3st".to_owned(),
        started: "2026-01-01T00:00:00Z".to_owned(),
        tool: "scimproof test".to_owned(),
        target: settings.base_url.clone(),
    };
    let mut options = RunOptions::new(facts, settings.token.clone());
    let secret = Secret::new("in-process-client-secret");
    let client = with_token_endpoint(&mut settings, secret, Arc::new(unix_seconds));
    options.credential = Some(Arc::new(client.expect("a key"))).filter(|_| has_client);
    options.mapping.clone_from(&plan.mapping);
    options.settle = Duration::ZERO;
    options.tick = Duration::ZERO;
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
