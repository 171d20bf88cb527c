//! The matrix as one HTML page without scripts.

use std::fmt::Write as _;

use super::matrix::{Found, Matrix};
use super::text::summary;

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>What scimproof finds</title>
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #ccc; padding: .2rem .6rem; text-align: left; vertical-align: top }
.not { background: #fdd } .other { background: #ffd } code { font-size: 13px }
</style>
<h1>What scimproof finds</h1>
";

/// The matrix as a page.
#[must_use]
pub fn html(matrix: &Matrix) -> String {
    let mut page = HEAD.to_owned();
    let _ = writeln!(
        page,
        "<p>Profile {}</p>\n<pre>{}</pre>\n<h2>Faults</h2>\n<table>\n<tr><th>fault<th>severity\
         <th>found<th>breaks<th>failed checks</tr>",
        escaped(matrix.profile),
        escaped(&summary(&matrix.numbers))
    );
    for row in &matrix.faults {
        let (class, found) = match row.found {
            Found::Not => ("not", "no"),
            Found::ByOtherCause => ("other", "by another cause"),
            Found::ByItsCause => ("", "yes"),
        };
        let checks: Vec<String> =
            row.checks.iter().take(5).map(|check| escaped(check.as_str())).collect();
        let more = row.checks.len().saturating_sub(checks.len());
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let _ = writeln!(
            page,
            "<tr class=\"{class}\"><td title=\"{}\">{}<td>{}<td>{found}<td>{}<td><code>{}</code>{more}</tr>",
            escaped(row.effect),
            escaped(row.name),
            row.severity,
            escaped(&row.breaks.join(" ")),
            checks.join("<br>"),
        );
    }
    page.push_str(
        "</table>\n<h2>Legal differences</h2>\n<table>\n<tr><th>difference<th>false alarms</tr>\n",
    );
    for row in &matrix.differences {
        let alarms: Vec<String> = row.false_alarms.iter().map(|alarm| escaped(alarm)).collect();
        let class = if alarms.is_empty() { "" } else { "not" };
        let _ = writeln!(
            page,
            "<tr class=\"{class}\"><td>{} {}<td>{}</tr>",
            escaped(&row.name),
            escaped(&row.of.join(", ")),
            alarms.join("<br>")
        );
    }
    page.push_str("</table>\n<h2>Checks</h2>\n<table>\n<tr><th>check<th>finds<th>alone</tr>\n");
    for row in &matrix.checks {
        let class = if row.finds == 0 { "not" } else { "" };
        let _ = writeln!(
            page,
            "<tr class=\"{class}\"><td><code>{}</code><td>{}<td>{}</tr>",
            escaped(row.id.as_str()),
            row.finds,
            escaped(&row.alone.join(", "))
        );
    }
    page.push_str("</table>\n</html>\n");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
