//! Some attribute of the target, whichever has given characteristics, with
//! values for it: what is true of immutable attributes or of integers is tried
//! on whatever the target has.

use serde_json::{Map, Value, json};

use super::requests::place;
use super::target::Target;
use crate::scim::attribute::{Attribute, AttributeType, Mutability, Returned};
use crate::scim::definition::ResourceDefinition;
use crate::suite::StatePath;

/// An attribute that was looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct AnyAttribute {
    /// Its path, with the URN of its extension: `urn:…:User:badge`.
    pub path: String,
    /// Three values of its type, in ascending order.
    pub values: [Value; 3],
}

impl Target {
    /// The first single simple attribute of a resource type that a client can
    /// write and read and that has all these characteristics. `unique` is a text
    /// that nobody else has.
    #[must_use]
    pub fn any(
        &self,
        resource_type: &str,
        wanted: &[(String, String)],
        unique: &str,
    ) -> Option<AnyAttribute> {
        let shape =
            self.published.iter().find(|shape| shape.name.eq_ignore_ascii_case(resource_type))?;
        let core = shape.schema.attributes.iter().map(|attribute| (None, attribute));
        let extensions = shape.extensions.iter().flat_map(|(schema, _)| {
            schema.attributes.iter().map(|attribute| (Some(schema.urn.as_str()), attribute))
        });
        core.chain(extensions).find_map(|(schema, attribute)| {
            let path = match schema {
                Some(urn) => format!("{urn}:{}", attribute.name),
                None => attribute.name.clone(),
            };
            let is_sent = self.mapped.is_none()
                || self.lacks(resource_type, &StatePath::parse(&path).ok()?).is_none();
            if !is_sent || !is_usable(attribute) || !has_all(attribute, wanted) {
                return None;
            }
            Some(AnyAttribute { values: values(attribute, unique)?, path })
        })
    }
}

fn is_usable(attribute: &Attribute) -> bool {
    !attribute.multi_valued
        && !attribute.required
        && attribute.kind != AttributeType::Complex
        && attribute.returned != Returned::Never
        && !matches!(attribute.mutability, Mutability::ReadOnly | Mutability::WriteOnly)
}

fn has_all(attribute: &Attribute, wanted: &[(String, String)]) -> bool {
    let published = attribute.to_json();
    wanted.iter().all(|(name, word)| {
        let value = published.get(name);
        let said = match value {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => return false,
        };
        said.eq_ignore_ascii_case(word)
    })
}

/// Three values; `None` if there are not so many.
fn values(attribute: &Attribute, unique: &str) -> Option<[Value; 3]> {
    if !attribute.canonical_values.is_empty() {
        let mut canonical = attribute.canonical_values.clone();
        canonical.sort();
        canonical.dedup();
        let [one, two, three, ..] = canonical.as_slice() else { return None };
        return Some([json!(one), json!(two), json!(three)]);
    }
    Some(match attribute.kind {
        // As texts these would stand in another order.
        AttributeType::Integer => [json!(9), json!(10), json!(100)],
        AttributeType::Decimal => [json!(9.5), json!(10.25), json!(100.5)],
        AttributeType::DateTime => [
            json!("2024-05-13T04:42:34Z"),
            json!("2025-05-13T04:42:34Z"),
            json!("2026-05-13T04:42:34Z"),
        ],
        AttributeType::Binary => [json!("QUJD"), json!("YWJj"), json!("eHl6")],
        AttributeType::Reference => {
            ["a", "b", "c"].map(|letter| json!(format!("https://example.com/{unique}/{letter}")))
        }
        AttributeType::String => ["a", "b", "c"].map(|letter| json!(format!("{unique}-{letter}"))),
        AttributeType::Boolean | AttributeType::Complex => return None,
    })
}

/// Puts members that are named by the path of an attribute of an extension into
/// the object of that extension, and lists it in `schemas`.
pub(super) fn unfold(shape: &ResourceDefinition, body: &mut Map<String, Value>) {
    let paths: Vec<(String, StatePath)> = body
        .keys()
        .filter_map(|key| Some((key.clone(), StatePath::parse(key).ok()?)))
        .filter(|(_, path)| {
            let schema = path.schema.as_deref().and_then(|urn| shape.extension(urn));
            schema.is_some_and(|schema| schema.attribute(&path.attribute).is_some())
        })
        .collect();
    for (key, path) in paths {
        let Some(value) = body.remove(&key) else { continue };
        place(body, &path, value);
        if let (Some(urn), Some(Value::Array(schemas))) = (&path.schema, body.get_mut("schemas"))
            && !schemas.contains(&json!(urn))
        {
            schemas.push(json!(urn));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::capabilities::Capabilities;
    use crate::scim::urn;

    fn target() -> Target {
        let capabilities = Capabilities {
            schemas: Some(vec![
                json!({"id": urn::USER, "attributes": [
                    {"name": "userName", "required": true, "mutability": "immutable"},
                    {"name": "size", "type": "integer"}]}),
                json!({"id": "urn:x:User", "attributes": [
                    {"name": "badge", "mutability": "immutable"}]}),
            ]),
            ..Capabilities::default()
        };
        Target::new(&capabilities, None)
    }

    fn wanted(name: &str, word: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), word.to_owned())]
    }

    #[test]
    fn an_attribute_is_found_by_its_characteristics() {
        let found = |name: &str, word: &str| target().any("User", &wanted(name, word), "u");
        let badge = found("mutability", "immutable").unwrap();
        assert_eq!(badge.path, "urn:x:User:badge", "what is required is left alone");
        assert_eq!(badge.values[0], json!("u-a"));
        assert_eq!(found("type", "integer").unwrap().path, "size");
        assert_eq!(found("type", "binary"), None);
        assert_eq!(target().any("Group", &wanted("type", "integer"), "u"), None);
    }

    #[test]
    fn a_path_of_an_extension_becomes_a_member_of_its_object() {
        let body = json!({"schemas": [urn::USER], "userName": "a", "urn:x:User:badge": "1"});
        let fitted = target().fit("/Users", &body, "u", &Value::Null, crate::suite::Fit::Complete);
        assert_eq!(
            fitted,
            json!({"schemas": [urn::USER, "urn:x:User"], "userName": "a", "urn:x:User": {"badge": "1"}})
        );
    }
}
