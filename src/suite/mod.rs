//! What a suite file says, and reading it.
//!
//! A suite is data: fixtures, scenarios, steps, checks. Loading finds every
//! problem of every file before anything is sent. Nothing here knows a socket,
//! a clock or a terminal; `origin` alone reads files.

mod model;
mod planned;
mod shape;
mod tree;
pub mod template;

pub use model::*;
pub use planned::{Read, further_check_id, planned_checks, reads, state_check_id, step_check_id};
