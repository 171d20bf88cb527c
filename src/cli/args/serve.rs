//! Arguments of `serve`.

use clap::Args;

use super::super::serve;
use super::TokenArguments;
use crate::server::Fault;

/// Be a SCIM server: the reference server that is built in, until Ctrl-C.
///
/// It listens on this computer only, keeps everything in memory and is correct,
/// unless it is given faults. The base URL goes to standard output.
///
/// Requests must carry the bearer token of `--token-file` or `SCIMPROOF_TOKEN`;
/// without either, a token is made up and shown.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof serve --port 8080\n  \
        scimproof serve --port 8080 --fault fl-no-match-404 --fault dl-delete-is-noop")]
pub(in crate::cli) struct ServeArguments {
    /// The port; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(in crate::cli) port: u16,

    /// Give the server this bug. Repeatable.
    ///
    /// `scimproof explain faults` lists all names.
    #[arg(long, value_name = "NAME", value_parser = serve::fault)]
    pub(in crate::cli) fault: Vec<Fault>,

    #[command(flatten)]
    pub(in crate::cli) token: TokenArguments,
}
