//! Diagnostics as people read them, in the manner of rustc.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::diagnostic::{Diagnostic, Severity};
use super::source::{Source, SourceId, Sources};

/// No more problems than this are shown at once; nobody reads on.
const SHOWN: usize = 100;

/// An excerpt larger than this many bytes is left out: only a file that no
/// person wrote has such lines, and laying it out takes long.
const LONG_EXCERPT: usize = 64 * 1024;

pub(super) fn render(sources: &Sources, list: &[Diagnostic], colour: bool) -> String {
    let renderer = if colour { Renderer::styled().term_width(120) } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in list.iter().take(SHOWN) {
        text.push_str(&renderer.render(&[group(sources, diagnostic)]));
        text.push_str("\n\n");
    }
    if list.len() > SHOWN {
        let more = (list.len() - SHOWN).to_string();
        text.extend(["… and ", &more, " more\n\n"]);
    }
    text.truncate(text.len().saturating_sub(1));
    text
}

fn group<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group =
        Group::with_title(level.primary_title(&diagnostic.message).id(diagnostic.code.as_str()));
    let mut shown: Vec<SourceId> = Vec::new();
    for label in &diagnostic.labels {
        let id = label.span.source;
        let Some(source) = sources.get(id) else { continue };
        if shown.contains(&id) {
            continue;
        }
        shown.push(id);
        group = match snippet(source, id, diagnostic) {
            Some(snippet) => group.element(snippet),
            None if source.text().is_empty() => group.element(Origin::path(source.name())),
            None => {
                let place = source.position(label.span.start);
                group.element(
                    Origin::path(source.name())
                        .line(place.line as usize)
                        .char_column(place.column as usize),
                )
            }
        };
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    group
}

/// The lines of one source that a diagnostic is about. Only these are handed
/// to the renderer, which would otherwise walk the whole text each time.
/// Nothing if there is no text, or too much of it.
fn snippet<'a>(
    source: &'a Source,
    id: SourceId,
    diagnostic: &'a Diagnostic,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let labels: Vec<_> = diagnostic
        .labels
        .iter()
        .enumerate()
        .filter(|(_, label)| label.span.source == id)
        .map(|(index, label)| (index == 0, label))
        .collect();
    let start = labels.iter().map(|(_, label)| label.span.start).min().unwrap_or(0);
    // A mistake of many lines is shown by its first line.
    let end = labels.iter().map(|(_, label)| label.span.start).max().unwrap_or(start);
    let (line, window) = source.lines_around(start, end);
    if source.text().is_empty() || window.len() > LONG_EXCERPT {
        return None;
    }
    let clip = |offset: usize| offset.clamp(window.start, window.end) - window.start;
    Some(
        Snippet::source(&source.text()[window.clone()])
            .line_start(line)
            .path(source.name())
            .annotations(labels.iter().map(|(primary, label)| {
                let from = source.floor(label.span.start);
                let line_end = source.lines_around(label.span.start, label.span.start).1.end;
                let to = source.floor(label.span.end).min(line_end.max(from));
                let kind = if *primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                let annotation = kind.span(clip(from)..clip(to));
                if label.text.is_empty() { annotation } else { annotation.label(&label.text) }
            })),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Span};
    use super::*;

    #[test]
    fn a_mistake_is_shown_with_its_line_and_what_explains_it() {
        let mut sources = Sources::default();
        let source = sources.add("a.jsonc", "one\ntwo ä wrong\nthree\n");
        let span = |start, end| Span { source, start, end };
        let list = [Diagnostic::error(Code::SuiteValue, span(11, 16), "not so")
            .labelled("here")
            .and(span(0, 3), "because of this")
            .help("do otherwise")];
        let expected = "error[suite-value]: not so
 --> a.jsonc:2:7
  |
1 | one
  | --- because of this
2 | two ä wrong
  |       ^^^^^ here
  |
  = help: do otherwise
";
        assert_eq!(render(&sources, &list, false), expected);
    }

    #[test]
    fn a_source_without_text_is_named_only() {
        let mut sources = Sources::default();
        let source = sources.add("a.jsonc", "");
        let span = Span { source, start: 0, end: 0 };
        let list = [Diagnostic::error(Code::SuiteUnreadable, span, "cannot be read")];
        assert_eq!(
            render(&sources, &list, false),
            "error[suite-unreadable]: cannot be read\n--> a.jsonc\n"
        );
    }
}
