//! The `scimproof` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    scimproof::cli::main()
}
