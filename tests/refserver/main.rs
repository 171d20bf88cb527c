//! The reference server, asked through `Server::handle` and over loopback.

mod bulk;
mod client;
mod create;
mod entra;
mod exercise;
mod faults;
mod patch;
mod protocol;
mod query;
mod socket;
