//! `then`: the state that a write must result in.

use std::collections::BTreeMap;

use super::super::model::{Matcher, Reads, State, StateAlternative, StateCheck};
use super::super::template::{Part, parts};
use super::super::tree::Node;
use super::citation::Binding;
use super::step::grade;
use super::{Lowering, elements, is_true, path, text};
use crate::text::{Code, Diagnostic, did_you_mean};

impl Lowering<'_> {
    /// The states of a step; `target` is the path of its request.
    pub(super) fn states(
        &mut self,
        step: &Node,
        target: &str,
        around: &Binding,
        resources: &[String],
    ) -> Vec<StateCheck> {
        let mut seen = BTreeMap::new();
        elements(step, "then")
            .iter()
            .filter_map(|node| {
                let place = node.get("resource")?;
                let resource = place.text()?;
                self.unique(&mut seen, "states are those of", resource, place.span);
                self.resource_exists(place, resource, resources);
                let answered = target.ends_with(&format!("/{{{{{resource}.id}}}}"))
                    || text(step, "creates").as_deref() == Some(resource);
                let state = self.state(node)?;
                let binding = self.binding(node, Some(around));
                Some(StateCheck {
                    resource: resource.to_owned(),
                    reads: self.reads(node, &state, answered),
                    level: binding.level,
                    cites: binding.cites,
                    accept: self.state_alternatives(node),
                    location: self.location(node),
                    state,
                })
            })
            .collect()
    }

    fn resource_exists(&mut self, place: &Node, resource: &str, resources: &[String]) {
        if resources.iter().any(|known| known == resource) {
            return;
        }
        let known = resources.iter().map(String::as_str);
        self.problems.push(
            Diagnostic::error(
                Code::SuiteUnknownResource,
                place.span,
                format!("the scenario has no resource `{resource}` by now"),
            )
            .help(did_you_mean(resource, known).unwrap_or_else(|| match resources {
                [] => "name it in `given`, or let a step create it by `creates`".to_owned(),
                known => format!("resources: {}", known.join(", ")),
            })),
        );
    }

    fn state(&mut self, node: &Node) -> Option<State> {
        let mut kinds =
            ["changes", "unchanged", "gone"].into_iter().filter_map(|key| node.member(key));
        let Some(kind) = kinds.next() else {
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteMissingKey,
                    self.first_line(node.span),
                    "the state says nothing about the resource",
                )
                .help("write `changes`, `unchanged` or `gone`"),
            );
            return None;
        };
        if let Some(other) = kinds.next() {
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteConflict,
                    other.key_span,
                    format!("`{}` and `{}` exclude each other", kind.key, other.key),
                )
                .and(kind.key_span, "the other one is here"),
            );
        }
        Some(match kind.key.as_str() {
            "changes" => State::Changed(self.changes(&kind.value)),
            "unchanged" => State::Unchanged,
            _ => State::Gone,
        })
    }

    /// Attribute paths with expected values.
    fn changes(&mut self, node: &Node) -> Vec<(String, Matcher)> {
        for member in node.members() {
            // A placeholder stands for some letters here.
            let plain: String = parts(&member.key)
                .map(|part| match part {
                    Part::Text(text) => text,
                    Part::Name(_) | Part::Malformed(_) => "x",
                })
                .collect();
            if let Some(fault) = path::fault(&plain) {
                self.problems.push(
                    Diagnostic::error(
                        Code::SuitePath,
                        member.key_span,
                        format!("`{}` is not an attribute path", member.key),
                    )
                    .labelled(fault)
                    .help(
                        "such as `active`, `name.familyName` or `emails[type eq \"work\"].value`",
                    ),
                );
            }
        }
        self.members(node.members())
    }

    fn reads(&mut self, node: &Node, state: &State, answered: bool) -> Reads {
        let gone = matches!(state, State::Gone);
        let Some(read) = node.get("read") else {
            // A neighbour is looked at once: damage to it shows by GET.
            let changed = !matches!(state, State::Unchanged);
            return Reads { answer: answered && !gone, get: true, filter: changed };
        };
        let has = |way: &str| read.elements().iter().find(|node| node.text() == Some(way));
        if let Some(answer) = has("answer")
            && (gone || !answered)
        {
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteConflict,
                    answer.span,
                    "the answer of this step does not show this resource",
                )
                .labelled(if gone {
                    "what is gone is in no answer"
                } else {
                    "only of the resource that the request is sent to, or that it creates"
                }),
            );
        }
        Reads {
            answer: has("answer").is_some(),
            get: has("get").is_some(),
            filter: has("filter").is_some(),
        }
    }

    fn state_alternatives(&mut self, node: &Node) -> Vec<StateAlternative> {
        elements(node, "accept")
            .iter()
            .map(|alternative| StateAlternative {
                counts_as: grade(alternative),
                because: text(alternative, "because").unwrap_or_default(),
                refused: is_true(alternative, "refused"),
                changes: alternative
                    .get("changes")
                    .map_or_else(Vec::new, |changes| self.changes(changes)),
            })
            .collect()
    }
}
