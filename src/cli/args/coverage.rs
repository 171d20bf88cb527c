//! Arguments of `coverage`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ConfigArguments, MappingArguments, SuiteArguments};

/// Show which requirement is tested by which checks, and what a run found about it
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof coverage\n  \
        scimproof coverage run.jsonl\n  \
        scimproof coverage scim.json --format html > coverage.html\n  \
        scimproof coverage --format json | jq '.requirements[] | select(.standing == \"uncited\")'")]
pub(in crate::cli) struct CoverageArguments {
    /// What `run --record` or `run --report json` wrote: the results of that run are told.
    #[arg(value_name = "RECORDING|REPORT")]
    pub(in crate::cli) results: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) mapping: MappingArguments,

    #[command(flatten)]
    pub(in crate::cli) suites: SuiteArguments,

    /// How the table is written.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = CoverageFormat::Text, help_heading = "Output")]
    pub(in crate::cli) format: CoverageFormat,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}

/// How a coverage table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CoverageFormat {
    /// For people.
    Text,
    /// For programs; `scimproof schema coverage` describes it.
    Json,
    /// A page for people.
    Html,
}
