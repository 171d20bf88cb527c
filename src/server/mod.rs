//! The reference server: correct by default, wrong on request.
