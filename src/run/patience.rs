//! Waiting for a server that is consistent only after a moment.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::judge::CheckResult;
use crate::suite::Outcome;

/// Says in a passed check that the server took its time.
pub(super) fn note_delay(check: &mut CheckResult, waited: Duration) {
    let remark =
        format!("agreed after {} ms: the server is eventually consistent", waited.as_millis());
    check.because = Some(match check.because.take() {
        Some(because) => format!("{because}; {remark}"),
        None => remark,
    });
    check.outcome = check.outcome.max(Outcome::Note);
}

/// Waiting for a server to settle: often at first, then less often.
pub(super) struct Patience {
    began: Instant,
    until: Option<Instant>,
    pause: Duration,
    waits: u32,
}

impl Patience {
    pub(super) fn new(limit: Duration, may_wait: bool) -> Self {
        let now = Instant::now();
        let until = (may_wait && !limit.is_zero()).then(|| now + limit);
        Self { began: now, until, pause: Duration::from_millis(40), waits: 0 }
    }

    /// Waits once more; false when the time is over.
    pub(super) async fn wait(&mut self) -> bool {
        let Some(until) = self.until else { return false };
        if Instant::now() >= until {
            return false;
        }
        sleep(self.pause.min(until - Instant::now())).await;
        self.pause = (self.pause * 2).min(Duration::from_millis(500));
        self.waits += 1;
        true
    }

    /// How long it was waited, if at all.
    pub(super) fn waited(&self) -> Option<Duration> {
        (self.waits > 0).then(|| self.began.elapsed())
    }
}
