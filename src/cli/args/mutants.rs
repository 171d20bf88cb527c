//! Arguments of `mutants`.

use clap::{Args, ValueEnum};

use super::super::serve;
use super::{ConfigArguments, MappingArguments, SelectionArguments, SuiteArguments, shared};
use crate::plan::Profile;
use crate::server::{Fault, Variation};

/// Show what the suites catch: each fault of the reference server against them, and each legal difference.
///
/// Nothing is sent over a network. A fault is found when a check fails, and found for the right
/// reason when that check cites what is broken. Under a legal difference nothing may fail.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof mutants\n  \
        scimproof mutants --only entra-users --only-fault 'pu-*'\n  \
        scimproof mutants --suites my-suites --format html > matrix.html\n  \
        scimproof mutants --format json | jq -r '.faults[] | select(.found == \"not\") | .name'")]
pub(in crate::cli) struct MutantsArguments {
    #[command(flatten)]
    pub(in crate::cli) suites: SuiteArguments,

    #[command(flatten)]
    pub(in crate::cli) mapping: MappingArguments,

    #[command(flatten)]
    pub(in crate::cli) selection: SelectionArguments,

    /// Take only this suite. Repeatable; the same as `--only SUITE`.
    #[arg(long, value_name = "NAME", help_heading = "Selection")]
    pub(in crate::cli) suite: Vec<String>,

    /// Try only faults whose name is like this, and no legal differences; `*` stands for any text. Repeatable.
    #[arg(long, value_name = "PATTERN", help_heading = "Selection", value_parser = serve::faults)]
    pub(in crate::cli) only_fault: Vec<Vec<Fault>>,

    /// Try only legal differences whose name is like this, and no faults; `*` stands for any text. Repeatable.
    #[arg(long, value_name = "PATTERN", help_heading = "Selection", value_parser = serve::variations)]
    pub(in crate::cli) only_variation: Vec<Vec<Variation>>,

    /// How many combinations of ten legal differences are tried.
    #[arg(long, value_name = "N", default_value_t = 20, help_heading = "Selection")]
    pub(in crate::cli) combinations: u64,

    /// What is run, and what a failure must be worth to gate.
    #[arg(long, value_name = "PROFILE", value_parser = shared::profiles(), help_heading = "Selection")]
    pub(in crate::cli) profile: Option<Profile>,

    /// How the matrix is written.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = MutantsFormat::Text, help_heading = "Output")]
    pub(in crate::cli) format: MutantsFormat,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}

/// How a matrix is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MutantsFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A page for people.
    Html,
    /// A document of a repository.
    Markdown,
}
