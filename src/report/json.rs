//! The report as JSON, described by `schemas/report.schema.json`.

use std::io::{self, Write};

use super::{Report, Reporter};
use crate::event::Event;

/// The JSON Schema of a report, `schemas/report.schema.json`.
pub const SCHEMA: &str = include_str!("../../schemas/report.schema.json");

/// Writes the report as indented JSON.
pub struct JsonReporter<W>(W);

impl<W: Write> JsonReporter<W> {
    /// Writes to `out`.
    pub const fn new(out: W) -> Self {
        Self(out)
    }
}

impl<W: Write> Reporter for JsonReporter<W> {
    fn event(&mut self, _: &Event) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.0, report)?;
        self.0.write_all(b"\n")?;
        self.0.flush()
    }
}
