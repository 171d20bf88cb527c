//! `scimproof run`.

use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::event::{Event, EventKind};
use crate::judge::Grade;
use crate::plan::{Plan, Profile, RunFacts, Selection};
use crate::report::{Fanout, Fold, Report, ReporterFailure, fold};
use crate::run::{Bug, HttpTransport, RunOptions, Stop, StopSource, authorized, unix_seconds};
use crate::scim::requirement::Catalogue;
use crate::server::{Fault, RunningServer, Variation};
use crate::suite::{Level, Origin, Outcome};
use crate::wire::{Redactor, Secret, Transport};

use super::args::{RunArguments, TargetArguments};
use super::exit::Exit;
use super::failure::Failure;
use super::gallery::Gallery;
use super::mapping::Choice;
use super::output::{Outputs, Usually, record};
use super::progress::Progress;
use super::settings::{Connection, Settings};
use super::target::Embedded;
use super::terminal::{Terminal, tame};
use super::{client, gallery, interrupt, suites, target, token};

/// The program's name and version, as recordings and reports say it.
pub(super) const TOOL: &str = concat!("scimproof ", env!("CARGO_PKG_VERSION"));

/// The largest HTML template that is read, in bytes.
const LARGEST_TEMPLATE: u64 = 16 * 1024 * 1024;

/// Everything that can be wrong before something is sent is behind this.
struct Prepared {
    plan: Plan,
    server: ServerChoice,
    connection: Connection,
    /// The pace; facts and token are filled in when the server is known.
    options: RunOptions,
    outputs: Outputs,
    record: Option<PathBuf>,
    fail_fast: bool,
}

enum ServerChoice {
    Remote(Box<HttpTransport>),
    Embedded { faults: Vec<Fault>, variations: Vec<Variation> },
}

pub(super) fn run(arguments: &RunArguments, terminal: Terminal) -> Result<Exit, Failure> {
    conduct_all(arguments, None, terminal)
}

/// A run of the gate of the app gallery.
pub(super) fn run_gallery(
    arguments: &RunArguments,
    gallery: &Gallery,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    conduct_all(arguments, Some(gallery), terminal)
}

fn conduct_all(
    arguments: &RunArguments,
    gallery: Option<&Gallery>,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let settings = Settings::read(&arguments.config)?;
    settings.strangers().iter().for_each(|sentence| terminal.warn(sentence));
    let prepared = prepare(arguments, gallery, &settings, terminal)?;
    runtime()?.block_on(conduct(prepared, terminal))
}

/// The runtime of commands that send or listen.
///
/// # Errors
/// When the system gives no threads.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::inconclusive(format!("cannot start threads: {error}")))
}

fn prepare(
    arguments: &RunArguments,
    gallery: Option<&Gallery>,
    settings: &Settings,
    terminal: Terminal,
) -> Result<Prepared, Failure> {
    let config = &settings.config;
    let connection = settings.connection(&arguments.connection)?;
    let token = token::token(&arguments.connection.token, settings)?;
    let client = client::client(
        &arguments.connection.client,
        settings,
        connection.token_endpoint.as_deref(),
        arguments.target.url.as_deref(),
    )?;
    let server = match &arguments.target.url {
        Some(url) => ServerChoice::Remote(Box::new(target::transport(url, &connection)?)),
        None => ServerChoice::Embedded {
            faults: arguments.target.fault.clone(),
            variations: arguments.target.variation.clone(),
        },
    };
    let requests = if arguments.report.is_empty() { &config.report } else { &arguments.report };
    let template = arguments.template.as_ref().or(config.template.as_ref());
    let template = template.map(|path| read_template(path)).transpose()?;
    let outputs = Outputs::new(requests.clone(), template, Usually::Console, terminal)?;
    let record = arguments.record.clone().or_else(|| config.record.clone());
    if let Some(path) = &record {
        outputs.forbid(path, "the recording")?;
    }
    let mapping = mapping(arguments, settings, &connection, token.as_ref())?;
    let facts = RunFacts {
        run: target::random_word(8)?,
        started: now(),
        tool: TOOL.to_owned(),
        target: String::new(),
    };
    let usual = match gallery {
        // As patient as the gate, and as many creations at once.
        Some(_) => Usual { settle: Duration::from_secs(7), at_once: 5 },
        None => Usual { settle: Duration::from_secs(2), at_once: 20 },
    };
    let mut options = RunOptions {
        jobs: settings.jobs(arguments.pace.jobs)?,
        at_once: usual.at_once,
        requests_per_second: settings.rps(arguments.pace.rps)?,
        settle: settings.settle(arguments.pace.settle)?.unwrap_or(usual.settle),
        scenario_timeout: settings.scenario_timeout(arguments.scenario_timeout)?,
        keep: arguments.pace.keep || config.keep,
        mapping: mapping.given(),
        credential: client.map(Arc::new),
        further: token::further(&arguments.further, settings)?,
        ..RunOptions::new(facts, token)
    };
    let profile = settings.profile(arguments.profile)?;
    let selection = settings.selection(&arguments.selection)?;
    let origin = settings.origin(&arguments.suites);
    let plan = match gallery {
        None => {
            let loaded = suites::load_suites(&origin, &mapping.tables(), terminal)?;
            let ids = suites::scenario_ids(&loaded);
            let plan = Plan::new(loaded, profile, &selection);
            if plan.scenarios.is_empty() {
                return Err(suites::nothing_selected(&ids, &arguments.selection.only));
            }
            plan
        }
        Some(gallery) => {
            // The gate sends what it sends, whatever the server lacks.
            options.mapping = None;
            let asked = Asked { arguments, settings, connection: &connection, options: &options };
            asked.plan(gallery, &mapping, &origin, terminal)?
        }
    };
    let fail_fast = arguments.fail_fast || config.fail_fast;
    Ok(Prepared { plan, server, connection, options, outputs, record, fail_fast })
}

/// How a run is paced if nothing is said.
struct Usual {
    settle: Duration,
    at_once: usize,
}

/// What a plan of the gate needs to know, and the server it asks.
struct Asked<'a> {
    arguments: &'a RunArguments,
    settings: &'a Settings,
    connection: &'a Connection,
    options: &'a RunOptions,
}

impl Asked<'_> {
    fn plan(
        &self,
        gallery: &Gallery,
        choice: &Choice,
        origin: &Origin,
        terminal: Terminal,
    ) -> Result<Plan, Failure> {
        let mapping = gallery::mapping_of(choice);
        let plan = |published: Option<&Value>| -> Result<Plan, Failure> {
            let tables = gallery.tables(&mapping, published);
            let loaded = suites::load_suites(origin, &tables, terminal)?;
            let mut plan = Plan::new(
                loaded,
                self.settings.profile(Some(Profile::Gallery))?,
                &Selection::default(),
            );
            gallery.select(&mut plan)?;
            Ok(plan)
        };
        // What is wrong with files and names shows before anything is sent.
        plan(Some(&Value::Null))?;
        let published = self.published()?;
        let mut plan = plan(published.as_ref())?;
        let url = self.arguments.target.url.as_deref();
        if let Some(gate) = &mut plan.gate {
            gate.notes = gallery::notes(
                &mapping,
                published.as_ref(),
                url,
                self.options.token.as_ref(),
                unix_seconds().unsigned_abs(),
            );
        }
        if matches!(choice, Choice::Usual) {
            terminal.say(
                "no mapping was given: taking Entra's default one; the gate wants the app's own \
                 (--mapping FILE)",
            );
        }
        Ok(plan)
    }

    /// What the server publishes: the gate makes bodies of it.
    fn published(&self) -> Result<Option<Value>, Failure> {
        let TargetArguments { url, fault, variation } = &self.arguments.target;
        let Some(url) = url else { return Ok(gallery::published_embedded(fault, variation)) };
        let transport: Arc<dyn Transport> = Arc::new(target::transport(url, self.connection)?);
        let (transport, token) = match (&self.options.token, &self.options.credential) {
            (None, Some(client)) => {
                let redactor = Redactor::new(Vec::new());
                let (transport, token) = authorized(transport, Arc::clone(client), redactor);
                (transport, Some(token))
            }
            (token, _) => (transport, token.clone()),
        };
        Ok(runtime()?.block_on(gallery::published(&*transport, token.as_ref())))
    }
}

/// The mapping that is asked for; the server is asked for it if need be.
fn mapping(
    arguments: &RunArguments,
    settings: &Settings,
    connection: &Connection,
    token: Option<&Secret>,
) -> Result<Choice, Failure> {
    let choice = settings.mapping(&arguments.mapping)?;
    if !matches!(choice, Choice::Discover) {
        return Ok(choice);
    }
    let mapping = match &arguments.target.url {
        // Connections of one runtime are of no use to another.
        Some(url) => {
            let transport = target::transport(url, connection)?;
            runtime()?.block_on(super::mapping::discover(&transport, token))?
        }
        None => {
            super::mapping::discover_embedded(&arguments.target.fault, &arguments.target.variation)?
        }
    };
    Ok(Choice::Given(Arc::new(mapping)))
}

async fn conduct(prepared: Prepared, terminal: Terminal) -> Result<Exit, Failure> {
    let Prepared { plan, server, connection, mut options, outputs, record: path, fail_fast } =
        prepared;
    if outputs.has_template() {
        outputs.try_template(&planned_report(&plan, &options)?)?;
    }
    let progress = Progress::new(terminal);
    let mut fanout = outputs.open(terminal, &progress)?;
    if let Some(path) = &path {
        fanout.add(format!("the recording {}", path.display()), record(path, TOOL)?);
    }

    let (transport, embedded) = connect(server, &connection, &mut options, terminal).await?;
    transport.base_url().clone_into(&mut options.facts.target);
    announce(&plan, &options, embedded.is_some(), terminal);

    let (source, stop) = StopSource::new();
    interrupt::listen(source, terminal);
    let sinks = Sinks { fanout, progress, gates: fail_fast.then(|| plan.profile.gates()) };
    let (fanout, report, bugs) =
        Box::pin(sinks.follow(&plan, Arc::new(transport), &options, stop)).await?;
    if let Some(server) = embedded {
        server.stop().await;
    }
    let failures = fanout.finish(&report);
    let exit = conclude(&report, &failures, &outputs, path.as_deref(), options.keep, terminal);
    for bug in &bugs {
        terminal.fail(&Failure::bug(bug.to_string()));
    }
    // The program ends here: to take them apart piece by piece would only take time.
    std::mem::forget((plan, report));
    Ok(if bugs.is_empty() { exit } else { Exit::Bug })
}

/// The server under test; starts the built-in one, with a token of its own.
async fn connect(
    choice: ServerChoice,
    connection: &Connection,
    options: &mut RunOptions,
    terminal: Terminal,
) -> Result<(HttpTransport, Option<RunningServer>), Failure> {
    match choice {
        ServerChoice::Remote(transport) => {
            let token = options.token.is_some() || options.credential.is_some();
            let transport = *transport;
            target::warn_of_plain_text(&transport, token, terminal);
            client::publish(options.credential.as_deref(), terminal).await?;
            Ok((transport, None))
        }
        ServerChoice::Embedded { faults, variations } => {
            let Embedded { server, token, further, client } =
                target::embedded(&faults, &variations).await?;
            let endpoint = Some(client.token_endpoint.clone());
            let connection = Connection { token_endpoint: endpoint, ..connection.clone() };
            options.token = Some(token);
            options.further = further;
            options.credential = Some(Arc::new(client));
            Ok((target::transport(&server.base_url, &connection)?, Some(server)))
        }
    }
}

/// Says what is about to happen.
fn announce(plan: &Plan, options: &RunOptions, embedded: bool, terminal: Terminal) {
    let target = &options.facts.target;
    let scenarios = plan.scenarios.len();
    let profile = plan.profile.name();
    if embedded {
        terminal.say(&format!(
            "no URL was given: testing the built-in reference server at {target}, \
             {scenarios} scenarios, profile {profile}"
        ));
    } else {
        terminal.say(&format!("testing {target}, {scenarios} scenarios, profile {profile}"));
    }
}

/// Those who hear of events.
struct Sinks {
    fanout: Fanout<'static>,
    progress: Progress,
    /// The levels of which a failure ends the run, if one does.
    gates: Option<Vec<Level>>,
}

impl Sinks {
    async fn follow(
        mut self,
        plan: &Plan,
        transport: Arc<dyn Transport>,
        options: &RunOptions,
        stop: Stop,
    ) -> Result<(Fanout<'static>, Report, Vec<Bug>), Failure> {
        // The gate looks at what passed as well.
        let needs_passed = self.fanout.shows_passed() || plan.gate.is_some();
        let mut fold = if needs_passed { Fold::new() } else { Fold::without_passed() };
        let mut trouble = None;
        let mut sink = |event: &Event| {
            self.progress.event(event);
            self.fanout.event(event);
            if trouble.is_none() {
                trouble = fold.event(event.clone()).err();
            }
            let ends = self.gates.as_deref().is_some_and(|gates| fails(event, gates));
            if ends { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let bugs = Box::pin(crate::run::run(plan, transport, options, stop, &mut sink)).await;
        let report = match trouble {
            Some(trouble) => Err(trouble),
            None => fold.finish(),
        };
        let report = report.map_err(|error| {
            Failure::inconclusive(format!("cannot make a report of the run: {error}"))
        })?;
        Ok((self.fanout, report, bugs))
    }
}

/// Does the event hold a failure of one of these levels?
fn fails(event: &Event, gates: &[Level]) -> bool {
    match &event.kind {
        EventKind::Exchanged { checks, .. } => checks
            .iter()
            .any(|check| check.outcome == Outcome::Fail && gates.contains(&check.level)),
        _ => false,
    }
}

/// The report of a run that has not begun: as large as the plan, and empty.
fn planned_report(plan: &Plan, options: &RunOptions) -> Result<Report, Failure> {
    let header = plan.header(&options.facts, &Catalogue::built_in());
    let event = |seq, kind| Event { seq, elapsed_ms: 0, kind };
    fold([
        event(0, EventKind::RunStarted(Box::new(header))),
        event(1, EventKind::RunFinished { interrupted: true }),
    ])
    .map_err(|error| Failure::inconclusive(format!("cannot plan a report: {error}")))
}

/// Says what was written and what is left; decides how the program ends.
fn conclude(
    report: &Report,
    failures: &[ReporterFailure],
    outputs: &Outputs,
    recording: Option<&Path>,
    keep: bool,
    terminal: Terminal,
) -> Exit {
    let failed = |path: &str| failures.iter().any(|failure| failure.name.ends_with(path));
    for (format, path) in outputs.files().filter(|(_, path)| !failed(path)) {
        terminal.say(&format!("wrote the {format} report {path}"));
    }
    if let Some(path) = recording.map(|path| path.display().to_string()).filter(|p| !failed(p)) {
        terminal.say(&format!("wrote the recording {path}"));
    }
    say_residue(report, recording, keep, terminal);
    let unwritten = complain(failures, terminal);
    if let Some(gate) = report.gate.as_ref().filter(|_| !unwritten && !report.interrupted) {
        return match (gate.ready_to_submit, report.grade) {
            (_, Grade::Inconclusive) => Exit::Inconclusive,
            // What was selected passes, though it is not all.
            (true, _) | (false, Grade::Conformant) => Exit::Success,
            (false, Grade::Nonconformant) => Exit::Nonconformant,
        };
    }
    match report.grade {
        _ if unwritten => Exit::Inconclusive,
        Grade::Conformant => Exit::Success,
        Grade::Nonconformant => Exit::Nonconformant,
        Grade::Inconclusive => Exit::Inconclusive,
    }
}

/// Names reports that could not be written; is there one?
pub(super) fn complain(failures: &[ReporterFailure], terminal: Terminal) -> bool {
    let mut unwritten = false;
    for failure in failures {
        // Whoever reads standard output has read enough.
        if failure.error.kind() != std::io::ErrorKind::BrokenPipe {
            terminal.fail(&Failure::inconclusive(format!(
                "cannot write {}: {}",
                failure.name, failure.error
            )));
            unwritten = true;
        }
    }
    unwritten
}

fn say_residue(report: &Report, recording: Option<&Path>, keep: bool, terminal: Terminal) {
    let left = report.residue.len();
    if left == 0 {
        return;
    }
    let what = match (keep, left) {
        (true, _) => format!("{left} resources of this run stay on the server, as asked"),
        (false, 1) => "1 resource of this run could not be deleted".to_owned(),
        (false, _) => format!("{left} resources of this run could not be deleted"),
    };
    let shown: Vec<String> = report.residue.iter().take(5).map(|path| tame(path)).collect();
    let more = if left > shown.len() { ", …" } else { "" };
    let how = match recording {
        Some(path) => format!("to delete them: scimproof clean {}", path.display()),
        None => "their names begin with the token of the run, which the report gives; with \
                 --record, `scimproof clean` can delete them"
            .to_owned(),
    };
    terminal.warn(&format!("{what}: {}{more}\n{how}", shown.join(", ")));
}

/// Reads an HTML template.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
#[expect(clippy::disallowed_methods, reason = "the template is the command line's own file")]
pub(super) fn read_template(path: &Path) -> Result<String, Failure> {
    let refuse = |reason: String| {
        Failure::usage(format!("cannot read the template {}: {reason}", path.display()))
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LARGEST_TEMPLATE + 1).read_to_end(&mut bytes))
        .map_err(|error| refuse(error.to_string()))?;
    if bytes.len() as u64 > LARGEST_TEMPLATE {
        return Err(refuse("it is larger than 16 MiB".to_owned()));
    }
    String::from_utf8(bytes).map_err(|_| refuse("it is not UTF-8 text".to_owned()))
}

/// The time, RFC 3339, to the second.
#[expect(clippy::disallowed_methods, reason = "time enters here")]
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
