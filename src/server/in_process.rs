//! The reference server without a network: a transport that calls it.

use std::sync::{Arc, Mutex, PoisonError};

use super::Server;
use crate::wire::{BoxFuture, Request, Response, Transport, TransportError};

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
}

impl Transport for InProcess {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(server.handle(request))
        })
    }
}
