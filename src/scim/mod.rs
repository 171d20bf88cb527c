//! The vocabulary of SCIM (RFC 7643, RFC 7644); pure.

pub mod capabilities;
pub mod requirement;
pub mod urn;
