//! The report as one HTML page: readable without script and network, safe to
//! open whatever the target answered.
//!
//! Everything a reader sees is prepared in Rust as plain strings (`view`);
//! the template arranges it and decides nothing. Every value is escaped where
//! it is written, by a formatter that a template cannot turn off, and the
//! page's policy (`policy`) lets run what stood in the template and nothing
//! else.

mod areas;
mod exchange;
mod mark;
mod policy;
mod scenario;
mod text;
mod view;

#[cfg(test)]
pub(crate) mod sample;

use std::fmt;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

use super::Report;

/// The template that is built in, `report-template.html`: a good beginning for
/// one's own.
pub const TEMPLATE: &str = include_str!("../../report-template.html");

/// The work that a template of one's own may cause, in instructions or 64 bytes of output:
/// more than twenty-five times what a run of 500 scenarios needs, and about a second.
const FUEL: u64 = 20_000_000;

/// Why a template gives no report. Reads after "cannot render the report:".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct TemplateError {
    /// The line of the template, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(formatter, "line {line} of the template: ")?;
        }
        formatter.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Renders `report` as an HTML page, with the text of a template of one's own
/// or with [`TEMPLATE`].
///
/// # Errors
/// A [`TemplateError`] when the template is no valid one, names something that
/// is not in the report, loads something, or does not come to an end. The
/// built-in template gives none.
pub fn render(report: &Report, template: Option<&str>) -> Result<String, TemplateError> {
    // A browser reads CR LF as LF before it compares hashes.
    let source = template.unwrap_or(TEMPLATE).replace("\r\n", "\n");
    let page = Value::from(Serde(view::Page::new(report, policy::policy(&source)?)));
    let failed = |error: Error| explain(&error, &page);

    let mut environment = Environment::new();
    environment.set_syntax(
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(failed)?,
    );
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_escaped);
    environment.remove_filter("safe");
    if template.is_some() {
        environment.set_fuel(Some(FUEL));
    }
    environment
        .template_from_named_str("the template", &source)
        .and_then(|template| template.render(page.clone()))
        .map_err(failed)
}

/// Writes a value so that it is text wherever it stands in HTML. Only what a
/// macro of the template has written, and thereby escaped, is written as it is.
fn write_escaped(output: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    let failed = |_| Error::from(ErrorKind::WriteFailure);
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let Some(text) = value.as_str() else {
        return escape(output, &value.to_string()).map_err(failed);
    };
    if value.is_safe() {
        output.write_str(text).map_err(failed)
    } else {
        escape(output, text).map_err(failed)
    }
}

fn escape(output: &mut Output, mut text: &str) -> fmt::Result {
    while let Some(at) = text.find(['&', '<', '>', '"', '\'']) {
        output.write_str(&text[..at])?;
        output.write_str(match text.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        text = &text[at + 1..];
    }
    output.write_str(text)
}

fn explain(error: &Error, page: &Value) -> TemplateError {
    let message = error
        .detail()
        .map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()));
    let hint = match error.kind() {
        ErrorKind::UndefinedError => {
            let names: Vec<String> = page
                .try_iter()
                .map(|names| names.map(|name| name.to_string()).collect())
                .unwrap_or_default();
            Some(format!("the page has {}", text::listed(&names)))
        }
        ErrorKind::SyntaxError => {
            Some("templates are written in Jinja, as the minijinja crate reads it".to_owned())
        }
        ErrorKind::UnknownFilter => Some(
            "values are always escaped: there is no `safe`; other filters are those of minijinja"
                .to_owned(),
        ),
        ErrorKind::TemplateNotFound => {
            Some("a template is one file: it cannot include or extend another".to_owned())
        }
        ErrorKind::OutOfFuel => Some("a loop in the template is too long".to_owned()),
        _ => None,
    };
    TemplateError { line: error.line().filter(|line| *line > 0), message, hint }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use regex::Regex;
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::scim::requirement::Catalogue;

    fn all(pattern: &str, page: &str) -> BTreeSet<String> {
        Regex::new(pattern).unwrap().captures_iter(page).map(|found| found[1].to_owned()).collect()
    }

    /// The page without the texts of its style and script.
    fn markup(page: &str) -> String {
        Regex::new(r"(?s)(<style>|<script>).*?(</style>|</script>)")
            .unwrap()
            .replace_all(page, "$1$2")
            .into_owned()
    }

    #[test]
    fn a_small_report() {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        let page = markup(&render(&sample::green(), None).unwrap());
        // Style and script are in the template; their hashes follow from them.
        let page = Regex::new("sha256-[^&]+").unwrap().replace_all(&page, "sha256-…");
        settings.bind(|| insta::assert_snapshot!("html__small", page));
    }

    #[test]
    fn what_the_target_says_stays_text() {
        let page = render(&sample::hostile(), None).unwrap();
        let markup = markup(&page);
        let ours = all(r"<([a-z0-9]+)", TEMPLATE);
        let tags = all(r"<([^\s>]+)", &markup);
        let strange: Vec<&String> = tags
            .iter()
            .filter(|tag| **tag != "!doctype" && !ours.contains(tag.trim_start_matches('/')))
            .collect();
        assert!(strange.is_empty(), "{strange:?}");
        assert_eq!(markup.matches("<script").count(), 1);
        assert_eq!(markup.matches("<style").count(), 1);
        // Attributes: what is inside of tags, values taken away.
        let values = Regex::new(r#""[^"]*""#).unwrap();
        for tag in all(r"(<[^>]*>)", &markup) {
            let names = values.replace_all(&tag, "").into_owned();
            assert!(!names.contains(" on") && !names.contains(" src"), "{tag}");
        }
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(page.contains("{{7*7}}"), "a value is no template");
        assert!(page.contains("[U+202E]drowssap"));
        assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\0', '\u{1b}']));
    }

    #[test]
    fn links_lead_into_the_page_or_to_the_catalogue() {
        let catalogue = Catalogue::built_in();
        let known: BTreeSet<&str> =
            catalogue.iter().map(|requirement| requirement.url.as_str()).collect();
        for report in [sample::green(), sample::red(), sample::hostile(), sample::large()] {
            let page = render(&report, None).unwrap();
            let places = all(r#" id="([^"]+)""#, &page);
            for address in all(r#"(?:href|src|action|data)="([^"]*)""#, &markup(&page)) {
                match address.strip_prefix('#') {
                    Some(place) => assert!(places.contains(place), "{place}"),
                    None => assert!(known.contains(address.as_str()), "{address}"),
                }
            }
            assert_eq!(
                page.matches("href=\"http").count(),
                page.matches("rel=\"noopener noreferrer\"").count()
            );
        }
        let red = render(&sample::red(), None).unwrap();
        assert!(red.contains("href=\"https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2\""));
    }

    #[test]
    fn the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() {
        for template in [None, Some(TEMPLATE.replace('\n', "\r\n"))] {
            let page = render(&sample::hostile(), template.as_deref()).unwrap();
            let hash = |tag: &str| {
                let text = page
                    .split_once(&format!("<{tag}>"))
                    .and_then(|(_, rest)| rest.split_once(&format!("</{tag}>")))
                    .unwrap()
                    .0;
                STANDARD.encode(Sha256::digest(text))
            };
            let policy = format!(
                "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; \
                 base-uri 'none'; form-action 'none'",
                hash("style"),
                hash("script")
            );
            assert!(page.contains(&policy.replace('\'', "&#39;")), "{policy}");
        }
    }

    #[test]
    fn every_verdict_has_a_word_and_a_symbol_and_says_why() {
        let page = render(&sample::red(), None).unwrap();
        for said in [
            "<span class=\"symbol\" aria-hidden=\"true\">✗</span> Nonconformant",
            "2 scenarios with gating checks failed",
            "</span> Failed <span class=\"count\">2",
            "</span> Advice <span class=\"count\">1",
            "</span> Blocked <span class=\"count\">1",
            "</span> Broken <span class=\"count\">1",
            "</span> Skipped <span class=\"count\">1",
            "</span> Passed <span class=\"count\">2",
            "POST /Groups answered 500 while the group was set up",
            "no complete answer within 10000 ms",
            "needs spc:bulk.supported",
            "Modified: rfc-filter bears the name of a built-in suite and another text.",
            "2 resources could not be deleted",
            "reads ada back by filter",
            "a failed check of level MUST or ENTRA makes the server nonconformant",
        ] {
            assert!(page.contains(said), "{said}");
        }
        let failed = page.find(" id=\"failed\"").unwrap();
        for later in ["advised", "blocked", "broken", "skipped", "passed", "requirements"] {
            assert!(failed < page.find(&format!(" id=\"{later}\"")).unwrap(), "{later}");
        }
    }

    #[test]
    fn a_template_of_ones_own_cannot_write_markup_from_values() {
        let page = render(
            &sample::hostile(),
            Some(
                "{{ policy }}{% autoescape false %}{{ summary }}{% endautoescape %}\
                 {% set s = summary %}{{ s ~ s }}{{ [summary] }}{{ summary|upper|e }}",
            ),
        )
        .unwrap();
        assert!(!page.contains('<'), "{page}");
        assert!(page.contains("&lt;SCRIPT&gt;"));
    }

    #[test]
    fn a_wrong_template_is_explained_with_line_and_hint() {
        for (template, line, message, hint) in [
            ("{{ policy }}\n{{ sumary }}", Some(2), "undefined value", "summary"),
            ("{{ policy }}\n\n{% if %}", Some(3), "syntax error", "Jinja"),
            ("{{ policy }}{{ summary|safe }}", Some(1), "unknown filter", "always escaped"),
            ("{{ policy }}\n{% include \"x\" %}", Some(2), "not found", "one file"),
            ("<p>{{ summary }}</p>", None, "policy", "Content-Security-Policy"),
            (
                "{{ policy }}\n{% for a in range(9999) %}\
                 {% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
                Some(2),
                "fuel",
                "loop",
            ),
        ] {
            let error = render(&sample::green(), Some(template)).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.message.contains(message), "{error}");
            assert!(error.hint.as_deref().unwrap().contains(hint), "{error}");
        }
    }

    #[test]
    fn a_run_of_500_scenarios_is_rendered_within_the_fuel() {
        let report = sample::large();
        let exchanges: usize = report.scenarios.iter().map(|one| one.exchanges.len()).sum();
        assert_eq!((report.scenarios.len(), exchanges), (500, 2_000));
        assert!(render(&report, Some(TEMPLATE)).unwrap().contains("id=\"x1999\""));
    }
}
