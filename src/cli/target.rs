//! The server under test: somebody's, or the one that is built in.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use crate::credential::ClientCredential;
use crate::detection::{with_further_tokens, with_token_endpoint};
use crate::run::{FurtherTokens, HttpSettings, HttpTransport, SettingsError, unix_seconds};
use crate::wire::Secret;

use super::failure::Failure;
use super::settings::Connection;
use super::terminal::Terminal;
use crate::server::{Fault, RunningServer, Settings as ServerSettings, Variation};

/// The path of the embedded server's service root.
pub(super) const BASE_PATH: &str = "/scim/v2";

/// The largest certificate file that is read, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Prepares to talk to a server; sends nothing.
///
/// # Errors
/// When the URL or the certificates cannot be used.
pub(super) fn transport(url: &str, connection: &Connection) -> Result<HttpTransport, Failure> {
    let mut settings = HttpSettings::new(url);
    settings.timeout = connection.timeout;
    settings.largest_answer = connection.max_answer;
    settings.token_endpoint.clone_from(&connection.token_endpoint);
    settings.authorities = connection.ca_file.as_deref().map(authorities).transpose()?;
    HttpTransport::new(&settings).map_err(|error| {
        let failure = Failure::usage(match (&error, &connection.ca_file) {
            (SettingsError::Authorities(reason), Some(path)) => {
                format!("the certificates in {} cannot be used: {reason}", path.display())
            }
            _ => error.to_string(),
        });
        match &error {
            SettingsError::Authorities(_) => failure.hint(
                "--ca-file wants a text file with one or more `-----BEGIN CERTIFICATE-----` blocks",
            ),
            _ => failure,
        }
    })
}

#[expect(clippy::disallowed_methods, reason = "the certificate file is the command line's own")]
fn authorities(path: &Path) -> Result<Vec<u8>, Failure> {
    let refuse = |reason: String| {
        Failure::usage(format!("cannot read the certificates {}: {reason}", path.display()))
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| refuse(error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refuse("it is larger than 16 MiB".to_owned()));
    }
    Ok(bytes)
}

/// Says so when the token would travel where others can read it.
pub(super) fn warn_of_plain_text(transport: &HttpTransport, token: bool, terminal: Terminal) {
    let url = transport.base_url();
    let Some(host) = url.strip_prefix("http://") else { return };
    let here = ["127.", "localhost", "[::1]"].iter().any(|start| host.starts_with(start));
    if token && !here {
        terminal.warn(&format!("the token goes to {url} without encryption; use https://"));
    }
}

/// The reference server on a free port, and what is needed to talk to it.
pub(super) struct Embedded {
    pub(super) server: RunningServer,
    /// Its bearer token.
    pub(super) token: Secret,
    /// Tokens of its other tenant, and of somebody who may only read.
    pub(super) further: FurtherTokens,
    /// Its only client, with a secret and a test issuer that the server trusts.
    pub(super) client: ClientCredential,
}

/// Starts the reference server on a free port of this computer, with a token
/// and a token endpoint of its own.
///
/// # Errors
/// When no port can be had.
pub(super) async fn embedded(
    faults: &[Fault],
    variations: &[Variation],
) -> Result<Embedded, Failure> {
    let token = Secret::new(random_word(32)?);
    let client_secret = Secret::new(random_word(32)?);
    let mut settings = ServerSettings {
        token: Some(token.clone()),
        faults: faults.iter().copied().collect::<BTreeSet<_>>(),
        variations: variations.iter().copied().collect(),
        ..ServerSettings::default()
    };
    let (other_tenant, read_only) = (random_word(32)?, random_word(32)?);
    let further =
        with_further_tokens(&mut settings, Secret::new(other_tenant), Secret::new(read_only));
    let mut client = with_token_endpoint(&mut settings, client_secret, Arc::new(unix_seconds))
        .map_err(|error| Failure::inconclusive(error.to_string()))?;
    let server = RunningServer::spawn(settings, BASE_PATH).await.map_err(|error| {
        Failure::inconclusive(format!("cannot start the built-in reference server: {error}"))
    })?;
    client.token_endpoint = format!("{}/token", server.base_url);
    client.base_address = Some(server.base_url.clone());
    Ok(Embedded { server, token, further, client })
}

/// So many random lower-case letters and digits.
///
/// # Errors
/// When the system gives no random numbers.
pub(super) fn random_word(length: usize) -> Result<String, Failure> {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut bytes = vec![0_u8; length];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::inconclusive(format!("the system gives no random numbers: {error}"))
    })?;
    // A slight preference for the first letters does not matter: these are
    // names, and the token of a server that lives for a run.
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % 36])).collect())
}
