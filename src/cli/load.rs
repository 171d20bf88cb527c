//! `scimproof load`.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

use crate::judge::{Grade, LoadFacts, judge_load};
use crate::plan::RunFacts;
use crate::report::{LoadReport, load_html, load_json, load_markdown, load_text};
use crate::run::{HttpTransport, LoadOptions, RunOptions, StopSource, load as send_load, now};
use crate::server::RunningServer;

use super::args::LoadArguments;
use super::exit::Exit;
use super::failure::Failure;
use super::run::{TOOL, runtime};
use super::settings::{Connection, Settings};
use super::target::Embedded;
use super::terminal::{Terminal, tame};
use super::value::{Format, ReportRequest};
use super::{client, interrupt, target, token};

pub(super) fn load(arguments: &LoadArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let settings = Settings::read(&arguments.config)?;
    settings.strangers().iter().for_each(|sentence| terminal.warn(sentence));
    let connection = settings.connection(&arguments.connection)?;
    let token = token::token(&arguments.connection.token, &settings)?;
    let client = client::client(
        &arguments.connection.client,
        &settings,
        connection.token_endpoint.as_deref(),
        arguments.url.as_deref(),
    )?;
    let files = open(&arguments.report)?;
    let size = LoadOptions {
        rate: arguments.rate,
        duration: arguments.duration,
        most_created: arguments.resources,
        most_open: arguments.open,
    };
    let facts = RunFacts {
        run: target::random_word(8)?,
        started: now(),
        tool: TOOL.to_owned(),
        target: String::new(),
    };
    let options = RunOptions {
        keep: arguments.keep,
        credential: client.map(Arc::new),
        ..RunOptions::new(facts, token)
    };
    let url = arguments.url.as_deref();
    let facts =
        runtime()?.block_on(Box::pin(conduct(size, url, &connection, options, terminal)))?;
    conclude(&facts, files, arguments.keep, terminal)
}

async fn conduct(
    size: LoadOptions,
    url: Option<&str>,
    connection: &Connection,
    mut options: RunOptions,
    terminal: Terminal,
) -> Result<LoadFacts, Failure> {
    let (transport, embedded) = connect(url, connection, &mut options, terminal).await?;
    transport.base_url().clone_into(&mut options.facts.target);
    terminal.say(&format!(
        "sending {} requests to {}, {} a second, creating {} resources at most",
        size.requests(),
        options.facts.target,
        size.rate,
        size.most_created
    ));
    let (source, stop) = StopSource::new();
    interrupt::listen(source, terminal);
    let facts = Box::pin(send_load(size, Arc::new(transport), &options, stop)).await;
    if let Some(server) = embedded {
        server.stop().await;
    }
    Ok(facts)
}

async fn connect(
    url: Option<&str>,
    connection: &Connection,
    options: &mut RunOptions,
    terminal: Terminal,
) -> Result<(HttpTransport, Option<RunningServer>), Failure> {
    let Some(url) = url else {
        let Embedded { server, token, .. } = target::embedded(&[], &[]).await?;
        options.token = Some(token);
        return Ok((target::transport(&server.base_url, connection)?, Some(server)));
    };
    let transport = target::transport(url, connection)?;
    let has_token = options.token.is_some() || options.credential.is_some();
    target::warn_of_plain_text(&transport, has_token, terminal);
    client::publish(options.credential.as_deref(), terminal).await?;
    Ok((transport, None))
}

/// A report with its file; without one it goes to standard output.
type OpenReport = (Format, Option<(String, File)>);

/// Opens the files of the reports before anything is sent.
fn open(requests: &[ReportRequest]) -> Result<Vec<OpenReport>, Failure> {
    requests
        .iter()
        .map(|ReportRequest { format, path }| {
            if matches!(format, Format::Junit | Format::Gallery) {
                return Err(Failure::usage(format!("a load has no {} report", format.name()))
                    .hint("formats are console, json, markdown and html"));
            }
            let Some(path) = path else { return Ok((*format, None)) };
            let file = File::options().write(true).create(true).truncate(true).open(path).map_err(
                |error| {
                    Failure::inconclusive(format!("cannot write the report {path}: {error}"))
                        .hint("nothing was sent; choose a file that can be written to")
                },
            )?;
            Ok((*format, Some((path.clone(), file))))
        })
        .collect()
}

fn conclude(
    facts: &LoadFacts,
    files: Vec<(Format, Option<(String, File)>)>,
    keep: bool,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let verdict = judge_load(facts);
    let report = LoadReport { facts, verdict: &verdict };
    let mut to_output = None;
    for (format, file) in files {
        let text = match format {
            Format::Json => load_json(report).map_err(|error| unwritten(&error))?,
            Format::Markdown => load_markdown(report),
            Format::Html => load_html(report).map_err(|error| unwritten(&error))?,
            Format::Console | Format::Junit | Format::Gallery => load_text(report),
        };
        match file {
            None => to_output = Some(text),
            Some((path, mut file)) => {
                file.write_all(text.as_bytes()).map_err(|error| {
                    Failure::inconclusive(format!("cannot write the report {path}: {error}"))
                })?;
                terminal.say(&format!("wrote the {} report {path}", format.name()));
            }
        }
    }
    let text = to_output.or_else(|| (!terminal.is_quiet()).then(|| load_text(report)));
    if let Some(text) = text {
        let mut output = terminal.output();
        output.write_all(text.as_bytes())?;
        output.flush()?;
    }
    if !keep && !facts.residue.is_empty() {
        let shown: Vec<String> = facts.residue.iter().take(5).map(|path| tame(path)).collect();
        terminal.warn(&format!(
            "{} resources could not be deleted: {}; their names begin with sp-{}",
            facts.residue.len(),
            shown.join(", "),
            facts.run
        ));
    }
    Ok(match verdict.grade {
        Grade::Conformant => Exit::Success,
        Grade::Nonconformant => Exit::Nonconformant,
        Grade::Inconclusive => Exit::Inconclusive,
    })
}

fn unwritten(error: &dyn std::fmt::Display) -> Failure {
    Failure::inconclusive(format!("cannot make the report: {error}"))
}
