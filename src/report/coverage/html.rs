//! The table as a page: one file, no script, nothing from the network.

use std::fmt::Write as _;

use super::{Coverage, CoveredRequirement, Standing, by_scenario, result_word, verdict_word};

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Requirements and their checks</title>
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<style>
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 }
td, th { border-bottom: 1px solid #8886; padding: .2rem .6rem; text-align: left; vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
summary { font-size: 1.15rem; padding: .3rem 0; cursor: pointer }
small { display: block; opacity: .75; overflow-wrap: anywhere }
tr.failed, tr.uncited { background: #f003 } tr.advice { background: #fb03 }
</style>
<h1>Requirements and their checks</h1>
";

/// The table as a page. Everything that came from a server is escaped.
#[must_use]
pub fn coverage_html(coverage: &Coverage) -> String {
    let mut page = HEAD.to_owned();
    if let Some(run) = &coverage.run {
        let _ = writeln!(
            page,
            "<p>Results of run {} against {} ({}, profile {})</p>",
            escaped(&run.run),
            escaped(&run.target),
            escaped(&run.started),
            escaped(&run.profile)
        );
    }
    push_counts(&mut page, coverage);
    for area in coverage.areas.keys() {
        let _ = writeln!(page, "<details><summary>{}</summary>\n<table>", escaped(area));
        page.push_str("<tr><th>requirement<th>text and scenarios<th>result</tr>\n");
        for requirement in coverage.requirements.iter().filter(|known| known.area == *area) {
            push_requirement(&mut page, requirement);
        }
        page.push_str("</table>\n</details>\n");
    }
    push_list(&mut page, coverage, Standing::Uncited, "Not tested, and should be");
    push_list(&mut page, coverage, Standing::Untestable, "Cannot be tested");
    let _ = writeln!(page, "<p><small>{}</small></p>\n</html>", escaped(&coverage.tool));
    page
}

fn push_counts(page: &mut String, coverage: &Coverage) {
    page.push_str("<table>\n<tr><th>area");
    let mut heads = vec!["all", "cited", "fail", "warn", "uncited", "untestable", "need no check"];
    if coverage.run.is_some() {
        heads.extend(["failed", "advice", "passed", "not seen"]);
    }
    for head in &heads {
        let _ = write!(page, "<th class=\"number\">{head}");
    }
    page.push_str("</tr>\n");
    let rows = coverage.areas.iter().map(|(area, counts)| (area.as_str(), counts));
    for (area, counts) in rows.chain([("total", &coverage.total)]) {
        let _ = write!(page, "<tr><td>{}", escaped(area));
        let (known, run) = counts.columns();
        for number in known.iter().chain(&run).take(heads.len()) {
            let _ = write!(page, "<td class=\"number\">{number}");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
}

fn push_requirement(page: &mut String, requirement: &CoveredRequirement) {
    let result = match (requirement.standing, requirement.result) {
        (Standing::Cited, Some(result)) => result_word(result),
        (standing, _) => standing.word(),
    };
    let scenarios: Vec<String> = by_scenario(&requirement.checks)
        .iter()
        .map(|(scenario, checks)| format!("{} ({checks})", escaped(scenario)))
        .collect();
    let _ = write!(
        page,
        "<tr class=\"{}\" id=\"{id}\"><td><a href=\"{}\" rel=\"noopener noreferrer\">{id}</a><small>{}, {}</small><td>{}",
        result.split(' ').next().unwrap_or_default(),
        escaped(&requirement.url),
        escaped(&requirement.level),
        verdict_word(requirement.default_verdict),
        escaped(&requirement.text),
        id = escaped(&requirement.id),
    );
    if !scenarios.is_empty() {
        let _ = write!(page, "<small>{}</small>", scenarios.join(", "));
    }
    let _ = writeln!(page, "<td>{result}</tr>");
}

fn push_list(page: &mut String, coverage: &Coverage, standing: Standing, heading: &str) {
    let number = coverage.standing(standing).count();
    let _ = writeln!(page, "<details><summary>{heading}: {number}</summary>\n<table>");
    for requirement in coverage.standing(standing) {
        let _ = writeln!(
            page,
            "<tr><td>{}<td>{}<td>{}</tr>",
            escaped(&requirement.id),
            escaped(&requirement.text),
            escaped(requirement.reason.as_deref().unwrap_or_default())
        );
    }
    page.push_str("</table>\n</details>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
