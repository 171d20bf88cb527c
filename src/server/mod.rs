//! The reference server: correct by default, wrong on request.
//!
//! A pure state machine: [`Server::handle`] is a function of what the server
//! remembers and of the request. It knows no socket (`listen` puts hyper around
//! it), no clock but the one it is given, and neither suites nor reports.

mod bent_filters;
mod bulk;
mod create;
mod cursor;
mod delete;
mod discovery;
mod distort;
mod edit;
mod error;
mod etag;
mod example;
mod fault;
mod filtering;
mod handle;
mod immutable;
mod in_process;
mod input;
mod listen;
mod overlay;
mod patch;
mod query;
mod raw_quotes;
mod read;
mod replace;
mod route;
mod rules;
mod schema;
mod settings;
mod store;
mod tenant;
mod token;
mod variation;
mod wrong;
mod wrong_discovery;
mod wrong_filters;
mod wrong_forms;

pub use fault::{Fault, FaultInfo, NOT_SHOWN, Severity};
pub use handle::Server;
pub use in_process::InProcess;
pub use listen::{Answers, Documents, RunningServer, listen};
pub use overlay::Overlay;
pub use settings::{Clock, Paging, PatchAnswer, RateLimit, Settings, steady_clock};
pub use token::{TokenEndpoint, Trust, UnixClock};
pub use variation::{Standing, Variation};
