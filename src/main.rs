//! The `scimproof` program.

use std::process::ExitCode;

/// A run makes and drops many small values on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    scimproof::cli::main()
}
