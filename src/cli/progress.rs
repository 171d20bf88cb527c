//! The line that moves while a run goes on; only where somebody watches.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::event::{Event, EventKind};
use crate::judge::Verdict;
use crate::suite::{Outcome, ScenarioId};

use super::terminal::Terminal;

/// How often the line is drawn when nothing happens.
const TICK: Duration = Duration::from_millis(200);

/// The line. A hidden one does nothing.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    running: BTreeSet<ScenarioId>,
    failed: u32,
}

impl Progress {
    pub(super) fn new(terminal: Terminal) -> Self {
        let bar =
            if terminal.is_watched() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        // The template is a constant and valid; without it the line is plainer.
        if let Ok(style) = ProgressStyle::with_template("{pos}/{len} {wide_msg} {elapsed}") {
            bar.set_style(style);
        }
        Self { bar, state: Arc::default() }
    }

    /// A line that nobody sees.
    pub(super) fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), state: Arc::default() }
    }

    /// Shows what an event changes.
    pub(super) fn event(&self, event: &Event) {
        if self.bar.is_hidden() {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &event.kind {
            EventKind::RunStarted(header) => {
                self.bar.set_length(header.planned.len() as u64);
                self.bar.set_message("asking the server what it can do");
                self.bar.enable_steady_tick(TICK);
                return;
            }
            EventKind::Probed { skips, .. } => {
                let whole = skips.iter().filter(|(id, _)| !id.as_str().contains('/'));
                self.bar.inc(whole.count() as u64);
            }
            EventKind::ScenarioStarted { scenario } => {
                state.running.insert(scenario.clone());
            }
            EventKind::ScenarioFinished { scenario, verdict } => {
                state.running.remove(scenario);
                state.failed += u32::from(matches!(verdict, Verdict::Failed));
                self.bar.inc(1);
            }
            EventKind::LawsJudged { checks, .. } => {
                let failed = checks.iter().any(|check| check.outcome == Outcome::Fail);
                state.failed += u32::from(failed);
                self.bar.inc(1);
            }
            EventKind::RunFinished { .. } => {
                self.bar.finish_and_clear();
                return;
            }
            EventKind::Exchanged { .. } | EventKind::Cleaned { .. } => return,
        }
        let failures = match state.failed {
            0 => String::new(),
            1 => "1 failure  ".to_owned(),
            many => format!("{many} failures  "),
        };
        let running = state.running.first().map_or("", ScenarioId::as_str);
        self.bar.set_message(format!("{failures}{running}"));
    }

    /// A writer that takes the line away while it writes.
    pub(super) fn around(&self, writer: Box<dyn Write + Send>) -> Box<dyn Write + Send> {
        if self.bar.is_hidden() {
            writer
        } else {
            Box::new(Around { bar: self.bar.clone(), writer })
        }
    }
}

struct Around {
    bar: ProgressBar,
    writer: Box<dyn Write + Send>,
}

impl Write for Around {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bar.suspend(|| self.writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.bar.suspend(|| self.writer.flush())
    }
}
