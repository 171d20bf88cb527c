//! What the gate compares, as expected values of the suite language.

use serde_json::{Map, Value, json};

use super::super::model::MappedAttribute;

/// How the gate compares a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// After an update through the provisioning service: in any letter case.
    AnyCase,
    /// After its own update: exactly, and of lists anywhere in their text.
    Exactly,
    /// Absent, null or an empty text.
    EmptyOrNull,
    /// Absent or null; of lists nothing is looked at.
    Null,
}

/// A matcher of a resource that has these values.
pub(super) fn resource(values: &[(&MappedAttribute, Value)], how: How) -> Value {
    let mut whole = Map::new();
    for (attribute, value) in values {
        enter(&mut whole, &attribute.name, value, how);
    }
    finish(&mut whole, how);
    Value::Object(whole)
}

fn enter(whole: &mut Map<String, Value>, name: &str, value: &Value, how: How) {
    if name.starts_with("urn:") {
        let (urn, attribute) = name.rsplit_once(':').unwrap_or((name, ""));
        set_inside(whole, urn, attribute, one(value, how));
    } else if let Some((owner, rest)) = name.split_once('[') {
        let sub = name.rsplit_once("].").map_or("value", |(_, sub)| sub);
        let kind = rest.strip_prefix("type eq \"").and_then(|rest| rest.split('"').next());
        match (how, kind) {
            (How::Null, _) | (How::EmptyOrNull, None) => {}
            (How::Exactly, _) => {
                let texts =
                    whole.entry(owner.to_owned()).or_insert_with(|| json!({ "@contains": [] }));
                if let Some(Value::Array(texts)) = texts.get_mut("@contains") {
                    texts.push(json!(as_text(value)));
                }
            }
            (How::AnyCase | How::EmptyOrNull, Some(kind)) => {
                let all = whole.entry(owner.to_owned()).or_insert_with(|| json!([]));
                if let Value::Array(all) = all {
                    all.push(json!({ "type": kind, "sub": sub, "value": one(value, how) }));
                }
            }
            // The gate finds nothing by such a name, so nothing is as expected.
            (How::AnyCase, None) => {
                let (owner, sub) = name.rsplit_once('.').unwrap_or((name, ""));
                set_inside(whole, owner, sub, one(value, how));
            }
        }
    } else if let Some((owner, sub)) = name.split_once('.') {
        set_inside(whole, owner, sub, one(value, how));
    } else {
        whole.insert(name.to_owned(), one(value, how));
    }
}

fn set_inside(whole: &mut Map<String, Value>, owner: &str, name: &str, value: Value) {
    let members = whole.entry(owner.to_owned()).or_insert_with(|| json!({}));
    if let Value::Object(members) = members {
        members.insert(name.to_owned(), value);
    }
}

/// The matcher of one value.
fn one(value: &Value, how: How) -> Value {
    match (how, value) {
        (How::EmptyOrNull, _) => json!({ "@one-of": [{ "@unset": true }, ""] }),
        (How::Null, _) => Value::Null,
        (How::AnyCase, Value::String(text)) => json!({ "@same": text }),
        (How::Exactly, Value::String(_)) => value.clone(),
        // As texts they are equal all the same.
        (_, other) => json!({ "@one-of": [other, other.to_string()] }),
    }
}

/// What was collected of lists becomes their matchers; what has to be gone may
/// be gone with all that is around it.
fn finish(whole: &mut Map<String, Value>, how: How) {
    for (_, matcher) in whole.iter_mut() {
        match matcher {
            Value::Array(all) => *matcher = list(all, how),
            Value::Object(members)
                if matches!(how, How::EmptyOrNull | How::Null)
                    && !members.keys().any(|key| key.starts_with('@')) =>
            {
                *matcher = json!({ "@optional": members.clone() });
            }
            _ => {}
        }
    }
}

/// Elements of a type have values; with [`How::AnyCase`] there is one of each type.
fn list(all: &[Value], how: How) -> Value {
    let conditions: Vec<Value> = all
        .iter()
        .map(|entry| {
            let sub = entry["sub"].as_str().unwrap_or_default();
            json!({ "@one-of": [
                { "type": { "@not": { "@same": entry["type"] } } },
                { (sub): entry["value"] },
            ] })
        })
        .collect();
    let each = conditions.into_iter().rev().fold(Value::Null, |rest, condition| {
        if rest.is_null() {
            return condition;
        }
        let mut both = condition;
        both["@not"] = json!({ "@not": rest });
        both
    });
    let mut matcher = json!({ "@each": each });
    if how == How::AnyCase {
        let mut types: Vec<&Value> = Vec::new();
        for entry in all {
            if !types.contains(&&entry["type"]) {
                types.push(&entry["type"]);
            }
        }
        let wanted: Vec<Value> =
            types.into_iter().map(|kind| json!({ "type": { "@same": kind } })).collect();
        matcher["@has"] = json!(wanted);
        return matcher;
    }
    json!({ "@optional": matcher })
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
