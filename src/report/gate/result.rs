//! The result as the gate itself writes it: `Final_TestResults`.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{GateOutcome, GateReport, GateTestReport};
use crate::event::Event;
use crate::report::{Report, Reporter};

/// Where the gate sends people whose test failed.
const RECOMMENDATION: &str =
    "https://learn.microsoft.com/en-us/azure/active-directory/app-provisioning/known-issues";
const MESSAGE: &str =
    "Click the runLink and search for the action Compose_Final_Results for more info.";

/// The gate's JSON of a verdict. What the gate does not say stands in one
/// further member, `scimproof`.
#[must_use]
pub fn final_results(report: &Report, gate: &GateReport) -> Value {
    let run = |workflow: &str| format!("scimproof run {}: {workflow}", report.run);
    let workflows = [
        "Initialization_Workflow",
        "UserTests_Workflow",
        "GroupTests_Workflow",
        "SCIMTests_Workflow",
    ];
    let links: serde_json::Map<String, Value> =
        workflows.iter().map(|name| ((*name).to_owned(), json!(run(name)))).collect();
    json!({
        "testResults": gate.tests.iter().map(|test| entry(report, test)).collect::<Vec<_>>(),
        "childWorkflowRunLinks": links,
        "overallResult": gate.overall.word(),
        "scimproof": {
            "gateVersion": gate.version,
            "readyToSubmit": gate.ready_to_submit,
            "readyBecause": gate.ready_because,
            "causes": gate.tests.iter().filter_map(cause).collect::<Vec<_>>(),
            "notes": gate.notes,
            "attestYourself": gate.attest,
        },
    })
}

fn entry(report: &Report, test: &GateTestReport) -> Value {
    let failed = test.outcome == GateOutcome::Failed;
    let skipped = test.outcome == GateOutcome::Skipped;
    let link = || {
        let scenario = test.scenario.as_ref().map_or("", |scenario| scenario.as_str());
        format!("scimproof run {}: {scenario}", report.run)
    };
    json!({
        "testName": test.test,
        "testCategory": if test.optional { "optional" } else { "mandatory" },
        "testResult": test.result,
        "provisioningErrorDetails": if failed { test.details.clone() } else { json!("") },
        "recommendationUrl": if failed { RECOMMENDATION } else { "" },
        "runLink": if skipped { String::new() } else { link() },
        "message": if skipped { "" } else { MESSAGE },
    })
}

/// What the gate does not say of a test: why it failed, and whose fault that is.
fn cause(test: &GateTestReport) -> Option<Value> {
    if test.cause.is_none() && test.remarks.is_empty() {
        return None;
    }
    let quirks: Vec<Value> = test
        .quirks
        .iter()
        .map(|quirk| json!({ "gateArtefact": format!("quirk-{}", quirk.quirk), "means": quirk.means }))
        .collect();
    Some(json!({
        "testName": test.test,
        "cause": test.cause,
        "dialects": test.dialects,
        "quirks": quirks,
        "remarks": test.remarks,
    }))
}

/// Writes the gate's JSON.
pub struct GateReporter<W>(W);

impl<W: Write> GateReporter<W> {
    /// Writes to `out`.
    pub const fn new(out: W) -> Self {
        Self(out)
    }
}

impl<W: Write> Reporter for GateReporter<W> {
    fn event(&mut self, _: &Event) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        let Some(gate) = &report.gate else {
            return Err(io::Error::other("the run was none of a gate; `scimproof gallery` is"));
        };
        serde_json::to_writer_pretty(&mut self.0, &final_results(report, gate))?;
        self.0.write_all(b"\n")?;
        self.0.flush()
    }
}
