//! The one door to a server.

use std::future::Future;
use std::pin::Pin;

use super::message::{Request, Response, TransportError};

/// A future in a box, so that [`Transport`] can be a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends a request and waits for the response.
///
/// Implementations follow no redirect to another origin, bound time and size by
/// themselves, and send nothing again but a GET whose connection was closed
/// before an answer began.
pub trait Transport: Send + Sync {
    /// Sends one request.
    ///
    /// # Errors
    /// A [`TransportError`] when no complete response was received.
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>>;
}
