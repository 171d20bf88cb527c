//! A scenario as the page shows it, and the links between scenarios and
//! requirements.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::exchange::{self, ExchangeView, Setting};
use super::mark::{Mark, outcome_mark, status_mark, verdict_mark};
use super::text;
use crate::judge::{CheckResult, Skip, Verdict};
use crate::report::failure::judged_write;
use crate::report::words::{NOT_NEEDED, NOTHING_SEEN};
use crate::report::{ExchangeReport, Report, ScenarioReport};
use crate::scim::requirement::Catalogue;
use crate::suite::{Outcome, RequirementId, ScenarioId};

/// How many scenarios are named at a requirement.
const CITING_LIMIT: usize = 8;

/// A scenario.
#[derive(Serialize)]
pub(super) struct ScenarioView {
    mark: Mark,
    anchor: String,
    title: String,
    id: String,
    level: String,
    /// File and line.
    location: String,
    why: Option<String>,
    effect: Option<String>,
    /// Has it come to that?
    effective: bool,
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
    /// The write that a read-back judges, as a curl command; empty if there is none.
    write: String,
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
pub(super) struct RequirementView {
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

/// Where things are in the page. Ids come from suite files; places are
/// numbers, so that no id has to be fit for one.
pub(super) struct Index<'a> {
    report: &'a Report,
    requirements: HashMap<&'a str, usize>,
    scenarios: HashMap<&'a str, usize>,
    /// The addresses of the built-in catalogue: the only ones that become links.
    addresses: BTreeSet<String>,
}

impl<'a> Index<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
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

    pub(super) fn requirement(&self, number: usize) -> RequirementView {
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
                .map(|id| Cite { id: text::visible(id.as_str()), anchor: self.anchor(id) })
                .collect(),
        }
    }

    /// The anchor of a scenario; empty if it is not on the page.
    pub(super) fn anchor(&self, scenario: &ScenarioId) -> String {
        let number = self.scenarios.get(scenario.as_str());
        number.map_or_else(String::new, |number| format!("s{number}"))
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

    pub(super) fn scenario(&self, number: usize, scenario: &ScenarioReport) -> ScenarioView {
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
            effective: scenario.verdict == Verdict::Failed,
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
                checks.sort_by_key(|check| Reverse(check.outcome));
                let checks = checks.into_iter().map(|check| self.check(scenario, check)).collect();
                let Some(report) = at else {
                    return Problem {
                        request: String::new(),
                        status: String::new(),
                        timing: String::new(),
                        purpose: String::new(),
                        anchor: String::new(),
                        write: String::new(),
                        curl: String::new(),
                        checks,
                    };
                };
                let exchange = &report.exchange;
                let place = scenario.exchanges.iter().position(|told| told.seq == report.seq);
                let before = &scenario.exchanges[..place.unwrap_or_default()];
                let write = judged_write(before, report).map(|write| write.curl.as_str());
                Problem {
                    request: text::value(
                        &format!("{} {}", exchange.request.method, exchange.request.target()),
                        text::LINE_LIMIT,
                    ),
                    status: exchange::answer_status(exchange),
                    timing: exchange::timing(exchange),
                    purpose: exchange::purpose(&report.step, &report.purpose, &exchange.request),
                    anchor: format!("x{}", report.seq),
                    write: text::visible_json(write.unwrap_or_default()),
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
        // Who wants to repeat what passed has the recording; the page stays small.
        curl: if scenario.verdict == Verdict::Passed { "" } else { &report.curl },
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
        Verdict::Skipped(Skip::NotNeeded) => {
            Some(Reason { label: "Not run", text: NOT_NEEDED.to_owned(), detail: None })
        }
        Verdict::Skipped(Skip::NothingSeen) => Some(Reason {
            label: "Nothing to look at",
            text: NOTHING_SEEN.to_owned(),
            detail: None,
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
