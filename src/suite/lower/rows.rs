//! Rows: `{{row.key}}` becomes the row's value before anything else is read.

use super::super::template::{Part, as_text, parts, whole};
use super::super::tree::{Kind, Member, Node};
use super::Lowering;
use crate::text::{Code, Diagnostic, Span, did_you_mean};

impl Lowering<'_> {
    /// The scenario with one row filled in; `each` itself is left out.
    pub(super) fn fill_row(&mut self, scenario: &Node, row: &Node) -> Node {
        let members = scenario
            .members()
            .iter()
            .filter(|member| member.key != "each")
            .map(|member| self.fill_member(member, row))
            .collect();
        Node { span: scenario.span, kind: Kind::Object(members) }
    }

    /// Reports all placeholders of rows where there is no row.
    pub(super) fn no_row(&mut self, node: &Node) {
        match &node.kind {
            Kind::String(text) => self.no_row_in(text, node.span),
            Kind::Array(elements) => elements.iter().for_each(|element| self.no_row(element)),
            Kind::Object(members) => {
                for member in members {
                    self.no_row_in(&member.key, member.key_span);
                    self.no_row(&member.value);
                }
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
        }
    }

    fn no_row_in(&mut self, text: &str, span: Span) {
        if !text.contains("{{row.") {
            return;
        }
        for part in parts(text) {
            if let Part::Name(name) = part
                && name.starts_with("row.")
            {
                let place = self.placeholder_span(span, name);
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteUnknownRowKey,
                        place,
                        format!("`{name}` is used in a scenario without rows"),
                    )
                    .help("give the scenario `each`, a list of rows, or write the value itself"),
                );
            }
        }
    }

    /// Any node with a row filled in.
    pub(super) fn fill_node(&mut self, node: &Node, row: &Node) -> Node {
        let kind = match &node.kind {
            Kind::String(text) if text.contains("{{row.") => {
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

    fn fill_member(&mut self, member: &Member, row: &Node) -> Member {
        let key = if member.key.contains("{{row.") {
            let place = Node { span: member.key_span, kind: Kind::Null };
            self.fill_text(&place, &member.key, row)
        } else {
            member.key.clone()
        };
        Member { key, key_span: member.key_span, value: self.fill_node(&member.value, row) }
    }

    fn fill_string(&mut self, node: &Node, text: &str, row: &Node) -> Node {
        if let Some(key) = whole(text).and_then(|name| name.strip_prefix("row.")) {
            return self.row_value(node, key, row).unwrap_or_else(|| node.clone());
        }
        Node { span: node.span, kind: Kind::String(self.fill_text(node, text, row)) }
    }

    fn fill_text(&mut self, node: &Node, text: &str, row: &Node) -> String {
        let mut filled = String::with_capacity(text.len());
        for part in parts(text) {
            match part {
                Part::Text(text) | Part::Malformed(text) => filled.push_str(text),
                Part::Name(name) => {
                    let value = name
                        .strip_prefix("row.")
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

    fn row_value(&mut self, node: &Node, key: &str, row: &Node) -> Option<Node> {
        let place = self.placeholder_span(node.span, &format!("row.{key}"));
        let found = row.get(key);
        if found.is_none() && self.rowless.insert(place) {
            let keys: Vec<&str> = row.members().iter().map(|member| member.key.as_str()).collect();
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteUnknownRowKey,
                    place,
                    format!("a row has no key `{key}`"),
                )
                .and(self.first_line(row.span), format!("this row has {}", keys.join(", ")))
                .help_if(did_you_mean(key, keys)),
            );
        }
        found.cloned()
    }
}
