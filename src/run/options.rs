//! How a run is made.

use std::sync::Arc;
use std::time::Duration;

use crate::credential::ClientCredential;
use crate::plan::RunFacts;
use crate::wire::Secret;

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// What the header of the recording says.
    pub facts: RunFacts,
    /// The bearer token, if one is sent.
    pub token: Option<Secret>,
    /// The client of a token endpoint, if there is one. Its checks are made, and
    /// when there is no bearer token, tokens are obtained with it.
    pub credential: Option<Arc<ClientCredential>>,
    /// Scenarios side by side, at least 1.
    pub jobs: usize,
    /// Most requests a second over all scenarios; `None` sets no limit.
    pub requests_per_second: Option<f64>,
    /// How long a read may contradict an earlier write before that is a finding.
    pub settle: Duration,
    /// Time limit of a scenario, its clean-up not counted.
    pub scenario_timeout: Duration,
    /// Leave what was created where it is.
    pub keep: bool,
}

impl RunOptions {
    /// The defaults: four scenarios side by side, no rate limit, two seconds
    /// to settle, a minute for a scenario, clean up.
    #[must_use]
    pub fn new(facts: RunFacts, token: Option<Secret>) -> Self {
        Self {
            facts,
            token,
            credential: None,
            jobs: 4,
            requests_per_second: None,
            settle: Duration::from_secs(2),
            scenario_timeout: Duration::from_secs(60),
            keep: false,
        }
    }
}
