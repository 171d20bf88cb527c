//! The end of a run: failures, advice, what was not judged, the verdict.

use std::fmt::Write as _;

use super::block::failure_block;
use super::paint::Paint;
use crate::judge::{Grade, Skip, Verdict};
use crate::report::failure::{Trouble, advice, failures, request_line};
use crate::report::gate;
use crate::report::words::{NOTHING_SEEN, count, duration, excerpt, visible};
use crate::report::{Report, ScenarioReport};
use crate::suite::{CheckId, Outcome, ScenarioId};

/// How many scenarios are named in a group.
const NAMED: usize = 6;
/// How many resources that were left are named.
const RESIDUE: usize = 20;
/// How much of a value is shown in advice.
const VALUE_LENGTH: usize = 160;
/// How much of a server's words is shown as a reason.
const REASON_LENGTH: usize = 300;

/// The whole report as text.
pub(super) fn text(report: &Report, colour: bool) -> String {
    let paint = Paint(colour);
    let mut parts: Vec<String> = report
        .scenarios
        .iter()
        .map(|scenario| failure_part(report, scenario, colour))
        .filter(|block| !block.is_empty())
        .collect();
    parts.extend(repeating_part(report));
    parts.extend(advice_part(report, paint));
    parts.extend(skipped_part(report, paint));
    parts.extend(group_part(
        report,
        paint,
        "BLOCKED",
        "something that they begin with was wrong",
        |verdict| match verdict {
            Verdict::Blocked { by, .. } => Some(by),
            _ => None,
        },
    ));
    parts.extend(group_part(report, paint, "BROKEN", "no verdict is possible", |verdict| {
        match verdict {
            Verdict::Broken { error } => Some(error),
            _ => None,
        }
    }));
    parts.extend(not_run_part(report, paint));
    parts.extend(residue_part(report, paint));
    parts.extend(report.gate.as_ref().map(gate::text));
    parts.push(verdict_part(report, paint));
    parts.join("\n")
}

/// A failed scenario in full if a cause is told by it, and where else it shows.
fn failure_part(report: &Report, scenario: &ScenarioReport, colour: bool) -> String {
    let failures = failures(report, scenario);
    let is_shown = |check: &CheckId| report.told_elsewhere(check).is_none();
    if !failures.iter().any(|failure| is_shown(&failure.check.id)) {
        return String::new();
    }
    let mut block = failure_block(report, scenario, colour);
    let paint = Paint(colour);
    for cause in report.causes.iter().filter(|cause| {
        cause.scenarios.len() > 1 && failures.iter().any(|failure| failure.check.id == cause.shown)
    }) {
        let others: Vec<&str> = cause
            .scenarios
            .iter()
            .filter(|other| **other != scenario.id)
            .map(ScenarioId::as_str)
            .collect();
        let number = count(others.len(), "more scenario");
        let named: Vec<String> = others.iter().take(NAMED).map(|other| visible(other)).collect();
        let rest = match others.len().saturating_sub(NAMED) {
            0 => String::new(),
            hidden => format!(" and {hidden} more"),
        };
        let _ = writeln!(
            block,
            "{} {number} with the same symptom ({}): {}{rest}",
            paint.bad("ALSO"),
            visible(&cause.symptom),
            named.join(", "),
        );
    }
    block
}

/// What a request with an id needs to be repeated: the run has deleted what it was sent to.
fn repeating_part(report: &Report) -> Option<String> {
    let has_id = |path: &str| {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        parts.nth(1).is_some_and(|part| !part.starts_with('.'))
    };
    let mut shown = report.scenarios.iter().flat_map(|scenario| failures(report, scenario));
    let is_about_one = shown.any(|failure| {
        failure.exchange.is_some_and(|exchange| has_id(&exchange.exchange.request.path))
    });
    (is_about_one && report.residue.is_empty()).then(|| {
        "To repeat a request to one resource, run its scenario with --only SCENARIO --keep: the resources stay.\n"
            .to_owned()
    })
}

fn advice_part(report: &Report, paint: Paint) -> Option<String> {
    let all: Vec<Trouble<'_>> =
        report.scenarios.iter().flat_map(|scenario| advice(report, scenario)).collect();
    if all.is_empty() {
        return None;
    }
    let number = count(all.len(), "remark");
    let mut text = format!("{} {number}, none of which fails the run\n", paint.doubtful("ADVICE"));
    for trouble in all {
        text.push_str(&advice_lines(&trouble, paint));
    }
    Some(text)
}

fn advice_lines(trouble: &Trouble<'_>, paint: Paint) -> String {
    let check = trouble.check;
    let cites: Vec<String> = check.cites.iter().map(|cite| visible(cite.as_str())).collect();
    let mut text = format!(
        "  {}  {}  {}\n",
        paint.strong(visible(check.id.as_str())),
        // A failure of a level that does not gate says so by its level.
        if check.outcome == Outcome::Fail { check.level.to_string() } else { "advice".to_owned() },
        cites.join(", ")
    );
    if let Some(exchange) = trouble.exchange {
        let _ = write!(text, "      {}", request_line(&exchange.exchange.request));
        if let Some(response) = exchange.exchange.answer.response() {
            let _ = write!(text, " answered {}", response.status);
        }
        text.push('\n');
    }
    if let Some(because) = &check.because {
        let _ = writeln!(text, "      {}", visible(because));
    }
    if let Some(finding) = check.findings.first() {
        let more = match check.findings.len() {
            1 => String::new(),
            number => format!(" (and {} more)", number - 1),
        };
        let _ = writeln!(
            text,
            "      {}: expected {}, got {}{more}",
            excerpt(&finding.at, VALUE_LENGTH),
            excerpt(&finding.expected, VALUE_LENGTH),
            excerpt(&finding.actual, VALUE_LENGTH),
        );
    }
    text
}

/// Scenarios by a reason, in the order of the report.
fn groups<'a, K: PartialEq>(
    report: &'a Report,
    reason: impl Fn(&'a ScenarioReport) -> Option<K>,
) -> Vec<(K, Vec<&'a ScenarioReport>)> {
    let mut groups: Vec<(K, Vec<&ScenarioReport>)> = Vec::new();
    for scenario in &report.scenarios {
        let Some(reason) = reason(scenario) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, members)) => members.push(scenario),
            None => groups.push((reason, vec![scenario])),
        }
    }
    groups
}

fn names(scenarios: &[&ScenarioReport], paint: Paint) -> String {
    let mut names: Vec<String> =
        scenarios.iter().take(NAMED).map(|scenario| visible(scenario.id.as_str())).collect();
    if scenarios.len() > NAMED {
        names.push(format!("and {} more", scenarios.len() - NAMED));
    }
    let mut text = String::new();
    for name in names {
        let _ = writeln!(text, "      {}", paint.faint(name));
    }
    text
}

fn skipped_part(report: &Report, paint: Paint) -> Option<String> {
    let groups = groups(report, |scenario| match scenario.skip() {
        Some(Skip::Unsupported { need, server_says }) => {
            Some((need.as_str(), server_says.as_str()))
        }
        Some(Skip::NothingSeen) => Some(("nothing to look at", NOTHING_SEEN)),
        _ => None,
    });
    if groups.is_empty() {
        return None;
    }
    let number = groups.iter().map(|(_, members)| members.len()).sum();
    let number = count(number, "scenario");
    let mut text = format!(
        "{} {number}, each for something that it needs and that is not there:\n",
        paint.strong("SKIPPED")
    );
    for ((need, server_says), members) in groups {
        let server_says = excerpt(server_says, REASON_LENGTH);
        let _ = writeln!(text, "  {}  {server_says}", paint.strong(visible(need)));
        text.push_str(&names(&members, paint));
    }
    Some(text)
}

fn group_part<'a>(
    report: &'a Report,
    paint: Paint,
    title: &str,
    meaning: &str,
    reason: impl Fn(&'a Verdict) -> Option<&'a String>,
) -> Option<String> {
    let groups = groups(report, |scenario| reason(&scenario.verdict));
    let number = groups.iter().map(|(_, members)| members.len()).sum();
    // One reason for all of them is what the verdict says.
    let is_all = groups.len() == 1 && number == report.scenarios.len() && number > 1;
    if groups.is_empty() || is_all {
        return None;
    }
    let number = count(number, "scenario");
    let mut text = format!("{} {number}: {meaning}\n", paint.doubtful(title));
    for (reason, members) in groups {
        let _ = writeln!(text, "  {}", excerpt(reason, REASON_LENGTH));
        text.push_str(&names(&members, paint));
    }
    Some(text)
}

fn not_run_part(report: &Report, paint: Paint) -> Option<String> {
    let number = report
        .scenarios
        .iter()
        .filter(|scenario| scenario.skip() == Some(&Skip::Interrupted))
        .count();
    let title = paint.doubtful("NOT RUN");
    (number > 0)
        .then(|| format!("{title} {}: the run was interrupted\n", count(number, "scenario")))
}

fn residue_part(report: &Report, paint: Paint) -> Option<String> {
    let left = &report.residue;
    if left.is_empty() {
        return None;
    }
    let number = count(left.len(), "resource");
    let mut text = format!(
        "{} {number} on the server; `scimproof clean` with the recording tries again\n",
        paint.doubtful("LEFT BEHIND")
    );
    for resource in left.iter().take(RESIDUE) {
        let _ = writeln!(text, "  {}", excerpt(resource, VALUE_LENGTH));
    }
    if left.len() > RESIDUE {
        let _ = writeln!(text, "  and {} more", left.len() - RESIDUE);
    }
    Some(text)
}

fn verdict_part(report: &Report, paint: Paint) -> String {
    let grade = match report.grade {
        Grade::Conformant => paint.good("CONFORMANT"),
        Grade::Nonconformant => paint.bad("NONCONFORMANT"),
        Grade::Inconclusive => paint.doubtful("INCONCLUSIVE"),
    };
    let profile = visible(&report.profile.name);
    let counts = counts(report);
    let requests = count(report.tally.requests as usize, "request");
    let elapsed = duration(report.elapsed_ms);
    format!(
        "{grade} with the profile {profile}: {}\n{counts}; {requests} in {elapsed} to {}\n",
        visible(&report.summary),
        visible(&report.target),
    )
}

/// `41 scenarios: 38 passed, 3 skipped`, without what is zero.
fn counts(report: &Report) -> String {
    let tally = &report.tally;
    let told: Vec<String> = [
        (tally.passed, "passed"),
        (tally.advised, "with advice"),
        (tally.failed, "failed"),
        (tally.blocked, "blocked"),
        (tally.broken, "broken"),
        (tally.skipped, "skipped"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| format!("{number} {word}"))
    .collect();
    let all = count(report.scenarios.len(), "scenario");
    if told.is_empty() { all } else { format!("{all}: {}", told.join(", ")) }
}
