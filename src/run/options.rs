//! How a run is made.

use std::sync::Arc;
use std::time::Duration;

use crate::credential::ClientCredential;
use crate::mapping::Mapping;
use crate::plan::RunFacts;
use crate::wire::Secret;

/// How much of a run its events tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// All of it: a recording, and every report.
    #[default]
    Everything,
    /// Checks, verdicts and what was left behind, for somebody who makes many
    /// runs and only counts. Requests and answers are left out, and so is the
    /// list of what is planned; no report can be made of such events.
    Checks,
}

/// Tokens beside the run's own, for what others may not do. Nothing is created with
/// that of another tenant, where a run could not clean up.
#[derive(Clone, Debug, Default)]
pub struct FurtherTokens {
    /// One of another tenant of the same server, to which the run's resources do not exist.
    pub other_tenant: Option<Secret>,
    /// One of the run's tenant that may only read.
    pub read_only: Option<Secret>,
}

impl FurtherTokens {
    /// Was the token given that a suite calls so, `other-tenant` or `read-only`?
    pub(super) fn offers(&self, whose: &str) -> bool {
        match whose {
            "other-tenant" => self.other_tenant.is_some(),
            "read-only" => self.read_only.is_some(),
            _ => false,
        }
    }

    /// Those that were given.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Secret> {
        self.other_tenant.iter().chain(&self.read_only)
    }
}

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// What the header of the recording says.
    pub facts: RunFacts,
    /// The bearer token, if one is sent.
    pub token: Option<Secret>,
    /// Tokens beside it, if there are any.
    pub further: FurtherTokens,
    /// The client of a token endpoint, if there is one. Its checks are made, and
    /// when there is no bearer token, tokens are obtained with it.
    pub credential: Option<Arc<ClientCredential>>,
    /// Scenarios side by side, at least 1. Twice as many requests are under way
    /// at most, and fewer when that makes the server slower.
    pub jobs: usize,
    /// Most requests a second over all scenarios; `None` sets no limit.
    pub requests_per_second: Option<f64>,
    /// How long a read may contradict an earlier write before that is a finding.
    pub settle: Duration,
    /// How long is waited before a request that needs another second on the
    /// server's clock than the one before; a shorter time when its timestamps
    /// have fractions.
    pub tick: Duration,
    /// Time limit of a scenario, its clean-up not counted.
    pub scenario_timeout: Duration,
    /// Leave what was created where it is.
    pub keep: bool,
    /// Most requests that one scenario sends at once, at least 1.
    pub at_once: usize,
    /// The largest population that a scenario may create; larger ones are skipped.
    pub population: u32,
    /// How much the events tell.
    pub detail: Detail,
    /// The mapping of the target, if one was given; requests then name no other
    /// attributes than it has.
    pub mapping: Option<Arc<Mapping>>,
}

impl RunOptions {
    /// How many scenarios run side by side at most when nobody says otherwise
    /// (docs/design/008).
    pub const JOBS: usize = 24;

    /// The defaults: 24 scenarios side by side, no rate limit, two seconds
    /// to settle, a minute for a scenario, clean up.
    #[must_use]
    pub fn new(facts: RunFacts, token: Option<Secret>) -> Self {
        Self {
            facts,
            token,
            further: FurtherTokens::default(),
            credential: None,
            jobs: Self::JOBS,
            requests_per_second: None,
            settle: Duration::from_secs(2),
            tick: Duration::from_millis(1100),
            scenario_timeout: Duration::from_secs(60),
            keep: false,
            at_once: 20,
            population: 500,
            detail: Detail::Everything,
            mapping: None,
        }
    }
}
