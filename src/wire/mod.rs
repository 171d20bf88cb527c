//! HTTP as scimproof talks about it: a request, a response, and the pair of them.
//!
//! Nothing here opens a socket or knows a SCIM word. A [`Transport`] turns a
//! [`Request`] into a [`Response`]; there is one over the network and one that
//! calls the reference server directly.

mod curl;
mod message;
mod needle;
mod secret;
mod transport;

pub use curl::curl_line;
pub use message::{
    Answer, Body, Exchange, Headers, Method, QueryEncoding, QueryParameter, QuoteEncoding, Request,
    Response, SpaceEncoding, TransportError, decode_component, encode_path_segment,
};
pub use secret::{Redactor, Secret};
pub use transport::{BoxFuture, Transport};
