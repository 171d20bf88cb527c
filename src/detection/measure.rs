//! Many servers at once, one for each processor.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::plan::Plan;

use super::observe::{Observation, observe};
use super::subject::Subject;

/// A server and what the suites said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The server.
    pub subject: Subject,
    /// What was seen.
    pub observation: Observation,
}

/// Why there is no matrix.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The system gives no runtime.
    #[error("cannot start a run: {0}")]
    Runtime(#[from] std::io::Error),
    /// A run ended in a panic, which is a bug of scimproof.
    #[error("a run ended in a panic; this is a bug of scimproof")]
    Panicked,
}

/// How many runs share a processor.
const RUNS_PER_PROCESSOR: usize = 4;

/// Runs the plan against each subject, several at once on each processor. `done` hears of each that is finished, in no order.
///
/// # Errors
/// [`MeasureError`].
pub fn measure(
    plan: &Plan,
    subjects: &[Subject],
    done: &(dyn Fn(&Measured) + Sync),
) -> Result<Vec<Measured>, MeasureError> {
    let next = AtomicUsize::new(0);
    let finished: Mutex<Vec<(usize, Measured)>> = Mutex::new(Vec::with_capacity(subjects.len()));
    let work = || -> Result<(), MeasureError> {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(subject) = subjects.get(place) else { return Ok(()) };
            let observation = observe(plan, subject.settings())?;
            let measured = Measured { subject: subject.clone(), observation };
            done(&measured);
            finished.lock().unwrap_or_else(PoisonError::into_inner).push((place, measured));
        }
    };
    // Runs wait as well, for timestamps to differ and for writes to settle.
    let wide = thread::available_parallelism().map_or(1, usize::from) * RUNS_PER_PROCESSOR;
    let threads = wide.min(subjects.len().max(1));
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| MeasureError::Panicked)?)
    })?;
    let mut finished = finished.into_inner().unwrap_or_else(PoisonError::into_inner);
    finished.sort_by_key(|(place, _)| *place);
    Ok(finished.into_iter().map(|(_, measured)| measured).collect())
}
