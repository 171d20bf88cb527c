//! Arguments of `clean`.

use std::path::PathBuf;

use clap::Args;

use super::{ConfigArguments, ConnectionArguments};

/// Delete what a run has left on a server.
///
/// A run deletes what it created. When it could not, because it was
/// interrupted or the server refused, this tries again: it reads from the
/// recording what is left, looks at each resource, and deletes it if it carries
/// the mark of that run.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof clean run.jsonl\n  \
        scimproof clean run.jsonl https://api.example.com/scim/v2 --token-file token.txt")]
pub(in crate::cli) struct CleanArguments {
    /// The recording: a file that `run --record` wrote.
    #[arg(value_name = "RECORDING")]
    pub(in crate::cli) recording: PathBuf,

    /// The base URL of the server [default: that of the recording].
    #[arg(value_name = "URL")]
    pub(in crate::cli) url: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) connection: ConnectionArguments,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}
