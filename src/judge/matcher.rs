//! Does a value look as a matcher says? If not, where and how not.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::scim::published_names;
use crate::suite::{JsonType, Matcher, Names, fill_json, fill_text};

use super::compare;
use super::describe::{brief, describe, describe_element};
use super::finding::Finding;

/// What a comparison may refer to.
pub struct Context<'a> {
    /// The names of the scenario.
    pub names: &'a (dyn Names + Sync),
    /// The base URL, against which relative references are resolved
    /// (RFC 7643 section 2.3.7).
    pub base_url: &'a str,
}

/// Compares `actual` (`None` when absent) with `matcher` and adds what differs
/// to `findings`, each with the JSON Pointer `at`.
pub fn compare_value(
    matcher: &Matcher,
    actual: Option<&Value>,
    at: &str,
    context: &Context<'_>,
    findings: &mut Vec<Finding>,
) {
    let mut walk = Walk { context, findings };
    walk.value(matcher, actual, at);
}

/// Does `actual` match?
#[must_use]
pub fn is_match(matcher: &Matcher, actual: Option<&Value>, context: &Context<'_>) -> bool {
    let mut findings = Vec::new();
    compare_value(matcher, actual, "", context, &mut findings);
    findings.is_empty()
}

struct Walk<'a, 'b> {
    context: &'a Context<'a>,
    findings: &'b mut Vec<Finding>,
}

impl Walk<'_, '_> {
    fn value(&mut self, matcher: &Matcher, actual: Option<&Value>, at: &str) {
        match matcher {
            Matcher::Literal(expected) => self.literal(expected, actual, at),
            Matcher::Object(members) => self.object(matcher, members, false, actual, at),
            Matcher::Exact(members) => self.object(matcher, members, true, actual, at),
            Matcher::Array(elements) => self.array(matcher, elements, actual, at),
            Matcher::All(all) => {
                for inner in all {
                    self.value(inner, actual, at);
                }
            }
            Matcher::Optional(inner) => {
                if !compare::is_unset(actual) {
                    self.value(inner, actual, at);
                }
            }
            Matcher::Set(elements) => self.set(matcher, elements, true, actual, at),
            Matcher::Has(elements) => self.set(matcher, elements, false, actual, at),
            Matcher::Ids { of, exact } => self.ids(of, *exact, actual, at),
            Matcher::First(inner) => {
                match actual.and_then(Value::as_array).and_then(|all| all.first()) {
                    Some(first) => self.value(inner, Some(first), &pointer(at, "0")),
                    None => self.require(false, matcher, actual, at),
                }
            }
            Matcher::Each(inner) => self.each(matcher, inner, actual, at),
            Matcher::Contains(texts) => self.contains(texts, actual, at),
            Matcher::Publishes { user, group } => self.publishes(user, group, actual),
            Matcher::OneOf(choices) => self.one_of(matcher, choices, actual, at),
            _ => {
                let holds = self.holds(matcher, actual);
                self.require(holds, matcher, actual, at);
            }
        }
    }

    /// The matchers that say yes or no as a whole.
    fn holds(&self, matcher: &Matcher, actual: Option<&Value>) -> bool {
        let text = actual.and_then(Value::as_str);
        match matcher {
            Matcher::Any => actual.is_some_and(|value| !value.is_null()),
            Matcher::Unset => compare::is_unset(actual),
            Matcher::Type(types) => {
                types.iter().any(|expected| has_type(*expected, actual.unwrap_or(&Value::Null)))
            }
            Matcher::Pattern(pattern) => text.is_some_and(|text| pattern.is_match(text)),
            Matcher::Same(expected) => match (text, fill_text(expected, self.context.names)) {
                (Some(text), Ok(expected)) => compare::same_without_case(text, &expected),
                _ => false,
            },
            Matcher::Instant(None) => text.is_some_and(|text| compare::instant(text).is_some()),
            Matcher::Instant(Some(expected)) => {
                match (text, fill_text(expected, self.context.names)) {
                    (Some(text), Ok(expected)) => compare::same_instant(text, &expected),
                    _ => false,
                }
            }
            Matcher::Near(expected) => match (text, fill_text(expected, self.context.names)) {
                (Some(text), Ok(expected)) => compare::is_near(text, &expected),
                _ => false,
            },
            Matcher::Path(expected) => match (text, fill_text(expected, self.context.names)) {
                (Some(text), Ok(expected)) => {
                    compare::same_path(self.context.base_url, text, &expected)
                }
                _ => false,
            },
            Matcher::Uri(None) => {
                text.is_some_and(|text| compare::resolve(self.context.base_url, text).is_some())
            }
            Matcher::Uri(Some(expected)) => match (text, fill_text(expected, self.context.names)) {
                (Some(text), Ok(expected)) => {
                    compare::same_uri(self.context.base_url, text, &expected)
                }
                _ => false,
            },
            Matcher::Not(inner) => !is_match(inner, actual, self.context),
            Matcher::OneOf(choices) => {
                choices.iter().any(|choice| is_match(choice, actual, self.context))
            }
            Matcher::In(list) => match fill_json(&Value::from(list.as_str()), self.context.names) {
                Ok(list) => compare::is_in(&list, actual),
                Err(_) => false,
            },
            Matcher::Length(least, most) => {
                length(actual).is_some_and(|length| (*least..=*most).contains(&length))
            }
            Matcher::Between(least, most) => actual
                .and_then(Value::as_f64)
                .is_some_and(|number| (*least..=*most).contains(&number)),
            Matcher::Bound { of, is_most } => {
                match fill_json(&Value::from(of.as_str()), self.context.names) {
                    Ok(Value::Null) => true,
                    Ok(bound) => match (actual.and_then(Value::as_f64), bound.as_f64()) {
                        (Some(number), Some(bound)) if *is_most => number <= bound,
                        (Some(number), Some(bound)) => number >= bound,
                        _ => false,
                    },
                    Err(_) => false,
                }
            }
            // The rest is taken apart in `value`.
            _ => false,
        }
    }

    fn require(&mut self, holds: bool, matcher: &Matcher, actual: Option<&Value>, at: &str) {
        if !holds {
            self.report(at, describe(matcher, self.context.names), brief(actual));
        }
    }

    fn report(&mut self, at: &str, expected: String, actual: String) {
        let at = if at.is_empty() { "body" } else { at };
        self.findings.push(Finding { at: at.to_owned(), expected, actual });
    }

    fn literal(&mut self, expected: &Value, actual: Option<&Value>, at: &str) {
        match fill_json(expected, self.context.names) {
            Ok(expected) => {
                // `null` in a suite is absent as well (RFC 7643 section 2.5).
                let same = match actual {
                    Some(actual) => compare::same_scalar(&expected, actual),
                    None => expected.is_null(),
                };
                if !same {
                    self.report(at, brief(Some(&expected)), brief(actual));
                }
            }
            Err(unknown) => self.report(at, unknown.to_string(), brief(actual)),
        }
    }

    fn object(
        &mut self,
        matcher: &Matcher,
        members: &[(String, Matcher)],
        exact: bool,
        actual: Option<&Value>,
        at: &str,
    ) {
        let Some(Value::Object(object)) = actual else {
            self.require(false, matcher, actual, at);
            return;
        };
        for (name, inner) in members {
            let found = compare::member(object, name);
            self.value(inner, found, &pointer(at, name));
        }
        if exact {
            self.unexpected_members(members, object, at);
        }
    }

    fn unexpected_members(
        &mut self,
        members: &[(String, Matcher)],
        object: &Map<String, Value>,
        at: &str,
    ) {
        for (name, value) in object {
            if !members.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                self.report(&pointer(at, name), "no such member".to_owned(), brief(Some(value)));
            }
        }
    }

    /// Do the elements have these ids: `value` of references, `id` of resources?
    fn ids(&mut self, of: &str, exact: bool, actual: Option<&Value>, at: &str) {
        let wanted = fill_json(&Value::from(of), self.context.names).unwrap_or_default();
        let wanted: BTreeSet<&str> =
            wanted.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let elements = match actual {
            Some(Value::Array(elements)) => elements.as_slice(),
            _ if compare::is_unset(actual) => &[],
            _ => return self.report(at, "an array".to_owned(), brief(actual)),
        };
        let found: Vec<&str> = elements
            .iter()
            .filter_map(|element| element.get("value").or_else(|| element.get("id"))?.as_str())
            .collect();
        let known: BTreeSet<&str> = found.iter().copied().collect();
        let missing = wanted.difference(&known).count();
        let strange = if exact { elements.len() - known.intersection(&wanted).count() } else { 0 };
        if missing > 0 || strange > 0 {
            let among = if exact { "exactly" } else { "among others" };
            let name = of.trim_start_matches('{').trim_end_matches('}');
            let expected = format!("{among} these {} ids ({name})", wanted.len());
            let others = match strange {
                0 => String::new(),
                strange => format!(", {strange} others or repeated"),
            };
            let count = elements.len();
            let elements = if count == 1 { "element" } else { "elements" };
            let words = format!("{count} {elements}, {missing} of these missing{others}");
            self.report(at, expected, words);
        }
    }

    /// Does each of these texts stand in the text of the value?
    fn contains(&mut self, texts: &[String], actual: Option<&Value>, at: &str) {
        let whole = actual.map(Value::to_string).unwrap_or_default();
        for text in texts {
            let text = fill_text(text, self.context.names).unwrap_or_else(|_| text.clone());
            if !whole.contains(&in_json(&text)) {
                self.report(at, format!("{text} somewhere in it"), brief(actual));
            }
        }
    }

    /// Does an answer of /Schemas publish these names? Each that lacks is told.
    fn publishes(&mut self, user: &[String], group: &[String], actual: Option<&Value>) {
        let nothing = Value::Null;
        for (word, wanted, is_group) in [("user", user, false), ("group", group, true)] {
            let known = published_names(actual.unwrap_or(&nothing), is_group);
            for name in wanted {
                if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                    self.report(
                        &format!("{word} attribute {name}"),
                        "published in /Schemas".to_owned(),
                        instead_of(name, &known),
                    );
                }
            }
        }
    }

    fn array(&mut self, matcher: &Matcher, elements: &[Matcher], actual: Option<&Value>, at: &str) {
        let empty = Vec::new();
        let actual_elements = match actual {
            Some(Value::Array(array)) => array,
            _ if elements.is_empty() && compare::is_unset(actual) => &empty,
            _ => return self.require(false, matcher, actual, at),
        };
        if actual_elements.len() != elements.len() {
            return self.require(false, matcher, actual, at);
        }
        for (index, (inner, element)) in elements.iter().zip(actual_elements).enumerate() {
            self.value(inner, Some(element), &pointer(at, &index.to_string()));
        }
    }

    fn set(
        &mut self,
        matcher: &Matcher,
        wanted: &[Matcher],
        whole: bool,
        actual: Option<&Value>,
        at: &str,
    ) {
        let empty = Vec::new();
        let elements = match actual {
            Some(Value::Array(array)) => array,
            _ if compare::is_unset(actual) => &empty,
            _ => return self.require(false, matcher, actual, at),
        };
        let accepts: Vec<Vec<bool>> = wanted
            .iter()
            .map(|matcher| {
                elements
                    .iter()
                    .map(|element| is_match(matcher, Some(element), self.context))
                    .collect()
            })
            .collect();
        let assigned = compare::assign(&accepts, elements.len());
        for (index, matcher) in wanted.iter().enumerate() {
            if !assigned.contains(&Some(index)) {
                let expected =
                    format!("an element {}", describe_element(matcher, self.context.names));
                self.report(at, expected, brief(actual));
            }
        }
        if whole {
            for (index, element) in elements.iter().enumerate() {
                if assigned[index].is_none() {
                    let at = pointer(at, &index.to_string());
                    let is_repeated = accepts.iter().any(|accepts| accepts[index]);
                    let expected =
                        if is_repeated { "this element once" } else { "no such element" };
                    self.report(&at, expected.to_owned(), brief(Some(element)));
                }
            }
        }
    }

    /// Of objects it is told where the nearest choice differs, as the whole
    /// object would say little.
    fn one_of(&mut self, matcher: &Matcher, choices: &[Matcher], actual: Option<&Value>, at: &str) {
        let mut nearest: Option<Vec<Finding>> = None;
        for choice in choices {
            let mut findings = Vec::new();
            let mut walk = Walk { context: self.context, findings: &mut findings };
            walk.value(choice, actual, at);
            if findings.is_empty() {
                return;
            }
            let is_inside = findings.iter().all(|finding| finding.at.len() > at.len().max(4));
            if is_inside && nearest.as_ref().is_none_or(|nearest| nearest.len() > findings.len()) {
                nearest = Some(findings);
            }
        }
        match nearest.filter(|_| actual.is_some_and(Value::is_object)) {
            Some(findings) => self.findings.extend(findings),
            None => self.require(false, matcher, actual, at),
        }
    }

    fn each(&mut self, matcher: &Matcher, inner: &Matcher, actual: Option<&Value>, at: &str) {
        match actual {
            Some(Value::Array(array)) => {
                for (index, element) in array.iter().enumerate() {
                    self.value(inner, Some(element), &pointer(at, &index.to_string()));
                }
            }
            _ if compare::is_unset(actual) => {}
            _ => self.require(false, matcher, actual, at),
        }
    }
}

/// A text as it stands within a string of JSON.
fn in_json(text: &str) -> String {
    Value::from(text).to_string().trim_matches('"').to_owned()
}

/// `at` one level deeper (RFC 6901 section 3).
pub(super) fn pointer(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn has_type(expected: JsonType, value: &Value) -> bool {
    match expected {
        JsonType::Null => value.is_null(),
        JsonType::Boolean => value.is_boolean(),
        JsonType::Integer => value.is_i64() || value.is_u64(),
        JsonType::Number => value.is_number(),
        JsonType::String => value.is_string(),
        JsonType::Array => value.is_array(),
        JsonType::Object => value.is_object(),
    }
}

fn length(actual: Option<&Value>) -> Option<u64> {
    match actual {
        None | Some(Value::Null) => Some(0),
        Some(Value::Array(array)) => Some(array.len() as u64),
        Some(Value::String(text)) => Some(text.chars().count() as u64),
        Some(_) => None,
    }
}

/// What /Schemas publishes where a name was looked for. The gate names the
/// elements of a list by the canonicalValues of its `type`, and by `primary` when
/// it has none, which nobody guesses from "nothing".
fn instead_of(name: &str, known: &[String]) -> String {
    let by_primary = name.split_once("[type eq ").and_then(|(list, rest)| {
        let part = rest.split_once(']').map_or("", |(_, part)| part);
        let wanted = format!("{list}[primary eq \"True\"]{part}");
        known.iter().find(|known| known.eq_ignore_ascii_case(&wanted))
    });
    match by_primary {
        Some(found) => format!("{found}, as its type has no canonicalValues"),
        None => "nothing of that name".to_owned(),
    }
}
