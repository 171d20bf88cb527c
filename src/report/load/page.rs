//! A load as a page: one file, no script, nothing from the network.

use minijinja::{AutoEscape, Environment, context};

use super::text::{grade, rows, sentences};
use super::{LoadReport, latency_svg};

const PAGE: &str = include_str!("page.html");

/// The report as a page.
///
/// # Errors
/// Only when the template is wrong, which a test excludes.
pub fn load_html(report: LoadReport<'_>) -> Result<String, minijinja::Error> {
    let LoadReport { facts, verdict } = report;
    let rows: Vec<_> = rows(facts)
        .into_iter()
        .map(|(name, sent, latency)| {
            let cells = [
                latency.p50_ms,
                latency.p90_ms,
                latency.p95_ms,
                latency.p99_ms,
                latency.p999_ms,
                latency.max_ms,
            ];
            let cells = cells.map(|cell| format!("{cell:.2}"));
            context! { name => name.trim_start(), sent, cells, part => name.starts_with(' ') }
        })
        .collect();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let picture = latency_svg(&facts.slices, facts.duration_ms);
    environment.render_str(
        PAGE,
        context! {
            grade => grade(verdict.grade),
            facts => minijinja::Value::from(minijinja::value::Serde(facts.clone())),
            reasons => verdict.reasons.clone(),
            rows,
            sentences => sentences(facts),
            picture => minijinja::Value::from_safe_string(picture),
        },
    )
}
