//! What will be run, decided before anything is sent.
//!
//! Pure: suites, a selection, a profile and, later, what the server says of
//! itself go in; scenarios to run and reasons to skip come out.

mod build;
mod implied;
mod needs;
mod profile;
mod select;

pub use build::{GatePlan, Plan, RunFacts, skips};
pub use implied::{Lacking, lacking, lacking_in};
pub use needs::unmet;
pub use profile::{Profile, UnknownProfile};
pub use select::{Selection, SelectionError};
