//! Arguments about the client of a token endpoint.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Obtaining access tokens.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Access tokens")]
pub(in crate::cli) struct ClientArguments {
    /// Obtain access tokens here, by OAuth 2.0 client credentials, and test that.
    ///
    /// The client proves who it is by the secret of `--client-secret-file` or
    /// `SCIMPROOF_CLIENT_SECRET`, by an assertion, or by a test issuer. When a
    /// bearer token is given as well, that is sent to the SCIM server, and the
    /// token endpoint is only tested.
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) token_endpoint: Option<String>,

    /// The client identifier.
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) client_id: Option<String>,

    /// Read the client secret from FILE [env: `SCIMPROOF_CLIENT_SECRET` is the secret itself].
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) client_secret_file: Option<PathBuf>,

    /// Where the secret travels [default: body, as Entra sends it].
    #[arg(long, value_name = "PLACE", value_enum)]
    pub(in crate::cli) client_auth: Option<ClientAuth>,

    /// The scope to ask for.
    #[arg(long, value_name = "SCOPE")]
    pub(in crate::cli) scope: Option<String>,

    /// Read a signed assertion from FILE [env: `SCIMPROOF_CLIENT_ASSERTION` is the assertion itself].
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) assertion_file: Option<PathBuf>,

    /// Be a test issuer that signs assertions, as Entra does for a workload, and
    /// publish its keys on this port of this computer during the run.
    ///
    /// The server under test has to trust the issuer `http://127.0.0.1:PORT`,
    /// whose keys are at `/discovery/v2.0/keys`. Wrong assertions are tried, too.
    #[arg(long, value_name = "PORT", conflicts_with = "assertion_file")]
    pub(in crate::cli) issuer_port: Option<u16>,

    /// `sub` of the test issuer's assertions [default: scimproof].
    #[arg(long, value_name = "TEXT", requires = "issuer_port")]
    pub(in crate::cli) issuer_subject: Option<String>,

    /// `aud` of the test issuer's assertions [default: the client identifier].
    #[arg(long, value_name = "TEXT", requires = "issuer_port")]
    pub(in crate::cli) issuer_audience: Option<String>,

    /// Exists to be refused with an explanation, as `--token` is.
    #[arg(long, hide = true, num_args = 0..=1, value_name = "REFUSED", default_missing_value = "")]
    pub(in crate::cli) client_secret: Option<std::ffi::OsString>,
}

/// Where a client secret travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::cli) enum ClientAuth {
    /// In the form.
    Body,
    /// In an Authorization header of the scheme Basic.
    Basic,
}
