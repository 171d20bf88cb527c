//! The vocabulary of SCIM (RFC 7643, RFC 7644); pure.

pub mod capabilities;
pub mod definition;
pub mod filter;
pub mod path;
pub mod requirement;
pub mod urn;
