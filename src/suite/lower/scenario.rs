//! Scenarios: rows, given resources, steps in their order.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::super::law::{Law, LawCheck};
use super::super::model::{
    Capture, CaptureSource, Expect, Given, Moved, Need, Scenario, ScenarioId, Travel,
};
use super::super::shape;
use super::super::tree::{Kind, Member, Node};
use super::citation::Binding;
use super::merge::merge;
use super::names::{GLOBAL, Scope};
use super::rows::Row;
use super::{Lowering, call, elements, is_true, number, text};
use crate::text::{Code, Diagnostic, Span, did_you_mean};

impl<'a> Lowering<'a> {
    /// All scenarios, rows expanded.
    pub(super) fn scenarios(&mut self, nodes: &'a [Node]) -> Vec<Scenario> {
        let mut scenarios = Vec::new();
        let mut ids = BTreeMap::new();
        for node in nodes {
            if let Some(id) = node.get("id")
                && let Some(text) = id.text()
            {
                self.unique(&mut ids, "scenarios are named", text, id.span);
            }
            let Some(rows) = self.rows(node) else {
                self.no_row(node);
                scenarios.push(self.scenario(node, None));
                continue;
            };
            if rows.is_empty() {
                // The mapping has none: the fixtures are used all the same.
                self.use_fixtures(node);
            }
            let mut names = BTreeMap::new();
            for row in rows.iter().map(Row::of_scenario) {
                if let Some(name) = row.name()
                    && let Some(text) = name.text()
                {
                    self.unique(&mut names, "rows are named", text, name.span);
                }
                let filled = self.fill_row(node, row);
                if !self.checked {
                    shape::check_scenario(&filled, &mut self.problems);
                }
                scenarios.push(self.scenario(&filled, Some(row)));
            }
        }
        scenarios
    }

    fn use_fixtures(&mut self, scenario: &Node) {
        for member in scenario.get("given").map_or(&[][..], Node::members) {
            if let Some((name, _)) = self.fixture_of(&member.value) {
                self.used.extend(name.text().map(str::to_owned));
            }
        }
    }

    fn scenario(&mut self, node: &Node, row: Option<Row<'_>>) -> Scenario {
        let own = node.get("id").and_then(Node::text).unwrap_or_default();
        let id = match row.and_then(Row::name).and_then(Node::text) {
            Some(row) => format!("{}.{own}[{row}]", self.suite),
            None => format!("{}.{own}", self.suite),
        };
        for member in node.members().iter().filter(|member| member.key != "steps") {
            self.no_case(&member.value);
        }
        let travel = call::travel(self.travel, node.get("transport"));
        let binding = self.binding(node, None);
        let mut scope = self.scope(node);
        let given = self.given(node, travel, row, &mut scope);
        let steps = self.steps(node, &binding, travel, &mut scope);
        let laws = self.laws(node, &binding);
        self.steps_or_laws(node);
        let gate = self.gate_role(node);
        Scenario {
            id: ScenarioId::new(id),
            suite: Arc::clone(&self.suite),
            title: text(node, "title").unwrap_or_default(),
            why: text(node, "why"),
            effect: text(node, "effect"),
            level: binding.level,
            cites: binding.cites,
            needs: elements(node, "needs")
                .iter()
                .filter_map(|need| self.need(need.text()?))
                .collect(),
            exclusive: is_true(node, "exclusive"),
            given,
            given_in_order: is_true(node, "given-in-order"),
            steps,
            laws,
            gate,
            location: self.location(node),
        }
    }

    /// A scenario sends something itself, or looks at what others send.
    fn steps_or_laws(&mut self, node: &Node) {
        match (node.member("steps"), node.member("laws")) {
            (Some(_), None) => {}
            (None, None) => {
                let place = Span { end: node.span.start + 1, ..node.span };
                self.problems.push(
                    Diagnostic::error(Code::SuiteMissingKey, place, "the key `steps` is missing")
                        .labelled("in this object"),
                );
            }
            (steps, Some(laws)) => {
                let other = steps.or(node.member("given")).or(node.member("each"));
                if let Some(other) = other {
                    self.problems.push(
                        Diagnostic::error(
                            Code::SuiteConflict,
                            other.key_span,
                            format!("a scenario of laws has no `{}`", other.key),
                        )
                        .and(laws.key_span, "its laws are here"),
                    );
                }
            }
        }
    }

    /// The laws of a scenario; the schema holds their names.
    fn laws(&mut self, node: &Node, around: &Binding) -> Vec<LawCheck> {
        let mut names = BTreeMap::new();
        elements(node, "laws")
            .iter()
            .filter_map(|entry| {
                let name = entry.get("law")?;
                let law = Law::from_name(name.text()?)?;
                self.unique(&mut names, "laws of this scenario are", law.name(), name.span);
                let binding = self.binding(entry, Some(around));
                Some(LawCheck { law, level: binding.level, cites: binding.cites })
            })
            .collect()
    }

    /// `spc:…`, `type:…`, `schema:…`, `attr:…`, `any:…`, `credential:…`, `token:…`; the schema holds the form.
    #[expect(clippy::unused_self, reason = "reads as its siblings do")]
    fn need(&self, text: &str) -> Option<Need> {
        let (kind, rest) = text.split_once(':')?;
        Some(match kind {
            "spc" => match rest.split_once("<=") {
                Some((path, limit)) => {
                    Need::Limit { path: path.to_owned(), at_most: limit.parse().ok()? }
                }
                None => Need::Config(rest.to_owned()),
            },
            "type" => Need::ResourceType(rest.to_owned()),
            "schema" => Need::Schema(rest.to_owned()),
            "credential" => Need::Credential(rest.to_owned()),
            "token" => Need::Token(rest.to_owned()),
            "any" => {
                let (resource_type, wanted) = rest.split_once('?')?;
                let wanted = wanted
                    .split('&')
                    .filter_map(|part| part.split_once('='))
                    .map(|(name, word)| (name.to_owned(), word.to_owned()))
                    .collect();
                Need::Any { resource_type: resource_type.to_owned(), wanted }
            }
            "attr" => {
                let (resource_type, path) = rest.split_once('.')?;
                Need::Attribute { resource_type: resource_type.to_owned(), path: path.to_owned() }
            }
            _ => return None,
        })
    }

    /// The scope at the beginning; names of resources and steps must differ,
    /// since both begin placeholders.
    fn scope(&mut self, node: &Node) -> Scope {
        let mut owners: BTreeMap<&str, Span> = BTreeMap::new();
        let mut ever = Vec::new();
        for member in node.get("given").map_or(&[][..], Node::members) {
            self.owner(&mut owners, &member.key, member.key_span);
            ever.extend(self.given_names(member));
        }
        for step in elements(node, "steps") {
            if let Some(slug) = step.get("step")
                && let Some(text) = slug.text()
            {
                self.owner(&mut owners, text, slug.span);
            }
            if let Some(created) = step.get("creates")
                && let Some(text) = created.text()
            {
                self.owner(&mut owners, text, created.span);
            }
            ever.extend(step_names(step));
        }
        let mut scope = Scope::new(ever);
        for need in elements(node, "needs").iter().filter_map(Node::text) {
            scope.define_credential(need);
            if need.starts_with("any:") {
                for name in ["path", "one", "two", "three"] {
                    scope.define(format!("any.{name}"));
                }
            }
        }
        scope
    }

    fn owner<'k>(&mut self, owners: &mut BTreeMap<&'k str, Span>, name: &'k str, span: Span) {
        self.unique(owners, "steps or resources are named", name, span);
        if GLOBAL.contains(&name) || ["row", "case", "it", "number", "any"].contains(&name) {
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteDuplicateId,
                    span,
                    format!("`{name}` has a meaning of its own in placeholders"),
                )
                .help("choose another name"),
            );
        }
    }

    fn given_names(&self, member: &Member) -> Vec<String> {
        let resource = &member.key;
        let captures = self
            .fixture_of(&member.value)
            .and_then(|(_, fixture)| fixture.and_then(|fixture| fixture.value.get("capture")));
        let count = member.value.get("count").and_then(number).and_then(|n| n.try_into().ok());
        given_names(resource, captures, count)
    }

    /// The fixture's name, with its place, and the fixture if there is one.
    fn fixture_of<'n>(&self, value: &'n Node) -> Option<(&'n Node, Option<&'a Member>)> {
        let name = value.get("fixture").unwrap_or(value);
        let text = name.text()?;
        Some((name, self.fixtures.iter().find(|fixture| fixture.key == text)))
    }

    fn given(
        &mut self,
        node: &Node,
        travel: Travel,
        row: Option<Row<'_>>,
        scope: &mut Scope,
    ) -> Vec<Given> {
        let mut given = Vec::new();
        for member in node.get("given").map_or(&[][..], Node::members) {
            let Some((name, fixture)) = self.fixture_of(&member.value) else { continue };
            let text = name.text().unwrap_or_default();
            let Some(fixture) = fixture else {
                let known: Vec<&str> =
                    self.fixtures.iter().map(|fixture| fixture.key.as_str()).collect();
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteUnknownFixture,
                        name.span,
                        format!("there is no fixture `{text}`"),
                    )
                    .help_if(match known.as_slice() {
                        [] => Some("the file has no `fixtures`".to_owned()),
                        known => did_you_mean(text, known.iter().copied())
                            .or_else(|| Some(format!("fixtures: {}", known.join(", ")))),
                    }),
                );
                // What the fixture would define is not missed a second time.
                for name in resource_names(&member.key, None) {
                    scope.define(name);
                }
                continue;
            };
            self.used.insert(text.to_owned());
            given.push(self.instance(member, fixture, travel, row, scope));
        }
        given
    }

    /// One resource made from a fixture.
    fn instance(
        &mut self,
        member: &Member,
        fixture: &Member,
        travel: Travel,
        row: Option<Row<'_>>,
        scope: &mut Scope,
    ) -> Given {
        let mut request = if let Some(row) = row {
            Cow::Owned(self.fill_node(&fixture.value, row))
        } else {
            self.no_row(&fixture.value);
            Cow::Borrowed(&fixture.value)
        };
        if let Some(patch) = member.value.get("with")
            && let Kind::Object(members) = &mut request.to_mut().kind
        {
            let body = members.iter().position(|member| member.key == "body");
            match body {
                Some(index) => members[index].value = merge(Some(&members[index].value), patch),
                None => members.push(Member {
                    key: "body".to_owned(),
                    key_span: patch.span,
                    value: merge(None, patch),
                }),
            }
        }
        scope.define(format!("{}.uniq", member.key));
        let count = member.value.get("count").and_then(number).and_then(|n| n.try_into().ok());
        let mut inside = scope.clone();
        if count.is_some() {
            inside.define("number".to_owned());
        }
        self.check_names(&request, &inside);
        let expect = request.get("expect").map_or_else(
            || Expect { status: vec![200, 201], ..Expect::default() },
            |expect| self.expect(expect),
        );
        for name in given_names(&member.key, request.get("capture"), count) {
            scope.define(name);
        }
        Given {
            count,
            name: member.key.clone(),
            fixture: fixture.key.clone(),
            call: self.call(&request, travel),
            expect,
            capture: captures(request.get("capture"), true),
        }
    }
}

/// The names of what is given: of one resource, or of each of a population
/// (`crowd.3.id`) and of it as a whole.
fn given_names(name: &str, capture: Option<&Node>, count: Option<u32>) -> Vec<String> {
    let Some(count) = count else { return resource_names(name, capture) };
    ["uniq", "ids", "members", "count"]
        .into_iter()
        .map(|part| format!("{name}.{part}"))
        .chain((1..=count).flat_map(|number| resource_names(&format!("{name}.{number}"), capture)))
        .collect()
}

/// The names of a resource: its id, its unique word, what is captured.
pub(super) fn resource_names(resource: &str, capture: Option<&Node>) -> Vec<String> {
    ["id", "uniq"]
        .into_iter()
        .chain(capture.map_or(&[][..], Node::members).iter().map(|member| member.key.as_str()))
        .map(|name| format!("{resource}.{name}"))
        .collect()
}

/// The names that a step makes known: its captures and the resource it creates.
pub(super) fn step_names(step: &Node) -> HashSet<String> {
    let capture = step.get("capture");
    let slug = text(step, "step").unwrap_or_default();
    let created = text(step, "creates");
    let mut names: HashSet<String> = capture
        .map_or(&[][..], Node::members)
        .iter()
        .map(|member| format!("{slug}.{}", member.key))
        .collect();
    if let Some(created) = created {
        names.extend(resource_names(&created, capture));
        names.insert(format!("{slug}.id"));
    }
    names
}

/// What is taken from an answer; of a resource always its id.
pub(super) fn captures(node: Option<&Node>, resource: bool) -> Vec<Capture> {
    let members = node.map_or(&[][..], Node::members);
    let mut captures: Vec<Capture> = members
        .iter()
        .map(|member| {
            let places = match &member.value.kind {
                Kind::Array(places) => places.as_slice(),
                _ => std::slice::from_ref(&member.value),
            };
            let from = places.iter().filter_map(Node::text).map(source).collect();
            Capture { name: member.key.clone(), from }
        })
        .collect();
    if resource && !captures.iter().any(|capture| capture.name == "id") {
        let from = vec![CaptureSource::Pointer("/id".to_owned()), CaptureSource::LocationId];
        captures.insert(0, Capture { name: "id".to_owned(), from });
    }
    captures
}

/// Where a captured value stands: `header:ETag`, or a JSON Pointer.
fn source(text: &str) -> CaptureSource {
    match text.strip_prefix("header:") {
        Some(header) => CaptureSource::Header(header.to_owned()),
        None => pointer_or_instant(text),
    }
}

/// `/emails/0/value`, or `/meta/created - 1h in +14:00`; the schema holds the form.
fn pointer_or_instant(text: &str) -> CaptureSource {
    if let Some(pointer) = text.strip_suffix(" in other case") {
        return CaptureSource::OtherCase(pointer.to_owned());
    }
    let mut words = text.split(' ');
    let pointer = words.next().unwrap_or_default();
    let mut moved = Moved { seconds: 0, offset: 0 };
    let mut is_moved = false;
    while let (Some(sign), Some(amount)) = (words.next(), words.next()) {
        is_moved = true;
        let number = |text: &str| text.parse::<i32>().unwrap_or_default();
        if sign == "in" {
            let (hour, minute) = amount.split_once(':').unwrap_or((amount, "0"));
            let minute = if hour.starts_with('-') { -number(minute) } else { number(minute) };
            moved.offset = number(hour) * 60 + minute;
            continue;
        }
        let (count, unit) = amount.split_at(amount.len().saturating_sub(1));
        let seconds = i64::from(number(count))
            * match unit {
                "h" => 3600,
                "m" => 60,
                _ => 1,
            };
        moved.seconds = if sign == "-" { -seconds } else { seconds };
    }
    if is_moved {
        CaptureSource::Instant(pointer.to_owned(), moved)
    } else {
        CaptureSource::Pointer(text.to_owned())
    }
}
