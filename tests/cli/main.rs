//! The program as people and pipelines use it: its help, its exit codes, what
//! goes where, and what it says when something is wrong.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod blocks;
#[cfg(unix)]
mod complaints;
mod coverage;
mod echo;
mod exits;
mod help;
#[cfg(unix)]
mod interrupted;
mod program;
mod proxy;
mod streams;
mod tokens;
