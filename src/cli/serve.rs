//! `scimproof serve`.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::net::TcpListener;

use crate::run::unix_seconds;
use crate::server::{
    Fault, RateLimit, Server, Settings as ServerSettings, TokenEndpoint, Trust, Variation, listen,
};
use crate::text::did_you_mean;
use crate::wire::Secret;

use super::args::{EndpointArguments, ServeArguments};
use super::exit::Exit;
use super::failure::Failure;
use super::run::runtime;
use super::settings::{self, Settings};
use super::target::{BASE_PATH, random_word};
use super::terminal::Terminal;
use super::{client, token};

pub(super) fn serve(arguments: &ServeArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let settings = Settings::without_file();
    settings.strangers().iter().for_each(|sentence| terminal.warn(sentence));
    let given = token::token(&arguments.token, &settings)?;
    let made_up = if given.is_none() { Some(random_word(24)?) } else { None };
    let token = given.or_else(|| made_up.clone().map(Secret::new));
    let endpoint = token_endpoint(&arguments.endpoint, &settings, terminal)?;
    let settings = ServerSettings {
        token,
        token_endpoint: endpoint,
        rate_limit: arguments.rate_limit.map(rate_limit),
        faults: arguments.fault.iter().copied().collect(),
        variations: arguments.variation.iter().copied().collect(),
        example_extension: arguments.example_extension,
        ..ServerSettings::default()
    };
    runtime()?.block_on(listen_until_interrupted(arguments, settings, made_up.as_deref(), terminal))
}

#[expect(clippy::disallowed_methods, reason = "time enters here")]
fn rate_limit(per_second: u32) -> RateLimit {
    let began = std::time::Instant::now();
    let now_ms = move || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    RateLimit { per_second, now_ms: Arc::new(now_ms) }
}

fn token_endpoint(
    arguments: &EndpointArguments,
    settings: &Settings,
    terminal: Terminal,
) -> Result<Option<TokenEndpoint>, Failure> {
    if !arguments.token_endpoint {
        return Ok(None);
    }
    let given = client::client_secret(settings, arguments.client_secret_file.as_deref())?;
    let id = &arguments.client_id;
    let variable = settings::CLIENT_SECRET;
    let secret = if let Some(secret) = given {
        secret
    } else {
        let secret = random_word(24)?;
        terminal.say(&format!(
            "the client {id} obtains access tokens at /token with a secret that is made up: \
             {variable}={secret}"
        ));
        Secret::new(secret)
    };
    let trust = arguments.jwks.as_deref().map(|path| trust(path, arguments)).transpose()?;
    Ok(Some(TokenEndpoint {
        client_id: id.clone(),
        client_secret: Some(secret),
        trust,
        lifetime: u32::try_from(arguments.lifetime.as_secs()).unwrap_or(u32::MAX),
        now: Arc::new(unix_seconds),
    }))
}

fn trust(path: &Path, arguments: &EndpointArguments) -> Result<Trust, Failure> {
    let name = format!("the JWK set {}", path.display());
    let text = token::read_file(path, &name)?;
    let keys: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("{name} is not JSON: {error}")))?;
    if keys["keys"].as_array().is_none_or(Vec::is_empty) {
        return Err(Failure::usage(format!("{name} has no list of `keys` (RFC 7517 section 5)")));
    }
    Ok(Trust {
        issuer: arguments.issuer.clone(),
        subject: arguments.subject.clone(),
        audience: arguments.audience.clone(),
        keys,
    })
}

/// Takes a port of this computer, 0 for a free one.
pub(super) async fn local_listener(port: u16) -> Result<(TcpListener, SocketAddr), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("cannot listen on port {port} of this computer: {error}"))
            .hint("choose another --port; 0 takes a free one")
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    Ok((listener, address))
}

async fn listen_until_interrupted(
    arguments: &ServeArguments,
    settings: ServerSettings,
    made_up: Option<&str>,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let (listener, address) = local_listener(arguments.port).await?;
    let base_url = format!("http://{address}{BASE_PATH}");
    let names: Vec<&str> = settings.faults.iter().map(|fault| fault.name()).collect();
    let names = names.join(", ");
    let differences: Vec<&str> = settings.variations.iter().map(|one| one.name()).collect();
    let differences = differences.join(", ");
    let server = Server::new(ServerSettings { base_url: base_url.clone(), ..settings });

    let mut output = terminal.output();
    writeln!(output, "{base_url}")?;
    output.flush()?;
    drop(output);
    if !names.is_empty() {
        terminal.say(&format!("with these faults: {names}"));
    }
    if !differences.is_empty() {
        terminal.say(&format!("with these differences, which are allowed: {differences}"));
    }
    let variable = settings::TOKEN;
    match made_up {
        Some(token) => terminal.say(&format!(
            "the token is made up for this server; in another terminal:\n  \
             {variable}={token} scimproof run {base_url}"
        )),
        None => terminal.say(&format!(
            "requests must carry the token that was given; in another terminal, with the same \
             {variable} or --token-file:\n  scimproof run {base_url}"
        )),
    }
    terminal.say("Ctrl-C ends it");
    listen(listener, Arc::new(Mutex::new(server)), BASE_PATH, interrupted()).await;
    Ok(Exit::Success)
}

/// Waits for Ctrl-C.
pub(super) async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without signals it ends when the process is ended.
        std::future::pending::<()>().await;
    }
}

/// Reads the name of a fault.
///
/// # Errors
/// A sentence with the nearest name.
pub(super) fn fault(text: &str) -> Result<Fault, String> {
    Fault::from_name(text).ok_or_else(|| {
        let known = Fault::ALL.iter().map(|fault| fault.name());
        let meant = did_you_mean(text, known)
            .unwrap_or_else(|| "`scimproof explain faults` lists all".to_owned());
        format!("there is no such fault; {meant}")
    })
}

/// Reads a name of faults in which `*` stands for any text.
///
/// # Errors
/// A sentence with the nearest name.
pub(super) fn faults(text: &str) -> Result<Vec<Fault>, String> {
    if !text.contains('*') {
        return fault(text).map(|fault| vec![fault]);
    }
    let pattern = pattern(text)?;
    let found: Vec<Fault> =
        Fault::ALL.iter().copied().filter(|fault| pattern.is_match(fault.name())).collect();
    if found.is_empty() { Err("no fault has such a name".to_owned()) } else { Ok(found) }
}

/// Reads the name of a legal difference.
///
/// # Errors
/// A sentence with the nearest name.
pub(super) fn variation(text: &str) -> Result<Variation, String> {
    Variation::from_name(text).ok_or_else(|| {
        let known = Variation::ALL.iter().map(|variation| variation.name());
        let meant = did_you_mean(text, known)
            .unwrap_or_else(|| "`scimproof explain variations` lists all".to_owned());
        format!("there is no such difference; {meant}")
    })
}

/// Reads a name of legal differences in which `*` stands for any text.
///
/// # Errors
/// A sentence with the nearest name.
pub(super) fn variations(text: &str) -> Result<Vec<Variation>, String> {
    if !text.contains('*') {
        return variation(text).map(|variation| vec![variation]);
    }
    let pattern = pattern(text)?;
    let found: Vec<Variation> =
        Variation::ALL.iter().copied().filter(|one| pattern.is_match(one.name())).collect();
    if found.is_empty() { Err("no difference has such a name".to_owned()) } else { Ok(found) }
}

fn pattern(text: &str) -> Result<regex::Regex, String> {
    let parts: Vec<String> = text.split('*').map(regex::escape).collect();
    regex::Regex::new(&format!("^{}$", parts.join(".*"))).map_err(|error| error.to_string())
}
