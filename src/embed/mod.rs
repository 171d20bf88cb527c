//! Conformance tests inside somebody's `cargo test`, through libtest-mimic.
//!
//! One scenario is one test; one that does not apply is ignored with the
//! reason. The server under test starts with the first test that runs, never
//! for `--list`.
//!
//! ```no_run
//! use scimproof::embed::{Conformance, Target};
//!
//! fn main() -> std::process::ExitCode {
//!     Conformance::new("entra")
//!         .server(|| async { Target::new("http://127.0.0.1:8080/scim/v2").bearer("test-token") })
//!         .run()
//! }
//! ```

mod conformance;
mod trial;

pub use conformance::{Conformance, EmbedError, OnSkip, Target};
