//! The report as one HTML page: readable without script and network, safe to
//! open whatever the target answered.
//!
//! Everything a reader sees is prepared in Rust as plain strings ([`view`]);
//! the template arranges it and decides nothing. Every value is escaped where
//! it is written, by a formatter that a template cannot turn off, and the
//! page's policy ([`policy`]) lets run what stood in the template and nothing
//! else.

mod exchange;
mod policy;
mod text;
mod view;

#[cfg(test)]
pub(crate) mod sample;

use std::fmt;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

use super::Report;

/// The template that is built in, `report-template.html`: a good beginning for
/// one's own.
pub const TEMPLATE: &str = include_str!("../../report-template.html");

/// The work that a template may cause, in instructions or 64 bytes of output:
/// some fifty times what a run of 500 scenarios needs, and about a second.
const FUEL: u64 = 20_000_000;

/// Why a template gives no report. Reads after "cannot render the report:".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct TemplateError {
    /// The line of the template, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(formatter, "line {line} of the template: ")?;
        }
        formatter.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Renders `report` as an HTML page, with the text of a template of one's own
/// or with [`TEMPLATE`].
///
/// # Errors
/// A [`TemplateError`] when the template is no valid one, names something that
/// is not in the report, loads something, or does not come to an end. The
/// built-in template gives none.
pub fn render(report: &Report, template: Option<&str>) -> Result<String, TemplateError> {
    // A browser reads CR LF as LF before it compares hashes.
    let source = template.unwrap_or(TEMPLATE).replace("\r\n", "\n");
    let page = Value::from(Serde(view::Page::new(report, policy::policy(&source)?)));
    let failed = |error: Error| explain(&error, &page);

    let mut environment = Environment::new();
    environment.set_syntax(
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(failed)?,
    );
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_escaped);
    environment.remove_filter("safe");
    environment.set_fuel(Some(FUEL));
    environment
        .template_from_named_str("the template", &source)
        .and_then(|template| template.render(page.clone()))
        .map_err(failed)
}

/// Writes a value so that it is text wherever it stands in HTML. Only what a
/// macro of the template has written, and thereby escaped, is written as it is.
fn write_escaped(output: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    let failed = |_| Error::from(ErrorKind::WriteFailure);
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let Some(text) = value.as_str() else {
        return escape(output, &value.to_string()).map_err(failed);
    };
    if value.is_safe() {
        output.write_str(text).map_err(failed)
    } else {
        escape(output, text).map_err(failed)
    }
}

fn escape(output: &mut Output, mut text: &str) -> fmt::Result {
    while let Some(at) = text.find(['&', '<', '>', '"', '\'']) {
        output.write_str(&text[..at])?;
        output.write_str(match text.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        text = &text[at + 1..];
    }
    output.write_str(text)
}

fn explain(error: &Error, page: &Value) -> TemplateError {
    let message = error
        .detail()
        .map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()));
    let hint = match error.kind() {
        ErrorKind::UndefinedError => {
            let names: Vec<String> = page
                .try_iter()
                .map(|names| names.map(|name| name.to_string()).collect())
                .unwrap_or_default();
            Some(format!("the page has {}", text::listed(&names)))
        }
        ErrorKind::SyntaxError => {
            Some("templates are written in Jinja, as the minijinja crate reads it".to_owned())
        }
        ErrorKind::UnknownFilter => Some(
            "values are always escaped: there is no `safe`; other filters are those of minijinja"
                .to_owned(),
        ),
        ErrorKind::TemplateNotFound => {
            Some("a template is one file: it cannot include or extend another".to_owned())
        }
        ErrorKind::OutOfFuel => Some("a loop in the template is too long".to_owned()),
        _ => None,
    };
    TemplateError { line: error.line().filter(|line| *line > 0), message, hint }
}
