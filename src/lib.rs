//! scimproof proves that a SCIM 2.0 server works with Microsoft Entra ID.
//!
//! Layers, lowest first; a module uses lower layers only (held by
//! `tests/architecture.rs`):
//!
//! | layer | modules | they |
//! |---|---|---|
//! | 0 | `text`, `wire`, `scim`, `suite` | are words |
//! | 1 | `mapping`, `judge`, `credential` | fit, compare, say who we are |
//! | 2 | `event`, `plan` | say what happened, decide |
//! | 3 | `run`, `report`, `server` | send, tell, pretend |
//! | 4 | `detection` | measure |
//! | 5 | `cli`, `embed` | talk to people, to `cargo test` |

pub mod credential;
#[cfg(feature = "server")]
pub mod detection;
pub mod event;
pub mod judge;
pub mod mapping;
pub mod plan;
pub mod report;
pub mod run;
pub mod scim;
pub mod suite;
pub mod text;
pub mod wire;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "embed")]
pub mod embed;
#[cfg(feature = "server")]
pub mod server;
