//! Sending at the server's pace: the rate limit, and waiting when it says so.

use std::sync::Mutex;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep, sleep_until};

use crate::wire::{Answer, Exchange, Request, Response, Transport};

use super::allowance::Allowance;
use super::window::Window;

/// How often a request is sent at most.
const ATTEMPTS: u8 = 5;
/// The longest wait that a server may ask for; longer ones are cut.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Spaces requests evenly over time, and keeps few of them under way at once.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Option<Duration>,
    next: Mutex<Option<Instant>>,
    window: Option<Window>,
    /// One crowd of requests at a time is enough for any server.
    crowd: tokio::sync::Mutex<()>,
}

impl Pace {
    /// At most so many requests a second; a limit that is not above zero is none.
    pub(super) fn new(requests_per_second: Option<f64>) -> Self {
        let interval = requests_per_second
            .filter(|rate| rate.is_finite() && *rate > 0.0)
            .map(|rate| Duration::from_secs_f64(1.0 / rate));
        Self { interval, next: Mutex::new(None), window: None, crowd: tokio::sync::Mutex::new(()) }
    }

    /// And never more than `widest` requests under way at once.
    pub(super) fn within(mut self, widest: usize) -> Self {
        self.window = Some(Window::new(widest));
        self
    }

    async fn turn(&self) {
        let Some(interval) = self.interval else { return };
        let at = {
            let mut next = self.next.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let at = next.map_or_else(Instant::now, |next| next.max(Instant::now()));
            *next = Some(at + interval);
            at
        };
        sleep_until(at).await;
    }

    /// Sends a request, waits out 429 and 503 that carry Retry-After
    /// (RFC 9110 section 10.2.3), and measures.
    pub(super) async fn send(
        &self,
        transport: &dyn Transport,
        request: &Request,
        allowance: &Allowance,
    ) -> Exchange {
        let place = match &self.window {
            Some(window) => Some(allowance.without(window.enter()).await),
            None => None,
        };
        // The place is kept while the server wants us to wait: that is what slows us down.
        let exchange = self.send_now(transport, request, allowance).await;
        drop(place);
        exchange
    }

    /// How many scenarios it makes sense to run side by side now.
    pub(super) fn width(&self) -> usize {
        self.window.as_ref().map_or(usize::MAX, Window::width)
    }

    /// Sends requests at once, however many are under way, but no other crowd of them.
    pub(super) async fn send_crowd(
        &self,
        transport: &dyn Transport,
        requests: &[Request],
        allowance: &Allowance,
    ) -> Vec<Exchange> {
        let _alone = allowance.without(self.crowd.lock()).await;
        let sent = requests.iter().map(|request| self.send_now(transport, request, allowance));
        join_all(sent).await
    }

    async fn send_now(
        &self,
        transport: &dyn Transport,
        request: &Request,
        allowance: &Allowance,
    ) -> Exchange {
        let mut attempts = 0;
        loop {
            allowance.without(self.turn()).await;
            attempts += 1;
            let sent = Instant::now();
            let answer = match transport.send(request).await {
                Ok(response) => Answer::Received(response),
                Err(error) => Answer::Failed(error),
            };
            if let Some(window) = &self.window {
                window.learn(request.method, sent, &answer);
            }
            if attempts < ATTEMPTS
                && let Some(wait) = answer.response().and_then(asked_to_wait)
            {
                sleep(wait).await;
                continue;
            }
            let latency_ms = u32::try_from(sent.elapsed().as_millis()).unwrap_or(u32::MAX);
            return Exchange { request: request.clone(), answer, latency_ms, attempts };
        }
    }
}

/// How long a server asks to wait: seconds, or an HTTP date, of which the
/// difference to now is not known here and which counts as one second.
pub(super) fn asked_to_wait(response: &Response) -> Option<Duration> {
    if !matches!(response.status, 429 | 503) {
        return None;
    }
    let value = response.headers.get("Retry-After")?.trim();
    let wait = value.parse().map_or(Duration::from_secs(1), Duration::from_secs);
    Some(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::wire::{BoxFuture, Method, TransportError};

    struct Busy(AtomicU32);

    impl Transport for Busy {
        fn send<'a>(&'a self, _: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
            let busy = self.0.load(Ordering::SeqCst) > 0;
            if busy {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
            Box::pin(async move {
                let mut response = Response::new(if busy { 429 } else { 200 });
                response.headers.set("Retry-After", "1");
                Ok(response)
            })
        }
    }

    async fn status_and_attempts(busy: u32) -> (u16, u8) {
        let pace = Pace::new(None);
        let request = Request::new(Method::Get, "/Users");
        let exchange =
            pace.send(&Busy(AtomicU32::new(busy)), &request, &Allowance::default()).await;
        (exchange.answer.response().unwrap().status, exchange.attempts)
    }

    #[tokio::test(start_paused = true)]
    async fn retry_after_is_waited_for_a_bounded_number_of_times() {
        assert_eq!(status_and_attempts(2).await, (200, 3));
        assert_eq!(status_and_attempts(100).await, (429, 5));
    }

    #[tokio::test(start_paused = true)]
    async fn a_rate_spaces_requests() {
        let pace = Pace::new(Some(10.0));
        let request = Request::new(Method::Get, "/Users");
        let begin = Instant::now();
        for _ in 0..11 {
            pace.send(&Busy(AtomicU32::new(0)), &request, &Allowance::default()).await;
        }
        assert_eq!(begin.elapsed().as_millis(), 1000);
    }
}
