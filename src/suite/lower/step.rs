//! Steps and the checks of their answers.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::model::{
    Alternative, AtOnce, Check, Expect, Outcome, Pages, Step, Tally, Travel,
};
use super::super::shape;
use super::super::tree::Node;
use super::citation::Binding;
use super::names::Scope;
use super::rows::Row;
use super::scenario::{captures, step_names};
use super::{Lowering, elements, is_true, number, text};
use crate::text::{Code, Diagnostic};
use crate::wire::Method;

/// No walk is longer than so many pages.
const MOST_PAGES: u32 = 50;

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
            // A population has no one state.
            .filter(|member| member.value.get("count").is_none())
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
                if !self.checked {
                    shape::check_step(&filled, &mut self.problems);
                }
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
        let mut inside = scope.clone();
        let at_once = self.at_once(node, &mut inside);
        for key in
            ["send", "query", "headers", "body", "raw_body", "form", "enlarge", "expect", "accept"]
        {
            if let Some(part) = node.get(key) {
                self.check_names(part, &inside);
            }
        }
        // What a gate says has names of its own.
        for check in elements(node, "checks") {
            for part in
                check.members().iter().filter(|member| !["says", "means"].contains(&&*member.key))
            {
                self.check_names(&part.value, &inside);
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
            tally: tally(node),
            pages: node.get("pages").map(|pages| self.pages(pages)),
            at_once,
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
            says: self.says(node),
            means: text(node, "means"),
            within: node.get("within_ms").and_then(number).map(Duration::from_millis),
            location: self.location(node),
            call,
        }
    }

    /// Requests that are sent at once, and the names by which they differ.
    fn at_once(&mut self, node: &Node, inside: &mut Scope) -> Option<AtOnce> {
        let walk = node.member("pages");
        let member = node.member("at_once").or(walk)?;
        for key in ["capture", "creates", "cases", "checks", "at_once"] {
            if let Some(other) = node.member(key).filter(|other| other.key != member.key) {
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteConflict,
                        other.key_span,
                        format!("a step with `{}` has no `{key}`", member.key),
                    )
                    .and(member.key_span, "it has many answers"),
                );
            }
        }
        if let Some(each) = node.get("pages").and_then(|pages| pages.get("each")) {
            let mut page = inside.clone();
            page.define("page.start".to_owned());
            self.check_names(each, &page);
        }
        let value = node.get("at_once")?;
        inside.define("number".to_owned());
        if let (Some(up_to), Some(there)) = (value.get("up_to"), value.get("there")) {
            self.check_names(there, inside);
            return Some(AtOnce::UpTo {
                number: number(up_to).and_then(|number| number.try_into().ok()).unwrap_or(0),
                there: there.text().unwrap_or_default().to_owned(),
            });
        }
        if let Some(name) = value.text() {
            if inside.has(&format!("{name}.ids")) {
                inside.define_of_each(name);
            } else {
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteUnknownResource,
                        value.span,
                        format!("there is no population `{name}`"),
                    )
                    .help("a population is something in `given` that has a `count`"),
                );
            }
            return Some(AtOnce::Each(name.to_owned()));
        }
        if let Some(times) = number(value) {
            return Some(AtOnce::Times(times.try_into().unwrap_or(u32::MAX)));
        }
        self.check_names(value, inside);
        let items = value
            .elements()
            .iter()
            .map(|item| {
                item.members()
                    .iter()
                    .map(|member| (member.key.clone(), member.value.to_value()))
                    .collect::<Vec<_>>()
            })
            .collect::<Vec<_>>();
        for (key, _) in items.iter().flatten() {
            inside.define(format!("it.{key}"));
        }
        Some(AtOnce::Items(items))
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
                    effect: check.get("effect").and_then(Node::text).map(str::to_owned),
                    says: self.says(check),
                    means: text(check, "means"),
                }
            })
            .collect()
    }

    /// A walk through pages.
    fn pages(&mut self, node: &Node) -> Pages {
        let small = |node: &Node| number(node).and_then(|number| number.try_into().ok());
        let of = |key: &str| node.get(key).and_then(small);
        Pages {
            size: small(node).or_else(|| of("size")).unwrap_or(1),
            least: of("least").unwrap_or(1),
            most: of("most").unwrap_or(MOST_PAGES),
            each: node.get("each").map(|each| self.expect(each)),
        }
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

/// How many answers have which status.
fn tally(node: &Node) -> Vec<Tally> {
    node.get("tally")
        .map_or(&[][..], Node::members)
        .iter()
        .map(|member| {
            let count = |node: &Node| number(node).and_then(|n| n.try_into().ok()).unwrap_or(0);
            let (least, most) = match member.value.elements() {
                [least, most] => (count(least), count(most)),
                _ => (count(&member.value), count(&member.value)),
            };
            Tally { status: member.key.clone(), least, most }
        })
        .collect()
}

/// What an alternative counts as.
pub(super) fn grade(node: &Node) -> Outcome {
    match node.get("as").and_then(Node::text) {
        Some("pass") => Outcome::Pass,
        Some("note") => Outcome::Note,
        _ => Outcome::Advice,
    }
}
