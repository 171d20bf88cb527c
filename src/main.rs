//! The `scimproof` program.

fn main() {}
