//! Where reports go.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::event::Event;
use crate::report::{
    Console, Fanout, GateReporter, JsonReporter, JunitReporter, MarkdownReporter, Recorder, Report,
    Reporter, html,
};

use super::failure::Failure;
use super::progress::Progress;
use super::terminal::Terminal;
use super::value::{Format, ReportRequest};

/// The reports that are to be written, none begun yet.
#[derive(Debug)]
pub(super) struct Outputs {
    requests: Vec<ReportRequest>,
    template: Option<String>,
}

/// Is the console report shown when standard output is free?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usually {
    /// Yes.
    Console,
    /// Only when no report is asked for.
    WhatIsAsked,
}

impl Outputs {
    /// Looks whether the requests go together.
    ///
    /// # Errors
    /// When two reports want standard output or the same file.
    pub(super) fn new(
        mut requests: Vec<ReportRequest>,
        template: Option<String>,
        usually: Usually,
        terminal: Terminal,
    ) -> Result<Self, Failure> {
        let to_output: Vec<&str> = requests
            .iter()
            .filter(|request| request.path.is_none())
            .map(|request| request.format.name())
            .collect();
        if let [first, second, ..] = to_output.as_slice() {
            return Err(Failure::usage(format!(
                "two reports want standard output: {first} and {second}"
            ))
            .hint(format!("give one of them a file, e.g. --report {second}=PATH")));
        }
        let shown = match usually {
            Usually::Console => to_output.is_empty() && !terminal.is_quiet(),
            Usually::WhatIsAsked => requests.is_empty(),
        };
        if shown {
            requests.insert(0, ReportRequest { format: Format::Console, path: None });
        }
        let mut files = BTreeSet::new();
        for path in requests.iter().filter_map(|request| request.path.as_deref()) {
            if !files.insert(path) {
                return Err(Failure::usage(format!("two reports want the same file, {path}")));
            }
        }
        Ok(Self { requests, template })
    }

    /// Refuses to write over a file that is also something else.
    ///
    /// # Errors
    /// When a report has this path.
    pub(super) fn forbid(&self, path: &Path, what: &str) -> Result<(), Failure> {
        let same = |other: &str| {
            let other = Path::new(other);
            let real = |path: &Path| path.canonicalize().ok();
            other == path || (real(other).is_some() && real(other) == real(path))
        };
        match self.requests.iter().filter_map(|request| request.path.as_deref()).find(|p| same(p)) {
            Some(path) => Err(Failure::usage(format!("a report would overwrite {what}, {path}"))),
            None => Ok(()),
        }
    }

    /// Is there a template of the user's own?
    pub(super) const fn has_template(&self) -> bool {
        self.template.is_some()
    }

    /// Tries the template on a report, so that a mistake in it shows before
    /// anything is sent.
    ///
    /// # Errors
    /// When the template gives no page.
    pub(super) fn try_template(&self, report: &Report) -> Result<(), Failure> {
        let Some(template) = &self.template else { return Ok(()) };
        html::render(report, Some(template))
            .map(drop)
            .map_err(|error| Failure::usage(format!("the HTML template cannot be used: {error}")))
    }

    /// The files that will be written, with their formats.
    pub(super) fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.requests
            .iter()
            .filter_map(|request| Some((request.format.name(), request.path.as_deref()?)))
    }

    /// Opens all files. What is in them stays until the reports are written.
    ///
    /// # Errors
    /// When a file cannot be written to.
    pub(super) fn open(
        &self,
        terminal: Terminal,
        progress: &Progress,
    ) -> Result<Fanout<'static>, Failure> {
        let mut fanout = Fanout::new();
        for ReportRequest { format, path } in &self.requests {
            let (name, writer) = match path {
                None => ("to standard output".to_owned(), progress.around(terminal.output())),
                Some(path) => {
                    let file = Fresh::open(Path::new(path)).map_err(|error| {
                        let name = format.name();
                        Failure::inconclusive(format!(
                            "cannot write the {name} report {path}: {error}"
                        ))
                        .hint("nothing was sent; choose a file that can be written to")
                    })?;
                    let writer: Box<dyn Write + Send> = Box::new(BufWriter::new(file));
                    (path.clone(), writer)
                }
            };
            let colour = path.is_none() && terminal.output_colour();
            self.add(&mut fanout, *format, &name, writer, colour);
        }
        Ok(fanout)
    }

    fn add(
        &self,
        fanout: &mut Fanout<'static>,
        format: Format,
        place: &str,
        writer: Box<dyn Write + Send>,
        colour: bool,
    ) {
        let name = format!("the {} report {place}", format.name());
        match format {
            Format::Console => fanout.add(name, Console::new(writer, colour)),
            Format::Json => fanout.add(name, JsonReporter::new(writer)),
            Format::Gallery => fanout.add(name, GateReporter::new(writer)),
            Format::Junit => fanout.add(name, JunitReporter::new(writer)),
            Format::Markdown => fanout.add(name, MarkdownReporter::new(writer)),
            Format::Html => {
                fanout.add(name, HtmlReporter { writer, template: self.template.clone() });
            }
        }
    }
}

/// Opens a recording and writes its first line.
///
/// # Errors
/// When the file cannot be written to.
pub(super) fn record(path: &Path, tool: &str) -> Result<impl Reporter + Send + 'static, Failure> {
    Fresh::open(path).and_then(|file| Recorder::new(file, tool)).map_err(|error| {
        Failure::inconclusive(format!("cannot write the recording {}: {error}", path.display()))
            .hint("nothing was sent; choose a file that can be written to")
    })
}

struct HtmlReporter {
    writer: Box<dyn Write + Send>,
    template: Option<String>,
}

impl Reporter for HtmlReporter {
    fn event(&mut self, _: &Event) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        let page = html::render(report, self.template.as_deref())
            .map_err(|error| io::Error::other(error.to_string()))?;
        self.writer.write_all(page.as_bytes())?;
        self.writer.flush()
    }
}

/// A file that keeps its old content until the first byte is written.
struct Fresh {
    file: File,
    begun: bool,
}

impl Fresh {
    fn open(path: &Path) -> io::Result<Self> {
        // Opened, not replaced: a pipe or a device stays what it is.
        let file = File::options().write(true).create(true).truncate(false).open(path)?;
        Ok(Self { file, begun: false })
    }
}

impl Write for Fresh {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.begun {
            if self.file.metadata()?.is_file() {
                self.file.set_len(0)?;
            }
            self.begun = true;
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
