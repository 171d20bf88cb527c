//! What the suites catch: every fault and every legal difference of the
//! reference server against a plan, and the table of what found what.
//!
//! [`measure`] runs, [`Matrix`] counts, and the rest writes the matrix down.
//! The `mutants` command and the tests of this repository use the same code.

mod client;
mod html;
mod markdown;
mod matrix;
mod measure;
mod observe;
mod proxy;
mod subject;
mod text;

pub use client::{with_further_tokens, with_token_endpoint};
pub use html::html;
pub use markdown::markdown;
pub use matrix::{CheckRow, DifferenceRow, FaultRow, Found, Matrix, Numbers};
pub use measure::{MeasureError, Measured, measure};
pub use observe::{Complaint, Observation, observe};
pub use proxy::Proxy;
pub use subject::{Combination, Subject, combinations};
pub use text::text;
