//! Settings: a flag wins over the environment, that over the configuration
//! file, that over the default. Every variable is declared here.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::plan::{Profile, Selection};
use crate::run::RunOptions;
use crate::suite::Origin;
use crate::text::did_you_mean;

use super::args::{
    ConfigArguments, ConnectionArguments, MappingArguments, SelectionArguments, SuiteArguments,
    TokenArguments,
};
use super::config::Config;
use super::failure::Failure;
use super::mapping::Choice;
use super::value;

/// An environment variable that the program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it says, in one sentence.
    pub meaning: &'static str,
}

macro_rules! variables {
    ($($constant:ident = $name:literal, $meaning:literal;)*) => {
        $(pub(super) const $constant: &str = $name;)*

        /// The variables of this program, beside `NO_COLOR` and `CI`.
        pub const VARIABLES: &[Variable] =
            &[$(Variable { name: $name, meaning: $meaning }),*];
    };
}

variables! {
    TOKEN = "SCIMPROOF_TOKEN", "The bearer token.";
    TOKEN_FILE = "SCIMPROOF_TOKEN_FILE", "A file that holds the bearer token.";
    OTHER_TENANT_TOKEN = "SCIMPROOF_OTHER_TENANT_TOKEN", "A bearer token of another tenant.";
    READ_ONLY_TOKEN = "SCIMPROOF_READ_ONLY_TOKEN", "A bearer token that may only read.";
    TOKEN_ENDPOINT = "SCIMPROOF_TOKEN_ENDPOINT", "The URL where access tokens are obtained.";
    CLIENT_ID = "SCIMPROOF_CLIENT_ID", "The client identifier for it.";
    CLIENT_SECRET = "SCIMPROOF_CLIENT_SECRET", "The client secret.";
    CLIENT_SECRET_FILE = "SCIMPROOF_CLIENT_SECRET_FILE", "A file that holds it.";
    CLIENT_ASSERTION = "SCIMPROOF_CLIENT_ASSERTION", "A signed assertion.";
    CLIENT_ASSERTION_FILE = "SCIMPROOF_CLIENT_ASSERTION_FILE", "A file that holds it.";
    SCOPE = "SCIMPROOF_SCOPE", "The scope to ask for.";
    CONFIG = "SCIMPROOF_CONFIG", "The configuration file.";
    PROFILE = "SCIMPROOF_PROFILE", "The profile: entra, entra-legacy, entra-flag, validator, gallery, rfc or strict.";
    MAPPING = "SCIMPROOF_MAPPING", "The mapping: zero, entra-default, discover or a file.";
    SUITES = "SCIMPROOF_SUITES", "A directory of further suites, or one file.";
    JOBS = "SCIMPROOF_JOBS", "Scenarios that run side by side.";
    RPS = "SCIMPROOF_RPS", "The most requests a second.";
    TIMEOUT = "SCIMPROOF_TIMEOUT", "Time limit of one request.";
    SCENARIO_TIMEOUT = "SCIMPROOF_SCENARIO_TIMEOUT", "Time limit of one scenario.";
    SETTLE = "SCIMPROOF_SETTLE", "How long a read may lag behind a write.";
    MAX_ANSWER = "SCIMPROOF_MAX_ANSWER", "Size limit of one answer.";
    CA_FILE = "SCIMPROOF_CA_FILE", "Certificate authorities to trust, PEM.";
}

/// All variables with their meanings, for `--help`.
pub(super) fn table() -> String {
    let mut table =
        String::from("Environment (a flag wins over it, it wins over the configuration file):\n");
    for Variable { name, meaning } in VARIABLES {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "  {name:<31}  {meaning}");
    }
    table.push_str("  NO_COLOR                         No colours.\n");
    table.push_str("  CI                               No live progress.");
    table
}

/// The program's variables as they are set. Empty ones count as not set:
/// that is how CI systems leave a variable away.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment(BTreeMap<String, OsString>);

impl Environment {
    /// Looks.
    pub(super) fn read() -> Self {
        Self::from_pairs(std::env::vars_os())
    }

    fn from_pairs(pairs: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        Self(
            pairs
                .into_iter()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
                .filter(|(name, value)| name.starts_with("SCIMPROOF_") && !value.is_empty())
                .collect(),
        )
    }

    /// A sentence about each variable that begins like ours and is none.
    pub(super) fn strangers(&self) -> Vec<String> {
        let known = || VARIABLES.iter().map(|variable| variable.name);
        self.0
            .keys()
            .filter(|name| known().all(|known| known != name.as_str()))
            .map(|name| {
                let meant =
                    did_you_mean(name, known()).map_or_else(String::new, |m| format!("; {m}"));
                format!("the environment variable {name} means nothing to scimproof{meant}")
            })
            .collect()
    }

    /// The value of a variable, if it is set. The value is in no message.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Failure> {
        match self.0.get(name) {
            None => Ok(None),
            Some(value) => value
                .to_str()
                .map(Some)
                .ok_or_else(|| Failure::usage(format!("the variable {name} is not UTF-8 text"))),
        }
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.0.get(name).map(PathBuf::from)
    }

    fn parse<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        self.text(name)?
            .map(|text| {
                parse(text).map_err(|reason| {
                    Failure::usage(format!("the variable {name} cannot be used: {reason}"))
                })
            })
            .transpose()
    }
}

/// Environment and configuration file, where a flag says nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    environment: Environment,
    pub(super) config: Config,
}

/// How to reach a server, the URL and the token aside.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    pub(super) ca_file: Option<PathBuf>,
    pub(super) timeout: Duration,
    pub(super) max_answer: u64,
    pub(super) token_endpoint: Option<String>,
}

/// Where the token is.
#[derive(Debug)]
pub(super) enum TokenSource {
    /// Nowhere.
    Absent,
    /// In this file; `-` is standard input.
    File(PathBuf),
    /// In the variable.
    Variable(String),
}

impl Settings {
    /// Reads the environment and the configuration file.
    ///
    /// # Errors
    /// When the file is missing or wrong.
    pub(super) fn read(arguments: &ConfigArguments) -> Result<Self, Failure> {
        let environment = Environment::read();
        let named = arguments.config.clone().or_else(|| environment.path(CONFIG));
        Ok(Self { config: Config::find(named)?, environment })
    }

    /// Only the environment, for commands without configuration.
    pub(super) fn without_file() -> Self {
        Self { environment: Environment::read(), config: Config::default() }
    }

    /// Sentences about variables that mean nothing.
    pub(super) fn strangers(&self) -> Vec<String> {
        self.environment.strangers()
    }

    pub(super) fn profile(&self, flag: Option<Profile>) -> Result<Profile, Failure> {
        let parse = |text: &str| Profile::from_name(text).map_err(|error| error.to_string());
        Ok(flag
            .or(self.environment.parse(PROFILE, parse)?)
            .or(self.config.profile)
            .unwrap_or(Profile::Entra))
    }

    /// The mapping that is asked for.
    pub(super) fn mapping(&self, flags: &MappingArguments) -> Result<Choice, Failure> {
        let word = match (&flags.mapping, self.environment.text(MAPPING)?) {
            (Some(flag), _) => Some(flag.clone()),
            (None, Some(variable)) => Some(variable.to_owned()),
            (None, None) => self.config.mapping.clone(),
        };
        Choice::read(word.as_deref())
    }

    pub(super) fn origin(&self, flags: &SuiteArguments) -> Origin {
        flags
            .suites
            .clone()
            .or_else(|| self.environment.path(SUITES))
            .or_else(|| self.config.suites.clone())
            .map_or(Origin::BuiltIn, Origin::Directory)
    }

    /// Which scenarios; a list of flags replaces that of the file.
    pub(super) fn selection(&self, flags: &SelectionArguments) -> Result<Selection, Failure> {
        fn list<'a, T>(flags: &'a [T], file: &'a [T]) -> &'a [T] {
            if flags.is_empty() { file } else { flags }
        }
        Selection::new(
            list(&flags.only, &self.config.only),
            list(&flags.exclude, &self.config.exclude),
            list(&flags.level, &self.config.level),
            list(&flags.requirement, &self.config.requirement),
        )
        .map_err(|error| Failure::usage(error.to_string()))
    }

    pub(super) fn connection(&self, flags: &ConnectionArguments) -> Result<Connection, Failure> {
        Ok(Connection {
            ca_file: flags
                .ca_file
                .clone()
                .or_else(|| self.environment.path(CA_FILE))
                .or_else(|| self.config.ca_file.clone()),
            timeout: flags
                .timeout
                .or(self.environment.parse(TIMEOUT, value::time_limit)?)
                .or(self.config.timeout)
                .unwrap_or(Duration::from_secs(30)),
            max_answer: flags
                .max_answer
                .or(self.environment.parse(MAX_ANSWER, value::size)?)
                .or(self.config.max_answer)
                .unwrap_or(8 * 1024 * 1024),
            token_endpoint: flags
                .client
                .token_endpoint
                .clone()
                .or(self.variable(TOKEN_ENDPOINT)?)
                .or_else(|| self.config.oauth.token_endpoint.clone()),
        })
    }

    /// The value of a variable, if it is set.
    ///
    /// # Errors
    /// When it is no text.
    pub(super) fn variable(&self, name: &str) -> Result<Option<String>, Failure> {
        Ok(self.environment.text(name)?.map(str::to_owned))
    }

    pub(super) fn jobs(&self, flag: Option<usize>) -> Result<usize, Failure> {
        let found = flag.or(self.environment.parse(JOBS, value::jobs)?).or(self.config.jobs);
        Ok(found.unwrap_or(RunOptions::JOBS))
    }

    pub(super) fn rps(&self, flag: Option<f64>) -> Result<Option<f64>, Failure> {
        Ok(flag.or(self.environment.parse(RPS, value::rate)?).or(self.config.rps))
    }

    pub(super) fn scenario_timeout(&self, flag: Option<Duration>) -> Result<Duration, Failure> {
        let found = flag
            .or(self.environment.parse(SCENARIO_TIMEOUT, value::time_limit)?)
            .or(self.config.scenario_timeout);
        Ok(found.unwrap_or(Duration::from_secs(60)))
    }

    pub(super) fn settle(&self, flag: Option<Duration>) -> Result<Option<Duration>, Failure> {
        Ok(flag.or(self.environment.parse(SETTLE, value::duration)?).or(self.config.settle))
    }

    /// Where a token beside the run's own is: in the file of a flag, or in this variable.
    pub(super) fn further_token(
        &self,
        file: Option<&Path>,
        variable: &'static str,
    ) -> Result<TokenSource, Failure> {
        if let Some(path) = file {
            return Ok(TokenSource::File(path.to_owned()));
        }
        let text = self.environment.text(variable)?;
        Ok(text.map_or(TokenSource::Absent, |text| TokenSource::Variable(text.to_owned())))
    }

    /// Where the token is; the variable that holds it wins over that of a file.
    pub(super) fn token(&self, flags: &TokenArguments) -> Result<TokenSource, Failure> {
        if let Some(path) = &flags.token_file {
            return Ok(TokenSource::File(path.clone()));
        }
        if let Some(token) = self.environment.text(TOKEN)? {
            return Ok(TokenSource::Variable(token.to_owned()));
        }
        let file = self.environment.path(TOKEN_FILE).or_else(|| self.config.token_file.clone());
        Ok(file.map_or(TokenSource::Absent, TokenSource::File))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Settings {
        let pairs = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let config = Config { jobs: Some(7), ..Config::default() };
        Settings { environment: Environment::from_pairs(pairs), config }
    }

    #[test]
    fn a_flag_wins_over_the_environment_and_that_over_the_file() {
        let both = settings(&[("SCIMPROOF_JOBS", "5")]);
        assert_eq!(both.jobs(Some(3)).unwrap(), 3);
        assert_eq!(both.jobs(None).unwrap(), 5);
        assert_eq!(settings(&[]).jobs(None).unwrap(), 7);
        assert_eq!(settings(&[("SCIMPROOF_JOBS", "")]).jobs(None).unwrap(), 7);
        assert_eq!(Settings::default().jobs(None).unwrap(), 24);
        assert!(settings(&[("SCIMPROOF_JOBS", "0")]).jobs(None).is_err());
    }

    #[test]
    fn every_variable_is_in_the_table_and_strangers_are_noticed() {
        for variable in VARIABLES {
            assert!(table().contains(variable.name));
        }
        let strangers =
            settings(&[("SCIMPROOF_TIMOUT", "1s"), ("SCIMPROOF_JOBS", "1")]).strangers();
        assert_eq!(strangers.len(), 1);
        assert!(strangers[0].ends_with("did you mean `SCIMPROOF_TIMEOUT`?"), "{strangers:?}");
    }
}
