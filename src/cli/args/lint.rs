//! Arguments of `lint`.

use std::path::PathBuf;

use clap::Args;

use super::ListFormat;

/// Check suite files, and configuration files, without sending anything.
///
/// Finds every problem of every file: syntax, unknown keys, undefined names,
/// unknown requirements, checks that claim more than what they cite. Each comes
/// with its place and what to do; `scimproof explain CODE` says more.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof lint my-suites/*.jsonc\n  \
        scimproof lint my-suites scimproof.jsonc\n  \
        scimproof lint --format json my-suites | jq -r '.[].message'")]
pub(in crate::cli) struct LintArguments {
    /// Files, or directories of them [default: the suites that are built in].
    ///
    /// A file called `scimproof.jsonc` is checked as a configuration.
    #[arg(value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,

    /// How problems are written: as text to standard error, or as JSON to standard output.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ListFormat::Text, help_heading = "Output")]
    pub(in crate::cli) format: ListFormat,
}
