//! Arguments of `list`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ConfigArguments, MappingArguments, SelectionArguments, SuiteArguments};

/// Show what would run, and send nothing.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof list\n  \
        scimproof list --only entra-groups --level MUST\n  \
        scimproof list --requirement 'ENTRA-U-*'\n  \
        scimproof list --format json | jq -r '.scenarios[].id'\n  \
        scimproof list --export my-suites")]
pub(in crate::cli) struct ListArguments {
    #[command(flatten)]
    pub(in crate::cli) mapping: MappingArguments,

    #[command(flatten)]
    pub(in crate::cli) suites: SuiteArguments,

    #[command(flatten)]
    pub(in crate::cli) selection: SelectionArguments,

    /// How the list is written.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ListFormat::Text, help_heading = "Output")]
    pub(in crate::cli) format: ListFormat,

    /// Write the files of the listed suites to DIR, to start suites of your own from.
    ///
    /// Nothing is overwritten. `scimproof run --suites DIR` runs them.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) export: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ListFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}
