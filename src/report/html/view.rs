//! What the page says, as plain strings: the names here are those that a
//! template uses.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::exchange::{self, ExchangeView, Setting};
use super::text;
use crate::judge::{CheckResult, Grade, Skip, Verdict};
use crate::report::{ExchangeReport, Report, RequirementStatus, ScenarioReport};
use crate::scim::requirement::Catalogue;
use crate::suite::{Outcome, RequirementId, SuiteOrigin};

/// How an outcome looks: always a symbol and a word beside its colour.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Mark {
    /// The class that gives the colour.
    pub(super) class: &'static str,
    /// One character.
    pub(super) symbol: &'static str,
    /// The word.
    pub(super) word: &'static str,
}

const fn mark(class: &'static str, symbol: &'static str, word: &'static str) -> Mark {
    Mark { class, symbol, word }
}

const FAILED: Mark = mark("failed", "✗", "failed");
const ADVISED: Mark = mark("advised", "!", "advice");
const BLOCKED: Mark = mark("blocked", "⊘", "blocked");
const BROKEN: Mark = mark("broken", "?", "broken");
const SKIPPED: Mark = mark("skipped", "–", "skipped");
const PASSED: Mark = mark("passed", "✓", "passed");
const NOTE: Mark = mark("note", "·", "note");
const UNSEEN: Mark = mark("unseen", "–", "not judged");

/// How many scenarios are named at a requirement.
const CITING_LIMIT: usize = 8;

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
    /// How many scenarios there are.
    scenario_count: String,
    /// What the run was about.
    facts: Vec<Fact>,
    /// The suites.
    suites: Vec<SuiteView>,
    /// The scenarios by verdict, worst first.
    sections: Vec<Section>,
    /// The requirements, worst first.
    requirements: Vec<RequirementView>,
    /// Requirements by status.
    requirement_tally: Vec<Count>,
    /// Is the table of requirements short enough to be open at first?
    requirements_open: bool,
    /// The requests to the discovery endpoints.
    discovery: Vec<ExchangeView>,
    /// What could not be deleted.
    residue: Vec<String>,
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
    count: String,
    /// Where it is in the page; empty if nowhere.
    anchor: &'static str,
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

/// A scenario.
#[derive(Serialize)]
struct ScenarioView {
    mark: Mark,
    anchor: String,
    title: String,
    id: String,
    level: String,
    /// File and line.
    location: String,
    why: Option<String>,
    effect: Option<String>,
    /// Why there is no judgement.
    reason: Option<Reason>,
    requirements: Vec<RequirementView>,
    /// What was not as expected, by exchange.
    problems: Vec<Problem>,
    exchanges: Vec<ExchangeView>,
    checks: Vec<CheckView>,
    /// Checks that were not judged.
    unseen: Vec<String>,
    residue: Vec<String>,
    /// Is there anything to unfold? Not in what was not run.
    foldable: bool,
    /// Is it unfolded at first?
    open: bool,
}

/// Why there is no judgement.
#[derive(Serialize)]
struct Reason {
    /// `Blocked by`, `The server says`.
    label: &'static str,
    text: String,
    /// More about it, as code.
    detail: Option<String>,
}

/// What was not as expected in one answer.
#[derive(Serialize)]
struct Problem {
    /// `GET /Users/42`; empty if no answer belongs to it.
    request: String,
    status: String,
    timing: String,
    purpose: String,
    /// Where the exchange is in the page.
    anchor: String,
    curl: String,
    checks: Vec<CheckView>,
}

/// A check and what came out.
#[derive(Clone, Serialize)]
struct CheckView {
    mark: Mark,
    id: String,
    level: String,
    cites: Vec<Cite>,
    because: Option<String>,
    findings: Vec<FindingView>,
}

/// The id of a requirement, and where it is in the table.
#[derive(Clone, Serialize)]
struct Cite {
    id: String,
    /// Its place in the page; empty if it is not there.
    anchor: String,
}

/// A difference.
#[derive(Clone, Serialize)]
struct FindingView {
    at: String,
    expected: String,
    got: String,
}

/// A requirement and what became of it.
#[derive(Clone, Serialize)]
struct RequirementView {
    mark: Mark,
    anchor: String,
    id: String,
    level: String,
    text: String,
    /// The document and section.
    source: String,
    /// Where to read it: a link of the built-in catalogue, or empty.
    url: String,
    /// The first scenarios that cite it, by place in the page and id.
    scenarios: Vec<Cite>,
    /// `and 12 more`, if there are more.
    more: Option<String>,
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
            scenario_count: text::counted(report.scenarios.len(), "scenario", "scenarios"),
            facts: facts(report),
            suites: suites(report),
            sections: sections(report, &index),
            requirement_tally: requirement_tally(report),
            requirements_open: report.requirements.len() <= 30,
            requirements: requirements(report, &index),
            discovery: discovery(report),
            residue: report.residue.iter().map(|path| text::visible(path)).collect(),
            run: text::visible(&report.run),
            tool: text::visible(&report.tool),
            target,
            grade,
        }
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
    Count { mark, count: text::grouped(number as usize), anchor }
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
                "{} of {} gating checks, in {}",
                text::grouped(report.tally.gating_judged as usize),
                text::grouped(report.tally.gating_planned as usize),
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

const fn verdict_mark(verdict: &Verdict) -> Mark {
    match verdict {
        Verdict::Failed => FAILED,
        Verdict::Advised => ADVISED,
        Verdict::Blocked { .. } => BLOCKED,
        Verdict::Broken { .. } => BROKEN,
        Verdict::Skipped(_) => SKIPPED,
        Verdict::Passed => PASSED,
    }
}

const fn outcome_mark(outcome: Outcome) -> Mark {
    match outcome {
        Outcome::Pass => PASSED,
        Outcome::Note => NOTE,
        Outcome::Advice => ADVISED,
        Outcome::Fail => FAILED,
    }
}

const fn status_mark(status: RequirementStatus) -> Mark {
    match status {
        RequirementStatus::Failed => FAILED,
        RequirementStatus::Advised => ADVISED,
        RequirementStatus::Passed => PASSED,
        RequirementStatus::Unseen => UNSEEN,
    }
}

fn sections(report: &Report, index: &Index<'_>) -> Vec<Section> {
    [
        (FAILED, "Failed", "Each of these makes the server nonconformant under this profile."),
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
            "Not run, because the server does not offer what they need, or the run ended \
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
            count: text::grouped(number),
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

/// Where things are in the page. Ids come from suite files; places are
/// numbers, so that no id has to be fit for one.
struct Index<'a> {
    report: &'a Report,
    requirements: HashMap<&'a str, usize>,
    scenarios: HashMap<&'a str, usize>,
    /// The addresses of the built-in catalogue: the only ones that become links.
    addresses: BTreeSet<String>,
}

impl<'a> Index<'a> {
    fn new(report: &'a Report) -> Self {
        Self {
            report,
            requirements: report
                .requirements
                .iter()
                .enumerate()
                .map(|(number, row)| (row.requirement.id.as_str(), number))
                .collect(),
            scenarios: report
                .scenarios
                .iter()
                .enumerate()
                .map(|(number, scenario)| (scenario.id.as_str(), number))
                .collect(),
            addresses: Catalogue::built_in()
                .iter()
                .map(|requirement| requirement.url.clone())
                .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
                .collect(),
        }
    }

    fn cite(&self, id: &RequirementId) -> Cite {
        Cite {
            id: text::visible(id.as_str()),
            anchor: self
                .requirements
                .get(id.as_str())
                .map_or_else(String::new, |number| format!("r{number}")),
        }
    }

    fn requirement(&self, number: usize) -> RequirementView {
        let row = &self.report.requirements[number];
        let requirement = &row.requirement;
        RequirementView {
            mark: status_mark(row.status),
            anchor: format!("r{number}"),
            id: text::visible(&requirement.id),
            level: text::visible(&requirement.level),
            text: text::visible(&requirement.text),
            source: if requirement.is_entra() {
                format!("Entra: {}", evidence(&requirement.section))
            } else {
                format!(
                    "{} section {}",
                    text::visible(&requirement.document).replace("RFC", "RFC "),
                    text::visible(&requirement.section)
                )
            },
            // A recording may come from anybody, so its addresses are not trusted.
            url: self.addresses.get(&requirement.url).cloned().unwrap_or_default(),
            more: row
                .scenarios
                .len()
                .checked_sub(CITING_LIMIT + 1)
                .map(|more| format!("and {} more", more + 1)),
            scenarios: row
                .scenarios
                .iter()
                .take(CITING_LIMIT)
                .map(|id| Cite {
                    id: text::visible(id.as_str()),
                    anchor: self
                        .scenarios
                        .get(id.as_str())
                        .map_or_else(String::new, |number| format!("s{number}")),
                })
                .collect(),
        }
    }

    fn check(&self, scenario: &ScenarioReport, check: &CheckResult) -> CheckView {
        let id = check.id.as_str();
        let short = id.strip_prefix(scenario.id.as_str()).and_then(|rest| rest.strip_prefix('/'));
        CheckView {
            mark: outcome_mark(check.outcome),
            id: text::visible(short.unwrap_or(id)),
            level: check.level.to_string(),
            cites: check.cites.iter().map(|id| self.cite(id)).collect(),
            because: check.because.as_deref().map(text::visible),
            findings: check
                .findings
                .iter()
                .map(|finding| FindingView {
                    at: text::value(&finding.at, text::VALUE_LIMIT),
                    expected: text::value(&finding.expected, text::VALUE_LIMIT),
                    got: text::value(&finding.actual, text::VALUE_LIMIT),
                })
                .collect(),
        }
    }

    fn scenario(&self, number: usize, scenario: &ScenarioReport) -> ScenarioView {
        let mark = verdict_mark(&scenario.verdict);
        let cited: BTreeSet<&RequirementId> = scenario
            .checks
            .iter()
            .filter(|check| check.outcome != Outcome::Pass)
            .flat_map(|check| &check.cites)
            .filter(|id| !scenario.cites.contains(id))
            .collect();
        ScenarioView {
            mark,
            anchor: format!("s{number}"),
            title: text::visible(&scenario.title),
            id: text::visible(scenario.id.as_str()),
            level: scenario.level.to_string(),
            location: format!(
                "{}:{}",
                text::visible(&scenario.location.path),
                scenario.location.line
            ),
            why: scenario.why.as_deref().map(text::visible),
            effect: scenario.effect.as_deref().map(text::visible),
            reason: reason(scenario),
            requirements: scenario
                .cites
                .iter()
                .chain(cited)
                .filter_map(|id| self.requirements.get(id.as_str()))
                .map(|number| self.requirement(*number))
                .collect(),
            problems: self.problems(scenario),
            exchanges: scenario
                .exchanges
                .iter()
                .map(|report| exchange_view(scenario, report))
                .collect(),
            checks: scenario.checks.iter().map(|check| self.check(scenario, check)).collect(),
            unseen: scenario
                .unseen
                .iter()
                .map(|id| {
                    let id = id.as_str();
                    let short = id
                        .strip_prefix(scenario.id.as_str())
                        .and_then(|rest| rest.strip_prefix('/'));
                    text::visible(short.unwrap_or(id))
                })
                .collect(),
            residue: scenario.residue.iter().map(|path| text::visible(path)).collect(),
            foldable: !matches!(scenario.verdict, Verdict::Skipped(_)),
            open: matches!(scenario.verdict, Verdict::Failed),
        }
    }

    /// What did not pass, worst first within an answer, answers in order.
    fn problems(&self, scenario: &ScenarioReport) -> Vec<Problem> {
        let mut problems: Vec<(Option<&ExchangeReport>, Vec<&CheckResult>)> = Vec::new();
        for check in scenario.checks.iter().filter(|check| check.outcome != Outcome::Pass) {
            // A check that was judged again stands with the last answer.
            let at =
                scenario.exchanges.iter().rev().find(|report| report.checks.contains(&check.id));
            let seq = at.map(|report| report.seq);
            match problems.iter_mut().find(|(of, _)| of.map(|report| report.seq) == seq) {
                Some((_, checks)) => checks.push(check),
                None => problems.push((at, vec![check])),
            }
        }
        problems
            .into_iter()
            .map(|(at, mut checks)| {
                checks.sort_by_key(|check| std::cmp::Reverse(check.outcome));
                let checks = checks.into_iter().map(|check| self.check(scenario, check)).collect();
                let Some(report) = at else {
                    return Problem {
                        request: String::new(),
                        status: String::new(),
                        timing: String::new(),
                        purpose: String::new(),
                        anchor: String::new(),
                        curl: String::new(),
                        checks,
                    };
                };
                let exchange = &report.exchange;
                Problem {
                    request: text::value(
                        &format!("{} {}", exchange.request.method, exchange.request.target()),
                        text::LINE_LIMIT,
                    ),
                    status: exchange::answer_status(exchange),
                    timing: exchange::timing(exchange),
                    purpose: exchange::purpose(&report.step, &report.purpose, &exchange.request),
                    anchor: format!("x{}", report.seq),
                    curl: text::visible_json(&report.curl),
                    checks,
                }
            })
            .collect()
    }
}

fn exchange_view(scenario: &ScenarioReport, report: &ExchangeReport) -> ExchangeView {
    let worst = scenario
        .checks
        .iter()
        .filter(|check| report.checks.contains(&check.id))
        .map(|check| check.outcome)
        .max()
        .filter(|outcome| *outcome > Outcome::Note);
    let setting = Setting {
        anchor: format!("x{}", report.seq),
        purpose: exchange::purpose(&report.step, &report.purpose, &report.exchange.request),
        curl: &report.curl,
        mark: worst.map(outcome_mark),
        open: worst == Some(Outcome::Fail),
    };
    ExchangeView::new(&report.exchange, setting)
}

/// What a reader wants to know before unfolding the scenario.
fn reason(scenario: &ScenarioReport) -> Option<Reason> {
    match &scenario.verdict {
        Verdict::Skipped(Skip::Unsupported { need, server_says }) => Some(Reason {
            label: "The server says",
            text: text::value(server_says, text::VALUE_LIMIT),
            detail: Some(format!("needs {}", text::visible(need))),
        }),
        Verdict::Skipped(Skip::Interrupted) => Some(Reason {
            label: "Not run",
            text: "the run was ended before its turn".to_owned(),
            detail: None,
        }),
        Verdict::Blocked { by, check } => Some(Reason {
            label: "Blocked by",
            text: text::value(by, text::VALUE_LIMIT),
            detail: check.as_ref().map(|check| text::visible(check.as_str())),
        }),
        Verdict::Broken { error } => Some(Reason {
            label: "No judgement",
            text: text::value(error, text::VALUE_LIMIT),
            detail: None,
        }),
        Verdict::Advised => {
            let worst = scenario.checks.iter().rev().max_by_key(|check| check.outcome)?;
            let finding = worst.findings.first();
            Some(Reason {
                label: "Advice",
                text: match (&worst.because, finding) {
                    (Some(because), _) => text::visible(because),
                    (None, Some(finding)) => format!(
                        "{}: expected {}, got {}",
                        text::value(&finding.at, text::LINE_LIMIT),
                        text::value(&finding.expected, text::LINE_LIMIT),
                        text::value(&finding.actual, text::LINE_LIMIT)
                    ),
                    (None, None) => return None,
                },
                detail: None,
            })
        }
        Verdict::Passed | Verdict::Failed => None,
    }
}

/// The kinds of evidence for what Entra does, in words.
fn evidence(kinds: &str) -> String {
    let words: Vec<String> = kinds
        .split([',', ' ', '+', '/'])
        .filter(|kind| !kind.is_empty())
        .map(|kind| match kind {
            "DOC" => "Microsoft’s documentation".to_owned(),
            "MS-SRC" => "Microsoft’s published source".to_owned(),
            "VAL" => "Microsoft’s SCIM Validator".to_owned(),
            "WILD" => "real traffic".to_owned(),
            other => text::visible(other),
        })
        .collect();
    text::listed(&words)
}
