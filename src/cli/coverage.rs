//! `scimproof coverage`.

use std::io::Write as _;
use std::path::Path;

use crate::report::{Coverage, Report, coverage_html, coverage_text, fold, read_recording};
use crate::scim::requirement::Catalogue;

use super::args::{CoverageArguments, CoverageFormat};
use super::exit::Exit;
use super::failure::Failure;
use super::report::read;
use super::settings::Settings;
use super::suites;
use super::terminal::Terminal;

pub(super) fn coverage(arguments: &CoverageArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let settings = Settings::read(&arguments.config)?;
    settings.strangers().iter().for_each(|sentence| terminal.warn(sentence));
    let report = arguments.results.as_deref().map(results).transpose()?;
    let origin = settings.origin(&arguments.suites);
    let tables = settings.mapping(&arguments.mapping)?.tables();
    let suites = suites::load_suites(&origin, &tables, terminal)?;
    let coverage = Coverage::new(&Catalogue::built_in(), &suites, report.as_ref());
    let mut output = terminal.output();
    match arguments.format {
        CoverageFormat::Text => output.write_all(coverage_text(&coverage).as_bytes())?,
        CoverageFormat::Html => output.write_all(coverage_html(&coverage).as_bytes())?,
        CoverageFormat::Json => {
            serde_json::to_writer_pretty(&mut *output, &coverage).map_err(std::io::Error::from)?;
            writeln!(output)?;
        }
    }
    output.flush()?;
    Ok(Exit::Success)
}

/// Reads what a run found, from a recording or a JSON report.
fn results(path: &Path) -> Result<Report, Failure> {
    let bytes = read(path)?;
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::usage(format!("cannot read results from {}: {error}", path.display())).hint(
            "give what `scimproof run --record PATH` or `--report json=PATH` wrote, complete and unchanged",
        )
    };
    // A recording begins with its header; a report is one object.
    if bytes.starts_with(b"{\"header\"") {
        let events = read_recording(&bytes).map_err(|error| unreadable(&error))?;
        return fold(events).map_err(|error| unreadable(&error));
    }
    serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))
}
