//! The reference server, asked through `Server::handle` and over loopback.
#![expect(clippy::needless_pass_by_value, reason = "bodies are literals at the place of the call")]

mod bulk;
mod client;
mod create;
mod entra;
mod exercise;
mod faults;
mod further;
mod patch;
mod protocol;
mod query;
mod socket;
