//! How many requests are under way at once: as many as the server answers
//! without getting slower (docs/design/008).

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::wire::{Answer, Method, TransportError};

/// With so many a run begins, and no slow answer makes it fewer; only a server
/// that says it has too much does.
const FIRST: usize = 4;
/// An answer is slow when it took this much longer than twice the fastest.
const TOLERANCE: Duration = Duration::from_millis(20);

/// A window that opens while the server keeps up.
#[derive(Debug)]
pub(super) struct Window {
    places: Semaphore,
    /// Places that are taken away as soon as they are free.
    owed: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    width: usize,
    widest: usize,
    /// Is it still opened with each quick answer?
    opening: bool,
    /// Quick and slow answers since it was changed last.
    quick: usize,
    slow: usize,
    /// The fastest answer of each method; writes may be slower by nature.
    fastest: [Option<Duration>; 5],
    narrowed: Option<Instant>,
}

/// A request that is under way.
pub(super) struct Place<'a> {
    window: &'a Window,
    permit: Option<SemaphorePermit<'a>>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let one_less = |owed: usize| owed.checked_sub(1);
        let owes =
            self.window.owed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok();
        if let (true, Some(permit)) = (owes, self.permit.take()) {
            permit.forget();
        }
    }
}

impl Window {
    /// One that never gets wider than this, at least 1.
    pub(super) fn new(widest: usize) -> Self {
        let widest = widest.max(1);
        let width = FIRST.min(widest);
        Self {
            places: Semaphore::new(width),
            owed: AtomicUsize::new(0),
            state: Mutex::new(State {
                width,
                widest,
                opening: true,
                quick: 0,
                slow: 0,
                fastest: [None; 5],
                narrowed: None,
            }),
        }
    }

    /// Waits for a place.
    pub(super) async fn enter(&self) -> Place<'_> {
        // It is never closed; without a permit nothing is limited.
        Place { window: self, permit: self.places.acquire().await.ok() }
    }

    /// How many may be under way now.
    pub(super) fn width(&self) -> usize {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner).width
    }

    /// Learns from an answer to a request that was sent then.
    pub(super) fn learn(&self, method: Method, sent: Instant, answer: &Answer) {
        let now = Instant::now();
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = state.width;
        state.learn(method, sent, now, answer);
        let after = state.width;
        drop(state);
        if after > before {
            self.places.add_permits(after - before);
        } else if before > after {
            let taken = self.places.forget_permits(before - after);
            self.owed.fetch_add(before - after - taken, Ordering::Relaxed);
        }
    }
}

impl State {
    fn learn(&mut self, method: Method, sent: Instant, now: Instant, answer: &Answer) {
        match answer {
            Answer::Received(response) if matches!(response.status, 429 | 503) => {
                self.too_much(sent, now);
            }
            Answer::Failed(TransportError::Timeout { .. } | TransportError::Connect(_)) => {
                self.too_much(sent, now);
            }
            // It may be in trouble, or have this one bug.
            Answer::Received(response) if matches!(response.status, 500 | 502 | 504) => {
                self.slower();
            }
            Answer::Received(_) => {
                let took = now - sent;
                let fastest = self.fastest[method as usize].get_or_insert(took);
                *fastest = took.min(*fastest);
                if took <= *fastest * 2 + TOLERANCE { self.faster() } else { self.slower() }
            }
            Answer::Failed(_) => {}
        }
    }

    fn faster(&mut self) {
        self.quick += 1;
        if self.opening || self.quick >= self.width {
            self.quick = 0;
            self.width = (self.width + 1).min(self.widest);
        }
    }

    fn slower(&mut self) {
        self.opening = false;
        self.slow += 1;
        if self.slow >= self.width {
            self.slow = 0;
            self.width = (self.width - 1).max(FIRST.min(self.width));
        }
    }

    /// Halves it, once for all that was sent before.
    fn too_much(&mut self, sent: Instant, now: Instant) {
        self.opening = false;
        if self.narrowed.is_none_or(|narrowed| sent >= narrowed) {
            self.width = (self.width / 2).max(1);
            self.narrowed = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Response;

    fn after(answers: &[(u64, u16)]) -> usize {
        let mut state = Window::new(32).state.into_inner().unwrap();
        let mut now = Instant::now();
        for (took_ms, status) in answers {
            let sent = now;
            now += Duration::from_millis(*took_ms);
            let answer = Answer::Received(Response::new(*status));
            state.learn(Method::Get, sent, now, &answer);
        }
        state.width
    }

    #[test]
    fn it_opens_while_answers_are_as_quick_as_the_first() {
        assert_eq!(after(&[]), 4);
        assert_eq!(after(&[(100, 200); 10]), 14);
        assert_eq!(after(&[(100, 200); 99]), 32);
    }

    #[test]
    fn slow_answers_and_errors_close_it_to_where_it_began() {
        let quick = vec![(100, 200); 10];
        let with = |more: (u64, u16), times| after(&[quick.clone(), vec![more; times]].concat());
        assert_eq!(with((230, 200), 14), 13);
        assert_eq!(with((230, 200), 999), 4);
        assert_eq!(with((10, 500), 999), 4);
    }

    #[test]
    fn a_server_that_has_too_much_gets_half() {
        assert_eq!(after(&[(9, 429)]), 2);
        assert_eq!(after(&[(9, 429); 5]), 1);
        assert_eq!(after(&[(9, 200), (9, 429), (9, 200), (9, 200), (9, 200)]), 3);
    }

    #[tokio::test]
    async fn places_that_are_taken_away_do_not_come_back() {
        let window = Window::new(4);
        let places = [window.enter().await, window.enter().await, window.enter().await];
        let busy = Answer::Received(Response::new(429));
        window.learn(Method::Get, Instant::now(), &busy);
        drop(places);
        assert_eq!(window.places.available_permits(), 2);
    }
}
