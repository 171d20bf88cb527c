//! Differences in what the server says of itself.

use serde_json::{Map, Value, json};

use super::super::edit::{each_document, object};
use super::Variation;
use crate::scim::urn;
use crate::wire::{Request, Response};

/// A third resource type, of which there is nothing.
const TEAM: &str = "urn:example:params:scim:schemas:core:2.0:Building";

/// The discovery document with this difference.
pub(super) fn vary(variation: Variation, request: &Request, response: &mut Response) {
    if !response.is_success() {
        return;
    }
    let path = request.path.to_ascii_lowercase();
    let types = path.contains("resourcetypes");
    let schemas = path.contains("schemas");
    match variation {
        Variation::DiscoveryWithoutMeta => each_document(response, |document| {
            document.remove("meta");
            if types {
                document.remove("id");
            }
        }),
        Variation::ConfigWithMore if !types && !schemas => {
            if let Some(config) = object(response) {
                config.insert("xmlDataFormat".to_owned(), json!({ "supported": false }));
                config.insert("notifications".to_owned(), json!([]));
            }
        }
        Variation::ResourceTypeIds if types => each_document(response, |document| {
            if let Some(Value::String(name)) = document.get("name") {
                let id = format!("type-{}", name.to_lowercase());
                document.insert("id".to_owned(), id.clone().into());
                if let Some(location) = document.get_mut("meta").and_then(|m| m.get_mut("location"))
                {
                    let text = location.as_str().unwrap_or_default();
                    let base = text.rsplit_once('/').map_or("", |(base, _)| base);
                    *location = format!("{base}/{id}").into();
                }
            }
        }),
        Variation::DescriptionsMissing => each_document(response, |document| {
            document.remove("description");
            each_attribute(document, &|attribute| drop(attribute.remove("description")));
        }),
        Variation::SchemaDefaultsOmitted if schemas => each_document(response, |document| {
            each_attribute(document, &|attribute| {
                attribute.retain(|name, value| !is_default(name, value));
            });
        }),
        Variation::ThirdResourceType => {
            if types {
                append(response, building_type());
            } else if schemas {
                append(response, building_schema());
            }
        }
        Variation::OwnSchemasListed if schemas => {
            for (schema, name) in [
                (urn::SERVICE_PROVIDER_CONFIG, "ServiceProviderConfig"),
                (urn::RESOURCE_TYPE, "ResourceType"),
                (urn::SCHEMA, "Schema"),
            ] {
                append(response, own_schema(schema, name));
            }
        }
        _ => {}
    }
}

fn each_attribute(owner: &mut Map<String, Value>, edit: &dyn Fn(&mut Map<String, Value>)) {
    for list in ["attributes", "subAttributes"] {
        let attributes = owner.get_mut(list).and_then(Value::as_array_mut);
        for attribute in attributes.into_iter().flatten().filter_map(Value::as_object_mut) {
            each_attribute(attribute, edit);
            edit(attribute);
        }
    }
}

/// RFC 7643 section 2.2: what is left out has this value.
fn is_default(name: &str, value: &Value) -> bool {
    match name {
        "required" | "caseExact" => *value == json!(false),
        "mutability" => *value == json!("readWrite"),
        "returned" => *value == json!("default"),
        "uniqueness" => *value == json!("none"),
        _ => false,
    }
}

/// Adds a document to a list.
fn append(response: &mut Response, document: Value) {
    let Some(body) = object(response) else { return };
    let Some(Value::Array(documents)) = body.get_mut("Resources") else { return };
    documents.push(document);
    let all = documents.len();
    body.insert("totalResults".to_owned(), all.into());
    body.insert("itemsPerPage".to_owned(), all.into());
}

fn building_type() -> Value {
    json!({
        "schemas": [urn::RESOURCE_TYPE],
        "id": "Building",
        "name": "Building",
        "description": "A building with offices",
        "endpoint": "/Buildings",
        "schema": TEAM,
    })
}

fn building_schema() -> Value {
    json!({
        "schemas": [urn::SCHEMA],
        "id": TEAM,
        "name": "Building",
        "description": "A building with offices",
        "attributes": [attribute("street", "string", "Where it stands")],
    })
}

fn own_schema(schema: &str, name: &str) -> Value {
    json!({
        "schemas": [urn::SCHEMA],
        "id": schema,
        "name": name,
        "description": "What the server says of itself",
        "attributes": [attribute("description", "string", "For people")],
    })
}

fn attribute(name: &str, kind: &str, description: &str) -> Value {
    json!({
        "name": name, "type": kind, "multiValued": false, "description": description,
        "required": false, "caseExact": false, "mutability": "readOnly", "returned": "default",
        "uniqueness": "none",
    })
}
