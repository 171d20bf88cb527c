//! Values for attributes of which only the schema is known: of the right type,
//! among the canonical ones, and unlike those of any other resource.

use serde_json::{Map, Value, json};

use crate::scim::attribute::{Attribute, AttributeType, Mutability};

/// A value for a whole attribute; `None` if none can be made up. `unique` is a
/// text that no other resource has.
pub(super) fn value(attribute: &Attribute, unique: &str) -> Option<Value> {
    let one = if attribute.kind == AttributeType::Complex {
        element(attribute, unique)?
    } else {
        scalar(attribute, &attribute.name, unique)
    };
    Some(if attribute.multi_valued { json!([one]) } else { one })
}

/// The required sub-attributes of a complex value; `value`, or the first that
/// can be written, if none is required.
fn element(attribute: &Attribute, unique: &str) -> Option<Value> {
    let writable = || {
        attribute.sub_attributes.iter().filter(|sub| {
            sub.mutability != Mutability::ReadOnly && sub.kind != AttributeType::Complex
        })
    };
    let mut wanted: Vec<&Attribute> = writable().filter(|sub| sub.required).collect();
    if wanted.is_empty() {
        wanted.extend(writable().find(|sub| sub.is_named("value")).or_else(|| writable().next()));
    }
    if attribute.multi_valued && !wanted.iter().any(|sub| sub.is_named("type")) {
        let typed = |sub: &&Attribute| sub.is_named("type") && !sub.canonical_values.is_empty();
        wanted.extend(writable().find(typed));
    }
    let members: Map<String, Value> = wanted
        .into_iter()
        .map(|sub| (sub.name.clone(), scalar(sub, &attribute.name, unique)))
        .collect();
    (!members.is_empty()).then_some(Value::Object(members))
}

/// A single value of a simple attribute, which belongs to `owner` (itself, if
/// it is no sub-attribute).
pub(super) fn scalar(attribute: &Attribute, owner: &str, unique: &str) -> Value {
    if let Some(canonical) = attribute.canonical_values.first() {
        return json!(canonical);
    }
    match attribute.kind {
        AttributeType::Boolean => json!(!attribute.is_named("primary")),
        AttributeType::Integer => json!(1),
        AttributeType::Decimal => json!(1.5),
        AttributeType::DateTime => json!("2026-01-01T00:00:00Z"),
        AttributeType::Binary => json!("dGVzdA=="),
        AttributeType::Reference => json!(format!("https://example.com/{unique}")),
        AttributeType::String | AttributeType::Complex => {
            json!(text(&attribute.name, owner, unique))
        }
    }
}

/// A text as people would write it into an attribute of that name.
fn text(name: &str, owner: &str, unique: &str) -> String {
    let (name, owner) = (name.to_ascii_lowercase(), owner.to_ascii_lowercase());
    let is = |part: &str| name.contains(part) || owner.contains(part);
    match name.as_str() {
        "password" => format!("Sp1-{unique}-Aa!"),
        "givenname" => "Ada".to_owned(),
        "familyname" => "Lovelace".to_owned(),
        "country" => "US".to_owned(),
        "locale" => "en-US".to_owned(),
        "preferredlanguage" | "language" => "en".to_owned(),
        "timezone" => "America/Los_Angeles".to_owned(),
        "postalcode" => "98052".to_owned(),
        "type" => "work".to_owned(),
        _ if is("username") || is("email") => format!("{unique}@example.com"),
        _ if is("phone") => "+15555550100".to_owned(),
        _ if is("url") => format!("https://example.com/{unique}"),
        _ => unique.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_type_and_are_canonical() {
        let phones = Attribute::complex(
            "phoneNumbers",
            vec![
                Attribute::string("value", "").required(),
                Attribute::string("type", "").canonical(&["mobile", "work"]),
                Attribute::boolean("primary", ""),
            ],
            "",
        )
        .multi_valued();
        let cases = [
            (Attribute::string("password", ""), json!("Sp1-u1-Aa!")),
            (Attribute::string("userName", ""), json!("u1@example.com")),
            (Attribute::string("costCode", ""), json!("u1")),
            (Attribute::string("kind", "").canonical(&["a", "b"]), json!("a")),
            (Attribute::new(AttributeType::Integer, "level", ""), json!(1)),
            (Attribute::string("tags", "").multi_valued(), json!(["u1"])),
            (phones, json!([{"value": "+15555550100", "type": "mobile"}])),
        ];
        for (attribute, expected) in cases {
            assert_eq!(value(&attribute, "u1"), Some(expected), "{}", attribute.name);
        }
        assert_eq!(value(&Attribute::complex("empty", vec![], ""), "u1"), None);
    }
}
