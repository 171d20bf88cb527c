//! Arguments of `report`.

use std::path::PathBuf;

use clap::Args;

use super::super::value::{self, ReportRequest};

/// Make reports from a recording, without a server.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof run https://api.example.com/scim/v2 --record run.jsonl\n  \
        scimproof report run.jsonl --report html=report.html --report junit=scim.xml\n  \
        scimproof report run.jsonl --report json | jq .grade")]
pub(in crate::cli) struct ReportArguments {
    /// The recording: a file that `run --record` wrote.
    #[arg(value_name = "RECORDING")]
    pub(in crate::cli) recording: PathBuf,

    /// Write a report: console, json, junit, markdown (md) or html. Repeatable [default: console].
    ///
    /// Without a path, the report goes to standard output; `html` without a path goes to
    /// `scim-report.html`. Only one report can go to standard output.
    #[arg(long, value_name = "FORMAT[=PATH]", value_parser = value::report, help_heading = "Output")]
    pub(in crate::cli) report: Vec<ReportRequest>,

    /// Fill this HTML template in place of the built-in one.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(in crate::cli) template: Option<PathBuf>,
}
