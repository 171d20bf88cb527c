//! Reports of a load: text, Markdown, JSON, and a page with a picture.

mod page;
mod picture;
mod text;

use std::io;

use serde::Serialize;

use crate::judge::{LoadFacts, LoadVerdict};

pub use page::load_html;
pub use picture::latency_svg;
pub use text::{load_markdown, load_text};

/// What a report of a load shows.
#[derive(Clone, Copy, Debug)]
pub struct LoadReport<'a> {
    /// What was measured.
    pub facts: &'a LoadFacts,
    /// What that proves.
    pub verdict: &'a LoadVerdict,
}

/// The report as JSON: `format` 1, the verdict, and all that was measured.
///
/// # Errors
/// When it cannot be written as JSON, which only numbers that are none do.
pub fn load_json(report: LoadReport<'_>) -> io::Result<String> {
    #[derive(Serialize)]
    struct Written<'a> {
        format: u32,
        kind: &'static str,
        verdict: &'a LoadVerdict,
        load: &'a LoadFacts,
    }
    let written = Written { format: 1, kind: "load", verdict: report.verdict, load: report.facts };
    let mut text = serde_json::to_string_pretty(&written)?;
    text.push('\n');
    Ok(text)
}
