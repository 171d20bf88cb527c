//! What may make the gate's verdict another one, or explains it, and shows in
//! the mapping and in /Schemas alone.

use serde_json::{Value, json};

use super::super::model::{MappedAttribute, Mapping, Source};
use crate::scim::urn;

/// Expressions that the gate cannot work out: it compares their raw source
/// with what they made of it, after an update.
#[must_use]
pub fn unknown_expressions(mapping: &Mapping) -> Vec<&MappedAttribute> {
    mapping
        .user
        .iter()
        .filter(|known| !known.is_named("active"))
        .filter(|known| {
            matches!(known.flow.as_ref().map(|flow| &flow.source),
                Some(Source::Function { name, .. }) if !["Join", "ToLower", "ToUpper"].contains(&name.as_str()))
        })
        .collect()
}

/// What /Schemas requires of users and nothing flows into, by the names that
/// Entra has for it: `emails`, `name.familyName`.
#[must_use]
pub fn unmapped_required(mapping: &Mapping, published: &Value) -> Vec<String> {
    let list = |value: &Value, key: &str| -> Vec<Value> {
        value.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let is_asked = |entry: &&Value| {
        entry.get("required") == Some(&json!(true))
            && entry.get("mutability") != Some(&json!("readOnly"))
    };
    let schemas = list(published, "Resources");
    let user = schemas.iter().find(|schema| schema.get("id") == Some(&json!(urn::USER)));
    let attributes = user.map(|schema| list(schema, "attributes")).unwrap_or_default();
    let mut names = Vec::new();
    for attribute in &attributes {
        let Some(name) = attribute.get("name").and_then(Value::as_str) else { continue };
        let inside: Vec<&MappedAttribute> = mapping
            .user
            .iter()
            .filter(|known| known.is_mapped() && known.path.schema.is_none())
            .filter(|known| known.path.attribute.eq_ignore_ascii_case(name))
            .collect();
        if is_asked(&attribute) && inside.is_empty() {
            names.push(name.to_owned());
            continue;
        }
        // Of elements there may be some of which nothing is sent.
        if attribute.get("multiValued") == Some(&json!(true)) || inside.is_empty() {
            continue;
        }
        let subs = list(attribute, "subAttributes");
        let missing = subs.iter().filter(is_asked).filter_map(|sub| {
            let path = format!("{name}.{}", sub.get("name")?.as_str()?);
            (!inside.iter().any(|known| known.is_named(&path))).then_some(path)
        });
        names.extend(missing);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_required_and_not_mapped_is_named() {
        let published = json!({ "Resources": [{ "id": urn::USER, "attributes": [
            { "name": "userName", "type": "string", "required": true },
            { "name": "id", "type": "string", "required": true, "mutability": "readOnly" },
            { "name": "emails", "type": "complex", "multiValued": true, "required": true },
            { "name": "name", "type": "complex", "subAttributes": [
                { "name": "familyName", "type": "string", "required": true },
                { "name": "middleName", "type": "string", "required": true },
            ] },
        ] }] });
        let zero = Mapping::built_in("zero").unwrap_or_else(|| unreachable!());
        assert_eq!(unmapped_required(&zero, &published), ["emails", "name.middleName"]);
        assert_eq!(unmapped_required(&zero, &Value::Null), [""; 0]);
    }
}
