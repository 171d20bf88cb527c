//! From texts to suites, or to everything that is wrong with them.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sha2::{Digest, Sha256};

use super::builtin;
use super::lower::{Around, Lowered, lower};
use super::model::{Suite, SuiteOrigin, SuiteSource};
use super::origin::{Content, Edition, Origin, read};
use super::tables::Tables;
use super::tree::{self, empty, span};
use crate::scim::requirement::Catalogue;
use crate::text::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span, hexadecimal};

/// Suites that can run, and what is odd about them all the same.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The suites in the order of the files.
    pub suites: Vec<Suite>,
    /// Warnings; no errors.
    pub warnings: Diagnostics,
}

/// Reads all suites of an origin and checks them to the last word.
///
/// # Errors
/// All problems of all files, warnings included, if one of them is an error.
pub fn load(origin: &Origin, catalogue: &Catalogue) -> Result<Loaded, Diagnostics> {
    load_with(origin, catalogue, &Tables::default())
}

/// As [`load`], with the values and rows of a mapping.
///
/// # Errors
/// All problems of all files, warnings included, if one of them is an error.
pub fn load_with(
    origin: &Origin,
    catalogue: &Catalogue,
    tables: &Tables,
) -> Result<Loaded, Diagnostics> {
    load_editions(read(origin), catalogue, tables)
}

/// Reads one suite from a text; `name` is what people call it.
///
/// # Errors
/// All problems of the text, warnings included, if one of them is an error.
pub fn load_text(name: &str, text: &str, catalogue: &Catalogue) -> Result<Loaded, Diagnostics> {
    let content = Content::Bytes(text.as_bytes().to_vec());
    let edition = Edition { path: name.to_owned(), content };
    load_editions(vec![edition], catalogue, &Tables::default())
}

fn load_editions(
    editions: Vec<Edition>,
    catalogue: &Catalogue,
    tables: &Tables,
) -> Result<Loaded, Diagnostics> {
    let mut sources = Sources::default();
    let mut problems = Vec::new();
    let mut suites = Vec::new();
    let mut names: BTreeMap<Arc<str>, Span> = BTreeMap::new();
    let mut admitted = Vec::new();
    for edition in editions {
        if let Some(source) = admit(&edition, &mut sources, &mut problems) {
            let checked = tables.is_checked() && matches!(edition.content, Content::BuiltIn(_));
            admitted.push((edition, Text { source, checked }));
        }
    }
    let texts: Vec<Text> = admitted.iter().map(|(_, text)| *text).collect();
    let read = load_sources(&texts, &sources, catalogue, tables);
    for ((edition, _), (loaded, found)) in admitted.into_iter().zip(read) {
        problems.extend(found);
        let Some((lowered, digest)) = loaded else { continue };
        if let Some(&first) = names.get(&lowered.name) {
            problems.push(
                Diagnostic::error(
                    Code::SuiteDuplicateSuite,
                    lowered.name_span,
                    format!("two suites are named `{}`", lowered.name),
                )
                .and(first, "the other one is here"),
            );
        }
        names.entry(Arc::clone(&lowered.name)).or_insert(lowered.name_span);
        suites.push(Suite {
            source: SuiteSource {
                suite: lowered.name.to_string(),
                origin: origin_of(&edition, &digest),
                path: edition.path,
                sha256: digest,
            },
            name: lowered.name,
            title: lowered.title,
            scenarios: lowered.scenarios,
            gate: lowered.gate,
        });
    }
    let diagnostics = Diagnostics::new(sources, problems);
    if diagnostics.has_errors() {
        Err(diagnostics)
    } else {
        Ok(Loaded { suites, warnings: diagnostics })
    }
}

/// Takes a file among the sources if it is UTF-8 text; says what else it is.
pub(super) fn admit(
    edition: &Edition,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<SourceId> {
    let mut refuse = |code, message: String, help: Option<&str>| {
        let source = sources.add(&edition.path, "");
        problems.push(
            Diagnostic::error(code, span(source, 0, 0), message).help_if(help.map(str::to_owned)),
        );
        None
    };
    let bytes = match &edition.content {
        Content::Bytes(bytes) => bytes.as_slice(),
        Content::BuiltIn(text) => text.as_bytes(),
        Content::TooLarge => {
            return refuse(
                Code::SuiteTooLarge,
                "the file is larger than 4 MiB".to_owned(),
                Some("a suite has some hundred kilobytes; split it, if it is one"),
            );
        }
        Content::Unreadable(reason) => {
            return refuse(Code::SuiteUnreadable, format!("cannot be read: {reason}"), None);
        }
    };
    if bytes.len() > super::origin::LARGEST {
        return refuse(Code::SuiteTooLarge, "the file is larger than 4 MiB".to_owned(), None);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let source = sources.add(&edition.path, String::from_utf8_lossy(rest));
        problems.push(
            Diagnostic::error(
                Code::SuiteByteOrderMark,
                span(source, 0, 0),
                "the file begins with a byte order mark",
            )
            .help("save it as \"UTF-8\", not as \"UTF-8 with BOM\""),
        );
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(sources.add(&edition.path, text)),
        Err(error) => {
            let source = sources.add(&edition.path, String::from_utf8_lossy(bytes));
            let place = error.valid_up_to();
            problems.push(
                Diagnostic::error(
                    Code::SuiteNotUtf8,
                    span(source, place, place + '\u{FFFD}'.len_utf8()),
                    "the file is not UTF-8 text",
                )
                .labelled("the first byte that does not fit")
                .help("save the file as UTF-8"),
            );
            None
        }
    }
}

/// A text that may be a suite.
#[derive(Clone, Copy)]
struct Text {
    source: SourceId,
    /// Is it known to be right?
    checked: bool,
}

/// A suite and the digest of its text, or nothing, and what is wrong with it.
type Read = (Option<(Lowered, String)>, Vec<Diagnostic>);

/// Reads the sources, on all processors: every command that needs suites waits for it.
/// What comes back is in the order of the sources.
fn load_sources(
    texts: &[Text],
    sources: &Sources,
    catalogue: &Catalogue,
    tables: &Tables,
) -> Vec<Read> {
    // The longest first, so that none of them is waited for at the end.
    let mut order: Vec<usize> = (0..texts.len()).collect();
    let length = |text: &Text| sources.get(text.source).map_or(0, |source| source.text().len());
    order.sort_by_key(|place| std::cmp::Reverse(texts.get(*place).map_or(0, length)));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut read = Vec::new();
        while let turn = next.fetch_add(1, Ordering::Relaxed)
            && let Some(&place) = order.get(turn)
            && let Some(&text) = texts.get(place)
        {
            let mut problems = Vec::new();
            let loaded = load_source(text, sources, catalogue, tables, &mut problems);
            read.push((place, (loaded, problems)));
        }
        read
    };
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut read = std::thread::scope(|scope| {
        let others: Vec<_> = (1..processors.min(texts.len())).map(|_| scope.spawn(work)).collect();
        let mut read = work();
        for other in others {
            match other.join() {
                Ok(more) => read.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        read
    });
    read.sort_by_key(|(place, _)| *place);
    read.into_iter().map(|(_, read)| read).collect()
}

fn load_source(
    Text { source: id, checked }: Text,
    sources: &Sources,
    catalogue: &Catalogue,
    tables: &Tables,
    problems: &mut Vec<Diagnostic>,
) -> Option<(Lowered, String)> {
    let source = sources.get(id)?;
    if source.text().trim().is_empty() {
        problems.push(empty(id));
        return None;
    }
    match tree::parse(id, source.text(), problems) {
        Ok(tree) => {
            let around = Around { source, catalogue, tables, checked };
            Some((lower(around, tree, problems), digest(source.text())))
        }
        Err(problem) => {
            problems.push(*problem);
            None
        }
    }
}

/// SHA-256, hexadecimal.
fn digest(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

/// A built-in text is built in wherever it was read; a file with the name of
/// a built-in suite and another text is a modified edition.
fn origin_of(edition: &Edition, digest_of_text: &str) -> SuiteOrigin {
    if matches!(edition.content, Content::BuiltIn(_)) {
        return SuiteOrigin::BuiltIn;
    }
    let path = edition.path.as_str();
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match builtin::FILES.iter().find(|(file, _)| *file == name) {
        Some((_, text)) if digest(text) == digest_of_text => SuiteOrigin::BuiltIn,
        Some(_) => SuiteOrigin::Modified,
        None => SuiteOrigin::File,
    }
}
