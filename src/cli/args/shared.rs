//! Arguments that several commands have.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::super::{serve, value};
use super::ClientArguments;
use crate::plan::Profile;
use crate::server::{Fault, Variation};
use crate::suite::Level;

/// Where settings come from.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct ConfigArguments {
    /// Read settings from FILE [default: `scimproof.jsonc` in the working directory, if there is one].
    #[arg(long, value_name = "FILE", help_heading = "Output", display_order = 800)]
    pub(in crate::cli) config: Option<PathBuf>,
}

/// Which suites are loaded.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct SuiteArguments {
    /// Add the suites in PATH, a directory or a file, to those built in.
    ///
    /// A file with the name of a built-in one replaces it.
    #[arg(long, value_name = "PATH", help_heading = "Selection")]
    pub(in crate::cli) suites: Option<PathBuf>,
}

/// What the target's attributes are.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct MappingArguments {
    /// The attributes that Entra maps: `zero`, `entra-default`, `discover` or a FILE.
    ///
    /// Requests then name no other attributes. A file is a `*.mapping.jsonc`, or the schema JSON
    /// that the Entra admin center exports; `discover` maps what the server publishes in /Schemas.
    /// Without it, all requests of the suites are sent that fit to what the server publishes.
    #[arg(long, value_name = "NAME|FILE", help_heading = "Selection")]
    pub(in crate::cli) mapping: Option<String>,
}

/// Which scenarios are taken.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Selection")]
pub(in crate::cli) struct SelectionArguments {
    /// Take only scenarios whose id begins like this; `*` stands for any text. Repeatable.
    ///
    /// `entra-users` takes a suite, `entra-users.disable` the scenarios below that name,
    /// `*.disable.*` those of all suites.
    #[arg(long, value_name = "PATTERN")]
    pub(in crate::cli) only: Vec<String>,

    /// Leave scenarios away whose id begins like this. Repeatable.
    #[arg(long, value_name = "PATTERN")]
    pub(in crate::cli) exclude: Vec<String>,

    /// Take only scenarios of this level: MUST, SHOULD (of the RFCs) or ENTRA. Repeatable.
    #[arg(long, value_name = "LEVEL", ignore_case = true, value_parser = levels())]
    pub(in crate::cli) level: Vec<Level>,

    /// Take only scenarios that cite this requirement, e.g. `RFC7644-3.5.2*`. Repeatable.
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) requirement: Vec<String>,
}

/// The server under test.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct TargetArguments {
    /// The base URL of the SCIM server, such as `https://api.example.com/scim/v2`.
    ///
    /// Without it, the reference server that is built in is tested.
    #[arg(value_name = "URL")]
    pub(in crate::cli) url: Option<String>,

    /// Give the built-in server this bug, to see how it is found. Repeatable.
    ///
    /// `scimproof explain faults` lists all names.
    #[arg(long, value_name = "NAME", conflicts_with = "url", value_parser = serve::fault)]
    pub(in crate::cli) fault: Vec<Fault>,

    /// Let the built-in server differ in this way, which is allowed. Repeatable.
    ///
    /// `scimproof explain variations` lists all names.
    #[arg(long, value_name = "NAME", conflicts_with = "url", value_parser = serve::variation)]
    pub(in crate::cli) variation: Vec<Variation>,
}

/// How fast a run goes, and what it leaves.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct PaceArguments {
    /// Scenarios that run side by side at most, 1 to 64 [default: 24].
    ///
    /// A run begins with four requests under way, and gets wider only while the server
    /// answers as quickly as before; never more than twice N are under way.
    #[arg(long, short, value_name = "N", value_parser = value::jobs, help_heading = "Pace")]
    pub(in crate::cli) jobs: Option<usize>,

    /// Send at most so many requests a second [default: no limit].
    #[arg(long, value_name = "N", value_parser = value::rate, help_heading = "Pace")]
    pub(in crate::cli) rps: Option<f64>,

    /// How long a read may lag behind a write before that is a finding [default: 2s, of `gallery` 7s as in the gate].
    #[arg(long, value_name = "DURATION", value_parser = value::duration, help_heading = "Pace")]
    pub(in crate::cli) settle: Option<Duration>,

    /// Leave what was created on the server, to look at it.
    #[arg(long, help_heading = "Pace")]
    pub(in crate::cli) keep: bool,
}

/// The credential.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Connection")]
pub(in crate::cli) struct TokenArguments {
    /// Read the bearer token from FILE; `-` is standard input [env: `SCIMPROOF_TOKEN` is the token itself].
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) token_file: Option<PathBuf>,

    /// Exists to be refused with an explanation: arguments are seen by other
    /// users of the computer and stay in the history of the shell.
    #[arg(long, hide = true, num_args = 0..=1, value_name = "REFUSED", default_missing_value = "")]
    pub(in crate::cli) token: Option<std::ffi::OsString>,
}

/// Credentials beside the run's own.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Connection")]
pub(in crate::cli) struct FurtherTokenArguments {
    /// Read a bearer token of another tenant from FILE, which must not see or change what the run
    /// creates [env: `SCIMPROOF_OTHER_TENANT_TOKEN` is the token itself].
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) other_tenant_token_file: Option<PathBuf>,

    /// Read a bearer token from FILE that may read and not write [env: `SCIMPROOF_READ_ONLY_TOKEN`
    /// is the token itself].
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) read_only_token_file: Option<PathBuf>,
}

/// How to reach the server.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Connection")]
pub(in crate::cli) struct ConnectionArguments {
    #[command(flatten)]
    pub(in crate::cli) token: TokenArguments,

    #[command(flatten)]
    pub(in crate::cli) client: ClientArguments,

    /// Trust the certificate authorities in this PEM file beside the system's.
    #[arg(long, value_name = "PEM", help_heading = "Connection")]
    pub(in crate::cli) ca_file: Option<PathBuf>,

    /// Time limit of one request, with its answer [default: 30s].
    #[arg(long, value_name = "DURATION", value_parser = value::time_limit, help_heading = "Connection")]
    pub(in crate::cli) timeout: Option<Duration>,

    /// Size limit of one answer [default: 8MiB].
    #[arg(long, value_name = "SIZE", value_parser = value::size, help_heading = "Connection")]
    pub(in crate::cli) max_answer: Option<u64>,
}

fn levels() -> impl clap::builder::TypedValueParser<Value = Level> {
    PossibleValuesParser::new(["MUST", "SHOULD", "ENTRA"]).map(|name| {
        match name.to_ascii_uppercase().as_str() {
            "MUST" => Level::Must,
            "SHOULD" => Level::Should,
            _ => Level::Entra,
        }
    })
}

/// Reads the name of a profile.
pub(in crate::cli) fn profiles() -> impl clap::builder::TypedValueParser<Value = Profile> {
    PossibleValuesParser::new(Profile::ALL.map(Profile::name))
        .try_map(|name| Profile::from_name(&name))
}
