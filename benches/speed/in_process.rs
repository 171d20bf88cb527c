//! Runs without a network, on one core.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use scimproof::detection::observe;
use scimproof::event::Event;
use scimproof::mapping::Mapping;
use scimproof::plan::{Plan, Profile, RunFacts, Selection};
use scimproof::run::{RunOptions, StopSource, run};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{Fault, InProcess, Server, Settings};
use scimproof::suite::{Origin, load_with};
use scimproof::wire::{BoxFuture, Request, Response, Secret, Transport, TransportError};

use super::{median, row};

/// Counts exchanges and the time that the server takes for them.
struct Timed {
    inner: InProcess,
    nanoseconds: AtomicU64,
    exchanges: AtomicU64,
}

impl Transport for Timed {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let began = Instant::now();
            let response = self.inner.send(request).await;
            let took = u64::try_from(began.elapsed().as_nanos()).unwrap_or_default();
            self.nanoseconds.fetch_add(took, Ordering::Relaxed);
            self.exchanges.fetch_add(1, Ordering::Relaxed);
            response
        })
    }
}

fn plan() -> Plan {
    let tables = Mapping::entra_default().tables();
    let loaded = load_with(&Origin::BuiltIn, &Catalogue::built_in(), &tables).unwrap();
    Plan::new(loaded.suites, Profile::Entra, &Selection::default())
}

pub(crate) fn measure() {
    let plan = plan();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let mut rates = Vec::new();
    let mut shares = Vec::new();
    for _ in 0..5 {
        let settings = Settings { token: Some(Secret::new("in-process")), ..Settings::default() };
        let facts = RunFacts {
            run: "sp33d".to_owned(),
            started: "2026-01-01T00:00:00Z".to_owned(),
            tool: "scimproof bench".to_owned(),
            target: settings.base_url.clone(),
        };
        let mut options = RunOptions::new(facts, settings.token.clone());
        options.settle = Duration::ZERO;
        options.tick = Duration::ZERO;
        let transport = Arc::new(Timed {
            inner: InProcess::new(Server::new(settings)),
            nanoseconds: AtomicU64::new(0),
            exchanges: AtomicU64::new(0),
        });
        let (_source, stop) = StopSource::new();
        let mut sink = |_: &Event| ControlFlow::Continue(());
        let began = Instant::now();
        let sender: Arc<dyn Transport> = Arc::clone(&transport) as _;
        runtime.block_on(run(&plan, sender, &options, stop, &mut sink));
        let took = began.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "some thousands, some seconds")]
        let (exchanges, served) = (
            transport.exchanges.load(Ordering::Relaxed) as f64,
            transport.nanoseconds.load(Ordering::Relaxed) as f64 / 1e9,
        );
        rates.push(exchanges / took);
        shares.push(served / took * 100.0);
    }
    let (rate, share) = (median(rates), median(shares));
    row(
        "exchanges in process, one core",
        "≥ 20,000 a second",
        &format!("{rate:.0} a second; {share:.0} % of it is the reference server"),
    );
}

/// What the matrix of all faults makes for each of them.
pub(crate) fn one_row_of_the_matrix() {
    let plan = plan();
    let times: Vec<f64> = Fault::ALL
        .iter()
        .step_by(Fault::ALL.len() / 9)
        .map(|fault| {
            let began = Instant::now();
            observe(&plan, Settings::with_faults([*fault])).unwrap();
            began.elapsed().as_secs_f64()
        })
        .collect();
    let one = median(times);
    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    let all = one * Fault::ALL.len() as f64;
    row(
        &format!("the matrix of {} faults, one core", Fault::ALL.len()),
        "minutes",
        &format!("{:.0} ms for one fault, {all:.0} s for all", one * 1000.0),
    );
}
