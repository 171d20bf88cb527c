//! How a client gets an access token: OAuth 2.0 client credentials (RFC 6749
//! section 4.4) and workload identity federation by a signed assertion
//! (RFC 7523 section 2.2), the two ways that Entra's gallery admits.
//!
//! Everything here is a function of its arguments: requests are built and
//! answers are read, `run` sends them. The exception is chance, in the making
//! of the test issuer's key.

mod answer;
mod claims;
mod client;
mod issuer;

pub use answer::{AccessToken, TokenError, read_token};
pub use claims::expiry;
pub use client::{ASSERTION_TYPE, Assertion, ClientCredential, SecretPlacement, form};
pub use issuer::{Flaw, Issuer, IssuerError, KeyKind};
