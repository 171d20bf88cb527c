//! JUnit XML, for CI systems: a suite for each suite, a case for each scenario.
//!
//! Failures are scenarios in which something that gates failed; errors are
//! scenarios without a verdict (blocked, broken); what does not apply to the
//! server is skipped. Advice stands in `system-out` of its case. Readers of
//! JUnit know no third grade, so a run that proves nothing has an error of its
//! own: otherwise it would look like a success.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{
    NonSuccessKind, Property, Report as Document, TestCase, TestCaseStatus, TestSuite,
};

use super::console::failure_block;
use super::failure::{advice, exchange_line, failures};
use super::words::{NOT_NEEDED, NOTHING_SEEN, excerpt, visible};
use super::{GateOutcome, GateReport, Report, Reporter, ScenarioReport, gate};
use crate::event::Event;
use crate::judge::{Finding, Grade, Skip, Verdict};

/// How much of a value is shown in a message.
const VALUE_LENGTH: usize = 160;

/// Writes the report as JUnit XML.
pub struct JunitReporter<W>(W);

impl<W: Write> JunitReporter<W> {
    /// Writes to `out`.
    pub const fn new(out: W) -> Self {
        Self(out)
    }
}

impl<W: Write> Reporter for JunitReporter<W> {
    fn event(&mut self, _: &Event) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        document(report).serialize(&mut self.0).map_err(io::Error::other)?;
        self.0.flush()
    }
}

fn document(report: &Report) -> Document {
    let mut document = Document::new("scimproof");
    document.timestamp = report.started.parse().ok();
    document.set_time(Duration::from_millis(report.elapsed_ms));
    if report.grade == Grade::Inconclusive {
        document.add_test_suite(grade_suite(report));
    }
    if let Some(gate) = &report.gate {
        document.add_test_suite(gate_suite(gate));
    }
    let mut names: Vec<&str> = Vec::new();
    for scenario in &report.scenarios {
        if !names.contains(&scenario.suite.as_str()) {
            names.push(&scenario.suite);
        }
    }
    for name in names {
        let scenarios: Vec<&ScenarioReport> =
            report.scenarios.iter().filter(|scenario| scenario.suite == name).collect();
        document.add_test_suite(suite(report, name, &scenarios));
    }
    document
}

/// The verdict of a gate: one case for each of its tests. Those of which a
/// failure is a warning do not fail.
fn gate_suite(gate: &GateReport) -> TestSuite {
    let mut suite = TestSuite::new("gate");
    let ready = if gate.ready_to_submit { "true" } else { "false" };
    for (property, value) in [
        ("gateVersion", gate.version.as_str()),
        ("overallResult", gate.overall.word()),
        ("readyToSubmit", ready),
        ("readyBecause", gate.ready_because.as_str()),
    ] {
        suite.add_property(Property::new(property, visible(value)));
    }
    for test in &gate.tests {
        let mut lines = vec![test.result.clone()];
        lines.extend(gate::more(test));
        let message = excerpt(&lines.join("; "), 4 * VALUE_LENGTH);
        let mut status = match test.outcome {
            GateOutcome::Skipped => TestCaseStatus::skipped(),
            GateOutcome::Failed if !test.optional => {
                TestCaseStatus::non_success(NonSuccessKind::Failure)
            }
            GateOutcome::Passed | GateOutcome::Failed => TestCaseStatus::success(),
        };
        if !matches!(status, TestCaseStatus::Success { .. }) {
            status.set_message(message.clone());
        }
        let mut case = TestCase::new(visible(&test.test), status);
        case.set_classname("gate");
        if test.optional && test.outcome == GateOutcome::Failed {
            case.set_system_out(message);
        }
        suite.add_test_case(case);
    }
    suite
}

fn suite(report: &Report, name: &str, scenarios: &[&ScenarioReport]) -> TestSuite {
    let mut suite = TestSuite::new(visible(name));
    for (property, value) in [
        ("target", &report.target),
        ("profile", &report.profile.name),
        ("run", &report.run),
        ("tool", &report.tool),
        ("summary", &report.summary),
    ] {
        suite.add_property(Property::new(property, visible(value)));
    }
    suite.set_time(scenarios.iter().map(|scenario| time(scenario)).sum());
    suite.add_test_cases(scenarios.iter().map(|scenario| case(report, scenario)));
    suite
}

fn grade_suite(report: &Report) -> TestSuite {
    let mut suite = TestSuite::new("grade");
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("inconclusive").set_message(visible(&report.summary));
    let mut case = TestCase::new("the run proves something", status);
    case.set_classname("grade");
    suite.add_test_case(case);
    suite
}

fn case(report: &Report, scenario: &ScenarioReport) -> TestCase {
    let mut case = TestCase::new(visible(scenario.id.as_str()), status(report, scenario));
    case.set_classname(visible(&scenario.suite));
    case.set_time(time(scenario));
    case.set_assertions(scenario.checks.len());
    let remarks = remarks(report, scenario);
    if !remarks.is_empty() {
        case.set_system_out(remarks);
    }
    case
}

fn time(scenario: &ScenarioReport) -> Duration {
    let latencies = scenario.exchanges.iter().map(|told| u64::from(told.exchange.latency_ms));
    Duration::from_millis(latencies.sum())
}

fn status(report: &Report, scenario: &ScenarioReport) -> TestCaseStatus {
    match &scenario.verdict {
        Verdict::Passed | Verdict::Advised => TestCaseStatus::success(),
        Verdict::Failed => failed(report, scenario),
        Verdict::Blocked { by, .. } => error("blocked", by),
        Verdict::Broken { error: what } => error("broken", what),
        Verdict::Skipped(skip) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(match skip {
                Skip::Unsupported { need, server_says } => {
                    format!("needs {}: {}", visible(need), excerpt(server_says, VALUE_LENGTH))
                }
                Skip::NotNeeded => NOT_NEEDED.to_owned(),
                Skip::NothingSeen => NOTHING_SEEN.to_owned(),
                Skip::Interrupted => "the run was interrupted before its turn".to_owned(),
            });
            status
        }
    }
}

fn failed(report: &Report, scenario: &ScenarioReport) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let failures = failures(report, scenario);
    if let Some(first) = failures.first() {
        let more = match failures.len() {
            1 => String::new(),
            number => format!(" (and {} more)", number - 1),
        };
        let what = first.check.findings.first().map_or_else(String::new, difference);
        let separator = if what.is_empty() { "" } else { ": " };
        let id = visible(first.check.id.as_str());
        let alike = report.told_elsewhere(&first.check.id).map_or_else(String::new, |cause| {
            format!(" (looks like {})", visible(cause.shown.as_str()))
        });
        status.set_type(first.check.level.to_string());
        status.set_message(format!("{id}{separator}{what}{more}{alike}"));
    }
    status.set_description(failure_block(report, scenario, false));
    status
}

fn error(kind: &str, what: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type(kind).set_message(excerpt(what, 4 * VALUE_LENGTH));
    status
}

fn difference(finding: &Finding) -> String {
    format!(
        "{} expected {}, got {}",
        excerpt(&finding.at, VALUE_LENGTH),
        excerpt(&finding.expected, VALUE_LENGTH),
        excerpt(&finding.actual, VALUE_LENGTH)
    )
}

fn remarks(report: &Report, scenario: &ScenarioReport) -> String {
    let mut lines = Vec::new();
    for trouble in advice(report, scenario) {
        lines.push(format!(
            "ADVICE {} {}",
            visible(trouble.check.id.as_str()),
            trouble.check.level
        ));
        lines.extend(trouble.exchange.map(exchange_line));
        lines.extend(trouble.check.because.as_deref().map(visible));
        lines.extend(trouble.check.findings.iter().map(difference));
    }
    lines.join("\n")
}
