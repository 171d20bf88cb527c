//! `{{mapping.…}}` and `{{gallery.…}}` become the value of the mapping, and `each` its rows.

use serde_json::Value;

use super::super::tables::{ROWS, Tables};
use super::super::template::{Part, as_text, parts, whole};
use super::super::tree::{Kind, Member, Node};
use super::Lowering;
use crate::text::{Code, Diagnostic, Span, did_you_mean};

/// The tree with all values of the mapping filled in. Names that it does not
/// have stay, and are reported with the other names.
pub(super) fn fill(mut node: Node, tables: &Tables) -> Node {
    fill_in(&mut node, tables);
    node
}

fn fill_in(node: &mut Node, tables: &Tables) {
    match &mut node.kind {
        Kind::String(text) if text.contains("{{mapping.") || text.contains("{{gallery.") => {
            match whole(text).and_then(|name| tables.value_of(name)) {
                Some(value) => *node = at(node.span, &value),
                None => *text = fill_text(text, tables),
            }
        }
        Kind::Array(elements) => elements.iter_mut().for_each(|one| fill_in(one, tables)),
        Kind::Object(members) => {
            for member in members {
                fill_in(&mut member.value, tables);
            }
        }
        _ => {}
    }
}

fn fill_text(text: &str, tables: &Tables) -> String {
    parts(text)
        .map(|part| match part {
            Part::Text(text) | Part::Malformed(text) => text.to_owned(),
            Part::Name(name) => {
                tables.value_of(name).map_or_else(|| format!("{{{{{name}}}}}"), as_text)
            }
        })
        .collect()
}

/// A value as if it were written at a place.
fn at(span: Span, value: &Value) -> Node {
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(value) => Kind::Bool(*value),
        Value::Number(number) => Kind::Number(number.clone()),
        Value::String(text) => Kind::String(text.clone()),
        Value::Array(elements) => {
            Kind::Array(elements.iter().map(|element| at(span, element)).collect())
        }
        Value::Object(members) => Kind::Object(
            members
                .iter()
                .map(|(key, value)| Member {
                    key: key.clone(),
                    key_span: span,
                    value: at(span, value),
                })
                .collect(),
        ),
    };
    Node { span, kind }
}

impl Lowering<'_> {
    /// The rows of a scenario: those written in `each`, or those of the mapping
    /// that it names. `None` if it has no `each`.
    pub(super) fn rows(&mut self, scenario: &Node) -> Option<Vec<Node>> {
        let each = scenario.get("each")?;
        let Some(name) = each.text() else { return Some(each.elements().to_vec()) };
        let Some(rows) = self.tables.rows_of(name) else {
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteUnknownName,
                    each.span,
                    format!("a mapping has no rows `{name}`"),
                )
                .help(
                    did_you_mean(name, ROWS.iter().copied())
                        .unwrap_or_else(|| format!("rows: {}", ROWS.join(", "))),
                ),
            );
            return Some(Vec::new());
        };
        Some(rows.iter().map(|row| at(each.span, row)).collect())
    }
}
