//! A run as text for people: a line for each scenario while it runs if wanted,
//! then failures, advice, what was not judged and why, and the verdict last,
//! where a terminal shows it.
//!
//! Whatever a target answered is shown and never obeyed: control characters
//! become visible, long values are cut and their length is said.

mod block;
mod live;
mod paint;
mod summary;

use std::io::{self, Write};

use self::live::Live;
use super::{Report, Reporter};
use crate::event::Event;

pub use block::failure_block;

/// Writes a run as text.
pub struct Console<W> {
    out: W,
    colour: bool,
    live: Option<Live>,
}

impl<W: Write> Console<W> {
    /// Writes to `out` when the run has ended, with ANSI colours if `colour`.
    pub const fn new(out: W, colour: bool) -> Self {
        Self { out, colour, live: None }
    }

    /// Writes also one line for each scenario when it has ended, for logs and
    /// for those who want to see it all.
    #[must_use]
    pub fn with_scenario_lines(mut self) -> Self {
        self.live = Some(Live::new(self.colour));
        self
    }
}

impl<W: Write> Reporter for Console<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        let Some(live) = &mut self.live else { return Ok(()) };
        for line in live.lines(event) {
            writeln!(self.out, "{line}")?;
        }
        self.out.flush()
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        if self.live.is_some() {
            writeln!(self.out)?;
        }
        self.out.write_all(summary::text(report, self.colour).as_bytes())?;
        self.out.flush()
    }

    fn shows_passed(&self) -> bool {
        false
    }
}
