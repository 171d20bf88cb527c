//! Arguments of `run`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::super::settings;
use super::super::value::{self, ReportRequest};
use super::{
    ConfigArguments, ConnectionArguments, FurtherTokenArguments, MappingArguments, PaceArguments,
    SelectionArguments, SuiteArguments, TargetArguments, shared,
};
use crate::cli::exit::Exit;
use crate::plan::Profile;

/// Test a server and say whether Entra's provisioning works with it.
///
/// With a URL, that server is tested: scimproof creates users and groups,
/// changes, finds and deletes them, and deletes nothing that it did not create.
/// Without a URL, the reference server that is built in is tested, on a free
/// port of this computer: a quick look at what a run is like.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  \
        scimproof run\n  \
        scimproof run --fault pg-add-members-overwrites\n  \
        scimproof run https://api.example.com/scim/v2 --token-file token.txt\n  \
        scimproof run https://api.example.com/scim/v2 --only entra-users --report html\n  \
        scimproof run \"$URL\" --report junit=scim.xml --report md=\"$GITHUB_STEP_SUMMARY\"",
    after_long_help = after_long_help()
)]
pub(in crate::cli) struct RunArguments {
    #[command(flatten)]
    pub(in crate::cli) target: TargetArguments,

    /// What is run, and what makes a server nonconformant [default: entra].
    ///
    /// `entra`: what the RFCs demand and what Entra needs. `entra-legacy`, `entra-flag`: what Entra
    /// sends when the tenant URL lacks or has aadOptscim062020. `validator`: the tests of Microsoft's SCIM
    /// Validator. `rfc`: what the RFCs demand, only. `strict`: recommendations, too.
    #[arg(long, value_name = "PROFILE", value_parser = shared::profiles(), help_heading = "Selection")]
    pub(in crate::cli) profile: Option<Profile>,

    #[command(flatten)]
    pub(in crate::cli) mapping: MappingArguments,

    #[command(flatten)]
    pub(in crate::cli) suites: SuiteArguments,

    #[command(flatten)]
    pub(in crate::cli) selection: SelectionArguments,

    #[command(flatten)]
    pub(in crate::cli) connection: ConnectionArguments,

    #[command(flatten)]
    pub(in crate::cli) further: FurtherTokenArguments,

    #[command(flatten)]
    pub(in crate::cli) pace: PaceArguments,

    /// Time limit of one scenario, its clean-up not counted [default: 60s].
    #[arg(long, value_name = "DURATION", value_parser = value::time_limit, help_heading = "Pace")]
    pub(in crate::cli) scenario_timeout: Option<Duration>,

    /// Stop at the first failure that makes the server nonconformant.
    #[arg(long, help_heading = "Pace")]
    pub(in crate::cli) fail_fast: bool,

    /// Write a report: console, json, junit, markdown (md) or html. Repeatable.
    ///
    /// Without a path, the report goes to standard output in place of the console report; `html`
    /// without a path goes to `scim-report.html`. Only one report can go to standard output.
    #[arg(long, value_name = "FORMAT[=PATH]", value_parser = value::report, help_heading = "Output")]
    pub(in crate::cli) report: Vec<ReportRequest>,

    /// Write every request and answer to PATH as it happens, without the token.
    ///
    /// `scimproof report` makes any report from it later; `scimproof clean` deletes what an
    /// interrupted run has left on the server.
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    pub(in crate::cli) record: Option<PathBuf>,

    /// Fill this HTML template in place of the built-in one.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(in crate::cli) template: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}

fn after_long_help() -> String {
    format!(
        "Examples:\n  \
         scimproof run\n      \
         Test the reference server that is built in.\n  \
         scimproof run --fault pg-add-members-overwrites\n      \
         The same, with a bug that Entra's customers have met.\n  \
         scimproof run https://api.example.com/scim/v2 --token-file token.txt\n      \
         Test a server. The token may also be in SCIMPROOF_TOKEN.\n  \
         scimproof run https://api.example.com/scim/v2 --only entra-users --report html\n      \
         Only the scenarios of users; a page for people in scim-report.html.\n  \
         scimproof run \"$URL\" --report junit=scim.xml --report md=\"$GITHUB_STEP_SUMMARY\"\n      \
         In CI.\n\n\
         Ctrl-C ends a run early: what it created is deleted, and the reports are written.\n\
         A second Ctrl-C leaves everything where it is.\n\n\
         {}\n\n{}",
        settings::table(),
        Exit::table()
    )
}
