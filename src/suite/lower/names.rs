//! Which names a placeholder may use, and from when on.

use std::collections::BTreeSet;

use super::super::template::{self, Part, parts};
use super::super::tree::{Kind, Node};
use super::Lowering;
use crate::text::{Code, Diagnostic, Span, did_you_mean};

/// Names that exist everywhere.
pub(super) const GLOBAL: [&str; 6] = ["uniq", "run", "random", "random.2", "random.3", "base"];

/// Names of a scenario that needs a credential, with the need that gives them.
const CREDENTIAL: [(&str, &[&str]); 4] = [
    (
        "credential:",
        &[
            "client.id",
            "client.scope",
            "client.base-address",
            "client.lifetime.least",
            "client.lifetime.most",
        ],
    ),
    ("credential:secret", &["client.secret"]),
    ("credential:assertion", &["assertion.right"]),
    (
        "credential:issuer",
        &[
            "assertion.right",
            "assertion.foreign-key",
            "assertion.unsigned",
            "assertion.expired",
            "assertion.audience",
            "assertion.issuer",
            "assertion.subject",
        ],
    ),
];

/// The names of one scenario: those that have a value by now, and all that
/// will have one.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    known: BTreeSet<String>,
    ever: BTreeSet<String>,
}

impl Scope {
    /// The scope at the beginning of a scenario that defines all these names
    /// at one time or another.
    pub(super) fn new(ever: impl IntoIterator<Item = String>) -> Self {
        Self {
            known: GLOBAL.iter().map(|&name| name.to_owned()).collect(),
            ever: ever.into_iter().collect(),
        }
    }

    /// Does the name have a value by now?
    pub(super) fn has(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// The name of a population stands for one of its resources.
    pub(super) fn define_of_each(&mut self, population: &str) {
        let first = format!("{population}.1.");
        let names: Vec<String> = self
            .known
            .iter()
            .filter_map(|name| name.strip_prefix(&first))
            .map(|name| format!("{population}.{name}"))
            .collect();
        self.known.extend(names);
    }

    /// The names that a need of a credential gives.
    pub(super) fn define_credential(&mut self, need: &str) {
        for (start, names) in CREDENTIAL {
            if start == need || (start.ends_with(':') && need.starts_with(start)) {
                self.known.extend(names.iter().map(|&name| name.to_owned()));
            }
        }
    }

    /// From now on the name has a value.
    pub(super) fn define(&mut self, name: String) {
        self.known.insert(name);
    }
}

impl Lowering<'_> {
    /// Reports placeholders in all strings of a node that have no value here.
    pub(super) fn check_names(&mut self, node: &Node, scope: &Scope) {
        if self.checked {
            return;
        }
        match &node.kind {
            Kind::String(text) => self.check_text(text, node.span, scope),
            Kind::Array(elements) => {
                for element in elements {
                    self.check_names(element, scope);
                }
            }
            Kind::Object(members) => {
                for member in members {
                    self.check_text(&member.key, member.key_span, scope);
                    self.check_names(&member.value, scope);
                }
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
        }
    }

    fn check_text(&mut self, text: &str, span: Span, scope: &Scope) {
        if !text.contains("{{") {
            return;
        }
        for part in parts(text) {
            match part {
                Part::Text(_) => {}
                Part::Malformed(written) => self.malformed(written, span),
                Part::Name(name) => self.check_name(name, span, scope),
            }
        }
    }

    fn malformed(&mut self, written: &str, span: Span) {
        let inner = written.trim_matches(|letter| matches!(letter, '{' | '}' | ' '));
        let whole = format!("{{{{{inner}}}}}");
        let help = if !written.ends_with("}}") {
            "close the placeholder with `}}`".to_owned()
        } else if template::whole(&whole).is_some() {
            format!("write `{whole}`, without blanks")
        } else {
            "a placeholder holds a name, as `{{ada.id}}` does; there are no expressions".to_owned()
        };
        let place = self.find(span, written).unwrap_or(span);
        self.problems.push(
            Diagnostic::error(Code::SuitePlaceholder, place, "this is not a placeholder")
                .help(help),
        );
    }

    fn check_name(&mut self, name: &str, span: Span, scope: &Scope) {
        // Rows are filled in before; what is left has been reported.
        if scope.known.contains(name) || name.starts_with("row.") || name.starts_with("case.") {
            return;
        }
        let place = self.placeholder_span(span, name);
        self.problems.push(if scope.ever.contains(name) {
            Diagnostic::error(Code::SuiteNameTooEarly, place, format!("`{name}` has no value yet"))
                .help(
                    "resources of `given` come first, in their order, then the steps; what a step \
                   captures is known to its `then` and to later steps",
                )
        } else {
            let known = scope.known.iter().map(String::as_str);
            Diagnostic::error(
                Code::SuiteUnknownName,
                place,
                format!("nothing is named `{name}` here"),
            )
            .help(did_you_mean(name, known).unwrap_or_else(|| known_names(scope)))
        });
    }

    /// Where the placeholder of that name stands within a string.
    pub(super) fn placeholder_span(&self, span: Span, name: &str) -> Span {
        self.find(span, &format!("{{{{{name}}}}}")).unwrap_or(span)
    }

    /// Where `written` stands within a place, if it stands there unescaped.
    fn find(&self, span: Span, written: &str) -> Option<Span> {
        let (start, end) = (span.start as usize, span.end as usize);
        let offset = self.text.get(start..end)?.find(written)?;
        let start = span.start + u32::try_from(offset).ok()?;
        Some(Span { start, end: start + u32::try_from(written.len()).ok()?, ..span })
    }
}

fn known_names(scope: &Scope) -> String {
    const SHOWN: usize = 12;
    let mut names: Vec<&str> = scope.known.iter().map(String::as_str).collect();
    // Names with a dot belong to this scenario and are meant more often.
    names.sort_by_key(|name| !name.contains('.'));
    let more = if names.len() > SHOWN { ", …" } else { "" };
    names.truncate(SHOWN);
    format!("known here: {}{more}", names.join(", "))
}
