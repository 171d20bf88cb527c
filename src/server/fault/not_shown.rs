//! Bugs that servers had and that the reference server cannot have.

/// Names of known bugs with the reason why none of the faults is one.
pub const NOT_SHOWN: &[(&str, &str)] = &[];
