//! Other files in JSON with comments: the same parser, the same diagnostics as
//! suites have, and a schema of their own.

use serde_json::Value;

use super::load::admit;
use super::origin::{Content, Edition};
use super::shape::check_by;
use super::tree::{Kind, Node, empty, parse};
use crate::text::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};

/// A file that is built as its schema says.
#[derive(Clone, Debug)]
pub struct Document {
    sources: Sources,
    root: Node,
}

/// What kind of file a document is; its diagnostics have codes of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// The configuration of the program.
    Configuration,
    /// A mapping, or an export of Entra's.
    Mapping,
}

impl Document {
    /// Reads a file's bytes; `name` is what people call it. Top-level values
    /// of the keys in `secret` are never shown in a diagnostic.
    ///
    /// # Errors
    /// All problems of the file, with codes of its kind.
    pub fn read(
        kind: DocumentKind,
        name: &str,
        bytes: Vec<u8>,
        schema: &Value,
        secret: &[&str],
    ) -> Result<Self, Diagnostics> {
        let mut sources = Sources::default();
        let mut problems = Vec::new();
        let edition = Edition { path: name.to_owned(), content: Content::Bytes(bytes) };
        let root = admit(&edition, &mut sources, &mut problems)
            .and_then(|id| root(id, &sources, &mut problems));
        let root = match root {
            Some(root) => {
                check_by(schema, &root, &mut problems);
                sources = masked(name, sources, &root, secret);
                root
            }
            None => return Err(Diagnostics::new(sources, rename(kind, problems))),
        };
        if problems.is_empty() {
            Ok(Self { sources, root })
        } else {
            Err(Diagnostics::new(sources, rename(kind, problems)))
        }
    }

    /// Its content.
    #[must_use]
    pub fn value(&self) -> Value {
        self.root.to_value()
    }

    /// Refuses a value that the schema lets pass. `path` leads to it: keys, and
    /// numbers of elements from 0. A path that leads nowhere means its last
    /// value that there is.
    #[must_use]
    pub fn refuse(&self, path: &[&str], reason: &str) -> Diagnostics {
        let problem = self.problem(path, Code::ConfigValue, "not a valid value here");
        self.problems(vec![problem.labelled(reason)])
    }

    /// An error at the value that `path` leads to, as in [`Self::refuse`].
    #[must_use]
    pub fn problem(&self, path: &[&str], code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, self.place(path), message)
    }

    /// Where the value stands that `path` leads to, as in [`Self::refuse`].
    #[must_use]
    pub fn place(&self, path: &[&str]) -> Span {
        let mut node = &self.root;
        for step in path {
            let next = match &node.kind {
                Kind::Array(elements) => step.parse().ok().and_then(|i: usize| elements.get(i)),
                _ => node.get(step),
            };
            let Some(next) = next else { break };
            node = next;
        }
        node.span
    }

    /// Problems of this file.
    #[must_use]
    pub fn problems(&self, list: Vec<Diagnostic>) -> Diagnostics {
        Diagnostics::new(self.sources.clone(), list)
    }
}

fn root(id: SourceId, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    let text = sources.get(id)?.text();
    if text.trim().is_empty() {
        problems.push(empty(id));
        return None;
    }
    parse(id, text, problems).map_err(|problem| problems.push(*problem)).ok()
}

/// The text with stars in place of secret values.
fn masked(name: &str, sources: Sources, root: &Node, secret: &[&str]) -> Sources {
    let Some(source) = sources.get(root.span.source) else { return sources };
    let mut text = source.text().to_owned();
    let within = root.members().iter().flat_map(|member| member.value.members());
    let members = root.members().iter().chain(within);
    for member in members.filter(|member| secret.contains(&member.key.as_str())) {
        let span = member.value.span;
        let range = span.start as usize..span.end as usize;
        if let Some(value) = text.get(range.clone()) {
            // Line breaks stay, so that places do.
            let stars: String =
                value.bytes().map(|byte| if byte == b'\n' { '\n' } else { '*' }).collect();
            text.replace_range(range, &stars);
        }
    }
    let mut sources = Sources::default();
    sources.add(name, text);
    sources
}

/// The parser speaks of suites; this file is none.
fn rename(kind: DocumentKind, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let [unknown_key, syntax, unreadable, value] = match kind {
        DocumentKind::Configuration => {
            [Code::ConfigUnknownKey, Code::ConfigSyntax, Code::ConfigUnreadable, Code::ConfigValue]
        }
        DocumentKind::Mapping => [
            Code::MappingUnknownKey,
            Code::MappingSyntax,
            Code::MappingUnreadable,
            Code::MappingValue,
        ],
    };
    problems
        .into_iter()
        .map(|mut problem| {
            let code = problem.code;
            problem.code = match code {
                Code::SuiteUnknownKey => unknown_key,
                Code::SuiteEmpty
                | Code::SuiteSyntax
                | Code::SuiteTooDeep
                | Code::SuiteDuplicateKey => syntax,
                Code::SuiteUnreadable
                | Code::SuiteTooLarge
                | Code::SuiteNotUtf8
                | Code::SuiteByteOrderMark => unreadable,
                // The schema named it.
                other if other.as_str().starts_with("mapping-") => other,
                _ => value,
            };
            if code == Code::SuiteEmpty {
                "the file is empty".clone_into(&mut problem.message);
                problem.help = match kind {
                    DocumentKind::Configuration => {
                        Some("write `{}`, or delete the file".to_owned())
                    }
                    DocumentKind::Mapping => None,
                };
            } else {
                problem.message = problem.message.replace("the suite ends", "the object ends");
            }
            problem
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(text: &str) -> String {
        let schema = json!({ "type": "object", "additionalProperties": false, "properties": {
            "jobs": { "type": "integer" }
        }});
        let kind = DocumentKind::Configuration;
        match Document::read(kind, "c.jsonc", text.as_bytes().to_vec(), &schema, &["token"]) {
            Ok(_) => String::new(),
            Err(diagnostics) => diagnostics.render(false),
        }
    }

    #[test]
    fn problems_have_a_place_and_codes_of_configuration() {
        assert_eq!(problems("// nothing\n{ \"jobs\": 4, }"), "");
        for (text, parts) in [
            ("{ \"jops\": 4 }", ["config-unknown-key", "c.jsonc:1:3", "did you mean `jobs`?"]),
            ("{\n\"jobs\": \"4\" }", ["config-value", "c.jsonc:2:9", "a whole number is wanted"]),
            ("{ \"jobs\": 4 ", ["config-syntax", "c.jsonc:1:1", "not closed"]),
            (" ", ["config-syntax", "the file is empty", "write `{}`"]),
        ] {
            let shown = problems(text);
            for part in parts {
                assert!(shown.contains(part), "{part} is not in {shown}");
            }
        }
    }

    #[test]
    fn secret_values_are_not_shown() {
        let shown = problems("{ \"token\": \"s3cret ä\", \"jobs\": 1 }");
        assert!(shown.contains("unknown key `token`") && !shown.contains("s3cret"), "{shown}");
    }
}
