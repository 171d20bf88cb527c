//! Conformance tests inside somebody's `cargo test`.
