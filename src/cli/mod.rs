//! The command line: arguments, settings and the commands.
//!
//! Stands on everything and is used by nobody. It alone reads the environment,
//! the clock and the configuration, and `terminal` alone writes to standard
//! output and standard error: what was asked for on the one, words about it on
//! the other.

mod args;
mod clean;
mod client;
mod config;
mod coverage;
mod dispatch;
mod exit;
mod explain;
mod failure;
mod gallery;
mod interrupt;
mod lint;
mod list;
mod load;
mod mapping;
mod mutants;
mod output;
mod progress;
mod proxy;
mod report;
mod run;
mod schema;
mod serve;
mod settings;
mod suites;
mod target;
mod terminal;
mod token;
mod value;

pub use dispatch::main;
pub use exit::Exit;
pub use settings::{VARIABLES, Variable};
