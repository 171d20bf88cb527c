//! `scimproof schema`.

use std::io::Write as _;

use crate::{mapping, report, suite};

use super::args::{SchemaArguments, SchemaName};
use super::config;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

pub(super) fn schema(arguments: &SchemaArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let text = match arguments.name {
        SchemaName::Suite => suite::SCHEMA,
        SchemaName::Config => config::SCHEMA,
        SchemaName::Mapping => mapping::SCHEMA,
        SchemaName::Coverage => report::COVERAGE_SCHEMA,
        SchemaName::Report => report::REPORT_SCHEMA,
        SchemaName::Recording => report::RECORDING_SCHEMA,
    };
    let mut output = terminal.output();
    output.write_all(text.as_bytes())?;
    output.flush()?;
    Ok(Exit::Success)
}
