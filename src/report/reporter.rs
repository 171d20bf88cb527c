//! What writes a report, and several of them side by side.

use std::io;

use super::Report;
use crate::event::Event;

/// Writes what happened, as it happens, at the end, or both.
pub trait Reporter {
    /// Takes the next event.
    ///
    /// # Errors
    /// Those of what is written to.
    fn event(&mut self, event: &Event) -> io::Result<()>;

    /// Takes the report, after the last event.
    ///
    /// # Errors
    /// Those of what is written to.
    fn finish(&mut self, report: &Report) -> io::Result<()>;

    /// Does it show the exchanges of scenarios that passed? When no reporter does,
    /// they need not be kept until the end
    /// ([`Fold::without_passed`](super::Fold::without_passed)).
    fn shows_passed(&self) -> bool {
        true
    }
}

/// A reporter that failed.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {name}: {error}")]
pub struct ReporterFailure {
    /// The reporter's name, as it was given to [`Fanout::add`].
    pub name: String,
    /// What went wrong.
    #[source]
    pub error: io::Error,
}

/// Several reporters. One that fails is told nothing more; the others go on.
#[derive(Default)]
pub struct Fanout<'a> {
    reporters: Vec<(String, Box<dyn Reporter + Send + 'a>)>,
    failures: Vec<ReporterFailure>,
}

impl<'a> Fanout<'a> {
    /// No reporter yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { reporters: Vec::new(), failures: Vec::new() }
    }

    /// Adds a reporter. The name is for messages: `junit report out.xml`.
    pub fn add(&mut self, name: impl Into<String>, reporter: impl Reporter + Send + 'a) {
        self.reporters.push((name.into(), Box::new(reporter)));
    }

    /// Does one of them show the exchanges of scenarios that passed?
    #[must_use]
    pub fn shows_passed(&self) -> bool {
        self.reporters.iter().any(|(_, reporter)| reporter.shows_passed())
    }

    /// Hands the event to all reporters.
    pub fn event(&mut self, event: &Event) {
        self.each(|reporter| reporter.event(event));
    }

    /// Hands the report to all reporters. Gives back every failure of the run,
    /// in the order in which they happened.
    #[must_use]
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
