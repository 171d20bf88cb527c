//! Rows and cases: `{{row.key}}` becomes the row's value, `{{case.key}}` the
//! case's, before anything else is read.

use super::super::template::{Part, as_text, parts, whole};
use super::super::tree::{Kind, Member, Node};
use super::Lowering;
use crate::text::{Code, Diagnostic, Span, did_you_mean};

/// One row of a scenario's `each`, or one of a step's `cases`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// How placeholders of it begin.
    prefix: &'static str,
    node: &'a Node,
    /// How often a value of it may hold other values of it.
    inner: u8,
}

impl<'a> Row<'a> {
    /// A row of a scenario.
    pub(super) const fn of_scenario(node: &'a Node) -> Self {
        Self { prefix: "row.", node, inner: 2 }
    }

    /// A case of a step.
    pub(super) const fn of_step(node: &'a Node) -> Self {
        Self { prefix: "case.", node, inner: 2 }
    }

    /// Its name, a slug.
    pub(super) fn name(self) -> Option<&'a Node> {
        self.node.get(self.kind())
    }

    fn kind(self) -> &'static str {
        self.prefix.trim_end_matches('.')
    }
}

impl Lowering<'_> {
    /// The scenario with one row filled in; `each` itself is left out.
    pub(super) fn fill_row(&mut self, scenario: &Node, row: Row<'_>) -> Node {
        self.fill_without("each", scenario, row)
    }

    /// The step with one case filled in; `cases` itself is left out.
    pub(super) fn fill_case(&mut self, step: &Node, case: Row<'_>) -> Node {
        self.fill_without("cases", step, case)
    }

    fn fill_without(&mut self, key: &str, node: &Node, row: Row<'_>) -> Node {
        let members = node
            .members()
            .iter()
            .filter(|member| member.key != key)
            .map(|member| self.fill_member(member, row))
            .collect();
        Node { span: node.span, kind: Kind::Object(members) }
    }

    /// Reports all placeholders of rows where there is no row.
    pub(super) fn no_row(&mut self, node: &Node) {
        self.none(node, "row.");
    }

    /// Reports all placeholders of cases where there is no case.
    pub(super) fn no_case(&mut self, node: &Node) {
        self.none(node, "case.");
    }

    fn none(&mut self, node: &Node, prefix: &str) {
        if self.checked {
            return;
        }
        match &node.kind {
            Kind::String(text) => self.none_in(text, node.span, prefix),
            Kind::Array(elements) => {
                for element in elements {
                    self.none(element, prefix);
                }
            }
            Kind::Object(members) => {
                for member in members {
                    self.none_in(&member.key, member.key_span, prefix);
                    self.none(&member.value, prefix);
                }
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
        }
    }

    fn none_in(&mut self, text: &str, span: Span, prefix: &str) {
        if !text.contains("{{") {
            return;
        }
        for part in parts(text) {
            if let Part::Name(name) = part
                && name.starts_with(prefix)
            {
                let (place_of_it, help) = if prefix == "row." {
                    (
                        "a scenario without rows",
                        "give the scenario `each`, a list of rows, or write the value itself",
                    )
                } else {
                    ("a place without cases", "give the step `cases`, or write the value itself")
                };
                let place = self.placeholder_span(span, name);
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteUnknownRowKey,
                        place,
                        format!("`{name}` is used in {place_of_it}"),
                    )
                    .help(help),
                );
            }
        }
    }

    /// Any node with a row filled in.
    pub(super) fn fill_node(&mut self, node: &Node, row: Row<'_>) -> Node {
        let kind = match &node.kind {
            Kind::String(text) if text.contains("{{") && text.contains(row.prefix) => {
                return self.fill_string(node, text, row);
            }
            Kind::Array(elements) => {
                Kind::Array(elements.iter().map(|element| self.fill_node(element, row)).collect())
            }
            Kind::Object(members) => {
                Kind::Object(members.iter().map(|member| self.fill_member(member, row)).collect())
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => node.kind.clone(),
        };
        Node { span: node.span, kind }
    }

    fn fill_member(&mut self, member: &Member, row: Row<'_>) -> Member {
        let key = if member.key.contains("{{") && member.key.contains(row.prefix) {
            let place = Node { span: member.key_span, kind: Kind::Null };
            self.fill_text(&place, &member.key, row)
        } else {
            member.key.clone()
        };
        Member { key, key_span: member.key_span, value: self.fill_node(&member.value, row) }
    }

    fn fill_string(&mut self, node: &Node, text: &str, row: Row<'_>) -> Node {
        if let Some(key) = whole(text).and_then(|name| name.strip_prefix(row.prefix)) {
            return self.row_value(node, key, row).unwrap_or_else(|| node.clone());
        }
        Node { span: node.span, kind: Kind::String(self.fill_text(node, text, row)) }
    }

    fn fill_text(&mut self, node: &Node, text: &str, row: Row<'_>) -> String {
        let mut filled = String::with_capacity(text.len());
        for part in parts(text) {
            match part {
                Part::Text(text) | Part::Malformed(text) => filled.push_str(text),
                Part::Name(name) => {
                    let value = name
                        .strip_prefix(row.prefix)
                        .and_then(|key| self.row_value(node, key, row))
                        .map(|value| as_text(value.to_value()));
                    if let Some(value) = value {
                        filled.push_str(&value);
                    } else {
                        filled.extend(["{{", name, "}}"]);
                    }
                }
            }
        }
        filled
    }

    fn row_value(&mut self, node: &Node, key: &str, row: Row<'_>) -> Option<Node> {
        let place = self.placeholder_span(node.span, &format!("{}{key}", row.prefix));
        let found = row.node.get(key);
        if found.is_none() && self.rowless.insert(place) {
            let keys: Vec<&str> =
                row.node.members().iter().map(|member| member.key.as_str()).collect();
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteUnknownRowKey,
                    place,
                    format!("a {} has no key `{key}`", row.kind()),
                )
                .and(
                    self.first_line(row.node.span),
                    format!("this {} has {}", row.kind(), keys.join(", ")),
                )
                .help_if(did_you_mean(key, keys)),
            );
        }
        let found = found.cloned()?;
        match row.inner.checked_sub(1) {
            // A value of the mapping may have the row's names in it.
            Some(inner) => Some(self.fill_node(&found, Row { inner, ..row })),
            None => Some(found),
        }
    }
}
