//! How long a scenario or its clean-up may take.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The time somebody has. Waiting for one's own turn to send is not counted:
/// that others are sent first is no fault of the server.
#[derive(Debug, Default)]
pub(super) struct Allowance {
    waited_ms: AtomicU64,
}

impl Allowance {
    /// Waits for something that does not count.
    pub(super) async fn without<T>(&self, turn: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let turned = turn.await;
        let waited = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.waited_ms.fetch_add(waited, Ordering::Relaxed);
        turned
    }

    /// Is over when `limit` has passed.
    pub(super) async fn over(&self, limit: Duration) {
        let began = Instant::now();
        loop {
            let until =
                began + limit + Duration::from_millis(self.waited_ms.load(Ordering::Relaxed));
            if Instant::now() >= until {
                return;
            }
            sleep_until(until).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn waiting_for_a_turn_is_not_counted() {
        let allowance = Allowance::default();
        let began = Instant::now();
        let limit = Duration::from_secs(10);
        tokio::join!(allowance.over(limit), allowance.without(sleep(Duration::from_secs(5))),);
        assert_eq!(began.elapsed().as_secs(), 15);
    }
}
