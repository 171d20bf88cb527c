//! The client of a token endpoint, from flags, environment and configuration.
//! Secrets come from files and variables, and stand in no message.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;

use crate::credential::{Assertion, ClientCredential, Issuer, KeyKind, SecretPlacement};
use crate::server::{Documents, listen};
use crate::wire::Secret;

use super::args::{ClientArguments, ClientAuth};
use super::failure::Failure;
use super::settings::{
    CLIENT_ASSERTION, CLIENT_ASSERTION_FILE, CLIENT_ID, CLIENT_SECRET, CLIENT_SECRET_FILE, SCOPE,
    Settings,
};
use super::terminal::Terminal;
use super::token;

/// Where the test issuer publishes its keys, as Entra does.
const KEYS_PATH: &str = "/discovery/v2.0/keys";

/// The client, if a token endpoint was named. `base_url` is that of the SCIM server.
///
/// # Errors
/// When something is missing or contradicts something else, or a file cannot be read.
pub(super) fn client(
    flags: &ClientArguments,
    settings: &Settings,
    endpoint: Option<&str>,
    base_url: Option<&str>,
) -> Result<Option<ClientCredential>, Failure> {
    if flags.client_secret.is_some() {
        return Err(Failure::usage("a client secret is not taken from the command line").hint(
            format!(
                "other users of this computer see arguments, and the shell remembers them; put it \
                 into the variable {CLIENT_SECRET} or into a file for --client-secret-file, and \
                 replace the one you have just typed if it is worth anything"
            ),
        ));
    }
    let oauth = &settings.config.oauth;
    let text = |flag: &Option<String>, variable: &str, file: &Option<String>| {
        let set = settings.variable(variable)?;
        Ok::<_, Failure>(flag.clone().or(set).or_else(|| file.clone()))
    };
    let client_id = text(&flags.client_id, CLIENT_ID, &oauth.client_id)?;
    let secret = client_secret(settings, flags.client_secret_file.as_deref())?;
    let assertion = secret_or_none_with_issuer(flags, settings)?;
    let Some(endpoint) = endpoint else {
        let stray = [
            (flags.client_id.is_some(), "--client-id"),
            (flags.client_secret_file.is_some(), "--client-secret-file"),
            (flags.assertion_file.is_some(), "--assertion-file"),
            (flags.issuer_port.is_some(), "--issuer-port"),
        ];
        return match stray.iter().find(|(given, _)| *given) {
            Some((_, flag)) => Err(Failure::usage(format!("{flag} needs --token-endpoint"))
                .hint("the URL where access tokens are obtained is not that of the SCIM server")),
            None => Ok(None),
        };
    };
    let Some(client_id) = client_id else {
        return Err(Failure::usage("a token endpoint needs a client identifier")
            .hint(format!("give it with --client-id or in {CLIENT_ID}")));
    };
    let issuer = issuer(flags, settings, &client_id)?;
    if secret.is_none() && assertion.is_none() && issuer.is_none() {
        return Err(Failure::usage(
            "the client has nothing to prove to the token endpoint who it is",
        )
        .hint(format!(
            "put its secret into {CLIENT_SECRET} or into a file for --client-secret-file; or \
                 give an assertion with --assertion-file, or be a test issuer with --issuer-port"
        )));
    }
    Ok(Some(ClientCredential {
        token_endpoint: endpoint.to_owned(),
        client_id,
        secret,
        placement: match flags.client_auth.or(oauth.client_auth) {
            Some(ClientAuth::Basic) => SecretPlacement::Basic,
            Some(ClientAuth::Body) | None => SecretPlacement::Body,
        },
        assertion: assertion
            .map(Assertion::Supplied)
            .or_else(|| issuer.map(|issuer| Assertion::Issued(Arc::new(issuer)))),
        scope: text(&flags.scope, SCOPE, &oauth.scope)?,
        base_address: base_url.map(str::to_owned),
    }))
}

/// The client secret, if there is one.
///
/// # Errors
/// When it cannot be read, or is none.
pub(super) fn client_secret(
    settings: &Settings,
    flag: Option<&Path>,
) -> Result<Option<Secret>, Failure> {
    secret(
        settings,
        flag,
        (CLIENT_SECRET, CLIENT_SECRET_FILE),
        settings.config.oauth.client_secret_file.as_deref(),
        "client secret",
    )
}

fn secret_or_none_with_issuer(
    flags: &ClientArguments,
    settings: &Settings,
) -> Result<Option<Secret>, Failure> {
    if flags.issuer_port.is_some() {
        return Ok(None);
    }
    secret(
        settings,
        flags.assertion_file.as_deref(),
        (CLIENT_ASSERTION, CLIENT_ASSERTION_FILE),
        settings.config.oauth.assertion_file.as_deref(),
        "assertion",
    )
}

/// A secret from a file that a flag names, a variable, a file that a variable
/// names, or one that the configuration names: the first of these.
fn secret(
    settings: &Settings,
    flag: Option<&Path>,
    (variable, file_variable): (&str, &str),
    configured: Option<&Path>,
    what: &str,
) -> Result<Option<Secret>, Failure> {
    let value = settings.variable(variable)?;
    let named = settings.variable(file_variable)?;
    let (text, name) = match (flag, value, named.as_deref().map(Path::new).or(configured)) {
        (Some(path), _, _) | (None, None, Some(path)) => {
            let name = format!("the {what} file {}", path.display());
            (token::read_file(path, &name)?, name)
        }
        (None, Some(value), _) => (value, format!("the variable {variable}")),
        (None, None, None) => return Ok(None),
    };
    let secret = text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if secret.is_empty() {
        return Err(Failure::usage(format!("{name} holds no {what}")));
    }
    if secret.chars().any(char::is_control) {
        return Err(Failure::usage(format!("{name} has a line break inside of the {what}"))
            .hint("is there something else in it?"));
    }
    Ok(Some(Secret::new(secret)))
}

fn issuer(
    flags: &ClientArguments,
    settings: &Settings,
    client_id: &str,
) -> Result<Option<Issuer>, Failure> {
    let oauth = &settings.config.oauth;
    let Some(port) = flags.issuer_port.or(oauth.issuer_port) else { return Ok(None) };
    let subject = flags.issuer_subject.as_deref().or(oauth.issuer_subject.as_deref());
    let audience = flags.issuer_audience.as_deref().or(oauth.issuer_audience.as_deref());
    Issuer::new(
        KeyKind::Rsa,
        format!("http://127.0.0.1:{port}"),
        subject.unwrap_or("scimproof"),
        audience.unwrap_or(client_id),
    )
    .map(Some)
    .map_err(|error| Failure::inconclusive(error.to_string()))
}

/// Publishes the keys of the client's test issuer, if it has one, until the
/// program ends.
///
/// # Errors
/// When the port cannot be had.
pub(super) async fn publish(
    client: Option<&ClientCredential>,
    terminal: Terminal,
) -> Result<(), Failure> {
    let Some(Assertion::Issued(issuer)) = client.and_then(|client| client.assertion.as_ref())
    else {
        return Ok(());
    };
    let Some(port) = issuer.issuer.rsplit(':').next().and_then(|port| port.parse().ok()) else {
        return Ok(());
    };
    let port: u16 = port;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        Failure::usage(format!("cannot listen on port {port} of this computer: {error}"))
            .hint("choose another --issuer-port")
    })?;
    let keys = format!("{}{KEYS_PATH}", issuer.issuer);
    let documents = Documents::new([
        (KEYS_PATH.to_owned(), issuer.jwks().clone()),
        (
            "/.well-known/openid-configuration".to_owned(),
            serde_json::json!({"issuer": issuer.issuer, "jwks_uri": keys}),
        ),
    ]);
    terminal.say(&format!(
        "the test issuer {} signs for {} about {}; its keys are at {keys}",
        issuer.issuer, issuer.audience, issuer.subject
    ));
    tokio::spawn(listen(listener, Arc::new(Mutex::new(documents)), "", std::future::pending()));
    Ok(())
}
