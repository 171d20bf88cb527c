//! The builder: what is tested, against what, and what is known to fail.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Arguments;

use crate::mapping::Mapping;
use crate::plan::{Plan, Profile, Selection};
use crate::report::Report;
use crate::scim::requirement::Catalogue;
use crate::suite::{Origin, load_with, read_small_file};
use crate::wire::{BoxFuture, Secret};

use super::trial::{self, Session};

/// A server under test.
#[derive(Clone, Debug)]
pub struct Target {
    pub(super) base_url: String,
    pub(super) token: Option<Secret>,
}

impl Target {
    /// A server at this base URL (`http://127.0.0.1:8080/scim/v2`).
    #[must_use]
    pub fn new(base_url: impl Into<String>) -> Self {
        Self { base_url: base_url.into(), token: None }
    }

    /// The bearer token to send.
    #[must_use]
    pub fn bearer(mut self, token: impl Into<Box<str>>) -> Self {
        self.token = Some(Secret::new(token));
        self
    }
}

/// What becomes of a scenario for which the server lacks something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnSkip {
    /// Its test is ignored, with the reason.
    #[default]
    Ignore,
    /// Its test fails: for servers that must support everything.
    Fail,
}

/// Why no tests could be made.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// There is no such profile, or a pattern or suite is wrong; the text says what.
    #[error("{0}")]
    Setup(String),
    /// No server was given: call [`Conformance::server`].
    #[error("no server was given: call .server(…) before .run()")]
    NoServer,
    /// The runtime could not be started.
    #[error("cannot start the runtime: {0}")]
    Runtime(std::io::Error),
}

pub(super) type StartServer = Box<dyn Fn() -> BoxFuture<'static, Target> + Send + Sync>;

/// A known failure.
#[derive(Clone, Debug)]
pub(super) struct Waiver {
    pub(super) pattern: String,
    pub(super) reason: String,
}

/// Conformance tests of one server.
pub struct Conformance {
    profile: String,
    suite_files: Vec<PathBuf>,
    only: Vec<String>,
    exclude: Vec<String>,
    waivers: Vec<Waiver>,
    on_skip: OnSkip,
    settle: Duration,
    mapping: Option<PathBuf>,
    server: Option<StartServer>,
}

impl Conformance {
    /// The scenarios of a profile: `entra`, `entra-legacy`, `entra-flag`, `validator`, `rfc` or `strict`.
    #[must_use]
    pub fn new(profile: impl Into<String>) -> Self {
        Self {
            profile: profile.into(),
            suite_files: Vec::new(),
            only: Vec::new(),
            exclude: Vec::new(),
            waivers: Vec::new(),
            on_skip: OnSkip::default(),
            settle: Duration::from_secs(2),
            mapping: None,
            server: None,
        }
    }

    /// How the server under test is started. It is called once, when the
    /// first test runs; what it spawns on the runtime lives as long as the tests.
    #[must_use]
    pub fn server<F, A>(mut self, start: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Target> + Send + 'static,
    {
        self.server = Some(Box::new(move || Box::pin(start())));
        self
    }

    /// Takes this suite file instead of the built-in suites. May be called again.
    #[must_use]
    pub fn suite_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.suite_files.push(path.into());
        self
    }

    /// Takes only scenarios of this pattern (`entra-users.*`). May be called again.
    #[must_use]
    pub fn only(mut self, pattern: impl Into<String>) -> Self {
        self.only.push(pattern.into());
        self
    }

    /// Leaves out scenarios of this pattern. May be called again.
    #[must_use]
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.exclude.push(pattern.into());
        self
    }

    /// Scenarios of this pattern are known to fail. Their tests pass while
    /// they fail, and fail as soon as they pass, so that no waiver outlives
    /// its reason.
    #[must_use]
    pub fn waive(mut self, pattern: impl Into<String>, reason: impl Into<String>) -> Self {
        self.waivers.push(Waiver { pattern: pattern.into(), reason: reason.into() });
        self
    }

    /// What becomes of scenarios that do not apply to the server.
    #[must_use]
    pub const fn on_skip(mut self, on_skip: OnSkip) -> Self {
        self.on_skip = on_skip;
        self
    }

    /// The attributes that Entra maps: `zero`, `entra-default`, or a file
    /// (`*.mapping.jsonc`, or the schema that Entra exports). No request names
    /// any other.
    #[must_use]
    pub fn mapping(mut self, name_or_file: impl Into<PathBuf>) -> Self {
        self.mapping = Some(name_or_file.into());
        self
    }

    /// How long a read may contradict an earlier write; zero for servers that
    /// are consistent at once. Two seconds if not set.
    #[must_use]
    pub const fn settle(mut self, settle: Duration) -> Self {
        self.settle = settle;
        self
    }

    /// Runs the tests as libtest would: filters, `--list` and `--test-threads`
    /// come from the command line.
    #[must_use]
    pub fn run(self) -> ExitCode {
        let arguments = Arguments::from_args();
        match self.trials() {
            Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
            Err(error) => trial::setup_failed(&arguments, &error),
        }
    }

    /// The tests, for people who add their own before they run them.
    ///
    /// # Errors
    /// [`EmbedError`] when no tests can be made.
    pub fn trials(self) -> Result<Vec<libtest_mimic::Trial>, EmbedError> {
        let (plan, session) = self.session()?;
        Ok(trial::trials(&plan, &Arc::new(session)))
    }

    /// Runs everything at once and gives the report, for people who have
    /// another test runner.
    ///
    /// # Errors
    /// [`EmbedError`] when nothing could be run.
    pub fn run_to_report(self) -> Result<Report, EmbedError> {
        let (plan, session) = self.session()?;
        session.report(&plan).map_err(EmbedError::Setup)
    }

    fn session(self) -> Result<(Plan, Session), EmbedError> {
        let setup = |error: String| EmbedError::Setup(error);
        let profile =
            Profile::from_name(&self.profile).map_err(|error| setup(error.to_string()))?;
        let selection = Selection::new(&self.only, &self.exclude, &[], &[])
            .map_err(|error| setup(error.to_string()))?;
        let origin = if self.suite_files.is_empty() {
            Origin::BuiltIn
        } else {
            Origin::Files(self.suite_files)
        };
        let mapping = self.mapping.as_deref().map(read_mapping).transpose().map_err(setup)?;
        let tables = mapping.clone().unwrap_or_else(Mapping::entra_default).tables();
        let loaded = load_with(&origin, &Catalogue::built_in(), &tables)
            .map_err(|problems| setup(problems.render(false)))?;
        let mut plan = Plan::new(loaded.suites, profile, &selection);
        plan.mapping = mapping.map(Arc::new);
        let start = self.server.ok_or(EmbedError::NoServer)?;
        let session = Session::new(start, self.waivers, self.on_skip, self.settle)
            .map_err(EmbedError::Runtime)?;
        Ok((plan, session))
    }
}

/// A built-in mapping by its name, or one from a file.
fn read_mapping(path: &Path) -> Result<Mapping, String> {
    let name = path.display().to_string().replace('\\', "/");
    if let Some(mapping) = Mapping::built_in(&name) {
        return Ok(mapping);
    }
    let bytes = read_small_file(path)
        .map_err(|error| format!("cannot read the mapping {name}: {error}"))?;
    Mapping::read(&name, bytes).map_err(|problems| problems.render(false))
}
