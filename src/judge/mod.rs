//! Compares what was expected with what came back. Pure: an exchange of last
//! year is judged as it was then.

mod answer;
mod compare;
mod describe;
mod finding;
mod laws;
mod load;
mod matcher;
mod names;
mod state;
mod verdict;

pub use answer::{CheckFacts, compare_response, judge_answer};
pub use compare::place_below;
pub use finding::{CheckResult, Finding};
pub use laws::{Evidence, Judged, LawBook, Sight};
pub use load::{
    DOCUMENTED_RATE, Failures, Latency, LoadFacts, LoadVerdict, Operation, Slice, judge_load,
};
pub use matcher::{Context, compare_value, is_match};
pub use names::ScenarioNames;
pub use state::{Assigned, Strings, compare_state, value_of};
pub use verdict::{Grade, Skip, Verdict};
