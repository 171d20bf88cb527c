//! What Entra sends for a mapping: bodies of creates and operations of updates,
//! in both dialects. All are templates in `{{uniq}}`.

use serde_json::{Map, Value, json};

use super::model::{MappedAttribute, Mapping};
use super::values::{Phase, value};
use crate::scim::attribute::Mutability;
use crate::scim::urn;
use crate::suite::StatePath;

/// How Entra writes PATCH requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Without the flag: one operation for each attribute, `Replace`, Booleans as text.
    Legacy,
    /// With `aadOptscim062020`: single-valued attributes in one value without path.
    Flagged,
}

impl Dialect {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Legacy, Self::Flagged];

    /// Its name in rows: `legacy`, `flagged`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::Flagged => "flagged",
        }
    }

    /// Where the flag stands, as `transport` says it.
    #[must_use]
    pub const fn flag(self) -> &'static str {
        match self {
            Self::Legacy => "none",
            Self::Flagged => "first",
        }
    }
}

impl Mapping {
    /// The body with which Entra creates a resource of this type. References
    /// (manager, members) follow in requests of their own.
    #[must_use]
    pub fn create(&self, resource_type: &str) -> Value {
        let group = resource_type.eq_ignore_ascii_case("Group");
        let core = if group { urn::GROUP } else { urn::USER };
        let mut schemas = vec![json!(core)];
        let mut body = Map::new();
        for attribute in self.attributes(resource_type).iter().filter(|a| is_sent_on_create(a)) {
            if let Some(extension) = &attribute.path.schema
                && !schemas.contains(&json!(extension))
            {
                schemas.push(json!(extension));
            }
            place(&mut body, &attribute.path, value(attribute, Phase::Create));
        }
        body.insert("schemas".to_owned(), Value::Array(schemas));
        body.insert(
            "meta".to_owned(),
            json!({ "resourceType": if group { "Group" } else { "User" } }),
        );
        Value::Object(body)
    }

    /// The attributes that an update changes, with the values that they have after it.
    #[must_use]
    pub fn updates(&self, resource_type: &str) -> Vec<(&MappedAttribute, Value)> {
        self.attributes(resource_type)
            .iter()
            .filter(|attribute| is_updatable(attribute))
            .map(|attribute| (attribute, value(attribute, Phase::Update)))
            .collect()
    }
}

/// The value that a create gives an attribute.
pub(super) fn created_value(attribute: &MappedAttribute) -> Value {
    value(attribute, Phase::Create)
}

/// The operations that set these attributes, as Entra writes them
/// (application-provisioning-config-problem-scim-compatibility).
#[must_use]
pub fn operations(changes: &[(&str, Value)], dialect: Dialect) -> Vec<Value> {
    match dialect {
        Dialect::Legacy => changes
            .iter()
            .map(|(path, value)| json!({ "op": "Replace", "path": path, "value": legacy(value) }))
            .collect(),
        Dialect::Flagged => {
            let (filtered, plain): (Vec<_>, Vec<_>) =
                changes.iter().partition(|(path, _)| path.contains('['));
            let mut operations: Vec<Value> = filtered
                .into_iter()
                .map(|(path, value)| json!({ "op": "replace", "path": path, "value": value }))
                .collect();
            if !plain.is_empty() {
                let merged: Map<String, Value> = plain
                    .into_iter()
                    .map(|(path, value)| ((*path).to_owned(), value.clone()))
                    .collect();
                operations.push(json!({ "op": "replace", "value": merged }));
            }
            operations
        }
    }
}

/// Without the flag, Booleans are words.
fn legacy(value: &Value) -> Value {
    match value {
        Value::Bool(true) => json!("True"),
        Value::Bool(false) => json!("False"),
        other => other.clone(),
    }
}

fn is_sent_on_create(attribute: &MappedAttribute) -> bool {
    attribute.is_mapped()
        && !attribute.is_reference()
        && attribute.mutability != Mutability::ReadOnly
        && !is_by_primary(&attribute.path)
}

fn is_updatable(attribute: &MappedAttribute) -> bool {
    attribute.flow.as_ref().is_some_and(|flow| !flow.create_only)
        && !attribute.is_reference()
        && attribute.mutability == Mutability::ReadWrite
        && !attribute.is_named("active")
        && !is_by_primary(&attribute.path)
        && value(attribute, Phase::Create) != value(attribute, Phase::Update)
}

/// Roles are addressed by `roles[primary eq "True"]`; their shapes are a suite of their own.
pub(super) fn is_by_primary(path: &StatePath) -> bool {
    path.element.as_ref().is_some_and(|(name, _)| !name.eq_ignore_ascii_case("type"))
        || path.attribute.eq_ignore_ascii_case("roles")
}

/// Puts a value where a path says, and what lies around it.
pub(super) fn place(body: &mut Map<String, Value>, path: &StatePath, value: Value) {
    let owner = match &path.schema {
        None => body,
        Some(urn) => {
            let extension = body.entry(urn.clone()).or_insert_with(|| json!({}));
            match extension {
                Value::Object(members) => members,
                _ => return,
            }
        }
    };
    match (&path.element, &path.sub_attribute) {
        (None, None) => {
            owner.insert(path.attribute.clone(), value);
        }
        (None, Some(sub)) => {
            let complex = owner.entry(path.attribute.clone()).or_insert_with(|| json!({}));
            if let Value::Object(members) = complex {
                members.insert(sub.clone(), value);
            }
        }
        (Some((name, word)), sub) => {
            let list = owner.entry(path.attribute.clone()).or_insert_with(|| json!([]));
            let Value::Array(elements) = list else { return };
            let found = elements.iter().position(|element| element.get(name) == Some(&json!(word)));
            let found = found.unwrap_or_else(|| {
                // The first of a list is the primary one (the validator's bodies).
                elements.push(if elements.is_empty() {
                    json!({ name: word, "primary": true })
                } else {
                    json!({ name: word })
                });
                elements.len() - 1
            });
            if let Some(Value::Object(members)) = elements.get_mut(found) {
                members.insert(sub.clone().unwrap_or_else(|| "value".to_owned()), value);
            }
        }
    }
}
