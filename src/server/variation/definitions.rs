//! Schemas that differ: what the server says of its attributes, and keeps to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::error::ScimError;
use super::super::rules::Rules;
use super::super::store::{Attributes, Kind};
use super::Variation;
use crate::scim::attribute::{Attribute, Returned};
use crate::scim::definition::ResourceDefinition;

/// Changes the definitions of users and groups as the variations say.
pub(in crate::server) fn vary(
    variations: &BTreeSet<Variation>,
    users: &mut ResourceDefinition,
    groups: &mut ResourceDefinition,
) {
    for variation in variations {
        match variation {
            Variation::FamilyNameRequired => {
                if let Some(name) = attribute(&mut users.schema.attributes, "name") {
                    name.required = true;
                    if let Some(family) = attribute(&mut name.sub_attributes, "familyName") {
                        family.required = true;
                    }
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
            _ => {}
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
}
