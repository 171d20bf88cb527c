//! Arguments of `proxy`.

use clap::Args;

use super::super::serve;
use crate::server::Fault;

/// Stand in front of a server of this computer and give it bugs, to see how they are found.
///
/// Requests go on to the server, with their token; its answers are given faults of form, which are edits of
/// the finished answer. Faults of state need a server that decides otherwise: `scimproof serve --fault` has them.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof proxy --upstream http://127.0.0.1:8080/scim/v2 --fault ls-bare-array\n  \
        scimproof proxy --upstream http://localhost:3000/scim --port 8081 --fault 'er-*'")]
pub(in crate::cli) struct ProxyArguments {
    /// The base URL of the server behind, on this computer.
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) upstream: String,

    /// Give its answers this bug; `*` stands for any text and takes the faults of form among them. Repeatable.
    #[arg(long, value_name = "NAME", required = true, value_parser = serve::faults)]
    pub(in crate::cli) fault: Vec<Vec<Fault>>,

    /// The port; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(in crate::cli) port: u16,
}
