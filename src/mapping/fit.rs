//! Fits a body to what a target knows and demands.
//!
//! Attributes that the target lacks are left out, elements whose type it does
//! not have as well; what it demands and the body lacks is added.

use serde_json::{Map, Value, json};

use super::plausible;
use crate::scim::attribute::{Attribute, AttributeType, Mutability, Returned};
use crate::scim::definition::{ResourceDefinition, Schema};

/// Leaves out what the resource type does not have.
pub(super) fn leave_out(shape: &ResourceDefinition, body: &mut Map<String, Value>) {
    body.retain(|name, value| {
        if is_urn(name) {
            if shape.schema.is_named(name) {
                return true;
            }
            let (Some(extension), Some(members)) = (shape.extension(name), value.as_object_mut())
            else {
                return false;
            };
            let had = !members.is_empty();
            members.retain(|name, value| keep(extension.attribute(name), value));
            return !had || !members.is_empty();
        }
        let is_common = shape.common.iter().any(|attribute| attribute.is_named(name));
        is_common || keep(shape.schema.attribute(name), value)
    });
    let listed = |urn: &str| {
        !urn.to_ascii_lowercase().starts_with("urn:ietf:params:scim:schemas:extension:")
            || shape.extension(urn).is_some()
    };
    if let Some(Value::Array(schemas)) = member_mut(body, "schemas") {
        schemas.retain(|urn| urn.as_str().is_none_or(listed));
    }
}

/// Is the attribute known, so that the value stays? What is inside of it is
/// fitted on the way.
fn keep(attribute: Option<&Attribute>, value: &mut Value) -> bool {
    let Some(attribute) = attribute else { return false };
    if attribute.kind != AttributeType::Complex {
        honour_canonical(attribute, value);
        let holds_objects = match &*value {
            Value::Array(elements) => elements.iter().any(Value::is_object),
            other => other.is_object(),
        };
        return !holds_objects;
    }
    match value {
        Value::Array(elements) => {
            let had = !elements.is_empty();
            elements.retain_mut(|element| keep_element(attribute, element));
            !had || !elements.is_empty()
        }
        other => keep_element(attribute, other),
    }
}

/// One value of a complex attribute. One that is no object stays: Entra sends
/// a manager as bare text.
fn keep_element(attribute: &Attribute, element: &mut Value) -> bool {
    let Value::Object(members) = element else { return true };
    if attribute.sub_attributes.is_empty() || members.is_empty() {
        return true;
    }
    members.retain(|name, _| {
        // Both stand in the default sub-attributes of RFC 7643 section 2.4.
        let is_default = name.eq_ignore_ascii_case("value") || name == "$ref";
        is_default || attribute.sub_attribute(name).is_some()
    });
    for (name, value) in members.iter_mut() {
        let Some(sub) = attribute.sub_attribute(name) else { continue };
        if sub.is_named("type") {
            if value.as_str().is_some_and(|word| !is_canonical(sub, word)) {
                return false;
            }
        } else {
            honour_canonical(sub, value);
        }
    }
    !members.is_empty()
}

/// RFC 7643 section 7 lets a server refuse what is not among the values it suggests.
fn honour_canonical(attribute: &Attribute, value: &mut Value) {
    if let (Some(word), Some(first)) = (value.as_str(), attribute.canonical_values.first())
        && !is_canonical(attribute, word)
    {
        *value = json!(first);
    }
}

/// Is the word among the canonical values, or are there none?
pub(super) fn is_canonical(attribute: &Attribute, word: &str) -> bool {
    attribute.canonical_values.is_empty()
        || attribute.canonical_values.iter().any(|canonical| canonical.eq_ignore_ascii_case(word))
}

/// Adds what the resource type demands. `known` is what the resource already
/// has: a body that replaces it keeps those values.
pub(super) fn add_required(
    shape: &ResourceDefinition,
    body: &mut Map<String, Value>,
    unique: &str,
    known: &Value,
) {
    add_to(&shape.schema.attributes, body, unique, Some(known));
    for (extension, required) in &shape.extensions {
        let known = known.as_object().and_then(|known| member(known, &extension.urn));
        add_extension(extension, *required, body, unique, known);
    }
}

fn add_extension(
    extension: &Schema,
    required: bool,
    body: &mut Map<String, Value>,
    unique: &str,
    known: Option<&Value>,
) {
    if member(body, &extension.urn).is_none() {
        if !required {
            return;
        }
        body.insert(extension.urn.clone(), known.cloned().unwrap_or_else(|| json!({})));
        if let Some(Value::Array(schemas)) = member_mut(body, "schemas")
            && !schemas.iter().any(|urn| urn.as_str().is_some_and(|urn| extension.is_named(urn)))
        {
            schemas.push(json!(extension.urn));
        }
    }
    if let Some(Value::Object(members)) = member_mut(body, &extension.urn) {
        add_to(&extension.attributes, members, unique, known);
        // A required extension of which nothing is required must be there all the same.
        if required && members.is_empty() {
            let simple = extension.attributes.iter().find(|attribute| is_writable(attribute));
            if let Some(attribute) = simple
                && let Some(value) = plausible::value(attribute, unique)
            {
                members.insert(attribute.name.clone(), value);
            }
        }
    }
}

fn add_to(
    attributes: &[Attribute],
    body: &mut Map<String, Value>,
    unique: &str,
    known: Option<&Value>,
) {
    for attribute in attributes.iter().filter(|attribute| is_writable(attribute)) {
        let known = known.and_then(Value::as_object).and_then(|all| member(all, &attribute.name));
        match member_mut(body, &attribute.name) {
            Some(value) if attribute.kind == AttributeType::Complex => {
                complete(attribute, value, unique, known);
            }
            None if attribute.required => {
                let value = known.cloned().or_else(|| plausible::value(attribute, unique));
                if let Some(value) = value {
                    body.insert(attribute.name.clone(), value);
                }
            }
            Some(_) | None => {}
        }
    }
}

/// Adds required sub-attributes to the values that are there.
fn complete(attribute: &Attribute, value: &mut Value, unique: &str, known: Option<&Value>) {
    let elements = match value {
        Value::Array(elements) => elements.as_mut_slice(),
        other => std::slice::from_mut(other),
    };
    for element in elements {
        let Value::Object(members) = element else { continue };
        if members.is_empty() {
            continue;
        }
        for sub in attribute.sub_attributes.iter().filter(|sub| sub.required && is_writable(sub)) {
            if member(members, &sub.name).is_none() {
                let known = known.and_then(Value::as_object).and_then(|all| member(all, &sub.name));
                let made = || plausible::scalar(sub, &attribute.name, unique);
                members.insert(sub.name.clone(), known.cloned().unwrap_or_else(made));
            }
        }
    }
}

fn is_writable(attribute: &Attribute) -> bool {
    attribute.mutability != Mutability::ReadOnly
}

/// Takes away what no answer shows: write-only attributes, and those that are
/// returned on request or never. Passwords are never shown (RFC 7643 section 4.1.1).
pub(super) fn take_hidden(shape: Option<&ResourceDefinition>, body: &mut Map<String, Value>) {
    let is_hidden = |attribute: &Attribute| {
        attribute.mutability == Mutability::WriteOnly
            || matches!(attribute.returned, Returned::Never | Returned::Request)
    };
    body.retain(|name, value| {
        if name.eq_ignore_ascii_case("password") {
            return false;
        }
        let Some(shape) = shape else { return true };
        if let (Some(extension), Value::Object(members)) = (shape.extension(name), value) {
            members.retain(|name, _| !extension.attribute(name).is_some_and(is_hidden));
            return true;
        }
        !shape.schema.attribute(name).is_some_and(is_hidden)
    });
}

fn is_urn(name: &str) -> bool {
    name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
}

fn member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn member_mut<'a>(members: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Value> {
    members.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
