//! What is wrong, where, and what to do about it.

use serde_json::{Value, json};

use super::code::Code;
use super::render;
use super::source::{Sources, Span};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It cannot be used as it stands.
    Error,
    /// It works, and is probably not what was meant.
    Warning,
}

impl Severity {
    /// The word that begins the message.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place and what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is said next to it; may be empty.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Its kind; `scimproof explain` tells more of it.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// Where; the first is the place of the mistake, others explain it.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: vec![Label { span, text: String::new() }],
            help: None,
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Says something next to the place of the mistake.
    #[must_use]
    pub fn labelled(mut self, text: impl Into<String>) -> Self {
        if let Some(label) = self.labels.first_mut() {
            label.text = text.into();
        }
        self
    }

    /// Adds a place that explains the mistake.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if something is known.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

/// Problems with the texts they are in.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    sources: Sources,
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Problems in these texts: ordered by place, each one once.
    #[must_use]
    pub fn new(sources: Sources, mut list: Vec<Diagnostic>) -> Self {
        let mut seen = std::collections::HashSet::with_capacity(list.len());
        list.retain(|diagnostic| seen.insert(diagnostic.clone()));
        list.sort_by(|a, b| {
            let place = |diagnostic: &Diagnostic| diagnostic.labels.first().map(|label| label.span);
            place(a).cmp(&place(b)).then(a.severity.cmp(&b.severity))
        });
        Self { sources, list }
    }

    /// The problems.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// How many problems there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Is there no problem?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Is one of them an error?
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The texts.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// All problems for a person to read, with excerpts; `colour` adds ANSI
    /// escape sequences. Ends with a line break unless there is no problem.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        render::render(&self.sources, &self.list, colour)
    }

    /// All problems for a program to read: an array of objects with `code`,
    /// `severity`, `message`, `labels` (each with `path`, `line`, `column`,
    /// `end_line`, `end_column`, `text`) and `help`. Lines and columns count
    /// from 1, columns in characters; the end is exclusive.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.list.iter().map(|diagnostic| self.diagnostic_json(diagnostic)).collect()
    }

    fn diagnostic_json(&self, diagnostic: &Diagnostic) -> Value {
        let labels: Vec<Value> = diagnostic
            .labels
            .iter()
            .filter_map(|label| {
                let source = self.sources.get(label.span.source)?;
                let (start, end) =
                    (source.position(label.span.start), source.position(label.span.end));
                Some(json!({
                    "path": source.name(),
                    "line": start.line,
                    "column": start.column,
                    "end_line": end.line,
                    "end_column": end.column,
                    "text": label.text,
                }))
            })
            .collect();
        json!({
            "code": diagnostic.code.as_str(),
            "severity": diagnostic.severity.as_str(),
            "message": diagnostic.message,
            "labels": labels,
            "help": diagnostic.help,
        })
    }
}
