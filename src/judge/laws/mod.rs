//! Laws: rules that hold for every answer of a run, whatever was asked for.
//!
//! Each exchange is shown to the laws once, in the order of its scenario. A law
//! remembers what it saw of that scenario and nothing of others, so that what
//! it finds does not depend on how scenarios interleave. At the end each law is
//! one check, and its findings are told once for each cause.

mod book;
mod changes;
mod errors;
mod json_schema;
mod lists;
mod messages;
mod meta;
mod resources;
mod sight;
mod status;
mod target;
mod values;

pub use book::{Evidence, Judged, LawBook};
pub use sight::Sight;
