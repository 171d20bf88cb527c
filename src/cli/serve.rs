//! `scimproof serve`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;

use crate::server::{Fault, Server, Settings as ServerSettings, listen};
use crate::text::did_you_mean;
use crate::wire::Secret;

use super::args::ServeArguments;
use super::exit::Exit;
use super::failure::Failure;
use super::run::runtime;
use super::settings::{self, Settings};
use super::target::{BASE_PATH, random_word};
use super::terminal::Terminal;
use super::token;

pub(super) fn serve(arguments: &ServeArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let settings = Settings::without_file();
    settings.strangers().iter().for_each(|sentence| terminal.warn(sentence));
    let given = token::token(&arguments.token, &settings)?;
    let made_up = if given.is_none() { Some(random_word(24)?) } else { None };
    let token = given.or_else(|| made_up.clone().map(Secret::new));
    runtime()?.block_on(listen_until_interrupted(arguments, token, made_up.as_deref(), terminal))
}

async fn listen_until_interrupted(
    arguments: &ServeArguments,
    token: Option<Secret>,
    made_up: Option<&str>,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let port = arguments.port;
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("cannot listen on port {port} of this computer: {error}"))
            .hint("choose another --port; 0 takes a free one")
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    let base_url = format!("http://{address}{BASE_PATH}");
    let faults: BTreeSet<Fault> = arguments.fault.iter().copied().collect();
    let names: Vec<&str> = faults.iter().map(|fault| fault.name()).collect();
    let server = Server::new(ServerSettings {
        token,
        faults,
        base_url: base_url.clone(),
        ..ServerSettings::default()
    });

    let mut output = terminal.output();
    writeln!(output, "{base_url}")?;
    output.flush()?;
    drop(output);
    if !names.is_empty() {
        terminal.say(&format!("with these faults: {}", names.join(", ")));
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
    let stop = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without signals it ends when the process is ended.
            std::future::pending::<()>().await;
        }
    };
    listen(listener, Arc::new(Mutex::new(server)), BASE_PATH, stop).await;
    Ok(Exit::Success)
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
    let parts: Vec<String> = text.split('*').map(regex::escape).collect();
    let pattern =
        regex::Regex::new(&format!("^{}$", parts.join(".*"))).map_err(|error| error.to_string())?;
    let found: Vec<Fault> =
        Fault::ALL.iter().copied().filter(|fault| pattern.is_match(fault.name())).collect();
    if found.is_empty() { Err("no fault has such a name".to_owned()) } else { Ok(found) }
}
