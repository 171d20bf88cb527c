//! What a suite file says, and reading it.
//!
//! A suite is data: fixtures, scenarios, steps, checks. Loading finds every
//! problem of every file before anything is sent. Nothing here knows a socket,
//! a clock or a terminal; `origin` alone reads files.

mod builtin;
mod document;
mod gate;
mod law;
mod load;
mod lower;
mod model;
mod origin;
mod pattern;
mod planned;
mod shape;
mod state_path;
mod tables;
pub mod template;
mod tree;

pub use builtin::{FILES as BUILT_IN_FILES, OTHER_FILES};
pub use document::{Document, DocumentKind};
pub use gate::{
    ANSWER_NAMES, Blocks, Details, Gate, GatePart, GateRole, GateTest, Quirk, Unconfigured,
};
pub use law::{Law, LawCheck};
pub use load::{Loaded, load, load_text, load_with};
pub use model::*;
pub use origin::{Origin, read_small_file};
pub use pattern::Pattern;
pub use planned::{
    Read, further_check_id, gate_texts, law_check_id, planned_checks, reads, state_check_id,
    step_check_id,
};
pub use shape::SCHEMA;
pub use state_path::{BadStatePath, StatePath};
pub use tables::{ROWS, Tables, VALUES};
pub use template::{Names, UnknownName, fill_json, fill_path, fill_text, whole};
