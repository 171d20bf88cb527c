//! Reading what a client sends into what is stored.
//!
//! Names are compared without case and stored as defined; what the definition
//! does not know is dropped; what a client may not set is ignored; values keep
//! their form, as Entra compares them with what it sent.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::error::ScimError;
use super::fault::Fault;
use super::rules::Rules;
use super::store::{Attributes, Kind};
use super::wrong::{stored, stored_in};
use crate::scim::attribute::{Attribute, AttributeType, Mutability};
use crate::scim::urn;

/// A member of a JSON object by its name, without case (RFC 7643 section 2.1).
pub(super) fn member_of<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    body.get(name).or_else(|| {
        body.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

/// Attributes that say nothing of their own: the server computes them from `value`.
fn is_computed(parent: &Attribute, name: &str) -> bool {
    matches!(parent.name.as_str(), "members" | "manager") && name == "$ref"
}

impl Rules<'_> {
    /// The body of a create or a replacement.
    pub(super) fn read_resource(&self, body: &Map<String, Value>) -> Result<Attributes, ScimError> {
        self.check_schemas(body)?;
        let mut attributes = Attributes::new();
        for (name, value) in body {
            // RFC 7643 section 3.1: id and meta of a client are ignored.
            if ["schemas", "id", "meta"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
                continue;
            }
            if let Some(extension) = self.extension(name) {
                let read = self.read_extension(extension, value)?;
                if !read.is_empty() {
                    attributes.insert(extension.to_owned(), read.into());
                }
            } else if let Some(attribute) = self.core_attribute(name) {
                if self.has(Fault::InputNamesCaseSensitive) && attribute.name != *name {
                    continue;
                }
                if attribute.mutability != Mutability::ReadOnly
                    && let Some(value) = self.read_value(attribute, value)?
                {
                    attributes.insert(attribute.name.clone(), value);
                }
            } else if self.has(Fault::UnknownAttributesStored) {
                attributes.insert(name.clone(), value.clone());
            }
        }
        Ok(attributes)
    }

    /// RFC 7643 section 3: `schemas` names at least the base schema. Others are
    /// tolerated, as Entra adds one of Microsoft's to groups.
    fn check_schemas(&self, body: &Map<String, Value>) -> Result<(), ScimError> {
        let base = match self.kind {
            Kind::User => urn::USER,
            Kind::Group => urn::GROUP,
        };
        let Some(Value::Array(schemas)) = member_of(body, "schemas") else {
            return Err(ScimError::invalid_syntax("schemas has to be an array"));
        };
        let named = schemas
            .iter()
            .any(|schema| schema.as_str().is_some_and(|schema| schema.eq_ignore_ascii_case(base)));
        if named { Ok(()) } else { Err(ScimError::invalid_syntax(format!("schemas lacks {base}"))) }
    }

    /// The members of an extension's object, under their defined names.
    pub(super) fn read_extension(
        &self,
        extension: &str,
        value: &Value,
    ) -> Result<Map<String, Value>, ScimError> {
        let mut read = Map::new();
        let values = match value {
            Value::Null => return Ok(read),
            Value::Object(values) => values,
            _ => return Err(ScimError::invalid_value(format!("{extension} is not an object"))),
        };
        for (name, value) in values {
            if let Some(attribute) = self.extension_attribute(extension, name)
                && attribute.mutability != Mutability::ReadOnly
                && let Some(value) = self.read_value(attribute, value)?
            {
                read.insert(attribute.name.clone(), value);
            }
        }
        Ok(read)
    }

    /// A value as it is stored; `None` if it unassigns the attribute (RFC 7643
    /// section 2.5).
    pub(super) fn read_value(
        &self,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Option<Value>, ScimError> {
        if value.is_null() {
            return Ok(None);
        }
        if attribute.name == "password"
            && !self.has(Fault::PasswordReturned)
            && !self.has(Fault::PasswordReturnedOnRequest)
            && !self.has(Fault::FilterPasswordProbe)
        {
            // Nobody signs in here, so that no password need be remembered.
            return match value {
                Value::String(_) => Ok(None),
                _ => Err(wrong_type(attribute, "a string")),
            };
        }
        if attribute.multi_valued {
            let elements = self.read_elements(attribute, value)?;
            return Ok((!elements.is_empty()).then(|| elements.into()));
        }
        self.read_single(attribute, value)
    }

    /// The elements of a multi-valued attribute, none of them twice.
    pub(super) fn read_elements(
        &self,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Vec<Value>, ScimError> {
        let given = match value {
            Value::Null => return Ok(Vec::new()),
            Value::String(text) if text.is_empty() && self.empty_unassigns() => {
                return Ok(Vec::new());
            }
            Value::Array(elements) => elements.as_slice(),
            _ if self.is_friendly() && !self.has(Fault::SingleMemberObjectRefused) => {
                std::slice::from_ref(value)
            }
            _ if self.has(Fault::TypesNotChecked) => return Ok(vec![value.clone()]),
            _ => return Err(wrong_type(attribute, "an array")),
        };
        let members = attribute.name == "members";
        let mut known: HashSet<String> = HashSet::new();
        let mut elements: Vec<Value> = Vec::new();
        for element in given {
            if members {
                self.refuse_member(element)?;
            }
            let Some(element) = self.read_single(attribute, element)? else { continue };
            // A member is who it is, whatever else is said about it.
            let is_new = match element.get("value").and_then(Value::as_str) {
                Some(id) if members => known.insert(id.to_owned()),
                _ => !elements.contains(&element),
            };
            if is_new {
                elements.push(element);
            }
        }
        let primaries =
            elements.iter().filter(|element| element.get("primary") == Some(&Value::Bool(true)));
        if primaries.count() > 1 && !self.has(Fault::PrimaryNotSwitched) {
            let name = &attribute.name;
            return Err(ScimError::invalid_value(format!("{name} has more than one primary")));
        }
        Ok(elements)
    }

    /// Faults that refuse a member which is right.
    fn refuse_member(&self, member: &Value) -> Result<(), ScimError> {
        let null_reference = member.get("$ref").is_some_and(Value::is_null);
        if (null_reference && self.has(Fault::NullRefRefused))
            || (member.get("display").is_none() && self.has(Fault::MemberDisplayRequired))
        {
            return Err(ScimError::invalid_value("the member is not complete"));
        }
        Ok(())
    }

    /// One value, or one element of a multi-valued attribute.
    pub(super) fn read_single(
        &self,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Option<Value>, ScimError> {
        match value {
            Value::Null => return Ok(None),
            Value::Array(values) if self.is_friendly() && !attribute.multi_valued => {
                // Old jobs of Entra send the manager as an array of one.
                if self.has(Fault::WrappedValueRefused)
                    || (attribute.name == "manager" && self.has(Fault::ManagerArrayRefused))
                {
                    return Err(wrong_type(attribute, "a single value"));
                }
                return match values.as_slice() {
                    [] => Ok(None),
                    [Value::Array(_), ..] | [_, _, ..] => {
                        Err(wrong_type(attribute, "a single value"))
                    }
                    [value] => self.read_single(attribute, value),
                };
            }
            _ => {}
        }
        if attribute.kind == AttributeType::Complex {
            return self.read_complex(attribute, value);
        }
        self.read_scalar(attribute, value)
    }

    fn read_complex(
        &self,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Option<Value>, ScimError> {
        let rebuilt;
        let values = match value {
            Value::Object(values) => values,
            Value::String(text)
                if attribute.name == "manager" && self.has(Fault::ManagerStringStored) =>
            {
                return Ok(Some(text.clone().into()));
            }
            // Entra sends a reference as its bare id.
            Value::String(text)
                if self.is_friendly() && attribute.sub_attribute("value").is_some() =>
            {
                if attribute.name == "manager" && self.has(Fault::ManagerStringRefused) {
                    return Err(wrong_type(attribute, "an object"));
                }
                if text.is_empty()
                    && !(attribute.name == "manager" && self.has(Fault::ManagerEmptyKept))
                {
                    return Ok(None);
                }
                rebuilt = Map::from_iter([("value".to_owned(), Value::from(text.clone()))]);
                &rebuilt
            }
            _ if self.has(Fault::TypesNotChecked) => return Ok(Some(value.clone())),
            _ => return Err(wrong_type(attribute, "an object")),
        };
        let unfolded = self.unfolded_role(attribute, values);
        let mut read = Map::new();
        for (name, value) in unfolded.as_ref().unwrap_or(values) {
            let name = self.role_member(attribute, name);
            let Some(sub) = attribute.sub_attribute(name) else { continue };
            let claimed = attribute.name == "manager" && self.has(Fault::ManagerNameStored);
            if (sub.mutability == Mutability::ReadOnly && !claimed)
                || is_computed(attribute, &sub.name)
            {
                continue;
            }
            if attribute.name == "manager"
                && self.has(Fault::ManagerEmptyKept)
                && value.as_str() == Some("")
            {
                read.insert(sub.name.clone(), "".into());
            } else if attribute.name == "manager" && self.is_friendly() && value == "" {
                // No resource has an empty id: Entra removes the manager so.
            } else if let Some(value) = self.read_value(sub, value)? {
                read.insert(sub.name.clone(), value);
            }
        }
        Ok((!read.is_empty()).then(|| read.into()))
    }

    /// A role as Entra sends it without the flag: JSON in a string under `value`.
    fn unfolded_role(
        &self,
        attribute: &Attribute,
        values: &Map<String, Value>,
    ) -> Option<Map<String, Value>> {
        if attribute.name != "roles" || !self.is_friendly() || self.has(Fault::RoleJsonStringKept) {
            return None;
        }
        let text = values.get("value")?.as_str()?.trim();
        let Ok(Value::Object(inner)) = serde_json::from_str(text) else { return None };
        let mut unfolded = values.clone();
        unfolded.remove("value");
        unfolded.extend(inner);
        Some(unfolded)
    }

    /// Entra names the display of a role `displayName`.
    fn role_member<'a>(&self, attribute: &Attribute, name: &'a str) -> &'a str {
        if attribute.name == "roles" && self.is_friendly() && name == "displayName" {
            "display"
        } else {
            name
        }
    }

    fn read_scalar(
        &self,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Option<Value>, ScimError> {
        let read = match (attribute.kind, value) {
            (AttributeType::Boolean, Value::String(text)) if self.is_friendly() => {
                return self.read_boolean_text(attribute, text);
            }
            (AttributeType::Boolean, Value::Bool(_))
            | (AttributeType::Decimal, Value::Number(_)) => value.clone(),
            (AttributeType::Integer, Value::Number(number)) if !number.is_f64() => value.clone(),
            (
                AttributeType::Boolean | AttributeType::Integer | AttributeType::Decimal,
                Value::String(text),
            ) if text.is_empty() && self.empty_unassigns() => {
                return Ok(None);
            }
            (AttributeType::DateTime, Value::String(text))
                if text.parse::<jiff::Timestamp>().is_ok() =>
            {
                value.clone()
            }
            (
                AttributeType::String | AttributeType::Reference | AttributeType::Binary,
                Value::String(text),
            ) => {
                // A required attribute keeps its "", which is refused as a whole later.
                if text.is_empty() && self.empty_unassigns() && !attribute.required {
                    return Ok(None);
                }
                self.of_its_kind(attribute, self.as_stored(text)?).into()
            }
            _ if self.has(Fault::TypesNotChecked) => value.clone(),
            (AttributeType::Boolean, _) => return Err(wrong_type(attribute, "a Boolean")),
            (AttributeType::Integer, _) => return Err(wrong_type(attribute, "an integer")),
            (AttributeType::Decimal, _) => return Err(wrong_type(attribute, "a number")),
            (AttributeType::DateTime, _) => return Err(wrong_type(attribute, "a dateTime")),
            _ => return Err(wrong_type(attribute, "a string")),
        };
        Ok(Some(read))
    }

    /// Entra's default mapping of `active` gives "True" and "False", and roles
    /// come with a primary of "True".
    fn read_boolean_text(
        &self,
        attribute: &Attribute,
        text: &str,
    ) -> Result<Option<Value>, ScimError> {
        if attribute.name == "active" {
            if self.has(Fault::ActiveStringStored) {
                return Ok(Some(text.into()));
            }
            if self.has(Fault::ActiveStringTruthy) {
                return Ok(Some(true.into()));
            }
        }
        if text.eq_ignore_ascii_case("true") {
            Ok(Some(true.into()))
        } else if text.eq_ignore_ascii_case("false") {
            Ok(Some(false.into()))
        } else if text.is_empty() && self.empty_unassigns() {
            Ok(None)
        } else if self.has(Fault::TypesNotChecked) {
            Ok(Some(text.into()))
        } else {
            Err(wrong_type(attribute, "a Boolean"))
        }
    }

    /// A text as this attribute stores it: as it is, but for faults.
    fn of_its_kind(&self, attribute: &Attribute, text: String) -> String {
        let faults = self.settings.faults.iter();
        faults.fold(text, |text, fault| stored_in(*fault, attribute, &text).unwrap_or(text))
    }

    /// A text as it is stored: as it was sent, but for faults.
    fn as_stored(&self, text: &str) -> Result<String, ScimError> {
        let mut text = text.to_owned();
        if self.has(Fault::EmojiRefused) && text.chars().any(|c| c.len_utf8() == 4) {
            return Err(ScimError::new(500, "internal error"));
        }
        if self.has(Fault::TextMangled) {
            text = text.bytes().map(char::from).collect();
        }
        if self.has(Fault::HtmlEntitiesStored) {
            text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        }
        if self.has(Fault::BlanksSquashed) {
            text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if self.has(Fault::LongTextCut) {
            text = text.chars().take(64).collect();
        }
        for fault in &self.settings.faults {
            text = stored(*fault, &text).unwrap_or(text);
        }
        Ok(text)
    }
}

fn wrong_type(attribute: &Attribute, wanted: &str) -> ScimError {
    ScimError::invalid_value(format!("{} has to be {wanted}", attribute.name))
}
