//! Arguments of `load`.

use std::time::Duration;

use clap::Args;

use super::super::value::{self, ReportRequest};
use super::{ConfigArguments, ConnectionArguments};

/// Send what Entra sends in an initial cycle at a steady rate, and say whether the server keeps up.
///
/// Entra wants 25 requests a second to be taken. For each user a search and a
/// creation are sent, for each ten users a group with its members. A request is
/// sent when it is due, whether the one before was answered or not. When the
/// server asks to wait (429 or 503 with Retry-After), it is left alone for that
/// time, and what was due counts as not taken.
///
/// What was created is deleted afterwards.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof load https://api.example.com/scim/v2 --token-file token.txt\n  \
        scimproof load \"$URL\" --rate 50 --duration 60s --report html=load.html\n\n\
        Without a URL, the reference server that is built in is tried.")]
pub(in crate::cli) struct LoadArguments {
    /// The base URL of the SCIM server, such as `https://api.example.com/scim/v2`.
    #[arg(value_name = "URL")]
    pub(in crate::cli) url: Option<String>,

    /// Requests a second, up to 10000.
    #[arg(long, value_name = "N", value_parser = value::load_rate, default_value = "25", help_heading = "Load")]
    pub(in crate::cli) rate: f64,

    /// For how long, up to 10m.
    #[arg(long, value_name = "DURATION", value_parser = value::load_time, default_value = "20s", help_heading = "Load")]
    pub(in crate::cli) duration: Duration,

    /// The most users and groups that are created; beyond that, users are read.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = value::load_resources, help_heading = "Load")]
    pub(in crate::cli) resources: usize,

    /// The most requests that wait for an answer at once.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = value::load_open, help_heading = "Load")]
    pub(in crate::cli) open: usize,

    /// Leave what was created on the server.
    #[arg(long, help_heading = "Load")]
    pub(in crate::cli) keep: bool,

    #[command(flatten)]
    pub(in crate::cli) connection: ConnectionArguments,

    /// Write a report: console, json, markdown (md) or html. Repeatable.
    #[arg(long, value_name = "FORMAT[=PATH]", value_parser = value::report, help_heading = "Output")]
    pub(in crate::cli) report: Vec<ReportRequest>,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}
