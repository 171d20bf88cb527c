//! What the names in a filter stand for, in a resource and within brackets.

use serde_json::Value;

use crate::scim::attribute::{Attribute, AttributeType};
use crate::scim::definition::{ResourceDefinition, Target};
use crate::scim::path::AttributePath;
use crate::scim::value;

/// What the names of a filter are names of.
#[derive(Clone, Copy)]
pub(super) enum Attributes<'a> {
    /// The attributes of a resource.
    OfResource(&'a ResourceDefinition),
    /// The sub-attributes of one value of that attribute.
    OfValue(&'a Attribute),
}

impl<'a> Attributes<'a> {
    /// What a name names.
    pub(super) fn resolve(self, path: &AttributePath) -> Option<Target<'a>> {
        match self {
            Self::OfResource(definition) => definition.resolve(path),
            Self::OfValue(_) if path.schema.is_some() || path.sub_attribute.is_some() => None,
            Self::OfValue(attribute) => {
                let is_itself = attribute.kind != AttributeType::Complex
                    && path.attribute.eq_ignore_ascii_case("value");
                let attribute =
                    if is_itself { attribute } else { attribute.sub_attribute(&path.attribute)? };
                Some(Target::Attribute { extension: None, attribute, sub_attribute: None })
            }
        }
    }

    /// The values of what a name names, in a resource or in one value.
    pub(super) fn values<'v>(self, holder: &'v Value, target: Target<'a>) -> Vec<&'v Value> {
        match self {
            Self::OfValue(attribute) if attribute.kind != AttributeType::Complex => vec![holder],
            _ => value::values(holder, target),
        }
    }
}

/// The attribute that a comparison is about: of a complex one its `value`, if it has one.
pub(super) fn compared(attribute: &Attribute) -> Option<&Attribute> {
    match attribute.kind {
        AttributeType::Complex => attribute.sub_attribute("value"),
        _ => Some(attribute),
    }
}
