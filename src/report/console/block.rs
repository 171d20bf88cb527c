//! A failed scenario, told so that it can be understood, repeated and looked
//! up without opening anything else.

use std::fmt::Write as _;

use super::paint::Paint;
use crate::judge::Finding;
use crate::report::failure::{Trouble, exchange_line, failures, server_words};
use crate::report::words::{excerpt, visible, wrapped};
use crate::report::{Report, ScenarioReport};
use crate::suite::RequirementId;

/// Where text begins under `FAIL`.
const INDENT: &str = "     ";
/// Where the text of a label begins: `     repeat: `.
const LABEL: usize = 8;
/// The width to which prose is broken.
const WIDTH: usize = 84;
/// The column up to which an id is padded, so that levels stand below each other.
const ID: usize = 66;
/// The widest place of a finding that has its values beside it.
const PLACE: usize = 36;
/// How many findings of a check are shown.
const FINDINGS: usize = 10;
/// How many earlier writes are shown.
const WRITES: usize = 5;
/// How much of a value is shown.
const VALUE_LENGTH: usize = 300;
/// How much of a curl line is shown. Bodies of ten thousand characters repeat
/// better from the JSON report.
const CURL_LENGTH: usize = 4000;

/// What a reader needs to know about a failed scenario: each check that gates
/// and failed, its request, the differences, what was written before, how to
/// repeat it, where it stands, why it matters and who says so. Lines end with a
/// line feed. Empty for a scenario in which nothing that gates failed.
#[must_use]
pub fn failure_block(report: &Report, scenario: &ScenarioReport, colour: bool) -> String {
    let paint = Paint(colour);
    let failures = failures(report, scenario);
    if failures.is_empty() {
        return String::new();
    }
    let mut lines = Vec::new();
    for (index, failure) in failures.iter().enumerate() {
        let previous = index.checked_sub(1).and_then(|index| failures.get(index));
        lines.push(headline(failure, paint));
        if index == 0 {
            lines.push(format!("{INDENT}{}", visible(&scenario.title)));
        }
        if !is_same_exchange(previous, failure) {
            request(failure, paint, &mut lines);
        }
        findings(failure, &mut lines);
        if let Some(because) = &failure.check.because {
            labelled("note", because, paint, &mut lines);
        }
        let next = failures.get(index + 1);
        if next.is_none_or(|next| !is_same_exchange(Some(failure), next)) {
            story(failure, paint, &mut lines);
        }
    }
    ending(report, scenario, &failures, paint, &mut lines);
    lines.push(String::new());
    lines.join("\n")
}

fn is_same_exchange(one: Option<&Trouble<'_>>, two: &Trouble<'_>) -> bool {
    let seq = |trouble: &Trouble<'_>| trouble.exchange.map(|exchange| exchange.seq);
    one.is_some_and(|one| seq(one) == seq(two))
}

fn headline(failure: &Trouble<'_>, paint: Paint) -> String {
    let id = visible(failure.check.id.as_str());
    let padding = " ".repeat(ID.saturating_sub(id.chars().count()));
    let level = failure.check.level;
    let cites: Vec<String> =
        failure.check.cites.iter().map(|cite| visible(cite.as_str())).collect();
    let cites = if cites.is_empty() { String::new() } else { format!("  {}", cites.join(", ")) };
    format!("{} {}{padding}  {level}{cites}", paint.bad("FAIL"), paint.strong(id))
}

fn request(failure: &Trouble<'_>, paint: Paint, lines: &mut Vec<String>) {
    let Some(exchange) = failure.exchange else { return };
    lines.push(format!("{INDENT}{}", exchange_line(exchange)));
    let words = exchange.exchange.answer.response().and_then(server_words);
    if let Some(words) = words {
        labelled("said", &words, paint, lines);
    }
}

fn findings(failure: &Trouble<'_>, lines: &mut Vec<String>) {
    let distinct = distinct(&failure.check.findings);
    let shown = distinct.iter().take(FINDINGS);
    let places: Vec<String> = shown.clone().map(|(finding, _)| excerpt(&finding.at, 120)).collect();
    let fitting = places.iter().map(|place| place.chars().count()).filter(|width| *width <= PLACE);
    let width = fitting.max().unwrap_or(0);
    for ((finding, times), place) in shown.zip(&places) {
        finding_lines(finding, place, width, lines);
        if let (true, Some(last)) = (*times > 1, lines.last_mut()) {
            let _ = write!(last, " ({times} times)");
        }
    }
    let hidden = distinct.len().saturating_sub(FINDINGS);
    if hidden > 0 {
        lines.push(format!("{INDENT}  … and {hidden} more"));
    }
}

/// The findings with how often each is there; those of requests that are sent at
/// once are often the same.
fn distinct(findings: &[Finding]) -> Vec<(&Finding, usize)> {
    let mut distinct: Vec<(&Finding, usize)> = Vec::new();
    for finding in findings {
        match distinct.iter_mut().find(|(known, _)| *known == finding) {
            Some((_, times)) => *times += 1,
            None => distinct.push((finding, 1)),
        }
    }
    distinct
}

fn finding_lines(finding: &Finding, place: &str, width: usize, lines: &mut Vec<String>) {
    let expected = excerpt(&finding.expected, VALUE_LENGTH);
    let actual = excerpt(&finding.actual, VALUE_LENGTH);
    let beside = " ".repeat(width);
    if place.chars().count() > width {
        lines.push(format!("{INDENT}  {place}"));
        lines.push(format!("{INDENT}  {beside}  expected {expected}"));
    } else {
        let padding = " ".repeat(width - place.chars().count());
        lines.push(format!("{INDENT}  {place}{padding}  expected {expected}"));
    }
    lines.push(format!("{INDENT}  {beside}  got      {actual}"));
}

/// What led to the failing request, and how to make it again.
fn story(failure: &Trouble<'_>, paint: Paint, lines: &mut Vec<String>) {
    let writes = failure.earlier_writes();
    if !writes.is_empty() {
        let hidden = writes.len().saturating_sub(WRITES);
        let mut told = writes[hidden..].join(", ");
        if hidden > 0 {
            told = format!("{hidden} more, {told}");
        }
        labelled("after", &told, paint, lines);
    }
    let read = if failure.judged_write().is_some() { "then" } else { "repeat" };
    let requests = [(failure.judged_write(), "repeat"), (failure.exchange, read)];
    for (exchange, name) in requests {
        if let Some(exchange) = exchange {
            // No prose: broken into lines it could not be pasted.
            let curl = excerpt(&exchange.curl, CURL_LENGTH);
            lines.push(format!("{INDENT}{}{curl}", label(name, paint)));
        }
    }
}

fn ending(
    report: &Report,
    scenario: &ScenarioReport,
    failures: &[Trouble<'_>],
    paint: Paint,
    lines: &mut Vec<String>,
) {
    if scenario.suite != "profile" {
        let location = &scenario.location;
        labelled("suite", &format!("{}:{}", location.path, location.line), paint, lines);
    }
    if let Some(why) = &scenario.why {
        labelled("why", why, paint, lines);
    }
    if let Some(effect) = &scenario.effect {
        labelled("effect", effect, paint, lines);
    }
    let mut cites: Vec<&RequirementId> = Vec::new();
    for cite in failures.iter().flat_map(|failure| &failure.check.cites) {
        if !cites.contains(&cite) {
            cites.push(cite);
        }
    }
    for cite in cites {
        let known = report.requirements.iter().find(|known| known.requirement.id == cite.as_str());
        if let Some(known) = known {
            let requirement = &known.requirement;
            let text = format!("{}: {}", requirement.id, requirement.text);
            labelled("source", &text, paint, lines);
            let url = visible(&requirement.url);
            lines.push(format!("{INDENT}{}{}", " ".repeat(LABEL), paint.faint(url)));
        }
    }
}

fn label(name: &str, paint: Paint) -> String {
    let padding = " ".repeat((LABEL).saturating_sub(name.len() + 1));
    format!("{}{padding}", paint.faint(format!("{name}:")))
}

fn labelled(name: &str, text: &str, paint: Paint, lines: &mut Vec<String>) {
    let mut begin = label(name, paint);
    for line in wrapped(&visible(text), WIDTH) {
        lines.push(format!("{INDENT}{begin}{line}"));
        begin = " ".repeat(LABEL);
    }
}
