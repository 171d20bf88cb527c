//! What /Schemas and /ResourceTypes publish, read with patience: servers leave
//! out characteristics, and RFC 7643 section 2.2 says what they are then.

use serde_json::Value;

use crate::scim::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use crate::scim::capabilities::Capabilities;
use crate::scim::definition::{ResourceDefinition, Schema};
use crate::scim::{standard, urn};

/// The resource types of which the core schema is published. Nothing is known
/// of a type whose schema is missing or lists no attribute.
pub(super) fn resource_types(capabilities: &Capabilities) -> Vec<ResourceDefinition> {
    let Some(listed) = &capabilities.schemas else { return Vec::new() };
    let schemas: Vec<Schema> = listed.iter().filter_map(schema).collect();
    let mut types: Vec<ResourceDefinition> = capabilities
        .resource_types
        .iter()
        .flatten()
        .filter_map(|entry| resource_type(entry, &schemas))
        .collect();
    for (name, endpoint, core) in [("User", "/Users", urn::USER), ("Group", "/Groups", urn::GROUP)]
    {
        if !types.iter().any(|known| known.name.eq_ignore_ascii_case(name)) {
            types.extend(definition(name, endpoint, core, &[], &schemas));
        }
    }
    types
}

fn resource_type(entry: &Value, schemas: &[Schema]) -> Option<ResourceDefinition> {
    let name = text(entry, "name").or_else(|| text(entry, "id"))?;
    let endpoint = text(entry, "endpoint")?;
    let core = text(entry, "schema")?;
    let extensions: Vec<(String, bool)> = member(entry, "schemaExtensions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|extension| {
            let required = member(extension, "required") == Some(&Value::Bool(true));
            Some((text(extension, "schema")?.to_owned(), required))
        })
        .collect();
    definition(name, endpoint, core, &extensions, schemas)
}

fn definition(
    name: &str,
    endpoint: &str,
    core: &str,
    extensions: &[(String, bool)],
    schemas: &[Schema],
) -> Option<ResourceDefinition> {
    let schema = schemas.iter().find(|schema| schema.is_named(core))?;
    if schema.attributes.is_empty() {
        return None;
    }
    let required = |urn: &str| {
        extensions.iter().any(|(listed, required)| *required && listed.eq_ignore_ascii_case(urn))
    };
    // An extension that only /Schemas names is known as well, if its URN says of what.
    let is_extension = |candidate: &&Schema| {
        let last = candidate.urn.rsplit(':').next().unwrap_or_default();
        let listed = extensions.iter().any(|(listed, _)| candidate.is_named(listed));
        let standard = candidate.urn.to_ascii_lowercase().contains(":schemas:core:");
        !candidate.is_named(core) && (listed || (!standard && last.eq_ignore_ascii_case(name)))
    };
    Some(ResourceDefinition {
        name: name.to_owned(),
        description: String::new(),
        endpoint: endpoint.to_owned(),
        common: standard::common(),
        schema: schema.clone(),
        extensions: schemas
            .iter()
            .filter(is_extension)
            .map(|extension| (extension.clone(), required(&extension.urn)))
            .collect(),
    })
}

fn schema(entry: &Value) -> Option<Schema> {
    Some(Schema {
        urn: text(entry, "id")?.to_owned(),
        name: text(entry, "name").unwrap_or_default().to_owned(),
        description: String::new(),
        attributes: attributes(entry, "attributes"),
    })
}

fn attributes(owner: &Value, key: &str) -> Vec<Attribute> {
    member(owner, key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(attribute)
        .collect()
}

fn attribute(entry: &Value) -> Option<Attribute> {
    let name = text(entry, "name")?;
    let word = |key: &str| text(entry, key).unwrap_or_default().to_ascii_lowercase();
    let is = |key: &str| member(entry, key) == Some(&Value::Bool(true));
    let words = |key: &str| -> Vec<String> {
        let listed = member(entry, key).and_then(Value::as_array).into_iter().flatten();
        listed.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let sub_attributes = attributes(entry, "subAttributes");
    let kind = match word("type").as_str() {
        "boolean" => AttributeType::Boolean,
        "decimal" => AttributeType::Decimal,
        "integer" => AttributeType::Integer,
        "datetime" => AttributeType::DateTime,
        "binary" => AttributeType::Binary,
        "reference" => AttributeType::Reference,
        "complex" => AttributeType::Complex,
        _ if !sub_attributes.is_empty() => AttributeType::Complex,
        _ => AttributeType::String,
    };
    let mut attribute = Attribute::new(kind, name, "");
    attribute.multi_valued = is("multiValued");
    attribute.required = is("required");
    attribute.case_exact |= is("caseExact");
    attribute.mutability = match word("mutability").as_str() {
        "readonly" => Mutability::ReadOnly,
        "immutable" => Mutability::Immutable,
        "writeonly" => Mutability::WriteOnly,
        _ => Mutability::ReadWrite,
    };
    attribute.returned = match word("returned").as_str() {
        "always" => Returned::Always,
        "never" => Returned::Never,
        "request" => Returned::Request,
        _ => Returned::Default,
    };
    attribute.uniqueness = match word("uniqueness").as_str() {
        "server" => Uniqueness::Server,
        "global" => Uniqueness::Global,
        _ => Uniqueness::None,
    };
    attribute.canonical_values = words("canonicalValues");
    attribute.sub_attributes = sub_attributes;
    Some(attribute)
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let mut members = value.as_object()?.iter();
    members.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    member(value, name)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn characteristics_that_are_left_out_are_those_of_the_rfc() {
        let capabilities = Capabilities {
            schemas: Some(vec![
                json!({"id": urn::USER, "attributes": [{"name": "userName"},
                    {"name": "emails", "multiValued": true, "subAttributes": [
                        {"name": "type", "canonicalValues": ["work"]}]}]}),
                json!({"id": urn::ENTERPRISE_USER, "attributes": [{"name": "department"}]}),
                json!({"id": urn::GROUP, "attributes": []}),
            ]),
            ..Capabilities::default()
        };
        let types = resource_types(&capabilities);
        assert_eq!(types.len(), 1, "of a group nothing is known");
        let user = &types[0];
        assert_eq!((user.endpoint.as_str(), user.extensions.len()), ("/Users", 1));
        let name = user.own_attribute("username").unwrap();
        assert_eq!((name.kind, name.mutability), (AttributeType::String, Mutability::ReadWrite));
        assert_eq!(user.own_attribute("emails").unwrap().kind, AttributeType::Complex);
        assert_eq!(resource_types(&Capabilities::default()), []);
    }

    #[test]
    fn a_resource_type_says_which_extension_it_needs() {
        let costs = "urn:example:costs";
        let capabilities = Capabilities {
            resource_types: Some(vec![json!({"name": "User", "endpoint": "/Users",
                "schema": urn::USER, "schemaExtensions": [{"schema": costs, "required": true}]})]),
            schemas: Some(vec![
                json!({"id": urn::USER, "attributes": [{"name": "userName"}]}),
                json!({"id": costs, "attributes": [{"name": "centre", "required": true}]}),
            ]),
            ..Capabilities::default()
        };
        let types = resource_types(&capabilities);
        assert_eq!(types[0].extensions.len(), 1);
        assert!(types[0].extensions[0].1);
    }
}
