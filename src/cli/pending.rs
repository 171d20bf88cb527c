//! Stand-ins for what the report branch brings; to be deleted.
#![allow(missing_docs, dead_code, clippy::all, clippy::pedantic)]

use std::io::{self, Write};

use crate::event::{Event, EventKind};
use crate::judge::Grade;
use crate::report::{Report, Tally};

pub trait Reporter {
    fn event(&mut self, event: &Event) -> io::Result<()>;
    fn finish(&mut self, report: &Report) -> io::Result<()>;
}
#[derive(Debug)]
pub struct ReporterFailure {
    pub name: String,
    pub error: io::Error,
}
#[derive(Default)]
pub struct Fanout<'a> {
    reporters: Vec<(String, Box<dyn Reporter + Send + 'a>)>,
    failures: Vec<ReporterFailure>,
}
impl<'a> Fanout<'a> {
    pub const fn new() -> Self {
        Self { reporters: Vec::new(), failures: Vec::new() }
    }
    pub fn add(&mut self, name: impl Into<String>, reporter: impl Reporter + Send + 'a) {
        self.reporters.push((name.into(), Box::new(reporter)));
    }
    pub fn event(&mut self, event: &Event) {
        self.each(|reporter| reporter.event(event));
    }
    pub fn finish(mut self, report: &Report) -> Vec<ReporterFailure> {
        self.each(|reporter| reporter.finish(report));
        self.failures
    }
    fn each(&mut self, tell: impl Fn(&mut (dyn Reporter + Send + 'a)) -> io::Result<()>) {
        let failures = &mut self.failures;
        self.reporters.retain_mut(|(name, reporter)| match tell(reporter.as_mut()) {
            Ok(()) => true,
            Err(error) => {
                failures.push(ReporterFailure { name: std::mem::take(name), error });
                false
            }
        });
    }
}
macro_rules! reporters {
    ($($name:ident)*) => {$(
        pub struct $name<W>(W);
        impl<W: Write> $name<W> {
            pub fn new(out: W) -> Self { Self(out) }
        }
        impl<W: Write> Reporter for $name<W> {
            fn event(&mut self, _: &Event) -> io::Result<()> { Ok(()) }
            fn finish(&mut self, report: &Report) -> io::Result<()> {
                writeln!(self.0, "{:?} {}", report.grade, report.summary)?;
                self.0.flush()
            }
        }
    )*};
}
reporters! { JsonReporter JunitReporter MarkdownReporter ConsoleReporter }
pub struct Recorder<W>(W);
impl<W: Write> Recorder<W> {
    pub fn new(out: W, _: &str) -> io::Result<Self> {
        Ok(Self(out))
    }
}
impl<W: Write> Reporter for Recorder<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        serde_json::to_writer(&mut self.0, event)?;
        self.0.write_all(b"\n")
    }
    fn finish(&mut self, _: &Report) -> io::Result<()> {
        Ok(())
    }
}
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("it is empty")]
pub struct ReplayError;
pub struct Partial {
    pub events: Vec<Event>,
    pub trouble: Option<ReplayError>,
}
pub fn read_recording(bytes: &[u8]) -> Result<Vec<Event>, ReplayError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ReplayError)?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|_| ReplayError)).collect()
}
pub fn read_partial_recording(bytes: &[u8]) -> Result<Partial, ReplayError> {
    Ok(Partial { events: read_recording(bytes)?, trouble: None })
}
#[derive(Default)]
pub struct Fold(Vec<Event>);
impl Fold {
    pub fn new() -> Self {
        Self::default()
    }
    pub fn event(&mut self, event: Event) -> Result<(), ReplayError> {
        self.0.push(event);
        Ok(())
    }
    pub fn finish(self) -> Result<Report, ReplayError> {
        fold(self.0)
    }
}
pub fn fold(events: impl IntoIterator<Item = Event>) -> Result<Report, ReplayError> {
    let events: Vec<Event> = events.into_iter().collect();
    let Some(EventKind::RunStarted(header)) = events.first().map(|e| e.kind.clone()) else {
        return Err(ReplayError);
    };
    let stopped = events.iter().find_map(|e| match &e.kind {
        EventKind::Probed { stopped, .. } => stopped.clone(),
        _ => None,
    });
    Ok(Report {
        format: 1,
        tool: header.tool,
        run: header.run,
        started: header.started,
        elapsed_ms: 0,
        target: header.target,
        profile: header.profile,
        grade: Grade::Inconclusive,
        summary: stopped.unwrap_or_default(),
        interrupted: false,
        tally: Tally::default(),
        suites: header.suites,
        probe: Vec::new(),
        scenarios: Vec::new(),
        requirements: Vec::new(),
        residue: Vec::new(),
    })
}

pub const REPORT_SCHEMA: &str = "{}\n";
pub const RECORDING_SCHEMA: &str = "{}\n";
