//! Schemas that differ: what the server says of its attributes, and keeps to.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::error::ScimError;
use super::super::rules::Rules;
use super::super::store::{Attributes, Kind, Resource};
use super::Variation;
use crate::scim::attribute::{Attribute, Mutability, Returned};
use crate::scim::definition::{ResourceDefinition, Schema};
use crate::scim::urn;

/// The URI of an extension that is the server's own.
const BADGE: &str = "urn:example:params:scim:schemas:extension:badge:2.0:User";

/// What a small server knows of users.
const SMALL: [&str; 6] = ["userName", "name", "active", "emails", "groups", "displayName"];

/// Changes the definitions of users and groups as the variations say.
pub(in crate::server) fn vary(
    variations: &BTreeSet<Variation>,
    users: &mut ResourceDefinition,
    groups: &mut ResourceDefinition,
) {
    for variation in variations {
        let of_users = &mut users.schema.attributes;
        match variation {
            Variation::FamilyNameRequired => {
                if let Some(name) = attribute(of_users, "name") {
                    name.required = true;
                    if let Some(family) = attribute(&mut name.sub_attributes, "familyName") {
                        family.required = true;
                    }
                }
            }
            Variation::EmailsRequired => {
                if let Some(emails) = attribute(of_users, "emails") {
                    emails.required = true;
                }
            }
            Variation::MembersOnRequest => {
                if let Some(members) = attribute(&mut groups.schema.attributes, "members") {
                    members.returned = Returned::Request;
                }
            }
            Variation::DisplayNameAsPrinted => {
                if let Some(name) = attribute(&mut groups.schema.attributes, "displayName") {
                    name.required = false;
                }
            }
            // Without groups nobody is in one.
            Variation::NoUserGroups | Variation::NoGroups => {
                of_users.retain(|attribute| attribute.name != "groups");
            }
            Variation::SmallUser => {
                of_users.retain(|attribute| SMALL.contains(&attribute.name.as_str()));
                users.extensions.clear();
            }
            Variation::NoEnterprise => {
                users.extensions.retain(|(schema, _)| !schema.is_named(urn::ENTERPRISE_USER));
            }
            Variation::EnterpriseRequired => {
                users.extensions.iter_mut().for_each(|(_, required)| *required = true);
            }
            Variation::OwnExtension => users.extensions.push((badge_schema(), false)),
            Variation::WorkOnly => {
                for one in of_users.iter_mut() {
                    if let Some(kind) = attribute(&mut one.sub_attributes, "type")
                        && !kind.canonical_values.is_empty()
                        && one.name != "groups"
                    {
                        kind.canonical_values = vec!["work".to_owned()];
                    }
                }
            }
            _ => {}
        }
    }
}

fn badge_schema() -> Schema {
    let read_only = |attribute: Attribute| attribute.mutability(Mutability::ReadOnly);
    Schema {
        urn: BADGE.to_owned(),
        name: "Badge".to_owned(),
        description: "The badge that the building prints".to_owned(),
        attributes: vec![
            read_only(
                Attribute::string("number", "What is printed on it").returned(Returned::Always),
            ),
            read_only(Attribute::boolean("valid", "Does it open doors?")),
        ],
    }
}

/// Shows what the server's own extension says of a user.
pub(in crate::server) fn show_badge(resource: &Resource, shown: &mut Map<String, Value>) {
    if resource.kind == Kind::User {
        shown.insert(BADGE.to_owned(), json!({ "number": "B-4711", "valid": true }));
        if let Some(Value::Array(schemas)) = shown.get_mut("schemas") {
            schemas.push(BADGE.into());
        }
    }
}

fn attribute<'a>(attributes: &'a mut [Attribute], name: &str) -> Option<&'a mut Attribute> {
    attributes.iter_mut().find(|attribute| attribute.name == name)
}

impl Rules<'_> {
    /// Are the attributes there that only a variation requires?
    pub(in crate::server) fn check_required(
        &self,
        attributes: &Attributes,
    ) -> Result<(), ScimError> {
        if self.kind == Kind::Group || self.settings.variations.is_empty() {
            return Ok(());
        }
        let missing = |attribute: &Attribute| {
            let value = attributes.get(&attribute.name);
            let lacks = |sub: &&Attribute| {
                sub.required && value.is_none_or(|value| value.get(&sub.name).is_none())
            };
            match value {
                None | Some(Value::Null) => true,
                Some(Value::Object(_)) => attribute.sub_attributes.iter().any(|sub| lacks(&sub)),
                Some(_) => false,
            }
        };
        let required = self.definition.schema.attributes.iter().filter(|it| it.required);
        match required.into_iter().find(|attribute| missing(attribute)) {
            Some(attribute) if attribute.name != "userName" => {
                Err(ScimError::invalid_value(format!("{} is required", attribute.name)))
            }
            _ => Ok(()),
        }
    }

    /// Values as a server may store them (RFC 7643 section 4.1.2 recommends it of
    /// some, and section 7 leaves the letter case of others to the server).
    pub(in crate::server) fn settle_differently(&self, attributes: &mut Attributes) {
        let mut lower = |name: &str, edit: &dyn Fn(&str) -> Option<String>| {
            if let Some(Value::String(text)) = attributes.get_mut(name)
                && let Some(other) = edit(text)
            {
                *text = other;
            }
        };
        if self.varies(Variation::UserNameLowerCased) {
            lower("userName", &|name| Some(name.to_lowercase()));
        }
        if self.kind == Kind::Group && self.varies(Variation::GroupNameLowerCased) {
            lower("displayName", &|name| Some(name.to_lowercase()));
        }
        if self.varies(Variation::PhonesAsUris) {
            each_value(attributes, "phoneNumbers", |number| {
                let digits = number.bytes().all(|byte| byte.is_ascii_digit());
                digits.then(|| format!("tel:+{number}"))
            });
        }
        if self.varies(Variation::EmailDomainLowerCased) {
            each_value(attributes, "emails", |address| {
                let (name, domain) = address.split_once('@')?;
                Some(format!("{name}@{}", domain.to_lowercase()))
            });
        }
    }
}

fn each_value(attributes: &mut Attributes, name: &str, edit: impl Fn(&str) -> Option<String>) {
    let elements = attributes.get_mut(name).and_then(Value::as_array_mut);
    for element in elements.into_iter().flatten() {
        if let Some(Value::String(text)) = element.get_mut("value")
            && let Some(other) = edit(text)
        {
            *text = other;
        }
    }
}
