//! Is a resource what it was before, plus the change, and nothing else?
//!
//! Only what the client ever assigned is compared. What a server adds by
//! itself (a derived `displayName`, `members[].display`) is its own affair.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::suite::{Matcher, StatePath};

use super::compare;
use super::describe::brief;
use super::finding::Finding;
use super::matcher::{Context, compare_value};

/// The attributes that the client assigned to one resource so far.
#[derive(Clone, Debug, Default)]
pub struct Assigned {
    /// Schema (empty for the core) and attribute, lower case, with the
    /// sub-attributes assigned; none for a simple attribute.
    attributes: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Assigned {
    /// What a body that was sent assigns.
    pub fn add_body(&mut self, body: &Value) {
        let Value::Object(members) = body else { return };
        for (name, value) in members {
            if name.to_ascii_lowercase().starts_with("urn:") {
                if let Value::Object(extension) = value {
                    for (attribute, value) in extension {
                        self.add_value(name, attribute, value);
                    }
                }
            } else if !matches!(name.to_ascii_lowercase().as_str(), "schemas" | "meta" | "id") {
                self.add_value("", name, value);
            }
        }
    }

    fn add_value(&mut self, schema: &str, attribute: &str, value: &Value) {
        let key = (schema.to_ascii_lowercase(), attribute.to_ascii_lowercase());
        let subs = self.attributes.entry(key).or_default();
        let elements = match value {
            Value::Array(elements) => elements.as_slice(),
            other => std::slice::from_ref(other),
        };
        for element in elements {
            if let Value::Object(element) = element {
                // `$ref` is the server's to fill: Entra sends it as null.
                let names = element.keys().map(|name| name.to_ascii_lowercase());
                subs.extend(names.filter(|name| name != "$ref"));
            }
        }
    }

    /// What a change assigns.
    pub fn add_path(&mut self, path: &StatePath) {
        let schema = path.schema.clone().unwrap_or_default().to_ascii_lowercase();
        if path.attribute.is_empty() {
            return;
        }
        let subs =
            self.attributes.entry((schema, path.attribute.to_ascii_lowercase())).or_default();
        subs.extend(path.sub_attribute.iter().map(|name| name.to_ascii_lowercase()));
        subs.extend(path.element.iter().map(|(name, _)| name.to_ascii_lowercase()));
    }
}

/// How strictly strings are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strings {
    /// Exactly: both sides come from the server.
    Exact,
    /// Without case: one side is what was sent, and a server may normalise
    /// what its schema does not call case-exact. `externalId` is case-exact
    /// (RFC 7643 section 3.1).
    Normalised,
}

/// Compares the resource `after` with `before`, of which `changes` may and
/// must differ, over the attributes in `assigned`. `leave_out` names
/// attributes that this way of reading does not show.
#[must_use]
pub fn compare_state(
    before: &Value,
    after: &Value,
    changes: &[(StatePath, &Matcher)],
    assigned: &Assigned,
    strings: Strings,
    leave_out: &[&str],
    context: &Context<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let left_out = |name: &str| leave_out.iter().any(|left| left.eq_ignore_ascii_case(name));
    for (path, matcher) in changes {
        if !left_out(&path.attribute) {
            changed(path, matcher, after, context, &mut findings);
        }
    }
    let (mut before_rest, mut after_rest) = (Cow::Borrowed(before), Cow::Borrowed(after));
    for (path, _) in changes {
        // The element, not what of it is changed: an element that was there stays.
        let whole = StatePath { sub_attribute: None, ..path.clone() };
        let was_there = value_of(before, &whole).is_some();
        remove(before_rest.to_mut(), path, true);
        remove(after_rest.to_mut(), path, was_there);
    }
    if let (Some(before), Some(after)) = (top(&before_rest, "id"), top(&after_rest, "id"))
        && before != after
    {
        findings.push(difference("id", Some(before), Some(after), Strings::Exact));
    }
    for ((schema, attribute), subs) in &assigned.attributes {
        if left_out(attribute) {
            continue;
        }
        let old = attribute_of(&before_rest, schema, attribute);
        let new = attribute_of(&after_rest, schema, attribute);
        let exactly = if attribute == "externalid" { Strings::Exact } else { strings };
        if !same_attribute(old, new, subs, exactly) {
            let at = if schema.is_empty() {
                attribute_name(before, after, attribute)
            } else {
                let inside = |resource| top(resource, schema).unwrap_or(&Value::Null);
                let name = attribute_name(inside(before), inside(after), attribute);
                format!("{}:{name}", attribute_name(before, after, schema))
            };
            findings.push(difference(&at, old, new, strings));
        }
    }
    findings
}

/// The attribute's name as the server writes it, for people to recognise.
fn attribute_name(before: &Value, after: &Value, lower: &str) -> String {
    [after, before]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
        .find(|name| name.eq_ignore_ascii_case(lower))
        .cloned()
        .unwrap_or_else(|| lower.to_owned())
}

fn difference(
    at: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    strings: Strings,
) -> Finding {
    let source = if strings == Strings::Normalised { "as sent" } else { "as before" };
    let expected = if compare::is_unset(before) {
        format!("nothing, {source}")
    } else {
        format!("{}, {source}", brief(before))
    };
    Finding { at: at.to_owned(), expected, actual: brief(after) }
}

fn changed(
    path: &StatePath,
    matcher: &Matcher,
    after: &Value,
    context: &Context<'_>,
    findings: &mut Vec<Finding>,
) {
    let mut own = Vec::new();
    compare_value(matcher, value_of(after, path), "", context, &mut own);
    let at = path.to_string();
    findings.extend(own.into_iter().map(|finding| {
        let at = if finding.at == "body" { at.clone() } else { format!("{at}{}", finding.at) };
        Finding { at, ..finding }
    }));
    if let Some((name, value)) = &path.element {
        let count = elements(after, path).filter(|element| has(element, name, value)).count();
        if count > 1 {
            findings.push(Finding {
                at: format!("{}[{name} eq \"{value}\"]", path.attribute),
                expected: "one such element".to_owned(),
                actual: format!("{count} of them"),
            });
        }
    }
}

fn top<'a>(resource: &'a Value, name: &str) -> Option<&'a Value> {
    resource.as_object().and_then(|members| compare::member(members, name))
}

fn attribute_of<'a>(resource: &'a Value, schema: &str, attribute: &str) -> Option<&'a Value> {
    let container = if schema.is_empty() { Some(resource) } else { top(resource, schema) };
    container.and_then(|container| top(container, attribute))
}

fn elements<'a>(resource: &'a Value, path: &StatePath) -> impl Iterator<Item = &'a Value> {
    let schema = path.schema.as_deref().unwrap_or_default();
    attribute_of(resource, schema, &path.attribute).and_then(Value::as_array).into_iter().flatten()
}

fn has(element: &Value, name: &str, value: &str) -> bool {
    match top(element, name) {
        Some(Value::String(text)) => text == value,
        Some(other) => *other == value,
        None => false,
    }
}

/// The value at a path; of several elements the first.
#[must_use]
pub fn value_of<'a>(resource: &'a Value, path: &StatePath) -> Option<&'a Value> {
    let schema = path.schema.as_deref().unwrap_or_default();
    if path.attribute.is_empty() {
        return top(resource, schema);
    }
    let value = match &path.element {
        None => attribute_of(resource, schema, &path.attribute)?,
        Some((name, value)) => {
            elements(resource, path).find(|element| has(element, name, value))?
        }
    };
    match &path.sub_attribute {
        None => Some(value),
        Some(sub) => top(value, sub),
    }
}

/// Takes out what a change is about, so that the rest can be compared. An
/// element that was not there before is taken out whole: it came with the change.
fn remove(resource: &mut Value, path: &StatePath, was_there: bool) {
    let schema = path.schema.as_deref().unwrap_or_default();
    if path.attribute.is_empty() {
        take(resource, schema);
        return;
    }
    let container = if schema.is_empty() { Some(resource) } else { top_mut(resource, schema) };
    let Some(container) = container else { return };
    match (&path.element, &path.sub_attribute) {
        (None, None) => take(container, &path.attribute),
        (None, Some(sub)) => {
            if let Some(value) = top_mut(container, &path.attribute) {
                take(value, sub);
            }
        }
        (Some((name, value)), sub) => {
            let Some(Value::Array(elements)) = top_mut(container, &path.attribute) else { return };
            match sub {
                Some(sub) if was_there => {
                    for element in elements.iter_mut().filter(|element| has(element, name, value)) {
                        take(element, sub);
                    }
                }
                _ => elements.retain(|element| !has(element, name, value)),
            }
        }
    }
}

fn top_mut<'a>(resource: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    resource
        .as_object_mut()?
        .iter_mut()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn take(resource: &mut Value, name: &str) {
    if let Some(members) = resource.as_object_mut() {
        members.retain(|key, _| !key.eq_ignore_ascii_case(name));
    }
}

fn same_attribute(
    one: Option<&Value>,
    two: Option<&Value>,
    subs: &BTreeSet<String>,
    strings: Strings,
) -> bool {
    let one = project(one, subs);
    let two = project(two, subs);
    match (one, two) {
        (None, None) => true,
        (Some(one), Some(two)) => same(&one, &two, strings),
        _ => false,
    }
}

/// The value with the sub-attributes that the client knows; nothing if that
/// leaves nothing.
fn project(value: Option<&Value>, subs: &BTreeSet<String>) -> Option<Value> {
    let element = |value: &Value| match value {
        Value::Object(members) if !subs.is_empty() => {
            let kept: Map<String, Value> = members
                .iter()
                .filter(|(name, value)| {
                    let name = name.to_ascii_lowercase();
                    // `primary: false` says what no `primary` says (RFC 7643 section 2.4).
                    let says_nothing = name == "primary" && **value == Value::Bool(false);
                    subs.contains(&name) && !compare::is_unset(Some(value)) && !says_nothing
                })
                .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
                .collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Null => None,
        other => Some(other.clone()),
    };
    match value? {
        Value::Array(elements) => {
            let kept: Vec<Value> = elements.iter().filter_map(element).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        other => element(other),
    }
}

/// Equality without regard to the order of arrays, which SCIM gives no
/// meaning (RFC 7643 section 2.4).
fn same(one: &Value, two: &Value, strings: Strings) -> bool {
    match (one, two) {
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len() && {
                let accepts: Vec<Vec<bool>> =
                    one.iter().map(|a| two.iter().map(|b| same(a, b, strings)).collect()).collect();
                compare::assign(&accepts, two.len()).iter().all(Option::is_some)
            }
        }
        (Value::Object(one), Value::Object(two)) => {
            one.len() == two.len()
                && one.iter().all(|(name, value)| {
                    compare::member(two, name).is_some_and(|other| same(value, other, strings))
                })
        }
        (Value::String(one), Value::String(two)) if strings == Strings::Normalised => {
            compare::same_without_case(one, two)
        }
        _ => compare::same_scalar(one, two),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::ScenarioNames;

    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    fn ada() -> Value {
        json!({
            "id": "1", "userName": "ada", "active": true, "displayName": "Ada L",
            "name": {"givenName": "Ada", "familyName": "Lovelace"},
            "phoneNumbers": [{"type": "work", "value": "1"}, {"type": "mobile", "value": "2"}],
            ENTERPRISE: {"department": "R&D"},
        })
    }

    /// What is found when `ada` becomes `after` and `path` should become `value`.
    fn found(after: &Value, path: &str, value: &Value) -> Vec<String> {
        let mut assigned = Assigned::default();
        let mut sent = ada();
        take(&mut sent, "displayName");
        assigned.add_body(&sent);
        let matcher =
            if value.is_null() { Matcher::Unset } else { Matcher::Literal(value.clone()) };
        let names = ScenarioNames::new();
        let context = Context { names: &names, base_url: "http://h/" };
        let changes = [(StatePath::parse(path).unwrap(), &matcher)];
        compare_state(&ada(), after, &changes, &assigned, Strings::Exact, &[], &context)
            .into_iter()
            .map(|finding| finding.at)
            .collect()
    }

    fn with(change: impl FnOnce(&mut Value)) -> Value {
        let mut after = ada();
        change(&mut after);
        after
    }

    #[test]
    fn the_change_alone_is_right() {
        let renamed = with(|after| after["name"]["givenName"] = json!("Grace"));
        assert!(found(&renamed, "name.givenName", &json!("Grace")).is_empty());
        let phone = with(|after| after["phoneNumbers"][0]["value"] = json!("9"));
        assert!(found(&phone, "phoneNumbers[type eq \"work\"].value", &json!("9")).is_empty());
        let fax = with(|after| {
            let phones = after["phoneNumbers"].as_array_mut().unwrap();
            phones.insert(0, json!({"type": "fax", "value": "3", "primary": false}));
        });
        assert!(found(&fax, "phoneNumbers[type eq \"fax\"].value", &json!("3")).is_empty());
        // A sub-attribute that an element did not have.
        let primary = with(|after| after["phoneNumbers"][0]["primary"] = json!(true));
        assert!(found(&primary, "phoneNumbers[type eq \"work\"].primary", &json!(true)).is_empty());
        let department = with(|after| after[ENTERPRISE]["department"] = json!("Ops"));
        assert!(found(&department, &format!("{ENTERPRISE}:department"), &json!("Ops")).is_empty());
    }

    #[test]
    fn what_the_server_adds_by_itself_is_its_affair() {
        let after = with(|after| {
            after["active"] = json!(false);
            after["displayName"] = json!("A. Lovelace");
            after["meta"] = json!({"version": "2"});
            after["name"]["formatted"] = json!("Ada Lovelace");
        });
        assert!(found(&after, "active", &json!(false)).is_empty());
    }

    #[test]
    fn damage_beside_the_change_is_found() {
        let sibling = with(|after| after["name"] = json!({"familyName": "King"}));
        assert_eq!(found(&sibling, "name.familyName", &json!("King")), ["name"]);
        let other = with(|after| after["phoneNumbers"] = json!([{"type": "work", "value": "9"}]));
        assert_eq!(
            found(&other, "phoneNumbers[type eq \"work\"].value", &json!("9")),
            ["phoneNumbers"]
        );
        let twice = with(|after| {
            let phones = after["phoneNumbers"].as_array_mut().unwrap();
            phones.push(json!({"type": "work", "value": "9"}));
        });
        assert_eq!(
            found(&twice, "phoneNumbers[type eq \"work\"].value", &json!("1")),
            ["phoneNumbers[type eq \"work\"]", "phoneNumbers"]
        );
        let extension = with(|after| {
            after["active"] = json!(false);
            take(after, ENTERPRISE);
        });
        assert_eq!(
            found(&extension, "active", &json!(false)),
            [format!("{ENTERPRISE}:department")]
        );
        let identity = with(|after| after["id"] = json!("2"));
        assert_eq!(found(&identity, "active", &json!(true)), ["id"]);
    }

    #[test]
    fn a_change_that_did_not_happen_is_found() {
        assert_eq!(found(&ada(), "active", &json!(false)), ["active"]);
        assert_eq!(found(&ada(), "name.givenName", &Value::Null), ["name.givenName"]);
    }
}
