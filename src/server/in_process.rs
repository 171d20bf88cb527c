//! The reference server without a network: a transport that calls it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::Server;
use crate::wire::{Body, BoxFuture, Request, Response, Transport, TransportError};

/// How often a request lets others run between its beginning and its end.
const TURNS: u8 = 4;

/// Lets others run once.
struct Turn(bool);

impl Future for Turn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// A [`Transport`] straight into a [`Server`].
#[derive(Clone, Debug)]
pub struct InProcess {
    server: Arc<Mutex<Server>>,
}

impl InProcess {
    /// A transport into a server of its own.
    #[must_use]
    pub fn new(server: Server) -> Self {
        Self { server: Arc::new(Mutex::new(server)) }
    }

    /// A transport into a server that others use too.
    #[must_use]
    pub const fn shared(server: Arc<Mutex<Server>>) -> Self {
        Self { server }
    }

    fn lock(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for InProcess {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            // Over a socket the server would read the bytes; here it reads the text.
            let read;
            let request = match &request.body {
                Body::Text(text) => {
                    let body = Body::from_bytes(&self.lock().mistaken(text.as_bytes()));
                    read = Request { body, ..request.clone() };
                    &read
                }
                Body::Empty | Body::Json(_) => request,
            };
            let held = {
                let mut server = self.lock();
                if !server.interleaves() {
                    return Ok(server.handle(request));
                }
                server.begin(request)
            };
            // Whoever else wants to send begins now.
            for _ in 0..TURNS {
                Turn(false).await;
            }
            Ok(self.lock().finish(request, &held))
        })
    }
}
