//! What the page says, as plain strings: the names here are those that a
//! template uses.

use serde::Serialize;

use super::areas::{AreaView, areas};
use super::exchange::{ExchangeView, Setting};
use super::mark::{
    ADVISED, BLOCKED, BROKEN, FAILED, Mark, PASSED, SKIPPED, mark, status_mark, verdict_mark,
};
use super::scenario::{Index, RequirementView, ScenarioView};
use super::text;
use crate::judge::Grade;
use crate::report::gate;
use crate::report::{
    Cause, GateOutcome, GateReport, GateTestReport, Overall, Report, RequirementStatus,
};
use crate::suite::SuiteOrigin;

/// The page.
#[derive(Serialize)]
pub(super) struct Page {
    /// The Content-Security-Policy.
    policy: String,
    /// The title of the window.
    title: String,
    /// The base URL of the server.
    target: String,
    /// The verdict on the server.
    grade: GradeView,
    /// One sentence that says why.
    summary: String,
    /// What a reader must know before trusting the rest.
    notices: Vec<String>,
    /// Scenarios by verdict.
    tally: Vec<Count>,
    /// What the failures seem to come from, if that is shorter than the list of them.
    causes: Vec<CauseView>,
    /// The name of the profile.
    profile: String,
    /// What the run was about.
    facts: Vec<Fact>,
    /// The suites.
    suites: Vec<SuiteView>,
    /// What the gate of the app gallery would say, if the run is one of it.
    gate: Option<GateView>,
    /// The scenarios by verdict, worst first.
    sections: Vec<Section>,
    /// The requirements, worst first.
    requirements: Vec<RequirementView>,
    /// Requirements by status.
    requirement_tally: Vec<Count>,
    /// The requirements by area.
    areas: Vec<AreaView>,
    /// Is the table of requirements short enough to be open at first?
    requirements_open: bool,
    /// The requests to the discovery endpoints.
    discovery: Vec<ExchangeView>,
    /// What could not be deleted.
    residue: Vec<String>,
    /// Are there so many scenarios that only those in sight should be laid out?
    long: bool,
    /// The token of the run.
    run: String,
    /// Name and version of the program.
    tool: String,
}

/// The verdict on the server.
#[derive(Serialize)]
struct GradeView {
    mark: Mark,
    /// What the word means.
    meaning: &'static str,
}

/// A verdict and how often it was reached.
#[derive(Serialize)]
struct Count {
    mark: Mark,
    number: String,
    /// Where it is in the page; empty if nowhere.
    anchor: &'static str,
}

/// Failures that look alike.
#[derive(Serialize)]
struct CauseView {
    /// How many scenarios it failed.
    scenarios: String,
    symptom: String,
    /// The scenario that tells it best.
    shown: String,
    anchor: String,
}

/// A fact about the run.
#[derive(Serialize)]
struct Fact {
    name: &'static str,
    value: String,
    /// More about it.
    remark: Option<String>,
}

/// A suite.
#[derive(Serialize)]
struct SuiteView {
    name: String,
    path: String,
    origin: &'static str,
    /// Is it one that bears a built-in name and is not the built-in text?
    modified: bool,
    sha256: String,
}

/// The scenarios of one verdict.
#[derive(Serialize)]
struct Section {
    mark: Mark,
    heading: &'static str,
    /// What the verdict means.
    lead: &'static str,
    count: String,
    /// Is the whole section folded at first?
    folded: bool,
    scenarios: Vec<ScenarioView>,
}

/// The verdict of a gate.
#[derive(Serialize)]
struct GateView {
    mark: Mark,
    version: String,
    /// May the result be handed in, and why?
    ready: String,
    tests: Vec<GateTestView>,
    notes: Vec<String>,
    attest: Vec<String>,
}

/// One test of a gate.
#[derive(Serialize)]
struct GateTestView {
    mark: Mark,
    name: String,
    /// The gate's words.
    result: String,
    /// Cause, dialects, quirks and remarks.
    more: Vec<String>,
}

impl Page {
    /// Prepares everything that the page says about `report`.
    pub(super) fn new(report: &Report, policy: String) -> Self {
        let index = Index::new(report);
        let grade = grade(report.grade);
        let target = text::value(&report.target, text::LINE_LIMIT);
        Self {
            policy,
            title: format!("{}: {target}", grade.mark.word),
            summary: text::visible(&report.summary),
            notices: notices(report),
            tally: tally(report),
            causes: causes(report, &index),
            profile: text::visible(&report.profile.name),
            facts: facts(report),
            suites: suites(report),
            gate: report.gate.as_ref().map(gate_view),
            sections: sections(report, &index),
            requirement_tally: requirement_tally(report),
            areas: areas(report),
            requirements_open: report.requirements.len() <= 30,
            requirements: requirements(report, &index),
            discovery: discovery(report),
            residue: report.residue.iter().map(|path| text::visible(path)).collect(),
            long: report.scenarios.len() > 100,
            run: text::visible(&report.run),
            tool: text::visible(&report.tool),
            target,
            grade,
        }
    }
}

fn gate_view(gate: &GateReport) -> GateView {
    GateView {
        mark: match gate.overall {
            Overall::Succeeded => mark("passed", "✓", "Succeeded"),
            Overall::Failed => mark("failed", "✗", "Failed"),
        },
        version: text::visible(&gate.version),
        ready: text::visible(&gate::capital(&gate::ready(gate))),
        tests: gate.tests.iter().map(gate_test_view).collect(),
        notes: gate.notes.iter().map(|note| text::visible(note)).collect(),
        attest: gate.attest.iter().map(|sentence| text::visible(sentence)).collect(),
    }
}

fn gate_test_view(test: &GateTestReport) -> GateTestView {
    GateTestView {
        mark: match test.outcome {
            GateOutcome::Passed => PASSED,
            GateOutcome::Failed if test.optional => mark("advised", "!", "Warning"),
            GateOutcome::Failed => FAILED,
            GateOutcome::Skipped => SKIPPED,
        },
        name: text::visible(&test.test),
        result: text::value(&test.result, text::VALUE_LIMIT),
        more: gate::more(test).iter().map(|line| text::visible(line)).collect(),
    }
}

fn grade(grade: Grade) -> GradeView {
    match grade {
        Grade::Conformant => GradeView {
            mark: mark("passed", "✓", "Conformant"),
            meaning: "Everything that gates was judged, and passed.",
        },
        Grade::Nonconformant => GradeView {
            mark: mark("failed", "✗", "Nonconformant"),
            meaning: "Something that gates failed.",
        },
        Grade::Inconclusive => GradeView {
            mark: mark("broken", "?", "Inconclusive"),
            meaning: "Nothing that gates failed, but not everything that gates was seen.",
        },
    }
}

fn notices(report: &Report) -> Vec<String> {
    let mut notices = Vec::new();
    if report.interrupted {
        notices.push("The run was ended before it was complete.".to_owned());
    }
    let modified: Vec<String> = report
        .suites
        .iter()
        .filter(|suite| suite.origin == SuiteOrigin::Modified)
        .map(|suite| text::visible(&suite.suite))
        .collect();
    if !modified.is_empty() {
        notices.push(format!(
            "Modified: {} {} the name of a built-in suite and another text. \
             This is not the verdict of the built-in suites.",
            text::listed(&modified),
            if modified.len() == 1 { "bears" } else { "bear" }
        ));
    }
    if !report.residue.is_empty() {
        notices.push(format!(
            "{} could not be deleted; see Left behind.",
            text::counted(report.residue.len(), "resource", "resources")
        ));
    }
    notices
}

fn count(mark: Mark, number: u32, anchor: &'static str) -> Count {
    Count { mark, number: text::grouped(number as usize), anchor }
}

fn tally(report: &Report) -> Vec<Count> {
    let tally = &report.tally;
    [
        (FAILED, tally.failed),
        (ADVISED, tally.advised),
        (BLOCKED, tally.blocked),
        (BROKEN, tally.broken),
        (SKIPPED, tally.skipped),
        (PASSED, tally.passed),
    ]
    .into_iter()
    // "0 failed" is worth saying, and so is "0 passed"; the rest is noise.
    .filter(|(mark, number)| *number > 0 || *mark == FAILED || *mark == PASSED)
    .map(|(mark, number)| count(mark, number, if number > 0 { mark.class } else { "" }))
    .collect()
}

fn causes(report: &Report, index: &Index<'_>) -> Vec<CauseView> {
    if report.causes.len() >= report.tally.failed as usize {
        return Vec::new();
    }
    let view = |cause: &Cause| {
        let of = report
            .scenarios
            .iter()
            .find(|scenario| scenario.checks.iter().any(|check| check.id == cause.shown))?;
        Some(CauseView {
            scenarios: text::counted(cause.scenarios.len(), "scenario", "scenarios"),
            symptom: text::value(&cause.symptom, text::LINE_LIMIT),
            shown: text::visible(of.id.as_str()),
            anchor: index.anchor(&of.id),
        })
    };
    report.causes.iter().filter_map(view).collect()
}

fn facts(report: &Report) -> Vec<Fact> {
    let fact = |name, value| Fact { name, value, remark: None };
    let levels: Vec<String> = report.profile.gates.iter().map(ToString::to_string).collect();
    let mut gates = if levels.is_empty() {
        "nothing gates".to_owned()
    } else {
        format!(
            "a failed check of level {} makes the server nonconformant",
            text::listed(&levels).replace(" and ", " or ")
        )
    };
    if !report.profile.requires.is_empty() {
        let needs: Vec<String> =
            report.profile.requires.iter().map(|need| text::visible(need)).collect();
        gates.push_str("; the server must offer ");
        gates.push_str(&text::listed(&needs));
    }
    vec![
        fact("Target", text::value(&report.target, text::LINE_LIMIT)),
        Fact { name: "Profile", value: text::visible(&report.profile.name), remark: Some(gates) },
        fact(
            "Looked at",
            format!(
                "{} of {} gating checks; {}, {}",
                text::grouped(report.tally.gating_judged as usize),
                text::grouped(report.tally.gating_planned as usize),
                text::counted(report.scenarios.len(), "scenario", "scenarios"),
                text::counted(report.tally.requests as usize, "request", "requests")
            ),
        ),
        Fact {
            name: "Date",
            value: text::instant(&report.started),
            remark: Some(format!("took {}", text::duration(report.elapsed_ms))),
        },
        fact("Tool", text::visible(&report.tool)),
        Fact {
            name: "Run",
            value: text::visible(&report.run),
            remark: Some("part of every name that the run created".to_owned()),
        },
    ]
}

fn suites(report: &Report) -> Vec<SuiteView> {
    report
        .suites
        .iter()
        .map(|suite| SuiteView {
            name: text::visible(&suite.suite),
            path: text::visible(&suite.path),
            origin: match suite.origin {
                SuiteOrigin::BuiltIn => "built in",
                SuiteOrigin::Modified => "modified: not the built-in text",
                SuiteOrigin::File => "own file",
            },
            modified: suite.origin == SuiteOrigin::Modified,
            sha256: text::visible(&suite.sha256),
        })
        .collect()
}

fn sections(report: &Report, index: &Index<'_>) -> Vec<Section> {
    [
        (
            FAILED,
            "Failed",
            "Each of these makes the server nonconformant under this profile. To repeat a request to one \
             resource, run its scenario with --only and --keep: the resource stays.",
        ),
        (ADVISED, "Advice", "Nothing here gates. Another answer would serve better."),
        (
            BLOCKED,
            "Blocked",
            "Not judged, because something before it was wrong. Mend that, and run again.",
        ),
        (
            BROKEN,
            "Broken",
            "Not judged, because no answers came or the time was up. \
             Nothing is known about these.",
        ),
        (
            SKIPPED,
            "Skipped",
            "Not run, because the server does not meet a need of theirs, or the run ended \
             before their turn. Not looking is never a pass.",
        ),
        (PASSED, "Passed", "Every check passed, or is worth a note at most."),
    ]
    .into_iter()
    .filter_map(|(mark, heading, lead)| {
        let scenarios: Vec<ScenarioView> = report
            .scenarios
            .iter()
            .enumerate()
            .filter(|(_, scenario)| verdict_mark(&scenario.verdict) == mark)
            .map(|(number, scenario)| index.scenario(number, scenario))
            .collect();
        (!scenarios.is_empty()).then(|| Section {
            mark,
            heading,
            lead,
            count: text::grouped(scenarios.len()),
            folded: mark == PASSED,
            scenarios,
        })
    })
    .collect()
}

fn requirements(report: &Report, index: &Index<'_>) -> Vec<RequirementView> {
    let mut numbers: Vec<usize> = (0..report.requirements.len()).collect();
    numbers.sort_by_key(|number| match report.requirements[*number].status {
        RequirementStatus::Failed => 0,
        RequirementStatus::Advised => 1,
        RequirementStatus::Unseen => 2,
        RequirementStatus::Passed => 3,
    });
    numbers.into_iter().map(|number| index.requirement(number)).collect()
}

fn requirement_tally(report: &Report) -> Vec<Count> {
    [
        RequirementStatus::Failed,
        RequirementStatus::Advised,
        RequirementStatus::Unseen,
        RequirementStatus::Passed,
    ]
    .into_iter()
    .filter_map(|status| {
        let number =
            report.requirements.iter().filter(|requirement| requirement.status == status).count();
        (number > 0).then(|| Count {
            mark: status_mark(status),
            number: text::grouped(number),
            anchor: "",
        })
    })
    .collect()
}

fn discovery(report: &Report) -> Vec<ExchangeView> {
    report
        .probe
        .iter()
        .enumerate()
        .map(|(number, exchange)| {
            let setting = Setting {
                anchor: format!("d{number}"),
                purpose: String::new(),
                curl: "",
                mark: None,
                open: false,
            };
            ExchangeView::new(exchange, setting)
        })
        .collect()
}
