//! `scimproof report`.

use std::io::Read as _;
use std::path::Path;

use crate::report::{fold, read_recording};

use super::args::ReportArguments;
use super::exit::Exit;
use super::failure::Failure;
use super::output::{Outputs, Usually};
use super::progress::Progress;
use super::run::{complain, read_template};
use super::terminal::Terminal;

/// The largest recording that is read, in bytes: 2 GiB.
const LARGEST: u64 = 2 * 1024 * 1024 * 1024;

pub(super) fn report(arguments: &ReportArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let template = arguments.template.as_deref().map(read_template).transpose()?;
    let requests = arguments.report.clone();
    let outputs = Outputs::new(requests, template, Usually::WhatIsAsked, terminal)?;
    outputs.forbid(&arguments.recording, "the recording")?;

    let bytes = read(&arguments.recording)?;
    let unreadable = |error: &dyn std::fmt::Display| {
        let path = arguments.recording.display();
        Failure::usage(format!("cannot read the recording {path}: {error}")).hint(
            "a recording is what `scimproof run --record PATH` writes, complete and unchanged",
        )
    };
    let events = read_recording(&bytes).map_err(|error| unreadable(&error))?;
    let report = fold(events.iter().cloned()).map_err(|error| unreadable(&error))?;
    outputs.try_template(&report)?;

    let mut fanout = outputs.open(terminal, &Progress::hidden())?;
    for event in &events {
        fanout.event(event);
    }
    let failures = fanout.finish(&report);
    let unwritten = complain(&failures, terminal);
    for (format, path) in outputs.files() {
        if !failures.iter().any(|failure| failure.name.ends_with(path)) {
            terminal.say(&format!("wrote the {format} report {path}"));
        }
    }
    Ok(if unwritten { Exit::Inconclusive } else { Exit::Success })
}

/// Reads a recording's bytes.
///
/// # Errors
/// When the file cannot be read.
#[expect(clippy::disallowed_methods, reason = "the recording is the command line's own file")]
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let refuse = |reason: String| {
        Failure::usage(format!("cannot read the recording {}: {reason}", path.display()))
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| refuse(error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refuse("it is larger than 2 GiB".to_owned()));
    }
    Ok(bytes)
}
