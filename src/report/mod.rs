//! Reports: events folded into a [`Report`], and the formats it is written in.
//!
//! [`fold`] is the only place that counts. Reporters write to a `Write` they
//! are given and know neither runner nor network.

mod console;
mod coverage;
mod failure;
mod fold;
mod gate;
pub mod html;
mod json;
mod junit;
mod load;
mod markdown;
mod model;
mod recording;
mod replay_error;
mod reporter;
mod words;

pub use console::{Console, failure_block};
pub use coverage::{
    COVERAGE_SCHEMA, Coverage, CoverageCounts, CoverageRun, CoveredRequirement, JUDGED_ELSEWHERE,
    Standing, coverage_html, coverage_text,
};
pub use fold::{Fold, fold};
pub use gate::{GateOutcome, GateReport, GateReporter, GateTestReport, Overall, final_results};
pub use json::{JsonReporter, SCHEMA as REPORT_SCHEMA};
pub use junit::JunitReporter;
pub use load::{LoadReport, latency_svg, load_html, load_json, load_markdown, load_text};
pub use markdown::MarkdownReporter;
pub use model::*;
pub use recording::{
    Partial, Recorder, SCHEMA as RECORDING_SCHEMA, read_partial_recording, read_recording,
};
pub use replay_error::ReplayError;
pub use reporter::{Fanout, Reporter, ReporterFailure};
