//! The vocabulary of SCIM (RFC 7643, RFC 7644); pure.

pub mod attribute;
pub mod capabilities;
pub mod definition;
pub mod filter;
pub mod order;
pub mod path;
pub mod projection;
mod published_names;
pub mod requirement;
pub mod standard;
pub mod urn;
pub mod value;

pub use published_names::published_names;
