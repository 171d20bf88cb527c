//! `scimproof mutants`.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::detection::{Matrix, Subject, html, markdown, measure, text};
use crate::plan::Plan;

use super::args::{MutantsArguments, MutantsFormat, SelectionArguments};
use super::exit::Exit;
use super::failure::Failure;
use super::mapping::{self, Choice};
use super::settings::Settings;
use super::suites;
use super::terminal::Terminal;

/// How often the line is drawn when nothing happens.
const TICK: Duration = Duration::from_millis(200);

pub(super) fn mutants(arguments: &MutantsArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let settings = Settings::read(&arguments.config)?;
    settings.strangers().iter().for_each(|sentence| terminal.warn(sentence));
    let profile = settings.profile(arguments.profile)?;
    let mut selection: SelectionArguments = arguments.selection.clone();
    selection.only.extend(arguments.suite.iter().cloned());
    let mapping = match settings.mapping(&arguments.mapping)? {
        Choice::Discover => Choice::Given(Arc::new(mapping::discover_embedded(&[], &[])?)),
        other => other,
    };
    let tables = mapping.tables();
    let origin = settings.origin(&arguments.suites);
    let loaded = suites::load_suites(&origin, &tables, terminal)?;
    let ids = suites::scenario_ids(&loaded);
    let mut plan = Plan::new(loaded, profile, &settings.selection(&selection)?);
    plan.mapping = mapping.given();
    if plan.scenarios.is_empty() {
        return Err(suites::nothing_selected(&ids, &selection.only));
    }
    let faults = arguments.only_fault.iter().flatten().copied().map(Subject::Fault);
    let differences = arguments.only_variation.iter().flatten().copied().map(Subject::Variation);
    let mut subjects: Vec<Subject> =
        std::iter::once(Subject::Right).chain(faults).chain(differences).collect();
    if subjects.len() == 1 {
        subjects = Subject::all(arguments.combinations);
    }

    let bar = bar(terminal, subjects.len());
    let measured = measure(&plan, &subjects, &|measured| {
        bar.set_message(measured.subject.name());
        bar.inc(1);
    })
    .map_err(|error| Failure::inconclusive(error.to_string()))?;
    bar.finish_and_clear();

    let matrix = Matrix::new(&plan, &measured);
    let mut output = terminal.output();
    match arguments.format {
        MutantsFormat::Text => output.write_all(text(&matrix).as_bytes())?,
        MutantsFormat::Html => output.write_all(html(&matrix).as_bytes())?,
        MutantsFormat::Markdown => output.write_all(markdown(&matrix).as_bytes())?,
        MutantsFormat::Json => {
            serde_json::to_writer_pretty(&mut *output, &matrix).map_err(std::io::Error::from)?;
            writeln!(output)?;
        }
    }
    output.flush()?;
    Ok(Exit::Success)
}

fn bar(terminal: Terminal, length: usize) -> ProgressBar {
    if !terminal.is_watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length as u64);
    // The template is a constant and valid; without it the line is plainer.
    if let Ok(style) = ProgressStyle::with_template("{pos}/{len} {wide_msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    bar
}
