//! Steps and the checks of their answers.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::model::{Alternative, Check, Expect, Outcome, Step, Travel};
use super::super::shape;
use super::super::tree::{Kind, Node};
use super::citation::Binding;
use super::names::Scope;
use super::rows::Row;
use super::scenario::{captures, step_names};
use super::{Lowering, elements, number, text};
use crate::text::{Code, Diagnostic};
use crate::wire::Method;

impl Lowering<'_> {
    /// All steps of a scenario, in order.
    pub(super) fn steps(
        &mut self,
        scenario: &Node,
        binding: &Binding,
        travel: Travel,
        scope: &mut Scope,
    ) -> Vec<Step> {
        let mut resources: Vec<String> = scenario
            .get("given")
            .map_or(&[][..], Node::members)
            .iter()
            .map(|member| member.key.clone())
            .collect();
        let mut steps = Vec::new();
        for step in elements(scenario, "steps") {
            resources.extend(text(step, "creates"));
            let cases = elements(step, "cases");
            if cases.is_empty() {
                self.no_case(step);
                steps.push(self.step(step, None, binding, travel, scope, &resources));
                continue;
            }
            self.defines_nothing(step);
            let mut names = BTreeMap::new();
            for case in cases.iter().map(Row::of_step) {
                if let Some(name) = case.name()
                    && let Some(text) = name.text()
                {
                    self.unique(&mut names, "cases are named", text, name.span);
                }
                let filled = self.fill_case(step, case);
                shape::check_step(&filled, &mut self.problems);
                steps.push(self.step(&filled, Some(case), binding, travel, scope, &resources));
            }
        }
        steps
    }

    /// What a step of several cases captured or created would be that of its last.
    fn defines_nothing(&mut self, step: &Node) {
        for key in ["capture", "creates"] {
            if let Some(member) = step.member(key) {
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteConflict,
                        member.key_span,
                        format!("a step with cases has no `{key}`"),
                    )
                    .help("use the rows of a scenario, `each`, or a step of its own"),
                );
            }
        }
    }

    fn step(
        &mut self,
        node: &Node,
        case: Option<Row<'_>>,
        around: &Binding,
        travel: Travel,
        scope: &mut Scope,
        resources: &[String],
    ) -> Step {
        let binding = &self.binding(node, Some(around));
        let created = text(node, "creates");
        if let Some(created) = &created {
            scope.define(format!("{created}.uniq"));
        }
        for key in [
            "send", "query", "headers", "body", "raw_body", "form", "enlarge", "expect", "accept",
            "checks",
        ] {
            if let Some(part) = node.get(key) {
                self.check_names(part, scope);
            }
        }
        for name in step_names(node) {
            scope.define(name);
        }
        if let Some(then) = node.get("then") {
            self.check_names(then, scope);
        }
        let call = self.call(node, travel);
        if let Some(creates) = node.member("creates")
            && call.method != Method::Post
            && node.get("send").and_then(Node::text).is_some_and(|send| !send.starts_with('{'))
        {
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteConflict,
                    creates.key_span,
                    format!("a {} creates no resource", call.method),
                )
                .labelled("`creates` belongs to a POST"),
            );
        }
        let then = self.states(node, &call.path, binding, resources);
        let slug = text(node, "step").unwrap_or_default();
        Step {
            setup: is_true(node, "setup"),
            pause: is_true(node, "pause"),
            slug: match case.and_then(Row::name).and_then(Node::text) {
                Some(case) => format!("{slug}[{case}]"),
                None => slug,
            },
            level: binding.level,
            cites: binding.cites.clone(),
            is_case: case.is_some(),
            expect: self.expect_of(node),
            accept: self.alternatives(node),
            checks: self.checks(node, binding),
            capture: captures(node.get("capture"), created.is_some()),
            creates: created,
            then,
            within: node.get("within_ms").and_then(number).map(Duration::from_millis),
            location: self.location(node),
            call,
        }
    }

    fn expect_of(&mut self, node: &Node) -> Expect {
        node.get("expect").map_or_else(Expect::default, |expect| self.expect(expect))
    }

    fn checks(&mut self, node: &Node, around: &Binding) -> Vec<Check> {
        let mut ids = BTreeMap::new();
        elements(node, "checks")
            .iter()
            .map(|check| {
                let id = check.get("id").and_then(Node::text).unwrap_or_default();
                if let Some(place) = check.get("id") {
                    self.unique(&mut ids, "checks are named", id, place.span);
                }
                let binding = self.binding(check, Some(around));
                Check {
                    slug: id.to_owned(),
                    level: binding.level,
                    cites: binding.cites,
                    expect: self.expect_of(check),
                    accept: self.alternatives(check),
                }
            })
            .collect()
    }

    fn alternatives(&mut self, node: &Node) -> Vec<Alternative> {
        elements(node, "accept")
            .iter()
            .map(|alternative| Alternative {
                counts_as: grade(alternative),
                because: text(alternative, "because").unwrap_or_default(),
                expect: self.expect_of(alternative),
            })
            .collect()
    }
}

fn is_true(node: &Node, key: &str) -> bool {
    matches!(node.get(key).map(|node| &node.kind), Some(Kind::Bool(true)))
}

/// What an alternative counts as.
pub(super) fn grade(node: &Node) -> Outcome {
    match node.get("as").and_then(Node::text) {
        Some("pass") => Outcome::Pass,
        Some("note") => Outcome::Note,
        _ => Outcome::Advice,
    }
}
