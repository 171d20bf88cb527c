//! Expected values: literals, and objects of `@` keys.

use super::super::model::{JsonType, Matcher};
use super::super::pattern::Pattern;
use super::super::template::{Part, parts};
use super::super::tree::{Kind, Member, Node};
use super::Lowering;
use crate::text::{Code, Diagnostic, did_you_mean};

/// All matchers. `Matcher` says what they mean.
pub(super) const MATCHERS: [&str; 26] = [
    "@any",
    "@unset",
    "@optional",
    "@type",
    "@re",
    "@same",
    "@instant",
    "@near",
    "@uri",
    "@path",
    "@not",
    "@one-of",
    "@in",
    "@ids",
    "@has-ids",
    "@set",
    "@has",
    "@first",
    "@each",
    "@len",
    "@between",
    "@at-most",
    "@at-least",
    "@exact",
    "@contains",
    "@publishes",
];

impl Lowering<'_> {
    /// The matcher of an expected value. What the schema has refused already
    /// becomes [`Matcher::Any`] without a further word.
    pub(super) fn matcher(&mut self, node: &Node) -> Matcher {
        match &node.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => {
                Matcher::Literal(node.to_value())
            }
            Kind::Array(elements) => Matcher::Array(self.matchers(elements)),
            Kind::Object(members) => {
                let first = members.iter().find(|member| member.key.starts_with('@'));
                let plain = members.iter().find(|member| !member.key.starts_with('@'));
                match (first, plain) {
                    (None, _) => Matcher::Object(self.members(members)),
                    (Some(_), None) => self.all(members),
                    (Some(matcher), Some(plain)) => {
                        self.problems.push(mixed(matcher, plain));
                        Matcher::Any
                    }
                }
            }
        }
    }

    /// Named matchers, such as the members of an object or headers.
    pub(super) fn members(&mut self, members: &[Member]) -> Vec<(String, Matcher)> {
        members.iter().map(|member| (member.key.clone(), self.matcher(&member.value))).collect()
    }

    fn matchers(&mut self, nodes: &[Node]) -> Vec<Matcher> {
        nodes.iter().map(|node| self.matcher(node)).collect()
    }

    fn all(&mut self, members: &[Member]) -> Matcher {
        let mut matchers: Vec<Matcher> = members.iter().map(|member| self.named(member)).collect();
        match (matchers.len(), matchers.pop()) {
            (1, Some(only)) => only,
            (_, Some(last)) => {
                matchers.push(last);
                Matcher::All(matchers)
            }
            (_, None) => Matcher::Any,
        }
    }

    fn named(&mut self, member: &Member) -> Matcher {
        let value = &member.value;
        let text = || value.text().map(str::to_owned);
        match member.key.as_str() {
            "@unset" => Matcher::Unset,
            "@optional" => Matcher::Optional(Box::new(self.matcher(value))),
            "@type" => Matcher::Type(types(value)),
            "@re" => self.pattern(value),
            "@same" => text().map_or(Matcher::Any, Matcher::Same),
            "@instant" => Matcher::Instant(text()),
            "@near" => text().map_or(Matcher::Any, Matcher::Near),
            "@uri" => Matcher::Uri(text()),
            "@path" => text().map_or(Matcher::Any, Matcher::Path),
            "@not" => Matcher::Not(Box::new(self.matcher(value))),
            "@one-of" => Matcher::OneOf(self.matchers(value.elements())),
            "@in" => text().map_or(Matcher::Any, Matcher::In),
            "@ids" => text().map_or(Matcher::Any, |of| Matcher::Ids { of, exact: true }),
            "@has-ids" => text().map_or(Matcher::Any, |of| Matcher::Ids { of, exact: false }),
            "@set" => Matcher::Set(self.matchers(value.elements())),
            "@has" => Matcher::Has(self.matchers(value.elements())),
            "@first" => Matcher::First(Box::new(self.matcher(value))),
            "@each" => Matcher::Each(Box::new(self.matcher(value))),
            "@len" => self.length(value),
            "@between" => self.between(value),
            "@at-most" => text().map_or(Matcher::Any, |of| Matcher::Bound { of, is_most: true }),
            "@at-least" => text().map_or(Matcher::Any, |of| Matcher::Bound { of, is_most: false }),
            "@exact" => Matcher::Exact(self.members(value.members())),
            "@any" => Matcher::Any,
            "@contains" => Matcher::Contains(match value.text() {
                Some(text) => vec![text.to_owned()],
                None => value.elements().iter().filter_map(Node::text).map(str::to_owned).collect(),
            }),
            "@publishes" => {
                let names = |key: &str| {
                    let listed = value.get(key).map_or(&[][..], Node::elements);
                    listed.iter().filter_map(Node::text).map(str::to_owned).collect()
                };
                Matcher::Publishes { user: names("user"), group: names("group") }
            }
            unknown => {
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteUnknownMatcher,
                        member.key_span,
                        format!("unknown matcher `{unknown}`"),
                    )
                    .labelled(format!("one of {}", MATCHERS.join(", ")))
                    .help_if(did_you_mean(unknown, MATCHERS)),
                );
                Matcher::Any
            }
        }
    }

    fn pattern(&mut self, node: &Node) -> Matcher {
        let Some(text) = node.text() else { return Matcher::Any };
        if let Some(Part::Name(name)) = parts(text).find(|part| matches!(part, Part::Name(_))) {
            if !name.starts_with("row.") && !name.starts_with("case.") {
                let place = self.placeholder_span(node.span, name);
                self.problems.push(
                    Diagnostic::error(
                        Code::SuitePattern,
                        place,
                        format!("`{{{{{name}}}}}` has no value when the expression is compiled"),
                    )
                    .help("compare by a plain string, `@same` or `@uri`, which may hold names"),
                );
            }
            return Matcher::Any;
        }
        if self.checked {
            return Matcher::Pattern(Pattern::checked(text));
        }
        match Pattern::new(text) {
            Ok(pattern) => Matcher::Pattern(pattern),
            Err(error) => {
                self.problems.push(
                    Diagnostic::error(
                        Code::SuitePattern,
                        node.span,
                        "not a valid regular expression",
                    )
                    .labelled(regex_fault(&error)),
                );
                Matcher::Any
            }
        }
    }

    fn between(&mut self, node: &Node) -> Matcher {
        let [Some(least), Some(most)] = node.elements().iter().map(float).collect::<Vec<_>>()[..]
        else {
            return Matcher::Any;
        };
        if least > most {
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteMatcherArgument,
                    node.span,
                    "no number lies between these two",
                )
                .labelled("the smaller number comes first"),
            );
        }
        Matcher::Between(least, most)
    }

    fn length(&mut self, node: &Node) -> Matcher {
        let number = |node: &Node| match &node.kind {
            Kind::Number(number) => number.as_u64(),
            _ => None,
        };
        if let Some(exact) = number(node) {
            return Matcher::Length(exact, exact);
        }
        let [Some(least), Some(most)] = node.elements().iter().map(number).collect::<Vec<_>>()[..]
        else {
            return Matcher::Any;
        };
        if least > most {
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteMatcherArgument,
                    node.span,
                    "no length lies between these two",
                )
                .labelled("the smaller number comes first"),
            );
        }
        Matcher::Length(least, most)
    }
}

/// A number as it is written.
fn float(node: &Node) -> Option<f64> {
    match &node.kind {
        Kind::Number(number) => number.as_f64(),
        _ => None,
    }
}

fn mixed(matcher: &Member, plain: &Member) -> Diagnostic {
    Diagnostic::error(
        Code::SuiteMixedMatcher,
        matcher.key_span,
        format!("the matcher `{}` stands beside the attribute `{}`", matcher.key, plain.key),
    )
    .labelled("all keys of a matcher begin with `@`")
    .and(plain.key_span, "not a matcher")
    .help("put the matcher into the attribute that it is about")
}

/// The last line of the crate's message is the reason; the lines before draw
/// the expression, which is shown already.
fn regex_fault(error: &regex::Error) -> String {
    let text = error.to_string();
    let reason = text.lines().last().unwrap_or_default().trim();
    reason.strip_prefix("error: ").unwrap_or(reason).to_owned()
}

fn types(node: &Node) -> Vec<JsonType> {
    let names: Vec<&str> = match &node.kind {
        Kind::String(name) => vec![name],
        _ => node.elements().iter().filter_map(Node::text).collect(),
    };
    names
        .into_iter()
        .filter_map(|name| {
            Some(match name {
                "null" => JsonType::Null,
                "boolean" => JsonType::Boolean,
                "integer" => JsonType::Integer,
                "number" => JsonType::Number,
                "string" => JsonType::String,
                "array" => JsonType::Array,
                "object" => JsonType::Object,
                _ => return None,
            })
        })
        .collect()
}
