//! A mapping after reading: what Entra's attribute-mapping page says about one app.

use std::fmt;

use serde_json::Value;

use crate::scim::attribute::{Attribute, AttributeType, Mutability};
use crate::scim::definition::{ResourceDefinition, Schema};
use crate::scim::{standard, urn};
use crate::suite::StatePath;

/// A target as Entra knows it: its attributes, and what flows into them.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// Its name, as people type it: `zero`, or that of the file.
    pub name: String,
    /// What app it is of, in one line.
    pub title: String,
    /// The attributes of users, in the order of the mapping.
    pub user: Vec<MappedAttribute>,
    /// The attributes of groups; `None` if groups are not provisioned.
    pub group: Option<Vec<MappedAttribute>>,
}

/// One row of the attribute list.
#[derive(Clone, Debug, PartialEq)]
pub struct MappedAttribute {
    /// The target attribute as it is written: `phoneNumbers[type eq "work"].value`.
    pub name: String,
    /// The same, taken apart.
    pub path: StatePath,
    /// The type of one value; never complex.
    pub kind: AttributeType,
    /// Does it hold a list?
    pub multi_valued: bool,
    /// Must every resource have it?
    pub required: bool,
    /// Who may write it.
    pub mutability: Mutability,
    /// Can the target search for it with `eq`?
    pub filterable: bool,
    /// Its matching precedence, from 1; `None` if Entra does not match by it.
    pub matching: Option<u32>,
    /// The values that the target allows; empty if any.
    pub values: Vec<String>,
    /// What flows into it; `None` if it is only listed.
    pub flow: Option<Flow>,
    /// The value that a create sends in place of the usual one.
    pub create: Option<Value>,
    /// The value that an update sends in place of the usual one.
    pub update: Option<Value>,
}

/// What flows into a target attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Where the value comes from.
    pub source: Source,
    /// Only when the resource is created (`ObjectAddOnly`), so that no update has it.
    pub create_only: bool,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An attribute of Entra: `jobTitle`.
    Attribute(String),
    /// A constant.
    Constant(String),
    /// An expression: the function's name, the attributes that it uses, the text.
    Function {
        /// `Switch`, `Join`, …
        name: String,
        /// Attributes of Entra that it uses, in order.
        uses: Vec<String>,
        /// The expression as Entra shows it.
        text: String,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => formatter.write_str(name),
            Self::Constant(value) => write!(formatter, "\"{value}\""),
            Self::Function { text, .. } => formatter.write_str(text),
        }
    }
}

impl MappedAttribute {
    /// Is it written by Entra, and not only listed?
    #[must_use]
    pub fn is_mapped(&self) -> bool {
        self.flow.is_some()
    }

    /// Does it refer to another resource, so that it goes into a request of its own?
    #[must_use]
    pub fn is_reference(&self) -> bool {
        self.kind == AttributeType::Reference
    }

    /// Is this its name, without case?
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

impl Mapping {
    /// The attributes of `User` or `Group`.
    #[must_use]
    pub fn attributes(&self, resource_type: &str) -> &[MappedAttribute] {
        if resource_type.eq_ignore_ascii_case("Group") {
            self.group.as_deref().unwrap_or_default()
        } else {
            &self.user
        }
    }

    /// The attributes by which a resource is matched, in their precedence.
    #[must_use]
    pub fn matching(&self, resource_type: &str) -> Vec<&MappedAttribute> {
        let mut found: Vec<&MappedAttribute> = self
            .attributes(resource_type)
            .iter()
            .filter(|attribute| attribute.matching.is_some())
            .collect();
        found.sort_by_key(|attribute| attribute.matching);
        found
    }

    /// The resource types as this mapping knows them.
    pub(super) fn resource_types(&self) -> Vec<ResourceDefinition> {
        let mut types = vec![shape("User", "/Users", urn::USER, &self.user)];
        types.extend(self.group.iter().map(|group| shape("Group", "/Groups", urn::GROUP, group)));
        types
    }
}

/// The attribute list as a resource type, of which only what is listed exists.
fn shape(name: &str, endpoint: &str, core: &str, listed: &[MappedAttribute]) -> ResourceDefinition {
    let new_schema = |urn: &str| Schema {
        urn: urn.to_owned(),
        name: String::new(),
        description: String::new(),
        attributes: Vec::new(),
    };
    let mut schema = new_schema(core);
    let mut extensions: Vec<(Schema, bool)> = Vec::new();
    for mapped in listed {
        let owner = match &mapped.path.schema {
            None => &mut schema,
            Some(urn) => {
                let place = extensions.iter().position(|(known, _)| known.is_named(urn));
                let place = place.unwrap_or_else(|| {
                    extensions.push((new_schema(urn), false));
                    extensions.len() - 1
                });
                &mut extensions[place].0
            }
        };
        enter(owner, mapped);
    }
    ResourceDefinition {
        name: name.to_owned(),
        description: String::new(),
        endpoint: endpoint.to_owned(),
        common: standard::common(),
        schema,
        extensions,
    }
}

fn enter(schema: &mut Schema, mapped: &MappedAttribute) {
    let path = &mapped.path;
    let known = schema.attributes.iter().position(|known| known.is_named(&path.attribute));
    let place = known.unwrap_or_else(|| {
        let kind = if path.sub_attribute.is_some() || path.element.is_some() || is_object(mapped) {
            AttributeType::Complex
        } else {
            mapped.kind
        };
        let mut attribute = Attribute::new(kind, &path.attribute, "");
        attribute.multi_valued = mapped.multi_valued || path.element.is_some();
        attribute.mutability = mapped.mutability;
        schema.attributes.push(attribute);
        schema.attributes.len() - 1
    });
    let attribute = &mut schema.attributes[place];
    attribute.required |= mapped.required;
    let mut allow = |name: &str, canonical: Option<&str>, like: Option<&MappedAttribute>| {
        let place = attribute.sub_attributes.iter().position(|sub| sub.is_named(name));
        let place = place.unwrap_or_else(|| {
            let kind = like.map_or(AttributeType::String, |like| like.kind);
            attribute.sub_attributes.push(Attribute::new(kind, name, ""));
            attribute.sub_attributes.len() - 1
        });
        let sub = &mut attribute.sub_attributes[place];
        sub.canonical_values.extend(canonical.map(str::to_owned));
        if let Some(like) = like {
            sub.required |= like.required;
            sub.canonical_values.extend(like.values.iter().cloned());
        }
    };
    if let Some((name, value)) = &path.element {
        // Roles are addressed by `primary`; every element may have a type then.
        allow(name, (name == "type").then_some(value.as_str()), None);
        allow("primary", None, None);
    }
    match &path.sub_attribute {
        Some(sub) => allow(sub, None, Some(mapped)),
        None if !is_object(mapped) => {
            attribute.canonical_values.extend(mapped.values.iter().cloned());
        }
        None => {}
    }
}

/// Attributes of the standard schemas that are objects although the mapping
/// names them without a sub-attribute: `manager`, `members`, `roles`.
fn is_object(mapped: &MappedAttribute) -> bool {
    let name = &mapped.path.attribute;
    let standard = |definition: &ResourceDefinition| {
        let mut own = definition.schemas().filter_map(|schema| schema.attribute(name));
        own.any(|attribute| attribute.kind == AttributeType::Complex)
    };
    mapped.path.sub_attribute.is_none()
        && (mapped.is_reference() || standard(&standard::user()) || standard(&standard::group()))
}
