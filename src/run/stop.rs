//! Ending a run early.

use tokio::sync::watch;

/// How far a run goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum StopLevel {
    /// To its end.
    #[default]
    Running,
    /// It starts nothing new and deletes what it created (first Ctrl-C).
    Clean,
    /// It leaves everything as it is (second Ctrl-C).
    Leave,
}

/// The end that asks a run to stop.
#[derive(Debug)]
pub struct StopSource(watch::Sender<StopLevel>);

/// The end that a run looks at.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<StopLevel>);

impl StopSource {
    /// A source and what it stops.
    #[must_use]
    pub fn new() -> (Self, Stop) {
        let (sender, receiver) = watch::channel(StopLevel::Running);
        (Self(sender), Stop(receiver))
    }

    /// Asks for a level; a lower one than before is ignored.
    pub fn raise(&self, level: StopLevel) {
        self.0.send_if_modified(|current| {
            let higher = level > *current;
            if higher {
                *current = level;
            }
            higher
        });
    }
}

impl Stop {
    /// What is asked for now.
    #[must_use]
    pub fn level(&self) -> StopLevel {
        *self.0.borrow()
    }

    /// Waits until at least `level` is asked for; for ever if nobody can ask any more.
    pub async fn wait_for(&mut self, level: StopLevel) {
        if self.0.wait_for(|current| *current >= level).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
