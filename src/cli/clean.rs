//! `scimproof clean`.

use std::sync::Arc;

use crate::event::EventKind;
use crate::run::{CleanError, Cleaning, authorized, clean as clean_up};
use crate::wire::{Redactor, Transport};

use super::args::CleanArguments;
use super::exit::Exit;
use super::failure::Failure;
use super::report::read;
use super::run::runtime;
use super::settings::Settings;
use super::terminal::{Terminal, tame};
use super::{client, target, token};
use crate::report::read_partial_recording;

pub(super) fn clean(arguments: &CleanArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let settings = Settings::read(&arguments.config)?;
    settings.strangers().iter().for_each(|sentence| terminal.warn(sentence));
    let connection = settings.connection(&arguments.connection)?;
    let mut token = token::token(&arguments.connection.token, &settings)?;

    let path = arguments.recording.display();
    let bytes = read(&arguments.recording)?;
    let unreadable =
        |error: String| Failure::usage(format!("cannot read the recording {path}: {error}"));
    let recording =
        read_partial_recording(&bytes).map_err(|error| unreadable(error.to_string()))?;
    let Some(EventKind::RunStarted(header)) = recording.events.first().map(|event| &event.kind)
    else {
        return Err(unreadable(CleanError::NoHeader.to_string()));
    };
    if let Some(trouble) = &recording.trouble {
        terminal.warn(&format!("the recording is read as far as it goes: {trouble}"));
    }
    let url = arguments.url.as_deref().unwrap_or(&header.target);
    let transport = target::transport(url, &connection)?;
    target::warn_of_plain_text(&transport, token.is_some(), terminal);

    let base_url = transport.base_url().to_owned();
    let endpoint = connection.token_endpoint.as_deref();
    let flags = &arguments.connection.client;
    let client = client::client(flags, &settings, endpoint, Some(&base_url))?;
    let mut transport: Arc<dyn Transport> = Arc::new(transport);
    if let (None, Some(client)) = (&token, client) {
        let (with_token, placeholder) =
            authorized(transport, Arc::new(client), Redactor::default());
        (transport, token) = (with_token, Some(placeholder));
    }
    let work = clean_up(&recording.events, transport, &base_url, token.as_ref());
    let cleaning = runtime()?.block_on(Box::pin(work)).map_err(|error| {
        Failure::usage(error.to_string())
            .hint("a run is cleaned from the server it was made with; its URL may be left away")
    })?;
    Ok(conclude(&cleaning, &base_url, terminal))
}

fn conclude(cleaning: &Cleaning, base_url: &str, terminal: Terminal) -> Exit {
    if cleaning.residue.is_empty() {
        terminal.say(&match cleaning.left_by_run {
            0 => "the run left nothing behind".to_owned(),
            1 => format!("1 resource of the run is gone from {base_url}"),
            many => format!("{many} resources of the run are gone from {base_url}"),
        });
        return Exit::Success;
    }
    let residue: Vec<String> = cleaning.residue.iter().map(|path| tame(path)).collect();
    terminal.fail(
        &Failure::inconclusive(format!(
            "{} of the resources that the run left are still on {base_url}, or could not be \
             looked at: {}",
            residue.len(),
            residue.join(", ")
        ))
        .hint("is the server reachable, and is the token that of the run?"),
    )
}
