//! Needs that a scenario does not write out: the attributes that its requests
//! and expectations name. A server that lacks one of them is not asked.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};

use crate::mapping::Target;
use crate::suite::{
    CallBody, Capture, CaptureSource, Expect, Fit, Given, Level, Matcher, Scenario, State,
    StatePath, Step,
};
use crate::wire::Method;

/// An attribute that the server lacks, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The need: `attr:User.title`.
    pub need: String,
    /// What says that it is not met.
    pub server_says: String,
}

/// Words that stand before an operator in a filter.
static FILTERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)([a-z][a-z0-9$_.:-]*)(?:\[|\s+(?:eq|ne|co|sw|ew|pr|gt|ge|lt|le)\b)").ok()
});

/// What a quoted value of a filter is.
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#""(?:[^"\\]|\\.)*""#).ok());

/// The first attribute that a scenario is about and the server lacks. Cases
/// stand for themselves: the scenario runs as long as one of a step's cases can.
#[must_use]
pub fn lacking(scenario: &Scenario, target: &Target) -> Option<Lacking> {
    let types = resource_types(scenario, target);
    let captured = scenario.given.iter().find_map(|given| {
        let mut named = Named::new(target, target.resource_type(&given.call.path));
        named.captures(&given.capture);
        named.found.or_else(|| lost_capture(given, target))
    });
    captured.or_else(|| {
        let mut all_cases: BTreeMap<&str, Option<Lacking>> = BTreeMap::new();
        for step in &scenario.steps {
            let found = of_step(step, target, &types);
            if step.is_case {
                let stem = step.slug.split('[').next().unwrap_or_default();
                all_cases
                    .entry(stem)
                    .and_modify(|before| {
                        if found.is_none() {
                            *before = None;
                        }
                    })
                    .or_insert(found);
            } else if found.is_some() {
                return found;
            }
        }
        all_cases.into_values().flatten().next()
    })
}

/// A capture that points to what the fitted body no longer has.
fn lost_capture(given: &Given, target: &Target) -> Option<Lacking> {
    let CallBody::Json(body) = &given.call.body else { return None };
    let fitted = target.fit(&given.call.path, body, "", &Value::Null, given.call.fit);
    given.capture.iter().flat_map(|capture| &capture.from).find_map(|from| {
        let CaptureSource::Pointer(pointer) = from else { return None };
        let written = body.pointer(pointer)?;
        let attribute = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        let resource_type = target.resource_type(&given.call.path)?;
        (fitted.pointer(pointer) != Some(written)).then(|| Lacking {
            need: format!("attr:{resource_type}.{attribute}"),
            server_says: format!("of {attribute} some values do not fit the server"),
        })
    })
}

/// The first attribute that a step of a scenario is about and the server lacks.
#[must_use]
pub fn lacking_in(step: &Step, scenario: &Scenario, target: &Target) -> Option<Lacking> {
    of_step(step, target, &resource_types(scenario, target))
}

/// The types of the scenario's resources, by their names.
fn resource_types(scenario: &Scenario, target: &Target) -> BTreeMap<String, String> {
    let given = scenario.given.iter().map(|given| (&given.name, &given.call.path));
    let created =
        scenario.steps.iter().filter_map(|step| Some((step.creates.as_ref()?, &step.call.path)));
    given
        .chain(created)
        .filter_map(|(name, path)| Some((name.clone(), target.resource_type(path)?)))
        .collect()
}

/// Filters, where the server says that it has none; Entra needs them all the same.
fn lacks_filters(step: &Step, target: &Target) -> Option<Lacking> {
    let in_query = step.call.query.iter().any(|(name, _)| name.eq_ignore_ascii_case("filter"));
    let in_body = step.call.path.ends_with("/.search");
    let lacks = target.is_without_filters() && step.level != Level::Entra && (in_query || in_body);
    lacks.then(|| Lacking {
        need: "spc:filter.supported".to_owned(),
        server_says: "/ServiceProviderConfig says filter.supported: false".to_owned(),
    })
}

fn of_step(step: &Step, target: &Target, types: &BTreeMap<String, String>) -> Option<Lacking> {
    if let Some(lacking) = lacks_filters(step, target) {
        return Some(lacking);
    }
    let mut named = Named::new(target, target.resource_type(&step.call.path));
    for (parameter, value) in &step.call.query {
        if let Some(value) = value {
            named.parameter(parameter, value);
        }
    }
    if let CallBody::Json(body) = &step.call.body {
        match step.call.method {
            // What is sent as it is written may name what no schema has.
            Method::Patch if step.call.fit != Fit::AsWritten => named.operations(body),
            Method::Post if step.call.path.ends_with("/.search") => named.search(body),
            _ => {}
        }
    }
    named.expected(&step.expect);
    for check in &step.checks {
        named.expected(&check.expect);
    }
    if step.creates.is_some() {
        named.captures(&step.capture);
    }
    for check in &step.then {
        if let State::Changed(changes) = &check.state {
            named.resource_type = types.get(&check.resource).cloned();
            for (path, matcher) in changes {
                if !matches!(matcher, Matcher::Unset | Matcher::Optional(_) | Matcher::Not(_)) {
                    named.path(path);
                }
            }
        }
    }
    named.found
}

/// Collects what is named; remembers the first that is lacking.
struct Named<'a> {
    target: &'a Target,
    resource_type: Option<String>,
    found: Option<Lacking>,
}

impl<'a> Named<'a> {
    fn new(target: &'a Target, resource_type: Option<String>) -> Self {
        Self { target, resource_type, found: None }
    }

    fn path(&mut self, text: &str) {
        let (Some(resource_type), None) = (&self.resource_type, &self.found) else { return };
        let Ok(path) = StatePath::parse(text) else { return };
        self.found = self.target.lacks(resource_type, &path).map(|server_says| Lacking {
            need: format!("attr:{resource_type}.{text}"),
            server_says,
        });
    }

    fn parameter(&mut self, name: &str, value: &str) {
        match name.to_ascii_lowercase().as_str() {
            "filter" => self.filter(value),
            "sortby" => self.path(value),
            "attributes" | "excludedattributes" => {
                value.split(',').for_each(|path| self.path(path.trim()));
            }
            _ => {}
        }
    }

    fn filter(&mut self, filter: &str) {
        let (Some(filtered), Some(quoted)) = (FILTERED.as_ref(), QUOTED.as_ref()) else { return };
        let bare = quoted.replace_all(filter, "\"\"");
        for found in filtered.captures_iter(&bare) {
            if let Some(name) = found.get(1) {
                self.path(name.as_str());
            }
        }
    }

    fn search(&mut self, body: &Value) {
        let Value::Object(members) = body else { return };
        for (name, value) in members {
            match value {
                Value::String(text) => self.parameter(name, text),
                Value::Array(elements) => {
                    elements
                        .iter()
                        .filter_map(Value::as_str)
                        .for_each(|text| self.parameter(name, text));
                }
                _ => {}
            }
        }
    }

    /// The operations of a PATCH: their paths, and the keys of values without path.
    fn operations(&mut self, body: &Value) {
        let operations = body.get("Operations").and_then(Value::as_array);
        for operation in operations.into_iter().flatten() {
            let path =
                operation.get("path").and_then(Value::as_str).filter(|path| !path.is_empty());
            let value = operation.get("value").and_then(Value::as_object);
            match (path, value) {
                (Some(path), Some(value)) if !path.contains('[') => {
                    self.path(path);
                    self.members(path, value);
                }
                (Some(path), _) => self.path(path),
                (None, Some(value)) => self.top(value),
                (None, None) => {}
            }
        }
    }

    fn top(&mut self, value: &Map<String, Value>) {
        for (key, value) in value {
            match value {
                Value::Object(members) if is_schema(key) => {
                    members.keys().for_each(|name| self.path(&format!("{key}:{name}")));
                }
                Value::Object(members) => {
                    self.path(key);
                    self.members(key, members);
                }
                _ => self.path(key),
            }
        }
    }

    fn members(&mut self, owner: &str, members: &Map<String, Value>) {
        if is_schema(owner) {
            members.keys().for_each(|name| self.path(&format!("{owner}:{name}")));
        } else if !owner.contains('.') || owner.starts_with("urn:") {
            members.keys().for_each(|name| self.path(&format!("{owner}.{name}")));
        }
    }

    fn captures(&mut self, captures: &[Capture]) {
        for capture in captures {
            // Of several places the others may hold something.
            if let [CaptureSource::Pointer(pointer)] = capture.from.as_slice() {
                let path = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
                self.path(path);
            }
        }
    }

    fn expected(&mut self, expect: &Expect) {
        if let Some(body) = &expect.body {
            self.resource(body);
        }
    }

    /// A matcher of a resource, or of a list of them.
    fn resource(&mut self, matcher: &Matcher) {
        match matcher {
            Matcher::Object(members) | Matcher::Exact(members) => {
                for (name, inner) in members {
                    if name == "Resources" {
                        self.elements(inner, &mut Self::resource);
                    } else if !says_absent(inner) {
                        self.attribute(name, inner);
                    }
                }
            }
            Matcher::All(matchers) => matchers.iter().for_each(|inner| self.resource(inner)),
            _ => {}
        }
    }

    fn attribute(&mut self, name: &str, matcher: &Matcher) {
        let schema = is_schema(name);
        if !schema {
            self.path(name);
        }
        let mut inner = |this: &mut Self, matcher: &Matcher| {
            if let Matcher::Object(members) | Matcher::Exact(members) = matcher {
                let joint = if schema { ':' } else { '.' };
                for (sub, inner) in members {
                    if !says_absent(inner) && !name.contains('.') | schema {
                        this.path(&format!("{name}{joint}{sub}"));
                    }
                }
            }
        };
        inner(self, matcher);
        self.elements(matcher, &mut inner);
    }

    fn elements(&mut self, matcher: &Matcher, each: &mut dyn FnMut(&mut Self, &Matcher)) {
        match matcher {
            Matcher::Array(elements) | Matcher::Set(elements) | Matcher::Has(elements) => {
                for element in elements {
                    each(self, element);
                }
            }
            Matcher::Each(element) => each(self, element),
            Matcher::All(matchers) => {
                for matcher in matchers {
                    self.elements(matcher, each);
                }
            }
            _ => {}
        }
    }
}

/// A server that lacks the attribute satisfies these.
fn says_absent(matcher: &Matcher) -> bool {
    match matcher {
        Matcher::Unset | Matcher::Optional(_) | Matcher::Not(_) | Matcher::Each(_) => true,
        Matcher::Literal(value) => value.is_null(),
        Matcher::Array(elements) | Matcher::Set(elements) => elements.is_empty(),
        _ => false,
    }
}

/// Does the text name a schema and not an attribute in one?
fn is_schema(text: &str) -> bool {
    StatePath::parse(text).is_ok_and(|path| path.schema.is_some() && path.attribute.is_empty())
}
