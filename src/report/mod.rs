//! Reports: events folded into a [`Report`], and the formats it is written in.
//!
//! [`fold`] is the only place that counts. Reporters write to a `Write` they
//! are given and know neither runner nor network.

pub mod html;
mod model;

pub use model::*;
