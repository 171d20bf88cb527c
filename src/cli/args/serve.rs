//! Arguments of `serve`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::super::{serve, value};
use super::TokenArguments;
use crate::server::{Fault, Variation};

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
        scimproof serve --port 8080 --fault fl-no-match-404 --fault dl-delete-is-noop\n  \
        scimproof serve --port 8080 --token-endpoint --rate-limit 10")]
pub(in crate::cli) struct ServeArguments {
    /// The port; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(in crate::cli) port: u16,

    /// Give the server this bug. Repeatable.
    ///
    /// `scimproof explain faults` lists all names.
    #[arg(long, value_name = "NAME", value_parser = serve::fault)]
    pub(in crate::cli) fault: Vec<Fault>,

    /// Let the server differ in this way, which is allowed. Repeatable.
    ///
    /// `scimproof explain variations` lists all names.
    #[arg(long, value_name = "NAME", value_parser = serve::variation)]
    pub(in crate::cli) variation: Vec<Variation>,

    /// Give users an extension with what RFC 7643's own schemas lack: an attribute of each type,
    /// an immutable one, and one that is globally unique.
    #[arg(long)]
    pub(in crate::cli) example_extension: bool,

    /// Answer more requests a second than this with 429 and Retry-After.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) rate_limit: Option<u32>,

    #[command(flatten)]
    pub(in crate::cli) token: TokenArguments,

    #[command(flatten)]
    pub(in crate::cli) endpoint: EndpointArguments,
}

/// The token endpoint.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Access tokens")]
pub(in crate::cli) struct EndpointArguments {
    /// Offer a token endpoint at `/token` below the base URL (OAuth 2.0 client credentials).
    ///
    /// The client secret is that of `--client-secret-file` or `SCIMPROOF_CLIENT_SECRET`;
    /// without either, one is made up and shown.
    #[arg(long)]
    pub(in crate::cli) token_endpoint: bool,

    /// The client identifier.
    #[arg(long, value_name = "ID", default_value = "scimproof", requires = "token_endpoint")]
    pub(in crate::cli) client_id: String,

    /// Read the client secret from FILE [env: `SCIMPROOF_CLIENT_SECRET` is the secret itself].
    #[arg(long, value_name = "FILE", requires = "token_endpoint")]
    pub(in crate::cli) client_secret_file: Option<PathBuf>,

    /// The lifetime of access tokens.
    #[arg(long, value_name = "DURATION", default_value = "60m", value_parser = value::duration,
        requires = "token_endpoint")]
    pub(in crate::cli) lifetime: Duration,

    /// Take assertions, too, that one of the keys in FILE has signed: a JWK set.
    #[arg(long, value_name = "FILE", requires = "token_endpoint")]
    pub(in crate::cli) jwks: Option<PathBuf>,

    /// `iss` of these assertions.
    #[arg(long, value_name = "TEXT", requires = "jwks", default_value = "http://127.0.0.1")]
    pub(in crate::cli) issuer: String,

    /// `sub` of these assertions.
    #[arg(long, value_name = "TEXT", requires = "jwks", default_value = "scimproof")]
    pub(in crate::cli) subject: String,

    /// `aud` of these assertions.
    #[arg(long, value_name = "TEXT", requires = "jwks", default_value = "scimproof")]
    pub(in crate::cli) audience: String,
}
