//! A mapping made of what a server publishes: what an administrator would map
//! who maps everything.

use super::model::{Flow, MappedAttribute, Mapping, Source};
use super::{published, read};
use crate::scim::attribute::{Attribute, AttributeType, Mutability};
use crate::scim::capabilities::Capabilities;
use crate::scim::definition::ResourceDefinition;
use crate::suite::StatePath;

/// What Entra does not provision (use-scim-to-provision-users-and-groups lists
/// `entitlements`), cannot know, or writes in requests of its own making.
const LEFT_OUT: [&str; 7] =
    ["password", "groups", "entitlements", "roles", "x509Certificates", "photos", "ims"];

/// Of typed attributes, so many types are mapped.
const MOST_TYPES: usize = 3;

impl Mapping {
    /// The mapping of a server that publishes this; `None` if it publishes no users.
    #[must_use]
    pub fn discovered(capabilities: &Capabilities) -> Option<Self> {
        let types = published::resource_types(capabilities);
        let of = |name: &str| types.iter().find(|shape| shape.name.eq_ignore_ascii_case(name));
        Some(Self {
            name: "discover".to_owned(),
            title: "What the server publishes in /Schemas".to_owned(),
            user: attributes(of("User")?, "user"),
            group: of("Group").map(|group| attributes(group, "group")),
        })
    }
}

fn attributes(shape: &ResourceDefinition, key: &str) -> Vec<MappedAttribute> {
    let mut all = Vec::new();
    for attribute in &shape.schema.attributes {
        enter("", attribute, &mut all);
    }
    // No schema has to list it (RFC 7643 section 3.1).
    if !all.iter().any(|mapped| mapped.is_named("externalId")) {
        let external_id = Attribute::string("externalId", "");
        enter("", &external_id, &mut all);
    }
    for (extension, _) in &shape.extensions {
        for attribute in &extension.attributes {
            enter(&format!("{}:", extension.urn), attribute, &mut all);
        }
    }
    read::default_matching(&mut all, key);
    all
}

fn enter(prefix: &str, attribute: &Attribute, all: &mut Vec<MappedAttribute>) {
    // Attribute lists of Entra have no type for decimals.
    let left_out = LEFT_OUT.iter().any(|name| attribute.is_named(name))
        || attribute.kind == AttributeType::Decimal;
    if attribute.mutability == Mutability::ReadOnly || left_out {
        return;
    }
    let path = format!("{prefix}{}", attribute.name);
    let is_reference = attribute.is_named("manager") || attribute.is_named("members");
    if attribute.kind != AttributeType::Complex || is_reference {
        all.extend(mapped(&path, attribute, is_reference));
        return;
    }
    let texts = || {
        attribute.sub_attributes.iter().filter(|sub| {
            sub.mutability != Mutability::ReadOnly
                && matches!(sub.kind, AttributeType::String | AttributeType::Integer)
                && !["type", "display"].iter().any(|name| sub.is_named(name))
        })
    };
    if !attribute.multi_valued {
        for sub in texts() {
            all.extend(mapped(&format!("{path}.{}", sub.name), sub, false));
        }
        return;
    }
    let types = attribute.sub_attribute("type").map(|sub| sub.canonical_values.as_slice());
    let types: Vec<&str> = match types {
        None => return,
        Some([]) => vec!["work"],
        Some(listed) => listed.iter().take(MOST_TYPES).map(String::as_str).collect(),
    };
    for word in types {
        for sub in texts() {
            all.extend(mapped(&format!("{path}[type eq \"{word}\"].{}", sub.name), sub, false));
        }
    }
}

fn mapped(name: &str, attribute: &Attribute, is_reference: bool) -> Option<MappedAttribute> {
    Some(MappedAttribute {
        name: name.to_owned(),
        path: StatePath::parse(name).ok()?,
        kind: if is_reference { AttributeType::Reference } else { attribute.kind },
        multi_valued: attribute.multi_valued,
        required: attribute.required,
        mutability: attribute.mutability,
        filterable: false,
        matching: None,
        values: attribute.canonical_values.clone(),
        // What never changes is mapped so that it flows on creation alone.
        flow: Some(Flow {
            source: Source::Attribute(String::new()),
            create_only: attribute.mutability == Mutability::Immutable,
        }),
        create: None,
        update: None,
    })
}
