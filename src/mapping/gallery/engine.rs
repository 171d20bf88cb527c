//! What Entra's provisioning service sends while the gate runs: its users come
//! from the gate's parameters, through the mapping of the app.

use serde_json::{Map, Value, json};

use super::super::model::{MappedAttribute, Mapping, Source};
use super::super::requests::{Dialect, operations, place};
use super::Gallery;
use super::direct::{is_of_one, usual};
use crate::scim::attribute::{AttributeType, Mutability};
use crate::scim::urn;

/// Whom a body is of: the key of the row that has the name, such as `{{row.user}}`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whom(pub(super) &'static str);

/// Whose values an attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The user of most tests.
    New,
    /// The user of the test that updates: before.
    Before,
    /// The user of the test that updates: afterwards.
    After,
    /// A user whose addresses and numbers nobody else has; the gate has none.
    Own,
}

/// The gate's names for Entra's attributes (`attributeTransforms`).
const TRANSFORMS: [(&str, &str); 6] = [
    ("IsSoftDeleted", "accountEnabled"),
    ("facsimileTelephoneNumber", "faxNumber"),
    ("mobile", "mobilePhone"),
    ("objectId", "id"),
    ("physicalDeliveryOfficeName", "officeLocation"),
    ("telephoneNumber", "businessPhones"),
];

/// Sources whose targets the update test does not compare.
const NOT_COMPARED: [&str; 4] = ["id", "accountEnabled", "manager", "appRoleAssignments"];

impl Gallery<'_> {
    /// The body of a create.
    pub(super) fn engine_user(&self, whom: Whom, state: State) -> Value {
        let mut body = Map::new();
        let mut schemas = vec![json!(urn::USER)];
        for attribute in self.mapping.user.iter().filter(|known| is_sent(known)) {
            if let Some(extension) = &attribute.path.schema
                && !schemas.contains(&json!(extension))
            {
                schemas.push(json!(extension));
            }
            let value = self.engine_value(attribute, whom, state);
            let is_list = attribute.multi_valued && attribute.path.element.is_none();
            place(&mut body, &attribute.path, if is_list { json!([value]) } else { value });
        }
        body.insert("schemas".to_owned(), Value::Array(schemas));
        body.insert("meta".to_owned(), json!({ "resourceType": "User" }));
        Value::Object(body)
    }

    /// The body of a create of the group that the row names.
    pub(super) fn engine_group(&self) -> Value {
        let mut body = Map::new();
        for attribute in self.mapping.attributes("Group").iter().filter(|known| is_sent(known)) {
            let value = match source_name(attribute).as_str() {
                _ if attribute.is_named("displayName") => json!("{{row.group}}"),
                _ if attribute.is_named("externalId") => json!("{{random}}"),
                "id" => json!("{{random}}"),
                "description" => json!("Default test group for provisioning validation"),
                "mailEnabled" => json!(false),
                "securityEnabled" => json!(true),
                "visibility" => json!("Private"),
                _ => by_type(attribute, "Test"),
            };
            place(&mut body, &attribute.path, value);
        }
        body.insert("schemas".to_owned(), json!([urn::GROUP]));
        body.insert("meta".to_owned(), json!({ "resourceType": "Group" }));
        Value::Object(body)
    }

    /// The operations by which a user becomes what the update makes of them.
    pub(super) fn engine_update(&self, dialect: Dialect) -> Vec<Value> {
        let whom = Whom("user");
        let changes: Vec<(&str, Value)> = self
            .mapping
            .user
            .iter()
            .filter(|known| is_sent(known) && !known.is_named("active") && is_updated(known))
            .filter(|known| known.mutability == Mutability::ReadWrite)
            .map(|known| (known, self.engine_value(known, whom, State::After)))
            .filter(|(known, after)| self.engine_value(known, whom, State::Before) != *after)
            .map(|(known, after)| (known.name.as_str(), after))
            .collect();
        operations(&changes, dialect)
    }

    /// What the gate compares after an update: names and values.
    pub(super) fn compared(&self) -> Vec<(&MappedAttribute, Value)> {
        self.mapping
            .user
            .iter()
            .filter(|known| known.is_mapped() && !known.is_reference() && is_updated(known))
            .filter(|known| !NOT_COMPARED.contains(&source_name(known).as_str()))
            .map(|known| (known, self.engine_value(known, Whom("user"), State::After)))
            .collect()
    }

    /// The filter by which the provisioning service looks for the user.
    pub(super) fn matching_filter(&self, whom: Whom, state: State) -> Value {
        let matching = self.mapping.matching("User");
        let first = matching.iter().find_map(|attribute| {
            let value = self.engine_value(attribute, whom, state);
            Some(format!("{} eq {}", attribute.name, Value::from(value.as_str()?)))
        });
        json!(first.unwrap_or_else(|| format!("userName eq \"{}\"", self.user_name(whom))))
    }

    /// The name of the user.
    pub(super) fn user_name(&self, Whom(row): Whom) -> String {
        format!("{{{{row.{row}}}}}@{}", self.parameters.domain)
    }

    /// The value that flows into an attribute.
    pub(super) fn engine_value(
        &self,
        attribute: &MappedAttribute,
        whom: Whom,
        state: State,
    ) -> Value {
        if state == State::Own
            && let Some(own) = self.own_value(attribute, whom)
        {
            return own;
        }
        let one = |name: &str| self.property(attribute, name, whom, state);
        match attribute.flow.as_ref().map(|flow| &flow.source) {
            Some(Source::Constant(text)) => json!(text),
            Some(Source::Function { name, .. }) if name == "Not" => json!(true),
            Some(Source::Function { .. }) if attribute.is_named("active") => json!(true),
            Some(Source::Function { name, uses, text }) => {
                let values: Vec<String> = uses.iter().map(|name| as_text(&one(name))).collect();
                match name.as_str() {
                    "Join" => json!(values.join(&separator(text))),
                    "ToLower" => json!(values.first().map(|text| text.to_lowercase())),
                    "ToUpper" => json!(values.first().map(|text| text.to_uppercase())),
                    // What else there is cannot be worked out here, nor by the gate.
                    _ => uses.first().map_or_else(|| by_type(attribute, "Test"), |name| one(name)),
                }
            }
            Some(Source::Attribute(_)) if !source_name(attribute).is_empty() => {
                one(&source_name(attribute))
            }
            _ => by_type(attribute, if state == State::After { "Updated" } else { "Test" }),
        }
    }

    /// A value that nobody else has, where the gate gives all users the same one.
    fn own_value(&self, attribute: &MappedAttribute, Whom(row): Whom) -> Option<Value> {
        let name = format!("{{{{row.{row}}}}}");
        let lower = attribute.name.to_ascii_lowercase();
        let source = source_name(attribute);
        if attribute.kind != AttributeType::String
            || ["userPrincipalName", "mail", "mailNickname", "displayName"].contains(&&*source)
        {
            return None;
        }
        let said = self.engine_value(attribute, Whom(row), State::New);
        let is_said = said != by_type(attribute, "Test");
        if is_of_one(&lower) {
            return Some(json!(usual(&lower, &name, &self.parameters.domain)));
        }
        (!is_said && attribute.values.is_empty())
            .then(|| json!(format!("{}{name}", as_text(&said))))
    }

    /// The value of one of Entra's attributes.
    fn property(
        &self,
        attribute: &MappedAttribute,
        source: &str,
        whom @ Whom(row): Whom,
        state: State,
    ) -> Value {
        let domain = &self.parameters.domain;
        let name = transformed(source);
        let person = self.parameters.people.get(usize::from(state == State::After));
        let of_person = || {
            let found = name.split('.').try_fold(None::<&Value>, |inside, key| {
                let next = match inside {
                    None => person?.get(key),
                    Some(value) => value.get(key),
                };
                next.map(Some)
            });
            let first = match found.flatten() {
                Some(Value::Array(elements)) => elements.first().cloned(),
                found => found.cloned(),
            };
            first.filter(|value| *value != json!(""))
        };
        match (name, state) {
            ("userPrincipalName" | "mail", State::After) => {
                json!(format!("updated-{}", self.user_name(whom)))
            }
            ("userPrincipalName", _) | ("displayName", State::New | State::Own) => {
                json!(self.user_name(whom))
            }
            ("mail", _) => json!(format!("{{{{row.{row}}}}}m@{domain}")),
            ("mailNickname", State::New | State::Own) => json!(format!("{{{{row.{row}}}}}")),
            // Of both dialects one each, so the bare nickname would be there twice.
            ("mailNickname", State::Before) => {
                json!(format!(
                    "{}-{{{{row.{row}}}}}",
                    of_person().map_or_else(String::new, |v| as_text(&v))
                ))
            }
            ("mailNickname", State::After) => json!(format!("updated{{{{row.{row}}}}}")),
            ("accountEnabled", _) => json!(true),
            _ => of_person().unwrap_or_else(|| {
                by_type(attribute, if state == State::After { "Updated" } else { "Test" })
            }),
        }
    }
}

/// The value of an attribute of which nothing is known but its type.
fn by_type(attribute: &MappedAttribute, word: &str) -> Value {
    if let Some(first) = attribute.values.first() {
        return json!(first);
    }
    match attribute.kind {
        AttributeType::Boolean => json!(true),
        AttributeType::DateTime => json!("2026-01-01T00:00:00Z"),
        AttributeType::Integer => json!(1),
        AttributeType::Binary => json!("dGVzdA=="),
        _ => json!(format!("{word}{{{{run}}}}")),
    }
}

/// What the gate calls the first attribute that a target comes from.
pub(super) fn source_name(attribute: &MappedAttribute) -> String {
    let name = match attribute.flow.as_ref().map(|flow| &flow.source) {
        Some(Source::Attribute(name)) if name.is_empty() => usual_source(attribute),
        Some(Source::Attribute(name)) => name.as_str(),
        Some(Source::Function { uses, .. }) => uses.first().map_or("", String::as_str),
        Some(Source::Constant(_)) | None => "",
    };
    transformed(name).to_owned()
}

/// Where the value comes from in most apps, if a mapping does not say.
fn usual_source(attribute: &MappedAttribute) -> &'static str {
    match attribute.path.attribute.to_ascii_lowercase().as_str() {
        "username" => "userPrincipalName",
        "externalid" => "mailNickname",
        "displayname" => "displayName",
        "emails" if attribute.name.ends_with("].value") => "mail",
        _ => "",
    }
}

fn transformed(source: &str) -> &str {
    TRANSFORMS.iter().find(|(from, _)| *from == source).map_or(source, |(_, to)| to)
}

fn is_sent(attribute: &MappedAttribute) -> bool {
    attribute.is_mapped()
        && !attribute.is_reference()
        && attribute.mutability != Mutability::ReadOnly
        && !attribute.path.attribute.eq_ignore_ascii_case("roles")
}

fn is_updated(attribute: &MappedAttribute) -> bool {
    attribute.flow.as_ref().is_some_and(|flow| !flow.create_only)
}

/// The first text in quotes: of `Join(" ", …)` the blank.
fn separator(expression: &str) -> String {
    expression.split('"').nth(1).unwrap_or_default().to_owned()
}

pub(super) fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The attribute into which the manager flows.
pub(super) fn manager(mapping: &Mapping) -> Option<&str> {
    let is_it = |known: &&MappedAttribute| {
        known.is_mapped() && known.name.to_ascii_lowercase().contains("manager")
    };
    mapping.user.iter().find(is_it).map(|known| known.name.as_str())
}
